--TEST--
error: requests behind a fatal one are served by the next worker
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    if ($server->getHeader()['Uri'] === '/exit') {
        exit;
    }
    $server->send($fd, $server->getHeader()['Uri']);
});
$clients = [];
for ($i = 0; $i < 20; $i++) {
    $clients[$i] = $s->web();
    $clients[$i]->request('GET', $i === 5 ? '/exit' : "/$i");
}
foreach ($clients as $i => $c) {
    $answer = $c->answer();
    if ("$answer" !== "200 /$i") {
        echo "$i: $answer->status\n";
    }
}
?>
--EXPECT--
5: 500

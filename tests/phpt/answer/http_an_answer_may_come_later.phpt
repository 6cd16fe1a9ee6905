--TEST--
http: an answer may come later
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    $uri = $server->getHeader()['Uri'];
    $server->timerAfter($uri === '/slow' ? 20 : 1, function ($server) use ($fd, $uri) {
        $server->setHeader('X-Late', 'yes');
        $server->httpRespCode(201);
        $server->send($fd, $uri);
    });
});
$slow = $s->web();
$fast = $s->web();
$slow->request('GET', '/slow');
$fast->request('GET', '/fast');
foreach ([$fast, $slow] as $c) {
    $answer = $c->answer();
    echo $answer, ' ', $answer->headers['x-late'], "\n";
}
?>
--EXPECT--
201 /fast yes
201 /slow yes

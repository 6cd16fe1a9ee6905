--TEST--
send: reaches all protocols from anywhere
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $all = [];
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) use (&$all) {
        $all[] = $fd;
        if ($data === 'go') {
            foreach ($all as $id) {
                $server->send($id, 'everybody');
            }
        }
        say('ok');
    });
});
$tcp = $s->tcp();
$tcp->write('x');
$s->heard();
$ws = $s->ws();
$ws->text('x');
$s->heard();
$web = $s->web();
$web->request('GET', '/');
$s->heard();
$last = $s->tcp();
$last->write('go');
echo $tcp->read(9), "\n", $ws->next(), "\n", $web->answer(), "\n", $last->read(9), "\n";
?>
--EXPECT--
everybody
text: everybody
200 everybody
everybody

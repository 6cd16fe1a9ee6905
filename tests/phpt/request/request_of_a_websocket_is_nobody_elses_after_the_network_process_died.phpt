--TEST--
request: of a websocket is nobody else's after the network process has died
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_RECV, fn ($server, $fd, $data) => say($data . ' ' . ($server->getHeader()['X-Name'] ?? 'none')));
}, ['start' => function () { say((string) getmypid()); }]);
$worker = (int) $s->heard();
$name = str_repeat('a', 200);
$old = $s->ws('/', ['X-Name' => $name]);
kill($worker, SIGSTOP);
$old->text('old');
$old->frame(0x89, '');
$old->hear(); // the pong: the message is told
$net = $s->net();
kill($net, SIGKILL);
$old->rest();
await(fn () => $s->net() !== $net, 'another network process');
$new = $s->ws('/', ['X-Name' => strrev($name) . 'b']);
$new->text('new');
$new->frame(0x89, '');
$new->hear();
kill($worker, SIGCONT);
$first = $s->heard();
echo $first === 'old none' || $first === "old $name" ? 'its own or none' : $first, "\n", $s->heard() === "new {$name}b" ? 'its own' : 'wrong', "\n";
?>
--EXPECT--
its own or none
its own

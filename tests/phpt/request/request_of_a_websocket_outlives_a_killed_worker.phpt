--TEST--
request: of a websocket outlives a worker that is killed with its messages waiting
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $tell = fn ($server, $fd) => say($server->getRequest()['path'] . ' ' . md5($server->getHeader()['X-Long'] ?? ''));
    $server->on(APPNET_EVENT_RECV, $tell);
    $server->on(APPNET_EVENT_CLOSE, $tell);
}, ['start' => function () { say('start ' . getmypid()); }]);
$pid = (int) substr($s->heard(), 6);
$long = bin2hex(random_bytes(15000));
$stays = $s->ws('/stays', ['X-Long' => $long]);
$goes = $s->ws('/goes', ['X-Long' => strrev($long)]);
kill($pid, SIGSTOP);
$stays->text('one');
$goes->text('two');
$goes->frame(0x88, pack('n', 1000));
$goes->rest(); // the network process has told all of it
kill($pid, SIGKILL);
echo substr($s->heard(), 0, 5), "\n";
$own = [md5($long) => 'its own', md5(strrev($long)) => 'its own'];
foreach ($s->heardSorted(3) as $line) { // two connections: which of them comes first is not promised
    echo strtr($line, $own), "\n";
}
$stays->text('three');
echo strtr($s->heard(), $own), "\n";
?>
--EXPECT--
start
/goes its own
/goes its own
/stays its own
/stays its own

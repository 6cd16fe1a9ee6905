--TEST--
process: a daemon leaves its session
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) { $server->send($fd, $data); });
}, ['set' => [APPNET_OPT_DAEMON => true], 'start' => function () { say(file_get_contents('/proc/self/stat')); }]);
[, , , $daemon, , $session] = explode(' ', $s->heard());
echo $s->join(), "\n";
try {
    var_dump((int) $daemon !== $s->pid, $session !== explode(' ', file_get_contents('/proc/self/stat'))[5]);
    echo $s->http('POST', '/', [], 'hello'), "\n";
} finally {
    kill((int) $daemon, SIGTERM);
    await(function () use ($daemon) { return !alive((int) $daemon); }, 'end of the daemon');
}
?>
--EXPECT--
0
bool(true)
bool(true)
200 hello

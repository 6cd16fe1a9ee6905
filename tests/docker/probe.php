<?php
/* probe.php - a server that the test of the image runs in it: says what it sees in there. */
$server = new appnetServer('127.0.0.1', (int) getenv('PORT'));
$server->on(APPNET_EVENT_RECV, function (appnetServer $server, int $fd, string $data): void {
    $header = $server->getHeader();
    if ($header['Protocol'] !== 'HTTP') {
        $server->send($fd, $data);
    } elseif ($header['Uri'] === '/orphan') { // the shell ends at once, and nobody waits for its child
        $server->send($fd, trim((string) shell_exec('sleep 600 >/dev/null 2>&1 & echo $!')));
    } elseif (preg_match('~^/kill/(\d+)$~', $header['Uri'], $m)) {
        exec("kill -KILL $m[1]");
        $server->send($fd, 'killed');
    } elseif (preg_match('~^/stat/(\d+)$~', $header['Uri'], $m)) {
        $server->send($fd, preg_replace('~^.*\) ~s', '', (string) @file_get_contents("/proc/$m[1]/stat")) ?: 'gone');
    } else {
        $server->send($fd, 'pid ' . trim(preg_replace('~^.*\) \S ~s', '', file_get_contents('/proc/self/stat'))));
    }
});
$server->on(APPNET_EVENT_FINAL, function (appnetServer $server): void {
    fwrite(STDERR, "FINAL ran\n");
});
$server->run();
echo "the script went on to its end\n";

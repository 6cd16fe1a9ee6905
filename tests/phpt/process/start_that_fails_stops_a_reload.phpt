--TEST--
start: that fails stops a reload: the workers go on as they are, the log says why, and a version that is mended is taken
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$file = tempnam(sys_get_temp_dir(), 'appnet-start-');
$write = function (string $code) use ($file) {
    static $at = 0;
    file_put_contents("$file.new", "<?php $code");
    touch("$file.new", $at = max(time(), $at + 1)); // opcache knows a version by its second
    rename("$file.new", $file);
};
$write('return 1;');
$s = serve(function (appnetServer $server) use (&$version) {
    $server->setOption(APPNET_OPT_WORKER_NUM, 2);
    $server->on(APPNET_EVENT_RECV, function ($server, $fd) use (&$version) {
        $info = $server->getInfo();
        $server->send($fd, "version $version, $info[reloads] reloads, $info[reload_failures] failures");
    });
}, ['start' => function () use ($file, &$version) { $version = require $file; }]);
$failures = 0;
foreach (['return 2', 'throw new LogicException("no");', 'exit(3);', 'function strlen() {}', 'class A extends B {}'] as $i => $broken) { // the first: a parse error
    $write($broken);
    $s->signal(SIGUSR1);
    $failures++;
    await(fn () => substr_count($s->log(), 'the reload of the workers is given up: a successor cannot start, the others go on as they are') === $failures ?: null, 'end of the reload', fn () => $s->log());
    for ($n = 0; $n < 4; $n++) {
        $said[] = $s->http('GET', '/')->body;
    }
    echo implode("\n", array_unique($said)), "\n";
    $said = [];
}
foreach (['~Parse error~', '~LogicException: no~', '~worker \d \(pid \d+\) exited with status 3 before it was ready~', '~redeclare (function )?strlen~', '~Class "?\'?B"?\'? not found~'] as $why) {
    echo $s->logged($why) !== '' ? '.' : '';
}
$write('return 3;');
$s->signal(SIGUSR1);
$s->logged('~the workers are reloaded~');
echo "\n", await(fn () => strpos($body = $s->http('GET', '/')->body, 'version 3') === 0 ? $body : null), "\n";
echo preg_match('~is started again~', $s->log()), ' ', $s->stop(), "\n";
unlink($file);
?>
--EXPECT--
version 1, 0 reloads, 1 failures
version 1, 0 reloads, 2 failures
version 1, 0 reloads, 3 failures
version 1, 0 reloads, 4 failures
version 1, 0 reloads, 5 failures
.....
version 3, 1 reloads, 5 failures
0 0

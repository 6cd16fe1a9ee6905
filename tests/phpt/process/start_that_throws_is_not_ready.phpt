--TEST--
start: a worker whose START throws gets no work, is tried again later, and the log says why
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
$write('return true;');
$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_WORKER_NUM, 2);
    $server->on(APPNET_EVENT_RECV, function ($server, $fd) { $server->send($fd, 'by ' . $server->getInfo()['id']); });
}, ['start' => function (appnetServer $server) use ($file) {
    if ($server->getInfo()['id'] === 1) {
        if (!require $file) {
            throw new LogicException('no database');
        }
        say('up');
    }
}]);
echo $s->heard(), "\n";
$write('return false;');
$net = $s->net();
foreach ($s->children() as $pid) {
    if ($pid !== $net) {
        kill($pid, SIGKILL); // both workers: 0 comes back, 1 does not
    }
}
$s->logged('~LogicException: no database~');
$s->logged('~worker 1: error: START has failed: this process is not ready, and ends~');
$s->logged('~worker 1 \(pid \d+\) exited with status 255 before it was ready~');
$s->logged('~worker 1 is started again in 200 ms~');
for ($i = 0; $i < 10; $i++) {
    echo $s->http('GET', '/'), "\n";
}
$write('return true;');
echo $s->heard(), "\n";
unlink($file);
?>
--EXPECT--
up
200 by 0
200 by 0
200 by 0
200 by 0
200 by 0
200 by 0
200 by 0
200 by 0
200 by 0
200 by 0
up

--TEST--
open: that no worker takes in time gives a 503
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_HTTP_QUEUE_TIMEOUT, 1000);
    $server->on(APPNET_EVENT_OPEN, function () { say('asked'); });
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) {
        say('busy');
        await(function () use ($data) { clearstatcache(); return file_exists($data); }, 'leave to go on');
        $server->send($fd, 'done');
    });
});
$file = tempnam(sys_get_temp_dir(), 'appnet');
unlink($file);
$c = $s->tcp();
$c->write($file);
echo $s->heard(), "\n", $s->refused()->status, "\n";
touch($file);
echo $c->read(4), "\n";
unlink($file);
$s->ws();
echo $s->heard(), "\n";
?>
--EXPECT--
busy
503
done
asked

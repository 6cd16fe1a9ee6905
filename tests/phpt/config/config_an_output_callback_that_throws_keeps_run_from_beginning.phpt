--TEST--
config: an output callback that throws keeps run from beginning; it may be tried again
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $thrown = false;
    ob_start(function ($text) use (&$thrown) {
        if ($text !== '' && !$thrown) {
            $thrown = true;
            throw new Exception('of the output callback');
        }
        return '';
    });
    echo "text\n";
    $said = thrown(function () use ($server) { $server->run(); });
    $server->on(APPNET_EVENT_RECV, function ($server, $fd) use ($said) { $server->send($fd, "$said\n"); }); // so it has not begun
});
$c = $s->tcp();
$c->write('x');
echo $c->until("\n");
?>
--EXPECT--
text
Exception: of the output callback

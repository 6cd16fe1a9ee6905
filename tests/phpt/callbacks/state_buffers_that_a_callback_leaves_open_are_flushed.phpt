--TEST--
state: buffers that a callback leaves open are flushed, down to those of START; also after an exception
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) {
        say('level ' . ob_get_level());
        ob_start(function ($text) { return strtoupper($text); });
        ob_start(function ($text) { return "[$text]"; }, 0, PHP_OUTPUT_HANDLER_STDFLAGS ^ PHP_OUTPUT_HANDLER_REMOVABLE);
        echo "left by $data";
        if ($data === 'throw') {
            throw new Exception;
        }
        $server->timerAfter(0, function () { say('timer, level ' . ob_get_level()); });
    });
}, ['start' => function () {
    ob_start(function ($text) { // of START: it stays
        say("out: $text");
        return '';
    }, 1);
}]);
$c = $s->tcp();
foreach (['one', 'throw', 'two'] as $word) {
    $c->write($word);
    for ($i = 0; $i < ($word === 'throw' ? 2 : 3); $i++) {
        echo $s->heard(), "\n";
    }
}
?>
--EXPECT--
level 1
out: [LEFT BY ONE]
timer, level 1
level 1
out: [LEFT BY THROW]
level 1
out: [LEFT BY TWO]
timer, level 1

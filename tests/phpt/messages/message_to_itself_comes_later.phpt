--TEST--
message: to itself comes later
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_MESSAGE, function ($server, $from, $data) {
        say("begin $data");
        if ($data < 3) {
            var_export($server->sendMessage(0, (string) ($data + 1)), true) === 'true' || say('refused');
        }
        say("end $data");
    });
}, ['start' => function (appnetServer $server) { $server->sendMessage(0, '1'); say('started'); }]);
for ($i = 0; $i < 7; $i++) {
    echo $s->heard(), "\n";
}
?>
--EXPECT--
started
begin 1
end 1
begin 2
end 2
begin 3
end 3

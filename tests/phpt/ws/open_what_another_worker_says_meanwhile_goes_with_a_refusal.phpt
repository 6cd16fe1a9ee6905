--TEST--
open: what another worker says meanwhile goes with a refusal
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';
require __DIR__ . '/../inc/meanwhile.inc';

$s = meanwhile(fn ($server, $fd) => [$server->send($fd, 'one'), $server->subscribe($fd, 'room'), $server->publish('room', 'two')], function ($server, $fd, $request) {
    if ($request['path'] === '/page') {
        $server->httpRespCode(401, 'not you');
        return null;
    }
    return false;
});
foreach (['/', '/page'] as $path) {
    $answer = $s->refused($path);
    echo $s->heard(), ' ', $answer->status, ' ', trim(preg_replace('/\s+/', ' ', strip_tags($answer->body))), "\n", $s->heard(), "\n";
}
?>
--EXPECT--
[3,true,3] 403 403 Forbidden 403 Forbidden
close {"code":0,"reason":"","cause":"server"}
[3,true,3] 401 not you
close {"code":0,"reason":"","cause":"server"}

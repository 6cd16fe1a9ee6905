--TEST--
open: may speak to its client already
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = opening(function ($server, $fd) {
    $ok = [$server->subscribe($fd, 'all'), $server->send($fd, 'welcome'), $server->sendMany([$fd], 'dear'), $server->ping($fd, 'p'),
        $server->publish('all', 'everybody')];
    say(json_encode($ok));
});
$c = $s->ws();
echo $s->heard(), "\n";
for ($i = 0; $i < 4; $i++) {
    echo $c->next(), "\n";
}
?>
--EXPECT--
[true,7,1,true,9]
text: welcome
text: dear
ping: p
text: everybody

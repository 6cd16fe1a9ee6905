--TEST--
event: a listener that only the server holds is kept between its calls
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

class Witness
{
    public function __destruct()
    {
        say('freed');
    }
}

$s = serve(function (appnetServer $server) {
    $witness = new Witness;
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) use ($witness) { say($data); });
});
$c = $s->tcp();
foreach (['one', 'two'] as $word) {
    $c->write($word);
    echo $s->heard(), "\n";
}
$c->close();
$s->stop();
echo $s->heard(), "\n";
?>
--EXPECT--
one
two
freed

--TEST--
event: values are kept between callbacks
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd, $data) {
    static $words = [];
    $words[] = $data;
    $server->send($fd, implode(' ', $words) . "\n");
});
$c = $s->tcp();
foreach (['one', 'two', 'three'] as $word) {
    $c->write($word);
    echo $c->until("\n");
}
?>
--EXPECT--
one
one two
one two three

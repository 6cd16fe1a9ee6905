--TEST--
ws: binary is sent and told by its opcode
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd, $data) {
    $opcode = $server->getHeader()['Opcode'];
    say($opcode === APPNET_WS_BINARY ? 'binary' : ($opcode === APPNET_WS_TEXT ? 'text' : 'neither'));
    $server->send($fd, $data, $opcode);
});
$c = $s->ws('/', ['Opcode' => '9']);
$c->frame(0x82, "\xff\x00\xfe");
echo $s->heard(), ' ', bin2hex($c->next()), "\n";
$c->text('words');
echo $s->heard(), ' ', $c->next(), "\n";
?>
--EXPECT--
binary 62696e6172793a20ff00fe
text text: words

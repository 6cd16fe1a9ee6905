--TEST--
ws: what breaks the protocol closes with 1002
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function () { say('heard'); });
$frames = [
    'unmasked' => "\x81\x02hi",
    'reserved bit' => "\xc1\x82\0\0\0\0hi",
    'unknown opcode' => "\x83\x82\0\0\0\0hi",
    'continues nothing' => "\x80\x82\0\0\0\0hi",
    'a fragmented ping' => "\x09\x80\0\0\0\0",
    'a long ping' => "\x89\xfe\0\x7e\0\0\0\0",
    'a length not in its shortest form' => "\x81\xfe\0\x02\0\0\0\0hi",
    'a close code of one byte' => "\x88\x81\0\0\0\0x",
    'a close code that is never sent' => "\x88\x82\0\0\0\0" . pack('n', 1005),
    'a new message in the middle of one' => "\x01\x81\0\0\0\0a\x81\x81\0\0\0\0b",
];
foreach ($frames as $what => $bytes) {
    $ws = $s->ws();
    $ws->write($bytes);
    echo "$what: ", $ws->next(), ', ', $ws->next(), "\n";
}
?>
--EXPECT--
unmasked: close: 1002, end
reserved bit: close: 1002, end
unknown opcode: close: 1002, end
continues nothing: close: 1002, end
a fragmented ping: close: 1002, end
a long ping: close: 1002, end
a length not in its shortest form: close: 1002, end
a close code of one byte: close: 1002, end
a close code that is never sent: close: 1002, end
a new message in the middle of one: close: 1002, end

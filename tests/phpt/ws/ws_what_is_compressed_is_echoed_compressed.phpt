--TEST--
ws: what is compressed is echoed compressed
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = echoing([APPNET_WS_DEFLATE => true]);
$c = $s->ws('/', ['Sec-WebSocket-Extensions' => 'permessage-deflate']);
foreach (['short', str_repeat('long enough ', 1000)] as $text) {
    $c->frame(0xc1, deflate($text));
    [$first, $payload] = $c->hear();
    printf("%02x %s\n", $first, var_export(($first & 0x40 ? inflate($payload) : $payload) === $text, true));
}

function deflate(string $text): string
{
    $deflate = deflate_init(ZLIB_ENCODING_RAW);
    return substr(deflate_add($deflate, $text, ZLIB_SYNC_FLUSH), 0, -4);
}

function inflate(string $payload): string
{
    return inflate_add(inflate_init(ZLIB_ENCODING_RAW), "$payload\x00\x00\xff\xff", ZLIB_SYNC_FLUSH);
}
?>
--EXPECT--
81 true
c1 true

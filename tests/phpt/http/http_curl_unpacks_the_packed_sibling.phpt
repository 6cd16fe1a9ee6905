--TEST--
http: curl takes the packed sibling of a file and unpacks it
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';
require __DIR__ . '/../inc/curl.inc';

// Brotli: one piece that is not packed, and the end (RFC 7932, 9.2).
$brotli = fn (string $text) => substr(pack('V', strlen($text) - 1 << 4 | 1 << 20), 0, 3) . "$text\x03";
$s = showing(folder([
    'plain.txt' => 'plain', 'a.txt' => 'as it is', 'a.txt.gz' => gzencode('from gzip'),
    'b.txt' => 'as it is', 'b.txt.gz' => gzencode('from gzip'), 'b.txt.br' => $brotli('from brotli'),
]));
$show = function (string $uri, string ...$options) use ($s): void {
    $got = curl($s, $uri, ...$options);
    echo "$uri: $got, ", $got->headers['content-encoding'] ?? 'no coding', ', ', $got->headers['vary'] ?? 'no Vary', ', ', $got->headers['content-type'], "\n";
};
$show('/plain.txt', '--compressed');
$show('/a.txt');
$show('/a.txt', '--compressed');
$show('/b.txt', '--compressed');
$show('/b.txt', '--compressed', '-H', 'Accept-Encoding: gzip');
$show('/b.txt', '-H', 'Accept-Encoding: br;q=0, gzip;q=0');
?>
--EXPECT--
/plain.txt: 200 plain, no coding, no Vary, text/plain; charset=utf-8
/a.txt: 200 as it is, no coding, Accept-Encoding, text/plain; charset=utf-8
/a.txt: 200 from gzip, gzip, Accept-Encoding, text/plain; charset=utf-8
/b.txt: 200 from brotli, br, Accept-Encoding, text/plain; charset=utf-8
/b.txt: 200 from gzip, gzip, Accept-Encoding, text/plain; charset=utf-8
/b.txt: 200 as it is, no coding, Accept-Encoding, text/plain; charset=utf-8

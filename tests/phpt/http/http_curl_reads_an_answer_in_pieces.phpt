--TEST--
http: curl reads an answer that comes in pieces, chunked or up to the end of the connection
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';
require __DIR__ . '/../inc/curl.inc';

$s = answering(function (appnetServer $server, int $fd): void {
    $server->setHeader('Content-Type', 'text/plain');
    $server->write($fd, 'one ');
    $server->timerAfter(1, function (appnetServer $server) use ($fd): void {
        $server->write($fd, 'two ');
        $server->end($fd, 'three');
    });
});
foreach (['--http1.1', '--http1.0'] as $version) {
    $got = curl($s, '/', '-N', $version);
    echo "$got, ", $got->headers['transfer-encoding'] ?? 'no coding', ', ', $got->headers['content-length'] ?? 'no length', "\n";
}
$answers = curls($s, ['/', '/'], '-w', '%{stderr}%{num_connects}');
echo "\n", end($answers)->body, "\n";
$head = curl($s, '/', '-I', '-o', '/dev/null');
echo $head->status, ' ', $head->headers['content-type'], "\n";
?>
--EXPECT--
200 one two three, chunked, no length
200 one two three, no coding, no length
10
one two threeone two three
200 text/plain

--TEST--
http: a bad request behind a good one waits for its answer
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function (appnetServer $server, int $fd): void {
    $server->timerAfter(20, function () use ($server, $fd): void { $server->send($fd, "good"); });
});
foreach (["BAD\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/2.0\r\n\r\n"] as $bad) {
    $c = $s->tcp();
    $c->write("GET / HTTP/1.1\r\nHost: t\r\n\r\n$bad");
    preg_match_all('~HTTP/1.1 (\d+).*?\r\n\r\n(good)?~s', $c->rest(), $answers, PREG_SET_ORDER);
    echo implode(', ', array_map(fn (array $a) => "$a[1] " . ($a[2] ?? 'the end'), $answers)), "\n";
}
?>
--EXPECT--
200 good, 501 the end
200 good, 400 the end
200 good, 505 the end

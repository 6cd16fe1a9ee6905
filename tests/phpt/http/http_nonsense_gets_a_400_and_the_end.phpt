--TEST--
http: nonsense gets a 400 and the end
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function () { say('heard'); });
foreach (["GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: test\r\nNo colon\r\n\r\n", "GET / HTTP/1.1\r\nHost : test\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: test\r\nContent-Length: x\r\n\r\n"] as $text) {
    $c = $s->web();
    $c->write($text);
    $answer = $c->answer();
    echo $answer->status, ' ', $answer->headers['connection'], ' ', json_encode($c->ended()), "\n";
}
?>
--EXPECT--
400 close true
400 close true
400 close true
400 close true

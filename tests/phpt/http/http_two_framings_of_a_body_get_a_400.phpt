--TEST--
http: two framings of a body get a 400
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = echoing();
foreach (["Content-Length: 5\r\nTransfer-Encoding: chunked", "Content-Length: 5\r\nContent-Length: 6", 'Transfer-Encoding: chunked, chunked',
    'Transfer-Encoding: identity'] as $headers) {
    $c = $s->web();
    $c->write("POST / HTTP/1.1\r\nHost: test\r\n$headers\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: test\r\n\r\n");
    echo $c->answer()->status, ' ', json_encode($c->ended()), "\n";
}
?>
--EXPECT--
400 true
400 true
400 true
400 true

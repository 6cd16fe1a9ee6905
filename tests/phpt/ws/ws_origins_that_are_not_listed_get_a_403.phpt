--TEST--
ws: origins that are not listed get a 403
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function () { say('heard'); }, [APPNET_WS_ORIGINS => 'https://a.example, http://localhost:3000']);
foreach (['https://a.example', 'https://A.EXAMPLE', 'http://localhost:3000'] as $origin) {
    echo strtok($s->ws('/', ['Origin' => $origin])->head, "\r"), "\n";
}
foreach (['http://a.example', 'https://a.example.evil', 'null'] as $origin) {
    echo $s->refused('/', ['Origin' => $origin])->status, "\n";
}
echo strtok($s->ws()->head, "\r"), "\n";
?>
--EXPECT--
HTTP/1.1 101 Switching Protocols
HTTP/1.1 101 Switching Protocols
HTTP/1.1 101 Switching Protocols
403
403
403
HTTP/1.1 101 Switching Protocols

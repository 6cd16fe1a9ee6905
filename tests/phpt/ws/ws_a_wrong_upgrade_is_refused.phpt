--TEST--
ws: a wrong upgrade is refused
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function () { say('heard'); });
$right = ['Upgrade' => 'websocket', 'Connection' => 'Upgrade', 'Sec-WebSocket-Version' => '13', 'Sec-WebSocket-Key' => 'dGhlIHNhbXBsZSBub25jZQ=='];
foreach ([['Sec-WebSocket-Key' => 'short'], ['Sec-WebSocket-Key' => 'dGhlIHNhbXBsZSBub25jZQ'], ['Sec-WebSocket-Version' => '8'], ['Sec-WebSocket-Version' => '14'],
    ['Connection' => 'keep-alive']] as $wrong) {
    $answer = $s->web()->ask('GET', '/', $wrong + $right);
    echo key($wrong), ' ', current($wrong), ': ', $answer->status, ' ', $answer->headers['sec-websocket-version'] ?? '-', "\n";
}
echo $s->web()->ask('POST', '/', $right)->status, "\n";
?>
--EXPECT--
Sec-WebSocket-Key short: 400 -
Sec-WebSocket-Key dGhlIHNhbXBsZSBub25jZQ: 400 -
Sec-WebSocket-Version 8: 426 13
Sec-WebSocket-Version 14: 426 13
Connection keep-alive: 400 -
400

--TEST--
output: is printed as ever where it can be
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';
require __DIR__ . '/../inc/shell.inc';

$s = started('', ['display_errors' => 'stdout', 'log_errors' => '1'], [1 => ['pipe', 'w']]);
$s->awaitReady();
stream_set_timeout($s->pipes[1], LIMIT);
$line = str_repeat('printed ', 20000) . "\n";
(new Client("tcp://127.0.0.1:$s->port"))->write("GET /20000 HTTP/1.1\r\nHost: test\r\n\r\n");
var_dump(stream_get_contents($s->pipes[1], strlen($line)) === $line);
$s->stop();
echo preg_match_all('~(Warning|Notice): +Undefined variable~', stream_get_contents($s->pipes[1])), " warning is displayed\n";
echo preg_match_all('~^(PHP (Warning|Notice): .*|logged)$~m', $s->log()), " lines are logged\n";
?>
--EXPECT--
bool(true)
1 warning is displayed
2 lines are logged

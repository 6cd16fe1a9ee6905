--TEST--
config: what needs a running server throws before run
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$server = new appnetServer('127.0.0.1', 0);
foreach (['send' => [1, ''], 'close' => [1], 'setHeader' => ['a', 'b'], 'httpRespCode' => [200], 'httpRedirect' => ['/'],
    'timerAdd' => [1, 'strlen'], 'timerAfter' => [1, 'strlen'], 'timerRemove' => [1], 'addAsynTask' => [1],
    'taskCallback' => [1, 1, 0], 'sendMessage' => [0, ''],
    'bind' => [1, ''], 'connectionsOf' => [''], 'answer' => [1, '']] as $method => $arguments) {
    echo thrown(function () use ($server, $method, $arguments) { $server->$method(...$arguments); }), "\n";
}
?>
--EXPECT--
appnetException: send() works inside the server's callbacks only: call run() first
appnetException: close() works inside the server's callbacks only: call run() first
appnetException: setHeader() works inside the server's callbacks only: call run() first
appnetException: httpRespCode() works inside the server's callbacks only: call run() first
appnetException: httpRedirect() works inside the server's callbacks only: call run() first
appnetException: timerAdd() works inside the server's callbacks only: call run() first
appnetException: timerAfter() works inside the server's callbacks only: call run() first
appnetException: timerRemove() works inside the server's callbacks only: call run() first
appnetException: addAsynTask() works inside the server's callbacks only: call run() first
appnetException: taskCallback() works inside the server's callbacks only: call run() first
appnetException: sendMessage() works inside the server's callbacks only: call run() first
appnetException: bind() works inside the server's callbacks only: call run() first
appnetException: connectionsOf() works inside the server's callbacks only: call run() first
appnetException: answer() works inside the server's callbacks only: call run() first

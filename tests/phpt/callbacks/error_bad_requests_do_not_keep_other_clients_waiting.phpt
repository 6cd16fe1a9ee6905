--TEST--
error: bad requests do not keep other clients waiting: who exits or dies of an error in a request is replaced at once
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd, $data) {
    $uri = $server->getHeader()['Uri'];
    if ($uri === '/exit') {
        exit;
    }
    if ($uri === '/error') {
        eval('class Twice {} class Twice {}');
    }
    if ($uri === '/after') {
        $server->send($fd, 'answered');
        exit;
    }
    $server->send($fd, 'served');
});
for ($i = 0; $i < 10; $i++) {
    $bad = $s->web();
    $bad->request('GET', ['/exit', '/error', '/after'][$i % 3]);
    echo $bad->answer()->status, ' ', $s->http('GET', '/good'), "\n";
}
$s->stop();
echo substr_count($s->log(), 'is started again in'), " times backed off\n";
?>
--EXPECT--
500 200 served
500 200 served
200 200 served
500 200 served
500 200 served
200 200 served
500 200 served
500 200 served
200 200 served
500 200 served
0 times backed off

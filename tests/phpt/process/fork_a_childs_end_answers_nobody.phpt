--TEST--
fork: a child's end, even of a fatal error, answers nobody: the request is its parent's
--FILE--
<?php
require __DIR__ . '/../inc/fork.inc';

$s = answering(function ($server, $fd) {
    $path = $server->getRequest()['path'];
    $ended = forked(function () use ($path) {
        switch ($path) {
            case '/throw': throw new Exception('of the child');
            case '/fatal': eval('function of_the_child() {} function of_the_child() {}');
            case '/exit': exit(1);
        }
    });
    if ($ended !== null) {
        $server->send($fd, "$path $ended");
    }
});
$c = $s->web();
foreach (['/throw', '/fatal', '/exit', '/return'] as $path) {
    echo $c->ask('GET', $path), "\n";
}
?>
--EXPECT--
200 /throw exit 255
200 /fatal exit 255
200 /exit exit 1
200 /return exit 0

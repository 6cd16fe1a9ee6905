--TEST--
task: that cannot be unserialised throws where it arrives
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_TASK_WORKER_NUM, 1);
    $server->on(APPNET_EVENT_TASK, function ($server, $data) { say('told ' . json_encode($data)); });
}, ['start' => function ($server) {
    if ($server->getInfo()['role'] === 'task') {
        ini_set('unserialize_max_depth', '2');
        return;
    }
    $server->addAsynTask([[['too deep']]]);
    $server->addAsynTask([['deep']]);
}]);
echo $s->heard(), ' ', preg_match('~Uncaught appnetException: the data of a task cannot be unserialised~', $s->log()), "\n";
?>
--EXPECT--
told [["deep"]] 1

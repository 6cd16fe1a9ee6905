<?php
/* appnet_fanout.php - a chat room: "+N" subscribes the sender to N topics and is answered with the same; whatever else is said goes to all
 * subscribers of the first. Environment: BENCH_REACTORS, BENCH_CONNECTIONS. Prints "READY <port>" when a worker is up.
 */
declare(strict_types=1);

$server = new appnetServer('127.0.0.1', 0);
$server->setOption(APPNET_OPT_PROTO_TYPE, APPNET_PROTO_MIX);
$server->setOption(APPNET_OPT_REACTOR_NUM, (int) (getenv('BENCH_REACTORS') ?: 1));
$server->setOption(APPNET_OPT_WORKER_NUM, 1);
$server->setOption(APPNET_OPT_MAX_CONNECTION, (int) (getenv('BENCH_CONNECTIONS') ?: 16000));

$server->setOption(APPNET_WS_PING, 0); // the listeners answer nothing, and ws does not ask either
$server->setOption(APPNET_WS_TIMEOUT, 0);

$server->on(APPNET_EVENT_START, function (appnetServer $server): void {
    fwrite(STDOUT, 'READY ' . $server->getInfo()['port'] . "\n");
});
$server->on(APPNET_EVENT_RECV, function (appnetServer $server, int $fd, string $data): void {
    if ($data[0] !== '+') {
        $server->publish('room0', $data, APPNET_WS_TEXT, $fd);
        return;
    }
    for ($i = 0; $i < (int) $data; $i++) {
        $server->subscribe($fd, "room$i");
    }
    $server->send($fd, $data);
});
$server->run();

<?php
/* appnet_bench.php - the appnet server under measurement: all three protocols on one port, as a person would write it.
 *
 * An empty message is an HTTP GET (no client here sends an empty TCP or WebSocket message): it gets the same body as nginx gives. Everything
 * else is echoed. Environment: BENCH_HELLO, BENCH_REACTORS, BENCH_WORKERS, BENCH_TASKS, BENCH_CONNECTIONS, BENCH_DOCS (a folder of static files). Prints "READY <port>" when a worker is up.
 */
declare(strict_types=1);

$hello = getenv('BENCH_HELLO') ?: 'hello, world';

$server = new appnetServer('127.0.0.1', 0);
$server->setOption(APPNET_OPT_PROTO_TYPE, APPNET_PROTO_MIX);
$server->setOption(APPNET_OPT_REACTOR_NUM, (int) (getenv('BENCH_REACTORS') ?: 1));
$server->setOption(APPNET_OPT_WORKER_NUM, (int) (getenv('BENCH_WORKERS') ?: 1));
$server->setOption(APPNET_OPT_TASK_WORKER_NUM, (int) getenv('BENCH_TASKS'));
$server->setOption(APPNET_OPT_MAX_CONNECTION, (int) (getenv('BENCH_CONNECTIONS') ?: 16000));
$server->setOption(APPNET_HTTP_KEEP_ALIVE, 1);
if ($docs = getenv('BENCH_DOCS')) {
    $server->setOption(APPNET_HTTP_DOCS_ROOT, $docs);
}

$server->on(APPNET_EVENT_START, function (appnetServer $server): void {
    fwrite(STDOUT, 'READY ' . $server->getInfo()['port'] . "\n");
});
$server->on(APPNET_EVENT_RECV, function (appnetServer $server, int $fd, string $data) use ($hello): void {
    $server->send($fd, $data === '' ? $hello : $data);
});
$server->run();

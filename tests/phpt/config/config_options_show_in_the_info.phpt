--TEST--
config: options show in the info
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$server = new appnetServer('127.0.0.1', 4711);
$server->setOption(APPNET_OPT_WORKER_NUM, 3);
$server->setOption(APPNET_OPT_TASK_WORKER_NUM, 4);
$server->setOption(APPNET_OPT_REACTOR_NUM, 2);
$server->setOption(APPNET_OPT_MAX_CONNECTION, 99);
$server->setOption(APPNET_OPT_MAX_MESSAGE, 1000);
$server->setOption(APPNET_OPT_PROTO_TYPE, APPNET_PROTO_HTTP_MIX);
$server->listenWebsocket(4712);
$info = $server->getInfo();
foreach (['version', 'libuv', 'llhttp', 'zlib', 'allocator', 'allocator_version'] as $text) {
    echo is_string($info[$text]) && $info[$text] !== '' ? '' : "no $text\n";
    unset($info[$text]);
}
echo json_encode($info, JSON_PRETTY_PRINT), "\n";
?>
--EXPECT--
{
    "host": "127.0.0.1",
    "port": 4711,
    "listeners": [
        {
            "host": "127.0.0.1",
            "port": 4711,
            "tcp": true,
            "http": true,
            "websocket": false
        },
        {
            "host": "127.0.0.1",
            "port": 4712,
            "tcp": false,
            "http": false,
            "websocket": true
        }
    ],
    "role": "none",
    "id": -1,
    "reactors": 2,
    "workers": 3,
    "task_workers": 4,
    "max_connections": 99,
    "max_message": 1000,
    "reloads": 0,
    "reload_failures": 0,
    "task_reloads": 0,
    "task_reload_failures": 0,
    "connections": 0,
    "buffered": 0,
    "accepted": 0,
    "closed": 0,
    "refused": 0,
    "bytes_in": 0,
    "bytes_out": 0,
    "http_requests": 0,
    "ws_messages_in": 0,
    "ws_messages_out": 0,
    "protocol_errors": 0,
    "timeouts": 0,
    "vanished": 0,
    "silent_closed": 0,
    "slow_closed": 0,
    "memory_closed": 0,
    "late_sends": 0,
    "published": 0,
    "deliveries": 0,
    "subscriptions_refused": 0,
    "http_files": 0,
    "http_not_modified": 0,
    "http_uploads": 0,
    "http_uri_too_long": 0,
    "http_head_too_large": 0,
    "http_body_too_large": 0,
    "http_head_timeouts": 0,
    "http_body_timeouts": 0,
    "http_answer_timeouts": 0,
    "http_unavailable": 0,
    "http_keep_alive_ends": 0,
    "http_request_count_ends": 0,
    "http_pipeline_ends": 0,
    "http_send_timeouts": 0,
    "access_log_dropped": 0
}

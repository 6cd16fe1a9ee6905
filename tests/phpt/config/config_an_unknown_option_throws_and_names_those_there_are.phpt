--TEST--
config: an unknown option throws and names those there are, the nearest one first; to a name as a string it says the constant
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$server = new appnetServer('127.0.0.1', 0);
$all = array_filter(array_keys(get_defined_constants(true)['appnet']), function ($name) {
    return !preg_match('~^APPNET_(EVENT|PROTO|ERROR)_|^APPNET_WS_(TEXT|BINARY)$~', $name);
});
foreach ([0, 99, 100, 199, 300, -1, PHP_INT_MAX, '1'] as $option) {
    $text = thrown(function () use ($server, $option) { $server->setOption($option, 1); });
    echo str_replace('; there are ' . implode(', ', $all), '; there are all', $text), "\n";
}
foreach (['worker_num', 'APPNET_OPT_MAX_CONNECTION', 'http_gzip', 'max_message', 'docs_root', 'dispatch_mode', ''] as $name) {
    echo preg_replace('~.* (must|to) be ~', '', thrown(function () use ($server, $name) { $server->setOption($name, 1); })), "\n";
}
?>
--EXPECT--
InvalidArgumentException: unknown option 0; the nearest is APPNET_OPT_WORKER_NUM; there are all
InvalidArgumentException: unknown option 99; the nearest is APPNET_HTTP_KEEP_ALIVE; there are all
InvalidArgumentException: unknown option 100; the nearest is APPNET_HTTP_KEEP_ALIVE; there are all
InvalidArgumentException: unknown option 199; the nearest is APPNET_WS_DEFLATE; there are all
InvalidArgumentException: unknown option 300; the nearest is APPNET_WS_PROTOCOLS; there are all
InvalidArgumentException: unknown option -1; the nearest is APPNET_OPT_WORKER_NUM; there are all
InvalidArgumentException: unknown option 9223372036854775807; the nearest is APPNET_WS_PROTOCOLS; there are all
nothing is thrown
of type int: the constant APPNET_OPT_WORKER_NUM, string given
of type int: the constant APPNET_OPT_MAX_CONNECTION, string given
of type int: the constant APPNET_HTTP_GZIP, string given
of type int: the constant APPNET_OPT_MAX_MESSAGE, string given
of type int: the constant APPNET_HTTP_DOCS_ROOT, string given
of type int, string given
of type int, string given

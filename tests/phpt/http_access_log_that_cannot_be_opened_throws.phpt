--TEST--
http: access log that cannot be opened throws
--FILE--
<?php
require __DIR__ . '/inc/harness.inc';

foreach (['/nonexistent/access.log', __FILE__ . '/access.log', '/tmp'] as $path) {
    $server = new appnetServer('127.0.0.1', 0);
    $server->setOption(APPNET_HTTP_ACCESS_LOG, $path);
    echo str_replace(__FILE__, 'FILE', thrown(function () use ($server) { $server->run(); })), "\n";
}
?>
--EXPECT--
appnetException: cannot open the access log: No such file or directory: /nonexistent/access.log
appnetException: cannot open the access log: Not a directory: FILE/access.log
appnetException: cannot open the access log: Is a directory: /tmp

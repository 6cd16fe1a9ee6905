--TEST--
http: access log that cannot be opened throws
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$link = tempnam(sys_get_temp_dir(), 'appnet-link-');
unlink($link);
symlink('/dev/null', $link);
foreach (['/nonexistent/access.log', __FILE__ . '/access.log', '/tmp', $link] as $path) {
    $server = new appnetServer('127.0.0.1', 0);
    $server->setOption(APPNET_HTTP_ACCESS_LOG, $path);
    echo str_replace([__FILE__, $link], ['FILE', 'LINK'], thrown(function () use ($server) { $server->run(); })), "\n";
}
unlink($link);
?>
--EXPECT--
appnetException: cannot open the access log: No such file or directory: /nonexistent/access.log
appnetException: cannot open the access log: Not a directory: FILE/access.log
appnetException: cannot open the access log: Is a directory: /tmp
appnetException: cannot open the access log: it is a symbolic link, which is not followed: LINK

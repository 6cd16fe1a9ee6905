--TEST--
config: a path is a non empty string
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$server = new appnetServer('127.0.0.1', 0);
foreach (['APPNET_HTTP_DOCS_ROOT', 'APPNET_HTTP_UPLOAD_DIR', 'APPNET_HTTP_404_PAGE', 'APPNET_HTTP_50X_PAGE',
    'APPNET_HTTP_ACCESS_LOG'] as $name) {
    foreach (['/no/such/path', 'another', '', "a\0b", 5] as $value) {
        echo thrown(function () use ($server, $name, $value) { $server->setOption(constant($name), $value); }), "\n";
    }
}
?>
--EXPECTF--
nothing is thrown
nothing is thrown
InvalidArgumentException: APPNET_HTTP_DOCS_ROOT must be a non-empty string without NUL bytes, string given
InvalidArgumentException: APPNET_HTTP_DOCS_ROOT must be a non-empty string without NUL bytes, string given
nothing is thrown
nothing is thrown
nothing is thrown
InvalidArgumentException: APPNET_HTTP_UPLOAD_DIR must be a non-empty string without NUL bytes, string given
InvalidArgumentException: APPNET_HTTP_UPLOAD_DIR must be a non-empty string without NUL bytes, string given
nothing is thrown
nothing is thrown
nothing is thrown
InvalidArgumentException: APPNET_HTTP_404_PAGE must be a non-empty string without NUL bytes, string given
InvalidArgumentException: APPNET_HTTP_404_PAGE must be a non-empty string without NUL bytes, string given
nothing is thrown
nothing is thrown
nothing is thrown
InvalidArgumentException: APPNET_HTTP_50X_PAGE must be a non-empty string without NUL bytes, string given
InvalidArgumentException: APPNET_HTTP_50X_PAGE must be a non-empty string without NUL bytes, string given
nothing is thrown
nothing is thrown
nothing is thrown
InvalidArgumentException: APPNET_HTTP_ACCESS_LOG must be a non-empty string without NUL bytes, string given
InvalidArgumentException: APPNET_HTTP_ACCESS_LOG must be a non-empty string without NUL bytes, string given
nothing is thrown

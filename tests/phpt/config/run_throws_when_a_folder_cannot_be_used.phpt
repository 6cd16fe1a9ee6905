--TEST--
run: throws when a folder cannot be used, and says which and why
--FILE--
<?php
require __DIR__ . '/../inc/docs.inc';

$docs = new Docs(['file' => 'x', 'closed/x' => 'x']);
chmod("$docs->path/closed", 0);
foreach ([APPNET_HTTP_DOCS_ROOT, APPNET_HTTP_UPLOAD_DIR] as $option) {
    foreach (['missing', 'file', 'file/below'] as $name) {
        $server = new appnetServer('127.0.0.1', 0);
        $server->on(APPNET_EVENT_RECV, function () {});
        $server->setOption($option, "$docs->path/$name");
        echo str_replace($docs->path, 'DIR', thrown(function () use ($server) { $server->run(); })), "\n";
    }
    $server = new appnetServer('127.0.0.1', 0);
    $server->on(APPNET_EVENT_RECV, function () {});
    $server->setOption($option, "$docs->path/closed");
    if (@scandir("$docs->path/closed") !== false) {
        echo "root may go anywhere\n";
    } else {
        echo preg_replace('~^.*(Permission denied).*$~', 'root may go anywhere', thrown(function () use ($server) { $server->run(); })), "\n";
    }
}
chmod("$docs->path/closed", 0700);
// It can be mended, and run again.
$server->setOption(APPNET_HTTP_UPLOAD_DIR, $docs->path);
$server->setOption(APPNET_HTTP_DOCS_ROOT, "$docs->path/missing");
echo str_replace($docs->path, 'DIR', thrown(function () use ($server) { $server->run(); })), "\n";
?>
--EXPECT--
appnetException: cannot use the docs root: No such file or directory: DIR/missing
appnetException: cannot use the docs root: not a folder: DIR/file
appnetException: cannot use the docs root: Not a directory: DIR/file/below
root may go anywhere
appnetException: cannot use the upload folder: No such file or directory: DIR/missing
appnetException: cannot use the upload folder: not a folder: DIR/file
appnetException: cannot use the upload folder: Not a directory: DIR/file/below
root may go anywhere
appnetException: cannot use the docs root: No such file or directory: DIR/missing

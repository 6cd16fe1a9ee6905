--TEST--
error: after a fatal error there is no request
--FILE--
<?php
require __DIR__ . '/../inc/form.inc';

$dir = new Uploads();
$s = answering(function ($server, $fd) {
    register_shutdown_function(function () use ($server) {
        say($server->getHeader()['Protocol'] . json_encode($server->getRequest()));
    });
    $server->setHeader('X-Left', 'over');
    eval('class appnetServer {}');
}, [APPNET_HTTP_UPLOAD_DIR => $dir->path]);
echo $s->http('POST', '/')->status, ' ', $s->heard(), "\n";
[$headers, $body] = form([], [['f', 'f', 'text/plain', 'x']]);
echo $s->http('POST', '/', $headers, $body)->status, ' ', $s->heard(), ' ', json_encode($dir->has(0)), "\n";
?>
--EXPECT--
500 []
500 [] true

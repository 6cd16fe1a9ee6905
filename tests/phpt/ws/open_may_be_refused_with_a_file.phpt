--TEST--
open: may be refused with a file
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$page = tempnam(sys_get_temp_dir(), 'appnet');
file_put_contents($page, 'not for you');
$s = opening(function ($server, $fd) use ($page) {
    $server->httpRespCode(403);
    $server->sendFile($fd, $page);
    return false;
});
echo $s->refused(), "\n";
unlink($page);
?>
--EXPECT--
403 not for you

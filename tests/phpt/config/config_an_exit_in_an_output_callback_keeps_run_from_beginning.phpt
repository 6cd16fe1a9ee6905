--TEST--
config: an exit in an output callback keeps run from beginning
--SKIPIF--
<?php if (PHP_VERSION_ID < 80000) die('skip PHP 7.4 has an error of its own for an exit in an output callback'); ?>
--FILE--
<?php
$server = new appnetServer('127.0.0.1', 0);
$server->on(APPNET_EVENT_START, function () { echo "started\n"; posix_kill(posix_getppid(), SIGTERM); });
$exits = true;
ob_start(function ($text) use (&$exits) {
    if ($exits) {
        $exits = false;
        exit(0);
    }
    return $text;
});
echo "text\n";
$server->run();
echo "behind run\n";
?>
--EXPECTF--
%Stext%S

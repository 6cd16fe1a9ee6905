--TEST--
start: includes new code after a reload also with opcache, whatever its settings, and behind a symbolic link that has been switched; so do callbacks
--SKIPIF--
<?php
if (!is_file(PHP_EXTENSION_DIR . '/opcache.so')) die('skip there is no opcache to load');
if (getenv('SKIP_ASAN')) die('skip opcache is not built for a sanitizer');
?>
--FILE--
<?php
if (!extension_loaded('Zend OPcache')) { // a folder of extensions is set here, and it is not opcache's
    passthru(PHP_BINARY . ' -n -d extension=' . ini_get('extension_dir') . '/appnet.so -d zend_extension=' . PHP_EXTENSION_DIR . '/opcache.so -d opcache.enable_cli=1'
        . ' -d opcache.validate_timestamps=0 -d opcache.file_update_protection=0 ' . escapeshellarg(__FILE__));
    exit;
}
require __DIR__ . '/../inc/harness.inc';

$root = sys_get_temp_dir() . '/appnet-code-' . getmypid();
foreach ([1, 2] as $release) {
    mkdir("$root/$release", 0777, true);
    foreach (['start', 'recv'] as $name) {
        file_put_contents("$root/$release/$name.php", "<?php return '$name of release $release';");
        touch("$root/$release/$name.php", time() - 1000 + $release); // old enough to be kept in memory
    }
}
symlink("$root/1", "$root/current");
$version = '';
$s = serve(function (appnetServer $server) use (&$version, $root) {
    $server->on(APPNET_EVENT_RECV, function ($server, $fd) use (&$version, $root) {
        $server->send($fd, $version . ', ' . include "$root/current/recv.php");
    });
}, ['start' => function () use (&$version, $root) { $version = include "$root/current/start.php"; }]);
$reload = function () use ($s) {
    static $times = 0;
    $times++;
    $s->signal(SIGUSR1);
    await(fn () => substr_count($s->log(), 'the workers are reloaded') === $times ?: null, 'reload', fn () => $s->log());
    return $s->http('GET', '/')->body;
};
echo $s->http('GET', '/')->body, "\n";
echo $reload(), "\n";
symlink("$root/2", "$root/next"); // a deploy
rename("$root/next", "$root/current");
echo $reload(), "\n";
foreach (['start', 'recv'] as $name) { // a change in place
    file_put_contents("$root/2/$name.php", "<?php return '$name of release 3';");
    touch("$root/2/$name.php", time() - 500);
}
echo $reload(), "\n";
$s->stop();
exec('rm -r ' . escapeshellarg($root));
?>
--EXPECT--
start of release 1, recv of release 1
start of release 1, recv of release 1
start of release 2, recv of release 2
start of release 3, recv of release 3

--TEST--
guide: a session goes on by its cookie, and each client has its own
--SKIPIF--
<?php if (!extension_loaded('session')) die('skip no session extension'); ?>
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$folder = sys_get_temp_dir() . '/appnet-session-' . getmypid();
mkdir($folder);
$guide = file_get_contents(__DIR__ . '/../../../docs/guide.md');
preg_match('~^    \$id = .*?(?=^\}\);)~ms', $guide, $body); // the callback, as it stands there
$s = serve(function (appnetServer $server) use ($folder, $body) {
    ini_set('session.save_path', $folder);
    $server->on(APPNET_EVENT_RECV, eval("return function (appnetServer \$server, int \$fd) {\n$body[0]};"));
});
$visit = function (string $cookie) use ($s): array {
    $answer = $s->http('GET', '/', $cookie === '' ? [] : ['Cookie' => "PHPSESSID=$cookie"]);
    preg_match('~^PHPSESSID=([^;]+)~', $answer->headers['set-cookie'], $m);
    echo $answer->status, ' ', $answer->body;
    return [$m[1]];
};
[$one] = $visit('');
[$same] = $visit($one);
[$two] = $visit('');
[$forged] = $visit(str_repeat('a', 32));
[$odd] = $visit('../../etc/passwd');
$visit($one);
var_dump($one === $same, count(array_unique([$one, $two, $forged, $odd])));
$s->stop();
array_map('unlink', glob("$folder/*"));
rmdir($folder);
?>
--EXPECT--
200 visit 1
200 visit 2
200 visit 1
200 visit 1
200 visit 1
200 visit 3
bool(true)
int(4)

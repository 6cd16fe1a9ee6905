--TEST--
state: a session is closed with its callback, and the next one is another
--SKIPIF--
<?php extension_loaded('session') || die('skip there are no sessions'); ?>
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$folder = sys_get_temp_dir() . '/sessions-' . getmypid();
mkdir($folder);
ini_set('session.save_path', $folder);
ini_set('session.use_cookies', '0'); // the server's answers are not PHP's own
ini_set('session.cache_limiter', '');
$s = answering(function ($server, $fd) {
    $request = $server->getRequest();
    $said = [session_status() === PHP_SESSION_NONE, $_SESSION['user'] ?? '-'];
    if (isset($request['query']['id'])) {
        session_id($request['query']['id']);
    }
    session_start();
    $said[] = $_SESSION['user'] ?? '-';
    $_SESSION['user'] = $request['query']['user'] ?? $_SESSION['user'] ?? 'nobody';
    $server->setHeader('X-Id', session_id());
    $server->send($fd, json_encode($said));
});
$ask = function (string $query) use ($s) {
    $answer = $s->http('GET', "/?$query");
    echo $answer, "\n";
    return $answer->headers['x-id'];
};
$one = $ask('user=one');
$two = $ask('');
var_dump($one !== $two);
$ask("id=$one");
$ask("id=$two");
$s->stop();
array_map('unlink', glob("$folder/*"));
rmdir($folder);
?>
--EXPECT--
200 [true,"-","-"]
200 [true,"-","-"]
bool(true)
200 [true,"-","one"]
200 [true,"-","nobody"]

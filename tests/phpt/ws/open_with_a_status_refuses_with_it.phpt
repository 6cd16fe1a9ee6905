--TEST--
open: with a status refuses with it
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = opening(function ($server, $fd, $request) {
    if ($request['path'] === '/body') {
        $server->httpRespCode(429, 'later');
    } elseif ($request['path'] === '/header') {
        $server->setHeader('WWW-Authenticate', 'Basic');
        $server->httpRespCode(401);
    } elseif ($request['path'] === '/send') {
        $server->httpRespCode(404);
        $server->send($fd, 'nobody');
    } elseif ($request['path'] === '/elsewhere') {
        $server->httpRedirect('/login');
    } else {
        $server->httpRespCode(503);
        return true;
    }
});
echo $s->refused('/body'), "\n";
$answer = $s->refused('/header');
echo $answer, $answer->headers['www-authenticate'], "\n";
echo $s->refused('/send'), "\n";
echo $s->refused('/elsewhere')->headers['location'], "\n";
echo $s->refused('/')->status, "\n";
?>
--EXPECT--
429 later
401 Basic
404 nobody
/login
503

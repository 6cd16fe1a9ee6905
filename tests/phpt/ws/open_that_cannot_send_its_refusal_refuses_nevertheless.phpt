--TEST--
open: that cannot send its refusal refuses nevertheless
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = opening(function ($server, $fd, $request) {
    if ($request['path'] === '/redirect') {
        try {
            $server->httpRedirect('/' . str_repeat('x', 600000));
        } catch (InvalidArgumentException $e) {
            say('too long');
        }
        return;
    }
    $server->setHeader('X-A', str_repeat('x', 600000));
    return false;
});
echo $s->refused('/')->status, ' ', preg_match('~Uncaught InvalidArgumentException: the headers of an answer are longer~', $s->log()), "\n";
echo $s->refused('/redirect')->status, ' ', $s->heard(), "\n";
?>
--EXPECT--
500 1
500 too long

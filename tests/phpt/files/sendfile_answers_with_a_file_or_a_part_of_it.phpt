--TEST--
sendFile: answers with a file or a part of it, of any size
--FILE--
<?php
require __DIR__ . '/../inc/docs.inc';

$bytes = str_repeat("0123456789abcdef", 1 << 16) . 'end';
$docs = new Docs(['a.txt' => 'hello world', 'large.bin' => $bytes]);
chdir($docs->path);
$s = answering(function ($server, $fd) use ($docs) {
    switch ($server->getHeader()['Uri']) {
        case '/part':
            return say(json_encode($server->sendFile($fd, "$docs->path/a.txt", 6, 3)));
        case '/rest':
            $server->setHeader('Content-Type', 'text/html');
            $server->httpRespCode(203);
            return $server->sendFile($fd, 'a.txt', 6);
        case '/none':
            say(json_encode([@$server->sendFile($fd, '/nowhere/at/all'), @$server->sendFile($fd, $docs->path), @$server->sendFile($fd, 'a.txt', 12), @$server->sendFile($fd, 'a.txt', 0, 12),
                strpos(error_get_last()['message'], 'is no longer than 11 bytes') !== false, thrown(function () use ($server, $fd) { $server->sendFile($fd, 'a.txt', -1); }),
                substr(thrown(function () use ($server, $fd) { $server->sendFile($fd, 'a.txt', 0, -2); }), 0, 24)]));
            return $server->send($fd, 'none');
        case '/later':
            return $server->timerAfter(1, function () use ($server, $fd, $docs) { $server->sendFile($fd, 'large.bin'); });
        case '/twice':
            return say(json_encode([$server->sendFile($fd, 'a.txt'), $server->send($fd, 'x'), $server->sendFile($fd, 'a.txt')]));
    }
    $server->sendFile($fd, "$docs->path/large.bin");
});
$c = $s->web();
$answer = $c->ask('GET', '/part');
echo $answer, ' ', $answer->headers['content-type'], ' ', $s->heard(), "\n";
$answer = $c->ask('GET', '/rest');
echo $answer, ' ', $answer->headers['content-type'], "\n";
echo $c->ask('GET', '/none'), ' ', $s->heard(), "\n";
var_dump($c->ask('GET', '/large')->body === $bytes, $c->ask('GET', '/later')->body === $bytes);
echo $c->ask('GET', '/twice'), ' ', $s->heard(), "\n";
$head = $c->ask('HEAD', '/large');
echo $head->headers['content-length'], ' ', $head->headers['content-type'], "\n";
echo $c->ask('GET', '/part'), "\n";
?>
--EXPECT--
200 wor text/plain; charset=utf-8 true
203 world text/html
200 none [false,false,false,false,true,"InvalidArgumentException: a file is sent from an offset of 0 or more, with a length of 0 or more or of -1 for its rest","InvalidArgumentException"]
bool(true)
bool(true)
200 hello world [true,false,false]
1048579 application/octet-stream
200 wor

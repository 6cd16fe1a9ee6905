--TEST--
sendFile: sends what the worker has looked at, and no file that took its place since
--FILE--
<?php
require __DIR__ . '/../inc/docs.inc';

$docs = new Docs(['a.txt' => 'inside', 'secret.txt' => 'SECRET', 'link.txt' => 'inside']);
$s = answering(function ($server, $fd) use ($docs) {
    $name = $server->getRequest()['path'];
    // The network process looks away while the file is looked at here and its path is made to lead elsewhere.
    $net = (int) $server->getRequest()['query']['net'];
    kill($net, SIGSTOP);
    say(json_encode($server->sendFile($fd, $docs->path . $name)));
    if ($name === '/link.txt') {
        symlink('secret.txt', "$docs->path/next");
        $docs->rename('next', 'link.txt');
    }
    kill($net, SIGCONT);
});
foreach (['/a.txt', '/link.txt'] as $path) {
    $answer = $s->http('GET', "$path?net=" . $s->net());
    echo $s->heard(), " $answer->status ", $answer->body === 'inside' ? 'inside' : strpos($answer->body, 'SECRET'), "\n";
}
$s->logged('~cannot be sent: its path leads to another file by now~');
?>
--EXPECT--
true 200 inside
true 500 

--TEST--
sendFile: stays within open_basedir
--FILE--
<?php
require __DIR__ . '/../inc/docs.inc';

$docs = new Docs(['in/a.txt' => 'inside', 'b.txt' => 'outside']);
$s = answering(function ($server, $fd) use ($docs) {
    ini_set('open_basedir', "$docs->path/in");
    foreach (["$docs->path/b.txt", "$docs->path/in/../b.txt", "$docs->path/nowhere.txt", "$docs->path/in/../in/a.txt"] as $path) {
        say(json_encode(@$server->sendFile($fd, $path)) . ' ' . strpos(error_get_last()['message'] ?? '', 'appnetServer::sendFile(): open_basedir restriction'));
        error_clear_last();
    }
});
echo $s->web()->ask('GET', '/')->body, "\n", $s->heard(), "\n", $s->heard(), "\n", $s->heard(), "\n", $s->heard(), "\n";
?>
--EXPECT--
inside
false 0
false 0
false 0
true 

--TEST--
upload: files are gone after the callback unless it moved them, whatever its end
--FILE--
<?php
require __DIR__ . '/../inc/form.inc';

$dir = new Uploads();
$kept = new Uploads();
$s = answering(function ($server, $fd) use ($kept) {
    $r = $server->getRequest();
    $path = $r['files']['f']['tmp_name'];
    switch ($r['path']) {
        case '/move':
            return $server->send($fd, json_encode([move_uploaded_file($path, "$kept->path/moved"), is_uploaded_file($path)]));
        case '/rename':
            return $server->send($fd, json_encode(rename($path, "$kept->path/renamed")));
        case '/throw':
            throw new Exception('on purpose');
        case '/exit':
            exit(1);
        case '/die':
            kill(getmypid(), SIGKILL);
    }
    $server->send($fd, 'left');
}, [APPNET_HTTP_UPLOAD_DIR => $dir->path]);
foreach (['/move', '/rename', '/leave', '/throw', '/exit', '/die'] as $uri) {
    [$headers, $body] = form([], [['f', 'f.txt', 'text/plain', "bytes of $uri"]]);
    $answer = $s->http('POST', $uri, $headers, $body);
    echo "$uri: $answer->status ", $answer->status === 200 ? $answer->body : '', ' ', json_encode($dir->has(0)), "\n";
}
echo implode(' ', $kept->files()), ' ', file_get_contents("$kept->path/moved"), "\n";
?>
--EXPECT--
/move: 200 [true,false] true
/rename: 200 true true
/leave: 200 left true
/throw: 500  true
/exit: 500  true
/die: 502  true
moved renamed bytes of /move

--TEST--
upload: files that a killed network process or a killed server has left are removed, and those of another server are not
--FILE--
<?php
require __DIR__ . '/../inc/form.inc';

$dir = new Uploads();
file_put_contents("$dir->path/appnet-mine", 'of somebody else');
$server = function () use ($dir) {
    return answering(function ($server, $fd) {
        say('in hand');
        if ($server->getRequest()['query']['stay'] ?? false) {
            sleep(600); // lint: until it is killed
        }
        $server->send($fd, 'fine');
    }, [APPNET_HTTP_UPLOAD_DIR => $dir->path]);
};
$begin = function (Served $s) {
    $c = $s->web();
    $c->write("POST / HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=B\r\nContent-Length: 100000\r\n\r\n"
        . "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n\r\n" . str_repeat('x', 10000));
    return $c;
};
[$headers, $body] = form([], [['f', 'f.txt', 'text/plain', 'bytes']]);

$other = $server();
$kept = $begin($other);
var_dump($dir->has(2));

// The network process: what it was receiving.
$s = $server();
$c = $begin($s);
var_dump($dir->has(3));
kill($s->net(), SIGKILL);
var_dump($dir->has(2));

// The whole server: also what a worker had in hand.
$c = $s->web();
$c->request('POST', '/?stay=1', $headers, $body);
$s->heard();
var_dump($dir->has(3));
kill($s->pid, SIGKILL);
await(function () use ($s) { return !alive($s->pid); }, 'the end of the server');
var_dump($dir->has(3));
$next = $server();
var_dump($dir->has(2));
echo $next->http('POST', '/', $headers, $body), "\n";
$next->stop();

// Of the one that has lived all the time nothing was taken.
$kept->write(str_repeat('x', 90000 - 200));
var_dump($dir->has(2));
$other->stop();
var_dump($dir->has(1), $dir->files());
?>
--EXPECT--
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
200 fine
bool(true)
bool(true)
array(1) {
  [0]=>
  string(11) "appnet-mine"
}

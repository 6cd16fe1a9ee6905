--TEST--
seed: runs unchanged over all three protocols
--FILE--
<?php
require __DIR__ . '/../inc/seed.inc';

$seed = new Seed();
$seed->saw('~On Worker Start~', 4);
$tcp = new Client($seed->address());
$tcp->write('hello');
echo $tcp->read(5), "\n";
$tcp->close();
$web = new HttpClient($seed->address());
$answer = $web->ask('POST', '/path?query', [], 'body');
echo $answer, ' ', $answer->headers['connection'] ?? 'stays', "\n";
$web->close();
$ws = new WsClient($seed->address());
$ws->upgrade('/chat');
$ws->text('message');
$seed->saw('~WEBSOCKET~');
$ws->close();
$seed->saw('~Client Close~', 3);
$seed->saw('~onTaskCallback~');
echo $seed->stop(), "\n", $seed->sorted();
preg_match_all('~(warning|notice|deprecated|error).*~i', $seed->log() . $seed->output(), $m);
echo preg_replace('~\S+(?=/example/www)~', 'DIR', implode("\n", preg_grep('~as root~', $m[0], PREG_GREP_INVERT))), "\n";
?>
--EXPECT--
hello
200 body stays
0
Client Close:N
Client Close:N
Client Close:N
Client Connect:N pid=N
Client Connect:N pid=N
Client Connect:N pid=N
Client Recv:[HTTP][/path?query][body][N],pid=N
Client Recv:[TCP][][hello][N],pid=N
Client Recv:[WEBSOCKET][/chat][message][N],pid=N
On Worker Final!! pid=N
On Worker Final!! pid=N
On Worker Final!! pid=N
On Worker Final!! pid=N
On Worker Start!! pid=N
On Worker Start!! pid=N
On Worker Start!! pid=N
On Worker Start!! pid=N
onTask data=[body],taskid=[N],from=[N],pid=N
onTaskCallback data=[{"status":"ok","data":{"a":"aaaa"}}],taskid=[N],from=[N],pid=N
warning: the server goes without the docs root: No such file or directory: DIR/example/www/
warning: the server goes without the upload folder: No such file or directory: /home/upload/

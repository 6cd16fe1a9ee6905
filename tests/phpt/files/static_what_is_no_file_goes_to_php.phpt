--TEST--
static: what is no file goes to php, what looks like one gets a 404
--FILE--
<?php
require __DIR__ . '/../inc/docs.inc';

$docs = new Docs(['a.txt' => 'file', 'plain' => 'no extension']);
$s = documents($docs);
$c = $s->web();
foreach ([['GET', '/api/users?id=1'], ['GET', '/plain'], ['POST', '/a.txt'], ['DELETE', '/a.txt'], ['GET', '/b.txt'], ['POST', '/b.txt'], ['GET', '/b.d/']] as [$method, $uri]) {
    $answer = $c->ask($method, $uri);
    echo "$method $uri: $answer->status ", $answer->status === 404 ? '' : $answer->body, "\n";
}
echo $s->web()->ask('HEAD', '/b.txt')->status, "\n";
$s->stop();
$without = answering(function ($server, $fd) { $server->send($fd, 'php'); });
echo $without->http('GET', '/a.txt'), "\n";
?>
--EXPECT--
GET /api/users?id=1: 200 php:/api/users?id=1
GET /plain: 200 no extension
POST /a.txt: 200 php:/a.txt
DELETE /a.txt: 200 php:/a.txt
GET /b.txt: 404 
POST /b.txt: 200 php:/b.txt
GET /b.d/: 200 php:/b.d/
404
200 php

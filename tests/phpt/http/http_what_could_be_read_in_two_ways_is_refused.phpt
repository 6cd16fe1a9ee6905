--TEST--
http: what could be read in two ways is refused, and nothing behind it reaches php
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';
require __DIR__ . '/../inc/strict.inc';

$s = answering(function ($server, $fd) {
    say($server->getHeader()['Uri']);
    $server->send($fd, 'php');
}, [APPNET_OPT_PROTO_TYPE => APPNET_PROTO_HTTP_ONLY]);
$wrong = 0;
foreach (strict_requests() as $name => [$request, $status, $nginx]) {
    $c = $s->tcp();
    $c->write($request . "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n");
    $answer = $c->rest(); // it ends
    preg_match_all('~HTTP/1\.1 (\d+) ~', $answer, $m);
    if ($m[1] !== [(string) $status] || !preg_match('~\r\nConnection: close\r\n~', $answer)) {
        echo "$name: ", implode(' ', $m[1]), " instead of $status\n";
        $wrong++;
    }
    if ($status < 400 && $nginx >= 400) {
        echo "$name: nginx refuses it\n";
    }
}
echo $s->http('GET', '/at-last'), ' ', $s->heard(), "\n"; // the first that php hears of
echo count(strict_requests()) - $wrong, "\n", $s->web()->ask('GET', '/x', ['Connection' => 'close'])->status, ' ', $s->heard(), "\n";
?>
--EXPECT--
200 php /at-last
100
200 /x

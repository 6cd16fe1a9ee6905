--TEST--
pieces: an answer whose worker ends by the exit of another request may be taken up; one that nobody takes up ends without its last chunk
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_HTTP_TIMEOUT, 4000);
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) {
        switch ($server->getRequest()['path']) {
            case '/exit':
                exit;
            case '/pieces':
                $server->write($fd, "one\n");
                say((string) $fd);
                return;
            case '/end':
                $server->end((int) $server->getRequest()['query']['fd'], "two\n");
                $server->send($fd, 'ended');
        }
    });
});
[$taken, $left] = [$s->web(), $s->web()];
foreach ([$taken, $left] as $c) {
    $c->request('GET', '/pieces');
    $c->until("one\n");
    $fds[] = $s->heard();
}
echo $s->web()->ask('GET', '/exit')->status, "\n";
echo $s->web()->ask('GET', "/end?fd=$fds[0]")->body, "\n";
var_dump($taken->until("0\r\n\r\n") === "\r\n4\r\ntwo\n\r\n0\r\n\r\n", $left->rest() === "\r\n");
?>
--EXPECT--
500
ended
bool(true)
bool(true)

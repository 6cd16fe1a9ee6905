--TEST--
page: 50x is shown with the right status when php fails, dies, or does not answer
--FILE--
<?php
require __DIR__ . '/../inc/docs.inc';

$docs = new Docs(['50x.html' => '<p>sorry']);
$s = answering(function ($server, $fd) {
    switch ($server->getHeader()['Uri']) {
        case '/throw':
            throw new Exception('on purpose');
        case '/die':
            kill(getmypid(), SIGKILL);
            break;
        case '/exit':
            exit(1);
        case '/silence':
            break;
        default:
            $server->send($fd, 'fine');
    }
}, [APPNET_HTTP_DOCS_ROOT => $docs->path, APPNET_HTTP_50X_PAGE => '/50x.html', APPNET_HTTP_TIMEOUT => 3000]);
foreach (['/throw', '/die', '/exit', '/silence', '/ok'] as $uri) {
    $answer = $s->http('GET', $uri);
    echo "$uri: $answer ", $answer->headers['connection'] ?? '-', "\n";
}
?>
--EXPECT--
/throw: 500 <p>sorry close
/die: 502 <p>sorry close
/exit: 500 <p>sorry close
/silence: 504 <p>sorry close
/ok: 200 fine close

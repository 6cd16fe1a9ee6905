--TEST--
http: a redirect is one call
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    $status = (int) substr($server->getHeader()['Uri'], 1);
    $server->setHeader('X-With', 'it');
    say(json_encode($status ? $server->httpRedirect("/to?$status", $status) : $server->httpRedirect('https://example.org/')));
});
$c = $s->web();
foreach ([0, 301, 302, 303, 307, 308] as $status) {
    $answer = $c->ask('GET', "/$status");
    echo $s->heard(), ' ', $answer->status, ' ', $answer->headers['location'], ' ', $answer->headers['x-with'], ' ', strlen($answer->body), "\n";
}
?>
--EXPECT--
true 302 https://example.org/ it 0
true 301 /to?301 it 0
true 302 /to?302 it 0
true 303 /to?303 it 0
true 307 /to?307 it 0
true 308 /to?308 it 0

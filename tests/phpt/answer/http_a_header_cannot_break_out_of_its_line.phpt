--TEST--
http: a header cannot break out of its line
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    foreach ([['', 'x'], ['a b', 'x'], ["a\r\n", 'x'], ['a:', 'x'], ["\xe4", 'x'], ['a', "x\r\ny: z"], ['a', "x\n"], ['a', "x\0"], ['a', "\x7f"]] as $line) {
        say(thrown(function () use ($server, $line) { $server->setHeader(...$line); }));
    }
    $server->setHeader('a', "tab\tand \xc3\xa4 may");
    $server->send($fd, 'ok');
});
echo json_encode($s->http('GET', '/')->headers['a']), "\n";
for ($i = 0; $i < 9; $i++) {
    echo $s->heard(), "\n";
}
?>
--EXPECT--
"tab\tand \u00e4 may"
InvalidArgumentException: the name of a header is a token: letters, digits and !#$%&'*+-.^_`|~
InvalidArgumentException: the name of a header is a token: letters, digits and !#$%&'*+-.^_`|~
InvalidArgumentException: the name of a header is a token: letters, digits and !#$%&'*+-.^_`|~
InvalidArgumentException: the name of a header is a token: letters, digits and !#$%&'*+-.^_`|~
InvalidArgumentException: the name of a header is a token: letters, digits and !#$%&'*+-.^_`|~
InvalidArgumentException: the value of a header holds no CR, LF, NUL or other control characters
InvalidArgumentException: the value of a header holds no CR, LF, NUL or other control characters
InvalidArgumentException: the value of a header holds no CR, LF, NUL or other control characters
InvalidArgumentException: the value of a header holds no CR, LF, NUL or other control characters

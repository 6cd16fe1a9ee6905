--TEST--
http: the parameters of an answer are checked, and a wrong one sends nothing
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    $wrong = [['x', 199], ['x', 600], ['x', 200, ['A b' => 'c']], ['x', 200, ['' => 'c']], ['x', 200, ['A' => "b\r\nC: d"]], ['x', 200, ['A' => ['b', "c\n"]]],
        ['x', 200, ['Content-Type' => ['a/b', 'c/d']]], ['x', 200, ['A: b']], ['x', 200, ['A' => null]], ['x', 200, ['A' => true]], ['x', 200, ['A' => [[]]]],
        [str_repeat('x', 1001)], ['x', 200, ['A' => str_repeat('b', 600000)]]];
    foreach ($wrong as $arguments) {
        say(thrown(function () use ($server, $fd, $arguments) { $server->answer($fd, ...$arguments); }));
    }
    $server->answer($fd, 'fine', 200, ['A' => ['b', 1.5], 'B' => []]);
}, [APPNET_OPT_MAX_MESSAGE => 1000]);
$answer = $s->http('GET', '/');
echo $answer, ' ', $answer->headers['a'], ' ', $answer->headers['b'] ?? '-', "\n";
for ($i = 0; $i < 13; $i++) {
    echo $s->heard(), "\n";
}
$c = $s->tcp();
$c->write('x');
echo substr_count($s->heard() . $s->heard(), '200 to 599'), ' ', $s->heard() !== '', "\n";
?>
--EXPECT--
200 fine b, 1.5 -
InvalidArgumentException: the status of an answer is a number from 200 to 599, 199 given
InvalidArgumentException: the status of an answer is a number from 200 to 599, 600 given
InvalidArgumentException: the name of a header is a token: letters, digits and !#$%&'*+-.^_`|~
InvalidArgumentException: the name of a header is a token: letters, digits and !#$%&'*+-.^_`|~
InvalidArgumentException: the value of a header holds no CR, LF, NUL or other control characters
InvalidArgumentException: the value of a header holds no CR, LF, NUL or other control characters
InvalidArgumentException: HTTP allows one Content-Type in an answer
InvalidArgumentException: the headers of an answer have names, not numbers
TypeError: the header A of an answer is a string, a number or an array of them, null given
TypeError: the header A of an answer is a string, a number or an array of them, bool given
TypeError: the header A of an answer is a string, a number or an array of them, array given
InvalidArgumentException: a message of 1001 bytes is longer than APPNET_OPT_MAX_MESSAGE, 1000
InvalidArgumentException: the headers of an answer are longer than 524288 bytes
2 1

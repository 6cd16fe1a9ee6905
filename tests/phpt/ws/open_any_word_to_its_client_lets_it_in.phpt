--TEST--
open: any word to its client lets it in, and none to another one
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = opening(function ($server, $fd, $request) {
    static $first;
    $words = [
        '/send' => fn ($fd) => $server->send($fd, 'word'),
        '/sendMany' => fn ($fd) => $server->sendMany([$fd], 'word'),
        '/ping' => fn ($fd) => $server->ping($fd),
        '/subscribe' => fn ($fd) => $server->subscribe($fd, 'all'),
    ];
    switch ($request['path']) {
        case '/first':
            $first = $fd;
            $server->send($fd, 'welcome');
            return;
        case '/to-another':
            array_map(fn ($word) => $word($first), $words);
            return false;
    }
    $words[$request['path']]($fd);
    return false;
});
$first = $s->ws('/first');
$first->text('stays');
echo $first->next(), ', ', $first->next(), "\n";
foreach (['/send', '/sendMany', '/ping', '/subscribe'] as $word) {
    for ($c = $s->ws($word); ($next = $c->next()) !== 'close: 1008' && $next !== 'end';) {
    }
    echo "$word: $next\n";
}
echo $s->refused('/to-another')->status, "\n";
?>
--EXPECT--
text: welcome, text: stays
/send: close: 1008
/sendMany: close: 1008
/ping: close: 1008
/subscribe: close: 1008
403

--TEST--
topic: a message reaches its subscribers over all protocols, workers and reactors
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd, $data) {
    if ($data === 'join') {
        $server->send($fd, json_encode($server->subscribe($fd, 'news')) . "\n");
    } elseif ($data === 'leave') {
        $server->send($fd, json_encode($server->unsubscribe($fd)) . "\n");
    } else {
        say(json_encode($server->publish('news', $data, APPNET_WS_TEXT, strpos($data, 'others') === 0 ? $fd : 0)));
    }
}, [APPNET_OPT_WORKER_NUM => 2, APPNET_OPT_REACTOR_NUM => 2]);
$tcp = $ws = [];
for ($i = 0; $i < 4; $i++) {
    $tcp[$i] = $s->tcp();
    $tcp[$i]->write('join');
    $tcp[$i]->until("true\n");
    $ws[$i] = $s->ws();
    $ws[$i]->text('join');
    echo trim($ws[$i]->next()), ' ';
}
$out = $s->ws();
$out->text("to all\n");
echo $s->heard(), "\n";
foreach ($tcp as $i => $c) {
    echo trim($c->until("\n")), ', ', trim($ws[$i]->next()), "\n";
}
$ws[1]->text('leave');
$ws[1]->next();
$ws[0]->text("others\n");
echo $s->heard(), "\n";
foreach ([$tcp[0], $tcp[1], $tcp[2], $tcp[3]] as $c) {
    echo trim($c->until("\n")), ' ';
}
echo trim($ws[2]->next()), ' ', trim($ws[3]->next()), "\n";
$out->text("last\n");
echo $s->heard(), ' ', trim($ws[0]->next()), "\n"; // not what it has said itself
$ws[1]->text('join');
echo trim($ws[1]->next()), "\n"; // nothing in between
?>
--EXPECT--
text: true text: true text: true text: true 7
to all, text: to all
to all, text: to all
to all, text: to all
to all, text: to all
7
others others others others text: others text: others
5 text: last
text: true

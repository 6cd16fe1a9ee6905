--TEST--
topic: names are hashed with a key that each server draws anew, and that all its processes have
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

/* topics() goes through the table from one end to the other: its order is that of the hash. */
function topics_of_a_server(): string
{
    $s = answering(function ($server, $fd, $data) {
        for ($i = 0; $data === 'subscribe' && $i < 30; $i++) {
            $server->subscribe($fd, "topic $i");
        }
        $topics = $server->topics();
        foreach ($topics as $topic => $subscribers) {
            if ($server->subscribers($topic) !== $subscribers) {
                $topics = [];
            }
        }
        $server->send($fd, json_encode(array_keys($topics)));
    }, [APPNET_OPT_WORKER_NUM => 2]);
    $one = $s->ws();
    $one->text('subscribe');
    $one->next();
    $other = $s->ws(); // of the other worker
    $all = await(function () use ($other) {
        $other->text('all');
        $topics = $other->next();
        return substr_count($topics, 'topic') === 30 ? $topics : null;
    }, '30 topics');
    $s->stop();
    return $all;
}

$first = topics_of_a_server();
$second = topics_of_a_server();
var_dump($first === $second);
?>
--EXPECT--
bool(false)

<?php
/* allocators.php - appnet with each of its allocators beside the others: WebSocket echo, and what is left after very many connections have come and gone. */
declare(strict_types=1);

const ALLOCATORS = ['system', 'tcmalloc', 'jemalloc'];
const CHURN = 100000;
const CHURN_ROUNDS = 5;

/* One server each, all running the whole time and loaded in turns. */
function measureAllocators(Bench $bench): array
{
    $contestants = [];
    foreach (ALLOCATORS as $name) {
        foreach ($bench->startAllocator($name) as $build => $contestant) {
            $contestants[$build === 'before' ? "before $name" : $name] = $contestant;
        }
    }
    [$seconds, $repeats] = $bench->quick ? [0.7, 3] : [3, 7];
    $result = ['churn' => churn($bench, $contestants)];
    foreach (['one' => 1, 'pipelined' => 16] as $name => $depth) {
        $result[$name] = summaries(inTurns($contestants, $repeats, fn (Contestant $c) => echoOnce($bench, $c, 'ws', $depth, $seconds)));
    }
    return $result;
}

/* CHURN WebSocket connections, 1,000 at a time, each with a message of 256 bytes there and back, in rounds; after each round, what the network process then
 * holds. */
function churn(Bench $bench, array $contestants): array
{
    $times = intdiv($bench->quick ? CHURN / 10 : CHURN, CHURN_ROUNDS);
    $fresh = array_map(fn (Contestant $c) => settledNet($c), $contestants);
    $runs = inTurns($contestants, CHURN_ROUNDS, function (Contestant $c) use ($bench, $times) {
        $cpu = $c->cpu();
        $run = $bench->load('churn', '-c', '1000', '-n', (string) $times, '-s', '256', 'ws', (string) $c->port);
        $cpu = $c->cpu() - $cpu;
        return ['per_second' => $run['per_second'], 'cpu_us' => $cpu * 1e6 / $times] + settledNet($c);
    });
    $result = summaries($runs);
    foreach ($result as $name => &$of) {
        $of['fresh'] = $fresh[$name];
        $of['left'] = ['rss' => end($of['runs'])['rss'], 'anonymous' => end($of['runs'])['anonymous']];
    }
    return $result;
}

/* Resident memory of the network process (all of it, and what is neither file nor shared), in bytes, when it has stopped changing. */
function settledNet(Contestant $c): array
{
    $net = Tree::mostThreads($c->process->pid);
    $seen = [];
    for ($until = microtime(true) + 10; microtime(true) < $until; usleep(100000)) {
        $seen[] = Tree::resident($net);
        $last = array_column(array_slice($seen, -6), 'rss');
        if (count($last) === 6 && max($last) === min($last)) {
            break;
        }
    }
    return end($seen);
}

function allocatorRows(array $of): array
{
    $rows = [];
    foreach ($of ? ['tcmalloc', 'jemalloc'] : [] as $name) {
        $number = fn (string $contestant, array $path) => at($of, [$path[0], $contestant, ...array_slice($path, 1)]);
        $beside = fn (string $what, array $path, string $unit) => [
            'what' => "$name: $what", 'ours' => $number($name, $path), 'yardstick' => 'system', 'theirs' => $number('system', $path), 'unit' => $unit,
            'before' => $number("before $name", $path),
        ];
        array_push(
            $rows,
            $beside('WebSocket echo, 200 connections', ['one', 'per_second', 'median'], '/s'),
            $beside('WebSocket echo, CPU per message', ['one', 'cpu_us', 'median'], 'µs'),
            $beside('WebSocket echo, 16 in flight on each', ['pipelined', 'per_second', 'median'], '/s'),
            $beside('connect, echo, close, CPU of each', ['churn', 'cpu_us', 'median'], 'µs'),
            $beside('resident memory of net, fresh', ['churn', 'fresh', 'rss'], 'B'),
            $beside('resident memory of net, after all have come and gone', ['churn', 'left', 'rss'], 'B'),
            $beside('  of that anonymous', ['churn', 'left', 'anonymous'], 'B'),
        );
    }
    return $rows;
}

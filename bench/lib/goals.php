<?php
/* goals.php - what the numbers should be, and what they are. A goal is reached, short, or not measured. */
declare(strict_types=1);

const IDLE_GOALS = ['tcp' => ['fresh' => 420, 'burst' => 450], 'ws' => ['fresh' => 450, 'burst' => 550]]; // bytes

/* Each row: what, our number, the yardstick's name and number, value (what the goal is about), goal, sense (1: at least, -1: at most, 0: no
 * goal, only told), unit of our number and of the value, and the number of the build beside ours. */
function goals(array $measured): array
{
    $rows = array_merge(httpRows($measured['http'] ?? []), staticRows($measured['static'] ?? []),
        echoRows('WebSocket', 'node ws', 2.0, $measured['ws'] ?? []), sizeRows($measured['sizes'] ?? []), fanoutRows($measured['fanout'] ?? []),
        echoRows('TCP', 'node net', null, $measured['tcp'] ?? []), connectRows($measured['connect'] ?? []), paceRows($measured['pace'] ?? []),
        latencyRows($measured['latency'] ?? []), idleRows($measured['idle'] ?? []), workerRows($measured['workers'] ?? []), residentRows($measured['resident'] ?? []), ringRows($measured['ring'] ?? []), wheelRows($measured['wheel'] ?? []), textRows($measured['text'] ?? []),
        allocatorRows($measured['allocators'] ?? []));
    return array_map('judged', $rows);
}

function judged(array $row): array
{
    $row += ['ours' => null, 'yardstick' => null, 'theirs' => null, 'goal' => null, 'sense' => 0, 'unit' => '', 'scale' => 'ratio', 'spread' => null, 'before' => null];
    $row['value'] = null;
    if ($row['ours'] !== null) {
        $row['value'] = $row['scale'] === 'own' ? $row['ours'] : ($row['theirs'] ? $row['ours'] / $row['theirs'] : null);
    }
    $row['verdict'] = match (true) {
        $row['value'] === null => 'not measured',
        $row['goal'] === null => '',
        $row['sense'] * ($row['value'] - $row['goal']) >= 0 => 'reached',
        default => 'short',
    };
    return $row;
}

/* A row that compares the medians at $path of ours and of the yardstick's. */
function versus(string $what, array $of, string $yardstick, array $path, string $unit, ?float $goal = null, int $sense = 0): array
{
    $ours = at($of, ['appnet', ...$path]);
    return [
        'what' => $what, 'ours' => $ours['median'] ?? null, 'yardstick' => $yardstick, 'theirs' => at($of, [$yardstick, ...$path, 'median']),
        'unit' => $unit, 'goal' => $goal, 'sense' => $sense, 'spread' => $ours ? [$ours['min'], $ours['max']] : null, 'before' => at($of, ['before', ...$path, 'median']),
    ];
}

function at(array $tree, array $path): mixed
{
    foreach ($path as $step) {
        $tree = $tree[$step] ?? null;
    }
    return $tree;
}

function httpRows(array $of): array
{
    return $of ? [
        versus('HTTP hello, 100 connections', $of, 'nginx', ['per_second'], '/s', 0.90, 1),
        versus('HTTP hello, CPU per request', $of, 'nginx', ['cpu_us'], 'µs', 1.35, -1),
        versus('HTTP hello, p99 under load', $of, 'nginx', ['latency_us', 'p99'], 'µs'),
    ] : [];
}

function staticRows(array $of): array
{
    $rows = [];
    foreach ($of ? ['1 KiB' => '1k.html', '1 MiB' => '1m.bin'] : [] as $size => $name) {
        $rows[] = versus("static file of $size, 100 connections", $of[$name], 'nginx', ['per_second'], '/s', 0.90, 1);
        $rows[] = versus("static file of $size, CPU per request", $of[$name], 'nginx', ['cpu_us'], 'µs', 1 / 0.90, -1);
        $rows[] = versus("static file of $size, p99 under load", $of[$name], 'nginx', ['latency_us', 'p99'], 'µs');
    }
    return $rows;
}

function echoRows(string $proto, string $yardstick, ?float $goal, array $of): array
{
    return $of ? [
        versus("$proto echo, 200 connections", $of['one'], $yardstick, ['per_second'], '/s', $goal, 1),
        versus("$proto echo, CPU per message", $of['one'], $yardstick, ['cpu_us'], 'µs'),
        versus("$proto echo, 16 in flight on each", $of['pipelined'], $yardstick, ['per_second'], '/s'),
    ] : [];
}

/* Of the waited ones 5 times the yardstick's deliveries are the goal, of a flood 10 times. */
function fanoutRows(array $of): array
{
    $rows = [];
    foreach ($of ? ROOMS : [] as $listeners) {
        foreach (['waited' => ['each waited for', 5.0], 'flood' => ['64 in flight', 10.0]] as $mode => [$words, $goal]) {
            $rows[] = versus("one to $listeners, $words: deliveries", $of[$listeners][$mode], 'node fanout', ['per_second'], '/s', $goal, 1);
            $rows[] = versus("one to $listeners, $words: CPU of each", $of[$listeners][$mode], 'node fanout', ['cpu_us'], 'µs');
        }
        $rows[] = versus("one to $listeners, each waited for: deliveries", $of[$listeners]['waited'], 'crier', ['per_second'], '/s');
        $rows[] = versus("one to $listeners, each waited for: CPU of each", $of[$listeners]['waited'], 'crier', ['cpu_us'], 'µs');
    }
    foreach ($of['subscription'] ?? [] ? ['first' => "a connection's first topic", 'further' => 'each further topic'] : [] as $key => $what) {
        $bytes = fn (string $build) => at($of, ['subscription', $build, $key]);
        $rows[] = ['what' => $what, 'ours' => $bytes('appnet'), 'before' => $bytes('before'), 'unit' => 'B', 'goal' => 200, 'sense' => -1, 'scale' => 'own'];
    }
    return $rows;
}

function latencyRows(array $of): array
{
    $rows = [];
    foreach ($of ? ['tcp' => 'node net', 'ws' => 'node ws', 'http' => 'nginx'] : [] as $proto => $yardstick) {
        foreach (['p50', 'p99', 'p999'] as $percentile) {
            $rows[] = versus("round trip, $proto, $percentile", $of[$proto], $yardstick, [$percentile], 'µs');
        }
    }
    return $rows;
}

function idleRows(array $of): array
{
    $rows = [];
    foreach ($of ? ['tcp' => 'node net', 'ws' => 'node ws'] : [] as $proto => $yardstick) {
        foreach (['fresh' => 'fresh', 'burst' => 'after a burst'] as $when => $words) {
            $rows[] = ['scale' => 'own'] + versus("idle connection, $proto, $words", $of[$proto][$when], $yardstick, ['bytes'], 'B', IDLE_GOALS[$proto][$when], -1);
        }
    }
    return $rows;
}

/* A row about ourselves alone. */
function own(string $what, ?array $of, string $unit, ?float $goal = null, int $sense = 0): array
{
    return [
        'what' => $what, 'ours' => $of['median'] ?? null, 'unit' => $unit, 'goal' => $goal, 'sense' => $sense, 'scale' => 'own',
        'spread' => $of ? [$of['min'], $of['max']] : null,
    ];
}

function ringRows(array $of): array
{
    return $of ? [
        own('ring, 64-byte messages, two processes', at($of, ['ring_per_second']), '/s', 10e6, 1),
        own('channel, 64-byte messages, two processes', at($of, ['channel_per_second']), '/s'),
        own('wake-up of a sleeping loop, p50', at($of, ['wake_us', 'p50']), 'µs'),
        own('wake-up of a sleeping loop, p99', at($of, ['wake_us', 'p99']), 'µs'),
    ] : [];
}

function textRows(array $of): array
{
    $row = fn (string $what, string $key, ?float $goal = null) => [
        'what' => $what, 'ours' => at($of, [$key, 'median']), 'yardstick' => 'byte by byte', 'theirs' => at($of, ["{$key}_bytewise", 'median']),
        'unit' => 'GB/s', 'goal' => $goal, 'sense' => $goal === null ? 0 : 1, 'scale' => 'own', 'spread' => $of ? [at($of, [$key, 'min']), at($of, [$key, 'max'])] : null,
    ];
    return $of ? [
        $row('UTF-8 checked, ASCII', 'ascii', 10), $row('UTF-8 checked, German with some Chinese', 'mixed', 1),
        $row('UTF-8 checked, Chinese', 'chinese', 1), $row('unmasked', 'unmask'),
    ] : [];
}

/* The goal is about a random one of the million, whose line and whose neighbours' lines are cold. */
function wheelRows(array $of): array
{
    $row = fn (string $what, string $key, ?float $goal = null) => [
        'what' => $what, 'ours' => at($of, ["wheel_$key", 'median']), 'yardstick' => 'uv_timer', 'theirs' => at($of, ["heap_$key", 'median']),
        'unit' => 'ns', 'goal' => $goal, 'sense' => $goal === null ? 0 : -1, 'scale' => 'own',
        'spread' => $of ? [at($of, ["wheel_$key", 'min']), at($of, ["wheel_$key", 'max'])] : null,
    ];
    return $of ? [
        $row('timer add + cancel, a million live', 'rearm_ns', 100),
        $row('the same of one more beside the million', 'one_more_ns'),
        $row('timer add, up to a million', 'fill_ns'),
        $row('expiry of a million, each', 'expire_ns'),
    ] : [];
}

<?php
/* messages.php - echo by the size of a message, connections that come and go, and a server that has little to do. */
declare(strict_types=1);

/* Each: connections, messages in flight on each, bytes. */
const SIZES = [
    '20 B' => [200, 1, 20], '256 B' => [200, 1, 256], '1 KiB' => [200, 1, 1024], '4 KiB' => [200, 1, 4096],
    '16 × 20 B' => [200, 16, 20], '16 × 256 B' => [200, 16, 256], '16 × 1 KiB' => [200, 16, 1024], '16 × 4 KiB' => [200, 16, 4096],
    '64 KiB' => [50, 1, 65536], '1 MiB' => [4, 1, 1 << 20],
];

function measureSizes(Bench $bench): array
{
    $contestants = $bench->start('appnet', 'node ws');
    [$seconds, $repeats] = $bench->quick ? [0.5, 1] : [2, 5];
    $result = [];
    foreach (SIZES as $name => [$connections, $depth, $size]) {
        $result[$name] = summaries(inTurns($contestants, $repeats, fn (Contestant $c) => echoOnce($bench, $c, 'ws', $depth, $seconds, $connections, $size)));
    }
    return $result;
}

/* The goal: 0.95 of what uWebSockets does, which is 1.84 of what ws does. */
function sizeRows(array $of): array
{
    $rows = [];
    foreach ($of ? SIZES : [] as $name => [$connections, $depth, $size]) {
        $goal = $name === '20 B' ? 1.75 : null;
        $bytes = substr($name, $depth > 1 ? strlen('16 × ') : 0);
        $rows[] = versus("WebSocket, $connections × $depth, $bytes", $of[$name], 'node ws', ['per_second'], '/s', $goal, 1);
        $rows[] = versus("WebSocket, $connections × $depth, $bytes, CPU of each", $of[$name], 'node ws', ['cpu_us'], 'µs');
    }
    return $rows;
}

/* ---- connect, request, close ---- */

/* HTTP, 100 connections at a time; the client closes. It connects from many addresses: one would soon have no port left. */
function measureConnect(Bench $bench): array
{
    $times = $bench->quick ? 10000 : 60000;
    return summaries(inTurns($bench->start('appnet', 'nginx'), $bench->quick ? 2 : 5, function (Contestant $c) use ($bench, $times) {
        $cpu = $c->cpu();
        $run = $bench->load('churn', '-c', '100', '-f', '200', '-n', (string) $times, '-b', HELLO, 'http', (string) $c->port);
        $cpu = $c->cpu() - $cpu;
        return ['per_second' => $run['per_second'], 'cpu_us' => $cpu * 1e6 / $times, 'client_cpu' => $run['client_cpu']];
    }));
}

/* The goal: 1.35 of the 0.9 of nginx that it was once. */
function connectRows(array $of): array
{
    return $of ? [
        versus('connect, request, close', $of, 'nginx', ['per_second'], '/s', 1.2, 1),
        versus('connect, request, close, CPU of each', $of, 'nginx', ['cpu_us'], 'µs'),
    ] : [];
}

/* ---- little to do ---- */

const PACE = ['-c', '50', '-r', '2000', '-s', '20'];

/* Messages by the clock, one each half millisecond: the server sleeps before every one of them. */
function measurePace(Bench $bench): array
{
    [$seconds, $repeats] = $bench->quick ? [0.7, 2] : [4, 5];
    return summaries(inTurns($bench->start('appnet', 'node ws'), $repeats, function (Contestant $c) use ($bench, $seconds) {
        $cpu = $c->threadsCpu();
        $run = $bench->load('pace', ...PACE, ...['-t', (string) $seconds, 'ws', (string) $c->port]);
        $cpu = $c->threadsCpu() - $cpu;
        return ['cpu_us' => $cpu * 1e6 / $run['answered'], 'latency_us' => $run['latency_us'], 'late_us' => $run['late_us']];
    }));
}

function paceRows(array $of): array
{
    return $of ? [
        versus('WebSocket, 50 connections, 2,000/s in all, CPU of each', $of, 'node ws', ['cpu_us'], 'µs'),
        versus('WebSocket, 50 connections, 2,000/s in all, p50', $of, 'node ws', ['latency_us', 'p50'], 'µs'),
    ] : [];
}

<?php
/* workers.php - what many processes cost: beside one worker that is busy, and when all have nothing to do. */
declare(strict_types=1);

const MANY = ['BENCH_REACTORS' => '16', 'BENCH_WORKERS' => '64', 'BENCH_TASKS' => '64'];
const MANY_PROCESSES = 2 + 64 + 64; // the supervisor and the network process, too

/* One connection, so one active worker: alone, and among 64. The contestants are "one" and "many" of each build. */
function measureWorkers(Bench $bench): array
{
    $contestants = [];
    foreach (['one' => '1', 'many' => '64'] as $which => $workers) {
        foreach ($bench->startAppnet(['BENCH_WORKERS' => $workers]) as $build => $contestant) {
            $contestants["$build $which"] = $contestant;
        }
    }
    [$seconds, $repeats] = $bench->quick ? [0.5, 2] : [2, 7];
    $result = [];
    foreach ([1, 16] as $depth) {
        $result[$depth] = summaries(inTurns($contestants, $repeats, fn (Contestant $c) => oneActive($bench, $c, $depth, $seconds)));
    }
    return $result;
}

function oneActive(Bench $bench, Contestant $c, int $depth, float $seconds): array
{
    $cpu = $c->threadsCpu();
    $run = $bench->load('echo', '-c', '1', '-d', (string) $depth, '-s', '20', '-t', (string) $seconds, 'ws', (string) $c->port);
    $cpu = $c->threadsCpu() - $cpu;
    return ['per_second' => $run['per_second'], 'cpu_us' => $cpu * 1e6 / $run['answered']];
}

function workerRows(array $of): array
{
    $rows = [];
    foreach ($of as $depth => $by) {
        $roles = array_filter(['appnet' => $by['appnet many'] ?? null, 'one worker' => $by['appnet one'] ?? null, 'before' => $by['before many'] ?? null]);
        $rows[] = versus("one of 64 workers active, 1 × $depth, CPU of each", $roles, 'one worker', ['cpu_us'], 'µs', 1.1, -1);
    }
    return $rows;
}

/* ---- all idle ---- */

function measureResident(Bench $bench): array
{
    $result = [];
    foreach ($bench->startAppnet(MANY) as $build => $contestant) {
        $pid = $contestant->process->pid;
        for ($until = microtime(true) + 60; count(Tree::pids($pid)) < MANY_PROCESSES; usleep(100000)) {
            if (microtime(true) > $until) {
                throw new Failure('not all processes were there in time');
            }
        }
        Tree::settledMemory($pid);
        $result[$build] = ['fresh' => Tree::proportional($pid), 'promised' => Tree::promised($pid)];
        $bench->load('pace', '-c', '1000', '-r', '5000', '-s', '4096', '-t', $bench->quick ? '1.5' : '9.5', 'ws', (string) $contestant->port);
        Tree::settledMemory($pid);
        $result[$build]['loaded'] = Tree::proportional($pid);
    }
    return $result;
}

function residentRows(array $of): array
{
    $row = fn (string $what, array $path, ?float $goal = null) => [
        'what' => $what, 'ours' => mebibytes(at($of, ['appnet', ...$path])), 'before' => mebibytes(at($of, ['before', ...$path])), 'unit' => 'MiB',
        'goal' => $goal, 'sense' => -1, 'scale' => 'own',
    ];
    return $of ? [
        $row('16 reactors × 64 workers × 64 tasks, idle: resident', ['fresh', 'all'], 40),
        $row('  of that shared memory', ['fresh', 'shared']),
        $row('  of that private', ['fresh', 'private']),
        $row('the same after messages of 4 KiB over 1,000 connections: resident', ['loaded', 'all']),
        $row('  of that shared memory', ['loaded', 'shared']),
        $row('  of that private', ['loaded', 'private']),
        $row('memory promised to it with overcommit_memory=2', ['promised'], 2048),
    ] : [];
}

function mebibytes(?int $bytes): ?float
{
    return $bytes === null ? null : $bytes / (1 << 20);
}

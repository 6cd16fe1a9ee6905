<?php
/* measure.php - the measurements, by name. Each returns its numbers; none judges them (goals.php does).
 *
 * Contestants run side by side the whole time and are loaded in turns, A B, B A, A B …: what the machine does meanwhile meets both.
 */
declare(strict_types=1);

const MEASUREMENTS = [
    'http' => 'measureHttp', 'static' => 'measureStatic', 'ws' => 'measureWs', 'sizes' => 'measureSizes', 'tcp' => 'measureTcp', 'connect' => 'measureConnect',
    'pace' => 'measurePace', 'latency' => 'measureLatency', 'idle' => 'measureIdle', 'workers' => 'measureWorkers', 'resident' => 'measureResident',
    'ring' => 'measureRing', 'wheel' => 'measureWheel', 'text' => 'measureText', 'fanout' => 'measureFanout', 'allocators' => 'measureAllocators',
];

const CONNECTIONS = 200;
const IDLE_CONNECTIONS = 10000;
const FIRST_CONNECTIONS = 2000; // idle ones that are there before those that are measured

/* Calls $once(contestant) in turns; returns per contestant the list of what it returned, in order. */
function inTurns(array $contestants, int $repeats, callable $once): array
{
    $runs = array_fill_keys(array_keys($contestants), []);
    for ($i = 0; $i < $repeats; $i++) {
        $order = $i % 2 ? array_reverse($contestants, true) : $contestants;
        foreach ($order as $name => $contestant) {
            $runs[$name][] = $once($contestant);
        }
    }
    return $runs;
}

function median(array $values): float
{
    sort($values);
    $n = count($values);
    return ($values[intdiv($n - 1, 2)] + $values[intdiv($n, 2)]) / 2;
}

/* Every number of the runs (nested ones too) as its median, least and most. */
function summary(array $runs): array
{
    $summary = [];
    foreach ($runs[0] as $key => $value) {
        $column = array_column($runs, $key);
        if (is_array($value)) {
            $summary[$key] = summary($column);
        } elseif (is_int($value) || is_float($value)) {
            $summary[$key] = ['median' => median($column), 'min' => min($column), 'max' => max($column)];
        }
    }
    return $summary;
}

function summaries(array $runs): array
{
    return array_map(fn (array $of) => summary($of) + ['runs' => $of], $runs);
}

/* ---- throughput ---- */

function measureHttp(Bench $bench): array
{
    $wrk = tool('wrk') ?? throw new Failure('wrk is not installed');
    $contestants = $bench->start('appnet', 'nginx');
    $seconds = $bench->quick ? 1 : 4;
    foreach ($contestants as $contestant) {
        $bench->load('echo', '-c', '100', '-t', '0.3', '-w', '0.2', '-b', HELLO, 'http', (string) $contestant->port);
    }
    return summaries(inTurns($contestants, $bench->quick ? 3 : 7, fn (Contestant $c) => wrkOnce($bench, $wrk, $c, '/', $seconds)));
}

function wrkOnce(Bench $bench, string $wrk, Contestant $c, string $path, int $seconds): array
{
    $cpu = $c->cpu();
    $text = $bench->must('wrk', [$wrk, '-t1', '-c100', "-d{$seconds}s", '-s', "$bench->root/bench/lib/wrk.lua", "http://127.0.0.1:$c->port$path"]);
    $cpu = $c->cpu() - $cpu;
    $wrk = json_decode(substr($text, strpos($text, '{"requests"')), true) ?? throw new Failure("wrk said: $text");
    if ($wrk['errors'] || !$wrk['requests']) {
        throw new Failure("wrk counted {$wrk['errors']} errors in {$wrk['requests']} requests");
    }
    return [
        'per_second' => $wrk['requests'] / $wrk['seconds'], 'cpu_us' => $cpu * 1e6 / $wrk['requests'], 'cpus' => $cpu / $wrk['seconds'],
        'bytes_per_request' => $wrk['bytes'] / $wrk['requests'], 'latency_us' => $wrk['latency_us'],
    ];
}

/* The same two files from the same folder, read into the page cache by the look at what is served. */
function measureStatic(Bench $bench): array
{
    $wrk = tool('wrk') ?? throw new Failure('wrk is not installed');
    $bench->makeDocuments();
    $contestants = $bench->start('appnet static', 'nginx');
    $result = [];
    foreach (array_keys(DOCUMENTS) as $name) {
        foreach ($contestants as $who => $contestant) {
            expectDocument($bench, $who, $contestant, $name);
        }
        $runs = inTurns($contestants, $bench->quick ? 3 : 7, fn (Contestant $c) => wrkOnce($bench, $wrk, $c, "/static/$name", $bench->quick ? 1 : 4));
        foreach ($runs as $who => $of) {
            if (min(array_column($of, 'bytes_per_request')) < DOCUMENTS[$name]) {
                throw new Failure("$who sends less than all of $name");
            }
        }
        $result[$name] = summaries($runs);
    }
    return $result;
}

function expectDocument(Bench $bench, string $who, Contestant $c, string $name): void
{
    $served = @file_get_contents("http://127.0.0.1:$c->port/static/$name");
    if ($served !== file_get_contents("{$bench->documents()}/static/$name")) {
        throw new Failure("$who does not serve $name as it is");
    }
}

function echoOnce(Bench $bench, Contestant $c, string $proto, int $depth, float $seconds, int $connections = CONNECTIONS, int $size = 64): array
{
    $shape = ['-c', (string) $connections, '-d', (string) $depth, '-s', (string) $size];
    $cpu = $c->cpu();
    $run = $bench->load('echo', ...$shape, ...['-t', (string) $seconds, $proto, (string) $c->port]);
    $cpu = $c->cpu() - $cpu;
    return [
        'per_second' => $run['per_second'], 'cpu_us' => $cpu * 1e6 / $run['answered'], 'client_cpu' => $run['client_cpu'],
        'latency_us' => $run['latency_us'],
    ];
}

function measureEcho(Bench $bench, string $proto, string $yardstick): array
{
    $contestants = $bench->start('appnet', $yardstick);
    [$seconds, $repeats] = $bench->quick ? [0.7, 3] : [3, 5];
    $result = [];
    foreach (['one' => 1, 'pipelined' => 16] as $name => $depth) {
        $result[$name] = summaries(inTurns($contestants, $repeats, fn (Contestant $c) => echoOnce($bench, $c, $proto, $depth, $seconds)));
    }
    return $result;
}

function measureWs(Bench $bench): array
{
    return measureEcho($bench, 'ws', 'node ws');
}

function measureTcp(Bench $bench): array
{
    return measureEcho($bench, 'tcp', 'node net');
}

/* ---- latency ---- */

function measureLatency(Bench $bench): array
{
    $result = [];
    [$seconds, $repeats] = $bench->quick ? [0.5, 3] : [1.5, 5];
    foreach (['tcp' => 'node net', 'ws' => 'node ws', 'http' => 'nginx'] as $proto => $yardstick) {
        $contestants = $bench->start('appnet', $yardstick);
        $result[$proto] = summaries(inTurns($contestants, $repeats, fn (Contestant $c) => $bench->load(
            'latency', '-t', (string) $seconds, '-w', '0.2', '-b', HELLO, $proto, (string) $c->port
        )['latency_us']));
        Process::stopAll();
    }
    return $result;
}

/* ---- memory ---- */

function measureIdle(Bench $bench): array
{
    $result = [];
    foreach (['tcp' => 'node net', 'ws' => 'node ws'] as $proto => $yardstick) {
        foreach (['fresh' => false, 'burst' => true] as $when => $burst) {
            $runs = [];
            for ($i = $bench->quick ? 1 : 3; $i > 0; $i--) {
                foreach ($bench->start('appnet', $yardstick) as $name => $contestant) {
                    $memory = idleOnce($bench, $contestant, $proto, $burst);
                    $runs[$name][] = ['bytes' => ($memory[1] - $memory[0]) / IDLE_CONNECTIONS, 'memory' => $memory];
                }
                Process::stopAll();
            }
            $result[$proto][$when] = summaries($runs);
        }
    }
    return $result;
}

/* The memory of a server of its own with the first connections, and with ten thousand more. What exists once (rings, heaps) is in both, and nothing was freed
 * before that the ten thousand could use again: the difference is theirs. */
function idleOnce(Bench $bench, Contestant $c, string $proto, bool $burst): array
{
    $memory = $crowds = [];
    foreach ([FIRST_CONNECTIONS, IDLE_CONNECTIONS] as $connections) {
        $crowds[] = idleCrowd($bench, $c, $proto, $connections, $burst);
        $memory[] = Tree::settledMemory($c->process->pid);
    }
    foreach ($crowds as $crowd) {
        idleSay($crowd, 'quit');
        $crowd->ended(10);
    }
    return $memory;
}

/* Opens connections; with a burst, each sends four messages at once and hears them back. Then they are idle. */
function idleCrowd(Bench $bench, Contestant $c, string $proto, int $connections, bool $burst): Process
{
    $command = ["$bench->build/load", 'idle', '-c', (string) $connections, '-d', '4', '-s', '256', $proto, (string) $c->port];
    $load = Process::start('load', $command, [], $bench->scratch, $bench->log('load'));
    idleExpect($load, 'open');
    if ($burst) {
        idleSay($load, 'burst');
    }
    return $load;
}

function idleSay(Process $load, string $event): void
{
    $load->say($event);
    idleExpect($load, $event);
}

function idleExpect(Process $load, string $event): void
{
    $line = $load->line(60);
    if ((json_decode($line, true)['event'] ?? null) !== $event) {
        throw new Failure("load said: $line");
    }
}

/* ---- the engine's parts alone ---- */

function measureProgram(Bench $bench, string $name): array
{
    $program = "$bench->root/build/plain/bench/$name";
    if (is_file("$bench->root/bench/$name.c")) {
        $bench->must('make', ['make', '-s', '-C', "$bench->root/tests", 'VARIANT=plain', 'bench'], 600);
    }
    if (!is_executable($program)) {
        throw new Failure("there is no build/plain/bench/$name");
    }
    $runs = [];
    for ($i = $bench->quick ? 1 : 3; $i > 0; $i--) {
        $lines = explode("\n", trim($bench->must($name, [$program])));
        $runs[] = array_merge(...array_map(fn (string $line) => json_decode($line, true) ?? [], $lines));
    }
    return summary($runs) + ['runs' => $runs];
}

function measureRing(Bench $bench): array
{
    return measureProgram($bench, 'ring_bench');
}

function measureWheel(Bench $bench): array
{
    return measureProgram($bench, 'wheel_bench');
}

function measureText(Bench $bench): array
{
    return measureProgram($bench, 'text_bench');
}

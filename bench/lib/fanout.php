<?php
/* fanout.php - one speaker, many listeners: what a message for all of them costs; and what it costs to be one of them. */
declare(strict_types=1);

const ROOMS = [1000, 10000];      // listeners
const FANOUT = ['waited' => 1, 'flood' => 64]; // messages in flight
const FANOUT_BYTES = 100;         // of a message: a line of chat in JSON
const MORE_TOPICS = 10;

/* A server, and all of its listeners. */
final class Room
{
    private Process $load;

    public function __construct(Bench $bench, public readonly Contestant $server, public readonly int $listeners)
    {
        $command = ["$bench->build/load", 'room', '-c', (string) $listeners, '-s', (string) FANOUT_BYTES, 'ws', (string) $server->port];
        $this->load = Process::start('load', $command, [], $bench->scratch, $bench->log('room'));
        $this->hear('open');
    }

    public function hear(string $event): array
    {
        $line = $this->load->line(90);
        $said = json_decode($line, true);
        return ($said['event'] ?? null) === $event ? $said : throw new Failure("load, of {$this->server->process->name}, said: $line");
    }

    public function join(int $topics): void
    {
        $this->load->say("join $topics");
        $this->hear('join');
    }

    public function say(int $depth, float $seconds): array
    {
        $cpu = $this->server->cpu();
        $this->load->say("say $depth $seconds");
        $run = $this->hear('say');
        $cpu = $this->server->cpu() - $cpu;
        return ['per_second' => $run['per_second'], 'cpu_us' => $cpu * 1e6 / $run['deliveries'], 'messages' => $run['messages'] / $run['seconds'], 'client_cpu' => $run['client_cpu']];
    }

    public function memory(): int
    {
        return Tree::settledMemory($this->server->process->pid);
    }

    public function quit(): void
    {
        $this->load->say('quit');
        $this->hear('quit');
        $this->load->ended(20);
    }
}

function measureFanout(Bench $bench): array
{
    [$seconds, $repeats] = $bench->quick ? [0.7, 3] : [3, 5];
    $result = [];
    foreach (ROOMS as $listeners) {
        $rooms = [];
        foreach ($bench->start('appnet fanout', 'node fanout', 'crier') as $name => $server) {
            $rooms[$name] = new Room($bench, $server, $listeners);
            $rooms[$name]->join(1);
            $rooms[$name]->say(1, 0.2);
        }
        foreach (FANOUT as $mode => $depth) {
            $able = $depth > 1 ? array_diff_key($rooms, ['crier' => true]) : $rooms; // a crier has no queue
            $result[(string) $listeners][$mode] = summaries(inTurns($able, $repeats, fn (Room $room) => $room->say($depth, $seconds)));
        }
        Process::stopAll();
    }
    return $result + ['subscription' => subscriptionOnce($bench)];
}

/* Bytes of the first topic of a connection, and of each further one. Before, a hundred that then leave say as much as the ten thousand will: what exists once
 * (rings, heaps) does not count as theirs. */
function subscriptionOnce(Bench $bench): array
{
    $result = [];
    foreach ($bench->start('appnet fanout') as $name => $server) {
        $warm = new Room($bench, $server, 100);
        for ($i = 0; $i < IDLE_CONNECTIONS / 100; $i++) {
            $warm->join(1 + MORE_TOPICS);
        }
        $warm->quit();
        $room = new Room($bench, $server, IDLE_CONNECTIONS);
        $none = $room->memory();
        $room->join(1);
        $one = $room->memory();
        $room->join(1 + MORE_TOPICS);
        $many = $room->memory();
        $room->quit();
        $first = ($one - $none) / IDLE_CONNECTIONS;
        $result[$name] = ['first' => $first, 'further' => ($many - $one) / IDLE_CONNECTIONS / MORE_TOPICS, 'memory' => [$none, $one, $many]];
    }
    return $result;
}

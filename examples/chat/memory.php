<?php
/* memory.php - what the keeper of the chat knows, and the journal that makes it outlive its process; see keeper.php.
 *
 * All that changes is an event: written to the journal, a line of JSON, and then applied. A memory that is made anew applies the journal of the one
 * before. So nothing but apply() changes what is known.
 */
declare(strict_types=1);

const HISTORY = 100;         // messages that a channel remembers,
const HISTORY_BYTES = 65536; // and bytes of their texts
const JOURNAL_MAX = 10000;   // events, then it is written anew as one
const LOBBY = '#general';    // the room that everybody is in

function encode(array $message): string
{
    return json_encode($message, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_INVALID_UTF8_SUBSTITUTE | JSON_THROW_ON_ERROR);
}

final class Memory
{
    private const KNOWN = ['epoch', 'run', 'top', 'people', 'channels', 'online', 'keys'];

    public string $epoch = '';   // changes when the journal has been lost: then clients begin anew
    public string $run = '';     // of the server: connections have numbers that are unique in one of them
    public int $top = 0;         // a channel that is made anew goes on counting here
    public array $people = [];   // key => name, secret (its hash), seen; the key is the name in small letters
    public array $channels = []; // name => seq, members (key => true), messages
    public array $online = [];   // key => fd => true
    public array $keys = [];     // fd => key

    private string $path;
    private $journal; // the open file
    private int $events = 0;

    public function __construct(string $folder, string $run)
    {
        $this->path = "$folder/journal";
        is_dir($folder) || mkdir($folder, 0700, true);
        foreach (is_file($this->path) ? file($this->path) : [] as $line) {
            $event = json_decode($line, true);
            is_array($event) && $this->apply($event); // one that was killed may have left half a line
        }
        if ($this->run !== $run) {
            $this->run = $run;
            $this->online = $this->keys = [];
        }
        $this->epoch = $this->epoch ?: bin2hex(random_bytes(8));
        $this->channels[LOBBY] = $this->channels[LOBBY] ?? $this->channel();
        $this->compact();
    }

    public function record(array $event): void
    {
        fwrite($this->journal, encode($event) . "\n");
        $this->apply($event);
        if (++$this->events >= JOURNAL_MAX) {
            $this->compact();
        }
    }

    /* All that is known, as the one event of a new journal. */
    private function compact(): void
    {
        $all = ['event' => 'all'];
        foreach (self::KNOWN as $field) {
            $all[$field] = $this->$field;
        }
        file_put_contents("$this->path.new", encode($all) . "\n");
        rename("$this->path.new", $this->path);
        $this->journal = fopen($this->path, 'a');
        $this->events = 0;
    }

    private function apply(array $event): void
    {
        ['key' => $key, 'fd' => $fd, 'channel' => $name] = $event + ['key' => '', 'fd' => 0, 'channel' => ''];
        switch ($event['event']) {
            case 'all':
                foreach (self::KNOWN as $field) {
                    $this->$field = $event[$field];
                }
                break;
            case 'person':
                $this->people[$key] = ['name' => $event['name'], 'secret' => $event['secret'], 'seen' => 0];
                break;
            case 'forget':
                unset($this->people[$key]);
                break;
            case 'online':
                $this->keys[$fd] = $key;
                $this->online[$key][$fd] = true;
                $this->people[$key]['seen'] = $event['time'];
                break;
            case 'offline':
                $key = $this->keys[$fd];
                unset($this->keys[$fd], $this->online[$key][$fd]);
                $this->online = array_filter($this->online);
                $this->people[$key]['seen'] = $event['time'];
                break;
            case 'member':
                $channel = $this->channels[$name] ?? $this->channel();
                unset($channel['members'][$key]);
                $channel['members'] += $event['in'] ? [$key => true] : [];
                $this->channels[$name] = $channel;
                $channel['members'] || $name === LOBBY || $this->apply(['event' => 'drop'] + $event);
                break;
            case 'drop':
                $this->top = max($this->top, $this->channels[$name]['seq']);
                unset($this->channels[$name]);
                break;
            case 'message':
                $channel = $this->channels[$name] ?? $this->channel(explode('|', substr($name, 1)));
                unset($this->channels[$name]);
                $channel['seq'] = $event['message']['seq'];
                $channel['messages'] = $this->last(array_merge($channel['messages'], [$event['message']]));
                $this->channels[$name] = $channel;
                break;
        }
    }

    /* The last of them, as many as are remembered. */
    private function last(array $messages): array
    {
        $bytes = array_sum(array_map('strlen', array_column($messages, 'text')));
        while (count($messages) > HISTORY || $bytes > HISTORY_BYTES) {
            $bytes -= strlen(array_shift($messages)['text']);
        }
        return $messages;
    }

    private function channel(array $members = []): array
    {
        return ['seq' => $this->top, 'members' => array_fill_keys($members, true), 'messages' => []];
    }
}

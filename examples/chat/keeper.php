<?php
/* keeper.php - what the chat knows, in the one process that knows it; see server.php.
 *
 * A channel is a room, "#name", or what two people say to each other, "@one|other"; clients know the latter by the name of the other one, "@Name". Each
 * channel counts its messages and remembers the last hundred of them.
 *
 * To clients, all from this process, so that they arrive in this order: welcome (who is there), history (of each channel, what is new to the client), and
 * from then on message, typing, presence, member, and error. A client is subscribed before it is told the history: nothing falls between the two.
 */
declare(strict_types=1);

require __DIR__ . '/memory.php';

const ROOMS_MAX = 100;
const ROOMS_EACH = 30;
const TALKS_MAX = 500;   // private conversations; then the one that has been silent for the longest time is forgotten
const PEOPLE_MAX = 1000; // the same for names, of those who are not here
const EVERYONE = 'everyone';

final class Keeper
{
    private appnetServer $server;
    private Memory $memory;

    public function __construct(appnetServer $server, string $folder, string $run)
    {
        $this->server = $server;
        $this->memory = new Memory($folder, $run);
        $this->sweep();
        $server->timerAdd(2000, fn () => $this->sweep());
    }

    /* Something that a worker has checked, or "gone". */
    public function hear(array $said): void
    {
        $key = $this->memory->keys[$said['fd']] ?? null;
        if ($said['op'] === 'login' || $said['op'] === 'gone') {
            $this->{$said['op']}($said['fd'], $said);
        } elseif ($key === null) {
            $this->refuse($said, 'login', 'Who are you?');
        } elseif (($channel = $this->resolve($key, $said['to'], $said['op'] === 'join')) === null) {
            $this->refuse($said, 'wrong', strpos($said['to'], '#') === 0 ? "You are not in {$said['to']}." : 'There is nobody of that name.');
        } else {
            $this->{$said['op']}($said, $key, $channel);
        }
    }

    private function login(int $fd, array $said): void
    {
        $key = strtolower($said['name']);
        $secret = hash('sha256', $said['secret']);
        if (!hash_equals($this->memory->people[$key]['secret'] ?? $secret, $secret)) {
            $this->refuse($said, 'taken', "Somebody else is called {$said['name']} already. Please choose another name.");
            return;
        }
        if (!isset($this->memory->people[$key]) && count($this->memory->people) >= PEOPLE_MAX && !$this->forget()) {
            $this->refuse($said, 'full', 'There are too many people here. Please try later.');
            return;
        }
        if (($this->memory->keys[$fd] ?? $key) !== $key) {
            $this->gone($fd); // it was somebody else
        }
        if (!isset($this->memory->people[$key])) {
            $this->memory->record(['event' => 'person', 'key' => $key, 'name' => $said['name'], 'secret' => $secret]);
            $this->member($key, LOBBY, true);
        }
        $is_new = !isset($this->memory->online[$key]);
        $this->memory->record(['event' => 'online', 'fd' => $fd, 'key' => $key, 'time' => time()]);
        $this->welcome($fd, $key, $said['epoch'] === $this->memory->epoch ? $said['after'] : []);
        $is_new && $this->announce(['op' => 'presence', 'name' => $this->name($key), 'online' => true]);
    }

    private function welcome(int $fd, string $key, array $after): void
    {
        $rooms = [];
        $mine = [];
        foreach ($this->memory->channels as $name => $channel) {
            if ($name[0] === '#') {
                $rooms[] = ['name' => $name, 'members' => array_map([$this, 'name'], array_keys($channel['members']))];
            }
            if (isset($channel['members'][$key])) {
                $mine[] = $name;
            }
        }
        $this->server->subscribe($fd, EVERYONE);
        $this->tell([$fd], ['op' => 'welcome', 'epoch' => $this->memory->epoch, 'name' => $this->name($key), 'rooms' => $rooms,
            'online' => array_map([$this, 'name'], array_keys($this->memory->online))]);
        foreach ($mine as $name) {
            $this->open([$fd], $key, $name, (int) ($after[$this->seen_as($name, $key)] ?? 0));
        }
    }

    /* These connections hear what is said there from now on, and first what has been said since. */
    private function open(array $fds, string $key, string $name, int $after): void
    {
        foreach ($name[0] === '#' ? $fds : [] as $fd) {
            $this->server->subscribe($fd, $name);
        }
        $messages = array_filter($this->memory->channels[$name]['messages'], fn (array $message): bool => $message['seq'] > $after);
        $this->tell($fds, ['op' => 'history', 'to' => $this->seen_as($name, $key), 'seq' => $this->memory->channels[$name]['seq'], 'messages' => array_values($messages)]);
    }

    private function say(array $said, string $key, string $name): void
    {
        $from = $this->name($key);
        foreach ($this->memory->channels[$name]['messages'] ?? [] as $message) { // a client that has not heard of it says it again
            if ($message['cid'] === $said['cid'] && $message['from'] === $from) {
                $this->tell([$said['fd']], ['op' => 'message', 'to' => $said['to']] + $message);
                return;
            }
        }
        if ($name[0] === '@' && !isset($this->memory->channels[$name])) {
            $this->make_place();
        }
        $message = ['seq' => ($this->memory->channels[$name]['seq'] ?? $this->memory->top) + 1, 'from' => $from, 'text' => $said['text'], 'time' => time(), 'cid' => $said['cid']];
        $this->memory->record(['event' => 'message', 'channel' => $name, 'message' => $message]);
        if ($name[0] === '#') {
            $this->server->publish($name, encode(['op' => 'message', 'to' => $name] + $message));
            return;
        }
        foreach (array_keys($this->memory->channels[$name]['members']) as $one) {
            $this->tell($this->fds($one), ['op' => 'message', 'to' => $this->seen_as($name, $one)] + $message);
        }
    }

    private function typing(array $said, string $key, string $name): void
    {
        $typing = ['op' => 'typing', 'from' => $this->name($key), 'to' => $name];
        if ($name[0] === '#') {
            $this->server->publish($name, encode($typing), APPNET_WS_TEXT, $said['fd']);
        } else {
            $other = $this->other($name, $key);
            $this->tell($this->fds($other), ['to' => $this->seen_as($name, $other)] + $typing);
        }
    }

    private function join(array $said, string $key, string $name): void
    {
        if (isset($this->memory->channels[$name]['members'][$key])) {
            return;
        }
        $rooms = array_filter($this->memory->channels, fn (string $name): bool => $name[0] === '#', ARRAY_FILTER_USE_KEY);
        $mine = array_filter($rooms, fn (array $room): bool => isset($room['members'][$key]));
        if (!isset($rooms[$name]) && count($rooms) >= ROOMS_MAX) {
            $this->refuse($said, 'full', 'There are too many rooms already.');
        } elseif (count($mine) >= ROOMS_EACH) {
            $this->refuse($said, 'full', 'You are in ' . ROOMS_EACH . ' rooms, and that is the most: leave one first.');
        } else {
            $this->member($key, $name, true);
            $this->open($this->fds($key), $key, $name, 0);
        }
    }

    private function leave(array $said, string $key, string $name): void
    {
        if ($name[0] !== '#' || $name === LOBBY) {
            return;
        }
        foreach ($this->fds($key) as $fd) {
            $this->server->unsubscribe($fd, $name);
        }
        $this->member($key, $name, false);
    }

    private function gone(int $fd): void
    {
        $key = $this->memory->keys[$fd] ?? null;
        if ($key === null) {
            return;
        }
        $this->memory->record(['event' => 'offline', 'fd' => $fd, 'time' => time()]);
        $this->server->unsubscribe($fd);
        isset($this->memory->online[$key]) || $this->announce(['op' => 'presence', 'name' => $this->name($key), 'online' => false]);
    }

    /* In case a worker died before it could tell, or the keeper itself. */
    private function sweep(): void
    {
        foreach (array_keys($this->memory->keys) as $fd) {
            $this->server->exists($fd) || $this->gone($fd);
        }
    }

    private function member(string $key, string $room, bool $in): void
    {
        $this->memory->record(['event' => 'member', 'channel' => $room, 'key' => $key, 'in' => $in]);
        $this->announce(['op' => 'member', 'to' => $room, 'name' => $this->name($key), 'in' => $in]);
    }

    /* Forgets who has been away for the longest time; false: all are here. */
    private function forget(): bool
    {
        $away = array_diff_key($this->memory->people, $this->memory->online);
        uasort($away, fn (array $one, array $two): int => $one['seen'] <=> $two['seen']);
        $key = array_key_first($away);
        if ($key === null) {
            return false;
        }
        foreach ($this->memory->channels as $name => $channel) {
            if (isset($channel['members'][$key])) {
                $name[0] === '#' ? $this->member($key, $name, false) : $this->memory->record(['event' => 'drop', 'channel' => $name]);
            }
        }
        $this->memory->record(['event' => 'forget', 'key' => $key]);
        return true;
    }

    /* Private conversations stand in the order of their last messages. */
    private function make_place(): void
    {
        $talks = array_filter(array_keys($this->memory->channels), fn (string $name): bool => $name[0] === '@');
        count($talks) < TALKS_MAX || $this->memory->record(['event' => 'drop', 'channel' => reset($talks)]);
    }

    /* The channel that someone calls so; null: there is none, or not for them. */
    private function resolve(string $key, string $called, bool $may_be_new): ?string
    {
        $name = strtolower($called);
        $other = substr($name, 1);
        if (strpos($name, '#') === 0) {
            return $may_be_new || isset($this->memory->channels[$name]['members'][$key]) ? $name : null;
        }
        return strpos($name, '@') === 0 && isset($this->memory->people[$other]) && $other !== $key ? '@' . min($key, $other) . '|' . max($key, $other) : null;
    }

    private function other(string $name, string $key): string
    {
        [$one, $two] = explode('|', substr($name, 1));
        return $one === $key ? $two : $one;
    }

    private function seen_as(string $name, string $key): string
    {
        return $name[0] === '#' ? $name : '@' . $this->name($this->other($name, $key));
    }

    private function name(string $key): string
    {
        return $this->memory->people[$key]['name'];
    }

    private function fds(string $key): array
    {
        return array_keys($this->memory->online[$key] ?? []);
    }

    private function tell(array $fds, array $message): void
    {
        $this->server->sendMany($fds, encode($message));
    }

    private function announce(array $message): void
    {
        $this->server->publish(EVERYONE, encode($message));
    }

    private function refuse(array $said, string $code, string $text): void
    {
        $this->tell([$said['fd']], ['op' => 'error', 'code' => $code, 'text' => $text, 'to' => $said['to'] ?? null, 'cid' => $said['cid'] ?? null]);
    }
}

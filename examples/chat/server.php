<?php
/* server.php - a chat: rooms, private messages, who is online; one script and the page beside it.
 *
 *   php -d extension=appnet.so examples/chat/server.php [port] [folder]      and open http://127.0.0.1:3011/, in two windows
 *
 *      browser ──WebSocket──► reactor ──► worker 0…3 ──addAsynTask──► the keeper (task worker 0, keeper.php)
 *         ▲   page/ as files ──┘ ▲                                       │
 *         └──────────────────────┴──── publish, send, sendMany ──────────┘
 *
 * Workers check what clients say: its form, its length, how fast it comes. They keep nothing that cannot be lost. The keeper alone knows the rooms and
 * gives every message its number, so there is one order of everything. What it knows is in [folder] as well: it may be replaced, and the server
 * restarted, and the clients hear what they have missed.
 *
 * A message is an object of JSON with "op". From clients: login, say, typing, join, leave, ping; to them: see keeper.php.
 */
declare(strict_types=1);

require __DIR__ . '/keeper.php';

const KEEPER = 0;          // the number of its task worker
const TEXT_MAX = 2000;     // characters of a message
const FRAME_MAX = 65536;   // bytes of anything that a client says
const BURST = 20.0;        // a connection may say so much at once,
const PER_SECOND = 4.0;    // and so much each second, where
const COST = ['say' => 1.0, 'typing' => 0.3, 'join' => 2.0, 'leave' => 1.0, 'login' => 3.0, 'ping' => 0.2];

const NAME = '/\A\p{L}[\p{L}\p{M}\p{N}]*(?:[ ._-][\p{L}\p{M}\p{N}]+)*\z/u';
const ROOM = '/\A#[\p{L}\p{N}][\p{L}\p{M}\p{N}_-]{0,23}\z/u';
const FORM = [
    'login' => ['name' => 'is_string', 'secret' => 'is_string', 'epoch' => 'is_string', 'after' => 'is_array'],
    'say' => ['to' => 'is_string', 'text' => 'is_string', 'cid' => 'is_string'],
    'typing' => ['to' => 'is_string'],
    'join' => ['to' => 'is_string'],
    'leave' => ['to' => 'is_string'],
    'ping' => [],
];

/* The message that these bytes are, with the fields that its op has and no others; null if they are none. */
function parse(string $data): ?array
{
    $said = strlen($data) <= FRAME_MAX ? json_decode($data, true, 4) : null;
    $form = is_array($said) && is_string($said['op'] ?? null) ? FORM[$said['op']] ?? null : null;
    if ($form === null) {
        return null;
    }
    foreach ($form as $field => $is) {
        if (!$is($said[$field] ?? null)) {
            return null;
        }
    }
    return array_intersect_key($said, $form + ['op' => true]);
}

function length(string $text): int
{
    return (int) preg_match_all('/./us', $text);
}

/* What is wrong with it, in words for the one who has said it. Puts right what is no fault: blanks around a name, control characters. */
function complaint(array &$said): ?string
{
    switch ($said['op']) {
        case 'login':
            $said['name'] = trim((string) preg_replace('/\s+/u', ' ', $said['name']));
            if (length($said['name']) > 24) {
                return 'That name is too long: 24 characters are the most.';
            }
            $fine = preg_match(NAME, $said['name']) && preg_match('/\A\w{16,64}\z/', $said['secret']);
            return $fine ? null : 'A name begins with a letter and goes on with letters, digits and single blanks, dots or dashes.';
        case 'say':
            $said['text'] = trim((string) preg_replace('/[^\P{Cc}\n\t]/u', '', $said['text']));
            $length = length($said['text']);
            if ($length > TEXT_MAX) {
                return 'That message is too long: ' . number_format($length) . ' characters, and ' . number_format(TEXT_MAX) . ' are the most.';
            }
            return $length && preg_match('/\A[\w.-]{1,40}\z/', $said['cid']) ? null : 'There is nothing in that message.';
        case 'join':
            return preg_match(ROOM, $said['to']) ? null : "A room's name has 1 to 24 letters, digits, dashes or underscores.";
    }
    return null;
}

/* A bucket that fills again with time. What is refused costs as well: whoever goes on and on is shown the door. */
function spend(array &$bucket, float $cost): bool
{
    $now = hrtime(true) / 1e9;
    $has = min(BURST, $bucket['left'] + ($now - $bucket['at']) * PER_SECOND);
    $bucket = ['left' => $has - ($has >= $cost ? $cost : $cost / 4), 'at' => $now];
    return $has >= $cost;
}

function refuse(appnetServer $server, int $fd, string $code, string $text, array $said = []): void
{
    $server->send($fd, encode(['op' => 'error', 'code' => $code, 'text' => $text, 'to' => $said['to'] ?? null, 'cid' => $said['cid'] ?? null]));
}

/* Pages of other sites may not speak here in the name of the one who looks at them. */
function is_ours(array $headers): bool
{
    $origin = $headers['origin'] ?? null;
    return $origin === null || preg_replace('~^https?://~i', '', $origin) === ($headers['host'] ?? '');
}

function hear(appnetServer $server, int $fd, string $data, array &$bucket): void
{
    $said = parse($data);
    if ($said === null) {
        refuse($server, $fd, 'form', 'The server does not understand that.');
        spend($bucket, BURST / 4);
    } elseif (!spend($bucket, COST[$said['op']])) {
        refuse($server, $fd, 'slow', 'That was a bit fast. One moment…', $said);
    } elseif ($said['op'] === 'ping') {
        $server->send($fd, '{"op":"pong"}');
    } elseif (($why = complaint($said)) !== null) {
        refuse($server, $fd, 'wrong', $why, $said);
    } elseif ($server->addAsynTask($said + ['fd' => $fd], KEEPER) === false) {
        refuse($server, $fd, 'slow', 'The server has much to do. One moment…', $said);
    }
    if ($bucket['left'] < -BURST) {
        $server->close($fd, 1008, 'too fast');
    }
}

$port = (int) ($argv[1] ?? 3011);
$folder = $argv[2] ?? sys_get_temp_dir() . "/appnet-chat-$port-" . getmyuid();
$run = bin2hex(random_bytes(8)); // connections have numbers that are unique in one run of the server
$buckets = [];
$keeper = null;

$server = new appnetServer('0.0.0.0', $port);
$server->setOption(APPNET_OPT_WORKER_NUM, 4);
$server->setOption(APPNET_OPT_TASK_WORKER_NUM, 1);
$server->setOption(APPNET_OPT_REACTOR_NUM, 2);
$server->setOption(APPNET_OPT_MAX_MESSAGE, 1 << 20);
$server->setOption(APPNET_HTTP_DOCS_ROOT, __DIR__ . '/page');
$server->setOption(APPNET_WS_DEFLATE, true);
$server->setOption(APPNET_WS_PING, 10000);    // whoever has lost the network without a word
$server->setOption(APPNET_WS_TIMEOUT, 25000); // is not online for much longer

$server->on(APPNET_EVENT_START, function (appnetServer $server) use (&$keeper, $folder, $run): void {
    $info = $server->getInfo();
    if ($info['role'] === 'task') {
        $keeper = new Keeper($server, $folder, $run);
        echo "The chat is at http://127.0.0.1:{$info['port']}/ and keeps what is said in $folder\n";
    }
});
$server->on(APPNET_EVENT_OPEN, fn (appnetServer $server, int $fd, array $request): bool => is_ours($request['headers']));
$server->on(APPNET_EVENT_RECV, function (appnetServer $server, int $fd, string $data) use (&$buckets): void {
    $protocol = $server->getHeader()['Protocol'];
    if ($protocol === 'HTTP') {
        $server->httpRespCode(404, "There is nothing here: the chat is at /\n");
    } elseif ($protocol === 'TCP') {
        $server->close($fd);
    } else {
        $buckets[$fd] = $buckets[$fd] ?? ['left' => BURST, 'at' => hrtime(true) / 1e9];
        hear($server, $fd, $data, $buckets[$fd]);
    }
});
$server->on(APPNET_EVENT_CLOSE, function (appnetServer $server, int $fd) use (&$buckets): void {
    unset($buckets[$fd]);
    if ($server->getHeader()['Protocol'] === 'WEBSOCKET') {
        $server->addAsynTask(['op' => 'gone', 'fd' => $fd], KEEPER); // should the queue be full, the keeper finds out by itself
    }
});
$server->on(APPNET_EVENT_TASK, function (appnetServer $server, array $said) use (&$keeper): void {
    $keeper->hear($said);
});
$server->run();

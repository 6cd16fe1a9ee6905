<?php
/* push.php - notifications: what is posted over HTTP reaches the browsers that wait on WebSockets.
 *
 *   php -d extension=appnet.so examples/push.php [port]      and open http://127.0.0.1:3011/?user=ann, then:
 *
 *   curl -d 'Your parcel has arrived' http://127.0.0.1:3011/push/ann      to Ann, in as many tabs as she has: 202, or 404 if she has none
 *   curl -d 'We close at six' http://127.0.0.1:3011/push                  to all
 *
 * A user is a topic: any worker may publish to it, wherever her connections are. A real service would ask the pushing side for a secret, and take the
 * user's name from a session.
 */
declare(strict_types=1);

const USER = '/\A[\w.-]{1,64}\z/';
const PAGE = <<<'HTML'
<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Notifications</title>
<style>body { font: 1.1em system-ui, sans-serif; max-width: 40em; margin: 2em auto; padding: 0 1em } li { margin: .5em 0 }</style>
<h1>Notifications</h1>
<p id="state" role="status">connecting…</p>
<ul id="list" aria-live="polite"></ul>
<script>
const user = new URLSearchParams(location.search).get('user') || 'ann', list = document.getElementById('list')
const connect = () => {
    const socket = new WebSocket(`ws${location.origin.slice(4)}/`)
    const show = text => { document.getElementById('state').textContent = text }
    socket.onopen = () => socket.send(user)
    socket.onmessage = ({data}) => {
        if (data === `hello ${user}`) return show(`Waiting for news for ${user}.`)
        list.prepend(Object.assign(document.createElement('li'), {textContent: data}))
    }
    socket.onclose = () => { show('The connection is lost, trying again…'); setTimeout(connect, 1000 + 2000 * Math.random()) }
}
connect()
</script>
</html>
HTML;

function push(appnetServer $server, int $fd, string $path, string $text): void
{
    $user = (string) substr($path, strlen('/push/'));
    if ($text === '' || !preg_match('//u', $text) || ($user !== '' && !preg_match(USER, $user))) {
        $server->httpRespCode(400, "POST some text in UTF-8 to /push or /push/USER\n");
    } elseif ($user !== '' && $server->subscribers("user $user") === 0) {
        $server->httpRespCode(404, "$user is not here\n");
    } else {
        $server->publish($user === '' ? 'all' : "user $user", $text);
        $server->httpRespCode(202, "on its way\n");
    }
}

$server = new appnetServer('0.0.0.0', (int) ($argv[1] ?? 3011));
$server->setOption(APPNET_OPT_WORKER_NUM, 2);

$server->on(APPNET_EVENT_RECV, function (appnetServer $server, int $fd, string $data): void {
    $request = $server->getRequest();
    if ($server->getHeader()['Protocol'] === 'WEBSOCKET') { // it says who it is
        if (!preg_match(USER, $data) || !$server->subscribe($fd, 'all') || !$server->subscribe($fd, "user $data")) {
            $server->close($fd, 1008, 'no such user');
            return;
        }
        $server->send($fd, "hello $data");
    } elseif (preg_match('~\A/push(/|\z)~', $request['path'] ?? '')) {
        push($server, $fd, $request['path'], $request['method'] === 'POST' ? $data : '');
    } else {
        $server->send($fd, PAGE);
    }
});
$server->run();

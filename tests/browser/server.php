<?php
/* server.php - what the browser talks to: pages from documents/, uploads through a form, an echo on WebSockets.
 *
 *   php -d extension=appnet.so tests/browser/server.php FOLDER      uploads arrive in FOLDER/uploads and are kept in FOLDER/kept
 */
declare(strict_types=1);

[, $folder] = $argv;
$server = new appnetServer('127.0.0.1', 0);
$server->setOption(APPNET_HTTP_DOCS_ROOT, __DIR__ . '/documents');
$server->setOption(APPNET_HTTP_404_PAGE, '404.html');
$server->setOption(APPNET_HTTP_UPLOAD_DIR, "$folder/uploads");

/* The files of a field "files[]" as one row each. */
function files(array $of): array
{
    return array_map(null, $of['name'], $of['type'], $of['tmp_name'], $of['error'], $of['size']);
}

function listing(string $note, array $rows): string
{
    $lines = '';
    foreach ($rows as [$name, $type, $size, $sum]) {
        $lines .= '<tr><td>' . htmlspecialchars($name) . '</td><td>' . htmlspecialchars($type) . "</td><td>$size</td><td>$sum</td></tr>\n";
    }
    return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Uploaded</title><link rel=\"stylesheet\" href=\"/style.css\"></head>\n"
        . '<body><h1>' . htmlspecialchars($note) . "</h1><table>\n$lines</table></body></html>\n";
}

function upload(appnetServer $server, int $fd, string $folder): void
{
    $request = $server->getRequest();
    $rows = [];
    foreach (files($request['files']['files']) as $i => [$name, $type, $path, $error, $size]) {
        if ($error !== UPLOAD_ERR_OK || !move_uploaded_file($path, "$folder/kept/$i")) {
            $server->httpRespCode(500, "file $i: error $error");
            return;
        }
        $rows[] = [$name, $type, $size, md5_file("$folder/kept/$i")];
    }
    $server->setHeader('Content-Type', 'text/html; charset=utf-8');
    $server->send($fd, listing($request['fields']['note'], $rows));
}

$server->on(APPNET_EVENT_START, function (appnetServer $server): void {
    fwrite(STDOUT, 'READY ' . $server->getInfo()['port'] . "\n");
});
$server->on(APPNET_EVENT_RECV, function (appnetServer $server, int $fd, string $data) use ($folder): void {
    $header = $server->getHeader();
    if ($header['Protocol'] !== 'HTTP') {
        $server->send($fd, "you said $data");
    } elseif ($header['Method'] === 'POST' && $header['Uri'] === '/upload') {
        upload($server, $fd, $folder);
    } else {
        $server->send($fd, 'PHP was asked');
    }
});
$server->run();

<?php
/* upload.php - files from a form: they come to the disk as they arrive, PHP sees the whole form.
 *
 *   php -d extension=appnet.so examples/upload.php [port] [folder]      and open http://127.0.0.1:3011/
 */
declare(strict_types=1);

const FORM = <<<'HTML'
<form method="post" enctype="multipart/form-data">
<p><label>Note <input name="note"></label></p>
<p><label>Files <input type="file" name="files[]" multiple></label></p>
<p><button>Upload</button></p>
</form>
HTML;

function page(string $body): string
{
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>Upload</title>\n<h1>Upload</h1>\n$body\n</html>\n";
}

$folder = $argv[2] ?? sys_get_temp_dir() . '/appnet-example';
foreach (["$folder/incoming", "$folder/kept"] as $path) {
    is_dir($path) || mkdir($path, 0700, true);
}

$server = new appnetServer('0.0.0.0', (int) ($argv[1] ?? 3011));
$server->setOption(APPNET_OPT_PROTO_TYPE, APPNET_PROTO_HTTP_ONLY);
$server->setOption(APPNET_HTTP_UPLOAD_DIR, "$folder/incoming");
$server->setOption(APPNET_HTTP_MAX_FILE, 1 << 30);
$server->setOption(APPNET_HTTP_MAX_FORM, 2 << 30);

$server->on(APPNET_EVENT_RECV, function (appnetServer $server, int $fd) use ($folder): void {
    $request = $server->getRequest();
    if ($request['method'] !== 'POST') {
        $server->send($fd, page(FORM));
        return;
    }
    $files = array_map(fn ($each): array => (array) $each, $request['files']['files'] ?? ['error' => []]); // "files" has one, "files[]" has a list
    $note = $request['fields']['note'] ?? '';
    $list = '';
    foreach ($files['error'] as $i => $error) {
        if ($error !== UPLOAD_ERR_OK) {
            continue;
        }
        $kept = "$folder/kept/" . bin2hex(random_bytes(8)); // what the client calls it is for people to read
        move_uploaded_file($files['tmp_name'][$i], $kept);
        $list .= '<li>' . htmlspecialchars($files['name'][$i]) . ": {$files['size'][$i]} bytes, sha256 " . hash_file('sha256', $kept) . "</li>\n";
    }
    $server->send($fd, page('<p id="note">' . htmlspecialchars(is_string($note) ? $note : '') . "</p>\n<ul>\n$list</ul>\n<p><a href=\"/\">More</a></p>"));
});
$server->run();

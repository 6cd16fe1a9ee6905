--TEST--
http: an offer of another protocol changes nothing
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';
require __DIR__ . '/../inc/curl.inc';

$s = answering(function (appnetServer $server, int $fd, string $data): void {
    $request = $server->getRequest();
    $server->send($fd, "$request[method] " . json_encode($data) . ' ' . json_encode($request['fields'] ?? null));
}, [APPNET_HTTP_DOCS_ROOT => folder(['a.txt' => 'a file']), APPNET_HTTP_UPLOAD_DIR => folder()]);
// As Java's HttpClient says it.
$offer = "Host: t\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA\r\n";
$form = "--b\r\nContent-Disposition: form-data; name=\"n\"\r\n\r\nvalue\r\n--b--\r\n";
$requests = [
    "GET / HTTP/1.1\r\n$offer\r\n",
    "POST / HTTP/1.1\r\n{$offer}Content-Length: 5\r\n\r\nhello",
    "PUT / HTTP/1.1\r\n{$offer}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    "GET /a.txt HTTP/1.1\r\n$offer\r\n",
    "POST / HTTP/1.1\r\n{$offer}Content-Type: multipart/form-data; boundary=b\r\nContent-Length: " . strlen($form) . "\r\n\r\n$form",
    "GET / HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n",
];
$c = $s->tcp();
$c->write(implode($requests)); // all of them over one connection, one behind the other
for ($answers = ''; ($more = $c->until("\n")) !== ''; $answers .= $more) {
}
preg_match_all('~HTTP/1.1 (\d+) .*?\r\n\r\n(.*?)(?=HTTP/|\z)~s', $answers, $all, PREG_SET_ORDER);
foreach ($all as [, $status, $body]) {
    echo "$status $body\n";
}
?>
--EXPECT--
200 GET "" []
200 POST "hello" []
200 PUT "hello" []
200 a file
200 POST "" {"n":"value"}
200 GET "" []

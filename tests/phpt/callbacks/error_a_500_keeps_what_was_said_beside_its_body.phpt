--TEST--
error: a 500 keeps what was said beside its body, so that scripts of another origin can read it
--FILE--
<?php
require __DIR__ . '/../inc/docs.inc';

$docs = new Docs(['sorry.html' => '<p>sorry']);
$say = function ($server) {
    foreach (['Access-Control-Allow-Origin' => 'https://a.example', 'Vary' => 'Origin', 'Content-Security-Policy' => "default-src 'self'", 'Retry-After' => '7', 'X-Id' => '1'] as $name => $value) {
        $server->setHeader($name, $value); // these stay
    }
    foreach (['Content-Type' => 'image/png', 'Content-Encoding' => 'br', 'ETag' => '"e"', 'Cache-Control' => 'public, max-age=9', 'Expires' => 'Sat, 01 Jan 2050 00:00:00 GMT',
        'Last-Modified' => 'Sat, 01 Jan 2000 00:00:00 GMT', 'Location' => '/elsewhere', 'Content-Disposition' => 'attachment'] as $name => $value) {
        $server->setHeader($name, $value); // these do not
    }
    $server->setCookie('c', 'v');
    $server->httpRespCode(302);
};
$recv = function ($server, $fd, $data) use ($say) {
    $say($server);
    throw new Exception('failed');
};
$shown = function (Answer $answer) {
    $headers = array_diff_key($answer->headers, ['server' => 1, 'date' => 1]);
    ksort($headers);
    return "$answer->status " . json_encode($headers, JSON_UNESCAPED_SLASHES) . ' ' . strlen($answer->body);
};
$s = answering($recv);
echo $shown($s->http('POST', '/', [], 'x')), "\n";
$s->stop();
$s = answering($recv, [APPNET_HTTP_DOCS_ROOT => $docs->path, APPNET_HTTP_50X_PAGE => '/sorry.html']);
echo $shown($s->http('POST', '/', [], 'x')), "\n";
$s->stop();
$s = opening(function ($server) use ($say) { $say($server); throw new Exception('failed'); });
echo $shown($s->refused()), "\n";
?>
--EXPECT--
500 {"access-control-allow-origin":"https://a.example","connection":"close","content-length":"140","content-security-policy":"default-src 'self'","content-type":"text/html; charset=utf-8","retry-after":"7","set-cookie":"c=v","vary":"Origin","x-id":"1"} 140
500 {"access-control-allow-origin":"https://a.example","connection":"close","content-length":"8","content-security-policy":"default-src 'self'","content-type":"text/html; charset=utf-8","retry-after":"7","set-cookie":"c=v","vary":"Origin","x-id":"1"} 8
500 {"access-control-allow-origin":"https://a.example","connection":"close","content-length":"140","content-security-policy":"default-src 'self'","content-type":"text/html; charset=utf-8","retry-after":"7","set-cookie":"c=v","vary":"Origin","x-id":"1"} 140

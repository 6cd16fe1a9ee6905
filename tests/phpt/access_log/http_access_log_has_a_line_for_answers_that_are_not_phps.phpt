--TEST--
http: access log has a line for answers that are not php's
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$file = tempnam(sys_get_temp_dir(), 'appnet-access-');
$s = serve(function () {}, ['set' => [APPNET_HTTP_ACCESS_LOG => $file]]);
$length = strlen($s->http('GET', '/nobody')->body);
$s->stop();
echo str_replace(" $length ", ' all ', preg_replace('~^.*?\] ~m', '', file_get_contents($file)));
unlink($file);
?>
--EXPECT--
"GET /nobody HTTP/1.1" 404 all "-" "-"

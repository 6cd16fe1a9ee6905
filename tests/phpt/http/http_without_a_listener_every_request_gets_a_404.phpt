--TEST--
http: without a listener every request gets a 404
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function () {});
$answer = $s->http('GET', '/');
echo $answer->status, ' ', $answer->reason, ' ', $answer->headers['content-type'], "\n$answer->body";
?>
--EXPECT--
404 Not Found text/html; charset=utf-8
<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>404 Not Found</title>
<h1>404 Not Found</h1>
</html>

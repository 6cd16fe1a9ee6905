--TEST--
request: has these keys and types
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    $types = [];
    foreach ($server->getRequest() as $key => $value) {
        $types[] = "$key " . gettype($value);
    }
    $server->send($fd, implode("\n", $types));
});
echo $s->http('GET', '/')->body, "\n";
?>
--EXPECT--
method string
uri string
path string
query array
headers array
cookies array
fields array
files array
body string
remote_addr string
remote_port integer
local_addr string
local_port integer
scheme string
version string
time integer
time_float double

--TEST--
ws: a ping is answered
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = echoing();
$ws = $s->ws();
$ws->frame(0x89, '');
$ws->frame(0x89, str_repeat('p', 125));
$ws->frame(0x8a, 'a pong nobody asked for');
$ws->text('hello');
echo $ws->next(), "\n", $ws->next(), "\n", $ws->next(), "\n";
?>
--EXPECT--
pong
pong: ppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppp
text: hello

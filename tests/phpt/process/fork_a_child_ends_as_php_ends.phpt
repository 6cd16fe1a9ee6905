--TEST--
fork: a child ends as PHP ends: with its status, its shutdown functions, destructors and buffers
--FILE--
<?php
require __DIR__ . '/../inc/fork.inc';

class Kept
{
    public $of = '';

    public function __destruct()
    {
        if ($this->of !== 'throw') { // PHP 7.4 calls none after an exception that nobody has caught
            say('  destructor');
        }
    }
}
$s = answering(function ($server, $fd, $data) {
    $ended = forked(function () use ($data) {
        $GLOBALS['kept'] = new Kept;
        $GLOBALS['kept']->of = $data;
        register_shutdown_function(function () { say('  shutdown function'); });
        ob_start(function ($text) {
            if ($text !== '') {
                say("  buffer: $text");
            }
            return '';
        });
        echo 'left';
        switch ($data) {
            case 'exit': exit(7);
            case 'throw': throw new Exception('of the child');
            case 'handled':
                set_exception_handler(function ($e) { say('  handler: ' . $e->getMessage()); });
                throw new Exception('caught');
            case 'fatal': eval('function of_the_child() {} function of_the_child() {}');
        }
    });
    if ($ended !== null) {
        say("$data: $ended");
    }
});
$c = $s->tcp();
foreach (['return', 'exit', 'throw', 'handled', 'fatal'] as $word) {
    $c->write($word);
    do {
        echo $line = $s->heard(), "\n";
    } while ($line[0] === ' ');
}
preg_match_all('~PHP (\w+ error): .*of.the.child~', $s->log(), $m);
echo implode(', ', $m[1]), "\n";
?>
--EXPECT--
  shutdown function
  destructor
  buffer: left
return: exit 0
  shutdown function
  destructor
  buffer: left
exit: exit 7
  shutdown function
  buffer: left
throw: exit 255
  handler: caught
  shutdown function
  destructor
  buffer: left
handled: exit 0
  shutdown function
  buffer: left
fatal: exit 255
Fatal error, Fatal error

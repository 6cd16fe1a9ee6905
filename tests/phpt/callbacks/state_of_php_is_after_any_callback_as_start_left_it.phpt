--TEST--
state: of PHP is after any callback as START left it
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

/* name => [what START does, what a callback does, how it is] */
function kinds(): array
{
    $here = sys_get_temp_dir();
    return [
        'ini_set' => [fn () => ini_set('precision', '10'), fn () => ini_set('precision', '3'), fn () => ini_get('precision')],
        'ini_set, not in START' => [null, fn () => ini_set('arg_separator.output', ';'), fn () => ini_get('arg_separator.output')],
        'error_reporting' => [fn () => error_reporting(E_ALL & ~E_NOTICE), fn () => error_reporting(0), fn () => error_reporting()],
        'include path' => [fn () => set_include_path('/start'), fn () => set_include_path('/callback'), fn () => get_include_path()],
        'time limit' => [null, fn () => set_time_limit(7), fn () => ini_get('max_execution_time')],
        'memory limit' => [null, fn () => ini_set('memory_limit', '777M'), fn () => ini_get('memory_limit')],
        'error handler' => [fn () => set_error_handler('at_start', E_ALL & ~E_USER_NOTICE), function () { set_error_handler('in_callback'); set_error_handler('in_callback'); }, function () {
            $now = set_error_handler('in_callback');
            restore_error_handler();
            return $now;
        }],
        'exception handler' => [fn () => set_exception_handler('at_start'), function () { set_exception_handler('in_callback'); set_exception_handler('in_callback'); }, function () {
            $now = set_exception_handler('in_callback');
            restore_exception_handler();
            return $now;
        }],
        'directory' => [fn () => chdir($here), fn () => chdir('/'), fn () => getcwd() === realpath($here)],
        'locale' => [fn () => setlocale(LC_ALL, 'C'), fn () => setlocale(LC_ALL, 'C.UTF-8', 'C.utf8'), fn () => setlocale(LC_CTYPE, '0')],
        'umask' => [fn () => umask(0027), fn () => umask(0), fn () => decoct(umask())],
        'putenv' => [fn () => putenv('AT_START=1'), fn () => putenv('IN_CALLBACK=1'), fn () => json_encode([getenv('AT_START'), getenv('IN_CALLBACK')])],
        'time zone' => [fn () => date_default_timezone_set('Asia/Shanghai'), fn () => date_default_timezone_set('America/New_York'), fn () => date_default_timezone_get()],
        'header' => [null, function () { header('X-Of: callback'); http_response_code(404); }, fn () => json_encode([headers_list(), http_response_code()])],
        'last error' => [null, fn () => @trigger_error('of the callback'), fn () => json_encode(error_get_last()['message'] ?? null)],
        '$_SESSION' => [null, function () { $_SESSION['user'] = 'of the callback'; }, fn () => isset($_SESSION)],
        'output level' => [null, function () { ob_start(); ob_start(); }, fn () => ob_get_level()],
        'error mask' => [null, null, function () {
            $GLOBALS['told'] = 0;
            @trigger_error('not for the handler of START');
            error_clear_last();
            return $GLOBALS['told'];
        }],
    ];
}

function at_start(): bool
{
    $GLOBALS['told'] = 1;
    return false;
}

function in_callback(): bool
{
    return false;
}

function change(): void
{
    foreach (kinds() as [$start, $callback, $look]) {
        $callback && $callback();
    }
}

function look(): array
{
    return array_map(function (array $kind) { return $kind[2](); }, kinds());
}

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_TASK_WORKER_NUM, 1);
    $server->on(APPNET_EVENT_CONNECT, function () { change(); });
    $server->on(APPNET_EVENT_MESSAGE, function () { change(); });
    $server->on(APPNET_EVENT_TASK, function ($server, $data, $task, $from) {
        if ($data === 'change') {
            change();
            return;
        }
        $server->taskCallback(look() === $GLOBALS['before'] ? 'as before' : look(), $task, $from);
    });
    $server->on(APPNET_EVENT_TASK_CB, function ($server, $answer) {
        say('task worker: ' . json_encode($answer));
        change();
    });
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) {
        $now = look();
        $different = array_diff_assoc($now, $GLOBALS['before']);
        say("$data: " . ($different ? json_encode($different) : 'as before'));
        change();
        if ($data === 'recv') {
            $server->sendMessage(0, 'x');
            $server->timerAfter(0, function () { change(); throw new Exception('and this'); });
            $server->addAsynTask('change');
            $server->addAsynTask('look');
        }
    });
}, ['start' => function () {
    foreach (kinds() as [$start, $callback, $look]) {
        $start && $start();
    }
    error_clear_last(); // of the harness
    $GLOBALS['before'] = look();
}]);
$c = $s->tcp();
foreach (['connect', 'recv', 'again'] as $word) {
    $c->write($word);
    echo $s->heard(), "\n";
    if ($word === 'recv') {
        echo $s->heard(), "\n";
    }
}
?>
--EXPECT--
connect: as before
recv: as before
task worker: "as before"
again: as before

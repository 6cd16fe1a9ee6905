--TEST--
process: standard descriptors that are closed at the start lead nowhere
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';
require __DIR__ . '/../inc/shell.inc';

foreach ([false, true] as $daemon) {
    for ($closed = 0; $closed < 8; $closed++) {
        $redirections = $expected = [];
        foreach (['0<&-', '1>&-', '2>&-'] as $fd => $close) {
            $file = $fd === 2 ? '/log' : '';
            if ($closed >> $fd & 1) {
                $redirections[] = $close;
            }
            $expected[] = $fd === 2 && !($closed >> $fd & 1) ? 'log' : '/dev/null';
        }
        $s = started(implode(' ', $redirections), ['log_errors' => '1', 'display_errors' => '1'], [], '', $daemon);
        $s->awaitReady();
        $answers = $s->http('/1')->body . $s->http('/1')->body;
        $found = [];
        foreach (array_merge([$s->supervisor], explode(' ', trim(file_get_contents("/proc/$s->supervisor/task/$s->supervisor/children")))) as $pid) {
            $found[str_replace("$s->folder/", '', leads_to((int) $pid))] = true;
        }
        $ok = $answers === "$s->worker\n$s->worker\n" && array_keys($found) === [implode(' ', $expected)];
        $s->stop();
        echo $daemon ? 'daemon ' : '', implode(' ', $redirections), $ok ? ": well\n" : ": $answers" . implode(', ', array_keys($found)) . "\n" . $s->log();
    }
}
?>
--EXPECT--
: well
0<&-: well
1>&-: well
0<&- 1>&-: well
2>&-: well
0<&- 2>&-: well
1>&- 2>&-: well
0<&- 1>&- 2>&-: well
daemon : well
daemon 0<&-: well
daemon 1>&-: well
daemon 0<&- 1>&-: well
daemon 2>&-: well
daemon 0<&- 2>&-: well
daemon 1>&- 2>&-: well
daemon 0<&- 1>&- 2>&-: well

<?php
/* machine.php - what a result belongs to: the machine, the versions, the date, the commit. */
declare(strict_types=1);

function machine(Bench $bench): array
{
    $first = fn (string $command) => strtok(trim(shell_exec("$command 2>&1") ?? ''), "\n") ?: null;
    $git = fn (string $what) => $first('git -C ' . escapeshellarg($bench->root) . " $what");
    preg_match('/^model name\s*: (.*)$/m', file_get_contents('/proc/cpuinfo'), $cpu);
    preg_match('/^MemTotal: +(\d+) kB/m', file_get_contents('/proc/meminfo'), $memory);
    return [
        'date' => date(DATE_ATOM),
        'commit' => $git('rev-parse --short=12 HEAD'),
        'changed' => $git('status --porcelain --untracked-files=no') !== null,
        'cpu' => $cpu[1] ?? php_uname('m'),
        'cores' => (int) $first('nproc'),
        'memory_mib' => intdiv((int) ($memory[1] ?? 0), 1024),
        'kernel' => php_uname('r'),
        'load' => sys_getloadavg()[0],
        'php' => PHP_VERSION . (PHP_ZTS ? ' ZTS' : ' NTS'),
        'nginx' => tool('nginx') ? str_replace('nginx version: ', '', $first(tool('nginx') . ' -v')) : null,
        'node' => tool('node') ? $first('node --version') : null,
        'ws' => $bench->wsVersion(),
        'wrk' => tool('wrk') ? strtok($first('wrk -v'), '[') : null,
        'extensions' => $bench->extensions,
        'before' => isset($bench->extensions['before']) ? $first('git -C ' . escapeshellarg(dirname($bench->extensions['before'])) . ' rev-parse --short=12 HEAD') : null,
    ];
}

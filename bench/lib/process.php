<?php
/* process.php - child processes: started, spoken to by lines, ended by pid; and what a tree of processes costs, read from /proc.
 *
 * Every process started here is in Process::$running until it has been reaped. They end with this script however it ends: by the shutdown
 * function, by the signal handlers, and (where there is setpriv) by the kernel when this script is killed outright.
 */
declare(strict_types=1);

/* Something could not be measured; the message is for people. */
class Failure extends Exception
{
}

final class Process
{
    /** @var array<int, Process> */
    private static array $running = [];
    private string $unread = '';
    private int $exit = -1;

    /** @param resource $handle @param array<int, resource> $pipes */
    private function __construct(public readonly string $name, public readonly int $pid, private $handle, private array $pipes)
    {
        self::$running[$pid] = $this;
        stream_set_blocking($pipes[1], false);
    }

    /* $log takes its stderr. */
    public static function start(string $name, array $command, array $env, string $cwd, string $log): Process
    {
        if ($setpriv = tool('setpriv')) {
            array_unshift($command, $setpriv, '--pdeathsig', 'TERM');
        }
        $streams = [['pipe', 'r'], ['pipe', 'w'], ['file', $log, 'a']];
        $handle = proc_open($command, $streams, $pipes, $cwd, $env + getenv());
        if (!$handle) {
            throw new Failure("$name cannot be started");
        }
        return new Process($name, proc_get_status($handle)['pid'], $handle, $pipes);
    }

    /* Runs it to its end; returns what it wrote on stdout. */
    public static function output(string $name, array $command, array $env, string $cwd, string $log, float $within): string
    {
        $process = self::start($name, $command, $env, $cwd, $log);
        fclose($process->pipes[0]);
        unset($process->pipes[0]);
        $text = '';
        for ($until = microtime(true) + $within; ($chunk = $process->read($until)) !== null;) {
            $text .= $chunk;
        }
        $process->waitFor($until);
        if ($process->exit !== 0) {
            throw new Failure("$name ended with {$process->exit}: " . (trim($text) ?: trailing($log)));
        }
        return $text;
    }

    /* The next bytes of its stdout; null: there are no more. */
    private function read(float $until): ?string
    {
        for (;;) {
            $chunk = fread($this->pipes[1], 65536);
            if ($chunk !== false && $chunk !== '') {
                return $chunk;
            }
            if (feof($this->pipes[1])) {
                return null;
            }
            $left = $until - microtime(true);
            if ($left <= 0) {
                throw new Failure("$this->name said nothing more in time");
            }
            $ready = [$this->pipes[1]];
            $none = null;
            @stream_select($ready, $none, $none, (int) $left, (int) (fmod($left, 1) * 1e6));
        }
    }

    public function line(float $within): string
    {
        $until = microtime(true) + $within;
        while (($end = strpos($this->unread, "\n")) === false) {
            $chunk = $this->read($until);
            if ($chunk === null) {
                throw new Failure("$this->name ended early" . ($this->unread === '' ? '' : ": $this->unread"));
            }
            $this->unread .= $chunk;
        }
        $line = substr($this->unread, 0, $end);
        $this->unread = substr($this->unread, $end + 1);
        return $line;
    }

    public function say(string $line): void
    {
        fwrite($this->pipes[0], "$line\n");
    }

    public function alive(): bool
    {
        $status = proc_get_status($this->handle);
        if (!$status['running'] && $this->exit < 0) {
            $this->exit = $status['exitcode'] >= 0 ? $status['exitcode'] : 255;
        }
        return $status['running'];
    }

    /* The end of a process is no event that PHP can wait for with a time limit, hence the short naps. */
    private function waitFor(float $until): bool
    {
        while ($this->alive()) {
            if (microtime(true) >= $until) {
                return false;
            }
            usleep(2000);
        }
        unset(self::$running[$this->pid]);
        return true;
    }

    /* It has nothing more to do: waits for its end. */
    public function ended(float $within): void
    {
        if (!$this->waitFor(microtime(true) + $within)) {
            throw new Failure("$this->name did not end");
        }
    }

    /* Asks it to end; after ten seconds ends it and whatever is left of its tree. */
    public function stop(): void
    {
        if (!isset(self::$running[$this->pid])) {
            return;
        }
        $tree = Tree::pids($this->pid);
        posix_kill($this->pid, SIGTERM);
        if (!$this->waitFor(microtime(true) + 10)) {
            progress("$this->name did not stop when asked");
            array_map(fn (int $pid) => posix_kill($pid, SIGKILL), $tree);
            $this->waitFor(microtime(true) + 5);
        }
    }

    public static function stopAll(): void
    {
        foreach (self::$running as $process) {
            $process->stop();
        }
    }
}

/* What a process and all its descendants cost. */
final class Tree
{
    public static function pids(int $root): array
    {
        $parents = [];
        foreach (glob('/proc/[0-9]*/stat') as $file) {
            if ($stat = self::stat($file)) {
                $parents[$stat['pid']] = $stat['ppid'];
            }
        }
        $tree = [$root];
        for ($i = 0; $i < count($tree); $i++) {
            array_push($tree, ...array_keys($parents, $tree[$i], true));
        }
        return $tree;
    }

    /* proc(5): the name may hold anything, the numbers begin behind its last parenthesis with the state. */
    private static function stat(string $file): ?array
    {
        $text = @file_get_contents($file);
        if (!$text) {
            return null;
        }
        $field = explode(' ', substr($text, strrpos($text, ')') + 2));
        $ticks = (int) $field[11] + (int) $field[12] + (int) $field[13] + (int) $field[14];
        return ['pid' => (int) $text, 'ppid' => (int) $field[1], 'ticks' => $ticks];
    }

    /* CPU seconds used so far, user and system, by all of it; ended children count through those who reaped them. */
    public static function cpu(int $root): float
    {
        static $hertz = null;
        $hertz ??= (int) (shell_exec('getconf CLK_TCK') ?: 100);
        $ticks = 0;
        foreach (self::pids($root) as $pid) {
            $ticks += self::stat("/proc/$pid/stat")['ticks'] ?? 0;
        }
        return $ticks / $hertz;
    }

    /* The same to the nanosecond, for what uses little: but only of threads that are there, so none may end in between. */
    public static function threadsCpu(int $root): float
    {
        $ns = 0;
        foreach (self::pids($root) as $pid) {
            foreach (glob("/proc/$pid/task/*/schedstat") as $file) {
                $ns += (int) @file_get_contents($file);
            }
        }
        return $ns ? $ns / 1e9 : self::cpu($root);
    }

    /* Bytes of user memory: anonymous and shared pages, each counted once. (Pss divides a page by the number of processes that map it, so
     * the sum over all of them is whole.) Pages of files, such as the programs themselves, are not counted. */
    public static function memory(int $root): int
    {
        $of = self::proportional($root);
        return $of['private'] + $of['shared'];
    }

    /* Bytes of memory, each page counted once: all, and of that the private and the shared pages that belong to no file. */
    public static function proportional(int $root): array
    {
        $sum = ['all' => 0, 'private' => 0, 'shared' => 0];
        foreach (self::pids($root) as $pid) {
            $text = @file_get_contents("/proc/$pid/smaps_rollup") ?: '';
            foreach (['all' => 'Pss', 'private' => 'Pss_Anon', 'shared' => 'Pss_Shmem'] as $key => $field) {
                if ($text !== '' && !preg_match("/^$field: +(\d+) kB/m", $text, $found)) {
                    throw new Failure("/proc/$pid/smaps_rollup does not tell $field");
                }
                $sum[$key] += $text === '' ? 0 : $found[1] * 1024; // empty: a process that has ended meanwhile
            }
        }
        return $sum['all'] ? $sum : throw new Failure("/proc/$root/smaps_rollup says nothing");
    }

    /* The one of our processes that has threads is the network process. */
    public static function mostThreads(int $root): int
    {
        $threads = [];
        foreach (self::pids($root) as $pid) {
            $threads[$pid] = count(glob("/proc/$pid/task/*"));
        }
        return array_search(max($threads), $threads, true);
    }

    /* Bytes of one process that are in memory: all, and those that are neither of a file nor shared. */
    public static function resident(int $pid): array
    {
        $text = @file_get_contents("/proc/$pid/status") ?: '';
        if (!preg_match('/^VmRSS:\s+(\d+) kB.*^RssAnon:\s+(\d+) kB/ms', $text, $found)) {
            throw new Failure("/proc/$pid/status does not tell resident memory");
        }
        return ['rss' => $found[1] * 1024, 'anonymous' => $found[2] * 1024];
    }

    /* Bytes that the kernel would count as promised with vm.overcommit_memory=2: what is private and may be written to, whether touched or not, and each shared
     * region once. (MAP_NORESERVE takes nothing off it then: mm/mmap.c.) */
    public static function promised(int $root): int
    {
        $private = 0;
        $shared = [];
        foreach (self::pids($root) as $pid) {
            $text = @file_get_contents("/proc/$pid/smaps") ?: throw new Failure("/proc/$pid/smaps cannot be read");
            preg_match_all('/^[0-9a-f]+-[0-9a-f]+ .(.).(.) \w+ (\S+ \d+) *(.*)\nSize: +(\d+) kB(?s:.*?)^VmFlags:(.*)$/m', $text, $maps, PREG_SET_ORDER);
            foreach ($maps as [, $writable, $sharing, $inode, $path, $kib, $flags]) {
                if ($sharing === 's' && str_starts_with($path, '/dev/zero')) {
                    $shared[$inode] = $kib * 1024;
                } elseif ($sharing === 'p' && ($writable === 'w' || preg_match('/\bac\b/', $flags))) {
                    $private += $kib * 1024;
                }
            }
        }
        return $private + array_sum($shared);
    }

    /* Memory when it has stopped changing: the same (to a page or so) over half a second, within ten. */
    public static function settledMemory(int $root): int
    {
        $seen = [];
        for ($until = microtime(true) + 10; microtime(true) < $until; usleep(100000)) {
            $seen[] = self::memory($root);
            $last = array_slice($seen, -6);
            if (count($last) === 6 && max($last) - min($last) <= 8192) {
                break;
            }
        }
        return end($seen);
    }
}

function tool(string $name): ?string
{
    foreach (array_merge(explode(':', getenv('PATH') ?: ''), ['/usr/sbin', '/sbin']) as $folder) {
        if (is_executable("$folder/$name")) {
            return "$folder/$name";
        }
    }
    return null;
}

function trailing(string $log): string
{
    return trim(substr(@file_get_contents($log) ?: '', -500));
}

function progress(string $line): void
{
    fwrite(STDERR, "bench: $line\n");
}

pcntl_async_signals(true);
foreach ([SIGINT, SIGTERM, SIGHUP] as $signal) {
    pcntl_signal($signal, fn () => exit(130));
}
register_shutdown_function(fn () => Process::stopAll());

<?php
/* workshop.php - makes of a changed source the programs, or the extension, that a test needs, and runs the test with them. */
declare(strict_types=1);

final class Workshop
{
    public readonly string $folder;
    private readonly string $extension;

    public function __construct(private readonly string $root)
    {
        $this->folder = "$root/build/mutants";
        $this->extension = "$root/build/ext/plain";
        is_dir($this->folder) || mkdir($this->folder, 0777, true);
    }

    public function open(Row $row): string
    {
        $changed = $row->applied((string) @file_get_contents("$this->root/$row->file"));
        $folder = $this->home($row);
        $this->close($folder);
        mkdir($folder, 0777, true);
        file_put_contents("$folder/changed.c", $changed);
        return $folder;
    }

    public function close(string $folder): void
    {
        exec('rm -rf ' . escapeshellarg($folder));
    }

    /* NULL: it passes. Else what it says, in a few words. $row NULL: on the tree as it is. */
    public function notices(?Row $row, string $test, int $limit_ms): ?string
    {
        [$group, $name] = explode(':', $test, 2);
        if ($group === 'phpt') {
            return $this->phpt($row ? $this->extension_with($row) : "$this->extension/modules", $name, $limit_ms);
        }
        $engine = $row ? $this->engine_with($row) : "$this->folder/plain";
        $program = "$this->folder/plain/tests/$group/$name";
        if (!is_executable($program)) {
            return 'there is no such program';
        }
        return $this->run([$program], $limit_ms, true, ['LD_LIBRARY_PATH' => $engine])[1];
    }

    /** @return string[] all tests that might notice it */
    public function kin(Row $row): array
    {
        if (str_starts_with($row->file, 'ext/')) {
            return array_map(fn (string $path) => 'phpt:' . basename($path, '.phpt'), glob("$this->root/tests/phpt/*/*.phpt"));
        }
        $tests = [];
        foreach (['unit', 'prop', 'e2e', 'chaos'] as $group) {
            foreach (glob("$this->root/tests/$group/*_{test,prop}.c", GLOB_BRACE) as $path) {
                $tests[] = "$group:" . basename($path, '.c');
            }
        }
        return $tests;
    }

    private function home(Row $row): string
    {
        return "$this->folder/" . substr(sha1("$row->file\n$row->behind\n$row->old\n$row->new"), 0, 12);
    }

    /* --- programs: tests/Makefile makes them, and the engine that they find --- */

    public function build(): void
    {
        passthru('make -s -C ' . escapeshellarg("$this->root/tests") . ' SHARED=yes say= -k -j"$(nproc)" build', $status);
        if ($status !== 0) {
            exit("not ok - the tests cannot be built\n");
        }
    }

    private function engine_with(Row $row): string
    {
        $home = $this->home($row);
        if (!is_file("$home/libappnet.so")) {
            $this->must(['make', '-s', '-C', "$this->root/tests", 'SHARED=yes', "CHANGED=$home", "SOURCE=$row->file", "$home/libappnet.so"]);
        }
        return $home;
    }

    /* --- the extension: as phpize's Makefile compiles it --- */

    private function extension_with(Row $row): string
    {
        $modules = $this->home($row) . '/modules';
        if (is_dir($modules)) {
            return $modules;
        }
        mkdir($modules);
        $own = substr($row->file, 0, -2);
        $objects = array_filter(
            array_map(fn (string $object) => dirname($object) . '/.libs/' . basename($object, '.lo') . '.o', preg_split('~\s+~', $this->variable('shared_objects_appnet'))),
            fn (string $object) => $object !== dirname($own) . '/.libs/' . basename($own) . '.o',
        );
        $source = realpath("$this->extension/../phpize") . "/$row->file";
        [$status, $words] = $this->ask("make -n -W '$source' LIBTOOL=: '$own.lo' 2>/dev/null");
        if (!preg_match('~--mode=compile (.*) -c \S+ -o ~', $words, $m)) {
            throw new RuntimeException("the extension's Makefile does not compile $row->file");
        }
        $changed = $this->home($row) . '/changed';
        $place = dirname("$this->root/$row->file");
        $this->must(['sh', '-c', "cd '$this->extension' && $m[1] -w -Wno-error -fPIC -iquote '$place' -c '$changed.c' -o '$changed.lo.o' && cc -shared -o '$modules/appnet.so' "
            . implode(' ', $objects) . " '$changed.lo.o' " . $this->variable('APPNET_SHARED_LIBADD')]);
        return $modules;
    }

    private function variable(string $name): string
    {
        preg_match("~^$name = (.*)$~m", file_get_contents("$this->extension/Makefile"), $m);
        return trim($m[1] ?? '');
    }

    private function ask(string $command): array
    {
        exec("cd '$this->extension' && $command", $lines, $status);
        return [$status, implode("\n", $lines)];
    }

    /* What makes a row's programs; a row that does not compile is none. */
    private function must(array $command): void
    {
        [$said, $why] = $this->run($command, 300000, false);
        if ($why !== null) {
            throw new DoesNotFit("it cannot be built: $why: " . substr($said, 0, 400));
        }
    }

    /* --- running --- */

    /* A .phpt without run-tests.php: that takes longer than most of them. */
    private function phpt(string $modules, string $name, int $limit_ms): ?string
    {
        $file = glob("$this->root/tests/phpt/*/$name.phpt")[0] ?? null;
        if ($file === null) {
            return 'there is no such file';
        }
        $part = preg_split('~^--([A-Z]+)--\r?\n~m', file_get_contents($file), -1, PREG_SPLIT_DELIM_CAPTURE);
        $part = array_combine(array_filter(array_slice($part, 1), fn (int $i) => $i % 2 === 0, ARRAY_FILTER_USE_KEY), array_filter(array_slice($part, 1), fn (int $i) => $i % 2 === 1, ARRAY_FILTER_USE_KEY));
        $script = tempnam(sys_get_temp_dir(), 'mutant');
        file_put_contents($script, str_replace('__DIR__', "'" . dirname($file) . "'", $part['FILE']));
        $command = [PHP_BINARY, '-n', '-d', "extension_dir=$modules", '-d', 'extension=appnet', '-d', 'html_errors=0', '-d', 'log_errors=0', '-d', 'display_errors=1'];
        foreach (array_filter(explode("\n", $part['INI'] ?? '')) as $setting) {
            array_push($command, '-d', $setting);
        }
        [$said, $why] = $this->run([...$command, $script], $limit_ms, false);
        unlink($script);
        return $why ?? ($this->expected($part, trim(str_replace("\r\n", "\n", $said))) ? null : 'says something else: ' . strtok(substr(trim($said), -160), "\n"));
    }

    private function expected(array $part, string $said): bool
    {
        if (isset($part['EXPECT'])) {
            return trim($part['EXPECT']) === $said;
        }
        $pattern = trim($part['EXPECTREGEX'] ?? '');
        if (isset($part['EXPECTF'])) {
            $pattern = strtr(preg_quote(trim($part['EXPECTF']), '~'), ['%s' => '[^\n]+', '%S' => '[^\n]*', '%a' => '.+?', '%A' => '.*?', '%w' => '\s*', '%i' => '[+-]?\d+',
                '%d' => '\d+', '%x' => '[0-9a-fA-F]+', '%f' => '[+-]?\d*\.?\d+(?:[Ee][+-]?\d+)?', '%c' => '.', '%e' => '/']);
        }
        return preg_match("~^$pattern\$~s", $said) === 1;
    }

    /** @return array{string, ?string} what it wrote, and NULL or how it failed. $tap: the first "not ok" is enough, and ends it. */
    private function run(array $command, int $limit_ms, bool $tap = true, array $more = []): array
    {
        $environment = ['CMOCKA_MESSAGE_OUTPUT' => 'TAP', 'NO_COLOR' => '1', 'LC_ALL' => 'C'] + $more + getenv();
        $seconds = (int) ceil($limit_ms / 1000);
        /* timeout is the leader of a process group of its own, and ends all of it; PHP ignores SIGPIPE */
        $process = proc_open(['env', '--default-signal=PIPE', 'timeout', '-k', '2', (string) $seconds, ...$command], [['file', '/dev/null', 'r'], ['pipe', 'w'], ['redirect', 1]], $pipes, $this->root, $environment);
        $pid = proc_get_status($process)['pid'];
        $said = '';
        $failed = null;
        while (($line = fgets($pipes[1])) !== false) {
            $said .= $line;
            if ($tap && preg_match('~^not ok (?!.*# SKIP)(.*)~', $line, $m)) {
                $failed = $m[1];
                break;
            }
        }
        if ($failed !== null) {
            exec("kill -KILL -- -$pid 2>/dev/null");
        }
        fclose($pipes[1]);
        $status = proc_close($process);
        exec("kill -KILL -- -$pid 2>/dev/null"); /* what it may have left behind */
        if ($failed === null && $status !== 0 && !($tap && $status === 77)) {
            $failed = $status === 124 || $status === 137 ? "no end after $seconds s" : "exit status $status";
        }
        return [$said, $failed];
    }
}

<?php
/* tree.php - the source tree as the rules see it, and the three outside programs they ask: git, the compiler, clang-format. */
declare(strict_types=1);

final class Tree
{
    public string $rule = '';
    public int $complaints = 0;
    /** @var array<string, Source> */
    private array $cache = [];

    public function __construct(public readonly string $root)
    {
    }

    public function say(string $path, int $line, string $what): void
    {
        echo "$path:$line: $this->rule: $what\n";
        $this->complaints++;
    }

    public function seen(): int
    {
        return count($this->cache);
    }

    public function has(string $path): bool
    {
        return is_file("$this->root/$path");
    }

    public function read(string $path): string
    {
        return $this->has($path) ? file_get_contents("$this->root/$path") : '';
    }

    /** @return string[] paths from the root, sorted */
    public function files(string ...$patterns): array
    {
        $found = [];
        foreach ($patterns as $pattern) {
            foreach (glob("$this->root/$pattern") as $path) {
                $found[] = substr($path, strlen($this->root) + 1);
            }
        }
        sort($found);
        return $found;
    }

    /** @return Source[] the .c and .h files of these folders */
    public function sources(string ...$folders): array
    {
        $found = [];
        foreach ($folders as $folder) {
            foreach ($this->files("$folder/*.[ch]", "$folder/*/*.[ch]", "$folder/*/*/*.[ch]") as $path) {
                $found[] = $this->cache[$path] ??= new Source($this->root, $path);
            }
        }
        return $found;
    }

    public function isGenerated(Source $file): bool
    {
        return str_ends_with($file->path, '_arginfo.h');
    }

    /** @return string[] the layers in order */
    public function layers(): array
    {
        $lines = array_map('trim', explode("\n", $this->read('core/LAYERS')));
        return array_values(array_filter($lines, fn (string $line) => $line !== '' && $line[0] !== '#'));
    }

    /** @return array<string, string[]> a folder below core/ => its files in order, for those with a list ORDER */
    public function orders(): array
    {
        $found = [];
        foreach (preg_grep('~^core/.+/ORDER$~', $this->tracked()) as $path) {
            $lines = array_map('trim', explode("\n", $this->read($path)));
            $found[substr(dirname($path), 5)] = array_values(array_filter($lines, fn (string $line) => $line !== '' && $line[0] !== '#'));
        }
        return $found;
    }

    /** @return string[] */
    public function tracked(): array
    {
        [, $out] = $this->ask(['git', '-C', $this->root, 'ls-files']);
        return array_filter(explode("\n", $out));
    }

    /* Does this header compile with nothing before it? */
    public function compile(Source $file): void
    {
        static $php = null;
        $php ??= str_starts_with($file->path, 'ext/') ? preg_split('~\s+~', trim($this->ask(['php-config', '--includes'])[1])) : null;
        $flags = array_map(fn (string $flag) => preg_replace('~^-I~', '-isystem', $flag), $php ?? []);
        [$status, $out] = $this->ask(array_merge(
            ['gcc', '-std=gnu11', '-fsyntax-only', '-Wall', '-Wextra', '-Wno-unused', '-Werror', '-I', "$this->root/core", '-I', "$this->root"],
            $flags, ['-isystem', "$this->root/vendor/llhttp/src", '-x', 'c', '-include', "$this->root/$file->path", '/dev/null'],
        ));
        if ($status !== 0) {
            preg_match('~^.*?(\d+):\d+: (?:fatal )?error: (.*)$~m', $out, $m);
            $this->say($file->path, (int) ($m[1] ?? 1), 'does not compile alone: ' . ($m[2] ?? trim($out)));
        }
    }

    public function clangFormat(Source $file): void
    {
        [$status, $out] = $this->ask(['clang-format-14', '--dry-run', '--style=file', "$this->root/$file->path"]);
        if ($status !== 0) {
            $this->say($file->path, 1, trim($out));
        } elseif (preg_match('~:(\d+):\d+: warning~', $out, $m)) {
            $this->say($file->path, (int) $m[1], substr_count($out, 'warning:') . ' places are not formatted: ./dev fmt');
        }
    }

    /* gen_stub.php comes with PHP; what it parses with is Debian's php-parser, put where it looks for it. */
    public function arginfo(string $stub): void
    {
        [$status, $out] = $this->ask([__DIR__ . '/arginfo', '--check', "$this->root/$stub"]);
        if ($status === 77) {
            fwrite(STDERR, "lint: arginfo: not checked: $out");
        } elseif ($status !== 0) {
            $this->say(preg_replace('~\.stub\.php$~', '_arginfo.h', $stub), 1, trim($out));
        }
    }

    /* Everything that a program writes, given this to read. */
    public function shell(array $command, string $input = ''): string
    {
        return $this->ask($command, $input)[1];
    }

    /** @return array{int, string} its exit status and everything it wrote */
    private function ask(array $command, string $input = ''): array
    {
        $process = proc_open($command, [['pipe', 'r'], ['pipe', 'w'], ['redirect', 1]], $pipes);
        if (!$process) {
            throw new RuntimeException("cannot run $command[0]");
        }
        fwrite($pipes[0], $input); /* all of it, for a program that reads it all before it writes */
        fclose($pipes[0]);
        $out = stream_get_contents($pipes[1]);
        return [proc_close($process), $out];
    }
}

<?php
/* contestant.php - the servers under measurement and the workbench they stand on: folders, tools, how each server is started.
 *
 * All listen on 127.0.0.1 and a free port. All answer an HTTP request with the same body, or echo.
 */
declare(strict_types=1);

const HELLO = 'hello, world';
const DOCUMENTS = ['1k.html' => 1024, '1m.bin' => 1048576]; // below static/, with their sizes

/* A server that is running and ready. */
final class Contestant
{
    public function __construct(public readonly Process $process, public readonly int $port)
    {
    }

    public function cpu(): float
    {
        return Tree::cpu($this->process->pid);
    }

    public function threadsCpu(): float
    {
        return Tree::threadsCpu($this->process->pid);
    }
}

final class Bench
{
    public readonly string $root;
    public readonly string $build;
    public readonly string $scratch;
    /** @var array<string, string> the builds of appnet that are measured: "appnet", and "before" when there is one to compare it with */
    public readonly array $extensions;

    public function __construct(public readonly bool $quick, public readonly bool $keep, ?string $beside)
    {
        $this->root = dirname(__DIR__, 2);
        $this->build = "$this->root/build/bench";
        $this->scratch = "$this->build/scratch." . getmypid();
        $this->extensions = array_filter(['appnet' => $this->findExtension(), 'before' => $beside]);
    }

    /* What ./dev bench has built, or phpize && ./configure && make: never a developer's build. */
    private function findExtension(): ?string
    {
        $named = getenv('APPNET_SO');
        $found = array_filter($named ? [$named] : ["$this->root/build/ext/release/modules/appnet.so", "$this->root/modules/appnet.so"], 'is_file');
        return $found ? realpath(current($found)) : null;
    }

    /* Builds and installs what the chosen measurements need. Says what is missing and goes on: the rest can still be measured. */
    public function setUp(array $only): void
    {
        @mkdir($this->scratch, 0777, true);
        chmod($this->scratch, 0777);
        register_shutdown_function(fn () => $this->keep || shell_exec('rm -rf ' . escapeshellarg($this->scratch)));
        if (!isset($this->extensions['appnet'])) {
            progress('there is no appnet.so yet: only the yardsticks are measured');
        }
        $this->buildLoad();
        if (array_intersect($only, ['ws', 'sizes', 'pace', 'idle', 'latency', 'fanout'])) {
            $this->installWs();
        }
    }

    private function buildLoad(): void
    {
        $sources = glob("$this->root/bench/load/*.[ch]");
        if (is_file("$this->build/load") && filemtime("$this->build/load") > max(array_map('filemtime', $sources))) {
            return;
        }
        $this->must('cc', array_merge([getenv('CC') ?: 'cc', '-std=gnu11', '-O2', '-Wall', '-Wextra', '-o', "$this->build/load"],
            glob("$this->root/bench/load/*.c")));
    }

    private function installWs(): void
    {
        $wanted = json_decode(file_get_contents("$this->root/bench/package.json"), true)['dependencies']['ws'];
        if ($this->wsVersion() === $wanted || !tool('npm')) {
            return;
        }
        copy("$this->root/bench/package.json", "$this->build/package.json");
        try {
            $this->must('npm', [tool('npm'), 'install', '--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts']);
        } catch (Failure $failure) {
            progress($failure->getMessage());
        }
    }

    public function wsVersion(): ?string
    {
        $text = @file_get_contents("$this->build/node_modules/ws/package.json");
        return $text ? json_decode($text, true)['version'] : null;
    }

    public function log(string $name): string
    {
        return "$this->scratch/$name.log";
    }

    /* Runs a program to its end. */
    public function must(string $name, array $command, float $within = 300): string
    {
        return Process::output($name, $command, [], $this->build, $this->log($name), $within);
    }

    /* Runs the load generator to its end; returns what it measured. */
    public function load(string ...$words): array
    {
        $line = $this->must('load', ["$this->build/load", ...$words], 120);
        return json_decode(trim($line), true) ?? throw new Failure("load said: $line");
    }

    /* Starts those of the named servers that this machine can run. Every build of appnet is a server of its own. */
    public function start(string ...$names): array
    {
        $start = [
            'appnet' => fn () => $this->startAppnet(),
            'appnet static' => fn () => $this->startAppnet(['BENCH_DOCS' => $this->documents()]),
            'appnet fanout' => fn () => $this->startAppnet(script: 'appnet_fanout'),
            'node fanout' => fn () => tool('node') && $this->wsVersion() ? $this->startNode('fanout') : null,
            'crier' => fn () => $this->ready(Process::start('crier', ["$this->build/load", 'crier', 'ws', '0'], [], $this->scratch, $this->log('crier'))),
            'nginx' => fn () => tool('nginx') ? $this->startNginx() : null,
            'node ws' => fn () => tool('node') && $this->wsVersion() ? $this->startNode('ws') : null,
            'node net' => fn () => tool('node') ? $this->startNode('tcp') : null,
        ];
        $started = [];
        foreach ($names as $name) {
            $contestants = $start[$name]();
            if (!$contestants) {
                progress("without $name, which is not installed");
            }
            $started += is_array($contestants) ? $contestants : array_filter([$name => $contestants]);
        }
        return $started;
    }

    public function documents(): string
    {
        return "$this->scratch/documents";
    }

    /* Files that do not compress, and whose pages are all different. */
    public function makeDocuments(): void
    {
        @mkdir("{$this->documents()}/static", 0777, true);
        foreach (DOCUMENTS as $name => $size) {
            file_put_contents("{$this->documents()}/static/$name", random_bytes($size));
        }
    }

    /** @return array<string, Contestant> one for each build */
    public function startAppnet(array $env = [], string $allocator = 'system', string $script = 'appnet_bench'): array
    {
        $env += ['BENCH_HELLO' => HELLO, 'BENCH_REACTORS' => '1', 'BENCH_WORKERS' => '1', 'BENCH_CONNECTIONS' => '16000'];
        $started = [];
        foreach ($this->extensions as $name => $extension) {
            $command = [...$this->php($extension, $allocator), "$this->root/bench/servers/$script.php"];
            $started[$name] = $this->ready(Process::start($name, $command, $env, $this->scratch, $this->log($name)));
        }
        return $started;
    }

    /* -n: nothing of the machine's own php.ini, so that results can be compared. */
    private function php(string $extension, string $allocator): array
    {
        return [PHP_BINARY, '-n', '-d', "extension=$extension", '-d', "appnet.allocator=$allocator"];
    }

    /* appnet with an allocator of ours; none: it cannot be had. jemalloc needs room for its thread-local data. */
    public function startAllocator(string $name): array
    {
        $env = ['GLIBC_TUNABLES' => 'glibc.rtld.optional_static_tls=4096'];
        try {
            foreach ($this->extensions as $extension) {
                Process::output("appnet with $name", [...$this->php($extension, $name), '-r', ''], $env, $this->scratch, $this->log($name), 10);
            }
        } catch (Failure $failure) {
            progress($failure->getMessage());
            return [];
        }
        return $this->startAppnet($env, $name);
    }

    private function startNode(string $name): Contestant
    {
        $command = [tool('node'), "$this->root/bench/servers/$name.mjs"];
        return $this->ready(Process::start("node $name", $command, ['BENCH_MODULES' => $this->build], $this->scratch, $this->log("node-$name")));
    }

    /* A server of ours says "READY <port>" when it listens. */
    private function ready(Process $process): Contestant
    {
        for ($until = microtime(true) + 20; ($left = $until - microtime(true)) > 0;) {
            if (preg_match('/^READY (\d+)$/', $process->line($left), $found)) {
                return new Contestant($process, (int) $found[1]);
            }
        }
        throw new Failure("$process->name was not ready in time");
    }

    /* nginx cannot be asked for a free port, nor says when it is ready: choose one, and knock. */
    private function startNginx(): Contestant
    {
        $prefix = "$this->scratch/nginx";
        @mkdir($prefix);
        $port = freePort();
        $user = posix_geteuid() === 0 ? 'user root;' : '';
        $template = file_get_contents("$this->root/bench/servers/nginx.conf");
        file_put_contents("$prefix/nginx.conf", strtr($template, ['@PORT@' => $port, '@USER@' => $user, '@BODY@' => HELLO, '@DOCS@' => $this->documents()]));
        $process = Process::start('nginx', [tool('nginx'), '-p', "$prefix/", '-c', 'nginx.conf', '-e', 'error.log'], [], $prefix, $this->log('nginx'));
        for ($until = microtime(true) + 20; !($knock = @stream_socket_client("tcp://127.0.0.1:$port")); usleep(10000)) {
            if (microtime(true) > $until || !$process->alive()) {
                throw new Failure('nginx does not listen: ' . trailing($this->log('nginx')));
            }
        }
        fclose($knock);
        return new Contestant($process, $port);
    }
}

function freePort(): int
{
    $listener = stream_socket_server('tcp://127.0.0.1:0');
    $name = stream_socket_get_name($listener, false);
    fclose($listener);
    return (int) substr($name, strrpos($name, ':') + 1);
}

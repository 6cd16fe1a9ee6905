<?php
/* help.php - claims as lines of TAP, commands, and servers as processes, for the tests beside it. Every wait has a limit of LIMIT seconds. */
declare(strict_types=1);

const LIMIT = 20;
define('ROOT', dirname(__DIR__, 2));
define('PHP', getenv('PHP') ?: PHP_BINARY);

/* Runs claims, name => function, and ends with 1 when one of them was not kept. A claim that throws Skip cannot be tried here. */
final class Skip extends RuntimeException
{
}

function claims(array $claims): never
{
    $number = $bad = 0;
    foreach ($claims as $name => $claim) {
        try {
            $claim();
            printf("ok %d - %s\n", ++$number, $name);
        } catch (Skip $skip) {
            printf("ok %d - %s # SKIP %s\n", ++$number, $name, $skip->getMessage());
        } catch (Throwable $why) {
            $bad++;
            printf("not ok %d - %s\n%s\n", ++$number, $name, preg_replace('~^~m', '# ', trim($why->getMessage() . "\n" . $why->getTraceAsString())));
        }
    }
    echo "1..$number\n";
    exit($bad ? 1 : 0);
}

function same(mixed $wanted, mixed $found, string $what): void
{
    if ($wanted !== $found) {
        throw new RuntimeException("$what: wanted " . var_export($wanted, true) . ', found ' . var_export($found, true));
    }
}

function holds(bool $true, string $what): void
{
    $true || throw new RuntimeException($what);
}

/* What a command writes; throws when it fails. */
function run(array $command, ?string $folder = null, array $environment = []): string
{
    $process = proc_open($command, [['file', '/dev/null', 'r'], ['pipe', 'w'], ['redirect', 1]], $pipes, $folder, $environment + getenv());
    $out = stream_get_contents($pipes[1]);
    $status = proc_close($process);
    holds($status === 0, implode(' ', $command) . " ended with $status:\n" . substr($out, -4000));
    return $out;
}

/* PHP with nothing but appnet loaded, as a command. */
function php(string $extension, string ...$arguments): array
{
    return [PHP, '-n', '-d', 'extension_dir=' . dirname($extension), '-d', 'extension=' . basename($extension), ...$arguments];
}

/* A server: a process whose log says where it listens. */
final class Server
{
    public int $port;
    private string $log = '';
    /** @var resource */
    private $process, $output;

    public function __construct(array $command, string $folder)
    {
        $this->process = proc_open($command, [['file', '/dev/null', 'r'], ['pipe', 'w'], ['redirect', 1]], $pipes, $folder);
        $this->output = $pipes[1];
        $this->port = (int) $this->awaited('~listening on \S+ port (\d+)~')[1];
    }

    /* Waits until what the server says matches. */
    public function awaited(string $pattern): array
    {
        $until = microtime(true) + LIMIT;
        while (!preg_match($pattern, $this->log, $m)) {
            $read = [$this->output];
            $none = null;
            $left = $until - microtime(true);
            holds($left > 0, "nothing like $pattern within " . LIMIT . " s; the server said:\n$this->log");
            if (stream_select($read, $none, $none, 0, 200000)) {
                $bytes = fread($this->output, 65536);
                holds($bytes !== '' && $bytes !== false, "the server ended before it said $pattern:\n$this->log");
                $this->log .= $bytes;
            }
        }
        return $m;
    }

    /* Sends, ends its side, and reads up to the end of the stream. */
    public function told(string $bytes): string
    {
        $client = stream_socket_client("tcp://127.0.0.1:$this->port", $errno, $error, LIMIT);
        holds($client !== false, "cannot connect: $error; the server said:\n$this->log");
        stream_set_timeout($client, LIMIT);
        fwrite($client, $bytes);
        stream_socket_shutdown($client, STREAM_SHUT_WR);
        $answer = stream_get_contents($client);
        holds(!stream_get_meta_data($client)['timed_out'], "no end of the answer; the server said:\n$this->log");
        return $answer;
    }

    public function get(string $path): string
    {
        return $this->told("GET $path HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    }

    /* Its exit status after SIGTERM. */
    public function stop(): int
    {
        proc_terminate($this->process, 15);
        $this->log .= stream_get_contents($this->output); // up to the end of all its processes
        $status = proc_close($this->process);
        $this->process = null;
        return $status;
    }

    /* After a claim that was not kept: its other processes go with the supervisor. */
    public function __destruct()
    {
        if ($this->process) {
            proc_terminate($this->process, 9);
        }
    }

    public function log(): string
    {
        return $this->log;
    }
}

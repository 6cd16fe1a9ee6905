<?php

/**
 * @generate-function-entries
 */

/* The PHP surface of appnet. Constants are registered from the tables in options.c and events.c. */

class appnetException extends RuntimeException
{
}

/** What appnetServer::connections() returns. It cannot be made, cloned or serialised. */
final class appnetConnections implements Iterator
{
    public function current(): ?int {}

    public function key(): ?int {}

    public function next(): void {}

    public function rewind(): void {}

    public function valid(): bool {}
}

class appnetServer
{
    /** The host is an IPv4 or IPv6 address or a name; port 0 takes a free one. */
    public function __construct(string $host, int $port) {}

    public function on(int $event, callable $callback): bool {}

    /** @implementation-alias appnetServer::on */
    public function addEventListener(int $event, callable $callback): bool {}

    /** @implementation-alias appnetServer::on */
    public function setEventCallback(int $event, callable $callback): bool {}

    public function setOption(int $option, int|bool|string $value): bool {}

    public function listenHttp(int $port, array $options = []): bool {}

    /** A further port; APPNET_WS_PING, APPNET_WS_TIMEOUT and APPNET_TCP_TIMEOUT in $options are its own. */
    public function listenWebsocket(int $port, array $options = []): bool {}

    public function run(): bool {}

    /** The opcode counts for a WebSocket only: APPNET_WS_TEXT or APPNET_WS_BINARY. */
    public function send(int $fd, string $data, int $opcode = APPNET_WS_TEXT): int|false {}

    /** Code and reason count for a WebSocket only. */
    public function close(int $fd, int $code = 1000, string $reason = ""): bool {}

    /**
     * In the CLOSE event why: cause is "peer" (the client closed or vanished), "server" (close(), or an HTTP answer that was the last one), "error" (it broke its
     * protocol), "timeout", "slow" (it did not read), "shutdown" or "crash" (of the network process). Of a WebSocket code and reason are those of the close
     * frame that came first, theirs or ours: 1005 without a code, 1006 without a close frame; else 0 and "". In other events an empty array.
     */
    public function closeInfo(): array {}

    /** The number of connections that have taken it; HTTP requests in flight are passed over. */
    public function sendMany(array $fds, string $data, int $opcode = APPNET_WS_TEXT): int {}

    /** At most 125 bytes; the client answers by itself. */
    public function ping(int $fd, string $data = ""): bool {}

    public function exists(int $fd): bool {}

    /**
     * What is known of a connection, of whatever worker: protocol ("TCP" until it has said something else), remote_addr, remote_port, local_addr, local_port,
     * state ("open" or "closing"), connected_at (Unix time), idle_ms (since bytes came last), bytes_in, bytes_out, queued (bytes that it has not read), topics
     * (how many), worker, reactor, uid (as bind() was given it, as a string, or null). False: there is none.
     */
    public function connectionInfo(int $fd): array|false {}

    /**
     * The ids of all open connections, of all protocols and workers. One that is open all the time of the walk comes once; one that comes or goes meanwhile may
     * come or not; none comes twice.
     */
    public function connections(): appnetConnections {}

    /** A TCP or WebSocket connection gets what is published to the topic from now on. */
    public function subscribe(int $fd, string $topic): bool {}

    /** Without a topic it leaves all of them. */
    public function unsubscribe(int $fd, ?string $topic = null): bool {}

    /** To every subscriber but one; the number of bytes of the message, or false. */
    public function publish(string $topic, string $data, int $opcode = APPNET_WS_TEXT, int $exceptFd = 0): int|false {}

    /** To every TCP and WebSocket connection but one. */
    public function broadcast(string $data, int $opcode = APPNET_WS_TEXT, int $exceptFd = 0): int|false {}

    public function subscribers(string $topic): int {}

    /** All topics that have subscribers, and how many. */
    public function topics(): array {}

    /** The connection is this user's (1 to 128 bytes; an integer is its decimal text; "" nobody's) for as long as it is open. */
    public function bind(int $fd, int|string $uid): bool {}

    /** The open connections that are bound to this user, in ascending order. */
    public function connectionsOf(int|string $uid): array {}

    public function getHeader(): array {}

    /**
     * The request of the event in hand: method, uri (as sent), path (decoded once, without the query; as sent where that is not possible), query, headers
     * (lower-case names), cookies, fields, files (as in $_FILES), body ("" for a form with files), remote_addr, remote_port, local_addr, local_port, scheme,
     * version, time, time_float (when the callback began). In the events of a WebSocket it is the request that opened it, without body; a TCP connection, which
     * has no request, has its addresses, and its scheme is "tcp". An empty array where there is no connection: START, FINAL, timers, tasks.
     */
    public function getRequest(): array {}

    /** False: this header is the server's own. A further line ($replace = false) only where HTTP allows more than one; of Set-Cookie always. */
    public function setHeader(string $name, string $value, bool $replace = true): bool {}

    /** The parameters of PHP's own setcookie(). */
    public function setCookie(string $name, string $value = "", array|int $expires_or_options = 0, string $path = "", string $domain = "", bool $secure = false, bool $httponly = false): bool {}

    /** With a body it answers the request in hand at once. */
    public function httpRespCode(int $status, string $body = ""): bool {}

    public function httpRedirect(string $url, int $status = 302): bool {}

    /** A piece of the answer to an HTTP request; the first one, which may be empty, sends the head. The answer is over with end(). */
    public function write(int $fd, string $chunk): int|false {}

    public function end(int $fd, string $chunk = ""): bool {}

    /** Answers an HTTP request with a file, or with $length bytes of it. */
    public function sendFile(int $fd, string $path, int $offset = 0, int $length = -1): bool {}

    public function timerAdd(int $ms, mixed $callback, mixed $params = null): int {}

    public function timerAfter(int $ms, callable $callback, mixed $params = null): int {}

    public function timerRemove(int $id): bool {}

    public function addAsynTask(mixed $data, int $taskWorker = -1): int|false {}

    public function taskCallback(mixed $data, int $taskid, int $to): bool {}

    /**
     * To a worker, this one included; from the number of workers on, $worker is a task worker (not from a task worker). False: it does not read, and 16 MiB wait
     * for it, or the server stops.
     */
    public function sendMessage(int $worker, string $data): bool {}

    public function getInfo(): array {}
}

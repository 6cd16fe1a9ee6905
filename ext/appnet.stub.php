<?php

/**
 * @generate-function-entries
 */

/* The PHP surface of appnet. Constants are registered from the tables in options.c and events.c. */

class appnetException extends RuntimeException
{
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

    public function listenHttp(int $port): bool {}

    public function listenWebsocket(int $port): bool {}

    public function run(): bool {}

    /** The opcode counts for a WebSocket only: APPNET_WS_TEXT or APPNET_WS_BINARY. */
    public function send(int $fd, string $data, int $opcode = APPNET_WS_TEXT): int|false {}

    /** Code and reason count for a WebSocket only. */
    public function close(int $fd, int $code = 1000, string $reason = ""): bool {}

    public function getHeader(): array {}

    public function setHeader(string $name, string $value): bool {}

    public function httpRespCode(int $status): bool {}

    public function httpRedirect(string $url, int $status = 302): bool {}

    public function timerAdd(int $ms, mixed $callback, mixed $params = null): int {}

    public function timerAfter(int $ms, callable $callback, mixed $params = null): int {}

    public function timerRemove(int $id): bool {}

    public function addAsynTask(mixed $data, int $taskWorker = -1): int|false {}

    public function taskCallback(mixed $data, int $taskid, int $to): bool {}

    public function getInfo(): array {}
}

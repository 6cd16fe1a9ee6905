<?php

/**
 * @generate-function-entries
 */

/* The PHP surface of appnet, and the source of docs/reference.md and stubs/appnet.php (./dev docs makes both). Constants are registered from the tables in
 * core/ground/options.c, options.c and events.c, with what is said of them there.
 *
 * Of each method: what it does; "Where:", the processes and moments in which it may be called; every parameter, what it returns, what it throws. A line of the
 * form "== name ==" opens a chapter. */

/** Misuse other than a bad value: a port is in use, `run` is called twice, `send` is called outside the server. */
class appnetException extends RuntimeException
{
}

/** The ids of all open connections, one by one: what `appnetServer::connections()` returns. It cannot be made in another way, cloned or serialised. */
final class appnetConnections implements Iterator
{
    /**
     * The current connection.
     *
     * @return int|null Null after the last one.
     */
    public function current(): ?int {}

    /**
     * How many connections came before the current one.
     *
     * @return int|null Null after the last one.
     */
    public function key(): ?int {}

    /** Goes on to the next open connection. */
    public function next(): void {}

    /** Begins again at the first connection. */
    public function rewind(): void {}

    /**
     * Is there a current connection?
     *
     * @return bool False after the last one.
     */
    public function valid(): bool {}
}

/** A server for long-lived connections. A script makes one, configures it, and runs it; its callbacks run in worker processes. In a process that a callback has forked every method throws an
 * `appnetException`. After each callback PHP's settings, handlers, buffers and session are again as they were at the end of START. */
class appnetServer
{
    /* == Configuration and life == */

    /**
     * A server with its first port. Nothing is opened before `run`.
     *
     * Where: once, outside of callbacks.
     *
     * @param string $host An IPv4 or IPv6 address or a name, 1 to 255 bytes; `0.0.0.0` and `::` are all addresses of this machine (`::` takes IPv4 clients, too). For a name the
     *   server listens on one IPv4 and one IPv6 address, if the name has both; `localhost` is 127.0.0.1 and ::1.
     * @param int $port 0 to 65535; 0 takes a free one, which `getInfo()['port']` names while the server runs.
     * @throws InvalidArgumentException For a host that is empty, longer than 255 bytes or has a NUL byte, and a port that is not 0 to 65535.
     * @throws appnetException When it is called a second time.
     */
    public function __construct(string $host, int $port) {}

    /**
     * Sets the function that the server calls at an event: its listener. It replaces the listener that was set before. The return value of a listener is
     * ignored, unless the description of its event says otherwise.
     *
     * Where: before `run`.
     *
     * @param int $event One of `APPNET_EVENT_*`.
     * @param callable $callback Any callable; the table of events lists its arguments.
     * @return bool True.
     * @throws InvalidArgumentException For an event that does not exist.
     * @throws TypeError For a callback that cannot be called, that is a generator (nothing of it would run), or that takes one of these arguments by reference.
     * @throws appnetException After `run` has begun.
     */
    public function on(int $event, callable $callback): bool {}

    /**
     * The name that `on` had in the first appnet. A server that uses it also starts when its docs root or upload folder is missing, with a warning, as the first appnet did.
     *
     * @param int $event One of `APPNET_EVENT_*`.
     * @param callable $callback Any callable.
     * @return bool True.
     * @implementation-alias appnetServer::on
     */
    public function addEventListener(int $event, callable $callback): bool {}

    /**
     * An older name of `on`.
     *
     * @param int $event One of `APPNET_EVENT_*`.
     * @param callable $callback Any callable.
     * @return bool True.
     * @implementation-alias appnetServer::on
     */
    public function setEventCallback(int $event, callable $callback): bool {}

    /**
     * Sets an option. Values are converted as for any parameter in PHP: `"4"` is a number in a file without `strict_types`, and a TypeError in a file with it. `run` checks
     * whether files and folders exist.
     *
     * Where: before `run`.
     *
     * @param int $option One of the options.
     * @param int|bool|string $value What the option takes; its range is in the table of options.
     * @return bool True.
     * @throws InvalidArgumentException For an unknown option, and for a value out of range; the message says what is allowed.
     * @throws TypeError For a value of another type.
     * @throws appnetException After `run` has begun.
     */
    public function setOption(int $option, int|bool|string $value): bool {}

    /**
     * A further port, on the constructor's host, that speaks HTTP and nothing else.
     *
     * Where: before `run`.
     *
     * @param int $port 0 to 65535; 0 takes a free one, which `getInfo()['listeners']` names.
     * @param array $options `APPNET_WS_PING`, `APPNET_WS_TIMEOUT`, `APPNET_TCP_TIMEOUT` and `APPNET_TCP_FIRST_BYTE` for this port alone, as option => value.
     *   When one is given, the others have the values that `setOption` has set so far.
     * @return bool True.
     * @throws InvalidArgumentException For a port out of range, and for other options.
     * @throws appnetException After `run` has begun, and for more than 16 ports.
     */
    public function listenHttp(int $port, array $options = []): bool {}

    /**
     * A further port, on the constructor's host, that speaks WebSocket and nothing else.
     *
     * Where: before `run`.
     *
     * @param int $port 0 to 65535; 0 takes a free one, which `getInfo()['listeners']` names.
     * @param array $options `APPNET_WS_PING`, `APPNET_WS_TIMEOUT`, `APPNET_TCP_TIMEOUT` and `APPNET_TCP_FIRST_BYTE` for this port alone, as option => value.
     *   When one is given, the others have the values that `setOption` has set so far.
     * @return bool True.
     * @throws InvalidArgumentException For a port out of range, and for other options.
     * @throws appnetException After `run` has begun, and for more than 16 ports.
     */
    public function listenWebsocket(int $port, array $options = []): bool {}

    /**
     * Runs the server: opens its ports, starts its processes, and waits until it has been stopped. The process that calls it becomes the supervisor; the rest of
     * the script runs there, once, after the stop. Worker processes end as if by `exit`: shutdown functions and destructors run in each of them.
     *
     * Where: once, on the command line, outside of callbacks. It may be called in a Fiber, but the callbacks do not run in that Fiber and cannot suspend it
     * (they may have Fibers of their own). After an exception it may be called again.
     *
     * @return bool True: the server has stopped. False: it has stopped, but some of its processes had to be killed, because their time was over or a second
     *   signal came; the log says which. Then the exit status of the script is 3, unless the script sets another.
     * @throws appnetException When a port, a file or a folder cannot be used, when options contradict each other (`APPNET_OPT_MAX_CONNECTION` below
     *   `APPNET_OPT_REACTOR_NUM`, for example) or a list can never match (the message says which and why), when it runs or has run already, in a process of
     *   another server, and under any SAPI but cli, phpdbg, embed and micro.
     */
    public function run(): bool {}

    /* == Connections == */

    /**
     * Sends to a connection, in its own protocol: bytes (TCP), a message (WebSocket), or the answer to the request that waits for one (HTTP), with the status
     * and headers that `setHeader`, `setCookie` and `httpRespCode` have set (`answer` does all of this in one call). The server takes all of the data or
     * nothing. It sends what it has taken in order.
     *
     * Where: in any worker or task worker, to any connection.
     *
     * @param int $fd The connection.
     * @param string $data At most `APPNET_OPT_MAX_MESSAGE` bytes.
     * @param int $opcode `APPNET_WS_TEXT` or `APPNET_WS_BINARY`; it counts for a WebSocket only.
     * @return int|false The number of bytes; false when the connection is closed, when its client does not read (more than 16 MiB wait for this client), and when an HTTP
     *   connection has no request that waits for an answer: `lastError()` says which.
     * @throws InvalidArgumentException For a WebSocket text that is not UTF-8, data that is too long, and another opcode.
     * @throws appnetException Outside of the server's callbacks.
     */
    public function send(int $fd, string $data, int $opcode = APPNET_WS_TEXT): int|false {}

    /**
     * Why the last `send`, `write`, `end`, `sendFile`, `answer`, `httpRespCode` with a body, `httpRedirect`, `close`, `ping`, `addAsynTask` or `taskCallback`
     * of this process returned false.
     *
     * Where: anywhere.
     *
     * @return int One of `APPNET_ERROR_*`; `APPNET_ERROR_NONE` if it did not return false.
     */
    public function lastError(): int {}

    /**
     * Closes a connection after the data that is queued for it. A WebSocket is closed with the close handshake, in which the client has five seconds to
     * answer. The event CLOSE follows. From now on every process refuses to send to this connection.
     *
     * Where: in any worker or task worker.
     *
     * @param int $fd The connection.
     * @param int $code The close code for the client of a WebSocket: 1000 to 1003, 1007 to 1014, or 3000 to 4999. If it is left out while the server stops, it is 1001.
     * @param string $reason UTF-8, at most 123 bytes; for a WebSocket only.
     * @return bool False: it is closed already.
     * @throws InvalidArgumentException For another code, and a reason that is too long or not UTF-8.
     * @throws appnetException Outside of the server's callbacks.
     */
    public function close(int $fd, int $code = 1000, string $reason = ""): bool {}

    /**
     * Why the connection has ended. For the CLOSE event.
     *
     * - cause (string): `peer` (the client closed), `server` (`close`, or the last HTTP answer of this connection), `error` (the client broke the protocol),
     *   `timeout` (the client sent nothing for too long, or vanished from the network), `slow` (the client did not read), `memory` (`APPNET_OPT_MAX_BUFFERED`
     *   was reached, and most of it was this connection's), `shutdown`, or `crash` (of the network process).
     * - code (int), reason (string): of a WebSocket's first close frame, the client's or the server's. 1005: the frame had no code; 1006: there was no frame.
     *   For other protocols 0 and an empty string.
     *
     * Where: anywhere.
     *
     * @return array As above; empty in other events.
     */
    public function closeInfo(): array {}

    /**
     * Sends the same message to each of a list of TCP and WebSocket connections, one by one. It skips HTTP connections, because each HTTP request needs its own answer.
     * For many connections `publish` costs less.
     *
     * Where: in any worker or task worker.
     *
     * @param array $fds Connections, as integers.
     * @param string $data At most `APPNET_OPT_MAX_MESSAGE` bytes.
     * @param int $opcode `APPNET_WS_TEXT` or `APPNET_WS_BINARY`.
     * @return int The number of connections that have taken the message.
     * @throws InvalidArgumentException As `send`.
     * @throws TypeError For a list that has an element that is not an integer.
     * @throws appnetException Outside of the server's callbacks.
     */
    public function sendMany(array $fds, string $data, int $opcode = APPNET_WS_TEXT): int {}

    /**
     * Pings a WebSocket; the client's WebSocket implementation answers. It is not needed to keep connections open: `APPNET_WS_PING` does that.
     *
     * Where: in any worker or task worker.
     *
     * @param int $fd The connection.
     * @param string $data At most 125 bytes.
     * @return bool False: it is closed, or it is not a WebSocket.
     * @throws InvalidArgumentException For more than 125 bytes.
     * @throws appnetException Outside of the server's callbacks.
     */
    public function ping(int $fd, string $data = ""): bool {}

    /**
     * Is this connection open?
     *
     * Where: in any worker or task worker.
     *
     * @param int $fd The connection.
     * @return bool True: it was open a moment ago.
     * @throws appnetException Outside of the server's callbacks.
     */
    public function exists(int $fd): bool {}

    /**
     * Information about a connection, of any worker.
     *
     * - protocol (string): `TCP`, `HTTP` or `WEBSOCKET`; `TCP` until its first bytes have come.
     * - remote_addr (string), remote_port (int), local_addr (string), local_port (int).
     * - state (string): `open` or `closing`.
     * - connected_at (float): the Unix time at which the server accepted it.
     * - idle_ms (int): milliseconds since the last bytes came.
     * - bytes_in, bytes_out (int): over its socket.
     * - queued (int): bytes that its client has not read.
     * - topics (int): how many it is subscribed to.
     * - worker, reactor (int): the numbers of its worker and its reactor.
     * - uid (string or null): as `bind` was given it.
     *
     * Where: in any worker or task worker.
     *
     * @param int $fd The connection.
     * @return array|false As above; false: it has gone.
     * @throws appnetException Outside of the server's callbacks.
     */
    public function connectionInfo(int $fd): array|false {}

    /**
     * The ids of all open connections, of all protocols and workers. A connection that is open during the whole walk comes exactly once. A connection that
     * opens or closes meanwhile may come or not. No connection comes twice.
     *
     * Where: in any worker or task worker.
     *
     * @return appnetConnections For `foreach`. It needs no memory for a list.
     * @throws appnetException Outside of the server's callbacks.
     */
    public function connections(): appnetConnections {}

    /**
     * Sets the user that a connection belongs to, for as long as the connection is open. Every process sees the new user at once. A later call replaces the user.
     *
     * Where: in any worker or task worker.
     *
     * @param int $fd The connection.
     * @param int|string $uid The user, 1 to 128 bytes; an integer counts as its decimal text. An empty string: no user.
     * @return bool False: it is closed.
     * @throws InvalidArgumentException For a longer name.
     * @throws appnetException Outside of the server's callbacks.
     */
    public function bind(int $fd, int|string $uid): bool {}

    /**
     * The open connections of a user, who may have several tabs and devices.
     *
     * Where: in any worker or task worker.
     *
     * @param int|string $uid The user, as `bind` was given it.
     * @return array Connections, in ascending order.
     * @throws InvalidArgumentException For a name that `bind` would not take.
     * @throws appnetException Outside of the server's callbacks.
     */
    public function connectionsOf(int|string $uid): array {}

    /* == Topics == */

    /**
     * Subscribes a TCP or WebSocket connection to a topic: from now on it gets the messages that are published to the topic. A connection that closes leaves
     * all its topics. Beyond `APPNET_OPT_MAX_SUBSCRIPTIONS` topics of one connection, or `APPNET_OPT_MAX_TOPICS` in all, a subscription is refused. The
     * connection's reactor decides that after this call has returned true; `getInfo()['subscriptions_refused']` counts it.
     *
     * Where: in any worker or task worker.
     *
     * @param int $fd The connection.
     * @param string $topic A name: any 1 to 255 bytes.
     * @return bool False: it is closed, or speaks HTTP.
     * @throws InvalidArgumentException For a name of another length.
     * @throws appnetException Outside of the server's callbacks.
     */
    public function subscribe(int $fd, string $topic): bool {}

    /**
     * Ends the subscription of a connection to a topic, or to all topics.
     *
     * Where: in any worker or task worker.
     *
     * @param int $fd The connection.
     * @param string|null $topic Null: all of its topics.
     * @return bool False: it is closed, or speaks HTTP. True also when it was not subscribed.
     * @throws InvalidArgumentException For a name that is not 1 to 255 bytes long.
     * @throws appnetException Outside of the server's callbacks.
     */
    public function unsubscribe(int $fd, ?string $topic = null): bool {}

    /**
     * Sends a message to every subscriber of a topic. The message goes to each reactor once, is framed once, and all subscribers share it. A client that does
     * not read delays no other client.
     *
     * Where: in any worker or task worker.
     *
     * @param string $topic 1 to 255 bytes.
     * @param string $data At most `APPNET_OPT_MAX_MESSAGE` bytes.
     * @param int $opcode `APPNET_WS_TEXT` or `APPNET_WS_BINARY`; TCP subscribers get the bytes.
     * @param int $exceptFd A connection that does not get it, for example the one that wrote it; 0: none.
     * @return int|false The number of bytes of the message, whether or not anybody is subscribed; false: a reactor does not take the message.
     * @throws InvalidArgumentException For text that is not UTF-8, data that is too long, a name that is not 1 to 255 bytes long, and another opcode.
     * @throws appnetException Outside of the server's callbacks.
     */
    public function publish(string $topic, string $data, int $opcode = APPNET_WS_TEXT, int $exceptFd = 0): int|false {}

    /**
     * Sends a message to every TCP and WebSocket connection. In all else it is like `publish`.
     *
     * Where: in any worker or task worker.
     *
     * @param string $data At most `APPNET_OPT_MAX_MESSAGE` bytes.
     * @param int $opcode `APPNET_WS_TEXT` or `APPNET_WS_BINARY`.
     * @param int $exceptFd A connection that does not get it; 0: none.
     * @return int|false The number of bytes of the message, or false.
     * @throws InvalidArgumentException As `publish`.
     * @throws appnetException Outside of the server's callbacks.
     */
    public function broadcast(string $data, int $opcode = APPNET_WS_TEXT, int $exceptFd = 0): int|false {}

    /**
     * How many subscribers a topic has.
     *
     * Where: in any worker or task worker.
     *
     * @param string $topic 1 to 255 bytes.
     * @return int As of a moment ago.
     * @throws InvalidArgumentException For a name that is not 1 to 255 bytes long.
     * @throws appnetException Outside of the server's callbacks.
     */
    public function subscribers(string $topic): int {}

    /**
     * All topics that have subscribers, and how many each has.
     *
     * Where: in any worker or task worker.
     *
     * @return array Name => number, as of a moment ago.
     * @throws appnetException Outside of the server's callbacks.
     */
    public function topics(): array {}

    /* == The request in hand == */

    /**
     * The protocol of the connection of the current event, and the headers of its request.
     *
     * - Protocol (string): `TCP`, `HTTP`, `WEBSOCKET`; empty where there is no connection: START, FINAL, timers, tasks.
     * - Method, Uri, Version (string): of the request; empty for TCP.
     * - Opcode (int): in RECV of a WebSocket: `APPNET_WS_TEXT` or `APPNET_WS_BINARY`.
     *
     * Then the request's headers, with their names as sent; a header that came more than once is one list with commas. A WebSocket has those of its upgrade
     * request, as long as it is open.
     *
     * Where: anywhere.
     *
     * @return array As above.
     */
    public function getHeader(): array {}

    /**
     * The request of the current event, in the form in which PHP gives requests to scripts.
     *
     * - method, uri, version (string): as sent.
     * - path (string): decoded once, without the query; as sent if that is not possible.
     * - query, cookies, fields (array): as `$_GET`, `$_COOKIE` and `$_POST`.
     * - headers (array): by lower-case names.
     * - files (array): as `$_FILES`, with `full_path` in all versions of PHP; `move_uploaded_file` works.
     * - body (string): empty for a form with files.
     * - remote_addr, local_addr, scheme (string): the two ends; `http` or `tcp`.
     * - remote_port, local_port, time (int): ports; when the callback began, in seconds since 1970.
     * - time_float (float): the same with a fraction.
     *
     * In the events of a WebSocket this is the request that opened it, without a body. A TCP connection has no request: the array has its addresses, and the rest is empty.
     *
     * Where: anywhere; where there is no connection (START, FINAL, timers, tasks) the array is empty.
     *
     * @return array As above.
     */
    public function getRequest(): array {}

    /* == Answers to HTTP requests == */

    /**
     * Answers the request of a connection, with the status and headers of this call alone: it does not use what `setHeader`, `setCookie` and `httpRespCode`
     * have set. Use it for answers that come later, from a timer or another process, and for other connections than that of the current event.
     *
     * Where: in any worker or task worker, in the callback of the request or later.
     *
     * @param int $fd The connection.
     * @param string $body At most `APPNET_OPT_MAX_MESSAGE` bytes.
     * @param int $status 200 to 599.
     * @param array $headers Name => value, or name => values for several lines; strings and numbers, as for `setHeader`. Headers that are the server's own are left out.
     * @return bool False as for `send`.
     * @throws InvalidArgumentException For another status, a header that is not valid, a second line where HTTP allows one, and a body that is too long.
     * @throws TypeError For a header that is neither string nor number.
     * @throws appnetException Outside of the server's callbacks, and for a connection that does not speak HTTP.
     */
    public function answer(int $fd, string $body, int $status = 200, array $headers = []): bool {}

    /**
     * Sets a header of the answer to the request in hand. In RECV of HTTP and in OPEN no other answer gets this header; the same holds for `setCookie` and
     * `httpRespCode`. Elsewhere (timers, tasks, messages, RECV of other protocols) the header belongs to the answer to the first HTTP connection that is
     * answered in this callback; there `answer` is the better way. If that answer cannot be sent, the header is kept for the next try. At the end of the
     * callback it is forgotten. `Content-Length`, `Transfer-Encoding`, `Date` and `Server` are the server's own (an answer to HEAD may set `Content-Length`),
     * and so are headers that hold for one connection only (`Keep-Alive`, `Proxy-Connection`, `TE`, `Trailer`, `Upgrade`). `Connection: close` ends the
     * connection after the answer. When the callback throws or exits, its client gets a 500 with the headers that were set, but without those that describe
     * the body, control caching (`Cache-Control`, `ETag` and the like), or redirect.
     *
     * Where: in callbacks, before the answer has begun.
     *
     * @param string $name A token.
     * @param string $value No control characters but the tab.
     * @param bool $replace False: adds one more line of this name, where HTTP allows several, or the first one. `Set-Cookie` always gets one more line.
     * @return bool False: this header is the server's own.
     * @throws InvalidArgumentException For a name or value that is not valid, and a second line where HTTP allows one.
     * @throws appnetException Outside of the server's callbacks, and after the answer's first piece.
     */
    public function setHeader(string $name, string $value, bool $replace = true): bool {}

    /**
     * Sets a cookie, in the same answer for which `setHeader` sets headers. The parameters are those of PHP's `setcookie`.
     *
     * Where: in callbacks, before the answer has begun.
     *
     * @param string $name As for `setcookie`.
     * @param string $value Encoded as `setcookie` does it; empty: the client deletes the cookie.
     * @param array|int $expires_or_options Seconds since 1970; 0: until the browser ends; or an array with `expires`, `path`, `domain`, `secure`, `httponly`,
     *   `samesite`, in place of all that follows.
     * @param string $path The path below which the cookie is sent.
     * @param string $domain The domain to which the cookie is sent.
     * @param bool $secure Over TLS only.
     * @param bool $httponly Scripts in the browser cannot read it.
     * @return bool True.
     * @throws InvalidArgumentException For a value that would end the header's line, and unknown options.
     * @throws appnetException Outside of the server's callbacks, and after the answer's first piece.
     */
    public function setCookie(string $name, string $value = "", array|int $expires_or_options = 0, string $path = "", string $domain = "", bool $secure = false, bool $httponly = false): bool {}

    /**
     * Sets the status of the same answer for which `setHeader` sets headers. With a body, even an empty one, the call answers the request in hand.
     *
     * Where: without a body in callbacks, before the answer has begun; with a body in RECV of an HTTP request.
     *
     * @param int $status 200 to 599.
     * @param string $body At most `APPNET_OPT_MAX_MESSAGE` bytes.
     * @return bool False: the request has been answered already, or its client has gone.
     * @throws InvalidArgumentException For another status, and a body that is too long.
     * @throws appnetException Elsewhere, and after the answer's first piece.
     */
    public function httpRespCode(int $status, string $body = ""): bool {}

    /**
     * Answers the request in hand with a redirect.
     *
     * Where: in RECV of an HTTP request.
     *
     * @param string $url Absolute or relative, without blanks and control characters.
     * @param int $status 301, 302, 303, 307 or 308.
     * @return bool False: the request has been answered already, or its client has gone.
     * @throws InvalidArgumentException For another status, and for text that is not a URL.
     * @throws appnetException Elsewhere.
     */
    public function httpRedirect(string $url, int $status = 302): bool {}

    /**
     * Sends a piece of the answer to an HTTP request. The first piece, which may be empty, sends the head; `end` sends the last piece. The whole answer may
     * have any length: it is sent in chunks; in HTTP/1.0 it goes up to the end of the connection.
     *
     * Where: in any worker or task worker, in the callback of the request or later.
     *
     * @param int $fd The connection.
     * @param string $chunk At most `APPNET_OPT_MAX_MESSAGE` bytes.
     * @param int $timeoutMs How long to wait for room when 16 MiB wait for this client: 0 to 60000. This worker does nothing else meanwhile.
     * @return int|false The number of bytes. False: the answer is over. Either the client has gone, or there was no room in time; then the server ends the
     *   connection, so that the client sees that the answer is not whole. If `$timeoutMs` is 0 and `lastError()` is `APPNET_ERROR_FULL`, nothing has happened:
     *   the same piece may be tried again, best at `APPNET_EVENT_DRAIN`. Another piece in its place would leave a gap, so it ends the answer.
     * @throws InvalidArgumentException For a piece that is too long, and a time out of range.
     * @throws appnetException Outside of the server's callbacks, and for a connection that does not speak HTTP.
     */
    public function write(int $fd, string $chunk, int $timeoutMs = 10000): int|false {}

    /**
     * Sends the last piece of an answer. Without a `write` before it, this is the whole answer.
     *
     * Where: as `write`.
     *
     * @param int $fd The connection.
     * @param string $chunk At most `APPNET_OPT_MAX_MESSAGE` bytes.
     * @param int $timeoutMs As for `write`. An empty piece always has room.
     * @return bool False as for `write`.
     * @throws InvalidArgumentException For a piece that is too long, and a time out of range.
     * @throws appnetException Outside of the server's callbacks, and for a connection that does not speak HTTP.
     */
    public function end(int $fd, string $chunk = "", int $timeoutMs = 10000): bool {}

    /**
     * Answers an HTTP request with a file or a part of it. The reactor opens and sends the file, whatever its size. The file must stay in its place until it
     * has been sent. If `setHeader` has not set a `Content-Type`, the name's extension decides. A whole file with status 200 is answered like a file below the
     * docs root: with ETag and Last-Modified, in part for a `Range`, with 304 or 412 for preconditions. If `setHeader` has set `ETag`, `Last-Modified`,
     * `Content-Encoding` or `Accept-Ranges` (`none`: no parts), these replace the values of the file.
     *
     * Where: in any worker or task worker, in the callback of the request or later.
     *
     * @param int $fd The connection.
     * @param string $path A regular file that this process may read, within `open_basedir`.
     * @param int $offset The first byte that is sent.
     * @param int $length The number of bytes; -1: all that follow.
     * @return bool False, with a warning: there is no such file, or it is shorter. False: as for `send`.
     * @throws InvalidArgumentException For a negative offset, and a length below -1.
     * @throws appnetException Outside of the server's callbacks, and for a connection that does not speak HTTP.
     */
    public function sendFile(int $fd, string $path, int $offset = 0, int $length = -1): bool {}

    /* == Timers == */

    /**
     * Calls a function at regular intervals, in this process.
     *
     * Where: in any worker or task worker. A call in START makes a timer in each process.
     *
     * @param int $ms The time between two calls, in milliseconds: from 1 to a year.
     * @param mixed $callback A callable: `$callback($server, $timerId, $params)`. A string or an integer that is not a callable is a flag: the listener of `APPNET_EVENT_TIMER`
     *   is called as `($server, $timerId, $flag)`.
     * @param mixed $params The third argument of the callback.
     * @return int The timer's number; never used again.
     * @throws InvalidArgumentException For a time out of range, and for a callback that is neither a callable nor a flag with a listener for it.
     * @throws appnetException Outside of the server's callbacks, and beyond 16 million timers.
     */
    public function timerAdd(int $ms, mixed $callback, mixed $params = null): int {}

    /**
     * Calls a function once, later, in this process.
     *
     * Where: in any worker or task worker.
     *
     * @param int $ms After how many milliseconds: from 0 to a year.
     * @param callable $callback `$callback($server, $timerId, $params)`.
     * @param mixed $params The third argument of the callback.
     * @return int The timer's number.
     * @throws InvalidArgumentException For a time out of range.
     * @throws TypeError For a callback that cannot be called.
     * @throws appnetException Outside of the server's callbacks, and beyond 16 million timers.
     */
    public function timerAfter(int $ms, callable $callback, mixed $params = null): int {}

    /**
     * Removes a timer of this process. A timer may remove itself in its own callback.
     *
     * Where: in the process that made it.
     *
     * @param int $id What `timerAdd` or `timerAfter` returned.
     * @return bool False: there is no such timer (any more).
     * @throws appnetException Outside of the server's callbacks.
     */
    public function timerRemove(int $id): bool {}

    /* == Tasks == */

    /**
     * Gives a task to a task worker, where the listener of `APPNET_EVENT_TASK` does it. A string is sent as it is; any other value is serialised.
     *
     * Where: in a worker.
     *
     * @param mixed $data Anything that PHP can serialise, at most `APPNET_OPT_MAX_MESSAGE` bytes of it.
     * @param int $taskWorker Which task worker, from 0; -1: the one with the least to do.
     * @return int|false The task's number: the event `APPNET_EVENT_TASK_CB` or `APPNET_EVENT_TASK_LOST` reports its end, with this number. False, at once:
     *   `APPNET_OPT_TASK_QUEUE_SIZE` bytes wait already in this worker (`lastError()` is `APPNET_ERROR_FULL`), or the server stops.
     * @throws InvalidArgumentException For a task worker that does not exist, and data that is too long.
     * @throws appnetException In a task worker, when there are no task workers, and outside of the server's callbacks.
     * @throws Exception What PHP throws for a value that cannot be serialised.
     */
    public function addAsynTask(mixed $data, int $taskWorker = -1): int|false {}

    /**
     * Answers a task: the listener of `APPNET_EVENT_TASK_CB` is called in the worker that asked.
     *
     * Where: in a task worker.
     *
     * @param mixed $data Anything that PHP can serialise, at most `APPNET_OPT_MAX_MESSAGE` bytes of it.
     * @param int $taskid The task's number, as its listener got it.
     * @param int $to The worker that asked, as its listener got it.
     * @return bool False: that worker does not read.
     * @throws InvalidArgumentException For a worker that does not exist, and data that is too long.
     * @throws appnetException In a worker, and outside of the server's callbacks.
     * @throws Exception What PHP throws for a value that cannot be serialised.
     */
    public function taskCallback(mixed $data, int $taskid, int $to): bool {}

    /* == Between workers == */

    /**
     * Sends a message to a worker, which may be this one; the worker gets a MESSAGE event. Messages from one process to another keep their order. If a worker
     * dies, its successor gets the messages that wait.
     *
     * Where: in any worker or task worker.
     *
     * @param int $worker The number of a worker, from 0; from the number of workers on: the number of a task worker (but a task worker cannot send to another one).
     * @param string $data At most `APPNET_OPT_MAX_MESSAGE` bytes.
     * @return bool False: the worker does not read, and 16 MiB wait for it; or the server stops.
     * @throws InvalidArgumentException For a worker that does not exist, and data that is too long.
     * @throws appnetException Outside of the server's callbacks.
     */
    public function sendMessage(int $worker, string $data): bool {}

    /* == What the server says of itself == */

    /**
     * Versions, configuration, the role of this process, and the counters of the whole server at this moment.
     *
     * - version, libuv, llhttp, zlib (string): the versions of appnet and of the libraries it uses.
     * - allocator (string): the library that appnet's own memory comes from: `system`, `tcmalloc`, `jemalloc`.
     * - allocator_version (string): its version.
     * - host (string), port (int): of the first port; while the server runs, the port it really has.
     * - listeners (array): of each port `host`, `port`, and as booleans `tcp`, `http`, `websocket`.
     * - role (string): `worker`, `task`, or `none` outside of the server's callbacks.
     * - id (int): the number of this worker or task worker, from 0; -1 elsewhere.
     * - reactors, workers, task_workers, max_connections, max_message (int): as configured.
     * - reloads, task_reloads (int): how often the workers, and the task workers, have been reloaded.
     * - reload_failures, task_reload_failures (int): reloads that were given up, because a new process could not start; the log says why.
     * - connections (int): open now.
     * - buffered (int): bytes that the network process keeps in memory for clients now.
     * - accepted, closed (int): connections so far; accepted - closed = connections.
     * - refused (int): connections beyond `APPNET_OPT_MAX_CONNECTION`.
     * - bytes_in, bytes_out (int): over all sockets.
     * - http_requests (int): requests that were complete.
     * - ws_messages_in, ws_messages_out (int): WebSocket messages.
     * - protocol_errors (int): connections that were ended because their client broke its protocol.
     * - timeouts (int): connections that were ended because of a time limit.
     * - vanished (int): of the connections in `timeouts`, those whose client no longer answered on the network.
     * - silent_closed (int): connections that were ended because no first byte came in time, or because none had come when their place was needed for another connection.
     * - slow_closed (int): connections that were ended because their client did not read, or too slowly.
     * - memory_closed (int): connections that were ended because `APPNET_OPT_MAX_BUFFERED` was reached, and most of it was theirs.
     * - late_sends (int): messages for connections that had closed meanwhile.
     * - published (int): messages that `publish` and `broadcast` brought to the reactors; a message counts once for each reactor.
     * - deliveries (int): how often such a message was queued for a client.
     * - subscriptions_refused (int): calls of `subscribe` beyond `APPNET_OPT_MAX_SUBSCRIPTIONS` or `APPNET_OPT_MAX_TOPICS`.
     * - http_files (int): requests that a static file answered.
     * - http_not_modified (int): answers 304.
     * - http_uploads (int): forms that went to the upload folder.
     * - http_uri_too_long, http_head_too_large, http_body_too_large (int): answers 414, 431 and 413.
     * - http_head_timeouts, http_body_timeouts (int): requests whose head or body did not come in time (408).
     * - http_answer_timeouts (int): requests that PHP did not answer in time (504).
     * - http_unavailable (int): requests that no worker took in time (503).
     * - http_keep_alive_ends, http_request_count_ends, http_pipeline_ends (int): connections that ended at `APPNET_HTTP_KEEP_ALIVE_TIMEOUT`,
     *   `APPNET_HTTP_MAX_REQUESTS` and `APPNET_HTTP_MAX_PIPELINE`.
     * - http_send_timeouts (int): HTTP connections that ended at `APPNET_HTTP_SEND_TIMEOUT` or `APPNET_HTTP_SEND_RATE`; `slow_closed` counts them, too.
     * - access_log_dropped (int): lines that the access log has lost because its disk was too slow.
     *
     * Where: anywhere; before `run` the counters are 0.
     *
     * @return array As above.
     */
    public function getInfo(): array {}
}

/* options.c - see options.h.
 *
 * The comment above a row is what docs/reference.md says of the option. When an option has two
 * names, the row of the name to use stands first. A row:
 *
 *     KIND("CONSTANT", its value, field, default, least, most, "the range in words")
 *
 * FLAG and TEXT have no range. SILENCE is a TIME in struct an_silence. The ranges are wide: they
 * keep out what cannot work, not what is unwise.
 */
#include "ground/options.h"

#include "ground/limits.h"

#define KIB ((uint64_t)1 << 10)
#define MIB ((uint64_t)1 << 20)
#define GIB ((uint64_t)1 << 30)
#define TIB ((uint64_t)1 << 40)
#define MANY 1000000000 /* a count that nobody reaches */
/* A limit of the kernel. */
#define LONGEST_PROBE_MS ((uint64_t)32767 * 1000)
/* A connection keeps its deadline in 32 bits. */
#define LONGEST_MS ((uint64_t)24 * 24 * 3600 * 1000)

#define ROW(kind, name, number, field, preset, text, least, most, why)                             \
    {                                                                                              \
        name, number, AN_OPTION_##kind, offsetof(struct an_config, field), preset, text, least,    \
            most, why                                                                              \
    }
#define NUMBER(kind, name, number, field, preset, least, most, range)                              \
    ROW(kind, name, number, field, preset, NULL, least, most, #field " must be " range)
#define COUNT(...) NUMBER(COUNT, __VA_ARGS__)
#define SIZE(...) NUMBER(SIZE, __VA_ARGS__)
#define RATE(...) NUMBER(RATE, __VA_ARGS__)
#define TIME(...) NUMBER(TIME, __VA_ARGS__)
#define SILENCE(name, number, field, preset, least, most, range)                                   \
    ROW(TIME, name, number, silence.field, preset, NULL, least, most, #field " must be " range)
#define FLAG(name, number, field, preset) ROW(FLAG, name, number, field, preset, NULL, 0, 1, NULL)
#define PROTOCOLS(name, number, field) ROW(PROTOCOLS, name, number, field, 0, NULL, 0, 0, NULL)
#define TEXT(name, number, field, text) ROW(TEXT, name, number, field, 0, text, 0, 0, NULL)

const struct an_option an_options[] = {
    /* Worker processes. */
    COUNT("APPNET_OPT_WORKER_NUM", 1, workers, 1, 1, AN_MAX_WORKERS, "1 to 256"),
    /* Task workers. */
    COUNT("APPNET_OPT_TASK_WORKER_NUM", 2, tasks, 0, 0, AN_MAX_TASKS, "0 to 256"),
    COUNT("APPNET_OPT_ATASK_WORKER_NUM", 2, tasks, 0, 0, AN_MAX_TASKS, "0 to 256"),
    /* Reactor threads of the network process. They own the sockets; more of them than cores do not
     * help. */
    COUNT("APPNET_OPT_REACTOR_NUM", 3, reactors, 1, 1, AN_MAX_REACTORS, "1 to 64"),
    /* Connections at once. Further ones are refused, unless a connection over which no byte has
     * gone yet can make room. `run` raises the limit of open files if it may, and logs it if it may
     * not. */
    COUNT("APPNET_OPT_MAX_CONNECTION", 4, max_connections, 10000, 1, AN_MAX_CONNECTIONS,
          "1 to 16777215"),
    /* The longest WebSocket message, HTTP body, task, and one `send`. Data of TCP is cut into
     * pieces of at most this size. */
    SIZE("APPNET_OPT_MAX_MESSAGE", 5, max_message, 8 * MIB, 1, GIB, "1 byte to 1 GiB"),
    /* The most that the network process keeps in memory for all clients together: messages and
     * bodies that are not whole (inflated), what waits for workers, and what clients do not read.
     * Beyond it the connections that have most end first (503, 1013). At least twice
     * `APPNET_OPT_MAX_MESSAGE`. 0: a quarter of the memory of the machine, or of the container. */
    SIZE("APPNET_OPT_MAX_BUFFERED", 20, max_buffered, 0, 0, TIB, "0 to 1 TiB"),
    /* The protocols of the first port. */
    PROTOCOLS("APPNET_OPT_PROTO_TYPE", 6, listen[0].speaks),
    /* Leave the terminal: `run` goes on in the background, in a session of its own. The command
     * that started it returns when the server serves clients. */
    FLAG("APPNET_OPT_DAEMON", 7, daemon, false),
    /* The time for the whole stop, from SIGTERM on. Requests in hand and answers in pieces have all
     * of this time but the last second (or tenth); then the rest is cut off. */
    TIME("APPNET_OPT_STOP_TIMEOUT", 17, stop_ms, 10000, 100, LONGEST_MS, "100 ms to 24 days"),
    /* Topics that have subscribers, at each reactor. */
    COUNT("APPNET_OPT_MAX_TOPICS", 8, max_topics, 10000, 1, 1000000, "1 to 1000000"),
    /* Topics of one connection; further ones are refused. */
    COUNT("APPNET_OPT_MAX_SUBSCRIPTIONS", 9, max_subscriptions, 100, 1, 1000000, "1 to 1000000"),
    /* A WebSocket that has been silent for this time is pinged. 0: never. */
    SILENCE("APPNET_WS_PING", 10, ws_ping_ms, 25000, 0, LONGEST_MS, "0 to 24 days"),
    /* A WebSocket that has been silent for this time, without even a pong, is closed. 0: never. */
    SILENCE("APPNET_WS_TIMEOUT", 11, ws_timeout_ms, 60000, 0, LONGEST_MS, "0 to 24 days"),
    /* A TCP connection that has been silent for this time is closed. 0: never. */
    SILENCE("APPNET_TCP_TIMEOUT", 12, tcp_timeout_ms, 0, 0, LONGEST_MS, "0 to 24 days"),
    /* On a port that speaks TCP, a connection is closed after this time if no byte has come from it
     * and none was sent to it. 0: never. */
    SILENCE("APPNET_TCP_FIRST_BYTE", 19, first_byte_ms, 60000, 0, LONGEST_MS, "0 to 24 days"),
    /* A client from which the network has heard nothing for this time is probed (TCP keep-alive, in
     * whole seconds; up to a quarter earlier, so that not all clients are probed at once). 0:
     * never. */
    TIME("APPNET_TCP_KEEPALIVE", 13, probe_ms, 60000, 0, LONGEST_PROBE_MS, "0 to 9 hours"),
    /* The time between probes that are not answered. */
    TIME("APPNET_TCP_KEEPALIVE_INTERVAL", 14, probe_interval_ms, 10000, 1, LONGEST_PROBE_MS,
         "1 ms to 9 hours"),
    /* After this many probes in a row without an answer the client has vanished. */
    COUNT("APPNET_TCP_KEEPALIVE_COUNT", 15, probes, 6, 1, 127, "1 to 127"),
    /* The time that a worker has to finish its work when it is replaced: requests, answers in
     * pieces, and tasks that it has given. For a task worker: the task in hand. */
    TIME("APPNET_OPT_RELOAD_TIMEOUT", 16, reload_ms, 60000, 100, LONGEST_MS, "100 ms to 24 days"),
    /* Bytes of tasks that wait in the memory of one worker because a task worker is busy. Beyond it
     * `addAsynTask` returns false. */
    SIZE("APPNET_OPT_TASK_QUEUE_SIZE", 18, task_queue, 64 * MIB, 1, 64 * GIB, "1 byte to 64 GiB"),
    /* Keep HTTP connections open between requests. */
    FLAG("APPNET_HTTP_KEEP_ALIVE", 101, keep_alive, true),
    /* Folder of the static files. Its path is looked up again each second, so a deploy may switch a
     * symbolic link. */
    TEXT("APPNET_HTTP_DOCS_ROOT", 102, docs_root, NULL),
    /* Extensions of files that are never sent from the docs root, separated by blanks or commas;
     * requests for such files go to PHP. Upper and lower case are the same, and copies of such
     * files count, too: `a.php.bak`, `a.php~`, `a.php.gz`. */
    TEXT("APPNET_HTTP_DOCS_DENY", 128, docs_deny,
         "php php3 php4 php5 php7 php8 phtml phps pht phar inc"),
    /* Folder for the files of forms while their request is in hand. Without it such a form is a
     * body like any other. */
    TEXT("APPNET_HTTP_UPLOAD_DIR", 103, upload_dir, NULL),
    /* Page for status 404, a path below the docs root. */
    TEXT("APPNET_HTTP_404_PAGE", 104, page_404, NULL),
    /* Page for the statuses 500 to 504, a path below the docs root. */
    TEXT("APPNET_HTTP_50X_PAGE", 105, page_50x, NULL),
    /* The time for PHP to answer a request; then the client gets a 504. */
    TIME("APPNET_HTTP_TIMEOUT", 106, answer_ms, 60000, 1, LONGEST_MS, "1 ms to 24 days"),
    /* The longest URI; more: 414. */
    SIZE("APPNET_HTTP_MAX_URI", 107, max_target, 8 * KIB, 1, MIB, "1 byte to 1 MiB"),
    /* The longest head of a request; more: 431. */
    SIZE("APPNET_HTTP_MAX_HEADER", 108, max_head, 32 * KIB, 1, MIB / 2 - KIB, "1 byte to 511 KiB"),
    /* Header lines of a request; more: 431. */
    COUNT("APPNET_HTTP_MAX_HEADERS", 109, max_headers, 100, 1, 10000, "1 to 10000"),
    /* The longest body of a request (`APPNET_OPT_MAX_MESSAGE` counts as well), and all the fields
     * of a form with files; more: 413. */
    SIZE("APPNET_HTTP_MAX_BODY", 110, max_body, 8 * MIB, 1, GIB, "1 byte to 1 GiB"),
    /* The time for the head of a request to come; then 408. On a port of HTTP or WebSocket alone
     * the time of the first request begins with the connection. */
    TIME("APPNET_HTTP_HEADER_TIMEOUT", 111, head_ms, 10000, 1, LONGEST_MS, "1 ms to 24 days"),
    /* The time for the body of a request to come, without what `APPNET_HTTP_BODY_RATE` adds, and
     * the longest silence in it; then 408. */
    TIME("APPNET_HTTP_BODY_TIMEOUT", 112, body_ms, 20000, 1, LONGEST_MS, "1 ms to 24 days"),
    /* Each time this many bytes of a body have come, the body has one second more, but never more
     * than `APPNET_HTTP_BODY_TIMEOUT` from that moment on. 0: the body never has more time. */
    RATE("APPNET_HTTP_BODY_RATE", 113, body_rate, 1 * KIB, 0, GIB, "0 to 1 GiB a second"),
    /* The longest silence between requests; then the connection ends. */
    TIME("APPNET_HTTP_KEEP_ALIVE_TIMEOUT", 114, keep_alive_ms, 75000, 1, LONGEST_MS,
         "1 ms to 24 days"),
    /* Requests on one connection; 0: any number. */
    COUNT("APPNET_HTTP_MAX_REQUESTS", 115, max_requests, 0, 0, MANY, "0 to 1000000000"),
    /* Requests in a row that come before the answer to the one before; then the connection ends. 0:
     * any number. */
    COUNT("APPNET_HTTP_MAX_PIPELINE", 116, max_pipeline, 1000, 0, MANY, "0 to 1000000000"),
    /* The time for a worker to take a request; then the client gets a 503 and PHP never sees the
     * request. */
    TIME("APPNET_HTTP_QUEUE_TIMEOUT", 117, queue_ms, 10000, 1, LONGEST_MS, "1 ms to 24 days"),
    /* A client of any protocol that takes nothing of the data under way to it for this time is cut
     * off as slow. Data that the client's system acknowledges counts as taken. */
    TIME("APPNET_HTTP_SEND_TIMEOUT", 118, send_ms, 60000, 1, LONGEST_MS, "1 ms to 24 days"),
    /* The least that a client of any protocol must take while data waits for it in memory, in bytes
     * a second over each `APPNET_HTTP_SEND_TIMEOUT`; otherwise it is cut off as slow. 0: there is
     * no least. */
    RATE("APPNET_HTTP_SEND_RATE", 127, send_rate, 1 * KIB, 0, GIB, "0 to 1 GiB a second"),
    /* Compress answers from PHP for clients that ask for it. */
    FLAG("APPNET_HTTP_GZIP", 119, gzip, false),
    /* Shorter answers are not compressed. */
    SIZE("APPNET_HTTP_GZIP_MIN", 120, gzip_min, 1 * KIB, 1, GIB, "1 byte to 1 GiB"),
    /* The longest form that goes to the upload folder; more: 413. */
    SIZE("APPNET_HTTP_MAX_FORM", 121, max_form, 64 * MIB, 1, TIB, "1 byte to 1 TiB"),
    /* The longest file in such a form; more: 413. */
    SIZE("APPNET_HTTP_MAX_FILE", 122, max_file, 64 * MIB, 1, TIB, "1 byte to 1 TiB"),
    /* Files in such a form; more: 413. */
    COUNT("APPNET_HTTP_MAX_FILES", 123, max_files, 20, 0, 10000, "0 to 10000"),
    /* Fields in such a form; more: 413. */
    COUNT("APPNET_HTTP_MAX_FIELDS", 124, max_fields, 1000, 0, 100000, "0 to 100000"),
    /* Static files that a reactor remembers. */
    COUNT("APPNET_HTTP_FILE_CACHE", 125, file_cache, 512, 1, 100000, "1 to 100000"),
    /* File for one line per request, in the combined format; opened anew at `SIGHUP`. It must not
     * be a symbolic link; `/dev/stdout` and `/dev/stderr` are allowed. */
    TEXT("APPNET_HTTP_ACCESS_LOG", 126, access_log, NULL),
    /* Compress messages for clients that offer compression (permessage-deflate). */
    FLAG("APPNET_WS_DEFLATE", 201, ws_deflate, false),
    /* How hard zlib tries: 1 is the fastest, 9 makes the smallest. */
    COUNT("APPNET_WS_DEFLATE_LEVEL", 202, ws_deflate_level, 6, 1, 9, "1 to 9"),
    /* How much memory zlib uses to compress. */
    COUNT("APPNET_WS_DEFLATE_MEM_LEVEL", 203, ws_deflate_mem_level, 8, 1, 9, "1 to 9"),
    /* Shorter messages are sent as they are. */
    SIZE("APPNET_WS_DEFLATE_MIN", 204, ws_deflate_min, 64, 1, GIB, "1 byte to 1 GiB"),
    /* The window of both sides, in bits: how far back repetitions are found. */
    COUNT("APPNET_WS_DEFLATE_WINDOW", 205, ws_deflate_window, 12, 9, 15, "9 to 15"),
    /* Messages refer to earlier messages (context takeover): chat shrinks to a quarter instead of a
     * half. This costs up to two windows of memory per connection. */
    FLAG("APPNET_WS_DEFLATE_CONTEXT", 206, ws_deflate_context, false),
    /* Origins whose pages may connect, separated by blanks or commas (`https://chat.example`,
     * without a path); `*`: all. A page of another origin gets a 403. A client that sends no
     * `Origin` is not a page and may connect. */
    TEXT("APPNET_WS_ORIGINS", 207, ws_origins, NULL),
    /* The subprotocols that the server speaks, separated by commas. The server chooses the first
     * one that the client offers and the server speaks. */
    TEXT("APPNET_WS_PROTOCOLS", 208, ws_protocols, NULL),
};
const size_t an_options_count = sizeof an_options / sizeof *an_options;

const struct an_option an_fixed_options[] = {
    SIZE(NULL, 0, send_queue, 16 * MIB, 1, GIB, "1 byte to 1 GiB"),
    COUNT(NULL, 0, ring_capacity, 1 * MIB, 4 * KIB, GIB, "4 KiB to 1 GiB"),
    TIME(NULL, 0, sniff_ms, 1000, 1, LONGEST_MS, "1 ms to 24 days"),
    TIME(NULL, 0, linger_ms, 5000, 1, LONGEST_MS, "1 ms to 24 days"),
};
const size_t an_fixed_options_count = sizeof an_fixed_options / sizeof *an_fixed_options;

void an_option_store(void *field, enum an_option_kind kind, uint64_t value)
{
    switch (kind) {
    case AN_OPTION_COUNT:
        *(uint32_t *)field = (uint32_t)value;
        break;
    case AN_OPTION_SIZE:
        *(size_t *)field = (size_t)value;
        break;
    case AN_OPTION_RATE:
    case AN_OPTION_TIME:
        *(uint64_t *)field = value;
        break;
    case AN_OPTION_FLAG:
        *(bool *)field = value != 0;
        break;
    case AN_OPTION_PROTOCOLS:
        *(uint8_t *)field = (uint8_t)value;
        break;
    case AN_OPTION_TEXT:
        break;
    }
}

uint64_t an_option_load(const void *field, enum an_option_kind kind)
{
    switch (kind) {
    case AN_OPTION_COUNT:
        return *(const uint32_t *)field;
    case AN_OPTION_SIZE:
        return *(const size_t *)field;
    case AN_OPTION_RATE:
    case AN_OPTION_TIME:
        return *(const uint64_t *)field;
    case AN_OPTION_FLAG:
        return *(const bool *)field;
    case AN_OPTION_PROTOCOLS:
        return *(const uint8_t *)field;
    case AN_OPTION_TEXT:
        break;
    }
    return 0;
}

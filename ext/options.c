/* options.c - see options.h. One table, one loop.
 *
 * A default is what an_config_init() leaves in the field. A value of another type is a TypeError, one out of range an InvalidArgumentException. Files and folders are not looked for here.
 */
#include "options.h"

#include "arguments.h"
#include "compat.h"

#include "ground/limits.h"
#include "ipc/board.h"
#include "ipc/registry.h"
#include "protocol/ws/frame.h"

#include "ext/spl/spl_exceptions.h"
#include "zend_smart_str.h"

enum kind { COUNT, SIZE, WIDE, TIME, FLAG, PROTOCOLS, TEXT };

enum option {
    WORKER_NUM = 1,
    TASK_WORKER_NUM,
    REACTOR_NUM,
    MAX_CONNECTION,
    MAX_MESSAGE,
    PROTO_TYPE,
    DAEMON,
    MAX_TOPICS,
    MAX_SUBSCRIPTIONS,
    WS_PING,
    WS_TIMEOUT,
    TCP_TIMEOUT,
    TCP_KEEPALIVE,
    TCP_KEEPALIVE_INTERVAL,
    TCP_KEEPALIVE_COUNT,
    RELOAD_TIMEOUT,
    STOP_TIMEOUT,
    TASK_QUEUE_SIZE,
    TCP_FIRST_BYTE,
    MAX_BUFFERED,
    HTTP_KEEP_ALIVE = 101,
    HTTP_DOCS_ROOT,
    HTTP_UPLOAD_DIR,
    HTTP_404_PAGE,
    HTTP_50X_PAGE,
    HTTP_TIMEOUT,
    HTTP_MAX_URI,
    HTTP_MAX_HEADER,
    HTTP_MAX_HEADERS,
    HTTP_MAX_BODY,
    HTTP_HEADER_TIMEOUT,
    HTTP_BODY_TIMEOUT,
    HTTP_BODY_RATE,
    HTTP_KEEP_ALIVE_TIMEOUT,
    HTTP_MAX_REQUESTS,
    HTTP_MAX_PIPELINE,
    HTTP_QUEUE_TIMEOUT,
    HTTP_SEND_TIMEOUT,
    HTTP_GZIP,
    HTTP_GZIP_MIN,
    HTTP_MAX_FORM,
    HTTP_MAX_FILE,
    HTTP_MAX_FILES,
    HTTP_MAX_FIELDS,
    HTTP_FILE_CACHE,
    HTTP_ACCESS_LOG,
    HTTP_SEND_RATE,
    HTTP_DOCS_DENY,
    WS_DEFLATE = 201,
    WS_DEFLATE_LEVEL,
    WS_DEFLATE_MEM_LEVEL,
    WS_DEFLATE_MIN,
    WS_DEFLATE_WINDOW,
    WS_DEFLATE_CONTEXT,
    WS_ORIGINS,
    WS_PROTOCOLS,
};

#define FIELD(name) offsetof(struct an_config, name)
#define MIB ((zend_long)1 << 20)
#define GIB ((zend_long)1 << 30)
#define TIB ((zend_long)1 << 40)
#define MANY 1000000000 /* a count that nobody reaches */
#define LONGEST_PROBE_MS ((zend_long)32767 * 1000)
#define LONGEST_MS ((zend_long)24 * 24 * 3600 * 1000)

/* What is said above a row, or above a constant further below, is what docs/reference.md says of it. Of two names for one option the one to use stands
 * first. min and max: of a text, its place in struct appnet_texts. What an_config_check() would refuse is refused here first. */
static const struct row {
    const char *name;
    enum option option;
    enum kind kind;
    size_t field;
    zend_long min, max;
} rows[] = {
    /* Worker processes. */
    {"APPNET_OPT_WORKER_NUM", WORKER_NUM, COUNT, FIELD(workers), 1, AN_MAX_WORKERS},
    /* Task workers. */
    {"APPNET_OPT_TASK_WORKER_NUM", TASK_WORKER_NUM, COUNT, FIELD(tasks), 0, AN_MAX_TASKS},
    {"APPNET_OPT_ATASK_WORKER_NUM", TASK_WORKER_NUM, COUNT, FIELD(tasks), 0, AN_MAX_TASKS},
    /* Reactor threads of the network process. They own the sockets; a core each is the most that helps. */
    {"APPNET_OPT_REACTOR_NUM", REACTOR_NUM, COUNT, FIELD(reactors), 1, AN_MAX_REACTORS},
    /* Connections at once; further ones are refused, unless one that has never said a byte, nor been sent one, can make room. `run` raises the limit of open files where it may, and says so where it may not. */
    {"APPNET_OPT_MAX_CONNECTION", MAX_CONNECTION, COUNT, FIELD(max_connections), 1,
     AN_MAX_CONNECTIONS},
    /* The longest WebSocket message, HTTP body, task, and one `send`. What TCP brings is cut into pieces of at most so much. */
    {"APPNET_OPT_MAX_MESSAGE", MAX_MESSAGE, SIZE, FIELD(max_message), 1, GIB},
    /* What the network process keeps in memory for all clients together: messages and bodies that are not whole, inflated as they are, what waits for workers, and what clients do not
     * read. Beyond it those end first that have most (503, 1013); at least twice `APPNET_OPT_MAX_MESSAGE`. 0: a quarter of the memory of the machine, or of the container. */
    {"APPNET_OPT_MAX_BUFFERED", MAX_BUFFERED, SIZE, FIELD(max_buffered), 0, 1024 * GIB},
    /* What the first port speaks. */
    {"APPNET_OPT_PROTO_TYPE", PROTO_TYPE, PROTOCOLS, FIELD(listen[0].speaks), 0, 0},
    /* Leave the terminal: `run` goes on in the background, in a session of its own; who has started it waits until it serves. */
    {"APPNET_OPT_DAEMON", DAEMON, FLAG, FIELD(daemon), 0, 1},
    /* The whole stop, from SIGTERM on: for requests in hand and answers in pieces all but the last second (or tenth) of it; then the rest is cut off. */
    {"APPNET_OPT_STOP_TIMEOUT", STOP_TIMEOUT, TIME, FIELD(stop_ms), 100, LONGEST_MS},
    /* Topics that have subscribers, at each reactor. */
    {"APPNET_OPT_MAX_TOPICS", MAX_TOPICS, COUNT, FIELD(max_topics), 1, 1000000},
    /* Topics of one connection; further ones are not taken. */
    {"APPNET_OPT_MAX_SUBSCRIPTIONS", MAX_SUBSCRIPTIONS, COUNT, FIELD(max_subscriptions), 1,
     1000000},
    /* A WebSocket that says nothing for so long is pinged; 0: none is. */
    {"APPNET_WS_PING", WS_PING, TIME, FIELD(silence.ws_ping_ms), 0, LONGEST_MS},
    /* A WebSocket that says nothing for so long, not even a pong, is closed; 0: none is. */
    {"APPNET_WS_TIMEOUT", WS_TIMEOUT, TIME, FIELD(silence.ws_timeout_ms), 0, LONGEST_MS},
    /* A TCP connection that says nothing for so long is closed; 0: none is. */
    {"APPNET_TCP_TIMEOUT", TCP_TIMEOUT, TIME, FIELD(silence.tcp_timeout_ms), 0, LONGEST_MS},
    /* A connection over which no byte has come, on a port that speaks TCP, and none was sent to it, is closed after so long; 0: none is. */
    {"APPNET_TCP_FIRST_BYTE", TCP_FIRST_BYTE, TIME, FIELD(silence.first_byte_ms), 0, LONGEST_MS},
    /* A client of whom the network has heard nothing for so long is probed (TCP keep-alive; counted in whole seconds; up to a quarter earlier, so that not all are at once);
     * 0: none is. */
    {"APPNET_TCP_KEEPALIVE", TCP_KEEPALIVE, TIME, FIELD(probe_ms), 0, LONGEST_PROBE_MS},
    /* Between probes that are not answered. */
    {"APPNET_TCP_KEEPALIVE_INTERVAL", TCP_KEEPALIVE_INTERVAL, TIME, FIELD(probe_interval_ms), 1,
     LONGEST_PROBE_MS},
    /* So many probes in a row that are not answered: the client has vanished. */
    {"APPNET_TCP_KEEPALIVE_COUNT", TCP_KEEPALIVE_COUNT, COUNT, FIELD(probes), 1, 127},
    /* For a worker that is replaced to finish what it has in hand: requests, answers that it writes in pieces, and tasks that it has given; for a task worker: its task. */
    {"APPNET_OPT_RELOAD_TIMEOUT", RELOAD_TIMEOUT, TIME, FIELD(reload_ms), 100, LONGEST_MS},
    /* Bytes of tasks that wait in the memory of one worker because a task worker is busy; beyond it `addAsynTask` is false. */
    {"APPNET_OPT_TASK_QUEUE_SIZE", TASK_QUEUE_SIZE, SIZE, FIELD(task_queue), 1, 64 * GIB},
    /* Keep HTTP connections open between requests. */
    {"APPNET_HTTP_KEEP_ALIVE", HTTP_KEEP_ALIVE, FLAG, FIELD(keep_alive), 0, 1},
    /* Folder of the static files. Its path is looked up again each second: a deploy may switch a symbolic link. */
    {"APPNET_HTTP_DOCS_ROOT", HTTP_DOCS_ROOT, TEXT, FIELD(docs_root), 0, 0},
    /* Extensions of files that are never sent from the docs root, with blanks or commas between; such a path is PHP's. Case does not count, and a copy is one as well: `a.php.bak`, `a.php~`, `a.php.gz`. */
    {"APPNET_HTTP_DOCS_DENY", HTTP_DOCS_DENY, TEXT, FIELD(docs_deny), 7, 7},
    /* Folder for the files of forms while their request is worked on. Without it such a form is a body like any other. */
    {"APPNET_HTTP_UPLOAD_DIR", HTTP_UPLOAD_DIR, TEXT, FIELD(upload_dir), 1, 1},
    /* Page for status 404, a path below the docs root. */
    {"APPNET_HTTP_404_PAGE", HTTP_404_PAGE, TEXT, FIELD(page_404), 2, 2},
    /* Page for the statuses 500 to 504, a path below the docs root. */
    {"APPNET_HTTP_50X_PAGE", HTTP_50X_PAGE, TEXT, FIELD(page_50x), 3, 3},
    /* For PHP to answer a request; then the client gets a 504. */
    {"APPNET_HTTP_TIMEOUT", HTTP_TIMEOUT, TIME, FIELD(answer_ms), 1, LONGEST_MS},
    /* The longest URI; more: 414. */
    {"APPNET_HTTP_MAX_URI", HTTP_MAX_URI, SIZE, FIELD(max_target), 1, MIB},
    /* The longest head of a request; more: 431. */
    {"APPNET_HTTP_MAX_HEADER", HTTP_MAX_HEADER, SIZE, FIELD(max_head), 1, MIB / 2 - 1024},
    /* Header lines of a request; more: 431. */
    {"APPNET_HTTP_MAX_HEADERS", HTTP_MAX_HEADERS, COUNT, FIELD(max_headers), 1, 10000},
    /* The longest body of a request (`APPNET_OPT_MAX_MESSAGE` counts as well), and all the fields of a form with files; more: 413. */
    {"APPNET_HTTP_MAX_BODY", HTTP_MAX_BODY, SIZE, FIELD(max_body), 1, GIB},
    /* For the head of a request to come, and on a port of HTTP or WebSocket alone for the first one from the start of the connection; then 408. */
    {"APPNET_HTTP_HEADER_TIMEOUT", HTTP_HEADER_TIMEOUT, TIME, FIELD(head_ms), 1, LONGEST_MS},
    /* For the body of a request to come, besides what `APPNET_HTTP_BODY_RATE` adds, and the longest silence in it; then 408. */
    {"APPNET_HTTP_BODY_TIMEOUT", HTTP_BODY_TIMEOUT, TIME, FIELD(body_ms), 1, LONGEST_MS},
    /* A further second for each so many bytes of a body, but never more than `APPNET_HTTP_BODY_TIMEOUT` at a time: it cannot be saved up. 0: none. */
    {"APPNET_HTTP_BODY_RATE", HTTP_BODY_RATE, WIDE, FIELD(body_rate), 0, GIB},
    /* Silence between requests; then the connection ends. */
    {"APPNET_HTTP_KEEP_ALIVE_TIMEOUT", HTTP_KEEP_ALIVE_TIMEOUT, TIME, FIELD(keep_alive_ms), 1,
     LONGEST_MS},
    /* Requests on one connection; 0: any number. */
    {"APPNET_HTTP_MAX_REQUESTS", HTTP_MAX_REQUESTS, COUNT, FIELD(max_requests), 0, MANY},
    /* Requests in a row that come before the answer to the one before; then the connection ends. 0: any number. */
    {"APPNET_HTTP_MAX_PIPELINE", HTTP_MAX_PIPELINE, COUNT, FIELD(max_pipeline), 0, MANY},
    /* For a worker to take a request; then the client gets a 503 and PHP never sees it. */
    {"APPNET_HTTP_QUEUE_TIMEOUT", HTTP_QUEUE_TIMEOUT, TIME, FIELD(queue_ms), 1, LONGEST_MS},
    /* For a client that takes nothing of what is under way to it, of any protocol; then it is cut off as slow. What counts is what it acknowledges. */
    {"APPNET_HTTP_SEND_TIMEOUT", HTTP_SEND_TIMEOUT, TIME, FIELD(send_ms), 1, LONGEST_MS},
    /* The least that a client takes, in bytes a second over each `APPNET_HTTP_SEND_TIMEOUT`, while something waits for it in memory; of any protocol; else it is cut off as slow. 0: none. */
    {"APPNET_HTTP_SEND_RATE", HTTP_SEND_RATE, WIDE, FIELD(send_rate), 0, GIB},
    /* Compress answers from PHP for clients that ask for it. */
    {"APPNET_HTTP_GZIP", HTTP_GZIP, FLAG, FIELD(gzip), 0, 1},
    /* From so many bytes on. */
    {"APPNET_HTTP_GZIP_MIN", HTTP_GZIP_MIN, SIZE, FIELD(gzip_min), 1, GIB},
    /* The longest form that goes to the upload folder; more: 413. */
    {"APPNET_HTTP_MAX_FORM", HTTP_MAX_FORM, SIZE, FIELD(max_form), 1, TIB},
    /* The longest file in it; more: 413. */
    {"APPNET_HTTP_MAX_FILE", HTTP_MAX_FILE, SIZE, FIELD(max_file), 1, TIB},
    /* Files in it; more: 413. */
    {"APPNET_HTTP_MAX_FILES", HTTP_MAX_FILES, COUNT, FIELD(max_files), 0, 10000},
    /* Fields in it; more: 413. */
    {"APPNET_HTTP_MAX_FIELDS", HTTP_MAX_FIELDS, COUNT, FIELD(max_fields), 0, 100000},
    /* Static files that a reactor remembers. */
    {"APPNET_HTTP_FILE_CACHE", HTTP_FILE_CACHE, COUNT, FIELD(file_cache), 1, 100000},
    /* File for one line per request, in the combined format; opened anew at `SIGHUP`. No symbolic link, but for `/dev/stdout` and `/dev/stderr`. */
    {"APPNET_HTTP_ACCESS_LOG", HTTP_ACCESS_LOG, TEXT, FIELD(access_log), 4, 4},
    /* Compress messages for clients that offer it (permessage-deflate). */
    {"APPNET_WS_DEFLATE", WS_DEFLATE, FLAG, FIELD(ws_deflate), 0, 1},
    /* How hard zlib tries: 1 is the fastest, 9 makes the smallest. */
    {"APPNET_WS_DEFLATE_LEVEL", WS_DEFLATE_LEVEL, COUNT, FIELD(ws_deflate_level), 1, 9},
    /* How much memory zlib takes for it. */
    {"APPNET_WS_DEFLATE_MEM_LEVEL", WS_DEFLATE_MEM_LEVEL, COUNT, FIELD(ws_deflate_mem_level), 1, 9},
    /* Shorter messages are sent as they are. */
    {"APPNET_WS_DEFLATE_MIN", WS_DEFLATE_MIN, SIZE, FIELD(ws_deflate_min), 1, GIB},
    /* The window of both sides, in bits: how far back repetitions are found. */
    {"APPNET_WS_DEFLATE_WINDOW", WS_DEFLATE_WINDOW, COUNT, FIELD(ws_deflate_window), 9, 15},
    /* Messages refer to those before them (context takeover): chat shrinks to a quarter instead of a half, for up to two windows of memory per connection. */
    {"APPNET_WS_DEFLATE_CONTEXT", WS_DEFLATE_CONTEXT, FLAG, FIELD(ws_deflate_context), 0, 1},
    /* Origins whose pages may connect, with blanks or commas between (`https://chat.example`, without a path), `*`: all; a page of another one gets a 403. A client without an `Origin` is no page. */
    {"APPNET_WS_ORIGINS", WS_ORIGINS, TEXT, FIELD(ws_origins), 5, 5},
    /* The subprotocols that the server speaks, with commas between; the first of a client's offers that is one of them is chosen. */
    {"APPNET_WS_PROTOCOLS", WS_PROTOCOLS, TEXT, FIELD(ws_protocols), 6, 6},
};

static const struct {
    const char *name;
    enum an_proto_set set;
} protocols[] = {
    /* TCP. */
    {"APPNET_PROTO_TCP_ONLY", AN_SPEAKS_TCP},
    /* HTTP. */
    {"APPNET_PROTO_HTTP_ONLY", AN_SPEAKS_HTTP},
    /* WebSocket; a request without an upgrade gets a 426. */
    {"APPNET_PROTO_WEBSOCKET_ONLY", AN_SPEAKS_WEBSOCKET},
    /* TCP and HTTP. */
    {"APPNET_PROTO_HTTP_MIX", AN_SPEAKS_TCP | AN_SPEAKS_HTTP},
    /* TCP and WebSocket. */
    {"APPNET_PROTO_WEBSOCKET_MIX", AN_SPEAKS_TCP | AN_SPEAKS_WEBSOCKET},
    /* TCP, HTTP and WebSocket. */
    {"APPNET_PROTO_MIX", AN_SPEAKS_ALL},
};

#define ROWS (sizeof rows / sizeof *rows)
#define PROTOCOL_SETS (sizeof protocols / sizeof *protocols)

static void constant(const char *name, zend_long value, int module_number)
{
    zend_register_long_constant(name, strlen(name), value, CONST_CS | CONST_PERSISTENT,
                                module_number);
}

void appnet_options_register(int module_number)
{
    for (size_t i = 0; i < ROWS; i++)
        constant(rows[i].name, rows[i].option, module_number);
    for (size_t i = 0; i < PROTOCOL_SETS; i++)
        constant(protocols[i].name, protocols[i].set, module_number);
    /* A message of text, which is UTF-8. */
    constant("APPNET_WS_TEXT", AN_WS_TEXT, module_number);
    /* A message of any bytes. */
    constant("APPNET_WS_BINARY", AN_WS_BINARY, module_number);
    /* It was sent. */
    constant("APPNET_ERROR_NONE", APPNET_ERROR_NONE, module_number);
    /* The connection has closed; or, over HTTP, no request waits for this answer: it has one, or its answer in pieces has failed. */
    constant("APPNET_ERROR_GONE", APPNET_ERROR_GONE, module_number);
    /* Too much waits for this client, which does not read it fast enough: `APPNET_EVENT_DRAIN` says when half of it has left. Or: too many tasks wait, or answers of tasks. */
    constant("APPNET_ERROR_FULL", APPNET_ERROR_FULL, module_number);
    /* The network process has taken nothing for seconds. */
    constant("APPNET_ERROR_STUCK", APPNET_ERROR_STUCK, module_number);
}

/* --- what is wrong with it, in words --- */

static void list_names(smart_str *to, const char *base, size_t stride, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i) smart_str_appends(to, ", ");
        smart_str_appends(to, *(const char *const *)(const void *)(base + i * stride));
    }
}

static void say_allowed(smart_str *to, const struct row *row)
{
    switch (row->kind) {
    case COUNT:
    case SIZE:
    case WIDE:
    case TIME:
        smart_str_appends(to, "an integer from ");
        smart_str_append_long(to, row->min);
        smart_str_appends(to, " to ");
        smart_str_append_long(to, row->max);
        if (row->kind == TIME) smart_str_appends(to, " (milliseconds)");
        break;
    case FLAG:
        smart_str_appends(to, "true or false (or 1 or 0)");
        break;
    case PROTOCOLS:
        smart_str_appends(to, "one of ");
        list_names(to, (const char *)protocols, sizeof *protocols, PROTOCOL_SETS);
        break;
    case TEXT:
        smart_str_appends(to, "a non-empty string without NUL bytes");
        break;
    }
}

static void say_given(smart_str *to, const zval *value)
{
    if (Z_TYPE_P(value) == IS_LONG)
        smart_str_append_long(to, Z_LVAL_P(value));
    else
        smart_str_appends(to, zend_zval_type_name((zval *)value));
    smart_str_appends(to, " given");
}

static bool refuse(smart_str *text)
{
    smart_str_0(text);
    zend_throw_exception(spl_ce_InvalidArgumentException, ZSTR_VAL(text->s), 0);
    smart_str_free(text);
    return false;
}

static zend_ulong away(zend_long a, zend_long b)
{
    return a < b ? (zend_ulong)b - (zend_ulong)a : (zend_ulong)a - (zend_ulong)b;
}

static bool refuse_value(const struct row *row, const zval *value)
{
    smart_str text = {0};
    smart_str_appends(&text, row->name);
    smart_str_appends(&text, " must be ");
    say_allowed(&text, row);
    smart_str_appends(&text, ", ");
    say_given(&text, value);
    return refuse(&text);
}

/* The one whose number is next comes first: it is a slip, or a constant of another kind. */
static bool refuse_option(zend_long option)
{
    smart_str text = {0};
    const struct row *next = rows;
    for (size_t i = 1; i < ROWS; i++)
        if (away(rows[i].option, option) < away(next->option, option)) next = &rows[i];
    smart_str_appends(&text, "unknown option ");
    smart_str_append_long(&text, option);
    smart_str_appends(&text, "; the nearest is ");
    smart_str_appends(&text, next->name);
    smart_str_appends(&text, "; there are ");
    list_names(&text, (const char *)rows, sizeof *rows, ROWS);
    return refuse(&text);
}

bool appnet_option_of(zval *value, zend_long *option)
{
    char expected[100];
    if (appnet_argument_long(value, option)) return true;
    ZVAL_DEREF(value);
    const char *name = Z_TYPE_P(value) == IS_STRING
                           ? appnet_nearest(Z_STRVAL_P(value), &rows[0].name, sizeof *rows, ROWS)
                           : NULL;
    snprintf(expected, sizeof expected, "of type int%s%s", name ? ": the constant " : "",
             name ? name : "");
    appnet_argument_wrong(1, expected, value);
    return false;
}

/* --- the loop --- */

static bool valid_protocols(zend_long set)
{
    for (size_t i = 0; i < PROTOCOL_SETS; i++)
        if (protocols[i].set == set) return true;
    return false;
}

/* What of the value is looked at: an integer, a truth value or a string. False after a TypeError; else the caller's to release. */
static bool take(zval *to, const struct row *row, uint32_t arg, zval *value)
{
    char expected[80];
    zend_long n;
    ZVAL_DEREF(value);
    ZVAL_UNDEF(to);
    if (row->kind == TEXT) {
        zend_string *s = appnet_argument_string(value);
        if (s) ZVAL_STR(to, s);
    } else if (row->kind == FLAG && (Z_TYPE_P(value) == IS_TRUE || Z_TYPE_P(value) == IS_FALSE)) {
        ZVAL_COPY_VALUE(to, value);
    } else if (appnet_argument_long(value, &n)) {
        ZVAL_LONG(to, n);
    }
    if (!Z_ISUNDEF_P(to)) return true;
    snprintf(expected, sizeof expected, "of type %s for %s",
             row->kind == TEXT   ? "string"
             : row->kind == FLAG ? "bool"
                                 : "int",
             row->name);
    appnet_argument_wrong(arg, expected, value);
    return false;
}

static bool valid(const struct row *row, const zval *value)
{
    bool is_long = Z_TYPE_P(value) == IS_LONG;
    zend_long n = is_long ? Z_LVAL_P(value) : 0;
    switch (row->kind) {
    case FLAG:
        if (Z_TYPE_P(value) == IS_TRUE || Z_TYPE_P(value) == IS_FALSE) return true;
        /* fall through */
    case COUNT:
    case SIZE:
    case WIDE:
    case TIME:
        return is_long && n >= row->min && n <= row->max;
    case PROTOCOLS:
        return is_long && valid_protocols(n);
    case TEXT:
        return Z_TYPE_P(value) == IS_STRING && Z_STRLEN_P(value) > 0 &&
               strlen(Z_STRVAL_P(value)) == Z_STRLEN_P(value);
    }
    return false;
}

static void keep_text(const char **field, zend_string **kept, zend_string *text)
{
    if (*kept) zend_string_release(*kept);
    *kept = zend_string_copy(text);
    *field = ZSTR_VAL(text);
}

static void store(void *field, const struct row *row, struct appnet_texts *texts, const zval *value)
{
    switch (row->kind) {
    case COUNT:
        *(uint32_t *)field = (uint32_t)Z_LVAL_P(value);
        break;
    case SIZE:
        *(size_t *)field = (size_t)Z_LVAL_P(value);
        break;
    case WIDE:
    case TIME:
        *(uint64_t *)field = (uint64_t)Z_LVAL_P(value);
        break;
    case FLAG:
        *(bool *)field =
            Z_TYPE_P(value) == IS_TRUE || (Z_TYPE_P(value) == IS_LONG && Z_LVAL_P(value));
        break;
    case PROTOCOLS:
        *(uint8_t *)field = (uint8_t)Z_LVAL_P(value);
        break;
    case TEXT:
        keep_text(field, &texts->kept[row->min], Z_STR_P(value));
        break;
    }
}

static const struct row *row_of(zend_long option)
{
    for (size_t i = 0; i < ROWS; i++)
        if (option == rows[i].option) return &rows[i];
    return NULL;
}

static bool take_and_store(void *base, size_t field, const struct row *row,
                           struct appnet_texts *texts, zval *value)
{
    zval taken;
    if (!take(&taken, row, 2, value)) return false;
    bool fine = valid(row, &taken) || refuse_value(row, &taken);
    if (fine) store((char *)base + field, row, texts, &taken);
    zval_ptr_dtor(&taken);
    return fine;
}

bool appnet_option_set(struct an_config *config, struct appnet_texts *texts, zend_long option,
                       zval *value)
{
    const struct row *row = row_of(option);
    if (!row) return refuse_option(option);
    return take_and_store(config, row->field, row, texts, value);
}

bool appnet_silence_set(struct an_silence *silence, zend_long option, zval *value)
{
    const struct row *row = row_of(option);
    bool of_silence = row && row->field >= FIELD(silence) &&
                      row->field < FIELD(silence) + sizeof(struct an_silence);
    if (!of_silence) {
        zend_throw_exception(spl_ce_InvalidArgumentException,
                             "a port has options of its own for APPNET_WS_PING, APPNET_WS_TIMEOUT, "
                             "APPNET_TCP_TIMEOUT and APPNET_TCP_FIRST_BYTE alone",
                             0);
        return false;
    }
    return take_and_store(silence, row->field - FIELD(silence), row, NULL, value);
}

void appnet_texts_free(struct appnet_texts *texts)
{
    for (int i = 0; i < APPNET_TEXTS; i++)
        if (texts->kept[i]) zend_string_release(texts->kept[i]);
    memset(texts, 0, sizeof *texts);
}

/* conn_help.c - see conn_help.h. The io and up tables write down what is asked of them. */
#define _GNU_SOURCE /* memmem */

#include "conn_help.h"

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conn/http/exchange.h"
#include "conn/publish.h"
#include "net/protocols.h"

struct conn_loopback lo;

static void note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
static void note(const char *fmt, ...)
{
    size_t at = strlen(lo.told);
    va_list args;
    va_start(args, fmt);
    vsnprintf(lo.told + at, sizeof lo.told - at, fmt, args);
    va_end(args);
}

/* The dead ask for nothing: their socket is closed, and their place may be another's. */
static void expect_alive(const struct an_conn *c)
{
    assert_true(c->phase != AN_PHASE_DEAD);
}

/* A socket that has not taken all is full for the next call. */
static ssize_t io_writev(struct an_conn *c, const struct iovec *iov, int n, bool more)
{
    expect_alive(c);
    (void)more;
    size_t room = lo.filled ? 0 : lo.take, took = 0, offered = 0;
    if (lo.broken) return lo.vanished ? AN_ETIMEOUT : AN_EPEER;
    for (int i = 0; i < n; i++) {
        size_t part = AN_MIN(iov[i].iov_len, room - took);
        assert_true(lo.wrote_len + part < sizeof lo.wrote);
        memcpy(lo.wrote + lo.wrote_len, iov[i].iov_base, part);
        lo.wrote_len += part;
        took += part;
        offered += iov[i].iov_len;
    }
    lo.filled = took > 0 && took < offered;
    if (lo.holds) lo.unsent += took;
    return took ? (ssize_t)took : AN_EAGAIN;
}

/* Byte n of a file on disk is the last digit of n. */
static ssize_t io_sendfile(struct an_conn *c, struct an_file *f, uint64_t offset, size_t len)
{
    expect_alive(c);
    size_t room = lo.filled ? 0 : lo.take;
    assert_true(f->fd >= 0 || !f->bytes);
    if (lo.broken) return lo.vanished ? AN_ETIMEOUT : AN_EPEER;
    if (lo.cold) return 0;
    if (offset >= f->size) return AN_ENOENT;
    size_t n = AN_MIN(len, room);
    lo.filled = n < len;
    for (size_t i = 0; i < n; i++) {
        if (lo.wrote_len < sizeof lo.wrote - 1)
            lo.wrote[lo.wrote_len++] = (char)('0' + (offset + i) % 10);
        lo.file_bytes++;
    }
    return n ? (ssize_t)n : AN_EAGAIN;
}

static void io_want(struct an_conn *c, unsigned mask)
{
    expect_alive(c);
    lo.wants = mask;
}

static void io_shut(struct an_conn *c)
{
    expect_alive(c);
    lo.shuts++;
}

static size_t io_unsent(struct an_conn *c)
{
    (void)c;
    return lo.unsent;
}

static void io_abort(struct an_conn *c)
{
    (void)c;
    lo.aborts++;
}

static void io_timer(struct an_conn *c, uint64_t in_ms)
{
    expect_alive(c);
    an_wheel_add(&lo.wheel, &c->timer, lo.env.now_ms + in_ms);
}

static void io_gone(struct an_conn *c)
{
    an_wheel_cancel(&lo.wheel, &c->timer);
    lo.gones++;
}

static const struct an_transport transport = {
    .writev = io_writev,
    .sendfile = io_sendfile,
    .want = io_want,
    .shut = io_shut,
    .unsent = io_unsent,
    .abort = io_abort,
};

static const struct an_conn_io io = {.socket = &transport, .timer = io_timer, .gone = io_gone};

static int up_post(struct an_conn *c, const struct an_msg *m, const void *head, const void *body)
{
    static const char *const type[] = {[AN_MSG_CONNECT] = "CONNECT",
                                       [AN_MSG_RECV] = "RECV",
                                       [AN_MSG_OPEN] = "OPEN",
                                       [AN_MSG_CLOSE] = "CLOSE",
                                       [AN_MSG_DRAIN] = "DRAIN"};
    static const char *const proto[] = {"TCP", "HTTP", "WS"};
    assert_true(m->id == c->id);
    if (m->type != AN_MSG_CLOSE) expect_alive(c);
    if (!lo.full) an_conn_pushing(c, lo.position += 64);
    if (an_msg_revocable(m)) lo.request = m->stamp;
    if (m->type == AN_MSG_RECV && m->proto == AN_PROTO_WEBSOCKET) {
        assert_int_equal(m->head_len, 0);
        lo.head_place = (uint32_t)m->stamp;
    }
    if (m->type == AN_MSG_CLOSE) {
        lo.close_code = (unsigned)m->stamp;
        lo.reason_len = m->body_len;
        lo.close_state = conn_state();
        an_buf_append(&lo.head, head, m->head_len);
        an_head_store_free(&lo.heads, c->head);
    }
    if (m->flags & AN_MSG_FORM)
        note("FORM %u\n", m->body_len);
    else
        note("%s %s %u [%.*s]\n", type[m->type], proto[m->proto], m->code,
             (int)AN_MIN(m->body_len, 64u), (const char *)body);
    return lo.full ? AN_EAGAIN : AN_OK;
}

uint64_t conn_request(void)
{
    const struct an_conn *c = lo.conn;
    bool in_hand = c->phase >= AN_PHASE_HTTP && c->phase <= AN_PHASE_SEND;
    return in_hand && c->x ? c->x->id : 0;
}

static bool up_withdraw(struct an_conn *c, uint64_t position, uint64_t request)
{
    (void)c;
    assert_int_equal(position, lo.position);
    assert_int_equal(request, lo.request);
    if (!lo.taken) lo.withdrawn = request;
    return !lo.taken;
}

static bool up_released(struct an_conn *c)
{
    (void)c;
    return !lo.unreleased;
}

static size_t up_cancel(struct an_conn *c)
{
    note("CANCEL\n");
    return lo.taken ? AN_MAX(c->parked_bytes / c->parked, 1u) : 0;
}

static bool up_crowded(struct an_conn *c)
{
    (void)c;
    return !lo.roomy;
}

static const struct an_conn_up up = {up_post,     NULL,      up_withdraw,
                                     up_released, up_cancel, up_crowded};

/* --- the disk --- */

static int disk_look(struct an_conn *c, const char *path, size_t len, bool folder,
                     struct an_document **doc)
{
    assert_true(c == lo.conn);
    assert_int_equal(strlen(path), len);
    note("LOOK %s%s\n", path, folder ? "/" : "");
    if (lo.later) return 0;
    if (lo.busy) return AN_EAGAIN;
    *doc = lo.document ? lo.document : conn_document(AN_DOCUMENT_NONE, 0, false);
    lo.document = NULL;
    return 1;
}

static int disk_open(struct an_conn *c, const char *path)
{
    (void)c;
    note("OPEN %s\n", path);
    return lo.busy ? AN_EAGAIN : 0;
}

static void disk_feed(struct an_conn *c, struct an_upload *u, const uint8_t *p, size_t n, bool last)
{
    (void)c;
    note("FEED [%.*s]%s\n", (int)n, (const char *)p, last ? " end" : "");
    assert_null(lo.lent);
    lo.lent = u;
    lo.fed_status = an_upload_feed(u, p, n);
    if (lo.fed_status == 0 && last) lo.fed_status = an_upload_end(u);
}

static void disk_drop(struct an_conn_env *env, struct an_upload *u)
{
    (void)env;
    note("DROP\n");
    an_upload_abort(u);
    an_upload_free(u);
}

static const struct an_conn_disk disk = {disk_look, disk_open, disk_feed, disk_drop};

struct an_file *conn_file(uint64_t size, bool small)
{
    struct an_file *f = an_calloc(1, sizeof *f);
    *f = (struct an_file){.refs = 1,
                          .fd = -1,
                          .size = size,
                          .mtime_ns = 1600000000000000000,
                          .dev = CONN_DEV,
                          .ino = CONN_INO};
    if (!small) return f;
    f->bytes = an_alloc(size);
    for (uint64_t i = 0; i < size; i++)
        f->bytes[i] = (uint8_t)('0' + i % 10);
    return f;
}

struct an_document *conn_document(enum an_document_kind kind, uint64_t size, bool small)
{
    struct an_document *doc = an_calloc(1, sizeof *doc);
    *doc = (struct an_document){.refs = 1, .kind = kind, .type = "text/plain; charset=utf-8"};
    if (kind == AN_DOCUMENT_FILE) doc->file[0] = conn_file(size, small);
    return doc;
}

void conn_found(struct an_document *doc)
{
    an_conn_found(lo.conn, doc);
    an_conn_flush_all(&lo.env);
}

void conn_opened(int err, struct an_file *f)
{
    an_conn_opened(lo.conn, err, f);
    an_conn_flush_all(&lo.env);
}

void conn_fed(void)
{
    struct an_upload *u = lo.lent;
    assert_non_null(u);
    lo.lent = NULL;
    an_conn_fed(lo.conn, u, lo.fed_status);
    an_conn_flush_all(&lo.env);
}

int conn_setup(void **state)
{
    (void)state;
    memset(&lo, 0, sizeof lo);
    an_config_init(&lo.config);
    lo.memory = aligned_alloc(64, (an_registry_bytes(16) + 63) & ~63ul);
    lo.board = aligned_alloc(64, sizeof(struct an_board));
    memset(lo.memory, 0, an_registry_bytes(16));
    memset(lo.board, 0, sizeof(struct an_board));
    an_registry_open(&lo.registry, lo.memory, 16, 1);
    an_topic_table_open(&lo.topics, calloc(1, an_topic_table_bytes(lo.config.max_topics)),
                        lo.config.max_topics);
    struct an_board *b = lo.board;
    const struct an_head_view heads = {
        aligned_alloc(64, an_head_store_bytes(CONN_BLOCKS, CONN_BLOCKS)), CONN_BLOCKS, CONN_BLOCKS};
    memset(lo.blocks = heads.block, 0, an_head_store_bytes(CONN_BLOCKS, CONN_BLOCKS));
    an_head_store_init(&lo.heads, &heads);
    an_buf_init(&lo.head, AN_MAX_HEAD);
    an_dispatch_init(&lo.dispatch, b, lo.config.workers);
    lo.env = (struct an_conn_env){.config = &lo.config,
                                  .io = &io,
                                  .up = &up,
                                  .disk = &disk,
                                  .protocols = &an_protocols,
                                  .topic_table = &lo.topics,
                                  .heads = &lo.heads,
                                  .registry = &lo.registry,
                                  .board = b,
                                  .dispatch = &lo.dispatch,
                                  .counters = &b->reactor[0],
                                  .now_ms = 1000};
    lo.env.date_s = 1700000000;
    an_conn_env_init(&lo.env);
    an_wheel_init(&lo.wheel, lo.env.now_ms);
    lo.take = sizeof lo.wrote;
    lo.conn = malloc(sizeof *lo.conn);
    lo.conn->phase = AN_PHASE_DEAD;
    return 0;
}

int conn_teardown(void **state)
{
    (void)state;
    if (lo.conn->phase != AN_PHASE_DEAD) an_conn_kill(lo.conn, AN_CLOSE_PEER);
    if (lo.lent) disk_drop(&lo.env, lo.lent);
    if (lo.document) an_document_unref(lo.document);
    an_conn_env_fini(&lo.env);
    an_dispatch_fini(&lo.dispatch);
    free(lo.conn);
    free(lo.memory);
    free(lo.board);
    free(lo.topics.shared);
    an_head_store_fini(&lo.heads);
    an_buf_fini(&lo.head);
    free(lo.blocks);
    return 0;
}

void conn_start(uint8_t speaks)
{
    static const struct an_conn_addr addr = {.since_ms = CONN_SINCE_MS, .family = 4};
    lo.config.listen[0].speaks = speaks;
    an_conn_start(&lo.env, lo.conn, 0, 0, &addr);
}

void conn_input(const char *text)
{
    size_t n = strlen(text);
    uint8_t *copy = malloc(n); /* exactly as long, so that reading past it is seen */
    memcpy(copy, text, n);
    an_conn_input(lo.conn, copy, n);
    an_conn_flush_all(&lo.env);
    free(copy);
}

void conn_fin(void)
{
    for (int turn = 0; lo.conn->phase != AN_PHASE_DEAD; turn++) {
        assert_true(turn < 3); /* or the reactor spins */
        if (lo.wants & AN_WANT_READ)
            an_conn_eof(lo.conn);
        else if (lo.wants & AN_WANT_HANGUP)
            an_conn_hung_up(lo.conn);
        else
            break;
        an_conn_flush_all(&lo.env);
    }
}

void conn_input_bytes(const char *text)
{
    for (; *text; text++)
        conn_input((char[]){*text, 0});
}

void conn_file_message(uint8_t flags, uint64_t offset, uint64_t len, const char *path)
{
    uint8_t body[5000];
    size_t n = strlen(path);
    struct an_msg_file of = {offset, len, CONN_DEV, CONN_INO};
    memcpy(body, &of, sizeof of);
    memcpy(body + sizeof of, path, n);
    struct an_delivery d = {.msg = {.type = AN_MSG_SEND,
                                    .proto = AN_PROTO_HTTP,
                                    .flags = AN_MSG_FILE | flags,
                                    .id = lo.conn->id,
                                    .body_len = (uint32_t)(sizeof of + n),
                                    .stamp = lo.request},
                            .body = body};
    assert_true(an_conn_message(lo.conn, &d));
    an_conn_flush_all(&lo.env);
}

void conn_message(enum an_msg_type type, uint32_t code, uint8_t flags, const char *body)
{
    struct an_delivery d = {.msg = {.type = type,
                                    .proto = lo.conn->proto,
                                    .code = code,
                                    .flags = flags,
                                    .id = lo.conn->id,
                                    .body_len = (uint32_t)strlen(body),
                                    .stamp = lo.request},
                            .body = (const uint8_t *)body};
    assert_true(an_conn_message(lo.conn, &d));
}

void conn_answer(const char *body)
{
    conn_message(AN_MSG_SEND, 0, 0, body);
    an_conn_flush_all(&lo.env);
}

void conn_hang_up(uint32_t code, const char *reason)
{
    conn_message(AN_MSG_HANGUP, code, 0, reason);
    an_conn_flush_all(&lo.env);
}

void conn_publish(const struct an_delivery *d)
{
    an_publish_add(&lo.env, d);
    an_publish_topic(&lo.env, false);
    an_publish_end(&lo.env);
}

void conn_pushed(void)
{
    struct an_conn *c = lo.conn;
    if (!c->parked) return;
    struct an_msg m = {.type = AN_MSG_RECV, .body_len = (uint32_t)(c->parked_bytes / c->parked)};
    an_conn_pushing(c, lo.position += 64);
    an_conn_pushed(c, &m, lo.position + 64);
}

void conn_begins_close(void)
{
    conn_message(AN_MSG_UNSUBSCRIBE, 0, 0, "");
}

void conn_sees_close(void)
{
    conn_begins_close();
    conn_hang_up(0, "");
}

void conn_pass(uint64_t ms)
{
    lo.env.now_ms += ms;
    an_wheel_advance(&lo.wheel, lo.env.now_ms);
    an_conn_flush_all(&lo.env);
}

void expect_told(const char *text)
{
    assert_string_equal(lo.told, text);
    lo.told[0] = 0;
}

void expect_wrote(const char *text)
{
    assert_int_equal(lo.wrote_len, strlen(text));
    assert_memory_equal(lo.wrote, text, lo.wrote_len);
    lo.wrote_len = 0;
}

void expect_begins(const char *text)
{
    assert_true(lo.wrote_len >= strlen(text));
    assert_memory_equal(lo.wrote, text, strlen(text));
    lo.wrote_len = 0;
}

bool wrote_has(const char *text)
{
    return memmem(lo.wrote, lo.wrote_len, text, strlen(text)) != NULL;
}

enum an_conn_state conn_state(void)
{
    enum an_conn_state s;
    an_registry_at(&lo.registry, 0, &s);
    return s;
}

void conn_ws_frame(uint8_t first, const char *text)
{
    uint8_t f[256] = {first, (uint8_t)(0x80 | strlen(text)), 'a', 'b', 'c', 'd'};
    size_t n = strlen(text);
    for (size_t i = 0; i < n; i++)
        f[6 + i] = (uint8_t)(text[i] ^ "abcd"[i % 4]);
    an_conn_input(lo.conn, f, 6 + n);
    an_conn_flush_all(&lo.env);
}

void conn_upgraded(void)
{
    conn_start(AN_SPEAKS_ALL);
    conn_input(UPGRADE);
    assert_true(wrote_has("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
    expect_begins("HTTP/1.1 101 ");
    expect_told("CONNECT TCP 0 []\n");
}

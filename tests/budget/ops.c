/* ops.c - one hot operation of the engine, N times: what tests/budget/budget counts the instructions of.
 *
 *   ops NAME N        ops lists the names
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conn/publish.h"
#include "ipc/channel.h"
#include "net/protocols.h"
#include "protocol/http/http1.h"
#include "protocol/http/reply.h"
#include "protocol/text/utf8.h"
#include "protocol/ws/ws.h"
#include "time/wheel.h"

#define CAPACITY 65536u

static struct an_ring *ring_new(void)
{
    struct an_ring *ring = aligned_alloc(64, (an_ring_bytes(CAPACITY) + 63) & ~(size_t)63);
    if (!ring) abort();
    memset(ring, 0, an_ring_bytes(CAPACITY));
    return ring;
}

static void op_ring(long n)
{
    struct an_ring *ring = ring_new();
    struct an_ring_tx tx;
    struct an_ring_rx rx;
    void *p;
    char record[64] = {0};
    an_ring_tx_open(&tx, ring, CAPACITY);
    an_ring_rx_open(&rx, ring, CAPACITY);
    while (n-- > 0) {
        memcpy(an_ring_reserve(&tx, sizeof record), record, sizeof record);
        an_ring_commit(&tx);
        if (an_ring_take(&rx, &p) != sizeof record) abort();
        an_ring_release(&rx);
    }
    free(ring);
}

static void op_channel(long n)
{
    struct an_ring *ring = ring_new();
    struct an_tx tx;
    struct an_rx rx;
    struct an_delivery d;
    char body[64] = {0};
    struct an_msg m = {.type = AN_MSG_RECV, .id = 1, .body_len = sizeof body};
    an_tx_open(&tx, ring, CAPACITY, NULL, -1);
    an_rx_open(&rx, ring, CAPACITY, 1000);
    while (n-- > 0) {
        size_t done = 0;
        if (an_tx_push(&tx, &m, NULL, body, &done) != AN_OK || an_rx_next(&rx, &d) != 1) abort();
        an_rx_done(&rx);
    }
    an_rx_close(&rx);
    free(ring);
}

static void never(struct an_timer *t)
{
    (void)t;
    abort();
}

static void op_wheel(long n)
{
    static struct an_wheel wheel;
    struct an_timer t;
    an_wheel_init(&wheel, 1);
    an_timer_init(&t, never);
    for (long i = 0; i < n; i++) {
        an_wheel_add(&wheel, &t, 1000 + (uint64_t)i % 3600000);
        an_wheel_cancel(&wheel, &t);
    }
}

static void op_ws(long n)
{
    static const uint8_t frame[] = "\x81\x85\0\0\0\0hello";
    struct an_ws ws;
    an_ws_init(&ws, 1000);
    while (n-- > 0) {
        uint8_t in[sizeof frame - 1];
        struct an_ws_event ev;
        memcpy(in, frame, sizeof in);
        if (an_ws_feed(&ws, in, sizeof in, &ev) != sizeof in || ev.type != AN_WS_MESSAGE) abort();
    }
    an_ws_fini(&ws);
}

static void op_http(long n)
{
    static const char text[] = "GET / HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n";
    const struct an_http_limits limits = {.max_target = 1000, .max_head = 8000, .max_body = 1000};
    struct an_http *h = an_http_new(&limits);
    while (n-- > 0) {
        enum an_http_event_type ev;
        int status;
        ssize_t used = an_http_feed(h, (const uint8_t *)text, sizeof text - 1, &ev, &status);
        if (used != sizeof text - 1 || ev != AN_HTTP_REQUEST) abort();
        an_http_reset(h);
    }
    an_http_free(h);
}

static void op_reply(long n)
{
    struct an_http_reply r = {.status = 200, .keep_alive = true, .body_len = 12, .date_s = 1};
    struct an_buf out;
    an_buf_init(&out, 4096);
    while (n-- > 0) {
        an_buf_clear(&out, 4096);
        if (an_http_reply_head(&out, &r) != AN_OK) abort();
    }
    an_buf_fini(&out);
}

static void op_utf8(long n)
{
    static uint8_t text[1024];
    memset(text, 'x', sizeof text);
    while (n-- > 0)
        if (!an_utf8_valid(text, sizeof text)) abort();
}

/* Two bytes and one, in turn: no run of either. */
static void op_text(long n)
{
    static uint8_t text[1023];
    for (size_t i = 0; i < sizeof text; i += 3)
        memcpy(text + i, "\xC3\xA4x", 3);
    while (n-- > 0)
        if (!an_utf8_valid(text, sizeof text)) abort();
}

static void op_unmask(long n)
{
    static uint8_t payload[1024];
    static const uint8_t mask[4] = {1, 2, 3, 4};
    while (n-- > 0)
        an_ws_unmask(payload, sizeof payload, mask, (uint64_t)n);
}

/* --- a topic with subscribers whose sockets take all --- */

#define SUBSCRIBERS 16u

static uint64_t taken;
static struct an_tx receiver; /* not open: nobody is told */

static ssize_t io_writev(struct an_conn *c, const struct iovec *iov, int n, bool more)
{
    (void)c, (void)n, (void)more;
    taken++;
    return (ssize_t)iov->iov_len;
}

static void io_want(struct an_conn *c, unsigned mask)
{
    (void)c, (void)mask;
}

static void io_timer(struct an_conn *c, uint64_t in_ms)
{
    (void)c, (void)in_ms;
}

static void io_gone(struct an_conn *c)
{
    (void)c;
}

static size_t io_unsent(struct an_conn *c)
{
    (void)c;
    return 0;
}

static int up_post(struct an_conn *c, const struct an_msg *m, const void *head, const void *body)
{
    size_t done = 0;
    (void)c;
    return receiver.ring.ring ? an_tx_push(&receiver, m, head, body, &done) : AN_OK;
}

static const struct an_transport transport = {
    .writev = io_writev, .want = io_want, .unsent = io_unsent};
static const struct an_conn_io io = {.socket = &transport, .timer = io_timer, .gone = io_gone};
static const struct an_conn_up up = {.post = up_post};

static void *cleared(size_t len)
{
    void *p = aligned_alloc(64, (len + 63) & ~(size_t)63);
    if (!p) abort();
    return memset(p, 0, len);
}

static const struct an_conn_addr addr = {.family = 4};
static struct an_config config;
static struct an_registry registry;
static struct an_head_store heads;
static struct an_topic_table topics;
static struct an_dispatch dispatch;
static struct an_conn_env env;

/* A reactor's connections, without a reactor. */
static void env_open(uint8_t speaks)
{
    const struct an_head_view view = {cleared(an_head_store_bytes(100, 100)), 100, 100};
    struct an_board *board = cleared(sizeof *board);
    an_config_init(&config);
    config.listen[0].speaks = speaks;
    an_registry_open(&registry, cleared(an_registry_bytes(SUBSCRIBERS)), SUBSCRIBERS, 1);
    an_head_store_init(&heads, &view);
    an_topic_table_open(&topics, cleared(an_topic_table_bytes(config.max_topics)),
                        config.max_topics);
    an_dispatch_init(&dispatch, board, config.workers);
    env = (struct an_conn_env){.config = &config,
                               .protocols = &an_protocols,
                               .io = &io,
                               .up = &up,
                               .registry = &registry,
                               .board = board,
                               .dispatch = &dispatch,
                               .counters = &board->reactor[0],
                               .topic_table = &topics,
                               .heads = &heads,
                               .now_ms = 1};
    an_conn_env_init(&env);
}

static void op_deliver(long n)
{
    static uint8_t body[100];
    static struct an_conn conn[SUBSCRIBERS];
    env_open(AN_SPEAKS_TCP);
    struct an_delivery d = {.msg = {.head_len = 1, .body_len = sizeof body},
                            .head = (const uint8_t *)"t",
                            .body = body};
    for (uint32_t i = 0; i < SUBSCRIBERS; i++) {
        an_conn_start(&env, &conn[i], i, 0, &addr);
        d.msg.type = AN_MSG_SUBSCRIBE;
        an_conn_message(&conn[i], &d);
    }
    d.msg.type = AN_MSG_PUBLISH;
    for (long i = 0; i < n; i++) {
        an_publish_add(&env, &d);
        an_publish_topic(&env, true);
        an_publish_end(&env);
    }
    if (taken != (uint64_t)n * SUBSCRIBERS) abort();
}

/* From the socket's bytes to the worker's event: a WebSocket whose client has sent a long head. */
static void op_receive(long n)
{
    static const char request[] =
        "GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
        "Cookie: %04000d\r\n\r\n";
    static const uint8_t frame[] = "\x81\x85\0\0\0\0hello";
    static struct an_conn conn;
    struct an_ring *ring = ring_new();
    struct an_delivery d;
    struct an_rx rx;
    char text[8192];
    env_open(AN_SPEAKS_WEBSOCKET);
    an_tx_open(&receiver, ring, CAPACITY, NULL, -1);
    an_rx_open(&rx, ring, CAPACITY, 1000);
    an_conn_start(&env, &conn, 0, 0, &addr);
    an_conn_input(&conn, (uint8_t *)text, (size_t)snprintf(text, sizeof text, request, 0));
    if (an_rx_next(&rx, &d) != 1 || d.msg.type != AN_MSG_CONNECT) abort();
    an_rx_done(&rx);
    while (n-- > 0) {
        uint8_t in[sizeof frame - 1];
        memcpy(in, frame, sizeof in);
        an_conn_input(&conn, in, sizeof in);
        if (an_rx_next(&rx, &d) != 1 || d.msg.proto != AN_PROTO_WEBSOCKET) abort();
        an_rx_done(&rx);
    }
    an_rx_close(&rx);
    free(ring);
}

/* One of a crowd of 2,000 in each topic leaves all of its 20, and comes back; another one, who has 2,000 topics, subscribes to each once more. Either has
 * cost of its own only. */
static void op_leave(long n)
{
    enum { CROWD = 2000, OWN = 20 };
    static struct an_subscriber *crowd[CROWD], *busy;
    static struct an_topics all;
    env_open(AN_SPEAKS_TCP);
    an_topics_init(&all, &topics, CROWD);
    for (long i = 0; i < CROWD * (OWN + 1); i++) {
        char name[16];
        int own = (int)(i / CROWD),
            len = snprintf(name, sizeof name, own < OWN ? "all %d" : "%d %ld", own, i);
        struct an_subscriber **who = own < OWN ? &crowd[i % CROWD] : &busy;
        if (an_topics_join(&all, who, NULL, name, (size_t)len) < 0) abort();
    }
    for (long i = 0; i < n; i++) {
        struct an_subscriber **who = &crowd[i % CROWD];
        char name[16];
        an_topics_leave_all(&all, who);
        for (int own = 0; own < OWN; own++) {
            int len = snprintf(name, sizeof name, "all %d", own);
            if (an_topics_join(&all, who, NULL, name, (size_t)len) < 0) abort();
        }
        int len = snprintf(name, sizeof name, "%d %ld", OWN, (long)OWN * CROWD + i % CROWD);
        if (an_topics_join(&all, &busy, NULL, name, (size_t)len) < 0) abort();
    }
}

static const struct {
    const char *name;
    void (*run)(long n);
} ops[] = {
    {"ring", op_ring},     {"channel", op_channel}, {"wheel", op_wheel},     {"ws", op_ws},
    {"http", op_http},     {"reply", op_reply},     {"utf8", op_utf8},       {"text", op_text},
    {"unmask", op_unmask}, {"deliver", op_deliver}, {"receive", op_receive}, {"leave", op_leave},
};

int main(int argc, char **argv)
{
    for (size_t i = 0; i < sizeof ops / sizeof *ops; i++) {
        if (argc == 3 && strcmp(argv[1], ops[i].name) == 0) {
            ops[i].run(strtol(argv[2], NULL, 10));
            return 0;
        }
        if (argc == 1) puts(ops[i].name);
    }
    return argc == 1 ? 0 : 2;
}

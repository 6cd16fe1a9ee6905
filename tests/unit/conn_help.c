/* conn_help.c - see conn_help.h. The io and up tables write down what is asked of them. */
#define _GNU_SOURCE /* memmem */

#include "conn_help.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct conn_loopback lo;

/* A socket that has not taken all is full for the next call. */
static ssize_t io_writev(struct an_conn *c, const struct iovec *iov, int n)
{
    (void)c;
    size_t room = lo.filled ? 0 : lo.take, took = 0, offered = 0;
    if (lo.broken) return AN_EPEER;
    for (int i = 0; i < n; i++) {
        size_t part = AN_MIN(iov[i].iov_len, room - took);
        assert_true(lo.wrote_len + part < sizeof lo.wrote);
        memcpy(lo.wrote + lo.wrote_len, iov[i].iov_base, part);
        lo.wrote_len += part;
        took += part;
        offered += iov[i].iov_len;
    }
    lo.filled = took > 0 && took < offered;
    return took ? (ssize_t)took : AN_EAGAIN;
}

static void io_want(struct an_conn *c, unsigned mask)
{
    (void)c;
    lo.wants = mask;
}

static void io_shut(struct an_conn *c)
{
    (void)c;
    lo.shuts++;
}

static void io_timer(struct an_conn *c, uint64_t in_ms)
{
    an_wheel_add(&lo.wheel, &c->timer, lo.env.now_ms + in_ms);
}

static void io_gone(struct an_conn *c)
{
    an_wheel_cancel(&lo.wheel, &c->timer);
    lo.gones++;
}

static const struct an_conn_io io = {io_writev, io_want, io_shut, io_timer, io_gone};

static int up_post(struct an_conn *c, const struct an_msg *m, const void *head, const void *body)
{
    static const char *const type[] = {
        [AN_MSG_CONNECT] = "CONNECT", [AN_MSG_RECV] = "RECV", [AN_MSG_CLOSE] = "CLOSE"};
    static const char *const proto[] = {"TCP", "HTTP", "WS"};
    size_t at = strlen(lo.told);
    (void)head;
    assert_true(m->id == c->id);
    if (!lo.full && m->type == AN_MSG_RECV) an_conn_request_at(c, lo.position += 64);
    snprintf(lo.told + at, sizeof lo.told - at, "%s %s %u [%.*s]\n", type[m->type], proto[m->proto],
             m->code, (int)AN_MIN(m->body_len, 64u), (const char *)body);
    return lo.full ? AN_EAGAIN : AN_OK;
}

static const struct an_conn_up up = {up_post};

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
    struct an_board *b = lo.board;
    lo.env = (struct an_conn_env){.config = &lo.config,
                                  .io = &io,
                                  .up = &up,
                                  .registry = &lo.registry,
                                  .board = b,
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
    an_conn_env_fini(&lo.env);
    free(lo.conn);
    free(lo.memory);
    free(lo.board);
    return 0;
}

void conn_start(uint8_t speaks)
{
    static const struct an_conn_addr addr = {.family = 4};
    an_conn_start(&lo.env, lo.conn, 0, speaks, &addr);
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

void conn_input_bytes(const char *text)
{
    for (; *text; text++)
        conn_input((char[]){*text, 0});
}

void conn_message(enum an_msg_type type, uint32_t code, uint8_t flags, const char *body)
{
    struct an_delivery d = {.msg = {.type = type,
                                    .proto = lo.conn->proto,
                                    .code = code,
                                    .flags = flags,
                                    .id = lo.conn->id,
                                    .body_len = (uint32_t)strlen(body),
                                    .stamp = lo.position},
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

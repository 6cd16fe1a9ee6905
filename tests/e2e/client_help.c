/* client_help.c - see client_help.h. */
#define _GNU_SOURCE
#include "e2e/client_help.h"

#include <errno.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "e2e/claim_help.h"

#define NO_LIMIT ((size_t)1 << 40)

int client_socket(uint16_t port)
{
    struct sockaddr_in a = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int on = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    must_say(fd >= 0, "socket: %s", strerror(errno));
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(fd, (struct sockaddr *)&a, sizeof a) == 0 || errno == EINPROGRESS) return fd;
    must_say(errno == ECONNREFUSED, "connect: %s", strerror(errno));
    close(fd);
    return -1;
}

static void await(const struct client *c, short events)
{
    struct pollfd p = {.fd = c->fd, .events = events};
    must_say(poll(&p, 1, claim_left_ms()) == 1, "nothing comes from the server, or goes to it");
}

struct client client_open(uint16_t port, enum wire wire)
{
    struct client c = {.fd = client_socket(port), .wire = WIRE_HTTP};
    must_say(c.fd >= 0, "the connection is refused");
    an_buf_init(&c.in, NO_LIMIT);
    if (wire == WIRE_WS) {
        struct an_buf b;
        an_buf_init(&b, NO_LIMIT);
        wire_upgrade(&b);
        must(client_send(&c, b.data, b.len));
        an_buf_fini(&b);
        must(client_hear(&c) && c.heard.code == 101);
    }
    c.wire = wire;
    return c;
}

bool client_send(struct client *c, const void *p, size_t len)
{
    const char *at = p;
    while (len > 0) {
        ssize_t n = send(c->fd, at, len, MSG_NOSIGNAL);
        if (n < 0 && errno != EAGAIN && errno != EINTR) return false;
        if (n < 0) await(c, POLLOUT);
        if (n < 0) continue;
        at += n;
        len -= (size_t)n;
    }
    return true;
}

static bool send_buf(struct client *c, struct an_buf *b)
{
    bool sent = client_send(c, b->data, b->len);
    an_buf_fini(b);
    return sent;
}

bool client_say(struct client *c, const void *p, size_t len)
{
    struct an_buf b;
    an_buf_init(&b, NO_LIMIT);
    wire_say(&b, c->wire, p, len);
    return send_buf(c, &b);
}

bool client_frame(struct client *c, uint8_t opcode, const void *p, size_t len)
{
    struct an_buf b;
    an_buf_init(&b, NO_LIMIT);
    wire_frame(&b, opcode, p, len);
    return send_buf(c, &b);
}

bool client_get(struct client *c, const char *target)
{
    struct an_buf b;
    an_buf_init(&b, NO_LIMIT);
    wire_get(&b, target);
    return send_buf(c, &b);
}

/* Reads more into c->in. False: the end. */
static bool fill(struct client *c)
{
    for (;;) {
        uint8_t *to = an_buf_reserve(&c->in, 262144);
        ssize_t n = recv(c->fd, to, 262144, 0);
        if (n > 0) an_buf_added(&c->in, (size_t)n);
        if (n >= 0) return n > 0;
        if (errno == ECONNRESET || errno == EPIPE) return false;
        must_say(errno == EAGAIN || errno == EINTR, "recv: %s", strerror(errno));
        await(c, POLLIN);
    }
}

static bool hear(struct client *c, bool head_only)
{
    an_buf_consume(&c->in, c->used);
    c->used = 0;
    for (;;) {
        ssize_t n = 0;
        if (c->in.len)
            n = head_only ? wire_hear_head(c->in.data, c->in.len, &c->heard)
                          : wire_hear(c->wire, c->in.data, c->in.len, &c->heard);
        must_say(n >= 0, "the server's answer is not one of its protocol");
        c->used = (size_t)n;
        if (n > 0) break;
        if (!fill(c)) return false;
    }
    size_t len = c->heard.len < sizeof c->text ? c->heard.len : sizeof c->text - 1;
    memcpy(c->text, c->heard.body, len);
    c->text[len] = 0;
    return true;
}

bool client_hear(struct client *c)
{
    return hear(c, false);
}

bool client_hear_head(struct client *c)
{
    return hear(c, true);
}

static void same(const void *a, const void *b, size_t len)
{
    if (memcmp(a, b, len) == 0) return;
    size_t at = 0;
    while (((const char *)a)[at] == ((const char *)b)[at])
        at++;
    claim_failed(__FILE__, __LINE__, "byte %zu of %zu is wrong: \"%.60s\"", at, len,
                 (const char *)a + at);
}

void client_expect(struct client *c, const void *p, size_t len)
{
    size_t at = 0;
    do {
        must_say(client_hear(c), "the connection ended after %zu bytes of %zu", at, len);
        must_say(c->wire != WIRE_HTTP || c->heard.code == 200, "status %d", c->heard.code);
        must_say(c->heard.len <= len - at, "%zu bytes more than expected: \"%.60s\"",
                 c->heard.len - (len - at), c->text);
        same(c->heard.body, (const char *)p + at, c->heard.len);
        at += c->heard.len;
    } while (c->wire == WIRE_TCP && at < len);
    must_say(at == len, "%zu bytes, not %zu", at, len);
}

void client_expect_letters(struct client *c, size_t len)
{
    char *p = malloc(len);
    must(p);
    for (size_t i = 0; i < len; i++)
        p[i] = (char)('a' + i % 26);
    client_expect(c, p, len);
    free(p);
}

static const char *ask(struct client *c, const char *fmt, va_list args)
{
    char text[1024];
    int n = vsnprintf(text, sizeof text, fmt, args);
    must_say(client_say(c, text, (size_t)n) && client_hear(c), "no answer to \"%s\"", text);
    return c->text;
}

const char *client_ask(struct client *c, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    ask(c, fmt, args);
    va_end(args);
    return c->text;
}

uint64_t client_ask_number(struct client *c, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    ask(c, fmt, args);
    va_end(args);
    char *end;
    uint64_t n = strtoull(c->text, &end, 10);
    must_say(end != c->text, "\"%s\" is no number", c->text);
    return n;
}

uint64_t client_id(struct client *c)
{
    return client_ask_number(c, "!id");
}

uint64_t client_stat(struct client *c, const char *name)
{
    char key[64];
    client_ask(c, "!stats");
    snprintf(key, sizeof key, "%s=", name);
    for (const char *at = c->text; (at = strstr(at, key)); at++)
        if (at == c->text || at[-1] == ' ') return strtoull(at + strlen(key), NULL, 10);
    claim_failed(__FILE__, __LINE__, "no counter \"%s\" in \"%s\"", name, c->text);
}

void client_stat_await(struct client *c, const char *name, uint64_t least)
{
    while (client_stat(c, name) < least)
        claim_wait();
}

void client_expect_end(struct client *c)
{
    must_say(!client_hear(c), "\"%s\" instead of the end", c->text);
    must_say(c->in.len == 0, "the end comes in the middle of an answer");
}

void client_half_close(struct client *c)
{
    shutdown(c->fd, SHUT_WR);
}

void client_close(struct client *c)
{
    close(c->fd);
    c->fd = -1;
    an_buf_fini(&c->in);
}

void client_reset(struct client *c)
{
    struct linger none = {1, 0};
    setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &none, sizeof none);
    client_close(c);
}

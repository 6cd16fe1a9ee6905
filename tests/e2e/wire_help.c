/* wire_help.c - see wire_help.h. RFC 6455 and RFC 9112, as much of them as this server's answers use. */
#define _GNU_SOURCE
#include "e2e/wire_help.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "e2e/claim_help.h"
#include "random_help.h"

/* The example of RFC 6455, section 1.3: no digest is needed. */
#define KEY "dGhlIHNhbXBsZSBub25jZQ=="
#define ACCEPT "\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"

#define MAX_HEAD 8192

static void put(struct an_buf *out, const void *p, size_t len)
{
    must(an_buf_append(out, p, len) == 0);
}

void wire_frame(struct an_buf *out, uint8_t opcode, const void *p, size_t len)
{
    static struct random state = {88172645};
    uint64_t random = random_next(&state);
    uint8_t head[14] = {0x80 | opcode}, mask[4];
    size_t at = 2;
    int more = len < 126 ? 0 : len < 65536 ? 2 : 8;
    head[1] = (uint8_t)(0x80 | (more == 0 ? len : more == 2 ? 126 : 127));
    for (int i = more - 1; i >= 0; i--)
        head[at++] = (uint8_t)(len >> (8 * i));
    memcpy(mask, &random, 4);
    memcpy(head + at, mask, 4);
    put(out, head, at + 4);
    if (!len) return;
    uint8_t *to = an_buf_reserve(out, len);
    must(to);
    for (size_t i = 0; i < len; i++)
        to[i] = ((const uint8_t *)p)[i] ^ mask[i & 3];
    an_buf_added(out, len);
}

void wire_say(struct an_buf *out, enum wire wire, const void *p, size_t len)
{
    char head[128];
    if (wire == WIRE_WS) {
        wire_frame(out, WIRE_TEXT, p, len);
        return;
    }
    int n = snprintf(head, sizeof head,
                     "POST / HTTP/1.1\r\nHost: test\r\nContent-Length: %zu\r\n\r\n", len);
    if (wire == WIRE_HTTP) put(out, head, (size_t)n);
    if (len) put(out, p, len);
}

void wire_get(struct an_buf *out, const char *target)
{
    put(out, "GET /", 5);
    put(out, target, strlen(target));
    put(out, " HTTP/1.1\r\nHost: test\r\n\r\n", 25);
}

void wire_upgrade(struct an_buf *out)
{
    static const char text[] =
        "GET /chat HTTP/1.1\r\nHost: test\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Key: " KEY "\r\nSec-WebSocket-Version: 13\r\n\r\n";
    put(out, text, sizeof text - 1);
}

ssize_t wire_hear_head(const uint8_t *in, size_t len, struct wire_heard *h)
{
    size_t look = len < MAX_HEAD ? len : MAX_HEAD;
    const uint8_t *end = memmem(in, look, "\r\n\r\n", 4);
    if (!end) return len < MAX_HEAD ? 0 : -1;
    *h = (struct wire_heard){.head = (const char *)in, .head_len = (size_t)(end - in) + 4};
    if (memcmp(in, "HTTP/1.1 ", 9) != 0) return -1;
    h->code = (int)strtol(h->head + 9, NULL, 10);
    if (h->code == 101 && !memmem(in, h->head_len, ACCEPT, sizeof ACCEPT - 1)) return -1;
    h->body = in + h->head_len;
    return (ssize_t)h->head_len;
}

static ssize_t hear_http(const uint8_t *in, size_t len, struct wire_heard *h)
{
    static const char name[] = "\r\nContent-Length: ";
    ssize_t used = wire_hear_head(in, len, h);
    if (used <= 0) return used;
    const char *length = memmem(h->head, h->head_len, name, sizeof name - 1);
    if (!length) return h->code == 204 || h->code == 304 || h->code < 200 ? used : -1;
    h->len = strtoull(length + sizeof name - 1, NULL, 10);
    return h->len <= len - (size_t)used ? used + (ssize_t)h->len : 0;
}

/* A server's frames are whole messages here, and not masked. */
static ssize_t hear_frame(const uint8_t *in, size_t len, struct wire_heard *h)
{
    if (len < 2) return 0;
    uint64_t size = in[1];
    size_t at = 2, more = size == 126 ? 2 : size == 127 ? 8 : 0;
    if (!(in[0] & 0x80) || in[0] & 0x70 || size > 127) return -1;
    if (len < at + more) return 0;
    if (more) size = 0;
    for (; more > 0; more--)
        size = size << 8 | in[at++];
    *h = (struct wire_heard){.code = in[0] & 15, .body = in + at, .len = size};
    if (h->code > WIRE_PONG || (h->code > WIRE_BINARY && h->code < WIRE_CLOSE)) return -1;
    return size <= len - at ? (ssize_t)(at + size) : 0;
}

ssize_t wire_hear(enum wire wire, const uint8_t *in, size_t len, struct wire_heard *h)
{
    if (wire == WIRE_HTTP) return hear_http(in, len, h);
    if (wire == WIRE_WS) return hear_frame(in, len, h);
    *h = (struct wire_heard){.body = in, .len = len};
    return (ssize_t)len;
}

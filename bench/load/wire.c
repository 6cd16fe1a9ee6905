/* wire.c - see the header. The WebSocket side is RFC 6455 as a client needs it, no more: one frame
 * per message out, any framing in. */
#define _GNU_SOURCE
#include "wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define TAG 16
#define LETTERS 1024

/* Key and answer are the pair that RFC 6455 itself gives as its example (section 1.3), so no digest
 * is needed here. */
#define WS_KEY "dGhlIHNhbXBsZSBub25jZQ=="
#define WS_ACCEPT "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="

/* One period more than is ever asked for at once, so that any window of LETTERS bytes is
 * contiguous. */
static char letters[2 * LETTERS];

void wire_init(void)
{
    uint32_t x = 2463534242;
    for (size_t i = 0; i < LETTERS; i++) {
        x ^= x << 13, x ^= x >> 17, x ^= x << 5;
        letters[i] = letters[i + LETTERS] = (char)('a' + x % 26);
    }
}

static void tag_make(char *tag, uint32_t peer, uint64_t number)
{
    for (int i = 0; i < 8; i++) {
        tag[i] = "0123456789abcdef"[number >> (4 * i) & 15];
        tag[8 + i] = "0123456789abcdef"[peer >> (4 * i) & 15];
    }
}

/* Where the letters begin that stand at `offset` of the message: a window of at most LETTERS bytes
 * may be read from there. */
static const char *letters_at(uint32_t peer, uint64_t number, size_t offset)
{
    return letters + (number * 31 + (uint64_t)peer * 7 + offset) % LETTERS;
}

static size_t min_size(size_t a, size_t b)
{
    return a < b ? a : b;
}

static void message_make(uint8_t *out, size_t size, uint32_t peer, uint64_t number)
{
    char tag[TAG];
    tag_make(tag, peer, number);
    memcpy(out, tag, min_size(size, TAG));
    for (size_t at = TAG, n; at < size; at += n) {
        n = min_size(size - at, LETTERS);
        memcpy(out + at, letters_at(peer, number, at), n);
    }
}

static bool message_is(const uint8_t *in, size_t len, uint32_t peer, uint64_t number, size_t offset)
{
    while (len > 0) {
        char tag[TAG];
        const char *want = tag;
        size_t n;
        if (offset < TAG) {
            tag_make(tag, peer, number);
            want += offset;
            n = min_size(len, TAG - offset);
        } else {
            want = letters_at(peer, number, offset);
            n = min_size(len, LETTERS);
        }
        if (memcmp(in, want, n) != 0) return false;
        in += n, len -= n, offset += n;
    }
    return true;
}

/* ---- out ---- */

size_t wire_greet(const struct wire_plan *plan, char *out)
{
    if (plan->wire != WIRE_WS) return 0;
    return (size_t)snprintf(
        out, WIRE_HEAD_MAX,
        "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: " WS_KEY "\r\nSec-WebSocket-Version: 13\r\n\r\n");
}

size_t wire_welcome(char *out)
{
    return (size_t)snprintf(out, WIRE_HEAD_MAX,
                            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                            "Connection: Upgrade\r\nSec-WebSocket-Accept: " WS_ACCEPT "\r\n\r\n");
}

static uint32_t mask_next(void)
{
    static uint32_t x = 88172645;
    x ^= x << 13, x ^= x >> 17, x ^= x << 5;
    return x;
}

/* Header of one whole, masked frame. Returns its length. */
static size_t frame_head(uint8_t *out, uint8_t opcode, size_t size, uint32_t mask)
{
    size_t at = 2;
    out[0] = 0x80 | opcode;
    int more = size < 126 ? 0 : size < 65536 ? 2 : 8;
    out[1] = (uint8_t)(0x80 | (more == 0 ? size : more == 2 ? 126 : 127));
    for (int i = more - 1; i >= 0; i--)
        out[at++] = (uint8_t)(size >> (8 * i));
    memcpy(out + at, &mask, 4);
    return at + 4;
}

static void mask_bytes(uint8_t *at, size_t len, uint32_t mask)
{
    uint64_t wide = (uint64_t)mask << 32 | mask, word;
    size_t i = 0;
    for (; i + 8 <= len; i += 8) {
        memcpy(&word, at + i, 8);
        word ^= wide;
        memcpy(at + i, &word, 8);
    }
    for (; i < len; i++)
        at[i] ^= ((const uint8_t *)&mask)[i & 3];
}

size_t wire_encode(const struct wire_plan *plan, uint32_t peer, uint64_t number, uint8_t *out)
{
    static const char get[] = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
    if (plan->wire == WIRE_HTTP) {
        memcpy(out, get, sizeof get - 1);
        return sizeof get - 1;
    }
    uint32_t mask = plan->wire == WIRE_WS ? mask_next() : 0;
    size_t head = plan->wire == WIRE_WS ? frame_head(out, 1, plan->size, mask) : 0;
    message_make(out + head, plan->size, peer, number);
    if (plan->wire == WIRE_WS) mask_bytes(out + head, plan->size, mask);
    return head + plan->size;
}

size_t wire_pong(uint8_t *out)
{
    return frame_head(out, 10, 0, mask_next());
}

/* ---- in ---- */

static int refuse(const char **why, const char *text)
{
    *why = text;
    return -1;
}

static void message_done(struct wire_reader *r)
{
    r->number++;
    r->offset = 0;
}

/* Gathers a head up to its empty line. Returns the bytes used; r->head is whole when it ends with
 * that line. */
static size_t head_gather(struct wire_reader *r, const uint8_t *in, size_t len, bool *whole)
{
    if (!r->head) r->head = calloc(1, WIRE_HEAD_MAX + 1);
    if (!r->head) abort();
    size_t used = 0;
    *whole = false;
    while (used < len && r->head_len < WIRE_HEAD_MAX && !*whole) {
        r->head[r->head_len++] = (char)in[used++];
        *whole = r->head_len >= 4 && memcmp(r->head + r->head_len - 4, "\r\n\r\n", 4) == 0;
    }
    return used;
}

static void head_drop(struct wire_reader *r)
{
    free(r->head);
    r->head = NULL;
    r->head_len = 0;
}

static int upgrade_check(struct wire_reader *r, const char **why)
{
    const char *accept = strcasestr(r->head, "\r\nsec-websocket-accept:");
    if (strncmp(r->head, "HTTP/1.1 101 ", 13) != 0) return refuse(why, "the upgrade was refused");
    if (!accept || !strstr(accept, WS_ACCEPT "\r\n"))
        return refuse(why, "wrong Sec-WebSocket-Accept");
    if (strcasestr(r->head, "\r\nsec-websocket-extensions:"))
        return refuse(why, "an extension nobody offered");
    r->upgraded = true;
    return 0;
}

static int answer_check(const struct wire_plan *plan, struct wire_reader *r, const char **why)
{
    const char *length = strcasestr(r->head, "\r\ncontent-length:");
    if (strncmp(r->head, "HTTP/1.1 200 ", 13) != 0)
        return refuse(why, "an HTTP answer that is not 200");
    if (!length) return refuse(why, "an HTTP answer without Content-Length");
    if (strtoull(length + 17, NULL, 10) != plan->size)
        return refuse(why, "an HTTP answer of the wrong length");
    r->in_frame = true;
    return 0;
}

/* Payload bytes of the message under way, whatever carried them. Returns the bytes used or -1. */
static ssize_t payload_take(const struct wire_plan *plan, struct wire_reader *r, const uint8_t *in,
                            size_t len, const char **why)
{
    size_t n = min_size(len, plan->size - r->offset);
    bool right = plan->wire == WIRE_HTTP ? memcmp(in, plan->body + r->offset, n) == 0
                                         : message_is(in, n, r->peer, r->number, r->offset);
    if (!right) return refuse(why, "an answer that differs from what was sent");
    r->offset += n;
    return (ssize_t)n;
}

static ssize_t http_step(const struct wire_plan *plan, struct wire_reader *r, const uint8_t *in,
                         size_t len, const char **why)
{
    if (!r->in_frame) {
        bool whole;
        size_t used = head_gather(r, in, len, &whole);
        if (!whole)
            return r->head_len < WIRE_HEAD_MAX ? (ssize_t)used
                                               : refuse(why, "an HTTP head without end");
        int err = answer_check(plan, r, why);
        head_drop(r);
        return err < 0 ? -1 : (ssize_t)used;
    }
    ssize_t used = payload_take(plan, r, in, len, why);
    if (used >= 0 && r->offset == plan->size) {
        message_done(r);
        r->in_frame = false;
    }
    return used;
}

static ssize_t greeting_step(struct wire_reader *r, const uint8_t *in, size_t len, const char **why)
{
    bool whole;
    size_t used = head_gather(r, in, len, &whole);
    if (!whole)
        return r->head_len < WIRE_HEAD_MAX ? (ssize_t)used
                                           : refuse(why, "an HTTP head without end");
    int err = upgrade_check(r, why);
    head_drop(r);
    return err < 0 ? -1 : (ssize_t)used;
}

static size_t frame_head_size(const struct wire_reader *r)
{
    if (r->frame_len < 2) return 2;
    uint8_t code = r->frame[1] & 127;
    return code < 126 ? 2 : code == 126 ? 4 : 10;
}

/* A frame header is whole: judge it. */
static int frame_open(const struct wire_plan *plan, struct wire_reader *r, const char **why)
{
    uint8_t opcode = r->frame[0] & 15;
    uint64_t size = r->frame[1] & 127;
    if (size >= 126) {
        size = 0;
        for (int i = 2; i < r->frame_len; i++)
            size = size << 8 | r->frame[i];
    }
    r->control = opcode >= 8;
    if (r->frame[0] & 0x70 || r->frame[1] & 0x80)
        return refuse(why, "a frame with reserved bits or a mask");
    if (opcode == 8) return refuse(why, "the server closed the WebSocket");
    if (opcode > 10 || (opcode > 2 && opcode < 8)) return refuse(why, "an unknown opcode");
    if (!r->control && (opcode == 0) != r->in_message) return refuse(why, "a frame out of turn");
    if (!r->control && size > plan->size - r->offset)
        return refuse(why, "a message that is too long");
    if (!r->control) r->in_message = true;
    if (opcode == 9) r->ping = true;
    r->fin = r->frame[0] & 0x80;
    r->frame_left = size;
    r->in_frame = true;
    return 0;
}

static int frame_close(const struct wire_plan *plan, struct wire_reader *r, const char **why)
{
    r->in_frame = false;
    r->frame_len = 0;
    if (r->control || !r->fin) return 0;
    if (r->offset != plan->size) return refuse(why, "a message that is too short");
    r->in_message = false;
    message_done(r);
    return 0;
}

static ssize_t ws_step(const struct wire_plan *plan, struct wire_reader *r, const uint8_t *in,
                       size_t len, const char **why)
{
    ssize_t used = 0;
    if (!r->upgraded) return greeting_step(r, in, len, why);
    if (!r->in_frame) {
        while ((size_t)used < len && r->frame_len < frame_head_size(r))
            r->frame[r->frame_len++] = in[used++];
        if (r->frame_len < frame_head_size(r)) return used;
        if (frame_open(plan, r, why) < 0) return -1;
    } else {
        size_t n = min_size(len, r->frame_left);
        used = r->control ? (ssize_t)n : payload_take(plan, r, in, n, why);
        if (used < 0) return -1;
        r->frame_left -= (uint64_t)used;
    }
    if (r->frame_left == 0 && frame_close(plan, r, why) < 0) return -1;
    return used;
}

static ssize_t tcp_step(const struct wire_plan *plan, struct wire_reader *r, const uint8_t *in,
                        size_t len, const char **why)
{
    ssize_t used = payload_take(plan, r, in, len, why);
    if (used >= 0 && r->offset == plan->size) message_done(r);
    return used;
}

int wire_feed(const struct wire_plan *plan, struct wire_reader *r, const uint8_t *in, size_t len,
              const char **why)
{
    uint64_t before = r->number;
    while (len > 0) {
        ssize_t used = plan->wire == WIRE_TCP  ? tcp_step(plan, r, in, len, why)
                       : plan->wire == WIRE_WS ? ws_step(plan, r, in, len, why)
                                               : http_step(plan, r, in, len, why);
        if (used < 0) return -1;
        in += used, len -= (size_t)used;
    }
    return (int)(r->number - before);
}

bool wire_ready(const struct wire_plan *plan, const struct wire_reader *r)
{
    return plan->wire != WIRE_WS || r->upgraded;
}

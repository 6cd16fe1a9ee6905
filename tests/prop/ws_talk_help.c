/* ws_talk_help.c - see ws_talk_help.h. */
#include "ws_talk_help.h"

#include "utf8_help.h"

#include <stdlib.h>
#include <string.h>

int talk_open(void **state)
{
    static struct talk t;
    t.wire = malloc(TALK_WIRE_MAX);
    *state = &t;
    random_open(&t.r);
    return t.wire ? 0 : -1;
}

int talk_close(void **state)
{
    struct talk *t = *state;
    ws_text_fini(&t->meant);
    free(t->wire);
    return 0;
}

void talk_begin(struct talk *t)
{
    t->len = 0;
    ws_text_fini(&t->meant);
    ws_text_word(&t->meant, "");
}

/* --- what is said --- */

size_t talk_random_payload(struct random *r, bool text, uint8_t *p, size_t max)
{
    size_t len = random_size(r, max), n = 0;
    while (!text && n < len)
        p[n++] = (uint8_t)random_next(r);
    while (n + 4 <= len) {
        uint32_t code = (uint32_t)random_below(r, random_below(r, 8) ? 0x80 : 0x110000);
        if (code >= 0xD800 && code < 0xE000) code ^= 0x2000;
        n += utf8_slow_encode(code, 0, p + n);
    }
    return n;
}

static void frame(struct talk *t, uint8_t first, const uint8_t *p, size_t n)
{
    uint8_t mask[4];
    uint64_t bits = random_next(&t->r);
    memcpy(mask, &bits, 4);
    t->len += ws_client_frame(t->wire + t->len, first, mask, p, n);
}

void talk_control(struct talk *t)
{
    uint8_t p[125];
    bool ping = random_below(&t->r, 2);
    struct an_ws_event ev = {.type = ping ? AN_WS_PING : AN_WS_PONG, .data = p};
    ev.len = talk_random_payload(&t->r, false, p, sizeof p);
    frame(t, ping ? 0x89 : 0x8A, p, ev.len);
    ws_text_event(&t->meant, &ev);
}

void talk_send(struct talk *t, uint8_t first, const uint8_t *p, size_t n)
{
    size_t at = 0;
    while (random_below(&t->r, 3) == 0) {
        size_t part = random_size(&t->r, n - at);
        frame(t, first, p + at, part);
        at += part;
        first = AN_WS_CONTINUATION;
        if (random_below(&t->r, 3) == 0) talk_control(t);
    }
    frame(t, 0x80 | first, p + at, n - at);
}

void talk_message(struct talk *t)
{
    static uint8_t p[TALK_MESSAGE_MAX];
    bool text = random_below(&t->r, 2);
    struct an_ws_event ev = {
        .type = AN_WS_MESSAGE, .opcode = text ? AN_WS_TEXT : AN_WS_BINARY, .data = p};
    ev.len = talk_random_payload(&t->r, text, p, sizeof p);
    talk_send(t, ev.opcode, p, ev.len);
    ws_text_event(&t->meant, &ev);
}

void talk_end(struct talk *t)
{
    uint8_t p[125] = {0x03, 0xE8};
    struct an_ws_event ev = {.type = AN_WS_CLOSE, .close_code = 1005, .data = p + 2};
    if (random_below(&t->r, 2)) {
        ev.close_code = 1000;
        ev.len = talk_random_payload(&t->r, true, p + 2, sizeof p - 2);
    }
    frame(t, 0x88, p, ev.close_code == 1005 ? 0 : 2 + ev.len);
    ws_text_event(&t->meant, &ev);
}

void talk_spoil(struct talk *t)
{
    for (size_t n = random_below(&t->r, 3); n-- && t->len;) {
        size_t at =
            random_below(&t->r, 2) ? random_size(&t->r, t->len - 1) : random_below(&t->r, t->len);
        t->wire[at] = random_below(&t->r, 2) ? (uint8_t)random_next(&t->r)
                                             : (uint8_t)(t->wire[at] ^ 1 << random_below(&t->r, 8));
    }
    if (t->len && random_below(&t->r, 4) == 0) t->len = random_below(&t->r, t->len);
}

/* --- how it arrives --- */

size_t talk_small_part(void *r, size_t at, size_t left)
{
    (void)at;
    return 1 + random_size(r, left - 1);
}

size_t talk_large_part(void *r, size_t at, size_t left)
{
    (void)at;
    return 1 + random_below(r, left);
}

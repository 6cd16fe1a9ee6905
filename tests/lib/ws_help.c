/* ws_help.c - see ws_help.h. */
#include "ws_help.h"

#include "guard_help.h"
#include "utf8_help.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ground/base.h"
#include "protocol/ws/deflate.h"

#define SHOWN 32 /* bytes of a payload that are told one by one */
#define MUST(x) ((x) ? (void)0 : broken(#x, __LINE__))

static void broken(const char *what, int line)
{
    fprintf(stderr, "ws_help.c:%d: the codec broke its word: %s\n", line, what);
    abort();
}

/* --- frames --- */

size_t ws_client_frame(uint8_t *out, uint8_t first, const uint8_t mask[4], const void *payload,
                       size_t len)
{
    size_t more = len > 0xFFFF ? 8 : len > 125 ? 2 : 0, at = 0;
    out[at++] = first;
    out[at++] = (uint8_t)(0x80 | (more == 8 ? 127 : more == 2 ? 126 : len));
    for (size_t i = more; i-- > 0;)
        out[at++] = (uint8_t)((uint64_t)len >> 8 * i);
    memcpy(out + at, mask, 4);
    at += 4;
    for (size_t i = 0; i < len; i++)
        out[at + i] = ((const uint8_t *)payload)[i] ^ mask[i % 4];
    return at + len;
}

/* --- text --- */

static void add(struct ws_text *t, const char *s, size_t n)
{
    if (t->len + n + 1 > t->cap) {
        t->cap = 2 * (t->len + n + 1);
        t->at = realloc(t->at, t->cap);
        MUST(t->at != NULL);
    }
    memcpy(t->at + t->len, s, n);
    t->len += n;
    t->at[t->len] = 0;
}

void ws_text_fini(struct ws_text *t)
{
    free(t->at);
    *t = (struct ws_text){0};
}

void ws_text_word(struct ws_text *t, const char *word)
{
    if (t->len) add(t, "; ", 2);
    add(t, word, strlen(word));
}

/* FNV-1a. */
static uint32_t checksum(const uint8_t *p, size_t n)
{
    uint32_t h = 2166136261;
    for (size_t i = 0; i < n; i++)
        h = (h ^ p[i]) * 16777619;
    return h;
}

static void add_bytes(struct ws_text *t, const uint8_t *p, size_t n)
{
    char s[32];
    if (n > SHOWN) {
        add(t, s, (size_t)snprintf(s, sizeof s, "%zu:%08x", n, checksum(p, n)));
        return;
    }
    for (size_t i = 0; i < n; i++) {
        bool plain = p[i] >= ' ' && p[i] < 0x7F && p[i] != '\\' && p[i] != ']';
        add(t, s, (size_t)snprintf(s, sizeof s, plain ? "%c" : "\\x%02x", p[i]));
    }
}

void ws_text_event(struct ws_text *t, const struct an_ws_event *ev)
{
    static const char *const names[] = {
        [AN_WS_PING] = "ping[", [AN_WS_PONG] = "pong[", [AN_WS_CLOSE] = "close["};
    char code[16];
    if (ev->type == AN_WS_MESSAGE)
        ws_text_word(t, ev->opcode == AN_WS_TEXT ? "text[" : "binary[");
    else
        ws_text_word(t, names[ev->type]);
    if (ev->type == AN_WS_CLOSE) {
        snprintf(code, sizeof code, ev->len ? "%u " : "%u", ev->close_code);
        add(t, code, strlen(code));
    }
    add_bytes(t, ev->data, ev->len);
    add(t, "]", 1);
}

/* --- runs --- */

size_t ws_whole(void *unused, size_t at, size_t left)
{
    (void)unused, (void)at;
    return left;
}

size_t ws_bytewise(void *unused, size_t at, size_t left)
{
    (void)unused, (void)at, (void)left;
    return 1;
}

size_t ws_split_at(void *position, size_t at, size_t left)
{
    size_t split = *(const size_t *)position;
    return at < split && split - at < left ? split - at : left;
}

static void check_event(const struct an_ws_event *ev, size_t limit)
{
    switch (ev->type) {
    case AN_WS_MESSAGE:
        MUST(ev->opcode == AN_WS_TEXT || ev->opcode == AN_WS_BINARY);
        MUST(ev->len <= limit);
        MUST(ev->opcode == AN_WS_BINARY || utf8_slow_valid(ev->data, ev->len));
        return;
    case AN_WS_CLOSE:
        MUST(ev->len <= 123 && utf8_slow_valid(ev->data, ev->len));
        MUST(ev->close_code == 1005 ? ev->len == 0 : an_ws_close_code_valid(ev->close_code));
        return;
    default:
        MUST(ev->type == AN_WS_PING || ev->type == AN_WS_PONG);
        MUST(ev->len <= 125);
    }
}

static void check_failed(struct an_ws *ws, struct ws_text *t)
{
    char word[16];
    uint8_t frame[] = {0x89, 0x80, 0, 0, 0, 0};
    struct an_ws_event ev;
    uint16_t code = ws->close_code;
    MUST(code == 1002 || code == 1007 || code == 1009);
    for (size_t n = 0; n <= sizeof frame; n++)
        MUST(an_ws_feed(ws, frame, n, &ev) == AN_EPROTO && ev.type == AN_WS_NONE);
    MUST(ws->close_code == code && !an_ws_idle(ws) && !ws->message.data);
    snprintf(word, sizeof word, "error[%u]", code);
    ws_text_word(t, word);
}

static void check_closed(struct an_ws *ws)
{
    uint8_t frame[] = {0x89, 0x80, 0, 0, 0, 0};
    struct an_ws_event ev;
    MUST(an_ws_feed(ws, frame, sizeof frame, &ev) == 0 && ev.type == AN_WS_NONE);
    MUST(!an_ws_idle(ws) && !ws->message.data);
}

static ssize_t place_once(struct an_ws *ws, uint8_t *place, size_t room, uint8_t *p, size_t n,
                          struct an_ws_event *ev)
{
    n = AN_MIN(n, room);
    memcpy(place, p, n);
    int err = an_ws_placed(ws, place, n, ev);
    return err < 0 ? err : (ssize_t)n;
}

/* Bytes go where the codec wants them, or to the end of a place for the whole message, or neither. */
static ssize_t feed_once(struct an_ws *ws, uint8_t *p, size_t n, struct an_ws_event *ev)
{
    static uint8_t whole[65536];
    size_t room, len = n % 3 == 1 ? an_ws_ending(ws, &room) : 0;
    if (len && len <= sizeof whole) {
        memset(whole, 0xEE, len);
        ssize_t used = place_once(ws, whole + (len - room), room, p, n, ev);
        MUST(ev->type != AN_WS_MESSAGE || (ev->data == whole && ev->len == len));
        return used;
    }
    uint8_t *place = n % 3 == 2 ? an_ws_place(ws, 1, &room) : NULL;
    return place ? place_once(ws, place, room, p, n, ev) : an_ws_feed(ws, p, n, ev);
}

/* Feeds one part to its end; false when nothing more will be read. */
static bool feed_part(struct an_ws *ws, uint8_t *p, size_t n, size_t limit, struct ws_text *t)
{
    for (size_t at = 0; at < n;) {
        struct an_ws_event ev;
        ssize_t used = feed_once(ws, p + at, n - at, &ev);
        if (used < 0) {
            MUST(used == AN_EPROTO && ev.type == AN_WS_NONE);
            check_failed(ws, t);
            return false;
        }
        MUST(used > 0 && (size_t)used <= n - at);
        at += (size_t)used;
        if (ev.type == AN_WS_NONE) continue;
        check_event(&ev, limit);
        ws_text_event(t, &ev);
        if (ev.type == AN_WS_CLOSE) {
            check_closed(ws);
            return false;
        }
    }
    return true;
}

/* Memory follows what arrived; of what was inflated also what came out. */
static void check_memory(const struct an_ws *ws, size_t limit, size_t arrived)
{
    const struct an_buf *m = &ws->message;
    MUST(m->len <= limit && (m->cap <= limit || m->cap <= 1));
    MUST(m->cap <= (ws->deflate ? 2 * (m->len + 4 * arrived + 256) : 64 + 2 * arrived));
}

static void init(struct an_ws *ws, size_t limit, struct an_ws_deflate *deflate)
{
    an_ws_init(ws, limit);
    ws->deflate = deflate;
}

static struct ws_text run(const uint8_t *in, size_t len, size_t limit,
                          struct an_ws_deflate *deflate, ws_part_fn part, void *arg)
{
    struct ws_text text = {0};
    struct guard guard;
    struct an_ws ws;
    bool more = true;
    add(&text, "", 0);
    guard_open(&guard, len);
    init(&ws, limit, deflate);
    for (size_t at = 0, n; more && at < len; at += n) {
        n = part(arg, at, len - at);
        more = feed_part(&ws, guard_copy(&guard, in + at, n), n, limit, &text);
        check_memory(&ws, limit, at + n);
        if (!deflate || !an_ws_idle(&ws)) continue;
        an_ws_fini(&ws);
        init(&ws, limit, deflate);
    }
    if (more && !an_ws_idle(&ws)) ws_text_word(&text, "…");
    an_ws_fini(&ws);
    guard_close(&guard);
    return text;
}

struct ws_text ws_run(const uint8_t *in, size_t len, size_t limit, ws_part_fn part, void *arg)
{
    return run(in, len, limit, NULL, part, arg);
}

struct ws_text ws_run_deflate(const uint8_t *in, size_t len, size_t limit,
                              const struct an_ws_deflate_params *agreed, ws_part_fn part, void *arg)
{
    static const struct an_ws_deflate_config config = {.level = 1, .mem_level = 1, .min_size = 0};
    struct an_ws_deflate_pool *pool = an_ws_deflate_pool_new(&config);
    struct an_ws_deflate *d = an_ws_deflate_new(pool, agreed);
    struct ws_text text = run(in, len, limit, d, part, arg);
    an_ws_deflate_free(d);
    an_ws_deflate_pool_free(pool);
    return text;
}

/* ws_deflate_fuzz.c - compressed WebSocket messages under a fuzzer, which picks what was agreed, the limit, the splits and the bytes.
 *
 * Input: one byte of flags, two bytes of limit (big-endian), one byte n, n bytes of part sizes (0 stands for 256; used in turn), then, by the flags,
 * what a client sends, or the payload of one binary message behind another one that gives it a context. Properties, besides those that
 * ws_run_deflate() watches: the splits change nothing; a payload means what a slow decoder that is not zlib's makes of it, and is an error where that
 * finds one; and it comes back when it is compressed anew.
 */
#include "protocol/ws/ws.h"

#include "inflate_help.h"
#include "protocol/ws/deflate.h"
#include "ws_help.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz/parts_help.h"
#include "ground/base.h"

#define MUST(x) ((x) ? (void)0 : abort())
#define OUT_MAX (1 << 20)
#define BEFORE 1000 /* bytes of the message before: more than a small window */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PAYLOAD = 1, NO_CONTEXT = 2 };

struct input {
    const uint8_t *bytes;
    size_t len, limit;
    struct an_ws_deflate_params agreed;
    struct parts parts;
};

static void must_be_same(struct ws_text *a, struct ws_text *b)
{
    if (strcmp(a->at, b->at)) abort();
    ws_text_fini(b);
}

/* Told in all ways that these bytes may come. */
static struct ws_text tell(struct input *in, const uint8_t *wire, size_t len)
{
    struct ws_text whole = ws_run_deflate(wire, len, in->limit, &in->agreed, ws_whole, NULL);
    struct ws_text split =
        ws_run_deflate(wire, len, in->limit, &in->agreed, parts_next, &in->parts);
    must_be_same(&whole, &split);
    if (len < 512) {
        struct ws_text bytes = ws_run_deflate(wire, len, in->limit, &in->agreed, ws_bytewise, NULL);
        must_be_same(&whole, &bytes);
    }
    return whole;
}

/* --- one payload --- */

static uint8_t *allocate(size_t n)
{
    uint8_t *p = malloc(n ? n : 1);
    MUST(p != NULL);
    return p;
}

/* What the slow decoder makes of it goes to out[at..]; returns its end, -1 when it is wrong. */
static ssize_t judge(const struct input *in, uint8_t *out, size_t at)
{
    size_t farthest;
    uint8_t *with_tail = allocate(in->len + 4);
    if (in->len) memcpy(with_tail, in->bytes, in->len);
    memcpy(with_tail + in->len, "\0\0\xff\xff", 4);
    ssize_t end =
        in->len ? inflate_slowly(with_tail, in->len + 4, out, at, OUT_MAX, &farthest) : (ssize_t)at;
    free(with_tail);
    return end;
}

/* The message before, and of it what the window still holds. Returns the size of its frame. */
static size_t say_before(const struct input *in, uint8_t *wire, uint8_t *window, size_t *seen)
{
    static const uint8_t mask[4] = {5, 6, 7, 8};
    uint8_t p[BEFORE],
        stored[BEFORE + 6] = {0, BEFORE & 0xFF, BEFORE >> 8, ~BEFORE & 0xFF, ~BEFORE >> 8 & 0xFF};
    size_t room = (size_t)1 << in->agreed.client_max_window_bits;
    for (size_t i = 0; i < BEFORE; i++)
        p[i] = (uint8_t)(i % 251);
    *seen = in->agreed.client_no_context_takeover ? 0 : AN_MIN(room, BEFORE);
    memcpy(window, p + BEFORE - *seen, *seen);
    memcpy(stored + 5, p, BEFORE);
    return ws_client_frame(wire, 0xC2, mask, stored, sizeof stored);
}

/* A message of these bytes, told as the codec would tell it; or the error. */
static void expect(struct ws_text *text, const uint8_t *p, size_t n, size_t limit)
{
    struct an_ws_event ev = {
        .type = AN_WS_MESSAGE, .opcode = AN_WS_BINARY, .data = (uint8_t *)(uintptr_t)p, .len = n};
    if (n > limit)
        ws_text_word(text, "error[1009]");
    else
        ws_text_event(text, &ev);
}

static void check_payload(struct input *in)
{
    static const uint8_t mask[4] = {1, 2, 3, 4};
    uint8_t *out = allocate(OUT_MAX), *wire = allocate(in->len + BEFORE + 100);
    struct ws_text wanted = {0};
    size_t seen, len = say_before(in, wire, out, &seen);
    in->limit = AN_MAX(in->limit, BEFORE);
    len += ws_client_frame(wire + len, 0xC2, mask, in->bytes, in->len);
    struct ws_text told = tell(in, wire, len);
    ssize_t end = judge(in, out, seen);
    const char *last = strstr(told.at, "; ");
    MUST(last != NULL);
    if (end >= 0) {
        expect(&wanted, out + seen, (size_t)end - seen, in->limit);
        MUST(strcmp(last + 2, wanted.at) == 0);
    } else {
        MUST(strcmp(last, "; error[1007]") == 0 || strcmp(last, "; error[1009]") == 0);
    }
    ws_text_fini(&told);
    ws_text_fini(&wanted);
    free(out);
    free(wire);
}

/* --- and back --- */

/* The input as a message, twice: what the other side makes of it. */
static void check_encoded(const struct input *in)
{
    static const struct an_ws_deflate_config config = {.level = 1, .mem_level = 1};
    struct an_ws_deflate_params mirrored = {
        in->agreed.client_no_context_takeover, in->agreed.client_no_context_takeover,
        in->agreed.client_max_window_bits, in->agreed.client_max_window_bits};
    struct an_ws_deflate_pool *pool = an_ws_deflate_pool_new(&config);
    struct an_ws_deflate *d = an_ws_deflate_new(pool, &mirrored);
    for (int i = 0; i < 2; i++) {
        struct an_buf packed, back;
        an_buf_init(&packed, in->len + 8);
        an_buf_init(&back, in->len);
        if (an_ws_deflate_encode(d, in->bytes, in->len, &packed)) {
            MUST(packed.len < in->len);
            MUST(an_ws_deflate_feed(d, packed.data, packed.len, true, &back) == AN_OK);
            MUST(back.len == in->len && memcmp(back.data, in->bytes, in->len) == 0);
        }
        an_buf_fini(&packed);
        an_buf_fini(&back);
    }
    an_ws_deflate_free(d);
    an_ws_deflate_pool_free(pool);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 4 || size - 4 < data[3]) return 0;
    struct input in = {
        .bytes = data + 4 + data[3],
        .len = size - 4 - data[3],
        .limit = (size_t)data[1] << 8 | data[2],
        .agreed = {true, data[0] & NO_CONTEXT, 15, (uint8_t)(8 + (data[0] >> 5))},
        .parts = {data + 4, data[3], 0},
    };
    check_encoded(&in);
    if (data[0] & PAYLOAD) {
        check_payload(&in);
    } else {
        struct ws_text told = tell(&in, in.bytes, in.len);
        ws_text_fini(&told);
    }
    return 0;
}

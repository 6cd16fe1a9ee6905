/* ws_deflate_prop.c - random conversations with a client that compresses, in every way that zlib has: what it said is what is told, however it is flushed,
 * framed and split; of garbage all splits tell the same; a limit only cuts off. And back: what is compressed for a client, zlib reads.
 */
#include "test.h"

#include "protocol/ws/deflate.h"

#include "ground/base.h"
#include "ws_talk_help.h"

#include <stdio.h>
#include <string.h>
#include <zlib.h>

#define PAYLOAD_MAX (2 * TALK_MESSAGE_MAX)

/* --- a client that compresses --- */

struct client {
    struct an_ws_deflate_params agreed;
    z_stream z;
    bool keeps; /* a context */
};

static void client_open(struct client *c, struct random *r)
{
    *c = (struct client){.agreed = {
                             .server_no_context_takeover = random_below(r, 2),
                             .client_no_context_takeover = random_below(r, 2),
                             .server_max_window_bits = (uint8_t)(8 + random_below(r, 8)),
                             .client_max_window_bits = (uint8_t)(8 + random_below(r, 8)),
                         }};
    int level = (int)random_below(r, 10), memory = 1 + (int)random_below(r, 9);
    int bits = AN_MAX(c->agreed.client_max_window_bits, 9);
    c->keeps = !c->agreed.client_no_context_takeover;
    assert_int_equal(deflateInit2(&c->z, level, Z_DEFLATED, -bits, memory, (int)random_below(r, 5)),
                     Z_OK);
}

/* One step: `in` is compressed with this flush. Returns where the output now ends. */
static size_t step(z_stream *z, const uint8_t *in, size_t len, int flush, uint8_t *out, size_t at)
{
    z->next_in = (Bytef *)(uintptr_t)in;
    z->avail_in = (uInt)len;
    z->next_out = out + at;
    z->avail_out = (uInt)(PAYLOAD_MAX - at);
    deflate(z, flush);
    assert_true(z->avail_in == 0 && z->avail_out > 0);
    return PAYLOAD_MAX - z->avail_out;
}

/* A payload as section 7.2.1 has it; returns its size. Where zlib has nothing new to flush it has no bytes at all. */
static size_t client_compresses(struct client *c, struct random *r, const uint8_t *p, size_t n,
                                uint8_t *out)
{
    static const int flushes[] = {Z_NO_FLUSH, Z_PARTIAL_FLUSH, Z_SYNC_FLUSH, Z_FULL_FLUSH, Z_BLOCK};
    size_t len = 0, at = 0;
    if (!c->keeps) deflateReset(&c->z);
    while (random_below(r, 3) == 0) {
        size_t part = random_size(r, n - at);
        len = step(&c->z, p + at, part, flushes[random_below(r, 5)], out, len);
        at += part;
    }
    if (!c->keeps && random_below(r, 8) == 0) { /* 7.2.3.4 */
        len = step(&c->z, p + at, n - at, Z_FINISH, out, len);
        out[len++] = 0;
        return len;
    }
    len = step(&c->z, p + at, n - at, Z_SYNC_FLUSH, out, len);
    if (len == 0) return 0;
    assert_memory_equal(out + len - 4, "\0\0\xff\xff", 4);
    return len - 4;
}

/* --- what it says --- */

/* Of words, so that there is something to refer to; or anything. */
static size_t random_message(struct random *r, bool text, uint8_t *p)
{
    size_t n = 0, len = random_size(r, TALK_MESSAGE_MAX), words = 1 + random_below(r, 300);
    char word[24];
    if (random_below(r, 2)) return talk_random_payload(r, text, p, TALK_MESSAGE_MAX);
    while (n < len) {
        size_t size = (size_t)snprintf(word, sizeof word, "w%zu\n", random_below(r, words) * 7919);
        size = AN_MIN(size, len - n);
        memcpy(p + n, word, size);
        n += size;
    }
    return n;
}

static void compressed_message(struct talk *t, struct client *c)
{
    static uint8_t p[TALK_MESSAGE_MAX], payload[PAYLOAD_MAX];
    bool text = random_below(&t->r, 2);
    struct an_ws_event ev = {
        .type = AN_WS_MESSAGE, .opcode = text ? AN_WS_TEXT : AN_WS_BINARY, .data = p};
    ev.len = random_message(&t->r, text, p);
    size_t n = client_compresses(c, &t->r, p, ev.len, payload);
    talk_send(t, ev.opcode | AN_WS_COMPRESSED, payload, n);
    ws_text_event(&t->meant, &ev);
}

static struct an_ws_deflate_params talk(struct talk *t)
{
    struct client c;
    client_open(&c, &t->r);
    talk_begin(t);
    for (size_t n = random_below(&t->r, 12); n--;)
        switch (random_below(&t->r, 6)) {
        case 0:
            talk_control(t);
            break;
        case 1:
            talk_message(t);
            break;
        default:
            compressed_message(t, &c);
        }
    if (random_below(&t->r, 4) == 0) talk_end(t);
    deflateEnd(&c.z);
    return c.agreed;
}

/* --- what is told --- */

static void expect(struct talk *t, size_t limit, const struct an_ws_deflate_params *agreed,
                   ws_part_fn part, const char *told)
{
    struct ws_text is = ws_run_deflate(t->wire, t->len, limit, agreed, part, &t->r);
    assert_string_equal(is.at, told);
    ws_text_fini(&is);
}

static void what_is_told_is_what_was_said(void **state)
{
    struct talk *t = *state;
    for (int round = 0; round < 1000; round++) {
        struct an_ws_deflate_params agreed = talk(t);
        expect(t, TALK_MESSAGE_MAX, &agreed, ws_whole, t->meant.at);
        expect(t, TALK_MESSAGE_MAX, &agreed, talk_small_part, t->meant.at);
        expect(t, TALK_MESSAGE_MAX, &agreed, talk_large_part, t->meant.at);
    }
}

static void a_split_changes_nothing_whatever_comes(void **state)
{
    struct talk *t = *state;
    size_t errors = 0, rounds = 2000;
    for (size_t round = 0; round < rounds; round++) {
        struct an_ws_deflate_params agreed = talk(t);
        talk_spoil(t);
        size_t limit = random_size(&t->r, TALK_MESSAGE_MAX);
        struct ws_text whole = ws_run_deflate(t->wire, t->len, limit, &agreed, ws_whole, NULL);
        errors += strstr(whole.at, "error[") != NULL;
        expect(t, limit, &agreed, talk_small_part, whole.at);
        expect(t, limit, &agreed, talk_large_part, whole.at);
        if (t->len < 2000) expect(t, limit, &agreed, ws_bytewise, whole.at);
        ws_text_fini(&whole);
    }
    assert_in_range(errors, rounds / 10, rounds * 9 / 10);
}

static void a_limit_only_cuts_off(void **state)
{
    struct talk *t = *state;
    for (int round = 0; round < 1000; round++) {
        struct an_ws_deflate_params agreed = talk(t);
        size_t limit = random_size(&t->r, 400);
        struct ws_text cut = ws_run_deflate(t->wire, t->len, limit, &agreed, ws_whole, NULL);
        char *error = strstr(cut.at, "error[1009]");
        if (error)
            *error = 0;
        else
            assert_string_equal(cut.at, t->meant.at);
        assert_memory_equal(cut.at, t->meant.at, strlen(cut.at));
        ws_text_fini(&cut);
    }
}

/* --- the other way --- */

/* A client's inflater with the window that was agreed, and not a bit more. */
static void zlib_reads(z_stream *z, const struct an_buf *payload, const uint8_t *p, size_t n)
{
    static uint8_t out[TALK_MESSAGE_MAX + 1], tail[4] = {0, 0, 0xff, 0xff};
    z->next_out = out;
    z->avail_out = sizeof out;
    z->next_in = payload->data;
    z->avail_in = (uInt)payload->len;
    assert_int_equal(inflate(z, Z_SYNC_FLUSH), Z_OK);
    z->next_in = tail;
    z->avail_in = sizeof tail;
    assert_int_equal(inflate(z, Z_SYNC_FLUSH), Z_OK);
    assert_int_equal(sizeof out - z->avail_out, n);
    assert_memory_equal(out, p, n);
}

static void what_is_compressed_for_a_client_zlib_reads(void **state)
{
    static uint8_t p[TALK_MESSAGE_MAX];
    struct talk *t = *state;
    for (int round = 0; round < 200; round++) {
        struct an_ws_deflate_config config = {.level = 1 + (int)random_below(&t->r, 9),
                                              .mem_level = 1 + (int)random_below(&t->r, 9),
                                              .min_size = 0};
        struct client c;
        client_open(&c, &t->r);
        struct an_ws_deflate_pool *pool = an_ws_deflate_pool_new(&config);
        struct an_ws_deflate *d = an_ws_deflate_new(pool, &c.agreed);
        z_stream z = {0};
        assert_int_equal(inflateInit2(&z, -(int)c.agreed.server_max_window_bits), Z_OK);
        for (int i = 0; i < 10; i++) {
            struct an_buf out;
            an_buf_init(&out, PAYLOAD_MAX);
            size_t n = random_message(&t->r, true, p);
            if (c.agreed.server_no_context_takeover) inflateReset(&z);
            if (an_ws_deflate_encode(d, p, n, &out)) zlib_reads(&z, &out, p, n);
            an_buf_fini(&out);
        }
        inflateEnd(&z);
        deflateEnd(&c.z);
        an_ws_deflate_free(d);
        an_ws_deflate_pool_free(pool);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_told_is_what_was_said),
        cmocka_unit_test(a_split_changes_nothing_whatever_comes),
        cmocka_unit_test(a_limit_only_cuts_off),
        cmocka_unit_test(what_is_compressed_for_a_client_zlib_reads),
    };
    return cmocka_run_group_tests_name("ws_deflate", tests, talk_open, talk_close);
}

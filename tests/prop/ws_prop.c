/* ws_prop.c - random conversations: what a client said is what is told, however it is framed, masked and split; and of garbage all splits tell
 * the same. ws_run() also watches that the bytes used were given, limits hold, memory follows the input, and the end is sticky.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "protocol/ws.h"

#include "random_help.h"
#include "utf8_help.h"
#include "ws_help.h"

#include <stdlib.h>
#include <string.h>

#define MESSAGE_MAX 70000
#define WIRE_MAX (64 * MESSAGE_MAX)

/* What a client says: the bytes it sends, and the events they mean. */
struct talk {
    struct random r;
    uint8_t *wire;
    size_t len;
    struct ws_text meant;
};

static int setup(void **state)
{
    static struct talk t;
    t.wire = malloc(WIRE_MAX);
    *state = &t;
    random_open(&t.r);
    return t.wire ? 0 : -1;
}

static int teardown(void **state)
{
    struct talk *t = *state;
    free(t->wire);
    return 0;
}

static void begin(struct talk *t)
{
    t->len = 0;
    ws_text_fini(&t->meant);
    ws_text_word(&t->meant, "");
}

/* --- what is said --- */

static size_t random_payload(struct random *r, bool text, uint8_t *p, size_t max)
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

static void send_frame(struct talk *t, uint8_t first, const uint8_t *p, size_t n)
{
    uint8_t mask[4];
    uint64_t bits = random_next(&t->r);
    memcpy(mask, &bits, 4);
    t->len += ws_client_frame(t->wire + t->len, first, mask, p, n);
}

static void say_control(struct talk *t)
{
    uint8_t p[125];
    bool ping = random_below(&t->r, 2);
    struct an_ws_event ev = {.type = ping ? AN_WS_PING : AN_WS_PONG, .data = p};
    ev.len = random_payload(&t->r, false, p, sizeof p);
    send_frame(t, ping ? 0x89 : 0x8A, p, ev.len);
    ws_text_event(&t->meant, &ev);
}

/* A message in one frame or many, with control frames between them. */
static void say_message(struct talk *t)
{
    static uint8_t p[MESSAGE_MAX];
    bool text = random_below(&t->r, 2);
    struct an_ws_event ev = {.type = AN_WS_MESSAGE, .data = p};
    uint8_t opcode = ev.opcode = text ? AN_WS_TEXT : AN_WS_BINARY;
    ev.len = random_payload(&t->r, text, p, sizeof p);
    size_t at = 0;
    while (random_below(&t->r, 3) == 0) {
        size_t n = random_size(&t->r, ev.len - at);
        send_frame(t, opcode, p + at, n);
        at += n;
        opcode = AN_WS_CONTINUATION;
        if (random_below(&t->r, 3) == 0) say_control(t);
    }
    send_frame(t, 0x80 | opcode, p + at, ev.len - at);
    ws_text_event(&t->meant, &ev);
}

static void say_close(struct talk *t)
{
    uint8_t p[125] = {0x03, 0xE8};
    struct an_ws_event ev = {.type = AN_WS_CLOSE, .close_code = 1005, .data = p + 2};
    if (random_below(&t->r, 2)) {
        ev.close_code = 1000;
        ev.len = random_payload(&t->r, true, p + 2, sizeof p - 2);
    }
    send_frame(t, 0x88, p, ev.close_code == 1005 ? 0 : 2 + ev.len);
    ws_text_event(&t->meant, &ev);
}

static void talk(struct talk *t)
{
    begin(t);
    for (size_t n = random_below(&t->r, 12); n--;)
        random_below(&t->r, 4) ? say_message(t) : say_control(t);
    if (random_below(&t->r, 4) == 0) say_close(t);
}

/* --- how it arrives --- */

static size_t random_part(void *r, size_t at, size_t left)
{
    (void)at;
    return 1 + random_size(r, left - 1);
}

static size_t random_large_part(void *r, size_t at, size_t left)
{
    (void)at;
    return 1 + random_below(r, left);
}

static void expect(struct talk *t, size_t limit, ws_part_fn part, const char *told)
{
    struct ws_text is = ws_run(t->wire, t->len, limit, part, &t->r);
    assert_string_equal(is.at, told);
    ws_text_fini(&is);
}

static void what_is_told_is_what_was_said(void **state)
{
    struct talk *t = *state;
    for (int round = 0; round < 1500; round++) {
        talk(t);
        expect(t, MESSAGE_MAX, ws_whole, t->meant.at);
        expect(t, MESSAGE_MAX, random_part, t->meant.at);
        expect(t, MESSAGE_MAX, random_large_part, t->meant.at);
    }
    ws_text_fini(&t->meant);
}

/* Some bytes spoilt, some cut off or doubled: what the codec makes of it is its business, but it is always the same. */
static void spoil(struct talk *t)
{
    for (size_t n = random_below(&t->r, 3); n-- && t->len;) {
        size_t at =
            random_below(&t->r, 2) ? random_size(&t->r, t->len - 1) : random_below(&t->r, t->len);
        t->wire[at] = random_below(&t->r, 2) ? (uint8_t)random_next(&t->r)
                                             : (uint8_t)(t->wire[at] ^ 1 << random_below(&t->r, 8));
    }
    if (t->len && random_below(&t->r, 4) == 0) t->len = random_below(&t->r, t->len);
}

static void a_split_changes_nothing_whatever_comes(void **state)
{
    struct talk *t = *state;
    size_t errors = 0, rounds = 4000;
    for (size_t round = 0; round < rounds; round++) {
        talk(t);
        spoil(t);
        size_t limit = random_size(&t->r, MESSAGE_MAX);
        struct ws_text whole = ws_run(t->wire, t->len, limit, ws_whole, NULL);
        errors += strstr(whole.at, "error[") != NULL;
        expect(t, limit, random_part, whole.at);
        expect(t, limit, random_large_part, whole.at);
        if (t->len < 2000) expect(t, limit, ws_bytewise, whole.at);
        ws_text_fini(&whole);
    }
    ws_text_fini(&t->meant);
    assert_in_range(errors, rounds / 10, rounds * 9 / 10);
}

/* Whatever the limit, the events are those of a limitless codec up to where the first message is over it. */
static void a_limit_only_cuts_off(void **state)
{
    struct talk *t = *state;
    for (int round = 0; round < 1500; round++) {
        talk(t);
        struct ws_text cut = ws_run(t->wire, t->len, random_size(&t->r, 400), ws_whole, NULL);
        char *error = strstr(cut.at, "error[1009]");
        if (error)
            *error = 0;
        else
            assert_string_equal(cut.at, t->meant.at);
        assert_memory_equal(cut.at, t->meant.at, strlen(cut.at));
        ws_text_fini(&cut);
    }
    ws_text_fini(&t->meant);
}

/* A server's frame with the mask bit set and a mask of zeros is a client's. */
static void what_the_server_encodes_reads_back(void **state)
{
    struct talk *t = *state;
    static uint8_t p[MESSAGE_MAX];
    for (int round = 0; round < 2000; round++) {
        struct an_ws_event ev = {.type = AN_WS_MESSAGE, .opcode = AN_WS_BINARY, .data = p};
        begin(t);
        ev.len = random_payload(&t->r, false, p, sizeof p);
        size_t size = an_ws_header_encode(t->wire, AN_WS_BINARY, true, ev.len);
        t->wire[1] |= 0x80;
        memset(t->wire + size, 0, 4);
        memcpy(t->wire + size + 4, p, ev.len);
        t->len = size + 4 + ev.len;
        ws_text_event(&t->meant, &ev);
        expect(t, MESSAGE_MAX, random_part, t->meant.at);
    }
    ws_text_fini(&t->meant);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_told_is_what_was_said),
        cmocka_unit_test(a_split_changes_nothing_whatever_comes),
        cmocka_unit_test(a_limit_only_cuts_off),
        cmocka_unit_test(what_the_server_encodes_reads_back),
    };
    return cmocka_run_group_tests_name("ws", tests, setup, teardown);
}

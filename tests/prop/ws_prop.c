/* ws_prop.c - random conversations: what a client said is what is told, however it is framed, masked and split; and of garbage all splits tell
 * the same. ws_run() also watches that the bytes used were given, limits hold, memory follows the input, and the end is sticky.
 */
#include "test.h"

#include "protocol/ws/ws.h"

#include "ws_talk_help.h"

#include <string.h>

static void talk(struct talk *t)
{
    talk_begin(t);
    for (size_t n = random_below(&t->r, 12); n--;)
        random_below(&t->r, 4) ? talk_message(t) : talk_control(t);
    if (random_below(&t->r, 4) == 0) talk_end(t);
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
        expect(t, TALK_MESSAGE_MAX, ws_whole, t->meant.at);
        expect(t, TALK_MESSAGE_MAX, talk_small_part, t->meant.at);
        expect(t, TALK_MESSAGE_MAX, talk_large_part, t->meant.at);
    }
}

static void a_split_changes_nothing_whatever_comes(void **state)
{
    struct talk *t = *state;
    size_t errors = 0, rounds = 4000;
    for (size_t round = 0; round < rounds; round++) {
        talk(t);
        talk_spoil(t);
        size_t limit = random_size(&t->r, TALK_MESSAGE_MAX);
        struct ws_text whole = ws_run(t->wire, t->len, limit, ws_whole, NULL);
        errors += strstr(whole.at, "error[") != NULL;
        expect(t, limit, talk_small_part, whole.at);
        expect(t, limit, talk_large_part, whole.at);
        if (t->len < 2000) expect(t, limit, ws_bytewise, whole.at);
        ws_text_fini(&whole);
    }
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
}

/* A server's frame with the mask bit set and a mask of zeros is a client's. */
static void what_the_server_encodes_reads_back(void **state)
{
    struct talk *t = *state;
    static uint8_t p[TALK_MESSAGE_MAX];
    for (int round = 0; round < 2000; round++) {
        struct an_ws_event ev = {.type = AN_WS_MESSAGE, .opcode = AN_WS_BINARY, .data = p};
        talk_begin(t);
        ev.len = talk_random_payload(&t->r, false, p, sizeof p);
        size_t size = an_ws_header_encode(t->wire, AN_WS_BINARY, true, ev.len);
        t->wire[1] |= 0x80;
        memset(t->wire + size, 0, 4);
        memcpy(t->wire + size + 4, p, ev.len);
        t->len = size + 4 + ev.len;
        ws_text_event(&t->meant, &ev);
        expect(t, TALK_MESSAGE_MAX, talk_small_part, t->meant.at);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_told_is_what_was_said),
        cmocka_unit_test(a_split_changes_nothing_whatever_comes),
        cmocka_unit_test(a_limit_only_cuts_off),
        cmocka_unit_test(what_the_server_encodes_reads_back),
    };
    return cmocka_run_group_tests_name("ws", tests, talk_open, talk_close);
}

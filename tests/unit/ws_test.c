/* ws_test.c - WebSocket from bytes to events, as tables, numbered by the sections of RFC 6455.
 *
 * Every case runs whole, byte by byte and at every two-way split, always before a guard page; all runs must tell the same.
 */
#include "test.h"

#include "protocol/ws/ws.h"

#include "ground/base.h"
#include "ws_table_help.h"

#include <string.h>

#define LIMIT 100000

static const struct ws_example base_framing[] = {
    {"5.7", "8185 37fa213d 7f9f4d5158", "text[Hello]"},
    {"5.7", "01'Hel' 80'lo'", "text[Hello]"},
    {"5.7", "89'Hello'", "ping[Hello]"},
    {"5.7", "8a'Hello'", "pong[Hello]"},
    {"5.7", "82*256", "binary[256:46b491c5]"},
    {"5.7", "82*65536", "binary[65536:f1109dc5]"},
    {"5.2", "81''", "text[]"},
    {"5.2", "82<00ff80>", "binary[\\x00\\xff\\x80]"},
    {"5.2", "81'a' 82'b' 81'c'", "text[a]; binary[b]; text[c]"},
    /* lengths at the edges of their three forms */
    {"5.2", "82*125", "binary[125:b5ab3a37]"},
    {"5.2", "82*126", "binary[126:4b8cca5d]"},
    {"5.2", "82*127", "binary[127:13a2383f]"},
    {"5.2", "82*65535", "binary[65535:4c03da3f]"},
    /* not in the shortest form, or out of all reason */
    {"5.2", "82fe 007d 00000000", "error[1002]"},
    {"5.2", "82ff 000000000000ffff 00000000", "error[1002]"},
    {"5.2", "82ff 8000000000000000 00000000", "error[1002]"},
    {"5.2", "89fe 0001 00000000 00", "error[1002]"},
    /* reserved bits and opcodes */
    {"5.2", "c1'a'", "error[1002]"},
    {"5.2", "a1'a'", "error[1002]"},
    {"5.2", "91'a'", "error[1002]"},
    {"5.2", "f1'a'", "error[1002]"},
    {"5.2", "01'a' c0'b'", "error[1002]"},
    {"5.2", "83'a'", "error[1002]"},
    {"5.2", "84''", "error[1002]"},
    {"5.2", "85''", "error[1002]"},
    {"5.2", "86''", "error[1002]"},
    {"5.2", "87'a'", "error[1002]"},
    {"5.2", "8b'a'", "error[1002]"},
    {"5.2", "8c''", "error[1002]"},
    {"5.2", "8d''", "error[1002]"},
    {"5.2", "8e''", "error[1002]"},
    {"5.2", "8f'a'", "error[1002]"},
    {"5.2", "81'a' 83'b' 81'c'", "text[a]; error[1002]"},
    /* a client masks */
    {"5.1", "8105 48656c6c6f", "error[1002]"},
    {"5.1", "8100", "error[1002]"},
    {"5.1", "8900", "error[1002]"},
    {"5.1", "81'a' 827e 0100", "text[a]; error[1002]"},
    {"5.3", "8185 00000000 48656c6c6f", "text[Hello]"},
    {"5.3", "8185 ffffffff b79a939390", "text[Hello]"},
    /* not the end yet */
    {"5.2", "81", "…"},
    {"5.2", "8185 37fa213d", "…"},
    {"5.2", "8185 37fa213d 7f9f4d51", "…"},
    {"5.2", "81'a' 82", "text[a]; …"},
    {"5.2", "", ""},
};

static const struct ws_example fragmentation[] = {
    {"5.4", "01'a' 00'b' 00'c' 80'd'", "text[abcd]"},
    {"5.4", "02<00> 00<01> 80<02>", "binary[\\x00\\x01\\x02]"},
    {"5.4", "01'' 80''", "text[]"},
    {"5.4", "01'' 00'' 80'abc'", "text[abc]"},
    {"5.4", "01'abc' 00'' 80''", "text[abc]"},
    {"5.4", "01'a' 80'b' 02'c' 80'd' 81'e'", "text[ab]; binary[cd]; text[e]"},
    {"5.4", "02*300 00*40000 80*7", "binary[40307:f5e2e5cf]"},
    {"5.4", "01'a' 00'b'", "…"},
    /* a control frame may come between, and is told at once */
    {"5.4", "01'a' 89'x' 80'b'", "ping[x]; text[ab]"},
    {"5.4", "01'a' 89'' 8a'y' 00'b' 89'z' 80'c'", "ping[]; pong[y]; ping[z]; text[abc]"},
    {"5.4", "01'a' 88<03e8> 80'b'", "close[1000]"},
    {"5.4", "01'a' 89'x'", "ping[x]; …"},
    /* nothing to continue; something to continue first */
    {"5.4", "80'a'", "error[1002]"},
    {"5.4", "00'a'", "error[1002]"},
    {"5.4", "81'a' 80'b'", "text[a]; error[1002]"},
    {"5.4", "01'a' 80'b' 80'c'", "text[ab]; error[1002]"},
    {"5.4", "01'a' 81'b'", "error[1002]"},
    {"5.4", "01'a' 01'b'", "error[1002]"},
    {"5.4", "01'' 82'b'", "error[1002]"},
    {"5.4", "89'a' 80'b'", "ping[a]; error[1002]"},
};

static const struct ws_example control_frames[] = {
    {"5.5", "89*125", "ping[125:b5ab3a37]"},
    {"5.5", "8a*125", "pong[125:b5ab3a37]"},
    {"5.5", "89*126", "error[1002]"},
    {"5.5", "8a*126", "error[1002]"},
    {"5.5", "88*126", "error[1002]"},
    {"5.5", "89ff 0000000000010000 00000000", "error[1002]"},
    {"5.5", "09'a'", "error[1002]"},
    {"5.5", "0a'a'", "error[1002]"},
    {"5.5", "08<03e8>", "error[1002]"},
    {"5.5", "09'a' 80'b'", "error[1002]"},
    {"5.5.2", "89''", "ping[]"},
    {"5.5.2", "89<00ff>", "ping[\\x00\\xff]"},
    {"5.5.2", "89'1' 89'2' 89'3'", "ping[1]; ping[2]; ping[3]"},
    {"5.5.3", "8a''", "pong[]"},
    /* close */
    {"5.5.1", "88''", "close[1005]"},
    {"5.5.1", "88<03e8>", "close[1000]"},
    {"5.5.1", "88<03e9627965>", "close[1001 bye]"},
    {"5.5.1", "88<03e8e282ac>", "close[1000 \\xe2\\x82\\xac]"},
    {"5.5.1", "88<03>", "error[1002]"},
    {"5.5.1", "88<03e8ff>", "error[1007]"},
    {"5.5.1", "88<03e8e282>", "error[1007]"},
    {"5.5.1", "88<03e8eda080>", "error[1007]"},
    {"5.5.1", "88'' 81'a'", "close[1005]"},
    {"5.5.1", "88<03e8> 88<03e9>", "close[1000]"},
    {"5.5.1", "81'a' 88<03e8> ff", "text[a]; close[1000]"},
    /* its code */
    {"7.4", "88<0000>", "error[1002]"},
    {"7.4", "88<03e7>", "error[1002]"},
    {"7.4", "88<03eb>", "close[1003]"},
    {"7.4", "88<03ec>", "error[1002]"},
    {"7.4", "88<03ed>", "error[1002]"},
    {"7.4", "88<03ee>", "error[1002]"},
    {"7.4", "88<03ef>", "close[1007]"},
    {"7.4", "88<03f3>", "close[1011]"},
    {"7.4", "88<03f6>", "close[1014]"},
    {"7.4", "88<03f7>", "error[1002]"},
    {"7.4", "88<0bb7>", "error[1002]"},
    {"7.4", "88<0bb8>", "close[3000]"},
    {"7.4", "88<1387>", "close[4999]"},
    {"7.4", "88<1388>", "error[1002]"},
    {"7.4", "88<ffff>", "error[1002]"},
    {"7.4", "88<0000ff>", "error[1002]"},
};

static const struct ws_example text_is_utf8[] = {
    {"8.1", "81<cebae1bdb9cf83>", "text[\\xce\\xba\\xe1\\xbd\\xb9\\xcf\\x83]"},
    {"8.1", "81<f09f9880>", "text[\\xf0\\x9f\\x98\\x80]"},
    /* fragments split code points as they like */
    {"8.1", "01<f0> 00<9f> 00<98> 80<80>", "text[\\xf0\\x9f\\x98\\x80]"},
    {"8.1", "01<e2> 89'x' 80<82ac>", "ping[x]; text[\\xe2\\x82\\xac]"},
    {"8.1", "01<e2> 89<ff> 80<82ac>", "ping[\\xff]; text[\\xe2\\x82\\xac]"},
    /* wrong at once, whatever would come later: the rest never arrives */
    {"8.1", "81<ff>", "error[1007]"},
    {"8.1", "8185 00000000 61ff", "error[1007]"},
    {"8.1", "81ff 0000000000010000 00000000 eda0", "error[1007]"},
    {"8.1", "81fe 0100 00000000 f490", "error[1007]"},
    {"8.1", "01<f0> 0081 00000000 80", "error[1007]"},
    {"8.1", "01'a' 00<c0>", "error[1007]"},
    /* the message, not the fragment, must end behind a code point */
    {"8.1", "81<e282>", "error[1007]"},
    {"8.1", "01<e2> 80<82>", "error[1007]"},
    {"8.1", "01<e282> 80''", "error[1007]"},
    {"8.1", "01<e282>", "…"},
    /* binary and control frames may hold anything */
    {"8.1", "82<fffe>", "binary[\\xff\\xfe]"},
    {"8.1", "02<ff> 80<fe>", "binary[\\xff\\xfe]"},
    {"8.1", "8a<ff>", "pong[\\xff]"},
    /* nothing of one message is left in the next */
    {"8.1", "82<e2> 81'a'", "binary[\\xe2]; text[a]"},
    {"8.1", "02<e2> 80<82> 81<ac>", "binary[\\xe2\\x82]; error[1007]"},
};

/* All with a limit of 10 bytes. */
static const struct ws_example limited_to_ten[] = {
    {"10.4", "81*10", "text[xxxxxxxxxx]"},
    {"10.4", "01*5 80*5", "text[xxxxxxxxxx]"},
    {"10.4", "01*10 80''", "text[xxxxxxxxxx]"},
    {"10.4", "81*10 82*10", "text[xxxxxxxxxx]; binary[xxxxxxxxxx]"},
    {"10.4", "01*5 80*5 01*5 80*5", "text[xxxxxxxxxx]; text[xxxxxxxxxx]"},
    /* too big as soon as a header says so: of the payload nothing came */
    {"7.4.1", "818b 00000000", "error[1009]"},
    {"7.4.1", "01*5 0086 00000000", "error[1009]"},
    {"7.4.1", "01*10 8081 00000000", "error[1009]"},
    {"7.4.1", "82fe 007e 00000000", "error[1009]"},
    {"7.4.1", "82ff 0000000000010000 00000000", "error[1009]"},
    {"7.4.1", "82ff 7fffffffffffffff 00000000", "error[1009]"},
    {"7.4.1", "01*5 00ff 7fffffffffffffff 00000000", "error[1009]"},
    /* control frames are no messages */
    {"5.5", "89*125", "ping[125:b5ab3a37]"},
    {"5.5", "01*10 89*11 80''", "ping[xxxxxxxxxxx]; text[xxxxxxxxxx]"},
    /* other errors go first */
    {"5.2", "b1*11", "error[1002]"},
    {"5.1", "810b", "error[1002]"},
    {"5.4", "80*11", "error[1002]"},
};

/* With a limit of 0: nothing but empty messages. */
static const struct ws_example limited_to_nothing[] = {
    {"10.4", "81'' 82''", "text[]; binary[]"},
    {"10.4", "01'' 00'' 80''", "text[]"},
    {"7.4.1", "81'a'", "error[1009]"},
    {"7.4.1", "01'' 8081 00000000", "error[1009]"},
};

/* --- runs --- */

#define RUN(table, limit) ws_table_run(table, sizeof table / sizeof *table, limit, NULL)

static void frames_as_the_rfc_has_them(void **state)
{
    (void)state;
    RUN(base_framing, LIMIT);
}

static void fragments_become_one_message(void **state)
{
    (void)state;
    RUN(fragmentation, LIMIT);
}

static void control_frames_are_short_and_whole(void **state)
{
    (void)state;
    RUN(control_frames, LIMIT);
}

static void text_is_checked_as_it_comes(void **state)
{
    (void)state;
    RUN(text_is_utf8, LIMIT);
}

static void no_message_passes_the_limit(void **state)
{
    (void)state;
    RUN(limited_to_ten, 10);
    RUN(limited_to_nothing, 0);
}

/* --- memory --- */

static struct an_ws_event feed(struct an_ws *ws, uint8_t *in, size_t len)
{
    struct an_ws_event ev;
    assert_int_equal(an_ws_feed(ws, in, len, &ev), len);
    return ev;
}

static void a_message_that_arrives_whole_is_not_copied(void **state)
{
    (void)state;
    struct an_ws ws;
    uint8_t in[64];
    size_t n = ws_spell("81'Hello'", in);
    an_ws_init(&ws, LIMIT);
    struct an_ws_event ev = feed(&ws, in, n);
    assert_ptr_equal(ev.data, in + 6);
    assert_null(ws.message.data);
    assert_true(an_ws_idle(&ws));

    n = ws_spell("81'Hello'", in); /* its header in one read, its payload in the next */
    feed(&ws, in, 6);
    assert_false(an_ws_idle(&ws));
    ev = feed(&ws, in + 6, n - 6);
    assert_ptr_equal(ev.data, in + 6);
    assert_null(ws.message.data);
    an_ws_fini(&ws);
}

static void one_event_is_read_at_a_time_and_the_rest_is_not_touched(void **state)
{
    (void)state;
    struct an_ws ws;
    struct an_ws_event ev;
    uint8_t in[64], as_sent[64];
    size_t n = ws_spell("81'one' 89'two'", in), first = 6 + 3;
    memcpy(as_sent, in, n);
    an_ws_init(&ws, LIMIT);
    assert_int_equal(an_ws_feed(&ws, in, n, &ev), first);
    assert_int_equal(ev.type, AN_WS_MESSAGE);
    assert_memory_equal(in + first, as_sent + first, n - first);
    assert_int_equal(an_ws_feed(&ws, in + first, n - first, &ev), n - first);
    assert_int_equal(ev.type, AN_WS_PING);
    assert_int_equal(an_ws_feed(&ws, in + n, 0, &ev), 0);
    assert_int_equal(ev.type, AN_WS_NONE);
    an_ws_fini(&ws);
}

static void a_gathered_message_gives_its_memory_back(void **state)
{
    (void)state;
    struct an_ws ws;
    uint8_t in[64];
    size_t n = ws_spell("01'Hel' 80'lo'", in);
    an_ws_init(&ws, LIMIT);
    struct an_ws_event ev = feed(&ws, in, n);
    assert_memory_equal(ev.data, "Hello", 5);
    assert_true(an_ws_idle(&ws)); /* the event is all that it holds */
    n = ws_spell("89''", in);
    feed(&ws, in, 1);
    assert_null(ws.message.data);
    feed(&ws, in + 1, n - 1);
    assert_true(an_ws_idle(&ws));
    an_ws_fini(&ws);
}

static void memory_grows_with_what_arrives_not_with_what_is_announced(void **state)
{
    (void)state;
    struct an_ws ws;
    uint8_t in[64];
    size_t n = ws_spell("82ff 0000000040000000 00000000 010203", in);
    an_ws_init(&ws, SIZE_MAX);
    feed(&ws, in, n);
    assert_in_range(ws.message.cap, 3, 64);
    for (size_t sent = 3, room; sent < 100000; sent += sizeof in) {
        if (sent < 16384) assert_null(an_ws_place(&ws, 16384, &room));
        feed(&ws, in, sizeof in);
        assert_in_range(ws.message.cap, sent, 2 * (sent + sizeof in));
    }
    an_ws_fini(&ws);
    assert_null(ws.message.data);
}

static void an_end_amid_a_message_gives_its_memory_back(void **state)
{
    (void)state;
    static const char *const ends[] = {"01'a' 88''", "01'a' 01'b'", "01'a' 80<ff>"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        struct an_ws ws;
        struct an_ws_event ev;
        uint8_t in[64];
        size_t n = ws_spell(ends[i], in);
        an_ws_init(&ws, LIMIT);
        an_ws_feed(&ws, in, n, &ev);
        assert_null(ws.message.data);
        assert_false(an_ws_idle(&ws));
        an_ws_fini(&ws);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_as_the_rfc_has_them),
        cmocka_unit_test(fragments_become_one_message),
        cmocka_unit_test(control_frames_are_short_and_whole),
        cmocka_unit_test(text_is_checked_as_it_comes),
        cmocka_unit_test(no_message_passes_the_limit),
        cmocka_unit_test(a_message_that_arrives_whole_is_not_copied),
        cmocka_unit_test(one_event_is_read_at_a_time_and_the_rest_is_not_touched),
        cmocka_unit_test(a_gathered_message_gives_its_memory_back),
        cmocka_unit_test(memory_grows_with_what_arrives_not_with_what_is_announced),
        cmocka_unit_test(an_end_amid_a_message_gives_its_memory_back),
    };
    return cmocka_run_group_tests_name("ws", tests, NULL, NULL);
}

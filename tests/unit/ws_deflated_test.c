/* ws_deflated_test.c - compressed messages read, as tables numbered by the sections of RFC 7692 (6455: RFC 6455); see ws_table_help.h for how bytes and
 * events are spelled. What is compressed: see ws_deflate_test.c.
 */
#include "test.h"

#include "protocol/ws/ws.h"

#include "ground/base.h"
#include "ws_table_help.h"

#include <string.h>

#define LIMIT 100000

#define HELLO "c1<f248cdc9c90700>"
#define HELLO_AGAIN "c1<f200110000>" /* five bytes from five bytes ago */
#define X10 "c1<aaa880010000>"
#define X11 "c1<aaa880030000>"
#define X1000 "c1<aaa81805a360140c770000>"

static const struct an_ws_deflate_params alone = {true, true, 15, 15};
static const struct an_ws_deflate_params context = {false, false, 15, 15};

static const struct ws_example with_or_without_a_context[] = {
    {"7.2.3.1", "c107 f248cdc9c90700", "error[1002]"}, /* not masked */
    {"7.2.3.1", HELLO, "text[Hello]"},
    {"7.2.3.1", "c2<f248cdc9c90700>", "binary[Hello]"},
    {"7.2.3.1", "41<f248cd> 80<c9c90700>", "text[Hello]"},
    {"7.2.3.1", "41<f2> 00<48> 00<cdc9c907> 80<00>", "text[Hello]"},
    {"7.2.3.3", "c1<000500faff48656c6c6f00>", "text[Hello]"},
    {"7.2.3.4", "c1<f348cdc9c9070000>", "text[Hello]"},
    {"7.2.3.4", "c1<f348cdc9c90700f348cdc9c9070000>", "text[HelloHello]"},
    {"7.2.3.4", "c1<f348cdc9c90700f200110000>",
     "text[HelloHello]"}, /* what was before it is still there */
    {"7.2.3.5", "c1<f24805000000ffffcac9c90700>", "text[Hello]"},
    {"7.2.3.5", "41<f2480500> 80<0000ffffcac9c90700>", "text[Hello]"},
    {"7.2.3.6", "c1<00>", "text[]"},
    {"7.2.3.6", "c2<00> c1<00>", "binary[]; text[]"},
    {"7.2.3.6", "41<00> 80''", "text[]"},
    {"7.2.3.6", "41'' 80<00>", "text[]"},
    {"7.2.3.6", "41'' 00'' 00<f248cd> 00'' 00<c9c90700> 80''", "text[Hello]"},
    {"7.2.3.6", "c1<02000000ffff02000000fffff248cdc9c90700>", "text[Hello]"},
    /* without a byte: what is lacking can only be nothing */
    {"7.2.2", "c1''", "text[]"},
    {"7.2.2", "41'' 00'' 80''", "text[]"},
    {"7.2.2", "c1'' " HELLO, "text[]; text[Hello]"},
    /* one message compressed, the next one not */
    {"6.2", "81'Hello' " HELLO " 82'Hello'", "text[Hello]; text[Hello]; binary[Hello]"},
    {"6.2", "01'Hel' 80'lo' 41<f248cd> 80<c9c90700> 01'' 80''", "text[Hello]; text[Hello]; text[]"},
    {"6.2", "81<f248cdc9c90700>", "error[1007]"}, /* RSV1 is not set: this is the text */
    /* control frames stand between, and are never compressed */
    {"6.1", "41<f248cd> 89'now' 80<c9c90700>", "ping[now]; text[Hello]"},
    {"6.1", "41<f248cd> 8a<f248cd> 80<c9c90700>", "pong[\\xf2H\\xcd]; text[Hello]"},
    {"6.1", "41<f248cd> 88<03e8>", "close[1000]"},
    {"6.1", "c9''", "error[1002]"},
    {"6.1", "ca<f248cdc9c90700>", "error[1002]"},
    {"6.1", "c8''", "error[1002]"},
    {"6.1", "41<f248cd> c9'' 80<c9c90700>", "error[1002]"},
    /* only the first frame says it */
    {"6.1", "41<f248cd> c0<c9c90700>", "error[1002]"},
    {"6.1", "41<f248cd> 40<c9c907> 80<00>", "error[1002]"},
    {"6.1", "01'Hel' c0'lo'", "error[1002]"},
    {"6.1", "c0<f248cdc9c90700>", "error[1002]"},
    {"6.1", "41<f248cd> c1<c9c90700>", "error[1002]"},
    /* the other reserved bits have no meaning, nor has the first on what nobody knows */
    {"6455 5.2", "a1''", "error[1002]"},
    {"6455 5.2", "91''", "error[1002]"},
    {"6455 5.2", "e1<f248cdc9c90700>", "error[1002]"},
    {"6455 5.2", "d1<f248cdc9c90700>", "error[1002]"},
    {"6455 5.2", "c3''", "error[1002]"},
    {"6455 5.2", "cb''", "error[1002]"},
    /* no DEFLATE: known as soon as the byte is there */
    {"7.2.2", "c1<07>", "error[1007]"},
    {"7.2.2", "41<07>", "error[1007]"},
    {"7.2.2", "c185 00000000 07", "error[1007]"},
    {"7.2.2", "c1<000500fafe>", "error[1007]"},
    {"7.2.2", "c2<f200110000>", "error[1007]"}, /* refers to what never was */
    /* ends elsewhere than before the tail */
    {"7.2.2", "c1<f2>", "error[1007]"},
    {"7.2.2", "c1<f248cd>", "error[1007]"},
    {"7.2.2", "c1<f248cdc9c907>", "error[1007]"},
    {"7.2.2", "41<f248cd> 80''", "error[1007]"},
    {"7.2.2", "c1<000500faff4865>", "error[1007]"},
    {"7.2.2", "c1<f348cdc9c90700>", "error[1007]"},         /* the last block, and no other */
    {"7.2.2", "c1<f248cdc9c907000000ffff>", "error[1007]"}, /* the tail itself is sent */
    {"7.2.2", "c1<f248cdc9c907000000ffff> 81'a'", "error[1007]"},
    /* UTF-8 is checked on what comes out, as it comes out */
    {"6455 8.1", "c1<000300fcffe282ac00>", "text[\\xe2\\x82\\xac]"},
    {"6455 8.1", "41<000100feffe2> 80<000200fdff82ac00>", "text[\\xe2\\x82\\xac]"},
    {"6455 8.1", "41<000300fcffe282ac> 80<00>", "text[\\xe2\\x82\\xac]"},
    {"6455 8.1", "41<000100feffff>", "error[1007]"},
    {"6455 8.1", "41<000100feffff> 80<00>", "error[1007]"},
    {"6455 8.1", "41<000200fdff61ff>", "error[1007]"},
    {"6455 8.1", "41<000100feffe2> 00<000100feff28>", "error[1007]"},
    {"6455 8.1", "c1<000200fdffe28200>", "error[1007]"}, /* half a code point at the end */
    {"6455 8.1", "41<000200fdffe282> 80<00>", "error[1007]"},
    {"6455 8.1", "41<000200fdffe282>", "…"},
    {"6455 8.1", "c2<000200fdffe2ff00>", "binary[\\xe2\\xff]"},
    {"6455 8.1", "c2<000100feffe200> c1<000100feff8200>", "binary[\\xe2]; error[1007]"},
};

static const struct ws_example with_a_context[] = {
    {"7.2.3.2", HELLO " " HELLO_AGAIN, "text[Hello]; text[Hello]"},
    {"7.2.3.2", HELLO " " HELLO_AGAIN " c2<f200110000>", "text[Hello]; text[Hello]; binary[Hello]"},
    {"7.2.3.2", HELLO " 41<f200> 80<110000>", "text[Hello]; text[Hello]"},
    {"7.2.3.2", "41<f248cd> 80<c9c90700> " HELLO_AGAIN, "text[Hello]; text[Hello]"},
    {"7.2.3.2", "c1<f348cdc9c9070000> " HELLO_AGAIN, "text[Hello]; text[Hello]"},
    {"7.2.3.2", HELLO " c1<00> " HELLO_AGAIN, "text[Hello]; text[]; text[Hello]"},
    {"7.2.3.2", HELLO " c1'' " HELLO_AGAIN, "text[Hello]; text[]; text[Hello]"},
    /* what is not compressed is no part of it */
    {"7.2.2", HELLO " 81'other' " HELLO_AGAIN, "text[Hello]; text[other]; text[Hello]"},
    {"7.2.2", HELLO " 41<f200> 89'other' 80<110000>", "text[Hello]; ping[other]; text[Hello]"},
};

static const struct ws_example without_a_context[] = {
    {"7.1.1.2", HELLO " " HELLO, "text[Hello]; text[Hello]"},
    {"7.1.1.2", HELLO " " HELLO_AGAIN, "text[Hello]; error[1007]"},
    {"7.1.1.2", HELLO " 41<f200> 80<110000>", "text[Hello]; error[1007]"},
};

/* All with a limit of 10 bytes: it is what comes out that counts. */
static const struct ws_example limited_to_ten[] = {
    {"6455 10.4", X10, "text[xxxxxxxxxx]"},
    {"6455 10.4", X10 " " X10, "text[xxxxxxxxxx]; text[xxxxxxxxxx]"},
    {"6455 10.4", "c1<000a00f5ff7878787878787878787800>", "text[xxxxxxxxxx]"}, /* 16 bytes */
    {"6455 10.4", "c1<000000ffff000000ffff000500faff48656c6c6f00>", "text[Hello]"},
    {"6455 10.4", "41<000500faff7878787878> 80<000500faff787878787800>", "text[xxxxxxxxxx]"},
    {"6455 7.4.1", X11, "error[1009]"},
    {"6455 7.4.1", X1000, "error[1009]"},
    {"6455 7.4.1", "41<000500faff7878787878> 80<000600f9ff78787878787800>", "error[1009]"},
    {"6455 7.4.1", "41<000a00f5ff78787878787878787878> 80<000100feff7800>", "error[1009]"},
    /* at the first byte that is too many, and not before */
    {"6455 7.4.1", "41<000a00f5ff78787878787878787878>", "…"},
    {"6455 7.4.1", "41<000b00f4ff7878787878787878787878>", "error[1009]"},
    {"6455 7.4.1", "41<aaa818>", "…"}, /* an x; with the next byte 259 more */
    {"6455 7.4.1", "41<aaa81805>", "error[1009]"},
    {"6455 7.4.1", "41<000c00f3ff7878787878787878787878>", "error[1009]"},
    /* other errors, when they come first */
    {"6455 8.1", "c1<000b00f4ffff7878787878787878787800>", "error[1007]"},
    {"7.2.2", "c1<000a00f5ff7878787878787878787807>", "error[1007]"},
    {"7.2.2", "c1<000a00f5ff78787878787878787878>", "error[1007]"},
    {"6455 7.4.1", "c1<000b00f4ff787878787878787878787807>", "error[1009]"},
    /* of a message that is not compressed the header is believed, of one that is it says nothing */
    {"6455 7.4.1", "818b 00000000", "error[1009]"},
    {"6455 7.4.1", "c1ff 7fffffffffffffff 00000000", "…"},
};

static const struct ws_example limited_to_nothing[] = {
    {"6455 10.4", "c1<00> c2<00>", "text[]; binary[]"},
    {"6455 10.4", "c1'' 41'' 80<00>", "text[]; text[]"},
    {"6455 7.4.1", HELLO, "error[1009]"},
    {"6455 7.4.1", "41<000100feff78>", "error[1009]"},
};

/* Nothing was agreed on. */
static const struct ws_example not_in_use[] = {
    {"6", HELLO, "error[1002]"},
    {"6", "c1''", "error[1002]"},
    {"6", "41<f248cd> 80<c9c90700>", "error[1002]"},
};

#define RUN(table, limit, params) ws_table_run(table, sizeof table / sizeof *table, limit, params)

static void a_message_is_inflated(void **state)
{
    (void)state;
    RUN(with_or_without_a_context, LIMIT, &alone);
    RUN(with_or_without_a_context, LIMIT, &context);
    RUN(with_or_without_a_context, LIMIT, (&(struct an_ws_deflate_params){false, false, 8, 8}));
}

static void a_context_lasts_as_agreed(void **state)
{
    (void)state;
    RUN(with_a_context, LIMIT, &context);
    RUN(with_a_context, LIMIT, (&(struct an_ws_deflate_params){true, false, 9, 9}));
    RUN(with_a_context, LIMIT, (&(struct an_ws_deflate_params){true, false, 15, 8}));
    RUN(without_a_context, LIMIT, &alone);
    RUN(without_a_context, LIMIT, (&(struct an_ws_deflate_params){false, true, 15, 15}));
}

static void what_is_inflated_is_limited(void **state)
{
    (void)state;
    RUN(limited_to_ten, 10, &alone);
    RUN(limited_to_ten, 10, &context);
    RUN(limited_to_nothing, 0, &alone);
    RUN(limited_to_nothing, 0, &context);
}

static void without_an_agreement_it_is_an_error(void **state)
{
    (void)state;
    RUN(not_in_use, LIMIT, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_is_inflated),
        cmocka_unit_test(a_context_lasts_as_agreed),
        cmocka_unit_test(what_is_inflated_is_limited),
        cmocka_unit_test(without_an_agreement_it_is_an_error),
    };
    return cmocka_run_group_tests_name("ws_deflated", tests, NULL, NULL);
}

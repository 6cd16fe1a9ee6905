/* conn_greet_test.c - who is spoken to before it has spoken speaks TCP from then on: what it has begun to say, and how long it may be silent. */
#include "test.h"

#include "conn/publish.h"
#include "conn_help.h"

static void what_it_had_begun_to_say_is_told_at_once(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_ALL);
    conn_input("GE"); /* it could have become HTTP */
    expect_told("CONNECT TCP 0 []\n");
    conn_answer("hello");
    expect_told("RECV TCP 0 [GE]\n");
    expect_wrote("hello");
}

static void it_may_be_silent_for_as_long_as_any(void **state)
{
    (void)state;
    lo.config.silence.tcp_timeout_ms = 1000;
    conn_start(AN_SPEAKS_ALL);
    conn_answer("hello");
    conn_pass(999);
    expect_told("CONNECT TCP 0 []\n");
    conn_pass(1);
    expect_told("CLOSE TCP 3 []\n");
}

static void also_when_it_had_begun_to_say_something(void **state)
{
    (void)state;
    lo.config.silence.tcp_timeout_ms = 5000;
    conn_start(AN_SPEAKS_ALL);
    conn_input("GE");
    conn_answer("hello");
    lo.told[0] = 0;
    conn_pass(4999);
    expect_told("");
    conn_pass(1);
    expect_told("CLOSE TCP 3 []\n");
}

/* As a message to it does: what it had begun to say is told. */
static void who_is_published_to_is_spoken_to(void **state)
{
    (void)state;
    struct an_delivery d = {.msg = {.type = AN_MSG_PUBLISH, .code = AN_WS_TEXT, .body_len = 5},
                            .body = (const uint8_t *)"hello"};
    conn_start(AN_SPEAKS_ALL);
    conn_input("GE");
    an_publish_add(&lo.env, &d);
    an_publish_to(&lo.env, lo.conn, false);
    an_publish_end(&lo.env);
    an_conn_flush_all(&lo.env);
    expect_wrote("hello");
    expect_told("CONNECT TCP 0 []\nRECV TCP 0 [GE]\n");
}

static void what_is_meant_for_another_protocol_does_not_reach_it(void **state)
{
    (void)state;
    static const uint8_t speaks[] = {AN_SPEAKS_ALL, AN_SPEAKS_TCP};
    struct an_delivery d = {.msg = {.type = AN_MSG_SEND,
                                    .proto = AN_PROTO_WEBSOCKET,
                                    .code = AN_WS_TEXT,
                                    .body_len = 5},
                            .body = (const uint8_t *)"hello"};
    for (int i = 0; i < 2; i++) {
        conn_start(speaks[i]);
        d.msg.id = lo.conn->id;
        assert_true(an_conn_message(lo.conn, &d));
        an_conn_flush_all(&lo.env);
        expect_wrote("");
        assert_int_equal(an_counted(&lo.env.counters->late_sends), i + 1);
        lo.told[0] = 0;
        conn_input(GET); /* nor does it decide anything */
        expect_told(i == 0 ? "RECV HTTP 0 []\n" : "RECV TCP 0 [" GET "]\n");
        an_conn_kill(lo.conn, AN_CLOSE_PEER);
    }
}

static void it_may_end_or_be_ended_before_it_has_spoken(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_ALL);
    conn_hang_up(0, "");
    expect_told("CONNECT TCP 0 []\nCLOSE TCP 1 []\n");
    conn_fin();
    conn_start(AN_SPEAKS_ALL);
    conn_fin();
    expect_told("CONNECT TCP 0 []\nCLOSE TCP 0 []\n");
    conn_answer("hello");
    expect_wrote("hello");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, conn_setup, conn_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_it_had_begun_to_say_is_told_at_once),
        TEST(it_may_be_silent_for_as_long_as_any),
        TEST(also_when_it_had_begun_to_say_something),
        TEST(who_is_published_to_is_spoken_to),
        TEST(what_is_meant_for_another_protocol_does_not_reach_it),
        TEST(it_may_end_or_be_ended_before_it_has_spoken),
    };
    return cmocka_run_group_tests_name("conn_greet", tests, NULL, NULL);
}

/* conn_silence_test.c - connections over which no byte has come: how long they may stay, and who of them makes room first. */
#include "test.h"

#include "conn/publish.h"
#include "conn_help.h"

#define FIRST_MS 60000u

static uint64_t closed(void)
{
    return an_counted(&lo.env.counters->silent_closed);
}

/* A connection and its first bytes, if any; then it is left alone for as long as it may say nothing, and longer. */
static void quiet(uint8_t speaks, void (*begins)(void), bool stays)
{
    conn_start(speaks);
    lo.told[0] = 0;
    lo.wrote_len = 0;
    begins();
    uint64_t before = closed();
    conn_pass(FIRST_MS - 1);
    assert_int_equal(lo.gones + lo.shuts, 0);
    conn_pass(1);
    conn_pass(10 * FIRST_MS);
    assert_int_equal(lo.gones + lo.shuts > 0, !stays);
    assert_int_equal(closed() - before, stays ? 0 : 1);
    if (!stays) expect_told("CLOSE TCP 3 []\n");
    if (stays) assert_false(an_timer_armed(&lo.conn->timer)); /* or it would ring for ever */
    an_conn_kill(lo.conn, AN_CLOSE_PEER);
    lo.gones = lo.shuts = 0;
}

static void nothing_is_said(void) {}
static void the_client_speaks(void)
{
    conn_input("x");
}
static void the_worker_speaks(void)
{
    conn_answer("hello");
}
static void the_worker_publishes(void)
{
    struct an_delivery d = {.msg = {.type = AN_MSG_PUBLISH, .code = AN_WS_TEXT, .body_len = 5},
                            .body = (const uint8_t *)"hello"};
    an_publish_add(&lo.env, &d);
    an_publish_to(&lo.env, lo.conn, false);
    an_publish_end(&lo.env);
    an_conn_flush_all(&lo.env);
    expect_wrote("hello");
}

static void the_first_byte_has_its_time_also_on_a_mixed_port(void **state)
{
    (void)state;
    quiet(AN_SPEAKS_ALL, nothing_is_said, false);
    quiet(AN_SPEAKS_TCP, nothing_is_said, false);
    quiet(AN_SPEAKS_TCP | AN_SPEAKS_HTTP, nothing_is_said, false);
}

static void who_has_spoken_or_been_spoken_to_may_be_silent(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        uint8_t speaks = i ? AN_SPEAKS_TCP : AN_SPEAKS_ALL;
        quiet(speaks, the_client_speaks, true);
        quiet(speaks, the_worker_speaks, true);
        quiet(speaks, the_worker_publishes, true);
    }
}

static void it_may_have_no_limit(void **state)
{
    (void)state;
    lo.config.silence.first_byte_ms = 0;
    quiet(AN_SPEAKS_ALL, nothing_is_said, true);
}

static void a_port_may_have_its_own_limit(void **state)
{
    (void)state;
    lo.config.listen[0].own_silence = true;
    lo.config.listen[0].silence.first_byte_ms = 5;
    conn_start(AN_SPEAKS_ALL);
    conn_pass(4);
    assert_int_equal(lo.shuts, 0);
    conn_pass(1);
    assert_int_equal(lo.shuts, 1);
}

static void the_shorter_limit_of_silence_counts(void **state)
{
    (void)state;
    lo.config.silence.tcp_timeout_ms = 2 * FIRST_MS;
    conn_start(AN_SPEAKS_TCP);
    conn_pass(FIRST_MS - 1);
    conn_input("x");
    conn_pass(2 * FIRST_MS - 1);
    assert_int_equal(lo.shuts, 0);
    conn_pass(1);
    assert_int_equal(lo.shuts, 1);
    assert_int_equal(closed(), 0); /* it had spoken */
}

/* --- a full table --- */

static struct an_conn three[3];

static void three_start(void)
{
    static const struct an_conn_addr addr = {.family = 4};
    lo.config.listen[0].speaks = AN_SPEAKS_ALL;
    for (uint32_t i = 0; i < 3; i++) {
        an_conn_start(&lo.env, &three[i], i, 0, &addr);
        conn_pass(100);
    }
}

static void the_longest_silent_one_makes_room_first(void **state)
{
    (void)state;
    assert_int_equal(an_conn_silent_ms(&lo.env), UINT32_MAX);
    assert_false(an_conn_evict(&lo.env, 0));
    three_start();
    assert_int_equal(an_conn_silent_ms(&lo.env), 300);
    assert_false(an_conn_evict(&lo.env, 301)); /* a newcomer may still speak */
    an_conn_input(&three[1], (uint8_t[]){'x'}, 1);
    assert_true(an_conn_evict(&lo.env, 300));
    assert_int_equal(three[0].phase, AN_PHASE_DEAD);
    assert_int_equal(an_conn_silent_ms(&lo.env), 100);
    assert_true(an_conn_evict(&lo.env, 100));
    assert_int_equal(three[2].phase, AN_PHASE_DEAD);
    assert_false(an_conn_evict(&lo.env, 0));
    assert_int_equal(closed(), 2);
    an_conn_kill(&three[1], AN_CLOSE_PEER);
}

static void who_leaves_already_is_not_thrown_out(void **state)
{
    (void)state;
    three_start();
    an_conn_eof(&three[0]); /* its worker has to come to CLOSE */
    an_conn_kill(&three[1], AN_CLOSE_PEER);
    assert_int_equal(an_conn_silent_ms(&lo.env), 100);
    assert_true(an_conn_evict(&lo.env, 0));
    assert_int_equal(three[2].phase, AN_PHASE_DEAD);
    an_conn_kill(&three[0], AN_CLOSE_PEER);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, conn_setup, conn_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_first_byte_has_its_time_also_on_a_mixed_port),
        TEST(who_has_spoken_or_been_spoken_to_may_be_silent),
        TEST(it_may_have_no_limit),
        TEST(a_port_may_have_its_own_limit),
        TEST(the_shorter_limit_of_silence_counts),
        TEST(the_longest_silent_one_makes_room_first),
        TEST(who_leaves_already_is_not_thrown_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* conn_greet_test.c - who is spoken to before it has spoken speaks TCP from then on: what it has begun to say, and how long it may be silent. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

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

#define TEST(f) cmocka_unit_test_setup_teardown(f, conn_setup, conn_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_it_had_begun_to_say_is_told_at_once),
        TEST(it_may_be_silent_for_as_long_as_any),
        TEST(also_when_it_had_begun_to_say_something),
    };
    return cmocka_run_group_tests_name("conn_greet", tests, NULL, NULL);
}

/* retired_test.c - see net/retired.h. */
#include "test.h"

#include "net/retired.h"

static struct an_retired q;

static int setup(void **state)
{
    (void)state;
    an_retired_init(&q);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    an_retired_fini(&q);
    return 0;
}

static void a_head_is_free_when_its_close_has_been_given_back(void **state)
{
    (void)state;
    an_retired_add(&q, 7, 70);
    an_retired_pushed(&q, 7, 100);
    an_retired_add(&q, 8, 80);
    an_retired_pushed(&q, 8, 200);
    assert_int_equal(an_retired_next(&q, 99), 0);
    assert_int_equal(an_retired_next(&q, 100), 70);
    assert_int_equal(an_retired_next(&q, 199), 0);
    assert_int_equal(an_retired_next(&q, 300), 80);
    assert_int_equal(an_retired_next(&q, 300), 0);
    assert_false(an_retired_any(&q));
}

static void a_close_that_waits_for_room_keeps_its_head(void **state)
{
    (void)state;
    an_retired_add(&q, 7, 70);
    an_retired_add(&q, 8, 80);
    assert_false(an_retired_any(&q));
    assert_int_equal(an_retired_next(&q, 1ull << 40), 0);
    an_retired_pushed(&q, 6, 100); /* it had no head */
    assert_int_equal(an_retired_next(&q, 100), 0);
    an_retired_pushed(&q, 7, 120);
    assert_true(an_retired_any(&q));
    assert_int_equal(an_retired_next(&q, 120), 70);
    assert_int_equal(an_retired_next(&q, 120), 0); /* 8 waits still */
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_head_is_free_when_its_close_has_been_given_back),
        TEST(a_close_that_waits_for_room_keeps_its_head),
    };
    return cmocka_run_group_tests_name("retired", tests, NULL, NULL);
}

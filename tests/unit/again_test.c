/* again_test.c - when a process that has died is started again, in virtual time. */
#include "test.h"

#include "process/supervisor_in.h"

static void each_wait_is_twice_the_last_and_none_longer_than_five_seconds(void **state)
{
    static const uint64_t waits[] = {100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000};
    (void)state;
    struct an__child c = {0};
    uint64_t now = 1000000;
    for (size_t i = 0; i < sizeof waits / sizeof *waits; i++) {
        an__back_off(&c, now);
        assert_int_equal(c.again_ms, now + waits[i]);
        now = c.again_ms;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_wait_is_twice_the_last_and_none_longer_than_five_seconds),
    };
    return cmocka_run_group_tests_name("again", tests, NULL, NULL);
}

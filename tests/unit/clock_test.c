/* clock_test.c - time goes forward, units agree, every process sees the same. */
#include "test.h"

#include <sys/wait.h>
#include <unistd.h>

#include "ground/clock.h"

#define READS 100000

static void monotonic_time_never_goes_back(void **state)
{
    (void)state;
    uint64_t ms = an_clock_ms(), ns = an_clock_ns();
    for (int i = 0; i < READS; i++) {
        uint64_t now_ms = an_clock_ms(), now_ns = an_clock_ns();
        assert_true(now_ms >= ms && now_ns >= ns);
        ms = now_ms;
        ns = now_ns;
    }
}

static void milliseconds_are_the_nanoseconds_rounded_down(void **state)
{
    (void)state;
    for (int i = 0; i < READS / 10; i++) {
        uint64_t before = an_clock_ns(), ms = an_clock_ms(), after = an_clock_ns();
        assert_in_range(ms, before / 1000000, after / 1000000);
    }
}

/* Spun for two milliseconds. */
static void to_ask_again_is_right_to_a_tenth_of_a_millisecond(void **state)
{
    (void)state;
    uint64_t ms = 0, ticks = 0, begin = an_clock_ns(), now = begin;
    while (now < begin + 2000000) {
        uint64_t before = now, said = an_clock_ms_again(&ms, &ticks);
        now = an_clock_ns();
        assert_in_range(said, (before - 100000) / 1000000, now / 1000000);
    }
}

static void who_never_asked_gets_the_time(void **state)
{
    (void)state;
    uint64_t ms = 0, ticks = 0, before = an_clock_ms();
    assert_true(an_clock_ms_again(&ms, &ticks) >= before);
}

/* A unit mistaken by a thousand would be off by centuries. */
static void wall_time_is_of_this_age(void **state)
{
    (void)state;
    uint64_t y2020 = UINT64_C(1577836800000), y2200 = UINT64_C(7258118400000);
    assert_in_range(an_clock_wall_ms(), y2020, y2200);
}

static void a_child_reads_the_same_clock(void **state)
{
    (void)state;
    int pipes[2], status;
    uint64_t there = 0;
    assert_int_equal(pipe(pipes), 0);
    uint64_t before = an_clock_ns();
    pid_t pid = fork();
    if (pid == 0) {
        there = an_clock_ns();
        _exit(write(pipes[1], &there, sizeof there) != sizeof there);
    }
    assert_int_equal(read(pipes[0], &there, sizeof there), sizeof there);
    assert_in_range(there, before, an_clock_ns());
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    close(pipes[0]);
    close(pipes[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(monotonic_time_never_goes_back),
        cmocka_unit_test(milliseconds_are_the_nanoseconds_rounded_down),
        cmocka_unit_test(to_ask_again_is_right_to_a_tenth_of_a_millisecond),
        cmocka_unit_test(who_never_asked_gets_the_time),
        cmocka_unit_test(wall_time_is_of_this_age),
        cmocka_unit_test(a_child_reads_the_same_clock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

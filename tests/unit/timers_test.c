/* timers_test.c - ids, beats, and what a callback may do to timers.
 *
 * Beats are tested in virtual time: the loop's clock is set by hand and its wheel advanced, the loop itself does not run. The rest runs on the real
 * loop and asserts orders and counts.
 */
#include "test.h"

#include <string.h>
#include <unistd.h>

#include "ground/base.h"
#include "ground/clock.h"
#include "process/timers.h"

static struct an_loop loop;
static struct an_bell bell;
static int bell_fd;
static struct an_timers timers;

static char ran[200];                               /* the first letter of the data of what fired */
static uint64_t last_id;                            /* of it */
static void (*then)(uint64_t id, const char *data); /* what firing does besides */

static bool nothing(void *ctx)
{
    (void)ctx;
    return false;
}

static void fire(void *ctx, uint64_t id, void *data)
{
    assert_ptr_equal(ctx, &loop);
    ran[strlen(ran)] = *(char *)data;
    last_id = id;
    if (then) then(id, data);
}

static int open_timers(void **state)
{
    (void)state;
    bell = (struct an_bell){.asleep = 0};
    then = NULL;
    memset(ran, 0, sizeof ran);
    if (an_bell_open(&bell_fd) < 0) return -1;
    if (an_loop_init(&loop, &bell, bell_fd, nothing, nothing, NULL) < 0) return -1;
    an_timers_init(&timers, &loop, fire, &loop);
    return 0;
}

static int close_timers(void **state)
{
    (void)state;
    an_timers_fini(&timers);
    an_loop_fini(&loop);
    close(bell_fd);
    return 0;
}

static uint64_t add(uint64_t delay_ms, uint64_t every_ms, char *data)
{
    uint64_t id = an_timers_add(&timers, delay_ms, every_ms, data);
    assert_int_not_equal(id, 0);
    return id;
}

/* --- ids --- */

static void ids_are_small_at_first_and_stale_or_made_up_ones_find_nothing(void **state)
{
    (void)state;
    uint64_t one = add(1000, 0, "one"), two = add(1000, 0, "two");
    assert_int_equal(one, 1);
    assert_int_equal(two, 2);
    assert_string_equal(an_timers_remove(&timers, one), "one");
    assert_null(an_timers_remove(&timers, one));
    uint64_t again = add(1000, 0, "again");
    assert_int_equal(again & 0x1ffffff, 1); /* the same place */
    assert_null(an_timers_remove(&timers, one));
    const uint64_t made_up[] = {0, 3, 1ull << 25, 1ull << 32 | 1, UINT64_MAX, 1ull << 63 | again};
    for (size_t i = 0; i < sizeof made_up / sizeof *made_up; i++)
        assert_null(an_timers_remove(&timers, made_up[i]));
    assert_string_equal(an_timers_remove(&timers, again), "again");
}

/* 2^38 uses of one place take hours: here the end of them comes sooner. */
static void a_place_whose_ids_are_used_up_is_left_alone(void **state)
{
    (void)state;
    assert_int_equal(timers.most_uses << 25 >> 25, timers.most_uses);
    assert_true((int64_t)(timers.most_uses << 25 | AN_MAX_TIMERS) > 0); /* the largest id */
    timers.most_uses = 3;
    uint64_t seen[20];
    for (int i = 0; i < 20; i++) {
        seen[i] = add(1000, 0, "x");
        for (int j = 0; j < i; j++)
            assert_int_not_equal(seen[i], seen[j]);
        assert_non_null(an_timers_remove(&timers, seen[i]));
        assert_null(an_timers_remove(&timers, seen[i]));
    }
    assert_int_equal(timers.slots.used, 5); /* 4 ids each */
}

/* --- in virtual time --- */

/* Adds timers until the clock does not move meanwhile: they begin at a moment that is known. */
static uint64_t add_at_a_known_time(uint64_t delay_ms, uint64_t every_ms, char *data, uint64_t *id)
{
    for (;;) {
        uint64_t begin = an_clock_ms();
        *id = add(delay_ms, every_ms, data);
        if (an_clock_ms() == begin) return begin;
        assert_ptr_equal(an_timers_remove(&timers, *id), data);
    }
}

static void at(uint64_t now_ms, const char *names)
{
    memset(ran, 0, sizeof ran);
    loop.uv.time = now_ms;
    assert_int_equal(an_wheel_advance(&loop.wheel, now_ms), strlen(names));
    assert_string_equal(ran, names);
}

static void a_delay_counts_from_the_moment_of_adding(void **state)
{
    (void)state;
    uint64_t id, begin = add_at_a_known_time(100, 0, "a", &id);
    loop.uv.time = begin;
    at(begin + 99, "");
    at(begin + 100, "a");
    at(begin + 100000, "");
}

static void a_repeating_timer_keeps_its_beat(void **state)
{
    (void)state;
    uint64_t id, begin = add_at_a_known_time(7, 10, "a", &id);
    for (uint64_t ms = 1; ms < 1000; ms++)
        at(begin + ms, ms % 10 == 7 ? "a" : "");
}

/* Each time it runs a little late: the next beat is where it would have been. */
static void lateness_does_not_add_up(void **state)
{
    (void)state;
    uint64_t id, begin = add_at_a_known_time(10, 10, "a", &id);
    for (uint64_t beat = 10; beat < 1000; beat += 10) {
        at(begin + beat - 1, "");
        at(begin + beat + beat % 9, "a");
    }
}

static void missed_beats_are_skipped(void **state)
{
    (void)state;
    uint64_t id, begin = add_at_a_known_time(10, 10, "a", &id);
    at(begin + 10, "a");
    at(begin + 57, "a"); /* for 20, 30, 40 and 50 together */
    at(begin + 59, "");
    at(begin + 60, "a");
    at(begin + 80, "a"); /* on a beat itself: it counts for that one */
    at(begin + 89, "");
    at(begin + 90, "a");
}

static void the_first_may_be_later_than_the_rest(void **state)
{
    (void)state;
    uint64_t id, begin = add_at_a_known_time(1000, 1, "a", &id);
    at(begin + 999, "");
    at(begin + 1000, "a");
    at(begin + 1001, "a");
    at(begin + 1002, "a");
}

static void times_without_bounds_are_far_away(void **state)
{
    (void)state;
    uint64_t id, begin = add_at_a_known_time(5, UINT64_MAX, "a", &id);
    add(UINT64_MAX, 0, "b");
    add(UINT64_MAX, UINT64_MAX, "c");
    at(begin + 5, "a");
    at(begin + (UINT64_C(1) << 47), "");
    assert_non_null(an_timers_remove(&timers, id));
}

static void order_is_by_time_then_by_adding(void **state)
{
    (void)state;
    uint64_t hour = 3600000, id, begin = add_at_a_known_time(3 * hour, 0, "d", &id);
    add(2 * hour, 0, "b");
    add(1 * hour, 0, "a");
    add(2 * hour, 0, "c");
    at(begin + 2 * hour - 1, "a");
    at(begin + 5 * hour, "bcd");
    assert_int_equal(last_id, id);
}

/* --- ids and data --- */

static void every_id_is_new(void **state)
{
    (void)state;
    uint64_t ids[200];
    for (size_t i = 0; i < 200; i++) {
        ids[i] = add(1000, 0, "a");
        for (size_t j = 0; j < i; j++)
            assert_int_not_equal(ids[i], ids[j]);
        if (i % 3) an_timers_remove(&timers, ids[i]);
    }
}

static void removing_gives_the_data_back_once(void **state)
{
    (void)state;
    char data[] = "x";
    uint64_t id = add(1000, 10, data);
    assert_ptr_equal(an_timers_remove(&timers, id), data);
    assert_null(an_timers_remove(&timers, id));
    assert_null(an_timers_remove(&timers, 0));
    assert_null(an_timers_remove(&timers, 12345));
    assert_null(an_timers_remove(&timers, UINT64_MAX));
}

static void what_is_pending_at_the_end_vanishes(void **state)
{
    (void)state;
    add(0, 0, "a");
    add(0, 1, "b");
    an_timers_fini(&timers);
    assert_int_equal(an_wheel_next(&loop.wheel), AN_NEVER);
    an_timers_init(&timers, &loop, fire, &loop);
}

/* --- on the real loop --- */

static void stop_at_z(uint64_t id, const char *data)
{
    (void)id;
    if (*data == 'z') an_loop_stop(&loop);
}

static void a_removed_one_never_fires(void **state)
{
    (void)state;
    add(0, 0, "a");
    uint64_t id = add(1, 1, "b");
    add(2, 0, "c");
    add(3, 0, "z");
    then = stop_at_z;
    an_timers_remove(&timers, id);
    an_loop_run(&loop);
    assert_string_equal(ran, "acz");
}

static void expect_spent(uint64_t id, const char *data)
{
    assert_null(an_timers_remove(&timers, id));
    assert_int_not_equal(add(1000, 0, "n"), id); /* nor is it given to the next at once */
    stop_at_z(id, data);
}

static void one_that_fires_once_is_spent_before(void **state)
{
    (void)state;
    then = expect_spent;
    uint64_t id = add(1, 0, "z");
    an_loop_run(&loop);
    assert_int_equal(last_id, id);
}

static void remove_itself_the_fifth_time(uint64_t id, const char *data)
{
    if (strlen(ran) < 5) return;
    assert_ptr_equal(an_timers_remove(&timers, id), data);
    assert_null(an_timers_remove(&timers, id));
    then = stop_at_z;
    add(5, 0, "z");
}

static void a_repeating_timer_may_remove_itself(void **state)
{
    (void)state;
    then = remove_itself_the_fifth_time;
    uint64_t id = add(1, 1, "a");
    an_loop_run(&loop);
    assert_string_equal(ran, "aaaaaz");
    assert_null(an_timers_remove(&timers, id));
}

static uint64_t others[3];

static void remove_others(uint64_t id, const char *data)
{
    for (size_t i = 0; i < 3; i++)
        if (others[i] != id) an_timers_remove(&timers, others[i]);
    stop_at_z(id, data);
}

/* Whichever comes first removes the two others, though they are due in the same moment. */
static void a_timer_may_remove_others_that_are_due(void **state)
{
    (void)state;
    uint64_t begin = add_at_a_known_time(0, 0, "a", &others[0]);
    others[1] = add(0, 3, "b");
    others[2] = add(0, 0, "c");
    then = remove_others;
    at(begin + 100, "a");
    at(begin + 200, "");
}

static void replace_itself(uint64_t id, const char *data)
{
    static const char next[] = "bcdefghijz";
    an_timers_remove(&timers, id);
    if (*data == 'z') {
        an_loop_stop(&loop);
        return;
    }
    add(0, *data % 2, (char *)next + strlen(ran) - 1);
}

static void a_callback_may_add_what_is_due_at_once(void **state)
{
    (void)state;
    then = replace_itself;
    add(0, 0, "a");
    an_loop_run(&loop);
    assert_string_equal(ran, "abcdefghijz");
}

int main(void)
{
#define EACH(test) cmocka_unit_test_setup_teardown(test, open_timers, close_timers)
    const struct CMUnitTest tests[] = {
        EACH(ids_are_small_at_first_and_stale_or_made_up_ones_find_nothing),
        EACH(a_place_whose_ids_are_used_up_is_left_alone),
        EACH(a_delay_counts_from_the_moment_of_adding),
        EACH(a_repeating_timer_keeps_its_beat),
        EACH(lateness_does_not_add_up),
        EACH(missed_beats_are_skipped),
        EACH(the_first_may_be_later_than_the_rest),
        EACH(times_without_bounds_are_far_away),
        EACH(order_is_by_time_then_by_adding),
        EACH(every_id_is_new),
        EACH(removing_gives_the_data_back_once),
        EACH(what_is_pending_at_the_end_vanishes),
        EACH(a_removed_one_never_fires),
        EACH(one_that_fires_once_is_spent_before),
        EACH(a_repeating_timer_may_remove_itself),
        EACH(a_timer_may_remove_others_that_are_due),
        EACH(a_callback_may_add_what_is_due_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

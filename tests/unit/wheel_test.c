/* wheel_test.c - when a timer runs, in which order, and what its callback may do. tests/prop/wheel_prop.c does the rest. */
#include "test.h"

#include <string.h>

#include "ground/base.h"
#include "time/wheel.h"

#define LAST ((UINT64_C(1) << 48) - 1)
#define YEAR_MS UINT64_C(31556952000)

struct item {
    struct an_timer timer;
    char name;
    void (*then)(struct item *it); /* what the callback does, NULL: nothing */
};

static struct an_wheel w;
static struct item items[26];
static char ran[100]; /* the names of what ran, in order */

static void on_due(struct an_timer *t)
{
    struct item *it = AN_CONTAINER_OF(t, struct item, timer);
    ran[strlen(ran)] = it->name;
    if (it->then) it->then(it);
}

static void start(uint64_t now_ms)
{
    an_wheel_init(&w, now_ms);
    memset(ran, 0, sizeof ran);
    for (int i = 0; i < 26; i++) {
        items[i] = (struct item){.name = (char)('a' + i)};
        an_timer_init(&items[i].timer, on_due);
    }
}

static struct item *item(char name)
{
    return &items[name - 'a'];
}

static void add(char name, uint64_t due_ms)
{
    an_wheel_add(&w, &item(name)->timer, due_ms);
}

static void cancel(char name)
{
    an_wheel_cancel(&w, &item(name)->timer);
}

/* Moves time; these and no others ran, in this order. */
static void expect(uint64_t now_ms, const char *names)
{
    memset(ran, 0, sizeof ran);
    assert_int_equal(an_wheel_advance(&w, now_ms), strlen(names));
    assert_string_equal(ran, names);
}

static void a_timer_runs_at_its_time_and_not_before(void **state)
{
    (void)state;
    static const uint64_t starts[] = {0, 1, 62, 63, 64, 4095, 123456789, LAST - 1000000};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        for (uint64_t edge = 1; edge < LAST && edge < LAST - starts[i]; edge *= AN_WHEEL_SLOTS) {
            for (uint64_t in = edge - (edge > 1); in <= edge + 1; in++) {
                start(starts[i]);
                add('a', starts[i] + in);
                expect(starts[i] + in - 1, "");
                assert_true(an_timer_armed(&item('a')->timer));
                expect(starts[i] + in, "a");
                assert_false(an_timer_armed(&item('a')->timer));
                expect(LAST, "");
            }
        }
    }
}

static void it_runs_when_time_passes_it_in_steps_of_one(void **state)
{
    (void)state;
    start(60);
    add('a', 60 + 4096 + 64 + 7);
    for (uint64_t now = 61; now < 60 + 4096 + 64 + 7; now++)
        expect(now, "");
    expect(60 + 4096 + 64 + 7, "a");
}

static void a_time_that_is_over_runs_at_the_next_advance(void **state)
{
    (void)state;
    start(1000);
    add('a', 1000);
    add('b', 999);
    add('c', 0);
    assert_int_equal(an_wheel_next(&w), 1000);
    expect(1000, "abc");
}

static void order_is_by_due_time(void **state)
{
    (void)state;
    start(100);
    add('d', 70000);
    add('b', 103);
    add('e', 20 * YEAR_MS);
    add('c', 200);
    add('a', 101);
    expect(100 * YEAR_MS, "abcde");
}

/* They were added on different levels: the first from far away, the last when it was near. */
static void equal_times_run_in_order_of_adding(void **state)
{
    (void)state;
    start(0);
    add('a', 300000);
    expect(200000, "");
    add('b', 300000);
    expect(299000, "");
    add('c', 300000);
    expect(299990, "");
    add('d', 300000);
    expect(299999, "");
    add('e', 300000);
    expect(300000, "abcde");
}

static void adding_again_moves_to_the_end(void **state)
{
    (void)state;
    start(0);
    add('a', 500);
    add('b', 500);
    add('a', 500);
    expect(499, "");
    expect(500, "ba");
    add('a', 600);
    add('a', 700);
    add('a', 550);
    expect(1000, "a");
    expect(2000, "");
}

static void a_cancelled_timer_does_not_run(void **state)
{
    (void)state;
    start(0);
    cancel('a');
    for (char c = 'a'; c <= 'e'; c++)
        add(c, 5000);
    cancel('a');
    cancel('c');
    cancel('e');
    cancel('e');
    expect(5000, "bd");
    assert_int_equal(an_wheel_next(&w), AN_NEVER);
}

static void time_never_goes_back(void **state)
{
    (void)state;
    start(5000);
    add('a', 5010);
    expect(0, "");
    expect(5009, "");
    expect(4000, "");
    add('b', 4500);
    expect(1, "b");
    expect(5010, "a");
}

static void the_farthest_time_is_clamped_and_comes(void **state)
{
    (void)state;
    start(12345);
    add('a', UINT64_MAX);
    add('b', LAST);
    add('c', LAST + 1);
    add('d', LAST - 1);
    expect(LAST - 2, "");
    expect(UINT64_MAX, "dabc");
    add('e', UINT64_MAX);
    add('f', 7);
    assert_int_equal(an_wheel_next(&w), LAST);
    expect(UINT64_MAX, "ef");
}

static void years_pass_in_one_jump(void **state)
{
    (void)state;
    start(3);
    add('a', 1000 * YEAR_MS);
    expect(1000 * YEAR_MS - 1, "");
    add('b', 1000 * YEAR_MS + 1);
    expect(8000 * YEAR_MS, "ab");
}

/* --- what callbacks do --- */

static void cancel_neighbours(struct item *it)
{
    cancel((char)(it->name - 1));
    cancel((char)(it->name + 1));
}

static void a_callback_cancels_its_neighbours(void **state)
{
    (void)state;
    start(0);
    for (char c = 'b'; c <= 'f'; c++)
        add(c, 100);
    item('b')->then = item('e')->then = cancel_neighbours;
    expect(100, "bde");
    expect(1000, "");
}

static void cancel_all(struct item *it)
{
    (void)it;
    for (char c = 'a'; c <= 'z'; c++)
        cancel(c);
}

static void a_callback_cancels_all_that_is_due_with_it(void **state)
{
    (void)state;
    start(0);
    for (char c = 'a'; c <= 'z'; c++)
        add(c, 10u << ((unsigned)(c - 'a') & ~1u));
    item('b')->then = cancel_all;
    expect(LAST, "ab");
    assert_int_equal(an_wheel_next(&w), AN_NEVER);
}

static void again_at_once(struct item *it)
{
    add(it->name, 0);
}

static void a_timer_that_is_due_again_waits_for_the_next_advance(void **state)
{
    (void)state;
    start(0);
    add('a', 100);
    add('b', 101);
    item('a')->then = again_at_once;
    for (uint64_t now = 200; now < 205; now++) {
        expect(now, now == 200 ? "ab" : "a");
        assert_int_equal(an_wheel_next(&w), now);
    }
    expect(204, "a");
}

static void again_in_ten(struct item *it)
{
    add(it->name, it->timer.due_ms + 10);
}

static void a_repeating_timer_keeps_its_beat(void **state)
{
    (void)state;
    start(0);
    add('a', 10);
    item('a')->then = again_in_ten;
    for (uint64_t now = 1; now < 10000; now++)
        expect(now, now % 10 ? "" : "a");
}

/* b was to run now: it does not, because it has been put off. */
static void put_off_b(struct item *it)
{
    (void)it;
    add('b', 500);
}

static void a_callback_puts_off_what_is_due_with_it(void **state)
{
    (void)state;
    start(0);
    add('a', 100);
    add('b', 100);
    add('c', 100);
    item('a')->then = put_off_b;
    expect(100, "ac");
    expect(499, "");
    expect(500, "b");
}

/* What a callback adds to the past does not join what is running, nor overtake it. */
static void add_to_the_past(struct item *it)
{
    (void)it;
    add('x', 1);
    add('b', 1);
}

static void a_callback_adds_to_the_past(void **state)
{
    (void)state;
    start(0);
    add('a', 100);
    add('b', 101);
    add('c', 102);
    item('a')->then = add_to_the_past;
    expect(150, "ac");
    expect(150, "xb");
}

static int freed;

static void on_due_free(struct an_timer *t)
{
    an_free(AN_CONTAINER_OF(t, struct item, timer));
    freed++;
}

static struct item *victim;

static void on_due_free_both(struct an_timer *t)
{
    an_wheel_cancel(&w, &victim->timer);
    an_free(victim);
    on_due_free(t);
}

static void a_callback_frees_itself_and_others(void **state)
{
    (void)state;
    start(0);
    struct item *lone = an_alloc(sizeof *lone), *killer = an_alloc(sizeof *killer);
    victim = an_alloc(sizeof *victim);
    an_timer_init(&lone->timer, on_due_free);
    an_timer_init(&killer->timer, on_due_free_both);
    an_timer_init(&victim->timer, on_due_free);
    freed = 0;
    an_wheel_add(&w, &lone->timer, 10);
    an_wheel_add(&w, &killer->timer, 10);
    an_wheel_add(&w, &victim->timer, 10);
    assert_int_equal(an_wheel_advance(&w, 10), 2);
    assert_int_equal(freed, 2);
    assert_int_equal(an_wheel_next(&w), AN_NEVER);
}

/* --- when to wake --- */

static void next_is_exact_within_the_same_64_ms(void **state)
{
    (void)state;
    start(64);
    assert_int_equal(an_wheel_next(&w), AN_NEVER);
    for (uint64_t due = 127; due >= 64; due--) {
        add('a', due);
        assert_int_equal(an_wheel_next(&w), due);
    }
    cancel('a');
    assert_int_equal(an_wheel_next(&w), AN_NEVER);
}

static void next_wakes_early_once_per_level_at_most(void **state)
{
    (void)state;
    for (uint64_t due = 1; due < LAST / 63; due = due * 63 + 62) {
        start(0);
        add('a', due);
        int wakes = 0;
        uint64_t next;
        while ((next = an_wheel_next(&w)) != AN_NEVER) {
            assert_true(next <= due);
            an_wheel_advance(&w, next);
            wakes++;
        }
        assert_string_equal(ran, "a");
        assert_in_range(wakes, 1, AN_WHEEL_LEVELS);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_timer_runs_at_its_time_and_not_before),
        cmocka_unit_test(it_runs_when_time_passes_it_in_steps_of_one),
        cmocka_unit_test(a_time_that_is_over_runs_at_the_next_advance),
        cmocka_unit_test(order_is_by_due_time),
        cmocka_unit_test(equal_times_run_in_order_of_adding),
        cmocka_unit_test(adding_again_moves_to_the_end),
        cmocka_unit_test(a_cancelled_timer_does_not_run),
        cmocka_unit_test(time_never_goes_back),
        cmocka_unit_test(the_farthest_time_is_clamped_and_comes),
        cmocka_unit_test(years_pass_in_one_jump),
        cmocka_unit_test(a_callback_cancels_its_neighbours),
        cmocka_unit_test(a_callback_cancels_all_that_is_due_with_it),
        cmocka_unit_test(a_timer_that_is_due_again_waits_for_the_next_advance),
        cmocka_unit_test(a_repeating_timer_keeps_its_beat),
        cmocka_unit_test(a_callback_puts_off_what_is_due_with_it),
        cmocka_unit_test(a_callback_adds_to_the_past),
        cmocka_unit_test(a_callback_frees_itself_and_others),
        cmocka_unit_test(next_is_exact_within_the_same_64_ms),
        cmocka_unit_test(next_wakes_early_once_per_level_at_most),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

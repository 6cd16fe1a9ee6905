/* wheel_prop.c - random steps on a wheel and on a model: the timers sorted by due time and, among equals, by when they were added.
 *
 * Time is virtual: steps of a millisecond, of a level, of centuries. Callbacks add, cancel and free timers, themselves included. After every step
 * an_wheel_next is held against its promise.
 */
#include "test.h"

#include "ground/base.h"
#include "random_help.h"
#include "time/wheel.h"

#define WHEELS 1000
#define STEPS 1500
#define TIMERS 40
#define LAST ((UINT64_C(1) << 48) - 1) /* the farthest due time */

struct item {
    struct an_timer timer;
    uint64_t due, added; /* the model */
    bool armed, called;  /* called: by the advance that is going on */
};

static struct random rnd;
static struct an_wheel wheel;
static struct item *items[TIMERS];
static uint64_t now, additions, ran;
static bool advancing;

static void on_due(struct an_timer *t);

/* Distances of all sizes, often on the edges of levels. */
static uint64_t distance(void)
{
    uint64_t edge = UINT64_C(1) << 6 * random_below(&rnd, 9);
    switch (random_below(&rnd, 6)) {
    case 0:
        return random_below(&rnd, 4);
    case 1:
        return random_below(&rnd, 200);
    case 2:
        return edge - 1 + random_below(&rnd, 3);
    case 3:
        return edge - now % edge - 1 + random_below(&rnd, 3); /* up to the next slot's edge */
    case 4:
        return random_next(&rnd) >> (16 + random_below(&rnd, 48));
    default:
        return random_below(&rnd, edge);
    }
}

static void fresh(size_t i)
{
    items[i] = an_calloc(1, sizeof *items[i]);
    an_timer_init(&items[i]->timer, on_due);
}

static void add(size_t i)
{
    uint64_t due = now + distance();
    if (random_below(&rnd, 10) == 0) due = random_below(&rnd, now + 1);
    if (random_below(&rnd, 200) == 0) due = UINT64_MAX - random_below(&rnd, 3);
    an_wheel_add(&wheel, &items[i]->timer, due);
    due = due < now ? now : due;
    items[i]->due = due > LAST ? LAST : due;
    items[i]->added = additions++;
    items[i]->armed = true;
    items[i]->called = false;
}

static void cancel(size_t i)
{
    an_wheel_cancel(&wheel, &items[i]->timer);
    items[i]->armed = items[i]->called = false;
}

static void replace(size_t i)
{
    cancel(i);
    an_free(items[i]);
    fresh(i);
}

static void change_something(void)
{
    size_t i = random_below(&rnd, TIMERS), what = random_below(&rnd, 20);
    what < 12 ? add(i) : what < 19 ? cancel(i) : replace(i);
}

static struct item *first(bool of_called)
{
    struct item *best = NULL;
    for (size_t i = 0; i < TIMERS; i++) {
        struct item *t = items[i];
        if (!(of_called ? t->called : t->armed)) continue;
        if (!best || t->due < best->due || (t->due == best->due && t->added < best->added))
            best = t;
    }
    return best;
}

static void on_due(struct an_timer *t)
{
    struct item *it = AN_CONTAINER_OF(t, struct item, timer);
    assert_true(advancing);
    assert_ptr_equal(it, first(true));
    assert_false(an_timer_armed(t));
    it->armed = it->called = false;
    ran++;
    for (size_t n = random_below(&rnd, 4); n > 0; n--)
        change_something();
    for (size_t i = 0; i < TIMERS; i++) /* a third of the time, itself */
        if (items[i] == it && random_below(&rnd, 3) == 0)
            random_below(&rnd, 4) ? add(i) : replace(i);
}

static void advance(uint64_t to)
{
    uint64_t at = to < now ? now : to;
    now = at > LAST ? LAST : at;
    for (size_t i = 0; i < TIMERS; i++)
        items[i]->called = items[i]->armed && items[i]->due <= now;
    ran = 0;
    advancing = true;
    uint64_t count = an_wheel_advance(&wheel, to);
    advancing = false;
    assert_int_equal(count, ran);
    assert_null(first(true));
}

static void next_keeps_its_promise(void)
{
    struct item *soonest = first(false);
    uint64_t next = an_wheel_next(&wheel);
    if (!soonest) {
        assert_int_equal(next, AN_NEVER);
        return;
    }
    assert_in_range(next, now, soonest->due);
    if (soonest->due >> AN_WHEEL_BITS == now >> AN_WHEEL_BITS) assert_int_equal(next, soonest->due);
}

/* Sleeps until the wheel says, again and again, until something is due: not more than once too early for each level but the lowest. */
static void sleep_until_due(void)
{
    struct item *soonest = first(false);
    if (!soonest) return;
    uint64_t due = soonest->due;
    int wakes = 0;
    do {
        advance(an_wheel_next(&wheel));
        assert_true(++wakes <= AN_WHEEL_LEVELS);
        assert_true(ran > 0 || now < due);
    } while (ran == 0);
}

static void step(void)
{
    size_t what = random_below(&rnd, 100);
    if (what < 60)
        change_something();
    else if (what < 85)
        advance(now + (random_below(&rnd, 8) ? random_below(&rnd, 100) : distance()));
    else if (what < 95)
        sleep_until_due();
    else
        advance(random_below(&rnd, 20) ? now - random_below(&rnd, 5) : now);
    for (size_t i = 0; i < TIMERS; i++)
        assert_int_equal(an_timer_armed(&items[i]->timer), items[i]->armed);
    next_keeps_its_promise();
}

/* Starts at a random time, now and then where no later one can be. */
static void start(void)
{
    now = random_below(&rnd, 30) ? random_next(&rnd) >> (17 + random_below(&rnd, 47)) : LAST - 1;
    an_wheel_init(&wheel, now);
    for (size_t i = 0; i < TIMERS; i++)
        fresh(i);
}

static void a_wheel_does_what_a_sorted_array_does(void **state)
{
    (void)state;
    for (int w = 0; w < WHEELS; w++) {
        start();
        for (int i = 0, at_the_end = 0; i < STEPS && at_the_end < 50; i++) {
            step();
            at_the_end += now == LAST; /* all is due at once there: a little of it will do */
        }
        for (size_t i = 0; i < TIMERS; i++) {
            cancel(i);
            an_free(items[i]);
        }
        assert_int_equal(an_wheel_next(&wheel), AN_NEVER);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_wheel_does_what_a_sorted_array_does)};
    random_open(&rnd);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

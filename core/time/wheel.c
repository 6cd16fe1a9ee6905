/* wheel.c - see wheel.h. Eight levels of 64 slots; level L has slots of 64^L ms.
 *
 * A timer stands on the lowest level on which its due time and the wheel's time share all higher
 * digits (base 64):
 *
 *   now  ... 3 17 42     due ... 3 17 50  -> level 0, slot 50: in this level-0 window
 *                        due ... 3 20  5  -> level 1, slot 20: comes down when time enters 3.20
 *                        due ... 9  0  0  -> level 2, slot  9
 *
 * So on each level all timers lie after the current slot, and all timers of a level come before all
 * of the next level. The first bit of the lowest level that is not empty is the next thing to do.
 * Time jumps there, whatever the distance. A slot comes down exactly when time enters it, before
 * anything can be added below it directly. So lists stay in order of adding, and equal times run in
 * that order. Each timer comes down at most seven times.
 */
#include "time/wheel.h"

#include "ground/base.h"

/* the farthest due time: in 8,900 years */
#define LAST ((1ull << (AN_WHEEL_BITS * AN_WHEEL_LEVELS)) - 1)

void an_wheel_init(struct an_wheel *w, uint64_t now_ms)
{
    AN_ASSERT(now_ms < LAST);
    w->now_ms = now_ms;
    for (int level = 0; level < AN_WHEEL_LEVELS; level++) {
        w->occupied[level] = 0;
        for (int i = 0; i < AN_WHEEL_SLOTS; i++)
            an_list_init(&w->slot[level][i]);
    }
}

void an_timer_init(struct an_timer *t, an_timer_fn fn)
{
    an_list_init(&t->node);
    t->due_ms = 0;
    t->fn = fn;
}

static void timer_place(struct an_wheel *w, struct an_timer *t)
{
    uint64_t differs = t->due_ms ^ w->now_ms;
    int level = differs ? (63 - __builtin_clzll(differs)) / AN_WHEEL_BITS : 0;
    uint64_t index = t->due_ms >> (level * AN_WHEEL_BITS) & (AN_WHEEL_SLOTS - 1);
    an_list_insert(&w->slot[level][index], &t->node);
    w->occupied[level] |= 1ull << index;
}

/* Takes t off its list. A slot that is empty then loses its bit. While timers run, t may stand on a
 * list that is no slot. */
static void unlink_timer(struct an_wheel *w, struct an_timer *t)
{
    struct an_list *head = t->node.next, *first = &w->slot[0][0];
    bool alone = head == t->node.prev;
    an_list_remove(&t->node);
    if (!alone || head < first || head >= first + AN_WHEEL_LEVELS * AN_WHEEL_SLOTS) return;
    size_t at = (size_t)(head - first);
    w->occupied[at / AN_WHEEL_SLOTS] &= ~(1ull << at % AN_WHEEL_SLOTS);
}

void an_wheel_add(struct an_wheel *w, struct an_timer *t, uint64_t due_ms)
{
    an_wheel_cancel(w, t);
    t->due_ms = AN_MIN(AN_MAX(due_ms, w->now_ms), LAST);
    timer_place(w, t);
}

void an_wheel_cancel(struct an_wheel *w, struct an_timer *t)
{
    if (!an_timer_armed(t)) return;
    unlink_timer(w, t);
}

/* The next slot that holds something. Returns its level, or -1; *at: when time enters the slot. */
static int next_slot(const struct an_wheel *w, uint64_t *at)
{
    for (int level = 0; level < AN_WHEEL_LEVELS; level++) {
        if (!w->occupied[level]) continue;
        int shift = level * AN_WHEEL_BITS;
        uint64_t index = (uint64_t)__builtin_ctzll(w->occupied[level]);
        uint64_t window = w->now_ms >> shift >> AN_WHEEL_BITS << AN_WHEEL_BITS;
        *at = (window | index) << shift;
        return level;
    }
    return -1;
}

/* Moves the slot at the wheel's time into `out`, in order. */
static void empty_slot(struct an_wheel *w, int level, struct an_list *out)
{
    uint64_t index = w->now_ms >> (level * AN_WHEEL_BITS) & (AN_WHEEL_SLOTS - 1);
    w->occupied[level] &= ~(1ull << index);
    an_list_splice(out, &w->slot[level][index]);
}

static void come_down(struct an_wheel *w, int level)
{
    struct an_list coming;
    an_list_init(&coming);
    empty_slot(w, level, &coming);
    while (!an_list_empty(&coming)) {
        struct an_timer *t = AN_CONTAINER_OF(coming.next, struct an_timer, node);
        an_list_remove(&t->node);
        timer_place(w, t);
    }
}

uint64_t an_wheel_advance(struct an_wheel *w, uint64_t now_ms)
{
    struct an_list due;
    uint64_t at, ran = 0;
    int level;
    an_list_init(&due);
    now_ms = AN_MIN(AN_MAX(now_ms, w->now_ms), LAST);
    while ((level = next_slot(w, &at)) >= 0 && at <= now_ms) {
        w->now_ms = AN_MAX(at, w->now_ms);
        if (level == 0)
            empty_slot(w, 0, &due);
        else
            come_down(w, level);
    }
    w->now_ms = now_ms;
    while (!an_list_empty(&due)) { /* a callback may take any of them off */
        struct an_timer *t = AN_CONTAINER_OF(due.next, struct an_timer, node);
        an_list_remove(&t->node);
        ran++;
        t->fn(t);
    }
    return ran;
}

uint64_t an_wheel_next(const struct an_wheel *w)
{
    uint64_t at;
    return next_slot(w, &at) < 0 ? AN_NEVER : at;
}

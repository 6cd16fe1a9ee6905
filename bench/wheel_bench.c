/* wheel_bench.c - what a timer costs while a million are live, beside libuv's own (a heap).
 *
 * A timer lies inside a struct of its user, a million users lie in memory in one order and are visited in another, so every operation
 * meets cold lines, as it does in a server. Due times are random within an hour. Both kinds of timers see the same users, orders and times.
 *
 *   fill      ns per add, from none to a million
 *   rearm     ns per cancel + add of a random one of the million
 *   one_more  ns per add + cancel of one more, whose memory is cold
 *   expire    ns each, all million, callbacks included
 */
#include <inttypes.h>
#include <stdio.h>
#include <uv.h>

#include "ground/base.h"
#include "ground/clock.h"
#include "time/wheel.h"

#define LIVE 1000000u
#define SPARE 100000u
#define USERS (LIVE + SPARE)
#define HOUR_MS 3600000u
#define ROUNDS 5

struct user { /* a connection's size: what else it holds is not touched */
    char before[64];
    union {
        struct an_timer wheel;
        uv_timer_t heap;
    } timer;
    char after[40];
};

static struct user *users;
static uint32_t *order, *due; /* due: drawn beforehand, milliseconds from the start */
static uint64_t seed = 0x9e3779b97f4a7c15u, fired;

static uint32_t below(uint32_t n)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)((seed >> 32) * n >> 32);
}

/* The live ones and the spare ones are shuffled apart. */
static void shuffle(uint32_t from, uint32_t to)
{
    for (uint32_t i = to - 1; i > from; i--) {
        uint32_t j = from + below(i - from + 1), kept = order[i];
        order[i] = order[j];
        order[j] = kept;
    }
}

static void deal(uint32_t within_ms)
{
    shuffle(0, LIVE);
    shuffle(LIVE, USERS);
    for (uint32_t i = 0; i < USERS; i++)
        due[i] = 1 + below(within_ms);
}

/* What is measured: both kinds of timers through the same four calls. */
struct kind {
    const char *name;
    void (*start)(void);
    void (*add)(struct user *u, uint32_t due_ms);
    void (*cancel)(struct user *u);
    double (*expire)(void); /* all that is live; the nanoseconds it took */
};

/* --- ours --- */

static struct an_wheel wheel;

static void on_wheel(struct an_timer *t)
{
    (void)t;
    fired++;
}

static void wheel_start(void)
{
    an_wheel_init(&wheel, 0);
    for (uint32_t i = 0; i < USERS; i++)
        an_timer_init(&users[i].timer.wheel, on_wheel);
}

static void wheel_add(struct user *u, uint32_t due_ms)
{
    an_wheel_add(&wheel, &u->timer.wheel, due_ms);
}

static void wheel_cancel(struct user *u)
{
    an_wheel_cancel(&wheel, &u->timer.wheel);
}

/* As a loop does it: from one expiry to the next. */
static double wheel_expire(void)
{
    uint64_t begin = an_clock_ns(), next;
    while ((next = an_wheel_next(&wheel)) != AN_NEVER)
        an_wheel_advance(&wheel, next);
    return (double)(an_clock_ns() - begin);
}

/* --- libuv's --- */

static uv_loop_t loop;

static void on_heap(uv_timer_t *t)
{
    (void)t;
    fired++;
}

static void heap_start(void)
{
    AN_ASSERT(uv_loop_init(&loop) == 0);
    for (uint32_t i = 0; i < USERS; i++)
        uv_timer_init(&loop, &users[i].timer.heap);
}

static void heap_add(struct user *u, uint32_t due_ms)
{
    uv_timer_start(&u->timer.heap, on_heap, due_ms, 0);
}

static void heap_cancel(struct user *u)
{
    uv_timer_stop(&u->timer.heap);
}

/* Its loop reads the clock itself, so all are due when it looks: the last of them was a second ahead. */
static double heap_expire(void)
{
    for (uint64_t last = uv_now(&loop) + 1000; uv_now(&loop) <= last;)
        uv_update_time(&loop);
    uint64_t begin = an_clock_ns();
    uv_run(&loop, UV_RUN_NOWAIT);
    return (double)(an_clock_ns() - begin);
}

/* --- the measurement --- */

static const struct kind kinds[] = {
    {"wheel", wheel_start, wheel_add, wheel_cancel, wheel_expire},
    {"heap", heap_start, heap_add, heap_cancel, heap_expire},
};

static double fill(const struct kind *k)
{
    uint64_t begin = an_clock_ns();
    for (uint32_t i = 0; i < LIVE; i++)
        k->add(&users[order[i]], due[i]);
    return (double)(an_clock_ns() - begin) / LIVE;
}

static double rearm(const struct kind *k)
{
    uint64_t begin = an_clock_ns();
    for (uint32_t i = 0; i < LIVE; i++) {
        k->cancel(&users[order[i]]);
        k->add(&users[order[i]], due[i]);
    }
    return (double)(an_clock_ns() - begin) / LIVE;
}

static double one_more(const struct kind *k)
{
    uint64_t begin = an_clock_ns();
    for (uint32_t i = LIVE; i < USERS; i++) {
        k->add(&users[order[i]], due[i]);
        k->cancel(&users[order[i]]);
    }
    return (double)(an_clock_ns() - begin) / SPARE;
}

/* The middle of ROUNDS measurements, each after a new deal. */
static double middle(const struct kind *k, double (*once)(const struct kind *))
{
    double ns[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
        deal(HOUR_MS);
        double now = once(k);
        int at = i;
        for (; at > 0 && ns[at - 1] > now; at--)
            ns[at] = ns[at - 1];
        ns[at] = now;
    }
    return ns[ROUNDS / 2];
}

static void say(const char *kind, const char *what, double ns)
{
    printf("{\"%s_%s_ns\": %.1f}\n", kind, what, ns);
}

static void empty(const struct kind *k)
{
    for (uint32_t i = 0; i < LIVE; i++)
        k->cancel(&users[order[i]]);
}

static void measure(const struct kind *k)
{
    k->start();
    deal(HOUR_MS);
    say(k->name, "fill", fill(k));
    say(k->name, "rearm", middle(k, rearm));
    say(k->name, "one_more", middle(k, one_more));
    empty(k);
    deal(k->expire == heap_expire ? 1000 : HOUR_MS);
    fill(k);
    fired = 0;
    say(k->name, "expire", k->expire() / LIVE);
    AN_ASSERT(fired == LIVE);
}

int main(void)
{
    users = an_calloc(USERS, sizeof *users);
    order = an_alloc(USERS * sizeof *order);
    due = an_alloc(USERS * sizeof *due);
    for (uint32_t i = 0; i < USERS; i++)
        order[i] = i;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        measure(&kinds[i]);
    return 0;
}

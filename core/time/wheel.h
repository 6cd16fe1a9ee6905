/* wheel.h - a hierarchical timer wheel: O(1) add and cancel, any number of timers, milliseconds.
 *
 * The wheel never reads a clock: time is a parameter. One thread owns it. A timer is a struct
 * inside the caller's; the wheel allocates nothing. A callback may add, cancel or free any timer,
 * itself included.
 */
#ifndef AN_WHEEL_H
#define AN_WHEEL_H

#include <stdbool.h>
#include <stdint.h>

#include "ground/list.h"

struct an_timer;
typedef void (*an_timer_fn)(struct an_timer *t);

struct an_timer {
    struct an_list node;
    uint64_t due_ms; /* absolute; meaningful while armed */
    an_timer_fn fn;
};

#define AN_WHEEL_BITS 6
#define AN_WHEEL_SLOTS (1 << AN_WHEEL_BITS)
#define AN_WHEEL_LEVELS 8 /* 64^8 ms: far beyond any due time, which is clamped to it */
#define AN_NEVER UINT64_MAX

struct an_wheel { /* private */
    uint64_t now_ms;
    uint64_t occupied[AN_WHEEL_LEVELS]; /* one bit per slot that is not empty */
    struct an_list slot[AN_WHEEL_LEVELS][AN_WHEEL_SLOTS];
};

void an_wheel_init(struct an_wheel *w, uint64_t now_ms);
void an_timer_init(struct an_timer *t, an_timer_fn fn);
static inline bool an_timer_armed(const struct an_timer *t) { return t->node.next != &t->node; }
/* Arms (or re-arms) t for due_ms. A time that is not after the wheel's runs at the next advance. */
void an_wheel_add(struct an_wheel *w, struct an_timer *t, uint64_t due_ms);
void an_wheel_cancel(struct an_wheel *w, struct an_timer *t); /* no-op when not armed */
/* Moves time to now_ms (never backwards) and runs the due timers in order of due time, equal times
 * in order of adding. A timer that a callback adds, and that is due already, runs at the next
 * advance. Returns how many ran. */
uint64_t an_wheel_advance(struct an_wheel *w, uint64_t now_ms);
/* A lower bound on the next due time; exact while it lies in the same 64 ms as now. A caller that
 * sleeps until then and advances is always right, and wakes early at most once per level. AN_NEVER:
 * the wheel is empty. */
uint64_t an_wheel_next(const struct an_wheel *w);

#endif

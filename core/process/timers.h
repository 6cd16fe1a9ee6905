/* timers.h - the application's timers in a worker: ids, data, repetition, over the loop's wheel.
 *
 * An id is use << 25 | (place + 1). It is positive in 63 bits, and never used again in the life of
 * the process: a place that has been used 2^38 times (five hours of a loop that does nothing else)
 * is left alone. */
#ifndef AN_TIMERS_H
#define AN_TIMERS_H

#include <stdint.h>

#include "ground/limits.h"
#include "loop/loop.h"
#include "memory/slot.h"

struct an_timers {
    struct an_loop *loop;
    struct an_slots slots;
    uint64_t most_uses; /* of one place, then it is left alone; private */
    /* Runs with the id and data of a timer that is due. It may add and remove any timer, this one
     * included. */
    void (*fire)(void *ctx, uint64_t id, void *data);
    void *ctx;
};

void an_timers_init(struct an_timers *t, struct an_loop *loop, void (*fire)(void *ctx, uint64_t id, void *data),
                    void *ctx);
void an_timers_fini(struct an_timers *t); /* what was pending vanishes; its data is not touched */

/* First after delay_ms from this very moment, then every every_ms (0: once; its id is spent before
 * `fire` runs). A repeating timer keeps its beat: it does not drift, and after a stall it skips the
 * beats that it missed. Returns its id, or 0 when there are AN_MAX_TIMERS. */
uint64_t an_timers_add(struct an_timers *t, uint64_t delay_ms, uint64_t every_ms, void *data);
void *an_timers_remove(struct an_timers *t, uint64_t id); /* its data, or NULL: no such timer */

#endif

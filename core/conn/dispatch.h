/* dispatch.h - which worker a reactor gives work to: the one that can do it soonest, as far as the
 * board and the reactor's own rings tell.
 *
 * A seat has a rank, lower is better:
 *   1. Can its process work? It has started, lives, and is neither told to leave nor broken.
 *   2. For how long has it not looked at its rings? It may be in a callback, or stopped.
 *   3. How many connections does it have?
 * The second is a step of a scale (10, 100, 1000 ms), so that connections spread evenly over
 * workers that are busy in the usual way. A worker that is awake says on the board when it looked
 * at its rings last. A worker that was stopped in its sleep cannot. So the reactor looks every
 * AN_DISPATCH_MS, while anything waits, which workers have dealt with nothing since its last look.
 *
 * Pure but for what it reads from the board and the rings; no clock. One per reactor, on its
 * thread.
 */
#ifndef AN_DISPATCH_H
#define AN_DISPATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "ipc/board.h"
#include "loop/ring_queue.h"

#define AN_DISPATCH_MS 50 /* between two looks at what waits */

struct an_dispatch_seat { /* private */
    /* The reactor's way to it; NULL: the seat has never had a process. */
    const struct an_ring_queue *box;
    uint64_t done;               /* the position of its process at the last look */
    uint64_t since_ms;           /* since when it has been at that position */
    bool waits;                  /* something waited for it there */
};

struct an_dispatch {
    const struct an_board *board;
    uint32_t workers;
    struct an_dispatch_seat *seat; /* [seats] */
};

void an_dispatch_init(struct an_dispatch *d, const struct an_board *b, uint32_t workers);
void an_dispatch_fini(struct an_dispatch *d);
/* Adds the reactor's way to a seat that has come into use. */
void an_dispatch_add(struct an_dispatch *d, uint32_t seat, const struct an_ring_queue *box);
/* Looks which seats have dealt with their messages. True: something waits, look again. */
bool an_dispatch_look(struct an_dispatch *d, uint64_t now_ms);
/* Did anything wait for the seat at the last look? */
static inline bool an_dispatch_waits(const struct an_dispatch *d, uint32_t seat) { return d->seat[seat].waits; }
/* The active seat that a new connection goes to. */
uint32_t an_dispatch_choose(const struct an_dispatch *d, uint64_t now_ms);
/* The active seat that can work sooner than this one, if this one is blocked or cannot work at all;
 * else this one. */
uint32_t an_dispatch_instead(const struct an_dispatch *d, uint32_t seat, uint64_t now_ms);

#endif

/* dispatch.h - whom a reactor gives work to: the worker that can do it soonest, as far as the board and the reactor's own rings tell.
 *
 * A seat has a rank, lower is better:   1. can its process work: has it started, lives, is neither told to leave nor broken?
 *                                       2. how long has it not looked at its rings: because of the callback in hand, or because it is stopped?
 *                                       3. how many connections has it?
 * The second is a step of a scale (10, 100, 1000 ms), so that connections are spread evenly over workers that are busy in the usual way.
 * A worker that is awake says on the board when it has last looked at its rings. One that was stopped in its sleep does not: so a reactor looks every
 * AN_DISPATCH_MS, while anything waits for somebody, who has dealt with nothing since it looked last.
 *
 * Pure but for what it reads from the board and the rings; no clock. One per reactor, on its thread.
 */
#ifndef AN_DISPATCH_H
#define AN_DISPATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "ipc/board.h"
#include "loop/ring_queue.h"

#define AN_DISPATCH_MS 50 /* between looks at what waits */

struct an_dispatch_seat { /* private */
    const struct an_ring_queue *box; /* from this reactor; NULL: it has never had a process */
    uint64_t done;               /* how far its process had come at the last look, */
    uint64_t since_ms;           /* since when it has been there, */
    bool waits;                  /* while there was something to do */
};

struct an_dispatch {
    const struct an_board *board;
    uint32_t workers;
    struct an_dispatch_seat *seat; /* [seats] */
};

void an_dispatch_init(struct an_dispatch *d, const struct an_board *b, uint32_t workers);
void an_dispatch_fini(struct an_dispatch *d);
/* The way from this reactor to a seat, which has come into use. */
void an_dispatch_add(struct an_dispatch *d, uint32_t seat, const struct an_ring_queue *box);
/* Looks who has dealt with what it was given. True: something waits, look again. */
bool an_dispatch_look(struct an_dispatch *d, uint64_t now_ms);
/* Did anything wait for it at the last look? */
static inline bool an_dispatch_waits(const struct an_dispatch *d, uint32_t seat) { return d->seat[seat].waits; }
/* The active seat that a new connection goes to. */
uint32_t an_dispatch_choose(const struct an_dispatch *d, uint64_t now_ms);
/* The active seat that can work sooner than this one, which is blocked or cannot work at all; else this one. */
uint32_t an_dispatch_instead(const struct an_dispatch *d, uint32_t seat, uint64_t now_ms);

#endif

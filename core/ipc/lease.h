/* lease.h - who accepts new clients now: the control thread, or the reactor that has the lease.
 *
 * Threads of one process. Exactly one of them accepts at any time; one word says which:
 *
 *   control's ──grant──► reactor i may accept ──enter──► reactor i accepts
 *       ▲                   │ revoke     ▲                   │ leave
 *       ├───────────────────┘            └───────────────────┤
 *       └────────────────────────────────────────────────────┘ (not kept, or revoked meanwhile)
 *
 * A reactor accepts only between enter and leave, and never blocks there. So a reactor that is busy
 * or hangs has not entered, and the control thread takes the lease back at once.
 */
#ifndef AN_LEASE_H
#define AN_LEASE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "ground/base.h"

struct an_lease { /* all zero: it is the control thread's */
    _Alignas(AN_CACHE_LINE) _Atomic uint32_t word; /* private */
    /* How many clients the reactor may still accept. Only who accepts reads and writes it: the
     * control thread while the lease is its own, the reactor between enter and leave. */
    uint32_t left;
};

/* The control thread's side. Is the lease its own? Then it sees what the last reactor did. */
bool an_lease_is_back(const struct an_lease *l);
/* Gives the lease, which is its own, to a reactor, for so many clients. Then it wakes the
 * reactor. */
void an_lease_grant(struct an_lease *l, uint32_t reactor, uint32_t clients);
/* Takes the lease back. False: the reactor is accepting just now. When it leaves, it gives the
 * lease back, and rings. */
bool an_lease_revoke(struct an_lease *l);

/* A reactor's side. Has it the lease? A moment old. */
bool an_lease_has(const struct an_lease *l, uint32_t reactor);
/* True: the reactor accepts, until it leaves. False: it does not have the lease (any more). */
bool an_lease_enter(struct an_lease *l, uint32_t reactor);
/* keep: the reactor would go on later. False: it has given the lease back, and rings the control
 * thread. */
bool an_lease_leave(struct an_lease *l, uint32_t reactor, bool keep);

#endif

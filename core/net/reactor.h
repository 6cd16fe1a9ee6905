/* reactor.h - one reactor: a thread with its own loop that owns its connections' sockets.
 *
 *   control ──accepted sockets, notices──► reactor ◄──events, readiness──► sockets
 *           ──the lease to accept────────►
 *                                            ▲ │
 *                 answers, from each worker  │ ▼  events, to each worker (ring_queue.h)
 *                 and each task worker
 *
 * The control thread makes and frees a reactor; the reactor's own thread runs it.
 */
#ifndef AN_REACTOR_H
#define AN_REACTOR_H

#include <stdbool.h>

#include "ipc/budget.h"
#include "ipc/admission.h"
#include "ipc/fabric.h"
#include "ipc/lease.h"
#include "ground/config.h"
#include "net/listener.h"

#define AN_CONTROL_RING 65536 /* bytes of the ring from control to a reactor */

struct an_reactor;

struct an_reactor_setup {
    const struct an_config *config;
    struct an_fabric *fabric;
    const struct an_listener *listeners;
    uint32_t listener_count;
    struct an_lease *lease; /* of all reactors */
    struct an_budget *budget; /* of all reactors */
    uint32_t index;
    struct an_ring *control; /* from the control thread; AN_CONTROL_RING bytes of private memory */
    struct an_bell *control_bell;
    int control_fd;
};

/* Makes a reactor: AN_OK and *out, AN_ESYS or AN_EFILES. */
int an_reactor_new(const struct an_reactor_setup *setup, struct an_reactor **out);
/* Runs until the board says AN_STOP, every connection has ended, and the workers know it. */
void an_reactor_run(struct an_reactor *r);
void an_reactor_free(struct an_reactor *r);
/* The control thread calls it after it has pushed to the reactor's ring, or has granted the
 * lease. */
void an_reactor_wake(struct an_reactor *r);
/* The control thread raises `asked` there (admission.h) and wakes the reactor. The reactor rings
 * back when it has looked, and for each place that becomes free while `wanted` is set. */
struct an_admission *an_reactor_admission(struct an_reactor *r);
/* The most connections of this reactor: its share of the registry's indices. */
uint32_t an_reactor_share(const struct an_config *config, uint32_t index);

#endif

/* bell.h - how a producer wakes a consumer of another process.
 *
 * A consumer that is about to sleep raises `asleep` in its bell and looks at its rings once more. A
 * producer lowers the flag after publishing; if the flag was up, the producer rings. Under load
 * nobody is asleep, and nobody makes a system call. The ring is a write to an eventfd, which was
 * made before the first fork and which the consumer's loop polls (loop/wake.h).
 *
 * Both sides exchange the same flag (acquire-release). So either the producer sees it up, or the
 * consumer sees the record: no wake-up is lost. A producer that has raised its bit for the consumer
 * (pending.h) need not exchange the flag to look at it. A producer may die between lowering the
 * flag and ringing. Therefore the process that announces a death rings every survivor
 * (an_bell_force).
 */
#ifndef AN_BELL_H
#define AN_BELL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "ground/base.h"

/* In shared memory, one per consumer. */
struct an_bell {
    _Alignas(AN_CACHE_LINE) _Atomic uint32_t asleep;
};

/* The producer's side. fd: the consumer's eventfd. Async-signal-safe; never blocks. */
void an_bell_ring(struct an_bell *bell, int fd);
/* The same behind an_pending_raise(): to find out that the consumer is awake costs a load. */
void an_bell_ring_raised(struct an_bell *bell, int fd);
/* Would an_bell_ring() ring? A moment old. For a producer that may ring now, and rings later in any
 * case. Relaxed: nothing is read on the strength of it. */
static inline bool an_bell_asleep(const struct an_bell *bell) { return atomic_load_explicit(&bell->asleep, memory_order_relaxed) != 0; }
/* Rings whatever the flag says. */
void an_bell_force(struct an_bell *bell, int fd);
/* A non-blocking, close-on-exec eventfd, or AN_EFILES / AN_ESYS. */
int an_bell_open(int *fd);
/* Waits until fd is rung or timeout_ms is over, and swallows the ring. For a producer that blocks
 * on room, outside its loop. AN_OK or AN_ETIMEOUT. */
int an_bell_wait(int fd, int timeout_ms);

/* The consumer's side: raises the flag; lowers it and says whether it was up; takes a ring off the
 * eventfd. */
void an_bell_sleep(struct an_bell *bell);
bool an_bell_lower(struct an_bell *bell);
void an_bell_swallow(int fd);

#endif

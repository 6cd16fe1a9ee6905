/* wake.h - how a consumer sleeps and how a producer wakes it: the one place that knows uv_async from eventfd.
 *
 * A consumer about to sleep raises `asleep` in its bell and looks at its rings once more; a producer, after publishing, lowers the flag, and
 * if it was up, rings. Under load nobody is asleep and no system call is made. Between threads of one process the ring is uv_async_send; between
 * processes it is a write to an eventfd that was made before the fork and that the consumer's loop polls.
 *
 * Both sides exchange the same flag (acquire-release), so either the producer sees it up or the consumer sees the record: no wake-up is lost.
 * A producer may die between lowering the flag and ringing: whoever announces the death rings every survivor (an_bell_force).
 */
#ifndef AN_WAKE_H
#define AN_WAKE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "ground/base.h"

/* In shared memory, one per consumer. */
struct an_bell {
    _Alignas(AN_CACHE_LINE) _Atomic uint32_t asleep;
};

/* The producer's side. fd: the consumer's eventfd. Async-signal-safe; never blocks. */
void an_bell_ring(struct an_bell *bell, int fd);
/* Would it ring? A moment old: for a producer that rings later in any case, and may ring now. */
static inline bool an_bell_asleep(const struct an_bell *bell) { return atomic_load_explicit(&bell->asleep, memory_order_relaxed) != 0; }
/* Rings whatever the flag says. */
void an_bell_force(struct an_bell *bell, int fd);
/* A non-blocking, close-on-exec eventfd, or AN_EFILES / AN_ESYS. */
int an_bell_open(int *fd);
/* Waits until fd is rung or timeout_ms is over, and swallows the ring: for a producer that blocks on room, outside its loop.
 * AN_OK or AN_ETIMEOUT. */
int an_bell_wait(int fd, int timeout_ms);

/* The consumer's side: one per loop. */
struct an_wake { /* private */
    struct an_bell *bell;
    int fd;
    bool (*drain)(void *ctx);
    bool (*pending)(void *ctx);
    void *ctx;
    uv_poll_t poll;
    uv_async_t async;
    uv_prepare_t prepare;
    uv_check_t check;
    uv_idle_t idle;
    int open; /* handles not yet closed */
};

/* Hooks the bell into a loop. `drain` empties the rings, rings the peers it produced for, and returns true when it stopped at its budget with more
 * to do; `pending` only looks. Both run on the loop's thread. AN_OK or AN_ESYS. */
int an_wake_start(struct an_wake *w, uv_loop_t *loop, struct an_bell *bell, int fd, bool (*drain)(void *), bool (*pending)(void *),
                  void *ctx);
/* Closes its handles; they are gone after the loop has run once more. */
void an_wake_stop(struct an_wake *w);
/* From another thread of the same process, after publishing: lowers the flag and, if it was up, uv_async_send. */
void an_wake_thread(struct an_wake *w);

#endif

/* wake.h - how a consumer sleeps and how a producer wakes it: the one place that knows uv_async
 * from eventfd.
 *
 * A consumer that is about to sleep raises `asleep` in its bell and looks at its rings once more. A
 * producer lowers the flag after publishing; if the flag was up, the producer rings. Under load
 * nobody is asleep, and nobody makes a system call. Between threads of one process the ring is
 * uv_async_send. Between processes it is a write to an eventfd, which was made before the fork and
 * which the consumer's loop polls.
 *
 * Both sides exchange the same flag (acquire-release). So either the producer sees it up, or the
 * consumer sees the record: no wake-up is lost. A producer may die between lowering the flag and
 * ringing. Therefore the process that announces a death rings every survivor (an_bell_force).
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

/* Hooks the bell into a loop. `drain` empties the rings and rings the peers it produced for; it
 * returns true when it stopped at its budget with more to do. `pending` only looks. Both run on the
 * loop's thread. AN_OK or AN_ESYS. */
int an_wake_start(struct an_wake *w, uv_loop_t *loop, struct an_bell *bell, int fd, bool (*drain)(void *), bool (*pending)(void *),
                  void *ctx);
/* Closes the handles; they are gone after the loop has run once more. */
void an_wake_stop(struct an_wake *w);
/* From another thread of the same process, after publishing. Lowers the flag and, if it was up,
 * calls uv_async_send. */
void an_wake_thread(struct an_wake *w);

#endif

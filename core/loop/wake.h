/* wake.h - how a loop sleeps and is woken. Threads of the process wake it by uv_async, other
 * processes by the eventfd of its bell (ipc/bell.h). No other file knows the difference.
 */
#ifndef AN_WAKE_H
#define AN_WAKE_H

#include <stdbool.h>
#include <uv.h>

#include "ipc/bell.h"

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
    bool edge, edge_asked; /* rings of the descriptor come once each; this was asked for */
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

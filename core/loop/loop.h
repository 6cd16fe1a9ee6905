/* loop.h - a uv_loop with a timer wheel and a bell: what reactors and workers share.
 *
 * One turn: the timers that are due; drain; sleep until an event, a bell or the next timer; the
 * events; drain. One uv_timer, armed at the wheel's next expiry, drives the wheel.
 */
#ifndef AN_LOOP_H
#define AN_LOOP_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "loop/wake.h"
#include "time/wheel.h"

struct an_loop {
    uv_loop_t uv;
    struct an_wheel wheel; /* add through an_loop_timer, so that the uv_timer follows */
    struct an_wake wake;
    uv_timer_t timer;
    uint64_t armed_ms; /* the expiry of the uv_timer, AN_NEVER: it is not armed */
    bool stopping;
};

/* AN_OK, or AN_ESYS / AN_EFILES. drain, pending: see wake.h. */
int an_loop_init(struct an_loop *l, struct an_bell *bell, int bell_fd, bool (*drain)(void *), bool (*pending)(void *), void *ctx);
/* Runs until an_loop_stop. */
void an_loop_run(struct an_loop *l);
void an_loop_stop(struct an_loop *l);
/* Closes the loop's own handles and frees the loop. All other handles must be closing already. */
void an_loop_fini(struct an_loop *l);
const char *an_loop_uv_version(void);
/* The time in milliseconds, as of this turn. */
uint64_t an_loop_now(struct an_loop *l);
/* Arms (or re-arms) a timer `in_ms` from now. */
void an_loop_timer(struct an_loop *l, struct an_timer *t, uint64_t in_ms);
void an_loop_cancel(struct an_loop *l, struct an_timer *t);
/* Calls fn(ctx) once, on this loop, when fd becomes readable or hangs up: for the pipe to the
 * supervisor. AN_OK or AN_ESYS. */
struct an_watch {
    uv_poll_t poll;
    void (*fn)(void *ctx);
    void *ctx;
};
int an_loop_watch(struct an_loop *l, struct an_watch *w, int fd, void (*fn)(void *ctx), void *ctx);
void an_loop_unwatch(struct an_watch *w);

#endif

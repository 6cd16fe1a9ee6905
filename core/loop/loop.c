/* loop.c - see loop.h. One thread per loop.
 *
 * The wheel's clock is the loop's own (uv_now, CLOCK_MONOTONIC milliseconds), refreshed once per
 * turn. The uv_timer is never later than the wheel's next expiry; it may be earlier after a cancel,
 * which costs one idle wake-up and nothing else.
 */
#include "loop/loop.h"

#include "ground/base.h"

static void on_timer(uv_timer_t *timer);

/* Arms the uv_timer at least one millisecond ahead. libuv before 1.45 would run a timer of zero
 * again in the same turn, and for ever when it re-arms itself. */
static void timer_arm(struct an_loop *l, uint64_t due_ms)
{
    if (due_ms >= l->armed_ms) return;
    uint64_t now = uv_now(&l->uv);
    l->armed_ms = due_ms;
    AN_ASSERT(uv_timer_start(&l->timer, on_timer, due_ms > now ? due_ms - now : 1, 0) == 0);
}

static void on_timer(uv_timer_t *timer)
{
    struct an_loop *l = timer->data;
    l->armed_ms = AN_NEVER;
    an_wheel_advance(&l->wheel, uv_now(&l->uv));
    if (!l->stopping) timer_arm(l, an_wheel_next(&l->wheel));
}

int an_loop_init(struct an_loop *l, struct an_bell *bell, int bell_fd, bool (*drain)(void *),
                 bool (*pending)(void *), void *ctx)
{
    l->stopping = false;
    l->armed_ms = AN_NEVER;
    int err = uv_loop_init(&l->uv);
    if (err < 0) return err == UV_EMFILE || err == UV_ENFILE ? AN_EFILES : AN_ESYS;
    an_wheel_init(&l->wheel, uv_now(&l->uv));
    AN_ASSERT(uv_timer_init(&l->uv, &l->timer) == 0);
    l->timer.data = l;
    if ((err = an_wake_start(&l->wake, &l->uv, bell, bell_fd, drain, pending, ctx)) < 0) goto undo;
    return AN_OK;
undo:
    uv_close((uv_handle_t *)&l->timer, NULL);
    uv_run(&l->uv, UV_RUN_DEFAULT);
    AN_ASSERT(uv_loop_close(&l->uv) == 0);
    return err;
}

void an_loop_run(struct an_loop *l)
{
    while (!l->stopping)
        uv_run(&l->uv, UV_RUN_DEFAULT);
}

void an_loop_stop(struct an_loop *l)
{
    l->stopping = true;
    uv_stop(&l->uv);
}

void an_loop_fini(struct an_loop *l)
{
    an_wake_stop(&l->wake);
    uv_close((uv_handle_t *)&l->timer, NULL);
    uv_run(&l->uv, UV_RUN_DEFAULT); /* returns at once if a stop is still noted, */
    uv_run(&l->uv, UV_RUN_DEFAULT); /* this one does not */
    AN_ASSERT(uv_loop_close(&l->uv) == 0);
}

const char *an_loop_uv_version(void)
{
    return uv_version_string();
}

uint64_t an_loop_now(struct an_loop *l)
{
    return uv_now(&l->uv);
}

void an_loop_timer(struct an_loop *l, struct an_timer *t, uint64_t in_ms)
{
    uint64_t now = uv_now(&l->uv);
    uint64_t due = in_ms < AN_NEVER - now ? now + in_ms : AN_NEVER - 1;
    an_wheel_add(&l->wheel, t, due);
    timer_arm(l, due);
}

void an_loop_cancel(struct an_loop *l, struct an_timer *t)
{
    an_wheel_cancel(&l->wheel, t);
}

static void on_readable(uv_poll_t *poll, int status, int events)
{
    (void)status, (void)events; /* an error is a hang-up too */
    struct an_watch *w = poll->data;
    uv_poll_stop(poll);
    w->fn(w->ctx);
}

int an_loop_watch(struct an_loop *l, struct an_watch *w, int fd, void (*fn)(void *ctx), void *ctx)
{
    w->fn = fn;
    w->ctx = ctx;
    if (uv_poll_init(&l->uv, &w->poll, fd) < 0) return AN_ESYS;
    w->poll.data = w;
    if (uv_poll_start(&w->poll, UV_READABLE | UV_DISCONNECT, on_readable) == 0) return AN_OK;
    uv_close((uv_handle_t *)&w->poll, NULL);
    return AN_ESYS;
}

void an_loop_unwatch(struct an_watch *w)
{
    uv_close((uv_handle_t *)&w->poll, NULL);
}

/* wake.c - see wake.h.
 *
 * libuv says that a descriptor is readable for as long as it is, so each ring of the eventfd would
 * cost a read. Edge-triggered, epoll reports each write once, and nobody reads: the counter of an
 * eventfd has room for 2^64 rings. libuv cannot ask for it, so this file changes what libuv has
 * registered. Nothing depends on that: where it cannot be done, and where libuv registers the
 * descriptor anew, rings are read as before.
 */
#include "loop/wake.h"

#include <sys/epoll.h>

/* libuv 1.0 to 1.52 name a descriptor by itself in what they register. Of later ones it is not
 * known. */
#define UV_KNOWN (1u << 16 | 52u << 8 | 255u)

static void on_idle(uv_idle_t *idle)
{
    (void)idle; /* an active idle handle keeps the poll from blocking */
}

static void keep_awake(struct an_wake *w, bool more)
{
    if (more)
        uv_idle_start(&w->idle, on_idle);
    else
        uv_idle_stop(&w->idle);
}

static void on_prepare(uv_prepare_t *prepare)
{
    struct an_wake *w = prepare->data;
    bool more = w->drain(w->ctx);
    if (!more) {
        an_bell_sleep(w->bell);
        more = w->pending(w->ctx);
        if (more) an_bell_lower(w->bell);
    }
    keep_awake(w, more);
}

/* After a poll: by then libuv has registered the descriptor. It does so again only when it is to
 * watch for other events, which nobody asks for. */
static void edge_ask(struct an_wake *w, int epoll)
{
    struct epoll_event e = {.events = EPOLLIN | EPOLLET, .data.fd = w->fd};
    w->edge_asked = true;
    if (uv_version() > UV_KNOWN) return;
    w->edge = epoll_ctl(epoll, EPOLL_CTL_MOD, w->fd, &e) == 0;
}

static void on_check(uv_check_t *check)
{
    struct an_wake *w = check->data;
    if (AN_UNLIKELY(!w->edge_asked)) edge_ask(w, uv_backend_fd(check->loop));
    if (an_bell_asleep(w->bell)) an_bell_lower(w->bell);
    keep_awake(w, w->drain(w->ctx));
}

/* Who rings has lowered the flag before. If it is up, this may be an old ring that epoll reports
 * again. */
static void on_fd(uv_poll_t *poll, int status, int events)
{
    struct an_wake *w = poll->data;
    (void)status, (void)events;
    if (!w->edge || an_bell_asleep(w->bell)) an_bell_swallow(w->fd);
}

static void on_async(uv_async_t *async)
{
    (void)async; /* the check phase drains, as after any wake-up */
}

int an_wake_start(struct an_wake *w, uv_loop_t *loop, struct an_bell *bell, int fd,
                  bool (*drain)(void *), bool (*pending)(void *), void *ctx)
{
    *w = (struct an_wake){.bell = bell, .fd = fd, .drain = drain, .pending = pending, .ctx = ctx};
    if (uv_async_init(loop, &w->async, on_async) < 0) return AN_ESYS;
    if (uv_poll_init(loop, &w->poll, fd) < 0) {
        uv_close((uv_handle_t *)&w->async, NULL);
        return AN_ESYS;
    }
    uv_prepare_init(loop, &w->prepare);
    uv_check_init(loop, &w->check);
    uv_idle_init(loop, &w->idle);
    w->prepare.data = w->check.data = w->poll.data = w;
    uv_poll_start(&w->poll, UV_READABLE, on_fd);
    uv_prepare_start(&w->prepare, on_prepare);
    uv_check_start(&w->check, on_check);
    w->open = 5;
    return AN_OK;
}

static void on_closed(uv_handle_t *handle)
{
    (void)handle;
}

void an_wake_stop(struct an_wake *w)
{
    if (!w->open) return;
    w->open = 0;
    uv_close((uv_handle_t *)&w->poll, on_closed);
    uv_close((uv_handle_t *)&w->async, on_closed);
    uv_close((uv_handle_t *)&w->prepare, on_closed);
    uv_close((uv_handle_t *)&w->check, on_closed);
    uv_close((uv_handle_t *)&w->idle, on_closed);
}

void an_wake_thread(struct an_wake *w)
{
    if (an_bell_lower(w->bell)) uv_async_send(&w->async);
}

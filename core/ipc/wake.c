/* wake.c - see wake.h.
 *
 * All operations on the flag of a bell are exchanges, so they have one order:
 *   F1 pairs with F1 on `asleep`: a producer's exchange (lower) and the consumer's (on_prepare).
 * When the producer's comes second, it sees the flag up and rings. When it comes first, the
 * consumer's exchange acquires it, and the consumer's next look finds what was published.
 */
#include "ipc/wake.h"

#include <errno.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

int an_bell_open(int *fd)
{
    *fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (*fd >= 0) return AN_OK;
    return errno == EMFILE || errno == ENFILE ? AN_EFILES : AN_ESYS;
}

static bool lower(struct an_bell *bell)
{
    /* F1 */
    return atomic_exchange_explicit(&bell->asleep, 0, memory_order_acq_rel) != 0;
}

static void sound(int fd)
{
    uint64_t one = 1;
    ssize_t ignored = write(fd, &one, sizeof one); /* EAGAIN: it is ringing already */
    (void)ignored;
}

static void swallow(int fd)
{
    uint64_t rung;
    ssize_t ignored = read(fd, &rung, sizeof rung);
    (void)ignored;
}

void an_bell_ring(struct an_bell *bell, int fd)
{
    if (lower(bell)) sound(fd);
}

void an_bell_force(struct an_bell *bell, int fd)
{
    lower(bell);
    sound(fd);
}

int an_bell_wait(int fd, int timeout_ms)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};
    int n = poll(&p, 1, timeout_ms);
    if (n == 0) return AN_ETIMEOUT;
    if (n > 0) swallow(fd);
    return AN_OK; /* a signal counts as a ring: the caller looks again */
}

/* --- the consumer's loop --- */

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
        /* F1 */
        atomic_exchange_explicit(&w->bell->asleep, 1, memory_order_acq_rel);
        more = w->pending(w->ctx);
        if (more) lower(w->bell);
    }
    keep_awake(w, more);
}

static void on_check(uv_check_t *check)
{
    struct an_wake *w = check->data;
    lower(w->bell);
    keep_awake(w, w->drain(w->ctx));
}

static void on_fd(uv_poll_t *poll, int status, int events)
{
    struct an_wake *w = poll->data;
    (void)status, (void)events;
    swallow(w->fd);
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
    if (lower(w->bell)) uv_async_send(&w->async);
}

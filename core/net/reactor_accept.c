/* reactor_accept.c - a reactor that has the lease (ipc/lease.h) accepts clients for itself. So no
 * other thread has to wake for them. See net_lease.c.
 *
 * The reactor looks in each turn whether it has the lease, and watches the listeners only then. It
 * gives the lease back when it has accepted as many clients as it was granted, when all of its
 * places are taken, when descriptors or memory are short, and at the stop. For all of these the
 * control thread has the answer.
 */
#include "net/reactor_in.h"

#include "net/listener.h"

#define BURST 64 /* clients accepted before the connections have their turn */

/* One client, for a connection in the next free place. an_listener_accept() says what a negative
 * value means. */
static int accept_one(struct an_reactor *r, const struct an_listener *l)
{
    struct an_conn_addr addr;
    int fd = an_listener_accept(l, &addr);
    if (fd < 0) return fd;
    an_listener_spread(r->config, fd, r->accepted++);
    an_count(&r->admission.accepted.n, 1);
    an__reactor_begin(r, fd, l->index, &addr);
    return AN_OK;
}

static bool may_accept(const struct an_reactor *r)
{
    return r->lease->left && !r->env.stopping && r->slots.used < r->slots.max;
}

static void on_listen(uv_poll_t *poll, int status, int events)
{
    struct an_reactor_door *door = AN_CONTAINER_OF(poll, struct an_reactor_door, poll);
    struct an_reactor *r = door->reactor;
    int err = status < 0 ? AN_ESYS : AN_OK;
    (void)events;
    if (an_rx_pending(&r->control)) return;          /* the sockets there have their places first */
    if (!an_lease_enter(r->lease, r->index)) return; /* revoked: the next turn sees it */
    an__reactor_turn(r);
    for (int i = 0; i < BURST && may_accept(r) && (err == AN_OK || err == AN_EPEER); i++) {
        err = accept_one(r, door->listener);
        r->lease->left -= err == AN_OK;
    }
    bool keep = may_accept(r) && err != AN_EFILES && err != AN_ESYS;
    if (!an_lease_leave(r->lease, r->index, keep))
        an_bell_force(r->control.bell, r->control.bell_fd);
}

/* Of the listeners at which clients wait already, the kernel reports that one first which the
 * reactor has watched first. It may use up the batch, so each batch begins with another one. */
void an__reactor_accept(struct an_reactor *r)
{
    r->accepts = !r->accepts;
    r->first_door += r->accepts;
    for (uint32_t i = 0; i < r->doors; i++) {
        uv_poll_t *poll = &r->door[(r->first_door + i) % r->doors].poll;
        if (r->accepts)
            uv_poll_start(poll, UV_READABLE, on_listen);
        else
            uv_poll_stop(poll);
    }
}

int an__reactor_doors_open(struct an_reactor *r, const struct an_listener *listeners,
                           uint32_t count)
{
    for (; r->doors < count; r->doors++) {
        struct an_reactor_door *door = &r->door[r->doors];
        *door = (struct an_reactor_door){.reactor = r, .listener = &listeners[r->doors]};
        if (uv_poll_init(&r->loop.uv, &door->poll, door->listener->fd) < 0) return AN_ESYS;
    }
    return AN_OK;
}

void an__reactor_doors_close(struct an_reactor *r)
{
    for (uint32_t i = 0; i < r->doors; i++)
        uv_close((uv_handle_t *)&r->door[i].poll, NULL);
}

/* net.c - the main thread of the network process. It accepts, hands each socket to a reactor
 * (net_room.c says which), and passes the supervisor's notices on.
 *
 * One thread accepts for all reactors, so the choice of a reactor is exact, and a burst on one port
 * does not land on one reactor. While clients come fast, the thread lets one reactor after another
 * do that (net_lease.c).
 *
 * The thread keeps a spare descriptor. When no other descriptor is left, the thread closes the
 * spare for a moment, accepts one client and closes that connection at once. Otherwise the client
 * would wait in the queue for an answer that never comes.
 */
#define _GNU_SOURCE /* accept4 */
#include "net/net_in.h"

#include "disk/upload_owner.h"
#include "ground/allocator.h"
#include "ground/limits.h"
#include "ground/log.h"
#include "ground/std.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#define ACCEPT_BURST 64
#define PAUSE_MS 100     /* the pause in accepting when no descriptor is left */
#define COMPLAIN_MS 5000 /* the same complaint is logged at most once in this time */

static void complaint_log(struct an_net *n, const char *what)
{
    uint64_t now = an_loop_now(&n->loop);
    if (n->complained_ms && now - n->complained_ms < COMPLAIN_MS) return;
    n->complained_ms = now;
    an_log(AN_LOG_WARN, "%s", what);
}

/* --- accepting --- */

static void on_listen(uv_poll_t *poll, int status, int events);

void an__net_listen(struct an_net *n)
{
    bool on = !n->stopping && !n->leased && n->held_fd < 0 && !an_timer_armed(&n->pause);
    if (n->listening == on) return;
    n->listening = on;
    for (uint32_t i = 0; i < n->listeners; i++) {
        if (on)
            uv_poll_start(&n->listener[i].poll, UV_READABLE, on_listen);
        else
            uv_poll_stop(&n->listener[i].poll);
    }
}

static void on_pause(struct an_timer *t)
{
    an__net_listen(AN_CONTAINER_OF(t, struct an_net, pause));
}

static void accepting_pause(struct an_net *n)
{
    an_loop_timer(&n->loop, &n->pause, PAUSE_MS);
    an__net_listen(n);
}

/* No descriptor is left. Accepts one client with the spare one, and closes the connection. */
static void client_refuse(struct an_net *n, int listener)
{
    complaint_log(
        n, "too many open files: new connections are refused (raise the limit with ulimit -n)");
    if (n->spare_fd >= 0) close(n->spare_fd);
    int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    if (fd >= 0) close(fd);
    n->spare_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (fd < 0 || n->spare_fd < 0) accepting_pause(n);
}

static bool hand_over(struct an_net *n)
{
    size_t done = 0;
    struct an_net_reactor *r = an__net_choose(n);
    if (!r) return false;
    int err = an_tx_push(&r->tx, &n->held_msg, NULL, &n->held_addr, &done);
    if (err == AN_EAGAIN && an_tx_want_room(&r->tx)) return hand_over(n);
    if (err != AN_OK) return false;
    r->handed_over++;
    r->to_wake = true;
    n->held_fd = -1;
    return true;
}

/* Accepts one client. False: there is nothing more to accept now. */
static bool accept_one(struct an_net_listener *l)
{
    struct an_net *n = l->net;
    int fd = an_listener_accept(l->listener, &n->held_addr);
    if (fd == AN_EFILES) client_refuse(n, l->listener->fd);
    if (fd == AN_ESYS) accepting_pause(n);
    if (fd < 0) return fd == AN_EPEER;
    an_listener_spread(n->config, fd, n->accepted++);
    n->held_fd = fd;
    n->held_msg = (struct an_msg){.type = AN_MSG_ACCEPTED,
                                  .id = (uint64_t)fd,
                                  .code = l->index,
                                  .body_len = sizeof n->held_addr};
    if (hand_over(n)) return true;
    an__net_listen(n); /* not until a reactor has made room and has rung our bell */
    return false;
}

static void wake_touched(struct an_net *n)
{
    for (uint32_t i = 0; i < n->reactors; i++) {
        if (n->reactor[i].to_wake) an_reactor_wake(n->reactor[i].reactor);
        n->reactor[i].to_wake = false;
    }
}

static void on_listen(uv_poll_t *poll, int status, int events)
{
    struct an_net_listener *l = AN_CONTAINER_OF(poll, struct an_net_listener, poll);
    (void)events;
    if (status < 0) {
        accepting_pause(l->net);
        return;
    }
    uint32_t clients = 0;
    while (clients < ACCEPT_BURST && accept_one(l))
        clients++;
    an__net_lease(l->net, clients);
    wake_touched(l->net);
}

/* --- notices --- */

static void pass_on(struct an_net *n)
{
    static const struct an_msg m = {.type = AN_MSG_NOTICE};
    uint32_t v = an_board_get(&n->fabric->board->changes);
    for (uint32_t i = 0; i < n->reactors; i++) {
        struct an_net_reactor *r = &n->reactor[i];
        size_t done = 0;
        if (v != n->changes_seen) r->notice_owed = true;
        if (!r->notice_owed) continue;
        int err = an_tx_push(&r->tx, &m, NULL, NULL, &done);
        if (err == AN_EAGAIN && an_tx_want_room(&r->tx))
            err = an_tx_push(&r->tx, &m, NULL, NULL, &done);
        r->notice_owed = err != AN_OK; /* the reactor rings when it has made room */
        r->to_wake = true;
    }
    n->changes_seen = v;
}

/* A reactor has asked another one to make room in memory, and has rung here. */
static void pass_on_asks(struct an_net *n)
{
    for (uint32_t i = 0; i < n->reactors; i++)
        n->reactor[i].to_wake |= an_budget_asks(&n->budget, i);
}

/* Shuts the listening sockets down, for all processes that have them. So the kernel refuses new
 * clients, and none waits in vain. */
static void listeners_shut(struct an_net *n)
{
    n->stopping = true;
    an__net_listen(n);
    an__net_lease_revoke(n);
    for (uint32_t i = 0; i < n->listeners; i++)
        shutdown(n->listener[i].listener->fd, SHUT_RD);
    if (n->held_fd >= 0) close(n->held_fd);
    n->held_fd = -1;
}

void an__net_go_on(struct an_net *n)
{
    if (n->held_fd >= 0 && hand_over(n)) an__net_listen(n);
    wake_touched(n);
}

static bool net_drain(void *ctx)
{
    struct an_net *n = ctx;
    an__net_go_on(n);
    an__net_lease_look(n);
    if (!n->stopping && an_board_get(&n->fabric->board->net.command) == AN_STOP) listeners_shut(n);
    pass_on(n);
    pass_on_asks(n);
    wake_touched(n);
    while (uv_sem_trywait(&n->reactor_ends) == 0)
        n->ended++;
    if (n->ended == n->reactors) an_loop_stop(&n->loop);
    return false;
}

static bool nothing_pending(void *ctx)
{
    (void)ctx;
    return false;
}

static void on_parent_gone(void *ctx)
{
    struct an_net *n = ctx;
    n->orphaned = true;
    an_loop_stop(&n->loop);
}

/* --- start and end --- */

static void run_reactor(void *arg)
{
    struct an_net_reactor *r = arg;
    an_reactor_run(r->reactor);
    uv_sem_post(&r->net->reactor_ends);
    an_bell_force(&r->net->bell, r->net->fabric->net_fd);
}

static int reactor_open(struct an_net *n, uint32_t i, const struct an_listener *listeners)
{
    struct an_net_reactor *r = &n->reactor[i];
    r->net = n;
    r->memory = an_calloc(1, an_ring_bytes(AN_CONTROL_RING) + AN_CACHE_LINE);
    struct an_ring *ring =
        (void *)(((uintptr_t)r->memory + AN_CACHE_LINE - 1) & ~(uintptr_t)(AN_CACHE_LINE - 1));
    struct an_reactor_setup setup = {.config = n->config,
                                     .fabric = n->fabric,
                                     .listeners = listeners,
                                     .listener_count = n->listeners,
                                     .lease = &n->lease,
                                     .budget = &n->budget,
                                     .index = i,
                                     .control = ring,
                                     .control_bell = &n->bell,
                                     .control_fd = n->fabric->net_fd};
    an_tx_open(&r->tx, ring, AN_CONTROL_RING, NULL, -1);
    int err = an_reactor_new(&setup, &r->reactor);
    if (err < 0) an_free(r->memory);
    return err;
}

static int reactors_open(struct an_net *n, const struct an_listener *listeners)
{
    while (n->reactors < n->config->reactors) {
        int err = reactor_open(n, n->reactors, listeners);
        if (err < 0) return err;
        n->reactors++;
    }
    return AN_OK;
}

static void reactors_close(struct an_net *n)
{
    for (uint32_t i = 0; i < n->reactors; i++) {
        an_reactor_free(n->reactor[i].reactor);
        an_free(n->reactor[i].memory);
    }
}

static int listeners_open(struct an_net *n, const struct an_listener *listeners, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        n->listener[i] = (struct an_net_listener){
            .net = n, .listener = &listeners[i], .index = listeners[i].index};
        if (uv_poll_init(&n->loop.uv, &n->listener[i].poll, listeners[i].fd) < 0) return AN_ESYS;
        n->listeners++;
    }
    return AN_OK;
}

static void listeners_close(struct an_net *n)
{
    for (uint32_t i = 0; i < n->listeners; i++)
        uv_close((uv_handle_t *)&n->listener[i].poll, NULL);
}

/* A predecessor has counted connections as open. They ended with it, so they count as closed
 * now. */
static void count_start(struct an_board *b)
{
    for (uint32_t i = 0; i < AN_MAX_SEATS; i++)
        an_board_set(&b->live[i], 0);
    for (uint32_t i = 0; i < AN_MAX_REACTORS; i++) {
        struct an_counters *c = &b->reactor[i];
        int64_t lost = (int64_t)an_counted(&c->connections);
        an_count(&c->closed, lost);
        an_count(&c->connections, -lost);
    }
}

/* The reactor threads block all signals, so the main thread alone gets them. */
static void threads_start(struct an_net *n)
{
    sigset_t all, old;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    for (uint32_t i = 0; i < n->reactors; i++)
        if (uv_thread_create(&n->reactor[i].thread, run_reactor, &n->reactor[i]) != 0) {
            an_log(AN_LOG_ERROR, "cannot start the thread of reactor %u", i);
            _exit(1);
        }
    pthread_sigmask(SIG_SETMASK, &old, NULL);
}

static int net_serve(struct an_net *n)
{
    threads_start(n);
    if (n->config->daemon)
        an_std_leave_terminal(); /* no thread opens a file before there is a client */
    an__net_listen(n);
    an_board_set(&n->fabric->board->net.state, AN_READY);
    an_loop_run(&n->loop);
    if (n->orphaned) return 1; /* threads and sockets end with the process */
    for (uint32_t i = 0; i < n->reactors; i++)
        uv_thread_join(&n->reactor[i].thread);
    return 0;
}

/* The cap of the budget: the configured one, or else a quarter of the memory of the machine, or of
 * the container if that has less. */
static uint64_t buffered_most(const struct an_config *config)
{
    uint64_t all = uv_get_total_memory(), ours = uv_get_constrained_memory();
    if (ours && ours < all) all = ours;
    return config->max_buffered ? config->max_buffered : AN_MAX(all / 4, 2 * config->max_message);
}

int an_net_run(const struct an_config *config, struct an_fabric *fabric,
               const struct an_listener *listeners, uint32_t count, int parent_fd)
{
    struct an_net net = {0}, *n = &net; /* on the stack, for the bell's alignment */
    int err;
    uv_replace_allocator(an_alloc, an_realloc, an_calloc, an_free);
    an_allocator_keep();
    n->config = config;
    n->fabric = fabric;
    n->held_fd = -1;
    n->spare_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    an_timer_init(&n->pause, on_pause);
    an__net_room_init(n);
    an__net_lease_init(n);
    an_budget_init(&n->budget, buffered_most(config));
    count_start(fabric->board);
    an_upload_owner_sweep_parts(config);
    n->changes_seen =
        an_board_get(&fabric->board->changes) - 1; /* so the first notice is always taken */
    if ((err = an_loop_init(&n->loop, &n->bell, fabric->net_fd, net_drain, nothing_pending, n)) < 0)
        goto fail;
    if (uv_sem_init(&n->reactor_ends, 0) != 0) goto close_loop;
    if ((err = an_loop_watch(&n->loop, &n->parent, parent_fd, on_parent_gone, n)) < 0)
        goto close_sem;
    if ((err = listeners_open(n, listeners, count)) < 0) goto close_listeners;
    if ((err = reactors_open(n, listeners)) < 0) goto close_reactors;
    int status = net_serve(n);
    if (n->orphaned) return status;
close_reactors:
    reactors_close(n);
close_listeners:
    listeners_close(n);
    an_loop_unwatch(&n->parent);
close_sem:
    uv_sem_destroy(&n->reactor_ends);
close_loop:
    an_loop_cancel(&n->loop, &n->pause);
    an_loop_cancel(&n->loop, &n->ask_timer);
    an_loop_cancel(&n->loop, &n->lease_look);
    an_loop_fini(&n->loop);
fail:
    if (n->spare_fd >= 0) close(n->spare_fd);
    if (err < 0) an_log(AN_LOG_ERROR, "the network process cannot start: %s", an_strerror(err));
    return err < 0 ? 1 : 0;
}

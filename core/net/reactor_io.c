/* reactor_io.c - what a reactor does for its connections: bytes to and from the socket, messages to
 * the worker, files from the disk. See reactor.h.
 */
#include "net/reactor_in.h"

#include "ground/clock.h"
#include "net/listener.h"

#include <errno.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

static struct an_reactor *reactor_of(const struct an_conn *c)
{
    return AN_CONTAINER_OF(c->env, struct an_reactor, env);
}
static struct an_link *link_of(struct an_conn *c)
{
    return AN_CONTAINER_OF(c, struct an_link, conn);
}

static int fd_of(struct an_conn *c)
{
    uv_os_fd_t fd = -1;
    uv_fileno((uv_handle_t *)&link_of(c)->poll, &fd);
    return fd;
}

void an__reactor_turn(struct an_reactor *r)
{
    uint64_t now = an_loop_now(&r->loop);
    if (now == r->env.now_ms) return;
    r->env.now_ms = now;
    r->env.date_s = an_clock_wall_ms() / 1000;
}

void an__reactor_log(struct an_conn_env *env, const char *line, size_t n)
{
    struct an_reactor *r = AN_CONTAINER_OF(env, struct an_reactor, env);
    an_count(&env->counters->access_log_dropped, an_access_log_put(r->log, line, n));
}

/* --- the transport of an accepted client: a socket --- */

static ssize_t socket_read(struct an_conn *c, uint8_t *p, size_t size)
{
    ssize_t n = recv(fd_of(c), p, size, 0);
    if (n >= 0) return n;
    return errno == EAGAIN || errno == EINTR ? AN_EAGAIN : an_peer_error(errno);
}

static size_t socket_arrived(struct an_conn *c)
{
    int bytes = 0;
    return ioctl(fd_of(c), FIONREAD, &bytes) == 0 && bytes > 0 ? (size_t)bytes : 0;
}

static ssize_t socket_writev(struct an_conn *c, const struct iovec *iov, int n, bool more)
{
    int flags = MSG_NOSIGNAL | (more ? MSG_MORE : 0);
    struct msghdr m = {.msg_iov = (struct iovec *)iov, .msg_iovlen = (size_t)n};
    int fd = fd_of(c);
    ssize_t wrote;
    do /* one piece, the usual case, has the cheaper call */
        wrote = n == 1 ? send(fd, iov->iov_base, iov->iov_len, flags) : sendmsg(fd, &m, flags);
    while (wrote < 0 && errno == EINTR);
    if (wrote >= 0) return wrote;
    return errno == EAGAIN || errno == ENOBUFS ? AN_EAGAIN : an_peer_error(errno);
}

static ssize_t socket_sendfile(struct an_conn *c, struct an_file *f, uint64_t offset, size_t len)
{
    return an_disk_sendfile(reactor_of(c)->disk, c->id, fd_of(c), f, offset, len);
}

static void on_poll(uv_poll_t *poll, int status, int events);

/* poll() reports errors with any of these events. */
static void socket_want(struct an_conn *c, unsigned mask)
{
    int events =
        (mask & AN_WANT_READ ? UV_READABLE : 0) | (mask & AN_WANT_WRITE ? UV_WRITABLE : 0) |
        (mask & AN_WANT_HANGUP ? UV_DISCONNECT : 0) | (mask & AN_WANT_RESET ? UV_PRIORITIZED : 0);
    if (events)
        uv_poll_start(&link_of(c)->poll, events, on_poll);
    else
        uv_poll_stop(&link_of(c)->poll);
}

static void socket_shut(struct an_conn *c)
{
    shutdown(fd_of(c), SHUT_WR);
}

static size_t socket_unsent(struct an_conn *c)
{
    int bytes = 0;
    return ioctl(fd_of(c), SIOCOUTQ, &bytes) == 0 && bytes > 0 ? (size_t)bytes : 0;
}

static void socket_abort(struct an_conn *c)
{
    struct linger none = {.l_onoff = 1};
    setsockopt(fd_of(c), SOL_SOCKET, SO_LINGER, &none, sizeof none);
}

static void io_timer(struct an_conn *c, uint64_t in_ms)
{
    an_loop_timer(&reactor_of(c)->loop, &c->timer, in_ms);
}

static uint32_t slot_of(const struct an_reactor *r, const struct an_conn *c)
{
    return an_id_index(c->id) / r->config->reactors;
}

static void on_closed(uv_handle_t *handle)
{
    struct an_link *l = AN_CONTAINER_OF((uv_poll_t *)handle, struct an_link, poll);
    struct an_reactor *r = reactor_of(&l->conn);
    AN_ASSERT(!an_timer_armed(&l->conn.timer)); /* or its next owner would break the wheel */
    if (an_registry_spent(l->conn.id)) {
        r->spent_places++;
        return;
    }
    an_slots_give(&r->slots, slot_of(r, &l->conn));
    an__reactor_ended(r);
}

/* The place is free when libuv has let go of it. */
static void socket_close(struct an_conn *c)
{
    int fd = fd_of(c);
    uv_close((uv_handle_t *)&link_of(c)->poll, on_closed);
    close(fd);
}

static void io_gone(struct an_conn *c)
{
    an_loop_cancel(&reactor_of(c)->loop, &c->timer);
}

static const struct an_transport socket_transport = {
    .read = socket_read,
    .arrived = socket_arrived,
    .writev = socket_writev,
    .sendfile = socket_sendfile,
    .want = socket_want,
    .shut = socket_shut,
    .unsent = socket_unsent,
    .abort = socket_abort,
    .close = socket_close,
};

const struct an_conn_io an__reactor_io = {
    .socket = &socket_transport, .timer = io_timer, .gone = io_gone};

static void socket_broken(struct an_conn *c, int sys)
{
    if (an_peer_error(sys) == AN_ETIMEOUT)
        an_conn_vanished(c);
    else
        an_conn_broken(c);
}

/* The socket's pending error. Without one, libuv has reported the end of the stream. */
static int error_of(struct an_conn *c)
{
    int sys = 0;
    socklen_t len = sizeof sys;
    getsockopt(fd_of(c), SOL_SOCKET, SO_ERROR, &sys, &len);
    return sys ? sys : ECONNRESET;
}

static bool read_once(struct an_reactor *r, struct an_conn *c)
{
    return an_conn_readable(c, r->read_buffer, sizeof r->read_buffer);
}

static void on_poll(uv_poll_t *poll, int status, int events)
{
    struct an_conn *c = &AN_CONTAINER_OF(poll, struct an_link, poll)->conn;
    struct an_reactor *r = reactor_of(c);
    an__reactor_turn(r);
    if (status < 0) { /* the error comes after what was received; libuv watches no more */
        while (c->phase != AN_PHASE_DEAD && !c->stash && read_once(r, c)) {
        }
        if (c->phase != AN_PHASE_DEAD) socket_broken(c, error_of(c));
        return;
    }
    if (events & UV_PRIORITIZED)
        socket_want(c, c->wants & ~(unsigned)AN_WANT_RESET); /* urgent data lies unread */
    if (events & UV_READABLE) read_once(r, c);
    if (events & UV_DISCONNECT) an_conn_hung_up(c);
    if (events & UV_WRITABLE) an_conn_writable(c);
}

bool an__reactor_watch(struct an_reactor *r, struct an_link *l, int fd)
{
    return uv_poll_init(&r->loop.uv, &l->poll, fd) == 0;
}

/* --- the worker's side --- */

/* CLOSE is in the ring: the head is freed when the worker has read it. */
static void close_pushed(struct an_reactor *r, uint32_t worker, uint64_t id)
{
    an_retired_pushed(&r->retired[worker], id, an_ring_queue_position(&r->to_seat[worker]));
}

static int up_post(struct an_conn *c, const struct an_msg *m, const void *head, const void *body)
{
    struct an_ring_queue *o = &reactor_of(c)->to_seat[c->worker];
    if (AN_UNLIKELY(c->worker >= reactor_of(c)->seats)) an__reactor_seats_add(reactor_of(c));
    if (an_msg_brings(m) && an_ring_queue_empty(o)) an_conn_pushing(c, an_ring_queue_position(o));
    int err = an_ring_queue_post(o, m, head, body);
    c->posted = err == AN_OK ? an_ring_queue_position(o) : UINT64_MAX;
    an__reactor_posted(reactor_of(c), c->worker);
    if (m->type == AN_MSG_CLOSE && c->head) {
        an_retired_add(&reactor_of(c)->retired[c->worker], c->id, c->head);
        if (err == AN_OK) close_pushed(reactor_of(c), c->worker, c->id);
    }
    return err;
}

static uint8_t *up_place(struct an_conn *c, size_t len)
{
    struct an_reactor *r = reactor_of(c);
    return c->worker < r->seats ? an_ring_queue_place(&r->to_seat[c->worker], len) : NULL;
}

/* A worker answers a message before it releases the message. So the reactor must have taken the
 * answers from its ring, too: otherwise the answers of two seats could overtake each other. */
static bool up_released(struct an_conn *c)
{
    struct an_reactor *r = reactor_of(c);
    const struct an_tx *tx = &r->to_seat[c->worker].tx;
    if (c->posted == UINT64_MAX || (c->posted && an_tx_released(tx) < c->posted)) return false;
    struct an_rx *rx = an__reactor_rx(r, AN_WORKER, c->worker);
    return !rx || !an_rx_pending(rx);
}

static bool up_withdraw(struct an_conn *c, uint64_t position, uint64_t request)
{
    return an_tx_withdraw(&reactor_of(c)->to_seat[c->worker].tx, position, request, AN_WITHDRAWN);
}

static size_t up_cancel(struct an_conn *c)
{
    return an_ring_queue_cancel(&reactor_of(c)->to_seat[c->worker], c->id, c->parked);
}

static bool up_crowded(struct an_conn *c)
{
    struct an_reactor *r = reactor_of(c);
    return r->to_seat[c->worker].bytes >= AN_QUEUE_CROWDED * r->config->ring_capacity ||
           an_share_over(&r->env.share);
}

const struct an_conn_up an__reactor_up = {up_post,     up_place,  up_withdraw,
                                          up_released, up_cancel, up_crowded};

struct an_conn *an__reactor_find(struct an_reactor *r, uint64_t id)
{
    uint32_t index = an_id_index(id);
    if (index % r->config->reactors != r->index) return NULL;
    struct an_link *l = an_slots_at(&r->slots, index / r->config->reactors);
    return l && l->conn.id == id && l->conn.phase != AN_PHASE_DEAD ? &l->conn : NULL;
}

static void on_pushing(void *ctx, const struct an_msg *m, uint64_t position)
{
    struct an_conn *c = an_msg_brings(m) ? an__reactor_find(ctx, m->id) : NULL;
    if (c) an_conn_pushing(c, position);
}

static void on_pushed(void *ctx, const struct an_msg *m, uint64_t end)
{
    struct an_reactor *r = ctx;
    struct an_conn *c = an__reactor_find(r, m->id);
    if (m->type == AN_MSG_CLOSE) close_pushed(r, r->flushing, m->id);
    if (c) an_conn_pushed(c, m, end);
}

const struct an_ring_queue_calls an__reactor_queue_calls = {on_pushing, on_pushed};

/* --- the disk's side --- */

static int disk_look(struct an_conn *c, const char *path, size_t len, bool folder,
                     struct an_document **doc)
{
    struct an_reactor *r = reactor_of(c);
    if (!an_timer_armed(&r->tidy)) an_loop_timer(&r->loop, &r->tidy, AN_DOCUMENTS_KEEP_MS);
    return an_disk_look(r->disk, c->id, path, len, folder, c->env->now_ms, doc);
}

static int disk_open(struct an_conn *c, const char *path)
{
    return an_disk_open(reactor_of(c)->disk, c->id, path);
}

static void disk_feed(struct an_conn *c, struct an_upload *u, const uint8_t *p, size_t n, bool last)
{
    an_disk_feed(reactor_of(c)->disk, c->id, u, p, n, last);
}

static void disk_drop(struct an_conn_env *env, struct an_upload *u)
{
    an_disk_drop(AN_CONTAINER_OF(env, struct an_reactor, env)->disk, u);
}

const struct an_conn_disk an__reactor_disk = {disk_look, disk_open, disk_feed, disk_drop};

/* The connection that has asked the disk. NULL: it has ended meanwhile. */
static struct an_conn *asker_find(void *ctx, uint64_t id)
{
    struct an_reactor *r = ctx;
    an__reactor_turn(r);
    return an__reactor_find(r, id);
}

static void on_found(void *ctx, uint64_t id, struct an_document *doc)
{
    struct an_conn *c = asker_find(ctx, id);
    if (c)
        an_conn_found(c, doc);
    else
        an_document_unref(doc);
}

static void on_opened(void *ctx, uint64_t id, int err, struct an_file *f)
{
    struct an_conn *c = asker_find(ctx, id);
    if (c)
        an_conn_opened(c, err, f);
    else
        an_file_unref(f);
}

static void on_fed(void *ctx, uint64_t id, struct an_upload *u, int status)
{
    struct an_conn *c = asker_find(ctx, id);
    if (c)
        an_conn_fed(c, u, status);
    else
        an_disk_drop(((struct an_reactor *)ctx)->disk, u);
}

static void on_warm(void *ctx, uint64_t id)
{
    struct an_conn *c = asker_find(ctx, id);
    if (c) an_conn_writable(c);
}

const struct an_disk_calls an__reactor_disk_calls = {on_found, on_opened, on_fed, on_warm};

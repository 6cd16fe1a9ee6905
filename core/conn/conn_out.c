/* conn_out.c - what a connection writes: gathered during a turn of the loop, written once at its
 * end.
 *
 * A large body that finds nothing queued goes to the socket straight from where it is (a worker's
 * ring). Only the part that the socket does not take is copied. From send_queue bytes on, send()
 * refuses a peer that does not read. Messages that were accepted before are still on their way;
 * only a queue beyond them is cut off. Files cost no memory here: only the socket's buffer is
 * between them and the peer.
 */
#include "conn/conn_in.h"

#include <string.h>

#define FILE_SLICE ((size_t)512 << 10) /* bytes of a file per system call */
#define TURN_BYTES ((size_t)1 << 20)   /* bytes of one connection per turn */
#define COPY_SHARED 256
/* A shared piece may be this many times as large as its part that counts as queued. */
#define PINNED 4
#define COPY_FILE 4096 /* a file up to this size goes into the chunk of the head */

size_t an__conn_queued(const struct an_conn *c)
{
    return c->write_queue ? c->write_queue->bytes : 0;
}

static bool nothing_queued(const struct an_conn *c)
{
    return !c->write_queue || an_write_queue_empty(c->write_queue);
}

static void mark_dirty(struct an_conn *c)
{
    struct an_conn_env *env = c->env;
    if (c->phase == AN_PHASE_DEAD || an__conn_is(c, AN__DIRTY)) return;
    c->flags |= AN__DIRTY;
    if (env->dirty_count == env->dirty_cap) {
        env->dirty_cap = env->dirty_cap ? 2 * env->dirty_cap : 64;
        env->dirty = an_realloc(env->dirty, env->dirty_cap * sizeof *env->dirty);
    }
    env->dirty[env->dirty_count++] = c;
}

/* send() goes by what the registry showed a moment ago. Meanwhile a ring may have filled with
 * more. */
size_t an__conn_most_queued(const struct an_config *config)
{
    return config->send_queue +
           AN_MAX(config->send_queue, config->ring_capacity + config->max_message);
}

/* True: the connection has been cut off. */
static bool too_slow(struct an_conn *c)
{
    size_t cap = an__conn_most_queued(c->env->config);
    if (an__conn_queued(c) <= cap) return false;
    an__conn_flush(c);
    if (c->phase == AN_PHASE_DEAD) return true;
    if (an__conn_queued(c) <= cap) return false;
    an_count(&c->env->counters->slow_closed, 1);
    an_conn_kill(c, AN_CLOSE_SLOW);
    return true;
}

/* The registry learns how much waits; senders are refused when it is too much. It is told after a
 * write. It is told before the write, too, if the socket is full already or one turn queues
 * much. */
void an__conn_show_queue(struct an_conn *c)
{
    size_t bytes = an__conn_queued(c) + (c->protocol->held ? c->protocol->held(c) : 0);
    if (!bytes && !an__conn_is(c, AN__SHOWN)) return;
    an_registry_queued(c->env->registry, c->id, bytes);
    if (bytes <= c->env->config->send_queue / 2 && !an__conn_is(c, AN__TOLD) &&
        an_registry_relieve(c->env->registry, c->id))
        an__conn_tell(c, AN_MSG_DRAIN, 0, NULL, 0, NULL, 0);
    if (bytes)
        c->flags |= AN__SHOWN;
    else
        c->flags &= ~AN__SHOWN;
}

void an__conn_put(struct an_conn *c, const void *p, size_t n)
{
    if (n == 0 || c->phase == AN_PHASE_DEAD || too_slow(c)) return;
    an_write_queue_append(&c->env->pool, an__conn_queue(c), p, n);
    mark_dirty(c);
    if (c->wants & AN_WANT_WRITE || an__conn_queued(c) > c->env->config->send_queue / 2)
        an__conn_show_queue(c);
}

/* The bytes that a write has sent. 0: none now; or the connection was broken, and is dead. */
static size_t bytes_written(struct an_conn *c, ssize_t wrote)
{
    if (wrote == AN_EAGAIN) return 0;
    if (wrote < 0) {
        if (wrote == AN_ETIMEOUT)
            an_conn_vanished(c);
        else
            an_conn_broken(c);
        return 0;
    }
    an_count(&c->env->counters->bytes_out, wrote);
    an_registry_wrote(c->env->registry, c->id, (size_t)wrote);
    if (c->write_queue) c->write_queue->pace.sent += (uint32_t)wrote;
    return (size_t)wrote;
}

static size_t write_now(struct an_conn *c, const struct iovec *iov, int n, bool more)
{
    if (c->phase == AN_PHASE_DEAD) return 0;
    return bytes_written(c, c->transport->writev(c, iov, n, more));
}

/* A file that has become shorter cannot be sent as its head has promised. Only the connection's end
 * can tell the client so. */
static size_t send_file(struct an_conn *c, struct an_file *f, uint64_t offset, uint64_t len)
{
    ssize_t wrote = c->transport->sendfile(c, f, offset, (size_t)AN_MIN(len, FILE_SLICE));
    if (wrote == 0) c->flags |= AN__COLD;
    if (wrote != AN_ENOENT) return bytes_written(c, wrote);
    an_conn_kill(c, AN_CLOSE_SERVER);
    return 0;
}

/* One system call: writes the bytes before the next file, or a piece of that file. */
static size_t write_next(struct an_conn *c)
{
    struct iovec iov[AN_WRITE_IOV];
    uint64_t offset, len;
    int n = an_write_queue_peek(c->write_queue, iov);
    struct an_file *f = an_write_queue_next_file(c->write_queue, n, &offset, &len);
    return n ? write_now(c, iov, n, f != NULL) : send_file(c, f, offset, len);
}

void an__conn_put2(struct an_conn *c, const void *head, size_t head_len, const void *body,
                   size_t body_len)
{
    size_t wrote = 0;
    if (!c->write_queue && body_len >= AN_DIRECT_SIZE && !(c->wants & AN_WANT_WRITE)) {
        struct iovec iov[2] = {{(void *)head, head_len}, {(void *)body, body_len}};
        wrote = write_now(c, head_len ? iov : iov + 1, head_len ? 2 : 1, false);
    }
    size_t of_head = AN_MIN(wrote, head_len), of_body = wrote - of_head;
    if (of_head < head_len) an__conn_put(c, (const char *)head + of_head, head_len - of_head);
    if (of_body < body_len) an__conn_put(c, (const char *)body + of_body, body_len - of_body);
}

/* Queues what others share without a copy. A very small part is copied, because it had better go
 * with the bytes that wait already. So is a small part of a large piece: all of the piece would
 * stay in memory, but only this part would count as queued. */
void an__conn_share(struct an_conn *c, struct an_shared *s, size_t offset, size_t len, bool now)
{
    if (now && !c->write_queue && !(c->wants & AN_WANT_WRITE)) {
        struct iovec iov = {s->data + offset, len};
        size_t wrote = write_now(c, &iov, 1, false);
        if (wrote == len) return;
        offset += wrote;
        len -= wrote;
    }
    bool small = !nothing_queued(c) && len <= COPY_SHARED;
    if (small || len < s->len / PINNED) {
        an__conn_put(c, s->data + offset, len);
        return;
    }
    if (c->phase == AN_PHASE_DEAD || too_slow(c)) return;
    an_write_queue_share(&c->env->pool, an__conn_queue(c), s, offset, len);
    mark_dirty(c);
    if (c->wants & AN_WANT_WRITE) an__conn_show_queue(c);
}

void an__conn_put_file(struct an_conn *c, struct an_file *f, uint64_t offset, uint64_t len)
{
    if (len == 0 || c->phase == AN_PHASE_DEAD) return;
    if (f->bytes && len <= COPY_FILE) {
        an__conn_put(c, f->bytes + offset, (size_t)len);
        return;
    }
    an_write_queue_file(&c->env->pool, an__conn_queue(c), f, offset, len);
    mark_dirty(c);
}

/* Has the transport written all that it has taken? False: not yet; or the connection was broken,
 * and is dead. */
static bool transport_flushed(struct an_conn *c)
{
    int err = c->transport->flush ? c->transport->flush(c) : AN_OK;
    if (err != AN_OK) bytes_written(c, err);
    return err == AN_OK;
}

/* Nothing is left to write. Once its end has begun, the queue stays: it knows what was taken. */
static void all_written(struct an_conn *c)
{
    if (c->phase < AN_PHASE_FLUSH) an__conn_no_look(c);
    if (c->write_queue && !an__conn_is(c, AN__TOLD)) {
        an_write_queue_free(&c->env->pool, c->write_queue);
        c->write_queue = NULL;
    }
    an__conn_want(c, AN_WANT_WRITE, 0);
    if (c->protocol->drained) c->protocol->drained(c);
}

void an__conn_flush(struct an_conn *c)
{
    size_t total = 0;
    if (c->phase == AN_PHASE_DEAD || an__conn_is(c, AN__COLD)) return;
    while (!nothing_queued(c) && total < TURN_BYTES) {
        size_t wrote = write_next(c);
        if (c->phase == AN_PHASE_DEAD) return;
        if (!wrote) break;
        an_write_queue_consume(&c->env->pool, c->write_queue, wrote);
        total += wrote;
    }
    if (nothing_queued(c) && transport_flushed(c)) {
        all_written(c);
    } else if (c->phase != AN_PHASE_DEAD) {
        an__conn_want(c, AN_WANT_WRITE, an__conn_is(c, AN__COLD) ? 0 : AN_WANT_WRITE);
        an__conn_pace(c);
    }
    if (c->phase != AN_PHASE_DEAD) an__conn_show_queue(c);
}

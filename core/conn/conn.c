/* conn.c - the life of a connection: its input, the messages of its worker, its turns and its
 * times. See conn.h for the states, protocol.h for the protocols. */
#include "conn/conn.h"

#include "conn/conn_in.h"

#include <string.h>

/* Reads of one connection, while each fills the buffer, before others have their turn. */
#define READS_MOST 4

/* May the protocol use a byte now? */
static bool input_ready(struct an_conn *c)
{
    if (an__conn_is(c, AN__BLOCKED) || !an__conn_seated(c)) return false;
    return !c->protocol->ready || c->protocol->ready(c);
}

/* Lets the protocol use what it can now, and returns how much that was. A feed that uses nothing
 * and keeps the protocol waits for more. */
static size_t input_use(struct an_conn *c, uint8_t *p, size_t n)
{
    size_t at = 0;
    while (at < n && input_ready(c)) {
        const struct an_protocol *protocol = c->protocol;
        size_t used = protocol->feed(c, p + at, n - at);
        if (used == 0 && protocol->gathers && c->protocol == protocol) break;
        at += used;
    }
    return at;
}

static void stash_put(struct an_conn *c, const uint8_t *p, size_t n)
{
    struct an_piece *s = an_alloc(sizeof *s + n);
    an_account_add(&c->env->share.account, n);
    s->len = (uint32_t)n;
    s->off = 0;
    memcpy(s->data, p, n);
    c->stash = s;
}

/* Reading goes on unless bytes wait: at most one read is ever stashed. A protocol that gathers
 * reads on all the same. */
static void input_settle(struct an_conn *c)
{
    bool room = (!c->stash || c->protocol->gathers) && !an__conn_is(c, AN__BLOCKED);
    if (c->phase == AN_PHASE_DEAD) return;
    an__conn_want_input(c, room && !an__conn_is(c, AN__EOF) ? AN_WANT_READ : AN_WANT_HANGUP);
    if (an__conn_is(c, AN__EOF) && room) c->protocol->ended(c);
}

void an__conn_process(struct an_conn *c)
{
    struct an_piece *s = c->stash;
    if (s) {
        c->stash = NULL;
        size_t used = input_use(c, s->data + s->off, s->len - s->off);
        s->off += (uint32_t)used;
        c->stash = s;
        if (s->off == s->len || c->phase >= AN_PHASE_FLUSH) an__conn_stash_free(c);
    }
    input_settle(c);
}

/* Joins the undecided first bytes and new ones: the protocol sees them as one piece. */
static void stash_join(struct an_conn *c, const uint8_t *p, size_t n)
{
    struct an_piece *s = c->stash;
    s = an_realloc(s, sizeof *s + s->len + n);
    an_account_add(&c->env->share.account, n);
    memcpy(s->data + s->len, p, n);
    s->len += (uint32_t)n;
    c->stash = s;
}

static void input_count(struct an_conn *c, size_t len)
{
    an_count(&c->env->counters->bytes_in, (int64_t)len);
    c->heard = (uint32_t)c->env->now_ms;
    if (AN_UNLIKELY(an__conn_silent(c))) an__conn_first_byte(c);
    an_registry_heard(c->env->registry, c->id, len, c->env->now_ms);
}

static void input_ends(struct an_conn *c)
{
    if (an_share_over(&c->env->share)) c->env->relieve(c->env);
}

void an_conn_input(struct an_conn *c, uint8_t *p, size_t len)
{
    if (c->phase == AN_PHASE_DEAD) return;
    input_count(c, len);
    if (c->stash) {
        stash_join(c, p, len);
        an__conn_process(c);
        input_ends(c);
        return;
    }
    size_t used = input_use(c, p, len);
    if (used < len && c->phase < AN_PHASE_FLUSH) stash_put(c, p + used, len - used);
    input_settle(c);
    input_ends(c);
}

/* The place where the protocol wants the next bytes. NULL: nowhere, or not now. */
static uint8_t *input_place(struct an_conn *c, size_t *n)
{
    if (!c->protocol->place || c->stash || !input_ready(c)) return NULL;
    return c->protocol->place(c, n);
}

/* True: more may be read now. */
static bool input_wanted(const struct an_conn *c)
{
    return c->phase != AN_PHASE_DEAD && c->wants & AN_WANT_READ;
}

/* True: all the room was filled, so there may be more. */
static bool input_read(struct an_conn *c, uint8_t *p, size_t size, bool *came)
{
    size_t room = size;
    uint8_t *place = input_place(c, &room);
    if (!place) room = size; /* whatever was said of a place that is none */
    ssize_t n = c->transport->read(c, place ? place : p, room);
    *came = n > 0;
    if (n > 0 && place) {
        input_count(c, (size_t)n);
        c->protocol->placed(c, place, (size_t)n);
        input_settle(c);
        input_ends(c);
    } else if (n > 0) {
        an_conn_input(c, p, (size_t)n);
    } else if (n == 0) {
        an_conn_eof(c);
    } else if (n == AN_ETIMEOUT) {
        an_conn_vanished(c);
    } else if (n != AN_EAGAIN) {
        an_conn_broken(c);
    }
    return n > 0 && (size_t)n == room;
}

bool an_conn_readable(struct an_conn *c, uint8_t *p, size_t size)
{
    bool came = false;
    for (int i = 0; i < READS_MOST && input_read(c, p, size, &came) && input_wanted(c); i++) {
    }
    return came;
}

void an_conn_eof(struct an_conn *c)
{
    if (c->phase == AN_PHASE_DEAD) return;
    c->flags |= AN__EOF;
    an__conn_process(c);
}

/* The connection first reads and uses the bytes before the end, in their time, and then the end
 * itself. But an answer in pieces may never let that time come, so the protocol is told now. */
void an_conn_hung_up(struct an_conn *c)
{
    if (c->phase == AN_PHASE_DEAD) return;
    an__conn_want_input(c, AN_WANT_RESET);
    if (c->protocol->hung_up) c->protocol->hung_up(c);
}

void an_conn_pushed(struct an_conn *c, const struct an_msg *m, uint64_t end)
{
    bool was_blocked = an__conn_is(c, AN__BLOCKED);
    if (an_msg_brings(m)) an__conn_unpark(c, (size_t)m->head_len + m->body_len);
    if (!c->parked) c->posted = end;
    if (c->phase == AN_PHASE_DEAD || !was_blocked || an__conn_is(c, AN__BLOCKED)) return;
    an__conn_process(c);
}

/* --- from the workers --- */

static bool subscription_follow(struct an_conn *c, const struct an_delivery *d)
{
    struct an_topics *topics = &c->env->topics;
    size_t len = d->msg.head_len;
    if (!c->protocol->subscribes(c, d) || an__conn_is(c, AN__OVER)) return false;
    if (d->msg.type == AN_MSG_SUBSCRIBE) {
        if (an_topics_join(topics, &c->topics, c, d->head, len) < 0)
            an_count(&c->env->counters->subscriptions_refused, 1);
    } else if (len) {
        an_topics_leave(topics, &c->topics, d->head, len);
    } else {
        an_topics_leave_all(topics, &c->topics);
    }
    if (an__conn_is(c, AN__TOLD) && d->msg.type == AN_MSG_UNSUBSCRIBE && !len) c->flags |= AN__OVER;
    an_registry_topics(c->env->registry, c->id, an_topics_of(c->topics));
    return true;
}

bool an_conn_message(struct an_conn *c, const struct an_delivery *d)
{
    bool taken;
    switch (d->msg.type) {
    case AN_MSG_SEND:
    case AN_MSG_PING:
    case AN_MSG_HANGUP:
        taken = c->protocol->message(c, d);
        break;
    case AN_MSG_SUBSCRIBE:
    case AN_MSG_UNSUBSCRIBE:
        taken = subscription_follow(c, d);
        break;
    default:
        return false;
    }
    if (!taken) an_count(&c->env->counters->late_sends, 1);
    return true;
}

/* --- a seat --- */

bool an_conn_move(struct an_conn *c, uint32_t seat)
{
    if (c->phase == AN_PHASE_DEAD) return true;
    if (!an__conn_seat_change(c, seat)) {
        c->flags |= AN__MOVING;
        return false;
    }
    if (!an__conn_is(c, AN__MOVING)) return true;
    c->flags &= (uint16_t)~AN__MOVING;
    an__conn_process(c);
    return true;
}

/* --- the end of a turn --- */

/* A pipelined request may have waited for the queue to shrink. */
static void input_resume(struct an_conn *c)
{
    if (c->stash && c->protocol->ready && c->protocol->ready(c)) an__conn_process(c);
}

void an_conn_writable(struct an_conn *c)
{
    if (c->phase == AN_PHASE_DEAD) return;
    c->flags &= (uint16_t)~AN__COLD;
    an__conn_flush(c);
    input_resume(c);
}

void an_conn_flush_all(struct an_conn_env *env)
{
    /* A flush may make others dirty: they join the end. */
    for (size_t i = 0; i < env->dirty_count; i++) {
        struct an_conn *c = env->dirty[i];
        if (!an__conn_is(c, AN__DIRTY)) continue; /* it died; another one may be in its place */
        c->flags &= ~AN__DIRTY;
        if (c->wants & AN_WANT_WRITE) continue;
        an__conn_flush(c);
        input_resume(c);
    }
    env->dirty_count = 0;
}

/* --- time --- */

/* Milliseconds until `due`; 0 or less: it is over. */
static int32_t ms_left(const struct an_conn *c, uint32_t due)
{
    return (int32_t)(due - (uint32_t)c->env->now_ms);
}

static bool looked_at(const struct an_conn *c)
{
    return c->phase < AN_PHASE_FLUSH && c->write_queue && c->write_queue->pace.look_at;
}

void an__conn_on_timer(struct an_timer *t)
{
    struct an_conn *c = AN_CONTAINER_OF(t, struct an_conn, timer);
    if (c->phase == AN_PHASE_DEAD) return;
    if (looked_at(c) && ms_left(c, c->write_queue->pace.look_at) <= 0) an__conn_pace_look(c);
    if (an__conn_is(c, AN__DEADLINE) && ms_left(c, c->deadline) <= 0) {
        an__conn_no_deadline(c);
        if (c->phase != AN_PHASE_DEAD) c->protocol->timeout(c);
    }
    if (c->phase == AN_PHASE_DEAD) return;
    if (looked_at(c))
        an__conn_timer(c, (uint64_t)AN_MAX(ms_left(c, c->write_queue->pace.look_at), 0));
    if (an__conn_is(c, AN__DEADLINE))
        an__conn_timer(c, (uint64_t)AN_MAX(ms_left(c, c->deadline), 0));
}

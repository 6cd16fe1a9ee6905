/* conn_end.c - how a connection ends: what its worker is told, what is still written, what is given
 * back. See conn.h.
 *
 * The registry shows the end before the worker is told CLOSE: the callback sees the connection as
 * it is.
 */
#include "conn/conn_in.h"
#include "ground/limits.h"

#define LOOKED_AT 16   /* drained connections that are looked at for room */
#define HEAD_KEPT 4096 /* bytes of memory kept for heads that are read back */

/* The head of a WebSocket's upgrade, for CLOSE; its place is not kept longer. Empty: there is none,
 * or another process has written there. */
static const struct an_buf *upgrade_head(struct an_conn *c)
{
    struct an_buf *b = &c->env->head;
    an_buf_clear(b, HEAD_KEPT);
    if (c->head) an_head_view_read(&c->env->heads->view, c->head, c->id, b);
    return b;
}

void an__conn_tell_close_frame(struct an_conn *c, enum an_close_cause cause, uint16_t code,
                               const void *reason, size_t len)
{
    if (an__conn_is(c, AN__TOLD)) return;
    c->flags |= AN__TOLD;
    c->env->open--;
    if (an__conn_silent(c)) an_list_remove(&c->place); /* it leaves already */
    an_board_unpin(c->env->board, c->worker);          /* it is no load of its worker any more */
    const struct an_buf *head = upgrade_head(c);
    struct an_msg m = {
        .type = AN_MSG_CLOSE,
        .proto = c->proto,
        .code = cause,
        .id = c->id,
        .head_len = (uint32_t)head->len,
        .body_len = (uint32_t)AN_MIN(len, (size_t)AN_MAX_REASON),
        .stamp = code,
    };
    c->env->up->post(c, &m, head->data, reason);
    c->head = 0;
}

void an__conn_leave(struct an_conn *c)
{
    if (c->topics) an_registry_topics(c->env->registry, c->id, 0);
    an_topics_leave_all(&c->env->topics, &c->topics);
}

void an__conn_tell_close(struct an_conn *c, enum an_close_cause cause)
{
    an__conn_tell_close_frame(c, cause, c->protocol->lost_code, NULL, 0);
}

/* --- a connection that ends speaks nothing any more --- */

static void ending_begin(struct an_conn *c)
{
    c->phase = AN_PHASE_FLUSH;
}

/* Throws away what the client still says. */
static size_t ending_feed(struct an_conn *c, uint8_t *p, size_t n)
{
    (void)c, (void)p;
    return n;
}

/* FLUSH: the queued bytes come first. */
static void ending_ended(struct an_conn *c)
{
    if (c->phase == AN_PHASE_DRAIN) an_conn_kill(c, AN_CLOSE_PEER);
}

static bool ending_message(struct an_conn *c, const struct an_delivery *d)
{
    (void)c;
    return d->msg.type == AN_MSG_HANGUP;
}

static void ending_drained(struct an_conn *c)
{
    if (c->phase != AN_PHASE_FLUSH) return;
    if (an__conn_is(c, AN__EOF)) {
        an_conn_kill(c, AN_CLOSE_SERVER);
        return;
    }
    c->phase = AN_PHASE_DRAIN;
    an_list_insert(&c->env->drained, &c->place);
    c->transport->shut(c);
}

static bool ending_last_call(struct an_conn *c)
{
    (void)c;
    return false;
}

static const struct an_protocol ending = {
    .begin = ending_begin,
    .feed = ending_feed,
    .ended = ending_ended,
    .message = ending_message,
    .subscribes = an__conn_subscribes_never,
    .deliver = an__conn_deliver_nothing,
    .timeout = an__conn_lingered,
    .drained = ending_drained,
    .last_call = ending_last_call,
};

static void protocol_end(struct an_conn *c, bool cut)
{
    if (c->protocol->end) c->protocol->end(c, cut);
    an__conn_speak(c, &ending);
}

void an__conn_finish(struct an_conn *c, enum an_close_cause cause)
{
    if (c->phase >= AN_PHASE_FLUSH) return;
    an_registry_state(c->env->registry, c->id, AN_CONN_CLOSING);
    an__conn_leave(c);
    an__conn_tell_close(c, cause);
    protocol_end(c, false);
    an_registry_request(c->env->registry, c->id, 0);
    if (cause == AN_CLOSE_TIMEOUT) c->flags |= AN__BRIEF;
    an__conn_deadline(c, an__conn_linger(c));
    an__conn_flush(c);
    an__conn_pace_last(c);
    if (!an__conn_is(c, AN__EOF)) an__conn_want_input(c, AN_WANT_READ);
}

/* CLOSE carries the code of the protocol that the connection has spoken until now. */
void an_conn_kill(struct an_conn *c, enum an_close_cause cause)
{
    struct an_conn_env *env = c->env;
    uint16_t code = c->protocol->lost_code;
    if (c->phase == AN_PHASE_DEAD) return;
    protocol_end(c, true);
    an_registry_state(env->registry, c->id, AN_CONN_FREE);
    an__conn_leave(c);
    an__conn_tell_close_frame(c, cause, code, NULL, 0);
    c->phase = AN_PHASE_DEAD; /* from here on nothing is armed, queued, or asked of the socket */
    c->flags &= (uint16_t)~AN__DIRTY;
    if (c->write_queue) an_write_queue_free(&env->pool, c->write_queue);
    c->write_queue = NULL;
    an__conn_stash_free(c);
    an_list_remove(&c->place);
    an_registry_request(env->registry, c->id, 0);
    an_count(&env->counters->connections, -1);
    an_count(&env->counters->closed, 1);
    if (c->transport->close) c->transport->close(c);
    env->io->gone(c);
}

/* Looks at a few of the connections that have been in DRAIN longest. When a client has acknowledged
 * our end and all before it, no reset can overtake those bytes. */
bool an_conn_make_room(struct an_conn_env *env)
{
    struct an_list *n = env->drained.next;
    for (int i = 0; i < LOOKED_AT && n != &env->drained; i++, n = n->next) {
        struct an_conn *c = AN_CONTAINER_OF(n, struct an_conn, place);
        if (c->transport->unsent(c)) continue;
        an_conn_kill(c, AN_CLOSE_SERVER);
        return true;
    }
    return false;
}

static struct an_conn *silent_first(const struct an_conn_env *env)
{
    return an_list_empty(&env->silent) ? NULL
                                       : AN_CONTAINER_OF(env->silent.next, struct an_conn, place);
}

uint32_t an_conn_silent_ms(const struct an_conn_env *env)
{
    const struct an_conn *c = silent_first(env);
    return c ? AN_MIN((uint32_t)env->now_ms - c->heard, UINT32_MAX - 1) : UINT32_MAX;
}

bool an_conn_evict(struct an_conn_env *env, uint32_t least_ms)
{
    struct an_conn *c = silent_first(env);
    if (!c || an_conn_silent_ms(env) < least_ms) return false;
    an_count(&env->counters->silent_closed, 1);
    an_conn_kill(c, AN_CLOSE_TIMEOUT);
    return true;
}

/* --- the stop --- */

/* The worker may say last words in CLOSE. If it has something of this connection in hand, that may
 * take as long as a request. Otherwise it has linger_ms: it may be busy with another connection,
 * and last words would come too late. */
void an__conn_stop_told(struct an_conn *c, uint16_t code)
{
    if (an__conn_is(c, AN__TOLD)) return;
    bool idle = !an__conn_is(c, AN__BLOCKED) && c->env->up->released(c);
    an__conn_no_deadline(c);
    if (idle) an__conn_deadline(c, an__conn_linger(c));
    an__conn_tell_close_frame(c, AN_CLOSE_SHUTDOWN, code, NULL, 0);
}

void an_conn_stop(struct an_conn *c)
{
    if (c->protocol->stop) c->protocol->stop(c);
}

bool an_conn_last_call(struct an_conn *c)
{
    return c->protocol->last_call(c);
}

void an_conn_broken(struct an_conn *c)
{
    an_conn_kill(c, AN_CLOSE_PEER);
}

void an_conn_vanished(struct an_conn *c)
{
    if (c->phase == AN_PHASE_DEAD) return;
    an_count(&c->env->counters->timeouts, 1);
    an_count(&c->env->counters->vanished, 1);
    an_conn_kill(c, AN_CLOSE_TIMEOUT);
}

/* conn_end.c - how a connection ends: what its worker is told, what is still written, what is given back. See conn.h.
 *
 * The registry shows the end before CLOSE is told: to its callback a connection looks as it is.
 */
#include "conn/conn_in.h"
#include "ground/limits.h"

#define LOOKED_AT 16 /* of those that could make room */

void an__conn_tell_close_frame(struct an_conn *c, enum an_close_cause cause, uint16_t code,
                               const void *reason, size_t len)
{
    if (an__conn_is(c, AN__TOLD)) return;
    c->flags |= AN__TOLD;
    c->env->open--;
    if (an__conn_silent(c)) an_list_remove(&c->place); /* it leaves already */
    an_board_unpin(c->env->board, c->worker);          /* it is no load of its worker any more */
    const struct an_buf *head = an__conn_head(c);
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
    an__conn_tell_close_frame(c, cause, c->phase == AN_PHASE_WS ? AN_WS_CLOSE_LOST : 0, NULL, 0);
}

void an__conn_finish(struct an_conn *c, enum an_close_cause cause)
{
    if (c->phase >= AN_PHASE_FLUSH) return;
    an_registry_state(c->env->registry, c->id, AN_CONN_CLOSING);
    an__conn_leave(c);
    an__conn_tell_close(c, cause);
    an__conn_log_end(c, false);
    an__conn_http_drop(c);
    an__conn_exchange_end(c);
    an__conn_ws_end(c);
    an_registry_request(c->env->registry, c->id, 0);
    c->phase = AN_PHASE_FLUSH;
    c->flags &= (uint16_t)~AN__QUEUED;
    if (cause == AN_CLOSE_TIMEOUT) c->flags |= AN__BRIEF;
    an__conn_deadline(c, an__conn_linger(c));
    an__conn_flush(c);
    an__conn_pace_last(c);
    if (!an__conn_is(c, AN__EOF)) an__conn_want_input(c, AN_WANT_READ);
}

void an_conn_kill(struct an_conn *c, enum an_close_cause cause)
{
    struct an_conn_env *env = c->env;
    if (c->phase == AN_PHASE_DEAD) return;
    an__conn_log_end(c, true);
    an_registry_state(env->registry, c->id, AN_CONN_FREE);
    an__conn_leave(c);
    an__conn_tell_close(c, cause);
    an__conn_http_drop(c);
    an__conn_exchange_end(c);
    an__conn_ws_end(c);
    c->phase = AN_PHASE_DEAD; /* from here on nothing is armed, queued, or asked of the socket */
    c->flags &= (uint16_t)~AN__DIRTY;
    if (c->out) an_write_queue_free(&env->pool, c->out);
    c->out = NULL;
    an__conn_stash_free(c);
    an_list_remove(&c->place);
    an_registry_request(env->registry, c->id, 0);
    an_count(&env->counters->connections, -1);
    an_count(&env->counters->closed, 1);
    env->io->gone(c);
}

/* The client has acknowledged our end and all before it: nothing can overtake that. Of the first ones in DRAIN a few are looked at. */
bool an_conn_make_room(struct an_conn_env *env)
{
    struct an_list *n = env->drained.next;
    for (int i = 0; i < LOOKED_AT && n != &env->drained; i++, n = n->next) {
        struct an_conn *c = AN_CONTAINER_OF(n, struct an_conn, place);
        if (env->io->unsent(c)) continue;
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

/* Its worker may say last words in CLOSE. What it has in hand of this connection may take as long as a request; otherwise it may be busy with another one, and
 * nobody is told of the stop so late. */
static void stop_told(struct an_conn *c)
{
    bool idle = !an__conn_is(c, AN__BLOCKED) && c->env->up->released(c);
    if (c->phase == AN_PHASE_WS) c->parting = AN_WS_CLOSE_AWAY;
    an__conn_no_deadline(c);
    if (idle) an__conn_deadline(c, an__conn_linger(c));
    an__conn_tell_close_frame(c, AN_CLOSE_SHUTDOWN, c->parting, NULL, 0);
}

void an_conn_stop(struct an_conn *c)
{
    switch (c->phase) {
    case AN_PHASE_SNIFF: /* what it says from now on is no request: nothing comes after CLOSE */
        c->phase = AN_PHASE_TCP;
        an__conn_no_deadline(c);
        an__conn_process(c); /* fall through */
    case AN_PHASE_TCP:
    case AN_PHASE_WS:
        if (!an__conn_is(c, AN__TOLD)) stop_told(c);
        return;
    case AN_PHASE_HTTP: /* its next request may be on its way: then the answer can say that it is the last */
        if (!c->codec.http && !c->stash) an__conn_deadline(c, AN__STOP_GRACE_MS);
        return;
    default:
        return;
    }
}

bool an_conn_last_call(struct an_conn *c)
{
    bool late = c->phase < AN_PHASE_FLUSH && !(c->phase == AN_PHASE_WS && !c->parting);
    switch (c->phase) {
    case AN_PHASE_WAIT:
        an__conn_http_fail(c, 503, NULL, AN_CLOSE_SHUTDOWN);
        break;
    case AN_PHASE_STREAM:
        an__conn_no_deadline(c);
        an__conn_tell_close(c, AN_CLOSE_SHUTDOWN);
        break;
    case AN_PHASE_WS:
        if (c->parting) an__conn_ws_part(c);
        break;
    case AN_PHASE_HTTP:
    case AN_PHASE_TCP:
        an__conn_finish(c, AN_CLOSE_SHUTDOWN);
        break;
    default: /* the disk has its part, or it ends already: until it is cut */
        break;
    }
    return late;
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

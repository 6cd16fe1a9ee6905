/* conn_close.c - the end of a connection: what its worker is told of it, and what is given back.
 * See conn.h.
 *
 * The registry shows the end before the worker is told CLOSE: the callback sees the connection as
 * it is.
 */
#include "conn/conn_in.h"
#include "ground/limits.h"

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
    if (!an__conn_is(c, AN__HEADED)) c->head = 0;
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

/* --- a dead connection --- */

/* From here on nothing is armed, queued, or asked of the transport. */
static void dead_begin(struct an_conn *c)
{
    c->phase = AN_PHASE_DEAD;
}

static const struct an_protocol dead = {
    .begin = dead_begin,
    .ready = an__conn_never_ready, /* the read in which it died may have brought more */
    .message = an__conn_takes_hangup_alone,
    .subscribes = an__conn_subscribes_never,
    .deliver = an__conn_deliver_nothing,
    .last_call = an__conn_cuts_nothing,
};

/* CLOSE carries the code of the protocol that the connection has spoken until now. */
void an_conn_kill(struct an_conn *c, enum an_close_cause cause)
{
    struct an_conn_env *env = c->env;
    uint16_t code = c->protocol->lost_code;
    if (c->phase == AN_PHASE_DEAD) return;
    if (c->protocol->end) c->protocol->end(c, true);
    an__conn_speak(c, &dead);
    an_registry_state(env->registry, c->id, AN_CONN_FREE);
    an__conn_leave(c);
    an__conn_tell_close_frame(c, cause, code, NULL, 0);
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

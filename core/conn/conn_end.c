/* conn_end.c - how a connection ends in good order: its worker is told, and what is queued is still
 * written. Room for others, and the stop of the server, are such ends, too. See conn.h. */
#include "conn/conn_in.h"

#define LOOKED_AT 16 /* drained connections that are looked at for room */

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

static const struct an_protocol ending = {
    .begin = ending_begin,
    .feed = ending_feed,
    .ended = ending_ended,
    .message = an__conn_takes_hangup_alone,
    .subscribes = an__conn_subscribes_never,
    .deliver = an__conn_deliver_nothing,
    .timeout = an__conn_lingered,
    .drained = ending_drained,
    .last_call = an__conn_cuts_nothing,
};

void an__conn_finish(struct an_conn *c, enum an_close_cause cause)
{
    if (c->phase >= AN_PHASE_FLUSH) return;
    an_registry_state(c->env->registry, c->id, AN_CONN_CLOSING);
    an__conn_leave(c);
    an__conn_tell_close(c, cause);
    if (c->protocol->end) c->protocol->end(c, false);
    an__conn_speak(c, &ending);
    an_registry_request(c->env->registry, c->id, 0);
    if (cause == AN_CLOSE_TIMEOUT) c->flags |= AN__BRIEF;
    an__conn_deadline(c, an__conn_linger(c));
    an__conn_flush(c);
    an__conn_pace_last(c);
    if (!an__conn_is(c, AN__EOF)) an__conn_want_input(c, AN_WANT_READ);
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
    bool idle = !c->parked && c->env->up->released(c);
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

/* conn_time.c - the deadline of a connection, and what it means that it is over.
 *
 * There is one at a time: what a connection waits for follows from its phase. Beside it there is the time at which it is looked whether a slow client moves
 * (conn_pace.c). One timer serves both. It may ring early (a time that moves away does not re-arm it), so it looks again.
 */
#include "conn/conn_in.h"

#define STOP_LINGER_MS 1000u

static void ring(struct an_conn *c, uint64_t in_ms)
{
    uint64_t due = c->env->now_ms + in_ms;
    if (!an_timer_armed(&c->timer) || c->timer.due_ms > due) c->env->io->timer(c, in_ms);
}

void an__conn_deadline(struct an_conn *c, uint64_t in_ms)
{
    if (c->phase == AN_PHASE_DEAD) return;
    c->deadline = (uint32_t)(c->env->now_ms + in_ms);
    c->flags |= AN__DEADLINE;
    ring(c, in_ms);
}

void an__conn_look(struct an_conn *c, uint64_t in_ms)
{
    if (c->phase == AN_PHASE_DEAD) return;
    c->look_at = (uint32_t)(c->env->now_ms + in_ms);
    if (!c->look_at) c->look_at = 1;
    if (c->phase < AN_PHASE_FLUSH) ring(c, in_ms);
}

void an__conn_no_deadline(struct an_conn *c)
{
    c->flags &= ~AN__DEADLINE;
}

/* A stop is not held up for long by peers that do not move. */
uint64_t an__conn_linger(const struct an_conn *c)
{
    uint64_t ms = c->env->config->linger_ms;
    return c->env->stopping ? AN_MIN(ms, STOP_LINGER_MS) : ms;
}

/* --- silence --- */

static uint64_t shorter(uint64_t a, uint64_t b)
{
    return a && b ? AN_MIN(a, b) : AN_MAX(a, b); /* 0: none */
}

/* Of one that is not a WebSocket. */
static uint64_t tcp_limit(const struct an_conn *c, const struct an_silence *most)
{
    return shorter(most->tcp_timeout_ms, an__conn_silent(c) ? most->first_byte_ms : 0);
}

void an__conn_watch(struct an_conn *c)
{
    const struct an_silence *most = an_config_silence(c->env->config, c->port);
    uint64_t ms = c->phase == AN_PHASE_WS ? shorter(most->ws_ping_ms, most->ws_timeout_ms)
                                          : tcp_limit(c, most);
    if (ms && !an__conn_is(c, AN__TOLD)) an__conn_deadline(c, ms);
}

/* Its own time is over; that of what comes next begins. */
void an__conn_first_byte(struct an_conn *c)
{
    an_list_remove(&c->place);
    if (c->phase > AN_PHASE_TCP || an__conn_is(c, AN__TOLD)) return;
    an__conn_no_deadline(c);
    if (c->phase == AN_PHASE_TCP) an__conn_watch(c);
}

/* Time is up, unless it has said something meanwhile; or taken something: our ping may be behind much that it reads. A WebSocket is asked before it is given up: whoever lives answers a ping (RFC 6455, 5.5.2). */
static void silent(struct an_conn *c)
{
    const struct an_silence *most = an_config_silence(c->env->config, c->port);
    bool ws = c->phase == AN_PHASE_WS;
    uint64_t ping = ws ? most->ws_ping_ms : 0;
    uint64_t limit = ws ? most->ws_timeout_ms : tcp_limit(c, most);
    uint32_t now = (uint32_t)c->env->now_ms;
    uint64_t quiet = AN_MIN(now - c->heard, now - c->took_at);
    if (limit && quiet >= limit) {
        an_count(&c->env->counters->timeouts, 1);
        if (an__conn_silent(c)) an_count(&c->env->counters->silent_closed, 1);
        an__conn_finish(c, AN_CLOSE_TIMEOUT);
        return;
    }
    uint64_t left = limit ? limit - quiet : 0;
    if (ping && quiet >= ping) an__conn_ws_ping(c, NULL, 0);
    an__conn_deadline(c, shorter(ping && quiet < ping ? ping - quiet : ping, left));
}

static void timed_out(struct an_conn *c)
{
    switch (c->phase) {
    case AN_PHASE_SNIFF: /* first bytes that could have become HTTP, then silence; or nothing at all */
        c->phase = AN_PHASE_TCP;
        if (!c->stash) {
            silent(c);
            return;
        }
        an__conn_watch(c);
        an__conn_process(c);
        return;
    case AN_PHASE_HTTP:
    case AN_PHASE_FORM:
    case AN_PHASE_LOOK:
    case AN_PHASE_WAIT:
        an__conn_http_timeout(c);
        return;
    case AN_PHASE_STREAM: /* nobody knows whether its client still reads, and it gets nothing */
        an__conn_http_timeout(c);
        return;
    case AN_PHASE_WS:
        if (c->parting) /* the worker did not come to CLOSE in time */
            an__conn_ws_part(c);
        else if (an__conn_is(c, AN__TOLD))
            break;
        else
            silent(c);
        return;
    case AN_PHASE_TCP:
        if (an__conn_is(c, AN__TOLD)) /* the worker did not acknowledge CLOSE in time */
            an__conn_finish(c, c->env->stopping ? AN_CLOSE_SHUTDOWN : AN_CLOSE_TIMEOUT);
        else
            silent(c);
        return;
    default: /* its last bytes, or its part of the close */
        break;
    }
    an__conn_lingered(c);
}

/* Milliseconds that are left; not positive: none. */
static int32_t left(const struct an_conn *c, uint32_t due)
{
    return (int32_t)(due - (uint32_t)c->env->now_ms);
}

static bool looked_at(const struct an_conn *c)
{
    return c->look_at && c->phase < AN_PHASE_FLUSH;
}

void an__conn_on_timer(struct an_timer *t)
{
    struct an_conn *c = AN_CONTAINER_OF(t, struct an_conn, timer);
    if (c->phase == AN_PHASE_DEAD) return;
    if (looked_at(c) && left(c, c->look_at) <= 0) an__conn_pace_look(c);
    if (an__conn_is(c, AN__DEADLINE) && left(c, c->deadline) <= 0) {
        an__conn_no_deadline(c);
        if (c->phase != AN_PHASE_DEAD) timed_out(c);
    }
    if (c->phase == AN_PHASE_DEAD) return;
    if (looked_at(c)) ring(c, (uint64_t)AN_MAX(left(c, c->look_at), 0));
    if (an__conn_is(c, AN__DEADLINE)) ring(c, (uint64_t)AN_MAX(left(c, c->deadline), 0));
}

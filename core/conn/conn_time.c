/* conn_time.c - the deadline of a connection, and what happens when it is over.
 *
 * There is one deadline at a time: the phase says what the connection waits for. Beside it stands
 * the time of the next look whether a slow client moves (conn_pace.c). One timer serves both. It
 * may ring early, because a time that moves away does not re-arm it; then it looks again.
 */
#include "conn/conn_in.h"

#define STOP_LINGER_MS 1000u

static void timer_ring(struct an_conn *c, uint64_t in_ms)
{
    uint64_t due = c->env->now_ms + in_ms;
    if (!an_timer_armed(&c->timer) || c->timer.due_ms > due) c->env->io->timer(c, in_ms);
}

void an__conn_deadline(struct an_conn *c, uint64_t in_ms)
{
    if (c->phase == AN_PHASE_DEAD) return;
    c->deadline = (uint32_t)(c->env->now_ms + in_ms);
    c->flags |= AN__DEADLINE;
    timer_ring(c, in_ms);
}

void an__conn_look(struct an_conn *c, uint64_t in_ms)
{
    if (c->phase == AN_PHASE_DEAD) return;
    c->look_at = (uint32_t)(c->env->now_ms + in_ms);
    if (!c->look_at) c->look_at = 1;
    if (c->phase < AN_PHASE_FLUSH) timer_ring(c, in_ms);
}

void an__conn_no_deadline(struct an_conn *c)
{
    c->flags &= ~AN__DEADLINE;
}

/* Peers that do not move cannot hold up a stop for long. */
uint64_t an__conn_linger(const struct an_conn *c)
{
    uint64_t ms = c->env->config->linger_ms;
    return c->env->stopping ? AN_MIN(ms, STOP_LINGER_MS) : ms;
}

/* --- silence --- */

uint64_t an__conn_shorter(uint64_t a, uint64_t b)
{
    return a && b ? AN_MIN(a, b) : AN_MAX(a, b);
}

uint64_t an__conn_silence_ms(const struct an_conn *c)
{
    const struct an_silence *most = an_config_silence(c->env->config, c->port);
    return an__conn_shorter(most->tcp_timeout_ms, an__conn_silent(c) ? most->first_byte_ms : 0);
}

void an__conn_watch(struct an_conn *c, uint64_t ms)
{
    if (ms && !an__conn_is(c, AN__TOLD)) an__conn_deadline(c, ms);
}

/* The time for the first byte is over; the protocol begins the next one. */
void an__conn_first_byte(struct an_conn *c)
{
    an_list_remove(&c->place);
    if (c->protocol->woken) c->protocol->woken(c);
}

/* A client that takes something counts like one that says something: a ping may be behind many
 * bytes that it reads. */
bool an__conn_silence_over(struct an_conn *c, uint64_t ping_ms, uint64_t limit_ms)
{
    uint32_t now = (uint32_t)c->env->now_ms;
    uint64_t quiet = AN_MIN(now - c->heard, now - c->took_at);
    if (limit_ms && quiet >= limit_ms) {
        an_count(&c->env->counters->timeouts, 1);
        if (an__conn_silent(c)) an_count(&c->env->counters->silent_closed, 1);
        an__conn_finish(c, AN_CLOSE_TIMEOUT);
        return false;
    }
    bool asks = ping_ms && quiet >= ping_ms;
    uint64_t left = limit_ms ? limit_ms - quiet : 0;
    an__conn_deadline(c, an__conn_shorter(ping_ms && !asks ? ping_ms - quiet : ping_ms, left));
    return asks;
}

/* Milliseconds until `due`; 0 or less: it is over. */
static int32_t ms_left(const struct an_conn *c, uint32_t due)
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
    if (looked_at(c) && ms_left(c, c->look_at) <= 0) an__conn_pace_look(c);
    if (an__conn_is(c, AN__DEADLINE) && ms_left(c, c->deadline) <= 0) {
        an__conn_no_deadline(c);
        if (c->phase != AN_PHASE_DEAD) c->protocol->timeout(c);
    }
    if (c->phase == AN_PHASE_DEAD) return;
    if (looked_at(c)) timer_ring(c, (uint64_t)AN_MAX(ms_left(c, c->look_at), 0));
    if (an__conn_is(c, AN__DEADLINE)) timer_ring(c, (uint64_t)AN_MAX(ms_left(c, c->deadline), 0));
}

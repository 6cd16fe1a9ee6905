/* conn_time.c - the deadline of a connection.
 *
 * There is one deadline at a time: the phase says what the connection waits for. Beside it stands
 * the time of the next look whether a slow client moves (conn_pace.c). One timer serves both. It
 * may ring early, because a time that moves away does not re-arm it; then conn.c looks again.
 */
#include "conn/conn_in.h"

#define STOP_LINGER_MS 1000u

void an__conn_timer(struct an_conn *c, uint64_t in_ms)
{
    uint64_t due = c->env->now_ms + in_ms;
    if (!an_timer_armed(&c->timer) || c->timer.due_ms > due) c->env->io->timer(c, in_ms);
}

void an__conn_deadline(struct an_conn *c, uint64_t in_ms)
{
    if (c->phase == AN_PHASE_DEAD) return;
    c->deadline = (uint32_t)(c->env->now_ms + in_ms);
    c->flags |= AN__DEADLINE;
    an__conn_timer(c, in_ms);
}

void an__conn_look(struct an_conn *c, uint64_t in_ms)
{
    if (c->phase == AN_PHASE_DEAD) return;
    uint32_t at = (uint32_t)(c->env->now_ms + in_ms);
    c->write_queue->pace.look_at = at ? at : 1;
    if (c->phase < AN_PHASE_FLUSH) an__conn_timer(c, in_ms);
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

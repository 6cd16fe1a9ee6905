/* conn_pace.c - does the client take what is under way to it?
 *
 * Under way is what waits in the queue, and what the kernel has taken and the client has not acknowledged. That a socket takes bytes says little of the
 * client, so it is looked, now and then, at how many have been acknowledged. Who takes nothing for send_ms is cut off as slow, whatever the protocol; and so is who
 * takes less than send_rate from a queue in memory: that is measured over each send_ms by itself, and cannot be saved up. Looked at is only who has made us
 * wait: a connection whose queue is empty costs nothing.
 *
 * At the end of a connection its last bytes have the same time (linger_ms where it ends because it was silent, or the server stops), and then it has
 * linger_ms to end its own side. `look_at` then only says that bytes were under way when it was last looked.
 *
 * Times and counts are the low 32 bits; only differences are used.
 */
#include "conn/conn_in.h"

#define LOOKS 8 /* in send_ms, and at most ... */
#define LOOK_LEAST_MS 10u
#define LOOK_MOST_MS 5000u

static uint32_t ms_since(const struct an_conn *c, uint32_t then)
{
    return (uint32_t)c->env->now_ms - then;
}

/* Now and then, and when its time is over. */
static void look_again(struct an_conn *c)
{
    uint64_t send_ms = c->env->config->send_ms, left = send_ms - ms_since(c, c->took_at);
    uint64_t step = AN_MAX(send_ms / LOOKS, LOOK_LEAST_MS);
    step = AN_MIN(step, LOOK_MOST_MS);
    an__conn_look(c, AN_MIN(step, left));
}

static void slow_cut(struct an_conn *c)
{
    an_count(&c->env->counters->slow_closed, 1);
    if (c->proto == AN_PROTO_HTTP) an_count(&c->env->counters->http_send_timeouts, 1);
    an_conn_kill(c, AN_CLOSE_SLOW);
}

/* True: the client has taken some since it was last looked. */
static bool taken_look(struct an_conn *c, size_t unsent)
{
    uint32_t taken = c->sent - (uint32_t)unsent;
    if (taken == c->taken) return false;
    c->taken = taken;
    c->took_at = (uint32_t)c->env->now_ms;
    return true;
}

void an__conn_pace(struct an_conn *c)
{
    if (c->look_at) return;
    taken_look(c, c->transport->unsent(c));
    c->took_at = c->window_at = (uint32_t)c->env->now_ms;
    c->window_taken = c->taken;
    look_again(c);
}

/* Is the window over, and was too little taken in it? */
static bool below_rate(struct an_conn *c)
{
    const struct an_config *config = c->env->config;
    uint32_t took_ms = ms_since(c, c->window_at);
    if (!config->send_rate || took_ms < config->send_ms) return false;
    uint64_t taken = c->taken - c->window_taken;
    c->window_at = (uint32_t)c->env->now_ms;
    c->window_taken = c->taken;
    bool in_memory = c->out && c->out->bytes && !c->out->file_bytes;
    return in_memory && taken * 1000 < config->send_rate * took_ms;
}

void an__conn_pace_look(struct an_conn *c)
{
    bool moved = taken_look(c, c->transport->unsent(c));
    bool stalled = !moved && ms_since(c, c->took_at) >= c->env->config->send_ms;
    if (below_rate(c) || stalled)
        slow_cut(c);
    else
        look_again(c);
}

/* --- the end of a connection --- */

/* Where it begins. What the kernel has at this moment is not asked for: as if all of it had been taken. */
void an__conn_pace_last(struct an_conn *c)
{
    if (c->look_at) return;
    c->taken = c->sent;
    c->took_at = (uint32_t)c->env->now_ms;
}

void an__conn_lingered(struct an_conn *c)
{
    size_t unsent = c->transport->unsent(c);
    uint64_t linger = an__conn_linger(c);
    bool brief = c->env->stopping || an__conn_is(c, AN__BRIEF);
    bool was_under_way = c->look_at,
         under_way = unsent || (c->out && !an_write_queue_empty(c->out));
    bool moved = taken_look(c, unsent);
    if (c->phase >= AN_PHASE_FLUSH) c->look_at = under_way;
    if (!under_way && !(moved && was_under_way))
        an_conn_kill(c, AN_CLOSE_TIMEOUT);
    else if (under_way && ms_since(c, c->took_at) >= (brief ? linger : c->env->config->send_ms))
        slow_cut(c);
    else
        an__conn_deadline(c, linger);
}

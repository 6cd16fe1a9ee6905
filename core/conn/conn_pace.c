/* conn_pace.c - does the client take what is under way to it?
 *
 * Under way are the bytes in the queue, and those that the kernel has taken and the client has not
 * acknowledged. A socket that takes bytes says little of the client. So this file looks, now and
 * then, how many bytes the client has acknowledged. A client that takes nothing for send_ms is cut
 * off as slow, whatever the protocol. So is one that takes less than send_rate from a queue in
 * memory: the rate is measured over each send_ms by itself, and cannot be saved up. Only
 * connections that have made us wait are looked at: one with an empty queue costs nothing, and what
 * is known of the others stands in their queue.
 *
 * At the end of a connection its last bytes have the same time; they have linger_ms if it ends
 * because it was silent, or because the server stops. Then the client has linger_ms to end its own
 * side. `look_at` then says only that bytes were under way at the last look.
 *
 * Times and counts are the low 32 bits; only differences are used.
 */
#include "conn/conn_in.h"

#define LOOKS 8 /* in send_ms; the time between two is from ... to ... */
#define LOOK_LEAST_MS 10u
#define LOOK_MOST_MS 5000u

static uint32_t ms_since(const struct an_conn *c, uint32_t then)
{
    return (uint32_t)c->env->now_ms - then;
}

static struct an_pace *pace_of(struct an_conn *c)
{
    return &an__conn_queue(c)->pace;
}

static void took_now(struct an_conn *c, struct an_pace *p)
{
    c->heard = (uint32_t)c->env->now_ms;
    p->took_at = c->heard ? c->heard : 1;
}

/* Sets the time of the next look: now and then, and when the client's time is over. */
static void look_again(struct an_conn *c, const struct an_pace *p)
{
    uint64_t send_ms = c->env->config->send_ms, left = send_ms - ms_since(c, p->took_at);
    uint64_t step = AN_MAX(send_ms / LOOKS, LOOK_LEAST_MS);
    step = AN_MIN(step, LOOK_MOST_MS);
    an__conn_look(c, AN_MIN(step, left));
}

static void slow_cut(struct an_conn *c)
{
    an_count(&c->env->counters->slow_closed, 1);
    const struct an_protocol *spoken = c->env->protocols->of[c->proto];
    if (spoken->slow) spoken->slow(c->env);
    an_conn_kill(c, AN_CLOSE_SLOW);
}

/* True: the client has taken some bytes since the last look. */
static bool taken_look(struct an_conn *c, struct an_pace *p, size_t unsent)
{
    uint32_t taken = p->sent - (uint32_t)unsent;
    if (taken == p->taken) return false;
    p->taken = taken;
    took_now(c, p);
    return true;
}

void an__conn_pace(struct an_conn *c)
{
    struct an_pace *p = pace_of(c);
    if (p->look_at) return;
    taken_look(c, p, c->transport->unsent(c));
    took_now(c, p);
    p->window_at = (uint32_t)c->env->now_ms;
    p->window_taken = p->taken;
    look_again(c, p);
}

/* Is the window over, and was too little taken in it? */
static bool below_rate(struct an_conn *c, struct an_pace *p)
{
    const struct an_config *config = c->env->config;
    uint32_t took_ms = ms_since(c, p->window_at);
    if (!config->send_rate || took_ms < config->send_ms) return false;
    uint64_t taken = p->taken - p->window_taken;
    p->window_at = (uint32_t)c->env->now_ms;
    p->window_taken = p->taken;
    bool in_memory = c->write_queue->bytes && !c->write_queue->file_bytes;
    return in_memory && taken * 1000 < config->send_rate * took_ms;
}

void an__conn_pace_look(struct an_conn *c)
{
    struct an_pace *p = pace_of(c);
    bool moved = taken_look(c, p, c->transport->unsent(c));
    bool stalled = !moved && ms_since(c, p->took_at) >= c->env->config->send_ms;
    if (below_rate(c, p) || stalled)
        slow_cut(c);
    else
        look_again(c, p);
}

/* --- the end of a connection --- */

/* The end begins here. The kernel is not asked what it still has: the count goes on as if the
 * client had taken all of it. */
void an__conn_pace_last(struct an_conn *c)
{
    if (c->phase == AN_PHASE_DEAD) return;
    struct an_pace *p = pace_of(c);
    if (p->look_at) return;
    p->taken = p->sent;
    took_now(c, p);
}

void an__conn_lingered(struct an_conn *c)
{
    struct an_pace *p = pace_of(c);
    size_t unsent = c->transport->unsent(c);
    uint64_t linger = an__conn_linger(c);
    bool brief = c->env->stopping || an__conn_is(c, AN__BRIEF);
    bool was_under_way = p->look_at, under_way = unsent || !an_write_queue_empty(c->write_queue);
    bool moved = taken_look(c, p, unsent);
    if (!p->took_at) took_now(c, p);
    if (c->phase >= AN_PHASE_FLUSH) p->look_at = under_way;
    if (!under_way && !(moved && was_under_way))
        an_conn_kill(c, AN_CLOSE_TIMEOUT);
    else if (under_way && ms_since(c, p->took_at) >= (brief ? linger : c->env->config->send_ms))
        slow_cut(c);
    else
        an__conn_deadline(c, linger);
}

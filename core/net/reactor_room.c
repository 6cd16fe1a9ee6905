/* reactor_room.c - what a reactor does when every place of the server is taken and one more client
 * has come. See net_room.c.
 *
 * The reactor answers the control thread's question a few turns later. Each turn reads once from
 * every socket that has something. So by then the reactor has read what had arrived at the time of
 * the question, above all that clients have closed. When that has freed no place, a connection that
 * has nothing more to send or to get gives up its place. A connection over which no byte has gone
 * does so only when the control thread asks for an eviction.
 */
#include "net/reactor_in.h"

#define TURNS 9   /* drains until the answer; a turn drains before its sleep and after it */
#define GIVE_UP 4 /* drains before the answer: a place that is given up now is free in time */

struct an_admission *an_reactor_admission(struct an_reactor *r)
{
    return &r->admission;
}

void an__reactor_ended(struct an_reactor *r)
{
    an_count(&r->admission.ended.n, 1);
    if (an_board_get(&r->admission.wanted)) an_bell_force(r->control.bell, r->control.bell_fd);
}

/* True: no connection has ended since the question. */
static bool still_full(const struct an_reactor *r)
{
    return an_counted(&r->admission.ended.n) == r->ended_at_ask;
}

static void room_say(struct an_reactor *r)
{
    an_board_set(&r->admission.leaving, r->slots.used - r->spent_places - r->env.open);
    an_board_set(&r->admission.silent_ms, an_conn_silent_ms(&r->env) + 1); /* 0: there is none */
}

static void room_ask(struct an_reactor *r, uint32_t asked)
{
    uint32_t evicts = an_board_get(&r->admission.evicts);
    r->ask_seen = asked;
    r->turns_left = TURNS;
    r->ended_at_ask = an_counted(&r->admission.ended.n);
    if (evicts != r->evicts_seen) an_conn_evict(&r->env, (uint32_t)r->config->sniff_ms);
    r->evicts_seen = evicts;
}

bool an__reactor_room(struct an_reactor *r)
{
    uint32_t asked = an_board_get(&r->admission.asked);
    if (AN_LIKELY(!an__reactor_asked(r))) return false;
    if (asked != r->ask_seen) room_ask(r, asked);
    if (r->turns_left == GIVE_UP && still_full(r)) an_conn_make_room(&r->env);
    if (--r->turns_left) return true;
    room_say(r);
    an_board_set(&r->admission.looked, asked);
    an_bell_force(r->control.bell, r->control.bell_fd);
    return false;
}

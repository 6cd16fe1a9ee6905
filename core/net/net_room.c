/* net_room.c - which reactor a newcomer goes to, and what happens when every place is taken.
 *
 * Reactors have places in numbers that differ by one at most, the first ones more; a newcomer goes to the one with the fewest connections, the first of them. So
 * one without a free place means that there is none anywhere.
 *
 * A client that has ended its connection before it began this one has made its own place free, although its reactor may not have read that yet. So each
 * reactor is asked to read what is there, and to end a connection of which the client has all. Those whose end is told and whose worker or client is slow
 * are waited for, and asked about again, a second in all: who leaves very slowly must not hold up the door. Then one
 * that has never said anything, nor been told anything, makes room: the one that has been silent for the longest time, but at least as long as first bytes are
 * waited for (sniff_ms), so that newcomers do not drive each other out. Without such a one the newcomer is refused.
 */
#include "net/net_in.h"

#define AGAIN_MS 20
#define PATIENCE 50 /* times that the reactors are asked again */

/* The reactor with the fewest connections; NULL: it has no place. */
static struct an_lane *lane_choose(struct an_net *n)
{
    struct an_lane *best = NULL;
    uint64_t least = UINT64_MAX;
    uint32_t share = 0;
    for (uint32_t i = 0; i < n->lanes; i++) {
        struct an_lane *l = &n->lane[i];
        uint64_t load = l->given - an_counted(&an_reactor_door(l->reactor)->ended.n);
        if (load >= least) continue;
        least = load;
        best = l;
        share = an_reactor_share(n->config, i);
    }
    return least < share ? best : NULL;
}

static void lanes_want(struct an_net *n, bool wanted)
{
    for (uint32_t i = 0; i < n->lanes; i++)
        an_board_set(&an_reactor_door(n->lane[i].reactor)->wanted, wanted);
}

static void lanes_ask(struct an_net *n)
{
    lanes_want(n, true);
    for (uint32_t i = 0; i < n->lanes; i++) {
        an_board_raise(&an_reactor_door(n->lane[i].reactor)->asked);
        n->lane[i].touched = true;
    }
}

static bool lanes_looked(const struct an_net *n)
{
    for (uint32_t i = 0; i < n->lanes; i++) {
        const struct an_door *d = an_reactor_door(n->lane[i].reactor);
        if (an_board_get(&d->looked) != an_board_get(&d->asked)) return false;
    }
    return true;
}

static uint32_t lanes_leaving(const struct an_net *n)
{
    uint32_t sum = 0;
    for (uint32_t i = 0; i < n->lanes; i++)
        sum += an_board_get(&an_reactor_door(n->lane[i].reactor)->leaving);
    return sum;
}

/* True: one is leaving, and is waited for. */
static bool room_awaited(struct an_net *n)
{
    if (an_timer_armed(&n->again)) return true;
    if (n->asked_again >= PATIENCE || !lanes_leaving(n)) return false;
    n->asked_again++;
    an_loop_timer(&n->loop, &n->again, AGAIN_MS);
    return true;
}

/* The reactor of the one that has been silent for the longest time. */
static struct an_lane *lane_silent(struct an_net *n)
{
    struct an_lane *best = NULL;
    uint32_t most = 0;
    for (uint32_t i = 0; i < n->lanes; i++) {
        uint32_t ms = an_board_get(&an_reactor_door(n->lane[i].reactor)->silent_ms);
        if (ms <= most) continue;
        most = ms;
        best = &n->lane[i];
    }
    return most > n->config->sniff_ms ? best : NULL;
}

/* True: a silent one is to make room. It may have spoken meanwhile: then it is seen anew who is silent. */
static bool room_made(struct an_net *n)
{
    struct an_lane *l = lane_silent(n);
    if (!l) return false;
    an_board_raise(&an_reactor_door(l->reactor)->evicts);
    an_board_raise(&an_reactor_door(l->reactor)->asked);
    l->touched = n->evicting = true;
    return true;
}

static struct an_lane *lane_found(struct an_net *n, struct an_lane *l, bool refused)
{
    if (n->searching) lanes_want(n, false);
    n->searching = n->evicting = false;
    n->held_msg.stamp = refused;
    return l;
}

struct an_lane *an__net_lane(struct an_net *n)
{
    struct an_lane *l = lane_choose(n);
    if (l) {
        if (!n->evicting) n->asked_again = 0;
        return lane_found(n, l, false);
    }
    if (!n->searching) {
        n->searching = true;
        lanes_ask(n);
    }
    if (!lanes_looked(n) || room_awaited(n) || room_made(n)) return NULL; /* on_again, or a ring */
    return lane_found(n, &n->lane[0], true);
}

static void on_again(struct an_timer *t)
{
    struct an_net *n = AN_CONTAINER_OF(t, struct an_net, again);
    if (n->searching) lanes_ask(n);
    an__net_go_on(n);
}

void an__net_room_init(struct an_net *n)
{
    an_timer_init(&n->again, on_again);
}

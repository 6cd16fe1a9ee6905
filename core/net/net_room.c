/* net_room.c - chooses the reactor for a newcomer (a new client), and makes room when every place
 * is taken.
 *
 * The numbers of places of two reactors differ by one at most; the first reactors have more. A
 * newcomer goes to the reactor with the fewest connections, or to the first of several such. So
 * when that reactor has no free place, no reactor has.
 *
 * A client that ended its old connection before this one has freed a place, although the reactor
 * may not have read that yet. So a newcomer without a place goes through three steps:
 *
 *   1. Each reactor reads what has arrived, and ends a connection whose client has got everything.
 *   2. While some connections are leaving, and only wait for a slow worker or client, the control
 *      thread asks the reactors again, for a second in all. A slow one must not delay accepting
 *      for longer.
 *   3. Of the connections over which no byte has gone yet, the one that has been silent longest
 *      makes room, if it has been silent for sniff_ms. So newcomers do not remove each other.
 *
 * When the steps free no place, the newcomer is refused.
 */
#include "net/net_in.h"

#define AGAIN_MS 20
#define PATIENCE 50 /* how often the reactors are asked again */

uint64_t an__net_load(const struct an_net_reactor *r)
{
    const struct an_admission *d = an_reactor_admission(r->reactor);
    return r->handed_over + an_counted(&d->accepted.n) - an_counted(&d->ended.n);
}

struct an_net_reactor *an__net_fewest(struct an_net *n)
{
    struct an_net_reactor *best = NULL;
    uint64_t least = UINT64_MAX;
    for (uint32_t i = 0; i < n->reactors; i++) {
        uint64_t load = an__net_load(&n->reactor[i]);
        if (load >= least) continue;
        least = load;
        best = &n->reactor[i];
    }
    return least < an_reactor_share(n->config, (uint32_t)(best - n->reactor)) ? best : NULL;
}

static void reactors_want(struct an_net *n, bool wanted)
{
    for (uint32_t i = 0; i < n->reactors; i++)
        an_board_set(&an_reactor_admission(n->reactor[i].reactor)->wanted, wanted);
}

static void reactors_ask(struct an_net *n)
{
    reactors_want(n, true);
    for (uint32_t i = 0; i < n->reactors; i++) {
        an_board_raise(&an_reactor_admission(n->reactor[i].reactor)->asked);
        n->reactor[i].to_wake = true;
    }
}

static bool reactors_looked(const struct an_net *n)
{
    for (uint32_t i = 0; i < n->reactors; i++) {
        const struct an_admission *d = an_reactor_admission(n->reactor[i].reactor);
        if (an_board_get(&d->looked) != an_board_get(&d->asked)) return false;
    }
    return true;
}

static uint32_t reactors_leaving(const struct an_net *n)
{
    uint32_t sum = 0;
    for (uint32_t i = 0; i < n->reactors; i++)
        sum += an_board_get(&an_reactor_admission(n->reactor[i].reactor)->leaving);
    return sum;
}

/* True: a connection is leaving, and the newcomer waits for its place. */
static bool room_awaited(struct an_net *n)
{
    if (an_timer_armed(&n->ask_timer)) return true;
    if (n->asked_again >= PATIENCE || !reactors_leaving(n)) return false;
    n->asked_again++;
    an_loop_timer(&n->loop, &n->ask_timer, AGAIN_MS);
    return true;
}

/* The reactor whose connection has been silent for the longest time. NULL: no connection has been
 * silent for long enough. */
static struct an_net_reactor *reactor_with_silent(struct an_net *n)
{
    struct an_net_reactor *best = NULL;
    uint32_t most = 0;
    for (uint32_t i = 0; i < n->reactors; i++) {
        uint32_t ms = an_board_get(&an_reactor_admission(n->reactor[i].reactor)->silent_ms);
        if (ms <= most) continue;
        most = ms;
        best = &n->reactor[i];
    }
    return most > n->config->sniff_ms ? best : NULL;
}

/* True: a reactor was asked to end a silent connection. If the client has sent something meanwhile,
 * the search begins anew. */
static bool room_made(struct an_net *n)
{
    struct an_net_reactor *r = reactor_with_silent(n);
    if (!r) return false;
    an_board_raise(&an_reactor_admission(r->reactor)->evicts);
    an_board_raise(&an_reactor_admission(r->reactor)->asked);
    r->to_wake = n->evicting = true;
    return true;
}

static struct an_net_reactor *search_end(struct an_net *n, struct an_net_reactor *r, bool refused)
{
    if (n->searching) reactors_want(n, false);
    n->searching = n->evicting = false;
    n->held_msg.stamp = refused;
    return r;
}

struct an_net_reactor *an__net_choose(struct an_net *n)
{
    struct an_net_reactor *r = an__net_fewest(n);
    if (r) {
        if (!n->evicting) n->asked_again = 0;
        return search_end(n, r, false);
    }
    if (!n->searching) {
        n->searching = true;
        reactors_ask(n);
    }
    if (!reactors_looked(n) || room_awaited(n) || room_made(n))
        return NULL; /* on_ask() or a reactor's bell goes on */
    return search_end(n, &n->reactor[0], true);
}

static void on_ask(struct an_timer *t)
{
    struct an_net *n = AN_CONTAINER_OF(t, struct an_net, ask_timer);
    if (n->searching) reactors_ask(n);
    an__net_go_on(n);
}

void an__net_room_init(struct an_net *n)
{
    an_timer_init(&n->ask_timer, on_ask);
}

/* reactor_room.c - what a reactor does when every place of the server is taken and one more client is at the door. See net_room.c.
 *
 * The question is answered a few turns later: each turn reads once from every socket that has something, so what was on the wire when it was asked, the ends of
 * clients above all, has been read by then. When that has freed no place, a connection that has nothing more to say or hear gives up its own.
 */
#include "net/reactor_in.h"

#define LOOKS 9   /* times that a turn drains, before it sleeps and after it, until the answer */
#define GIVE_UP 4 /* before the last one: a place is free when the turn after it has ended */

struct an_door *an_reactor_door(struct an_reactor *r)
{
    return &r->door;
}

void an__reactor_ended(struct an_reactor *r)
{
    an_count(&r->door.ended.n, 1);
    if (an_board_get(&r->door.wanted)) an_bell_force(r->control.bell, r->control.bell_fd);
}

/* Nobody has left meanwhile. */
static bool still_full(const struct an_reactor *r)
{
    return an_counted(&r->door.ended.n) == r->ended_then;
}

bool an__reactor_room(struct an_reactor *r)
{
    uint32_t asked = an_board_get(&r->door.asked);
    if (an_board_get(&r->door.wanted))
        an_board_set(&r->door.leaving, r->slots.used - r->spent - r->env.open);
    if (AN_LIKELY(!an__reactor_asked(r))) return false;
    if (asked != r->heard_ask) {
        r->heard_ask = asked;
        r->looks = LOOKS;
        r->ended_then = an_counted(&r->door.ended.n);
    }
    if (r->looks == GIVE_UP && still_full(r)) an_conn_make_room(&r->env);
    if (--r->looks) return true;
    an_board_set(&r->door.looked, asked);
    an_bell_force(r->control.bell, r->control.bell_fd);
    return false;
}

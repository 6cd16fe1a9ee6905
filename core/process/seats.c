/* seats.c - which seat of a worker has a process, and for how long. See board.h.
 *
 * The active seat always has a process. A spare seat has one as long as that finishes what it has
 * in hand. It gets another one when something is left in its rings: its process was killed, or a
 * writer that had not yet heard of the switch has written to it. The new one is told to leave from
 * its beginning. So nothing that was accepted is lost, and no ring ever has two readers.
 */
#include "process/supervisor_in.h"

#define GRACE_MS 2000 /* it leaves by itself when its time is over: this much later it is killed */
#define LOOK_MS 100   /* between looks at a seat that has just become empty, */
#define LATE_MS 5000  /* for so long: then every writer has heard of it */

bool an__seat_is_spare(const struct an__supervisor *s, const struct an__child *c)
{
    return c->role == AN_WORKER && !c->coming &&
           s->active[c->index % s->config->workers] != c->index;
}

bool an__seat_waits(struct an__supervisor *s, const struct an__child *c)
{
    return an_fabric_waits(s->fabric, AN_WORKER, c->index);
}

uint64_t an__seat_look_ms(const struct an__child *c, uint64_t now_ms)
{
    return c->left_ms && now_ms - c->left_ms < LATE_MS ? now_ms + LOOK_MS : AN_NEVER;
}

struct an__child *an__seat_free(struct an__supervisor *s, uint32_t worker)
{
    for (uint32_t seat = worker; seat < s->fabric->count[AN_WORKER]; seat += s->config->workers) {
        struct an__child *c = an__child_of(s, AN_WORKER, seat);
        if (an__seat_is_spare(s, c) && !c->pid && !an__seat_waits(s, c)) return c;
    }
    return NULL;
}

static void seat_leave(struct an__supervisor *s, struct an__child *c, uint64_t now_ms)
{
    c->limit_ms = now_ms + s->config->reload_ms + GRACE_MS;
    if (c->pid) an__child_tell(s, c, AN_RELOAD);
}

void an__seat_switch(struct an__supervisor *s, struct an__child *c, uint64_t now_ms)
{
    uint32_t worker = c->index % s->config->workers;
    struct an__child *before = an__child_of(s, AN_WORKER, s->active[worker]);
    c->coming = false;
    s->active[worker] = c->index;
    an_board_activate(s->fabric->board, c->index, s->config->workers);
    seat_leave(s, before, now_ms);
    an_fabric_ring_all(s->fabric);
}

void an__seat_opens(struct an__supervisor *s, struct an__child *c, uint64_t now_ms)
{
    struct an_board *b = s->fabric->board;
    if (an__seat_is_spare(s, c)) c->limit_ms = now_ms + s->config->reload_ms + GRACE_MS;
    if (c->role != AN_WORKER || an_board_get(&b->seats) > c->index) return;
    an_board_set(&b->seats, c->index + 1);
    an_board_raise(&b->changes);
    an_fabric_ring_net(s->fabric);
}

uint64_t an__seats_step(struct an__supervisor *s, uint64_t now_ms)
{
    uint64_t next = AN_NEVER;
    for (uint32_t i = 0; s->stop == AN__SERVING && i < s->fabric->count[AN_WORKER]; i++) {
        struct an__child *c = an__child_of(s, AN_WORKER, i);
        if (!c->pid || !c->told) continue;
        if (now_ms >= c->limit_ms) {
            an__child_kill(c, "did not leave in time for its reload");
            c->limit_ms = AN_NEVER;
        }
        next = AN_MIN(next, c->limit_ms);
    }
    return next;
}

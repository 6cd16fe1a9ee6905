/* reactor_seat.c - how a reactor follows the board: seats that become active, processes that have
 * died. See board.h and conn_seat.c.
 *
 * When a connection cannot change its seat yet, the reactor looks again after a wait that doubles
 * each time. Nothing tells the reactor that the last message of a connection has been released, and
 * only a reload needs to know it.
 */
#include "net/reactor_in.h"

#include "ground/limits.h"
#include "ground/log.h"

#define LOOK_MIN_MS 10
#define LOOK_MAX_MS 320

/* --- looking again --- */

static void recheck_soon(struct an_reactor *r)
{
    if (r->recheck_ms == LOOK_MIN_MS && an_timer_armed(&r->recheck)) return;
    r->recheck_ms = LOOK_MIN_MS;
    an_loop_timer(&r->loop, &r->recheck, r->recheck_ms);
}

static void recheck_one(struct an_reactor *r, struct an_conn *c, uint32_t unused)
{
    uint32_t workers = r->config->workers;
    (void)unused;
    bool there = an_conn_move(c, an_board_active(r->fabric->board, c->worker % workers, workers));
    if (an_conn_waits(c) || !there) r->recheck_ms = UINT64_MAX;
}

/* recheck_one() sets recheck_ms to UINT64_MAX for a connection that must be looked at again. */
static void recheck_all(struct an_reactor *r)
{
    uint64_t last = r->recheck_ms;
    r->recheck_ms = 0;
    an__reactor_each(r, recheck_one, 0);
    if (!r->recheck_ms) return;
    r->recheck_ms = AN_MIN(AN_MAX(2 * last, (uint64_t)LOOK_MIN_MS), (uint64_t)LOOK_MAX_MS);
    an_loop_timer(&r->loop, &r->recheck, r->recheck_ms);
}

static void on_recheck(struct an_timer *t)
{
    struct an_reactor *r = AN_CONTAINER_OF(t, struct an_reactor, recheck);
    an__reactor_turn(r);
    recheck_all(r);
}

/* --- deaths --- */

void an__reactor_condemn(struct an_reactor *r, enum an_role role, uint32_t index)
{
    an_board_set(&an_board_notice(r->fabric->board, role, index)->condemned, 1);
    an_fabric_ring_one(r->fabric, role, index);
}

/* The process of a seat has died. When nothing is left in its ring, the active seat gets the
 * further events of its connections. */
static void orphan_one(struct an_reactor *r, struct an_conn *c, uint32_t seat)
{
    uint32_t workers = r->config->workers;
    const struct an_ring_queue *o = &r->to_seat[seat];
    if (an_conn_writer_gone(c, an_role_process(AN_WORKER, seat), false)) recheck_soon(r);
    if (c->worker != seat) return;
    if (an_ring_queue_settled(o))
        an_conn_reseat(c, an_board_active(r->fabric->board, seat % workers, workers));
    an_conn_orphaned(c, o->tx.used ? an_ring_repaired(o->tx.ring.ring) : 0);
}

static void writer_gone_one(struct an_reactor *r, struct an_conn *c, uint32_t process)
{
    if (an_conn_writer_gone(c, process, false)) recheck_soon(r);
}

/* The process died in the middle of its work, which no other process does again. */
static void writer_crashed_one(struct an_reactor *r, struct an_conn *c, uint32_t process)
{
    (void)r;
    an_conn_writer_gone(c, process, true);
}

/* The caller has taken the messages that the process had still sent. */
static void seat_died(struct an_reactor *r, uint32_t seat)
{
    r->down[seat] = false;
    an_ring_queue_restart(&r->to_seat[seat]);
    an__reactor_each(r, orphan_one, seat);
    recheck_soon(r); /* another seat may be the active one now */
}

/* Of a role without seats, likewise. */
static void sender_died(struct an_reactor *r, uint32_t process, bool crashed)
{
    an__reactor_each(r, crashed ? writer_crashed_one : writer_gone_one, process);
}

void an__reactor_note_death(struct an_reactor *r, enum an_role role, uint32_t index)
{
    const struct an_proc_notice *n = an_board_notice(r->fabric->board, role, index);
    struct an_reactor_sender *s = &r->from[role][index];
    uint32_t deaths = an_board_get(&n->deaths), crashes;
    if (AN_LIKELY(deaths == s->deaths)) return;
    s->deaths = deaths;
    an__reactor_drain_out(r, role, index);
    if (s->rx.broken) an_rx_restart(&s->rx);
    an_pending_add(&r->pending, an_fabric_place(r->fabric, role, index));
    crashes = an_board_get(&n->crashes);
    if (an_roles[role].seats)
        seat_died(r, index);
    else
        sender_died(r, an_role_process(role, index), crashes != s->crashes);
    s->crashes = crashes;
}

/* --- notices --- */

static void sender_open(struct an_reactor *r, enum an_role role, uint32_t index)
{
    const struct an_proc_notice *n = an_board_notice(r->fabric->board, role, index);
    struct an_reactor_sender *s = &r->from[role][index];
    s->deaths = an_board_get(&n->deaths);
    s->crashes = an_board_get(&n->crashes);
}

void an__reactor_seats_add(struct an_reactor *r)
{
    for (uint32_t seats = an_fabric_seats(r->fabric); r->seats < seats; r->seats++) {
        uint32_t i = r->seats;
        an_ring_queue_init(&r->to_seat[i]);
        r->to_seat[i].account = &r->env.share.account;
        an_retired_init(&r->retired[i]);
        an_fabric_tx(r->fabric, AN_REACTOR, r->index, AN_WORKER, i, &r->to_seat[i].tx);
        sender_open(r, AN_WORKER, i);
        an_dispatch_add(&r->dispatch, i, &r->to_seat[i]);
    }
}

void an__reactor_note(struct an_reactor *r)
{
    an__reactor_seats_add(r);
    for (int role = 0; role < AN_ROLES; role++)
        for (uint32_t i = 0; i < an__reactor_senders(r, role); i++)
            an__reactor_note_death(r, (enum an_role)role, i);
    recheck_all(r);
}

/* --- birth and death --- */

static void senders_open(struct an_reactor *r, enum an_role role)
{
    if (!an_roles[role].sends[AN_REACTOR]) return;
    r->from[role] = an_calloc(r->fabric->count[role], sizeof *r->from[role]);
    for (uint32_t i = 0; !an_roles[role].seats && i < r->fabric->count[role]; i++)
        sender_open(r, role, i);
}

void an__reactor_seats_open(struct an_reactor *r)
{
    uint32_t seats = r->fabric->count[AN_WORKER];
    r->to_seat = an_calloc(seats, sizeof *r->to_seat);
    r->retired = an_calloc(seats, sizeof *r->retired);
    r->down = an_calloc(seats, sizeof *r->down);
    an_timer_init(&r->recheck, on_recheck);
    an__reactor_dispatch_open(r);
    for (int role = 0; role < AN_ROLES; role++)
        senders_open(r, (enum an_role)role);
    an_pending_set_init(&r->pending, &r->fabric->pending[AN_REACTOR][r->index],
                        an_fabric_places(r->fabric));
    an_fabric_add_used(r->fabric, AN_REACTOR, r->index, &r->pending);
    an__reactor_seats_add(r);
}

void an__reactor_seats_close(struct an_reactor *r)
{
    an_loop_cancel(&r->loop, &r->recheck);
    an__reactor_dispatch_close(r);
    for (int role = 0; role < AN_ROLES; role++) {
        for (uint32_t i = 0; i < an__reactor_senders(r, role); i++)
            if (r->from[role][i].rx.ring.ring) an_rx_close(&r->from[role][i].rx);
        an_free(r->from[role]);
    }
    for (uint32_t i = 0; i < r->seats; i++) {
        an_ring_queue_fini(&r->to_seat[i]);
        an_retired_fini(&r->retired[i]);
    }
    an_free(r->to_seat);
    an_free(r->retired);
    an_free(r->down);
}

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

static void look_soon(struct an_reactor *r)
{
    if (r->look_ms == LOOK_MIN_MS && an_timer_armed(&r->look_again)) return;
    r->look_ms = LOOK_MIN_MS;
    an_loop_timer(&r->loop, &r->look_again, r->look_ms);
}

static void look_at(struct an_reactor *r, struct an_conn *c, uint32_t unused)
{
    uint32_t workers = r->config->workers;
    (void)unused;
    bool there = an_conn_move(c, an_board_active(r->fabric->board, c->worker % workers, workers));
    if (an_conn_waits(c) || !there) r->look_ms = UINT64_MAX;
}

/* look_at() sets look_ms to UINT64_MAX when it finds a connection that must be looked at again. */
static void look_at_all(struct an_reactor *r)
{
    uint64_t last = r->look_ms;
    r->look_ms = 0;
    an__reactor_each(r, look_at, 0);
    if (!r->look_ms) return;
    r->look_ms = AN_MIN(AN_MAX(2 * last, (uint64_t)LOOK_MIN_MS), (uint64_t)LOOK_MAX_MS);
    an_loop_timer(&r->loop, &r->look_again, r->look_ms);
}

static void on_look_again(struct an_timer *t)
{
    struct an_reactor *r = AN_CONTAINER_OF(t, struct an_reactor, look_again);
    an__reactor_turn(r);
    look_at_all(r);
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
    if (an_conn_writer_gone(c, seat, false)) look_soon(r);
    if (c->worker != seat) return;
    if (an_ring_queue_settled(o))
        an_conn_reseat(c, an_board_active(r->fabric->board, seat % workers, workers));
    an_conn_orphaned(c, an_ring_repaired(o->tx.ring.ring));
}

static void task_gone_one(struct an_reactor *r, struct an_conn *c, uint32_t task)
{
    if (an_conn_writer_gone(c, AN_MAX_SEATS + task, false)) look_soon(r);
}

/* The process died in the middle of a task, which no other process does again. */
static void task_crashed_one(struct an_reactor *r, struct an_conn *c, uint32_t task)
{
    (void)r;
    an_conn_writer_gone(c, AN_MAX_SEATS + task, true);
}

/* The caller has taken the messages that the process had still sent. */
static void seat_died(struct an_reactor *r, uint32_t seat)
{
    r->down[seat] = false;
    an_ring_queue_restart(&r->to_seat[seat]);
    an__reactor_each(r, orphan_one, seat);
    look_soon(r); /* another seat may be the active one now */
}

static void task_died(struct an_reactor *r, uint32_t task)
{
    uint32_t crashes = an_board_get(&r->fabric->board->task[task].crashes);
    an__reactor_each(r, crashes == r->crashes[task] ? task_gone_one : task_crashed_one, task);
    r->crashes[task] = crashes;
}

static uint32_t deaths_of(const struct an_reactor *r, enum an_role role, uint32_t index)
{
    return an_board_get(&an_board_notice(r->fabric->board, role, index)->deaths);
}

void an__reactor_note_death(struct an_reactor *r, enum an_role role, uint32_t index)
{
    uint32_t deaths = deaths_of(r, role, index);
    if (AN_LIKELY(deaths == r->deaths[role][index])) return;
    r->deaths[role][index] = deaths;
    an__reactor_drain_out(r, role, index);
    if (r->from[role][index].broken) an_rx_restart(&r->from[role][index]);
    if (role == AN_TASK)
        task_died(r, index);
    else
        seat_died(r, index);
}

/* --- notices --- */

/* The reactor touches the rings of a seat, and so their pages, only after its first process. */
void an__reactor_seats_add(struct an_reactor *r)
{
    for (uint32_t seats = an_fabric_seats(r->fabric); r->seats < seats; r->seats++) {
        uint32_t i = r->seats;
        an_ring_queue_init(&r->to_seat[i]);
        r->to_seat[i].account = &r->env.share.account;
        an_retired_init(&r->retired[i]);
        an_fabric_tx(r->fabric, AN_REACTOR, r->index, AN_WORKER, i, &r->to_seat[i].tx);
        an_fabric_rx(r->fabric, AN_WORKER, i, AN_REACTOR, r->index, &r->from[AN_WORKER][i]);
        an_dispatch_add(&r->dispatch, i, &r->to_seat[i]);
        r->deaths[AN_WORKER][i] = deaths_of(r, AN_WORKER, i);
    }
}

void an__reactor_note(struct an_reactor *r)
{
    an__reactor_seats_add(r);
    for (uint32_t i = 0; i < r->seats; i++)
        an__reactor_note_death(r, AN_WORKER, i);
    for (uint32_t i = 0; i < r->fabric->count[AN_TASK]; i++)
        an__reactor_note_death(r, AN_TASK, i);
    look_at_all(r);
}

/* --- birth and death --- */

void an__reactor_seats_open(struct an_reactor *r)
{
    uint32_t seats = r->fabric->count[AN_WORKER], tasks = r->fabric->count[AN_TASK];
    r->to_seat = an_calloc(seats, sizeof *r->to_seat);
    r->retired = an_calloc(seats, sizeof *r->retired);
    r->down = an_calloc(seats, sizeof *r->down);
    r->deaths[AN_WORKER] = an_calloc(seats, sizeof(uint32_t));
    r->deaths[AN_TASK] = an_calloc(tasks, sizeof(uint32_t));
    r->crashes = an_calloc(tasks, sizeof(uint32_t));
    an_timer_init(&r->look_again, on_look_again);
    an__reactor_dispatch_open(r);
    an__reactor_seats_add(r);
    for (uint32_t i = 0; i < tasks; i++) {
        r->deaths[AN_TASK][i] = deaths_of(r, AN_TASK, i);
        r->crashes[i] = an_board_get(&r->fabric->board->task[i].crashes);
    }
}

void an__reactor_seats_close(struct an_reactor *r)
{
    an_loop_cancel(&r->loop, &r->look_again);
    an__reactor_dispatch_close(r);
    for (uint32_t i = 0; i < r->seats; i++) {
        an_ring_queue_fini(&r->to_seat[i]);
        an_retired_fini(&r->retired[i]);
    }
    an_free(r->to_seat);
    an_free(r->retired);
    an_free(r->down);
    an_free(r->deaths[AN_WORKER]);
    an_free(r->deaths[AN_TASK]);
    an_free(r->crashes);
}

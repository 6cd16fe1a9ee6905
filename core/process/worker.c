/* worker.c - see worker.h: the loop of a worker or task worker, its rings, and how it leaves.
 *
 * One turn takes a bounded batch from each ring, the rings in turn, and rings those it answered
 * once for the batch (and at least every millisecond, when callbacks are slow). A message is given
 * back to its ring only after its callback has returned, so a worker that dies takes down at most
 * the one it had in hand.
 *
 * Leaving. RELOAD, of a worker: its seat is not the active one any more. It goes on until no
 * connection is pinned to its seat (so all requests that it has taken are answered, and all answers
 * that it writes in pieces are over), its rings are empty, and its tasks are done; for reload_ms at
 * most. Of a task worker: what waits in its rings is its successor's. STOP: net has ended by now; everything that waits is delivered first. Conditions that
 * ring no bell (a reactor has moved the last connection) are looked at again by a timer. Not here: which
 * callback a message is for (worker_event.c), what callbacks may send (worker_send.c), timers
 * (timers.c).
 */
#include "process/worker_in.h"

#include "ground/clock.h"
#include "ground/limits.h"
#include "ground/log.h"
#include "process/forked.h"
#include "process/interrupts.h"
#include "protocol/http/gzip.h"
#include "protocol/ws/frame.h"

#define BATCH 256  /* messages of one ring per turn */
#define TURN_MS 10 /* and the time after which a turn ends anyway, for timers' sake */
#define LOOK_MS 20 /* between looks while leaving */

uint32_t an_worker_index(const struct an_worker *w)
{
    return an_fabric_number(w->fabric, w->role, w->index);
}
enum an_role an_worker_role(const struct an_worker *w)
{
    return w->role;
}
struct an_fabric *an_worker_fabric(const struct an_worker *w)
{
    return w->fabric;
}
const struct an_config *an_worker_config(const struct an_worker *w)
{
    return w->config;
}

uint64_t an_worker_who(const struct an_worker *w)
{
    return w->who;
}

uint64_t an_worker_timer_add(struct an_worker *w, uint64_t delay_ms, uint64_t every_ms, void *data)
{
    return an_timers_add(&w->timers, delay_ms, every_ms, data);
}

void *an_worker_timer_remove(struct an_worker *w, uint64_t timer)
{
    return an_timers_remove(&w->timers, timer);
}

/* --- events --- */

void an__leave(struct an_worker *w, int status)
{
    w->phase = AN__LEFT;
    w->status = status;
    an_loop_stop(&w->loop);
}

static void on_timer(void *ctx, uint64_t id, void *data)
{
    struct an_worker *w = ctx;
    struct an_event ev = {.type = AN_EV_TIMER, .id = id, .data = data};
    if (w->phase != AN__LEFT) an__tell(w, &ev);
}

/* --- the rings --- */

static bool valid_close(const struct an_msg *m)
{
    if (m->code >= AN_CLOSE_CAUSES) return false;
    if (m->proto != AN_PROTO_WEBSOCKET) return m->stamp == 0 && m->body_len == 0;
    return m->stamp >= 1000 && m->stamp <= 4999 && m->body_len <= AN_MAX_REASON;
}

static bool valid(const struct an_worker *w, const struct an__source *s, const struct an_msg *m)
{
    if (m->proto > AN_PROTO_WEBSOCKET) return false;
    switch (s->from) {
    case AN_REACTOR:
        if (m->type == AN_MSG_CLOSE) return valid_close(m);
        if (m->type == AN_MSG_DRAIN || m->type == AN_MSG_EXPIRED)
            return !m->head_len && !m->body_len;
        return m->type == AN_MSG_CONNECT || an_msg_brings(m);
    case AN_WORKER:
        return m->type == AN_MSG_MESSAGE || (m->type == AN_MSG_TASK && w->role == AN_TASK);
    default:
        if (m->type == AN_MSG_TASK_LOST) return !m->head_len && !m->body_len;
        return m->type == AN_MSG_MESSAGE || m->type == AN_MSG_TASK_DONE;
    }
}

/* Its producer is a new one: so are its records. Every death rings every bell. */
static void take_up_again(struct an__source *s)
{
    if (an_board_get(&s->notice->deaths) == s->deaths) return;
    an_rx_restart(&s->rx);
    s->down = false;
}

/* Whoever wrote it is replaced; but the network process is not, with all its connections: there the reader is, and what it passes over is answered for. */
static void take_down(struct an_worker *w, struct an__source *s)
{
    an_log(AN_LOG_ERROR, "the ring from %s %u holds an impossible record: it is not read any more",
           an_roles[s->from].name, an_fabric_number(w->fabric, s->from, s->index));
    s->deaths = an_board_get(&s->notice->deaths);
    s->down = true;
    if (s->from == AN_REACTOR) {
        an_ring_pass_over(&s->rx.ring);
        if (w->phase != AN__STOPPING) an__give_up(w); /* there it has no successor */
        return;
    }
    an_board_set(&s->notice->condemned, 1);
    an_fabric_ring_one(w->fabric, s->from, s->index);
}

void an__give_up(struct an_worker *w)
{
    if (w->phase == AN__LEFT) return;
    an_log(AN_LOG_ERROR, "a channel of this process is broken: it makes room for a successor");
    an__leave(w, AN__BROKEN);
}

static bool joining(const struct an__source *s)
{
    return s->rx.joining.type != AN_MSG_MORE;
}

/* How many bytes still wait to go to the worker that asks a task worker here? */
static size_t owed(const struct an_worker *w, const struct an__source *s)
{
    return w->role == AN_TASK ? w->sink[AN_WORKER][s->index].box.bytes : 0;
}

/* Does this process still read this ring? What has begun is always read to its end. */
static bool reads(const struct an_worker *w, const struct an__source *s)
{
    if (s->down || s->held || w->phase == AN__LEFT) return false;
    if (joining(s)) return true;
    if (owed(w, s) > w->config->send_queue) return false;
    return w->phase != AN__RELOADING || w->role == AN_WORKER;
}

static void add_source(struct an_worker *w, enum an_role from, uint32_t index)
{
    struct an__source *s = &w->source[w->sources++];
    *s = (struct an__source){
        .from = from, .index = index, .notice = an_board_notice(w->fabric->board, from, index)};
    an_fabric_rx(w->fabric, from, index, w->role, w->index, &s->rx);
    if (!w->app->alloc) return;
    s->rx.alloc = w->app->alloc;
    s->rx.bytes = w->app->bytes;
    s->rx.drop = w->app->drop;
    s->rx.ctx = w->app->ctx;
}

/* Workers of this word that have written to this one, and whose rings are not read yet. */
static uint64_t strangers(const struct an_worker *w, uint32_t word)
{
    return an_board_writers(w->fabric->board, w->index, word) & ~w->met[word];
}

static uint32_t words(const struct an_worker *w)
{
    return w->role == AN_WORKER ? (w->fabric->count[AN_WORKER] + 63) / 64 : 0;
}

static bool any_strangers(const struct an_worker *w)
{
    for (uint32_t i = 0; i < words(w); i++)
        if (strangers(w, i)) return true;
    return false;
}

/* Of a task worker: seats whose first process has come since. */
static void meet_seats(struct an_worker *w)
{
    if (w->role != AN_TASK) return;
    for (uint32_t seats = an_fabric_seats(w->fabric); w->seats < seats; w->seats++)
        add_source(w, AN_WORKER, w->seats);
}

static void meet_writers(struct an_worker *w)
{
    meet_seats(w);
    for (uint32_t i = 0; i < words(w); i++) {
        uint64_t left = strangers(w, i);
        w->met[i] |= left;
        for (; left; left &= left - 1) {
            uint32_t from = 64 * i + (uint32_t)__builtin_ctzll(left);
            if (from < w->fabric->count[AN_WORKER]) add_source(w, AN_WORKER, from);
        }
    }
}

/* Nobody that was answered waits longer than a millisecond for its bell. True: the turn has lasted long enough. */
static bool keep_time(struct an_worker *w, uint64_t began_ms)
{
    uint64_t now = an_clock_ms();
    w->slow = now != w->rung_ms;
    if (w->slow) {
        an__sinks_ring(w);
        w->rung_ms = now;
        an_board_awake(w->notice, now);
    }
    return now - began_ms >= TURN_MS;
}

/* True: it stopped before the ring was empty. */
static bool drain_one(struct an_worker *w, struct an__source *s, uint64_t began_ms)
{
    for (int n = 0; n < BATCH && reads(w, s); n++) {
        struct an_delivery d;
        int got = an_rx_next(&s->rx, &d);
        if (got == 0) return false;
        if (got > 0 && !valid(w, s, &d.msg)) {
            an__drop_body(w, d.owned);
            got = AN_ECORRUPT;
        }
        if (got < 0) {
            take_down(w, s);
            return false;
        }
        w->serving = s;
        an__dispatch(w, s, &d);
        w->serving = NULL;
        if (!s->held) an_rx_done(&s->rx);
        if (keep_time(w, began_ms)) break;
    }
    return reads(w, s) && an_rx_pending(&s->rx);
}

static bool drain_all(struct an_worker *w)
{
    bool more = false;
    uint64_t began_ms = w->rung_ms = an_clock_ms();
    uint32_t first = w->first++;
    an_board_awake(w->notice, began_ms);
    meet_writers(w);
    for (uint32_t i = 0; i < w->sources; i++) {
        if (AN_UNLIKELY(w->source[i].down)) take_up_again(&w->source[i]);
    }
    for (uint32_t i = 0; i < w->sources; i++)
        more |= drain_one(w, &w->source[(first + i) % w->sources], began_ms);
    return more;
}

static bool any_pending(struct an_worker *w)
{
    for (uint32_t i = 0; i < w->sources; i++)
        if (reads(w, &w->source[i]) && an_rx_pending(&w->source[i].rx)) return true;
    return any_strangers(w) || (w->role == AN_TASK && w->seats < an_fabric_seats(w->fabric));
}

/* --- leaving --- */

static bool work_in_hand(struct an_worker *w)
{
    for (uint32_t i = 0; i < w->sources; i++)
        if (!w->source[i].down && joining(&w->source[i])) return true;
    if (w->role != AN_WORKER) return false;
    return any_pending(w) || an_board_get(&w->fabric->board->live[w->index]) > 0 ||
           an__tasks_under_way(w);
}

/* Whoever waits for room in a ring needs a moment to find it. */
static bool is_quiet(struct an_worker *w, bool moved_on)
{
    uint64_t now = an_clock_ms();
    if (!moved_on || work_in_hand(w))
        w->quiet_ms = 0;
    else if (!w->quiet_ms)
        w->quiet_ms = now;
    return now >= w->leave_by_ms || (w->quiet_ms && now - w->quiet_ms >= LOOK_MS);
}

/* In the stop. A worker that still has something for this task worker, but does not come to hand it over, is waited for a little. */
static bool is_over(struct an_worker *w, bool moved_on)
{
    uint64_t now = an_clock_ms();
    bool done = moved_on && !any_pending(w);
    if (!done) w->quiet_ms = 0;
    if (!done || w->role != AN_TASK || !an_board_owed(w->fabric->board, w->index)) return done;
    if (!w->quiet_ms) w->quiet_ms = now;
    return now - w->quiet_ms >= an_config_stop_reserve(w->config) / 4;
}

static bool may_leave(struct an_worker *w)
{
    bool moved_on = an__waiting_flush(w); /* what waits for ourselves goes to our own ring */
    if (w->phase == AN__STOPPING) return is_over(w, moved_on);
    return w->phase == AN__RELOADING && is_quiet(w, moved_on);
}

static void leave_in_peace(struct an_worker *w)
{
    struct an_event final = {.type = AN_EV_FINAL};
    an__tasks_bury(w);
    if (w->phase == AN__STOPPING) an__orphans_close(w);
    w->final = true;
    if (w->phase == AN__LEFT || !an__tell(w, &final)) return;
    an__leave(w, 0);
}

static void on_look_again(struct an_timer *t)
{
    struct an_worker *w = AN_CONTAINER_OF(t, struct an_worker, look_again);
    an_loop_timer(&w->loop, t, LOOK_MS); /* the turn that this begins does the looking */
}

/* What the supervisor wants of us now; commands only move forward. */
static enum an__phase wanted(const struct an_worker *w)
{
    uint32_t command = an_board_get(&w->notice->command);
    if (w->phase == AN__LEFT) return AN__LEFT;
    if (command == AN_STOP) return AN__STOPPING;
    return command == AN_RELOAD && w->phase == AN__RUNNING ? AN__RELOADING : w->phase;
}

static void obey(struct an_worker *w)
{
    enum an__phase phase = wanted(w);
    if (an_board_get(&w->notice->condemned)) an__give_up(w);
    if (phase == w->phase) return;
    w->phase = phase;
    w->leave_by_ms = an_clock_ms() + w->config->reload_ms;
    an_loop_timer(&w->loop, &w->look_again, LOOK_MS);
}

/* --- the loop --- */

static bool drain(void *ctx)
{
    struct an_worker *w = ctx;
    if (w->phase == AN__LEFT) return false;
    obey(w);
    if (w->phase != AN__LEFT && an_interrupts_came())
        an__tell(w, &(struct an_event){.type = AN_EV_SIGNAL});
    if (w->phase == AN__LEFT) return false;
    bool more = drain_all(w);
    an__waiting_flush(w);
    if (!more && may_leave(w)) leave_in_peace(w);
    an__sinks_ring(w);
    return more && w->phase != AN__LEFT;
}

static bool pending(void *ctx)
{
    struct an_worker *w = ctx;
    if (any_pending(w) || wanted(w) != w->phase || an_board_get(&w->notice->condemned)) return true;
    an_board_awake(w->notice, 0);
    return false;
}

static void on_orphaned(void *ctx)
{
    struct an_worker *w = ctx;
    an_log(AN_LOG_ERROR, "the supervisor is gone");
    an__leave(w, 0);
}

static void add_sources(struct an_worker *w, enum an_role from)
{
    for (uint32_t i = 0; i < w->fabric->count[from]; i++)
        add_source(w, from, i);
}

void an__sinks_make(struct an_worker *w, enum an_role to)
{
    uint32_t count = w->fabric->count[to];
    w->sink[to] = an_calloc(count + 1, sizeof *w->sink[to]);
    for (uint32_t i = 0; i < count; i++) {
        w->sink[to][i].to = to;
        w->sink[to][i].index = i;
        w->sink[to][i].notice = an_board_notice(w->fabric->board, to, i);
        an_ring_queue_init(&w->sink[to][i].box);
    }
}

static void add_sinks(struct an_worker *w, enum an_role to)
{
    an__sinks_make(w, to);
    for (uint32_t i = 0; i < w->fabric->count[to]; i++)
        an_fabric_tx(w->fabric, w->role, w->index, to, i, &w->sink[to][i].box.tx);
}

static void channels_open(struct an_worker *w)
{
    const uint32_t *count = w->fabric->count;
    uint32_t most = count[AN_REACTOR] + count[AN_TASK] + count[AN_WORKER];
    w->source = an_calloc(most, sizeof *w->source);
    add_sinks(w, AN_REACTOR);
    if (w->role == AN_TASK) {
        meet_seats(w);
        an__sinks_make(w, AN_WORKER); /* opened one by one */
        return;
    }
    add_sources(w, AN_REACTOR);
    add_sources(w, AN_TASK);
    add_sinks(w, AN_TASK);
}

static void channels_close(struct an_worker *w)
{
    for (uint32_t i = 0; i < w->sources; i++)
        an_rx_close(&w->source[i].rx);
    an_free(w->source);
    an_free(w->seat_of);
    an_free(w->unanswered);
    for (int to = 0; to < AN_ROLES; to++) {
        for (uint32_t i = 0; w->sink[to] && i < w->fabric->count[to]; i++)
            an_ring_queue_fini(&w->sink[to][i].box);
        an_free(w->sink[to]);
    }
}

static void run(struct an_worker *w)
{
    if (an__start(w)) {
        an_board_set(&w->notice->state, AN_READY);
        an_loop_run(&w->loop);
        an_board_set(&w->notice->state, AN_LEAVING);
    }
    if (w->status != AN__BROKEN && !an__waiting_flush(w)) an__waiting_drop(w);
    an__sinks_ring(w);
}

int an_worker_run(const struct an_config *config, struct an_fabric *fabric, enum an_role role,
                  uint32_t index, const struct an_app *app, int parent_fd)
{
    struct an_board *board = fabric->board;
    struct an_worker w = {
        .config = config,
        .fabric = fabric,
        .app = app,
        .role = role,
        .index = index,
        .who = an_board_who(board, role, index),
        .notice = an_board_notice(board, role, index),
        .bell = &fabric->bell[role][index],
        .bell_fd = fabric->bell_fd[role][index],
    };
    int err = an_loop_init(&w.loop, w.bell, w.bell_fd, drain, pending, &w);
    if (err < 0) goto failed;
    an_buf_init(&w.head, AN_MAX_HEAD);
    an_buf_init(&w.open, 1u << 20);
    an_buf_init(&w.gzip_head, AN_MAX_HEAD);
    an_buf_init(&w.gzip_body, config->max_message + 65536);
    an_timers_init(&w.timers, &w.loop, on_timer, &w);
    an_timer_init(&w.look_again, on_look_again);
    channels_open(&w);
    an_forked_watch(&fabric->shm);
    an_interrupts_wake(w.bell, w.bell_fd);
    if ((err = an_loop_watch(&w.loop, &w.parent, parent_fd, on_orphaned, &w)) == AN_OK) {
        run(&w);
        an_loop_unwatch(&w.parent);
    }
    an_forked_unwatch(&fabric->shm);
    an_interrupts_wake(NULL, -1);
    an_buf_fini(&w.head);
    an_buf_fini(&w.open);
    an_buf_fini(&w.gzip_head);
    an_buf_fini(&w.gzip_body);
    an_gzip_end();
    an_timers_fini(&w.timers);
    channels_close(&w);
    an_loop_fini(&w.loop);
    if (err == AN_OK) return w.status;
failed:
    an_log(AN_LOG_ERROR, "the worker cannot start: %s", an_strerror(err));
    return 1;
}

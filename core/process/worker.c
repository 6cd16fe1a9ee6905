/* worker.c - see worker.h: the loop of a worker or task worker, and how it leaves.
 *
 * RELOAD, of a worker: its seat is not the active one any more. The worker goes on until no
 * connection is pinned to its seat (then all requests that it has taken are answered, and all
 * answers that it writes in pieces are over), its rings are empty, and its tasks are done; for
 * reload_ms at most. Of a task worker: it leaves what waits in its rings to its successor.
 *
 * STOP: net has ended by now. The worker delivers everything that waits first.
 *
 * Some conditions ring no bell (a reactor has moved the last connection): a timer looks at them
 * again. Not here: the rings (worker_links.c, worker_sinks.c), which callback a message is for
 * (worker_event.c), what callbacks may send (worker_send.c), timers (timers.c).
 */
#include "process/worker_in.h"

#include "ground/clock.h"
#include "ground/limits.h"
#include "ground/log.h"
#include "process/forked.h"
#include "process/interrupts.h"
#include "protocol/http/gzip.h"

#define LOOK_MS 20 /* between looks while leaving */

uint32_t an_worker_index(const struct an_worker *w)
{
    return an_fabric_number(w->fabric, w->role, w->index);
}
enum an_role an_worker_role(const struct an_worker *w)
{
    return w->role;
}
uint64_t an_worker_turn_ms(const struct an_worker *w)
{
    return w->rung_ms;
}
const struct an_config *an_worker_config(const struct an_worker *w)
{
    return w->config;
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

void an__worker_leave(struct an_worker *w, int status)
{
    w->phase = AN__LEFT;
    w->status = status;
    an_loop_stop(&w->loop);
}

static void on_timer(void *ctx, uint64_t id, void *data)
{
    struct an_worker *w = ctx;
    struct an_event ev = {.type = AN_EV_TIMER, .id = id, .data = data};
    if (w->phase != AN__LEFT) an__event_tell(w, &ev);
}

/* --- leaving --- */

void an__worker_give_up(struct an_worker *w)
{
    if (w->phase == AN__LEFT) return;
    an_log(AN_LOG_ERROR, "a channel of this process is broken: it makes room for a successor");
    an__worker_leave(w, AN__BROKEN);
}

static bool worker_has_work(struct an_worker *w)
{
    if (an__links_joining(w)) return true;
    if (w->role != AN_WORKER) return false;
    return an__links_pending(w) || an_board_get(&w->fabric->board->live[w->index]) > 0 ||
           an__tasks_under_way(w);
}

/* A writer that waits for room in a ring needs a moment to find it. */
static bool reload_is_over(struct an_worker *w, bool moved_on)
{
    uint64_t now = an_clock_ms();
    if (!moved_on || worker_has_work(w))
        w->quiet_ms = 0;
    else if (!w->quiet_ms)
        w->quiet_ms = now;
    return now >= w->leave_by_ms || (w->quiet_ms && now - w->quiet_ms >= LOOK_MS);
}

/* In the stop. A worker may still have something for this task worker, and not come to hand it
 * over: the task worker waits for it a little. */
static bool stop_is_over(struct an_worker *w, bool moved_on)
{
    uint64_t now = an_clock_ms();
    bool done = moved_on && !an__links_pending(w);
    if (!done) w->quiet_ms = 0;
    if (!done || w->role != AN_TASK || !an_board_owed(w->fabric->board, w->index)) return done;
    if (!w->quiet_ms) w->quiet_ms = now;
    return now - w->quiet_ms >= an_config_stop_reserve(w->config) / 4;
}

static bool worker_may_leave(struct an_worker *w)
{
    bool moved_on = an__waiting_flush(w); /* what waits for ourselves goes to our own ring */
    if (w->phase == AN__STOPPING) return stop_is_over(w, moved_on);
    return w->phase == AN__RELOADING && reload_is_over(w, moved_on);
}

static void worker_finish(struct an_worker *w)
{
    struct an_event final = {.type = AN_EV_FINAL};
    an__tasks_tell_lost(w);
    if (w->phase == AN__STOPPING) an__orphans_close(w);
    w->final = true;
    if (w->phase == AN__LEFT || !an__event_tell(w, &final)) return;
    an__worker_leave(w, 0);
}

static void on_leave_check(struct an_timer *t)
{
    struct an_worker *w = AN_CONTAINER_OF(t, struct an_worker, leave_check);
    an_loop_timer(&w->loop, t, LOOK_MS); /* the turn that this begins does the looking */
}

/* What the supervisor wants of us now; commands only move forward. */
static enum an__phase phase_wanted(const struct an_worker *w)
{
    uint32_t command = an_board_get(&w->notice->command);
    if (w->phase == AN__LEFT) return AN__LEFT;
    if (command == AN_STOP) return AN__STOPPING;
    return command == AN_RELOAD && w->phase == AN__RUNNING ? AN__RELOADING : w->phase;
}

static void phase_follow(struct an_worker *w)
{
    enum an__phase phase = phase_wanted(w);
    if (an_board_get(&w->notice->condemned)) an__worker_give_up(w);
    if (phase == w->phase) return;
    w->phase = phase;
    w->leave_by_ms = an_clock_ms() + w->config->reload_ms;
    an_loop_timer(&w->loop, &w->leave_check, LOOK_MS);
}

/* --- the loop --- */

static bool on_drain(void *ctx)
{
    struct an_worker *w = ctx;
    if (w->phase == AN__LEFT) return false;
    phase_follow(w);
    if (w->phase != AN__LEFT && an_interrupts_came())
        an__event_tell(w, &(struct an_event){.type = AN_EV_SIGNAL});
    if (w->phase == AN__LEFT) return false;
    bool more = an__links_drain(w);
    an__waiting_flush(w);
    if (!more && worker_may_leave(w)) worker_finish(w);
    an__sinks_ring(w);
    return more && w->phase != AN__LEFT;
}

static bool on_pending(void *ctx)
{
    struct an_worker *w = ctx;
    if (an__links_pending(w) || phase_wanted(w) != w->phase || an_board_get(&w->notice->condemned))
        return true;
    an_board_awake(w->notice, 0);
    return false;
}

static void on_supervisor_gone(void *ctx)
{
    struct an_worker *w = ctx;
    an_log(AN_LOG_ERROR, "the supervisor is gone");
    an__worker_leave(w, 0);
}

static void worker_live(struct an_worker *w)
{
    if (an__worker_start(w)) {
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
    int err = an_loop_init(&w.loop, w.bell, w.bell_fd, on_drain, on_pending, &w);
    if (err < 0) goto failed;
    an__call_init(&w.call);
    an_buf_init(&w.gzip_head, AN_MAX_HEAD);
    an_buf_init(&w.gzip_body, config->max_message + 65536);
    an_timers_init(&w.timers, &w.loop, on_timer, &w);
    an_timer_init(&w.leave_check, on_leave_check);
    an_list_init(&w.unrung);
    an__links_open(&w);
    an_forked_watch(&fabric->shm);
    an_interrupts_wake(w.bell, w.bell_fd);
    if ((err = an_loop_watch(&w.loop, &w.parent, parent_fd, on_supervisor_gone, &w)) == AN_OK) {
        worker_live(&w);
        an_loop_unwatch(&w.parent);
    }
    an_forked_unwatch(&fabric->shm);
    an_interrupts_wake(NULL, -1);
    an__call_fini(&w.call);
    an_buf_fini(&w.gzip_head);
    an_buf_fini(&w.gzip_body);
    an_gzip_end();
    an_timers_fini(&w.timers);
    an__links_close(&w);
    an_free(w.unanswered);
    an_loop_fini(&w.loop);
    if (err == AN_OK) return w.status;
failed:
    an_log(AN_LOG_ERROR, "the worker cannot start: %s", an_strerror(err));
    return 1;
}

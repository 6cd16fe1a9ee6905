/* worker_task.c - tasks: a worker gives them, a task worker does and answers them; and what becomes
 * of those that are not done.
 *
 * A worker never waits for a task worker. A task that its ring does not take waits in the worker's
 * memory, in order; task_queue bytes at most. A reload and a stop leave it time to move on
 * (worker.c). Tasks that a worker still has in the end, and those that it has when it crashes, are
 * lost.
 *
 * The worker that gave a task hears of its end. TASK_DONE comes as often as the task was answered.
 * TASK_LOST comes once: the callback has failed before it answered, or the task worker has died
 * with the task in hand. A task that has begun is never done again. So the record of a task stays
 * in hand until all that its callback had to say is in the ring to its worker. If the task worker
 * dies, its successor finds the record there (channel.h, `once`) and says that the task is lost. A
 * successor that is killed right behind those words says them again: the worker remembers which
 * task it heard of last.
 *
 * In the stop nobody comes after a task worker. There the worker, in the end, reads what is left in
 * its own ring to it.
 */
#include "process/worker_in.h"

#include "ground/log.h"

/* --- given --- */

/* A task worker that is not at work counts as one with a full ring. */
static uint64_t task_load(struct an_worker *w, uint32_t task)
{
    const struct an_proc_notice *n = &w->fabric->board->task[task];
    bool at_work = an_board_get(&n->pid) && an_board_get(&n->state) == AN_READY &&
                   an_board_get(&n->command) == AN_RUN;
    return an_board_load(w->fabric->board, task) + (at_work ? 0 : w->config->ring_capacity);
}

/* The first look goes to another one each time, so that equals take turns. */
static uint32_t task_least_loaded(struct an_worker *w, uint64_t turn)
{
    uint32_t count = w->fabric->count[AN_TASK], best = (uint32_t)(turn % count);
    uint64_t least = task_load(w, best);
    for (uint32_t i = 1; i < count && least > 0; i++) {
        uint32_t task = (uint32_t)((turn + i) % count);
        uint64_t load = task_load(w, task);
        if (load < least) {
            best = task;
            least = load;
        }
    }
    return best;
}

/* Numbers of a worker's first seat are small ones; those of its other seats begin far above, so
 * that a number says where its answer goes. All are exact as numbers of JavaScript. */
#define TASK_SEAT_SHIFT 51

static uint64_t task_number(const struct an_worker *w, uint64_t n)
{
    uint64_t which = w->index / w->fabric->workers;
    return which << TASK_SEAT_SHIFT | (n * w->fabric->workers + an_worker_index(w) + 1);
}

/* Alone in the queue any task may be. */
static bool task_queue_takes(const struct an_worker *w, size_t len)
{
    size_t waiting = 0;
    for (uint32_t i = 0; w->sinks_wait && i < w->fabric->count[AN_TASK]; i++)
        waiting += w->sink[AN_TASK][i].queue.bytes;
    return !waiting || waiting + len <= w->config->task_queue;
}

int an_worker_task(struct an_worker *w, int task_worker, bool serialized, const void *body,
                   size_t len, uint64_t *id)
{
    uint32_t count = w->fabric->count[AN_TASK];
    if (w->role != AN_WORKER || count == 0) return AN_ESTATE;
    if (task_worker < -1 || task_worker >= (int)count) return AN_EINVAL;
    if (len > w->config->max_message) return AN_ELIMIT;
    struct an_board *board = w->fabric->board;
    uint64_t n = an_counted(&board->tasks[w->index]);
    uint32_t to = task_worker < 0 ? task_least_loaded(w, n + w->index) : (uint32_t)task_worker;
    struct an__sink *s = &w->sink[AN_TASK][to];
    if (an__sink_has_no_reader(s) || !task_queue_takes(w, len)) return AN_EAGAIN;
    if (w->final && !an_ring_queue_empty(&s->queue)) return AN_EAGAIN;
    struct an_msg m = {.type = AN_MSG_TASK,
                       .flags = serialized ? AN_MSG_SERIALIZED : 0,
                       .code = w->index,
                       .id = task_number(w, n),
                       .body_len = (uint32_t)len};
    an_count(&board->tasks[w->index],
             1); /* before the push: a number may be lost, never used twice */
    an_board_give(board, to, an__msg_bytes(&m));
    int err = w->final ? an__sink_offer(w, s, &m, NULL, body) : an__sink_post(w, s, &m, body);
    if (err < 0) {
        an_board_take_back(board, to, an__msg_bytes(&m));
        return AN_EAGAIN;
    }
    an__sink_ring(w, s);
    *id = m.id;
    return AN_OK;
}

bool an__tasks_under_way(struct an_worker *w)
{
    for (uint32_t i = 0; i < w->fabric->count[AN_TASK]; i++)
        if (!an_ring_queue_settled(&w->sink[AN_TASK][i].queue)) return true;
    return false;
}

/* --- answered --- */

/* The seat that a task of this number was given from. If that seat has been left since: the active
 * one of its worker. */
static uint32_t task_seat(struct an_worker *w, uint32_t worker, uint64_t id)
{
    const struct an_board *b = w->fabric->board;
    uint64_t seat = worker + (id >> TASK_SEAT_SHIFT) * w->fabric->workers;
    bool there = seat < w->fabric->count[AN_WORKER] && an_board_get(&b->seat[seat].pid);
    return there ? (uint32_t)seat : an_board_active(b, worker, w->fabric->workers);
}

/* The callback has said what there was to say of the task in hand. Once that is in the ring, this
 * process may die. */
static void task_note_said(struct an_worker *w, struct an__sink *s)
{
    w->call.task.answered = true;
    w->call.task.sink = s;
    if (an_ring_queue_empty(&s->queue)) an_ring_done(&w->call.source->rx.ring);
}

int an_worker_task_done(struct an_worker *w, uint32_t worker, uint64_t id, bool serialized,
                        const void *body, size_t len)
{
    if (w->role != AN_TASK) return AN_ESTATE;
    if (worker >= w->fabric->workers) return AN_EINVAL;
    if (len > w->config->max_message) return AN_ELIMIT;
    struct an_msg m = {.type = AN_MSG_TASK_DONE,
                       .flags = serialized ? AN_MSG_SERIALIZED : 0,
                       .code = w->index,
                       .id = id,
                       .body_len = (uint32_t)len};
    struct an__sink *s = an__sink_to_seat(w, task_seat(w, worker, id));
    if (s->queue.bytes > w->config->send_queue + w->config->max_message) return AN_EAGAIN;
    int err = an__sink_post(w, s, &m, body);
    if (err == AN_OK && w->call.task.id && w->call.task.id == id) task_note_said(w, s);
    return err;
}

/* --- lost --- */

static void task_lose(struct an_worker *w, uint32_t worker, const char *why)
{
    struct an_msg m = {.type = AN_MSG_TASK_LOST, .code = w->index, .id = w->call.task.id};
    struct an__sink *s = an__sink_to_seat(w, task_seat(w, worker, m.id));
    an_log(AN_LOG_WARN, "task %llu of worker %u is lost: %s", (unsigned long long)m.id, worker,
           why);
    if (an__sink_post(w, s, &m, NULL) == AN_OK) task_note_said(w, s);
}

static bool task_begin(struct an_worker *w, struct an__source *s, struct an_delivery *d)
{
    uint32_t worker = d->msg.code;
    bool go_on = true;
    w->call.task = (struct an__task){.id = d->msg.id};
    if (d->msg.withdrawn) {
        an__body_drop(w, d->owned);
        task_lose(w, worker, "its task worker has died");
    } else {
        go_on = an__event_deliver(w, AN_EV_TASK, d);
        if (w->call.failed && !w->call.task.answered)
            task_lose(w, worker, "its callback has failed");
    }
    if (w->call.task.sink && !an_ring_queue_empty(&w->call.task.sink->queue))
        s->answer_sink = w->call.task.sink;
    w->call.task.id = 0;
    return go_on;
}

void an__tasks_release(struct an_worker *w)
{
    for (uint32_t i = 0; w->role == AN_TASK && i < w->sources; i++) {
        struct an__source *s = &w->source[i];
        if (!s->answer_sink || !an_ring_queue_empty(&s->answer_sink->queue)) continue;
        s->answer_sink = NULL;
        an_rx_done(&s->rx);
    }
}

static bool task_tell_lost(struct an_worker *w, uint64_t id, uint32_t task)
{
    struct an_event ev = {.type = AN_EV_TASK_LOST, .id = id, .code = task};
    return an__event_tell(w, &ev);
}

/* The loss of the task that was heard of last is no news: its task worker died before it could give
 * the record back. */
bool an__task_dispatch(struct an_worker *w, struct an__source *s, struct an_delivery *d)
{
    if (d->msg.type == AN_MSG_TASK) return task_begin(w, s, d);
    bool news = s->last_ended != d->msg.id;
    s->last_ended = d->msg.id;
    if (d->msg.type == AN_MSG_TASK_DONE) return an__event_deliver(w, AN_EV_TASK_DONE, d);
    return !news || task_tell_lost(w, d->msg.id, d->msg.code);
}

/* --- at the end --- */

/* Has a task worker answered this task, or told of its loss, last of all? */
static bool task_is_told_last(const struct an_worker *w, uint32_t task, uint64_t id)
{
    const struct an__source *s = &w->source[an_fabric_place(w->fabric, AN_TASK, task)];
    return s->open && s->last_ended == id;
}

/* Its task worker has gone for good. So this process is the last reader of its own ring, and of
 * those rings that no other process of this worker has. */
static void ring_tell_lost(struct an_worker *w, uint32_t seat, uint32_t task)
{
    struct an_delivery d;
    struct an_rx rx;
    if (!an_fabric_used(w->fabric, AN_WORKER, seat, AN_TASK, task)) return;
    an_fabric_rx(w->fabric, AN_WORKER, seat, AN_TASK, task, &rx);
    while (w->phase != AN__LEFT && an_rx_next(&rx, &d) > 0) {
        an_free(d.owned);
        an_rx_done(&rx);
        if (d.msg.type == AN_MSG_TASK && !task_is_told_last(w, task, d.msg.id))
            task_tell_lost(w, d.msg.id, task);
    }
    an_rx_close(&rx);
}

static void queue_tell_lost(struct an_worker *w, struct an__sink *s)
{
    struct an_msg m;
    while (w->phase != AN__LEFT && an_ring_queue_take(&s->queue, &m))
        if (m.type == AN_MSG_TASK) task_tell_lost(w, m.id, s->index);
}

void an__tasks_tell_lost(struct an_worker *w)
{
    const struct an_board *b = w->fabric->board;
    if (w->role != AN_WORKER) return;
    uint32_t worker = an_worker_index(w), workers = w->fabric->workers;
    bool active = an_board_active(b, worker, workers) == w->index;
    an__waiting_drop(w);
    for (uint32_t task = 0; task < w->fabric->count[AN_TASK]; task++) {
        bool gone = an_board_stops(&b->task[task]) && an_board_get(&b->task[task].pid) == 0;
        for (uint32_t seat = worker; gone && seat < an_fabric_seats(w->fabric); seat += workers)
            if (seat == w->index || (active && an__seat_is_ours(w, seat)))
                ring_tell_lost(w, seat, task);
        queue_tell_lost(w, &w->sink[AN_TASK][task]);
    }
}

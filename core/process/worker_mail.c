/* worker_mail.c - messages between workers, and what waits behind a full ring: those messages and the answers of tasks.
 *
 * Two workers that write to each other must not wait for each other, so none of this ever does: what finds its ring full waits on the heap, in order,
 * and moves on when the reader rings. A reader's death may leave the first of it half in the ring; its successor skips that half, so it is begun anew.
 *
 * No message is taken once the server stops: each worker then empties its rings and leaves, which must come to an end. In FINAL there is no later in
 * which something could move on: there a message must fit into its ring at once.
 */
#include "process/worker_in.h"

#include "ground/log.h"

/* --- what waits --- */

static void sink_emptied(struct an_worker *w, struct an__sink *s)
{
    if (w->role == AN_WORKER && s->to == AN_TASK)
        an_board_owe(w->fabric->board, w->index, s->index, false);
}

static void sink_drop(struct an_worker *w, struct an__sink *s)
{
    an_ring_queue_fini(&s->box);
    sink_emptied(w, s);
}

int an__sink_post(struct an_worker *w, struct an__sink *s, const struct an_msg *m, const void *body)
{
    if (s->down) return AN_ETIMEOUT;
    bool first = an_ring_queue_empty(&s->box);
    if (first) s->deaths = an_board_get(&s->notice->deaths);
    int err = an_ring_queue_post(&s->box, m, NULL, body);
    an__ring_early(w, s);
    if (err != AN_EAGAIN) return AN_OK;
    w->waits = true;
    if (!first || w->role != AN_WORKER || s->to != AN_TASK) return AN_OK;
    an_board_owe(w->fabric->board, w->index, s->index, true);
    if (!an__task_stops(s)) return AN_OK;
    sink_drop(w, s); /* a part of it may be in the ring: without its end it is nothing */
    return AN_EAGAIN;
}

static void nothing_to_note(void *ctx, const struct an_msg *m, uint64_t position)
{
    (void)ctx, (void)m, (void)position;
}

static void nothing_to_do(void *ctx, const struct an_msg *m, uint64_t end)
{
    (void)ctx, (void)m, (void)end;
}

/* Workers are the last to be stopped, all at once: one that has left then has no successor. */
static bool has_left(const struct an_worker *w, const struct an__sink *s)
{
    if (w->role != AN_WORKER || w->phase < AN__STOPPING) return false;
    return an_board_get(&s->notice->pid) == 0 || an_board_get(&s->notice->state) == AN_LEAVING;
}

static void say_dropped(const struct an__sink *s)
{
    an_log(AN_LOG_WARN, "%zu tasks and messages (%zu bytes) that waited for a %s are dropped",
           s->box.count, s->box.bytes, an_roles[s->to].name);
}

/* False: something still waits. What waits for a ring that is broken, or for nobody, is dropped; what waits for a task worker that has left for good is told of
 * at the end (an__tasks_bury). */
static bool flush(struct an_worker *w, struct an__sink *s)
{
    static const struct an_ring_queue_calls calls = {nothing_to_note, nothing_to_do};
    if (an_ring_queue_empty(&s->box)) return true;
    uint32_t deaths = an_board_get(&s->notice->deaths);
    if (deaths != s->deaths) an_ring_queue_restart(&s->box);
    s->deaths = deaths;
    int err = an_ring_queue_flush(&s->box, &calls, NULL);
    bool left = has_left(w, s);
    if (!an_ring_queue_empty(&s->box) && err == AN_OK && left && s->to == AN_TASK) return true;
    if (!an_ring_queue_empty(&s->box) && (err < 0 || left)) {
        say_dropped(s);
        an_ring_queue_fini(&s->box);
    }
    if (!an_ring_queue_empty(&s->box)) return false;
    sink_emptied(w, s);
    an__sink_finish(w, s, err);
    return true;
}

bool an__waiting_flush(struct an_worker *w)
{
    static const enum an_role roles[] = {AN_WORKER, AN_TASK};
    if (!w->waits) return true;
    bool gone = true;
    for (int r = 0; r < 2; r++)
        for (uint32_t i = 0; w->sink[roles[r]] && i < w->fabric->count[roles[r]]; i++)
            gone &= flush(w, &w->sink[roles[r]][i]);
    w->waits = !gone;
    an__tasks_let_go(w);
    return gone;
}

void an__waiting_drop(struct an_worker *w)
{
    for (int to = 0; to < AN_ROLES; to++)
        for (uint32_t i = 0; w->sink[to] && i < w->fabric->count[to]; i++)
            if (!an_ring_queue_empty(&w->sink[to][i].box)) say_dropped(&w->sink[to][i]);
}

/* --- messages --- */

/* All that was written to this seat has been read. */
static bool heard_out(const struct an_worker *w, uint32_t seat)
{
    const struct an__sink *s = w->sink[AN_WORKER] ? &w->sink[AN_WORKER][seat] : NULL;
    return !s || !s->box.tx.bell || an_ring_queue_settled(&s->box);
}

/* A worker's active seat; but the one before for as long as that has something unread, so that messages keep their order. To ourselves it is our own, but for
 * last words: they are our successor's. */
static uint32_t seat_for(struct an_worker *w, uint32_t worker)
{
    uint32_t workers = w->fabric->workers,
             active = an_board_active(w->fabric->board, worker, workers);
    if (w->role == AN_WORKER && worker == an_worker_index(w)) return w->final ? active : w->index;
    if (!w->seat_of) {
        w->seat_of = an_calloc(workers, sizeof *w->seat_of);
        for (uint32_t i = 0; i < workers; i++)
            w->seat_of[i] = i;
    }
    if (w->seat_of[worker] != active && heard_out(w, w->seat_of[worker]))
        w->seat_of[worker] = active;
    return w->seat_of[worker];
}

/* Opened, and a worker introduced there, by the first message. */
struct an__sink *an__sink_to_seat(struct an_worker *w, uint32_t seat)
{
    if (!w->sink[AN_WORKER]) an__sinks_make(w, AN_WORKER);
    struct an__sink *s = &w->sink[AN_WORKER][seat];
    if (s->box.tx.bell) return s;
    an_fabric_tx(w->fabric, w->role, w->index, AN_WORKER, seat, &s->box.tx);
    if (w->role == AN_WORKER) an_board_introduce(w->fabric->board, w->index, seat);
    return s;
}

/* NULL: there is no way to it. */
static struct an__sink *sink_to(struct an_worker *w, uint32_t to)
{
    uint32_t workers = w->fabric->workers;
    if (to < workers) return an__sink_to_seat(w, seat_for(w, to));
    if (w->role != AN_WORKER || to - workers >= w->fabric->count[AN_TASK]) return NULL;
    return &w->sink[AN_TASK][to - workers];
}

/* In FINAL: now or not at all. One record: of a longer message a part could go in. */
static int say_last(struct an_worker *w, struct an__sink *s, const struct an_msg *m,
                    const void *body)
{
    bool one_record = sizeof *m + m->body_len <= an_ring_max_record(w->fabric->ring_capacity);
    if (!one_record || !an_ring_queue_empty(&s->box)) return AN_EAGAIN;
    int err = an__sink_offer(w, s, m, NULL, body);
    an__ring_early(w, s);
    return err;
}

int an_worker_message(struct an_worker *w, uint32_t to, const void *body, size_t len)
{
    struct an__sink *s = sink_to(w, to);
    if (!s) return AN_EINVAL;
    if (len > w->config->max_message) return AN_ELIMIT;
    if (w->role == AN_WORKER && an_board_get(&w->notice->command) == AN_STOP) return AN_EAGAIN;
    if (an__nobody_reads(s)) return AN_EAGAIN;
    struct an_msg m = {.type = AN_MSG_MESSAGE, .body_len = (uint32_t)len};
    if (w->final) return say_last(w, s, &m, body);
    if (s->box.bytes && s->box.bytes + len > w->config->send_queue) return AN_EAGAIN;
    return an__sink_post(w, s, &m, body);
}

/* worker_sinks.c - the rings that a worker or task worker writes: into them, or to wait behind
 * them.
 *
 * To a reactor a message is pushed whole or refused. A callback cannot be suspended: so it waits
 * right here while the ring is full, for WAIT_MS at most. It sleeps on the bell of its process,
 * which the consumer rings when there is room. A ring that was waited for in vain is not waited for
 * again until it has moved: a reactor that hangs costs one wait, not one per send.
 *
 * Workers and task workers must not wait for each other, so none of them does. A message that finds
 * its ring full waits on the heap, in order, and moves on when the reader rings. A reader's death
 * may leave the first of it half in the ring; the successor skips that half, so the message is
 * begun anew.
 */
#include "process/worker_in.h"

#include "ground/clock.h"
#include "ground/log.h"

#define WAIT_MS 5000
/* A slice of the wait: the consumer may die between seeing that we wait and ringing. */
#define SLICE_MS 20

void an__sinks_make(struct an_worker *w, enum an_role to)
{
    uint32_t count = w->fabric->count[to];
    w->sink[to] = an_calloc(count + 1, sizeof *w->sink[to]);
    for (uint32_t i = 0; i < count; i++) {
        w->sink[to][i].to = to;
        w->sink[to][i].index = i;
        w->sink[to][i].notice = an_board_notice(w->fabric->board, to, i);
        an_list_init(&w->sink[to][i].unrung);
        an_ring_queue_init(&w->sink[to][i].queue);
    }
}

void an__sinks_open(struct an_worker *w, enum an_role to)
{
    an__sinks_make(w, to);
    for (uint32_t i = 0; i < w->fabric->count[to]; i++)
        an_fabric_tx(w->fabric, w->role, w->index, to, i, &w->sink[to][i].queue.tx);
}

void an__sinks_close(struct an_worker *w)
{
    for (int to = 0; to < AN_ROLES; to++) {
        for (uint32_t i = 0; w->sink[to] && i < w->fabric->count[to]; i++)
            an_ring_queue_fini(&w->sink[to][i].queue);
        an_free(w->sink[to]);
    }
}

/* Behind each push: the sink is rung at the end of the turn, if not before. */
static void sink_note_pushed(struct an_worker *w, struct an__sink *s)
{
    if (s->queue.tx.dirty && an_list_empty(&s->unrung)) an_list_insert(&w->unrung, &s->unrung);
}

void an__sinks_ring(struct an_worker *w)
{
    while (!an_list_empty(&w->unrung)) {
        struct an__sink *s = AN_CONTAINER_OF(w->unrung.next, struct an__sink, unrung);
        an_list_remove(&s->unrung);
        an_tx_ring(&s->queue.tx);
    }
}

struct an__sink *an__sink_of(struct an_worker *w, uint64_t id)
{
    return &w->sink[AN_REACTOR][an_registry_reactor(&w->fabric->registry, id)];
}

/* Has the task worker at its end been told to stop, so that nobody comes after it? */
static bool sink_stops(const struct an__sink *s)
{
    return s->to == AN_TASK && an_board_stops(s->notice);
}

/* The server stops: net has gone, or the task worker has been told to stop, and nobody comes after
 * it. A message to it would be accepted and lost. */
bool an__sink_has_no_reader(const struct an__sink *s)
{
    if (s->to == AN_REACTOR)
        return an_board_get(&s->notice->command) == AN_STOP && an_board_get(&s->notice->pid) == 0;
    return sink_stops(s);
}

/* The ring that ends a slice may have been meant for the loop: the loop drains before it sleeps
 * again, so it is not missed. */
static int sink_wait_push(struct an_worker *w, struct an__sink *s, const struct an_msg *m,
                          const void *head, const void *body, size_t *done)
{
    uint64_t until = an_clock_ms() + WAIT_MS;
    int err;
    do {
        if (an__sink_has_no_reader(s)) return AN_EGONE;
        if (an_clock_ms() >= until) {
            s->stuck = true;
            an_log(AN_LOG_WARN, "a full ring was not read for %d ms", WAIT_MS);
            return AN_ETIMEOUT;
        }
        sink_note_pushed(w, s);
        an__sinks_ring(w);
        if (!an_tx_want_room(&s->queue.tx)) an_bell_wait(w->bell_fd, SLICE_MS);
        err = an_tx_push(&s->queue.tx, m, head, body, done);
    } while (err == AN_EAGAIN);
    return err;
}

/* A push has ended: notes how, and translates AN_ECORRUPT. */
static int sink_finish(struct an_worker *w, struct an__sink *s, int err)
{
    if (err == AN_OK) s->stuck = false;
    if (err != AN_ECORRUPT) return err;
    if (!s->down) an_log(AN_LOG_ERROR, "a ring's reader left an impossible index: sends fail");
    s->down = true;
    an__worker_give_up(w);
    return AN_ETIMEOUT;
}

int an__sink_push(struct an_worker *w, struct an__sink *s, const struct an_msg *m, const void *head,
                  const void *body)
{
    size_t done = 0;
    if (AN_UNLIKELY(an__sink_has_no_reader(s))) return AN_EGONE;
    int err = an_tx_push(&s->queue.tx, m, head, body, &done);
    if (AN_UNLIKELY(err == AN_EAGAIN))
        err = s->stuck ? AN_ETIMEOUT : sink_wait_push(w, s, m, head, body, &done);
    sink_note_pushed(w, s);
    return sink_finish(w, s, err);
}

int an__sink_offer(struct an_worker *w, struct an__sink *s, const struct an_msg *m,
                   const void *head, const void *body)
{
    size_t done = 0;
    if (AN_UNLIKELY(an__sink_has_no_reader(s))) return AN_EGONE;
    int err = an_tx_push(&s->queue.tx, m, head, body, &done);
    if (err == AN_EAGAIN && done > 0 && !s->stuck) err = sink_wait_push(w, s, m, head, body, &done);
    sink_note_pushed(w, s);
    return sink_finish(w, s, err);
}

/* A message of a callback leaves at once when nothing else waits to be done, or when callbacks are
 * slow. Its bit is then raised even while the consumer is awake: the consumer may just have read
 * what was there, and this callback may go on for long. Else it leaves with the batch. */
void an__sink_ring(struct an_worker *w, struct an__sink *s)
{
    bool batch =
        w->role == AN_WORKER && !w->slow && w->call.source && an_rx_pending(&w->call.source->rx);
    if (!batch) an_tx_ring(&s->queue.tx);
}

int an__sink_send(struct an_worker *w, struct an__sink *s, const struct an_msg *m, const void *head,
                  const void *body)
{
    int err = an__sink_push(w, s, m, head, body);
    if (err == AN_OK) an__sink_ring(w, s);
    return err;
}

/* --- what waits behind a full ring --- */

static void sink_emptied(struct an_worker *w, struct an__sink *s)
{
    if (w->role == AN_WORKER && s->to == AN_TASK)
        an_board_owe(w->fabric->board, w->index, s->index, false);
}

static void sink_drop(struct an_worker *w, struct an__sink *s)
{
    an_ring_queue_fini(&s->queue);
    sink_emptied(w, s);
}

int an__sink_post(struct an_worker *w, struct an__sink *s, const struct an_msg *m, const void *body)
{
    if (s->down) return AN_ETIMEOUT;
    bool first = an_ring_queue_empty(&s->queue);
    if (first) s->deaths = an_board_get(&s->notice->deaths);
    int err = an_ring_queue_post(&s->queue, m, NULL, body);
    sink_note_pushed(w, s);
    an__sink_ring(w, s);
    if (err != AN_EAGAIN) return AN_OK;
    w->sinks_wait = true;
    if (!first || w->role != AN_WORKER || s->to != AN_TASK) return AN_OK;
    an_board_owe(w->fabric->board, w->index, s->index, true);
    if (!sink_stops(s)) return AN_OK;
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

/* Workers are the last to be stopped, all at once: one that has left by then has no successor. */
static bool consumer_has_left(const struct an_worker *w, const struct an__sink *s)
{
    if (w->role != AN_WORKER || w->phase < AN__STOPPING) return false;
    return an_board_get(&s->notice->pid) == 0 || an_board_get(&s->notice->state) == AN_LEAVING;
}

static void sink_log_dropped(const struct an__sink *s)
{
    an_log(AN_LOG_WARN, "%zu tasks and messages (%zu bytes) that waited for a %s are dropped",
           s->queue.count, s->queue.bytes, an_roles[s->to].name);
}

/* False: something still waits. It is dropped if its ring is broken, or if nobody reads that. Tasks
 * for a task worker that has left for good are told of at the end (an__tasks_tell_lost). */
static bool sink_flush(struct an_worker *w, struct an__sink *s)
{
    static const struct an_ring_queue_calls calls = {nothing_to_note, nothing_to_do};
    if (an_ring_queue_empty(&s->queue)) return true;
    uint32_t deaths = an_board_get(&s->notice->deaths);
    if (deaths != s->deaths) an_ring_queue_restart(&s->queue);
    s->deaths = deaths;
    int err = an_ring_queue_flush(&s->queue, &calls, NULL);
    sink_note_pushed(w, s);
    bool left = consumer_has_left(w, s);
    if (!an_ring_queue_empty(&s->queue) && err == AN_OK && left && s->to == AN_TASK) return true;
    if (!an_ring_queue_empty(&s->queue) && (err < 0 || left)) {
        sink_log_dropped(s);
        an_ring_queue_fini(&s->queue);
    }
    if (!an_ring_queue_empty(&s->queue)) return false;
    sink_emptied(w, s);
    sink_finish(w, s, err);
    return true;
}

bool an__waiting_flush(struct an_worker *w)
{
    if (!w->sinks_wait) return true;
    bool gone = true;
    for (int to = 0; to < AN_ROLES; to++)
        for (uint32_t i = 0; w->sink[to] && i < w->fabric->count[to]; i++)
            gone &= sink_flush(w, &w->sink[to][i]);
    w->sinks_wait = !gone;
    an__tasks_release(w);
    return gone;
}

void an__waiting_drop(struct an_worker *w)
{
    for (int to = 0; to < AN_ROLES; to++)
        for (uint32_t i = 0; w->sink[to] && i < w->fabric->count[to]; i++)
            if (!an_ring_queue_empty(&w->sink[to][i].queue)) sink_log_dropped(&w->sink[to][i]);
}

/* worker_message.c - messages between workers, and between workers and task workers.
 *
 * None is taken once the server stops: each worker then empties its rings and leaves, and that must
 * come to an end. In FINAL there is no later in which a message could move on: there it must fit
 * into its ring at once.
 */
#include "process/worker_in.h"

/* All that was written to this seat has been read. */
static bool seat_is_read_out(const struct an_worker *w, uint32_t seat)
{
    const struct an__sink *s = w->sink[AN_WORKER] ? &w->sink[AN_WORKER][seat] : NULL;
    return !s || !s->queue.tx.bell || an_ring_queue_settled(&s->queue);
}

/* A worker's active seat. While the seat before it has something unread, it is that one, so that
 * messages keep their order. To ourselves it is our own seat; but last words go to our successor.
 *  */
static uint32_t message_seat(struct an_worker *w, uint32_t worker)
{
    uint32_t workers = w->fabric->workers,
             active = an_board_active(w->fabric->board, worker, workers);
    if (w->role == AN_WORKER && worker == an_worker_index(w)) return w->final ? active : w->index;
    if (!w->seat_of) {
        w->seat_of = an_calloc(workers, sizeof *w->seat_of);
        for (uint32_t i = 0; i < workers; i++)
            w->seat_of[i] = i;
    }
    if (w->seat_of[worker] != active && seat_is_read_out(w, w->seat_of[worker]))
        w->seat_of[worker] = active;
    return w->seat_of[worker];
}

/* The first message to a seat opens the sink. A worker puts itself on the board as a writer. */
struct an__sink *an__sink_to_seat(struct an_worker *w, uint32_t seat)
{
    if (!w->sink[AN_WORKER]) an__sinks_make(w, AN_WORKER);
    struct an__sink *s = &w->sink[AN_WORKER][seat];
    if (s->queue.tx.bell) return s;
    an_fabric_tx(w->fabric, w->role, w->index, AN_WORKER, seat, &s->queue.tx);
    if (w->role == AN_WORKER) an_board_add_writer(w->fabric->board, w->index, seat);
    return s;
}

/* NULL: there is no way to it. */
static struct an__sink *message_sink(struct an_worker *w, uint32_t to)
{
    uint32_t workers = w->fabric->workers;
    if (to < workers) return an__sink_to_seat(w, message_seat(w, to));
    if (w->role != AN_WORKER || to - workers >= w->fabric->count[AN_TASK]) return NULL;
    return &w->sink[AN_TASK][to - workers];
}

/* In FINAL: now or not at all. The message must be one record: of a longer one a part could go in.
 *  */
static int message_push_last(struct an_worker *w, struct an__sink *s, const struct an_msg *m,
                             const void *body)
{
    bool one_record = sizeof *m + m->body_len <= an_ring_max_record(s->queue.tx.ring.capacity);
    if (!one_record || !an_ring_queue_empty(&s->queue)) return AN_EAGAIN;
    int err = an__sink_offer(w, s, m, NULL, body);
    an__sink_ring(w, s);
    return err;
}

static int message_post(struct an_worker *w, struct an__sink *s, const struct an_msg *m,
                        const void *body)
{
    size_t len = m->body_len;
    if (w->final) return message_push_last(w, s, m, body);
    if (s->queue.bytes && s->queue.bytes + len > w->config->send_queue) return AN_EAGAIN;
    return an__sink_post(w, s, m, body);
}

int an_worker_message(struct an_worker *w, uint32_t to, const void *body, size_t len)
{
    struct an__sink *s = message_sink(w, to);
    if (!s) return AN_EINVAL;
    if (len > w->config->max_message) return AN_ELIMIT;
    if (w->role == AN_WORKER && an_board_get(&w->notice->command) == AN_STOP) return AN_EAGAIN;
    if (an__sink_has_no_reader(s)) return AN_EAGAIN;
    struct an_msg m = {.type = AN_MSG_MESSAGE, .body_len = (uint32_t)len};
    if (s->to == AN_TASK) an_board_give(w->fabric->board, s->index, an__msg_bytes(&m));
    int err = message_post(w, s, &m, body);
    if (err < 0 && s->to == AN_TASK)
        an_board_take_back(w->fabric->board, s->index, an__msg_bytes(&m));
    return err;
}

/* ring_queue.h - a reactor's way to one worker: its ring, and behind a full ring a queue on the heap, in order.
 *
 * A reactor must never wait. While the ring is full, what was posted waits here and its connection stops reading, so the queue is bounded by one
 * message, one CONNECT and one CLOSE per connection. It empties as the worker makes room (channel.h).
 */
#ifndef AN_RING_QUEUE_H
#define AN_RING_QUEUE_H

#include "ground/list.h"
#include "ipc/channel.h"

struct an_ring_queue {
    struct an_tx tx;
    struct an_list waiting; /* of struct an_queued_msg */
    size_t count, bytes; /* of what waits */
    struct an_account *account; /* counts it; NULL, as init leaves it: nobody does */
};

void an_ring_queue_init(struct an_ring_queue *o); /* then open o->tx */
void an_ring_queue_fini(struct an_ring_queue *o); /* what waits is dropped */
/* AN_OK: in the ring. AN_EAGAIN: accepted, but waiting: the connection should stop reading until `pushed` names it. */
int an_ring_queue_post(struct an_ring_queue *o, const struct an_msg *m, const void *head, const void *body);
/* Moves what waits into the ring. Calls pushing(ctx, header, position of its first record) before a message may become visible (perhaps more than once),
 * and pushed(ctx, header, position of its end) when it has gone in whole. AN_OK, or AN_ECORRUPT. */
struct an_ring_queue_calls {
    void (*pushing)(void *ctx, const struct an_msg *m, uint64_t position);
    void (*pushed)(void *ctx, const struct an_msg *m, uint64_t end);
};
int an_ring_queue_flush(struct an_ring_queue *o, const struct an_ring_queue_calls *calls, void *ctx);
/* Takes back the RECV of a connection that still waits. False: there is none, or a part of it is in the ring. */
bool an_ring_queue_cancel(struct an_ring_queue *o, uint64_t id);
/* Takes away the first that waits, though a part of it may be in the ring. False: none does. */
bool an_ring_queue_take(struct an_ring_queue *o, struct an_msg *m);
/* Offers each message of which nothing is in the ring yet, in order: it is dropped when take(ctx, header, head, body) says true. */
void an_ring_queue_offer(struct an_ring_queue *o, bool (*take)(void *ctx, const struct an_msg *m, const uint8_t *head, const uint8_t *body), void *ctx);
/* The consumer has died: a message that is half in the ring is begun anew, because its successor skips the rest of the first try. */
void an_ring_queue_restart(struct an_ring_queue *o);
static inline bool an_ring_queue_empty(const struct an_ring_queue *o) { return an_list_empty(&o->waiting); }
/* Where the next message begins, and where the one pushed last has ended. Only exact while the outbox is empty. */
static inline uint64_t an_ring_queue_position(const struct an_ring_queue *o) { return an_ring_position(&o->tx.ring); }
/* Has the consumer dealt with all that was ever posted? */
static inline bool an_ring_queue_settled(const struct an_ring_queue *o)
{
    return an_ring_queue_empty(o) && an_ring_released(o->tx.ring.ring) == an_ring_queue_position(o);
}

#endif

/* ring_queue.h - a reactor's way to one worker: its ring, and behind a full ring a queue on the
 * heap, in order.
 *
 * A reactor must never wait. While the ring is full, messages wait here. Connections read on until
 * AN_QUEUE_CROWDED times as much waits as the ring can hold: so a full ring costs no batch. From
 * then on the queue is bounded by one read, one CONNECT and one CLOSE per connection. It empties as
 * the worker makes room (channel.h).
 */
#ifndef AN_RING_QUEUE_H
#define AN_RING_QUEUE_H

#include "ground/list.h"
#include "ipc/channel.h"

#define AN_QUEUE_CROWDED 16

struct an_ring_queue {
    struct an_tx tx;
    struct an_list waiting; /* of struct an_queued_msg */
    size_t count, bytes;    /* of the messages that wait */
    struct an_account *account; /* counts their bytes; NULL, as init leaves it: nobody does */
};

void an_ring_queue_init(struct an_ring_queue *o); /* the caller opens o->tx then */
void an_ring_queue_fini(struct an_ring_queue *o); /* drops the messages that wait */
/* AN_OK: the message is in the ring. AN_EAGAIN: the message is accepted and waits until `pushed`
 * names it. */
int an_ring_queue_post(struct an_ring_queue *o, const struct an_msg *m, const void *head, const void *body);
/* an_tx_place(), for the next post. */
uint8_t *an_ring_queue_place(struct an_ring_queue *o, size_t len);
/* Moves messages that wait into the ring. Calls pushing(ctx, header, position of the first record)
 * before a message may become visible, perhaps more than once, and pushed(ctx, header, position of
 * the end) when the whole message is in the ring. AN_OK, or AN_ECORRUPT. */
struct an_ring_queue_calls {
    void (*pushing)(void *ctx, const struct an_msg *m, uint64_t position);
    void (*pushed)(void *ctx, const struct an_msg *m, uint64_t end);
};
int an_ring_queue_flush(struct an_ring_queue *o, const struct an_ring_queue_calls *calls, void *ctx);
/* Takes back the messages of a connection's client, of which at most `count` wait. 0; or the bytes
 * of the first one, which stays, because a part of it is in the ring. */
size_t an_ring_queue_cancel(struct an_ring_queue *o, uint64_t id, uint32_t count);
/* Takes the first message that waits out of the queue, though a part of it may be in the ring.
 * False: none waits. */
bool an_ring_queue_take(struct an_ring_queue *o, struct an_msg *m);
/* Offers each message of which nothing is in the ring yet, in order. When take(ctx, header, head,
 * body) returns true, the queue drops the message. */
void an_ring_queue_offer(struct an_ring_queue *o, bool (*take)(void *ctx, const struct an_msg *m, const uint8_t *head, const uint8_t *body), void *ctx);
/* The consumer has died. Its successor skips a message that is half in the ring, so the queue
 * begins that message anew. */
void an_ring_queue_restart(struct an_ring_queue *o);
static inline bool an_ring_queue_empty(const struct an_ring_queue *o) { return an_list_empty(&o->waiting); }
/* The position where the next message begins and the last one has ended. Exact only while the queue
 * is empty. */
static inline uint64_t an_ring_queue_position(const struct an_ring_queue *o) { return an_ring_position(&o->tx.ring); }
/* Has the consumer dealt with every message that was ever posted? */
static inline bool an_ring_queue_settled(const struct an_ring_queue *o)
{
    return an_ring_queue_empty(o) && an_tx_released(&o->tx) == an_ring_queue_position(o);
}

#endif

/* channel.h - whole messages of any size over a ring: splits on one side, joins on the other.
 *
 * Records of one message are never mixed with another's on the same ring. A first record drops a
 * message that is still being joined: its sender died or gave up. A continuation without a first
 * record is skipped. So both ends survive the other's death.
 *
 * Some messages must not get lost silently (`once`). For these the ring keeps what a dead receiver
 * had in hand (an_ring_return). Its successor gets such a message marked as withdrawn, also when
 * the dead receiver had only a part of it. The successor can only report the loss.
 */
#ifndef AN_CHANNEL_H
#define AN_CHANNEL_H

#include "ipc/bell.h"
#include "ipc/msg.h"
#include "ipc/pending.h"
#include "ipc/ring.h"
#include "memory/buf.h"

struct an_tx {
    struct an_ring_tx ring;
    struct an_bell *bell; /* the consumer's */
    int bell_fd;
    struct an_pending *pending; /* the consumer's; NULL: it looks at this ring in any case */
    uint32_t place;         /* of this producer there */
    bool used;       /* the ring has been written to, by a predecessor if not by this producer */
    bool dirty;      /* something was published since the last an_tx_ring */
    bool placed;     /* the place of the next record is known, and must not move: an_tx_place() */
    uint64_t raised; /* what was published before this position has a bit that is, or was, up */
};

void an_tx_open(struct an_tx *tx, struct an_ring *ring, uint32_t capacity, struct an_bell *bell, int bell_fd);
/* The same for a ring that has never been written to: no page of it is touched before the first
 * message. */
void an_tx_begin(struct an_tx *tx, struct an_ring *ring, uint32_t capacity, struct an_bell *bell, int bell_fd);
/* Publishes a message, or as much of it as there is room for. *done counts the payload bytes
 * published so far, plus one. The caller starts with 0, and after AN_EAGAIN passes the same
 * arguments again. Another message in between drops this one. AN_OK, AN_EAGAIN, AN_ECORRUPT. */
int an_tx_push(struct an_tx *tx, const struct an_msg *m, const void *head, const void *body, size_t *done);
/* Where the next message can have its body, if it has no head, `len` bytes, and room in one record:
 * an_tx_push() does not copy a body that stands there. Good until another push. NULL: nowhere. */
uint8_t *an_tx_place(struct an_tx *tx, size_t len);
/* The position up to which the consumer has dealt with records. */
static inline uint64_t an_tx_released(const struct an_tx *tx) { return tx->used ? an_ring_released(tx->ring.ring) : an_ring_position(&tx->ring); }
/* Takes back a message that is an_msg_revocable(). `position` is the ring's position before the
 * push began; the message there must have this stamp. True: the receiver sees it as withdrawn
 * (`how`), now and ever after. False: the receiver has it, or it does not stand there. */
bool an_tx_withdraw(struct an_tx *tx, uint64_t position, uint64_t stamp, enum an_withdrawn how);
/* Walks over the records that the receiver has not dealt with; *position begins as
 * an_ring_released(). Copies the header of each record, of AN_MSG_MORE too, and moves *position
 * behind it. False: there are no more. */
bool an_tx_walk(const struct an_tx *tx, uint64_t *position, struct an_msg *m);
/* Copies head and body of the message m whose first record stands at `position`. False: the ring
 * does not hold all of it. */
bool an_tx_read(const struct an_tx *tx, uint64_t position, const struct an_msg *m, uint8_t *payload);
/* After AN_EAGAIN: asks the consumer to ring this producer when there is room. True: there is room
 * already. */
bool an_tx_want_room(struct an_tx *tx);
/* Raises the bit for what has none yet, and rings the consumer, if anything was published since the
 * last call. One call serves a whole batch: only its first record has raised the bit at once, so
 * that a consumer that is awake may begin with the batch. */
void an_tx_ring(struct an_tx *tx);

/* A message as the receiver sees it. A small one points into the ring. Of a large one the head is
 * in the channel's buffer and the body in `owned`. */
struct an_delivery {
    struct an_msg msg;
    const uint8_t *head, *body;
    void *owned; /* what alloc() returned for this body, or NULL; the receiver owns it now */
};

struct an_rx {
    struct an_ring_rx ring;
    struct an_bell *bell; /* the producer's, rung when it waits for room; NULL: its loop is rung by
                           * other means */
    int bell_fd;
    size_t max_body;
    /* Memory of len bytes for the body of a split message. drop() gives it back when the message is
     * never finished. */
    void *(*alloc)(void *ctx, size_t len);
    void *(*bytes)(void *owned); /* the first byte of such memory */
    void (*drop)(void *ctx, void *owned);
    void *ctx;
    struct an_msg joining; /* type AN_MSG_MORE: none */
    struct an_buf head;
    void *owned;
    size_t have; /* payload bytes joined so far */
    bool once;    /* A message that a dead predecessor had in hand comes as withdrawn. Without its
                   * bytes when it had several records. */
    bool corrupt; /* nothing is read any more */
    bool broken;  /* the receiver has seen AN_ECORRUPT and logged it */
};

/* max_body: the longest body accepted; a longer one is AN_ECORRUPT. alloc/bytes/drop NULL: an_alloc
 * memory. */
void an_rx_open(struct an_rx *rx, struct an_ring *ring, uint32_t capacity, size_t max_body);
void an_rx_close(struct an_rx *rx); /* frees what was being joined; the ring stays */
/* The next whole message: 1. 0: there is none yet. AN_ECORRUPT: the channel is down, now and ever
 * after. The message stays in hand until an_rx_done(). */
int an_rx_next(struct an_rx *rx, struct an_delivery *d);
/* After AN_ECORRUPT, when the sender has died and been reaped. Begins anew with the records of its
 * successor. */
void an_rx_restart(struct an_rx *rx);
/* The message in hand is dealt with; its sender sees that at once. Its room goes back in steps, and
 * each step rings a producer that waits for room. */
void an_rx_done(struct an_rx *rx);
/* Is there anything to read? False after AN_ECORRUPT, so that nobody stays awake for a channel that
 * is down. */
static inline bool an_rx_pending(struct an_rx *rx) { return !rx->corrupt && an_ring_pending(&rx->ring); }

#endif

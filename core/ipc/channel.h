/* channel.h - whole messages of any size over a ring: splits on one side, joins on the other.
 *
 * Records of one message are never mixed with another's on the same ring. A first record while a message is being joined drops the
 * unfinished one (its sender died or gave up); a continuation without a first is skipped. So both ends survive the other's death without a word.
 *
 * Where a message must not get lost without a word (`once`), the ring keeps what a dead receiver had in hand (an_ring_return), and its successor is told of
 * that message, and of one that the dead receiver had received a part of: it comes as withdrawn. Nothing of it can be done any more but to say so.
 */
#ifndef AN_CHANNEL_H
#define AN_CHANNEL_H

#include "ipc/msg.h"
#include "ipc/ring.h"
#include "ipc/wake.h"
#include "memory/buf.h"

#define AN_MAX_HEAD (1u << 20) /* bytes of a message's head block */

struct an_tx {
    struct an_ring_tx ring;
    struct an_bell *bell; /* the consumer's */
    int bell_fd;
    bool dirty; /* published since the last an_tx_ring */
};

void an_tx_open(struct an_tx *tx, struct an_ring *ring, uint32_t capacity, struct an_bell *bell, int bell_fd);
/* Publishes a message, or as much of it as there is room for. *done counts payload bytes published so far plus one; start with 0 and pass
 * the same arguments again after AN_EAGAIN, with no other message in between (another one drops this one). AN_OK, AN_EAGAIN, AN_ECORRUPT. */
int an_tx_push(struct an_tx *tx, const struct an_msg *m, const void *head, const void *body, size_t *done);
/* Takes back a message that is an_msg_revocable(): the one with this stamp whose first record stands at this position (of the ring, before its push began).
 * True: its receiver sees it as withdrawn so, now and ever after. False: the receiver has it, or it does not stand there. */
bool an_tx_withdraw(struct an_tx *tx, uint64_t position, uint64_t stamp, enum an_withdrawn how);
/* Walks over the records that the receiver has not dealt with, from *position = an_ring_released() on: the header of each, an AN_MSG_MORE too; *position is
 * behind it then. False: that was all. */
bool an_tx_walk(const struct an_tx *tx, uint64_t *position, struct an_msg *m);
/* Copies head and body of the message m whose first record stands there. False: not all of it is in the ring. */
bool an_tx_read(const struct an_tx *tx, uint64_t position, const struct an_msg *m, uint8_t *payload);
/* After AN_EAGAIN: asks the consumer to ring us when there is room. True when there is room already. */
bool an_tx_want_room(struct an_tx *tx);
/* Rings the consumer if anything was published since the last call: once for a whole batch. */
void an_tx_ring(struct an_tx *tx);

/* A message as the receiver sees it. Small ones point into the ring; of large ones the head is in the channel's buffer and the body in `owned`. */
struct an_delivery {
    struct an_msg msg;
    const uint8_t *head, *body;
    void *owned; /* what alloc() returned for this body (now the receiver's), or NULL */
};

struct an_rx {
    struct an_ring_rx ring;
    struct an_bell *bell; /* the producer's, rung when it waits for room; NULL: its loop is rung by other means */
    int bell_fd;
    size_t max_body;
    /* Where a body of a split message goes: memory for len bytes; drop() gives it back when the message is never finished. */
    void *(*alloc)(void *ctx, size_t len);
    void *(*bytes)(void *owned); /* the first byte of such memory */
    void (*drop)(void *ctx, void *owned);
    void *ctx;
    struct an_msg joining; /* type AN_MSG_MORE: none */
    struct an_buf head;
    void *owned;
    size_t have; /* payload bytes joined so far */
    bool once;    /* a message that a dead predecessor had in hand comes as withdrawn, without its bytes when there were several records of it */
    bool corrupt; /* nothing is read any more */
    bool broken;  /* the receiver has seen AN_ECORRUPT and said so */
};

/* max_body: the longest body accepted; a longer one is AN_ECORRUPT. alloc/bytes/drop NULL: an_alloc memory. */
void an_rx_open(struct an_rx *rx, struct an_ring *ring, uint32_t capacity, size_t max_body);
void an_rx_close(struct an_rx *rx); /* frees what was being joined; the ring stays */
/* The next whole message: 1, 0 when there is none yet, AN_ECORRUPT, then and ever after. It stays in hand until an_rx_done. */
int an_rx_next(struct an_rx *rx, struct an_delivery *d);
/* After AN_ECORRUPT, when the sender has died and been reaped: begins anew with what its successor sends. */
void an_rx_restart(struct an_rx *rx);
/* The message in hand has been dealt with, which its sender sees at once. Its room is given back in steps, which rings a producer that waits for room. */
void an_rx_done(struct an_rx *rx);
/* False for ever once an_rx_next has said AN_ECORRUPT: nobody stays awake for a channel that is down. */
static inline bool an_rx_pending(struct an_rx *rx) { return !rx->corrupt && an_ring_pending(&rx->ring); }

#endif

/* ring.h - a one-way queue of records between two processes, in shared memory.
 *
 * One producer, one consumer, no locks. Positions are free-running 64-bit byte counts, masked on access: no position comes twice, so it may be kept and
 * compared for as long as one likes.
 *
 *        head            claim               tail
 *   ......|  in hand      |  published        |  being written ......
 *         ^ consumer      ^ consumer          ^ producer            (who writes each)
 *
 * A record is published whole by one release store of `tail`, or not at all: SIGKILL at any instruction of either side leaves a
 * valid ring, which a successor takes over as it is. `claim` says which records the consumer has in hand: after its
 * death they are passed over (an_ring_repair), so that a record that kills its reader kills it once; all the rest stays.
 * What the other process wrote is input: every index and length is checked, and a bad one is AN_ECORRUPT.
 * Not here: waking the peer (wake.h), what a record means (msg.h).
 */
#ifndef AN_RING_H
#define AN_RING_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ground/base.h"

/* Lives in shared memory, zeroed at birth; the data follows it. */
struct an_ring {
    _Alignas(AN_CACHE_LINE) _Atomic uint64_t tail; /* the producer's line */
    _Alignas(AN_CACHE_LINE) _Atomic uint64_t head; /* the consumer's line */
    _Atomic uint64_t claim;
    _Atomic uint64_t done; /* what lies before it has been dealt with; head follows in larger steps */
    _Alignas(AN_CACHE_LINE) _Atomic uint32_t hungry; /* the producer waits for room; the consumer clears it and rings */
    _Atomic uint64_t repaired; /* head after the last repair: what lies before it was seen by a consumer that died or was settled */
    _Atomic uint64_t ended;    /* tail at the last death of a producer */
    _Alignas(AN_CACHE_LINE) unsigned char data[];
};

/* Bytes of shared memory for a ring of `capacity` data bytes (a power of two, 4 KiB..1 GiB). */
size_t an_ring_bytes(uint32_t capacity);

struct an_ring_tx { /* the producer's private handle */
    struct an_ring *ring;
    uint64_t tail, head_seen;
    uint32_t capacity, reserved;
};
struct an_ring_rx { /* the consumer's private handle */
    struct an_ring *ring;
    uint64_t head, claim, tail_seen; /* head: what has been given back */
    uint32_t capacity;
};

/* Attach to a ring, new or used by a predecessor (which must be dead). */
void an_ring_tx_open(struct an_ring_tx *tx, struct an_ring *ring, uint32_t capacity);
void an_ring_rx_open(struct an_ring_rx *rx, struct an_ring *ring, uint32_t capacity);

/* The longest record: a quarter of the capacity, so that one slow record cannot wedge a ring. */
static inline uint32_t an_ring_max_record(uint32_t capacity) { return capacity / 4 - 8; }

/* Room for one record of len bytes (1..max_record), 8-aligned, contiguous; NULL when the ring is too full now. Nothing is visible to the
 * consumer until commit; a reserve that is not committed is forgotten. */
void *an_ring_reserve(struct an_ring_tx *tx, uint32_t len);
/* Publishes the reserved record. AN_ECORRUPT from an_ring_tx_check() says that the consumer's index is impossible. */
void an_ring_commit(struct an_ring_tx *tx);
int an_ring_tx_check(struct an_ring_tx *tx);
/* Says that the producer waits for room, then looks once more: true when room for len bytes is there now (no need to wait). */
bool an_ring_want_room(struct an_ring_tx *tx, uint32_t len);
/* The producer's position after the last commit: the position of a record is what this says right after its commit. */
static inline uint64_t an_ring_position(const struct an_ring_tx *tx) { return tx->tail; }

/* The record that begins at a position (the producer's before its commit), or NULL when the consumer has given it back. For the producer, who alone can put
 * another one in its place: while it looks the bytes stay what they are. */
void *an_ring_at(const struct an_ring_tx *tx, uint64_t position);
/* The record that begins at *position, between an_ring_released() and the producer's position, and *len; *position is behind it then. NULL: there is none, or
 * no position that could be. For the producer, as an_ring_at(). */
void *an_ring_walk(const struct an_ring_tx *tx, uint64_t *position, uint32_t *len);
/* What becomes of a record, said once by either side. */
enum an_ring_word {
    AN_RING_OFFERED,
    AN_RING_ACCEPTED,
    AN_RING_WITHDRAWN, /* its producer does not want it any more, */
    AN_RING_MOVED,     /* or has asked somebody else */
};
/* Takes back what a record asks for, which stays where it is. True: an_ring_accept() says `word` of it, now and ever after. False: it has been accepted. */
bool an_ring_withdraw(void *p, enum an_ring_word word);

/* The next published record: its length and *p, or 0 when there is none, or AN_ECORRUPT (nothing is taken then: whoever asks again is told
 * again, as long as the ring is so). Takes it in hand (claim): it stays in the ring until released.
 * Several records may be in hand at once; release gives all of them back. */
int an_ring_take(struct an_ring_rx *rx, void **p);
/* The consumer's word for a record in hand that its producer may withdraw. AN_RING_ACCEPTED: it is to be done, and can be withdrawn no more. Once per
 * record. */
enum an_ring_word an_ring_accept(void *p);
/* Anything published that is not in hand, or an impossible index, of which an_ring_take will tell? (One shared load at most.) */
bool an_ring_pending(struct an_ring_rx *rx);
/* How far the consumer has dealt with records: an_ring_done(), or given back. For anybody; a moment old. */
static inline uint64_t an_ring_released(const struct an_ring *ring)
{
    return atomic_load_explicit(&ring->done, memory_order_acquire); /* D2: pairs with D1 */
}
/* All that is in hand has been dealt with, though its space is not given back yet: one plain store. */
static inline void an_ring_done(struct an_ring_rx *rx)
{
    atomic_store_explicit(&rx->ring->done, rx->claim, memory_order_release); /* D1 */
}
/* Bytes published and not given back: what waits, and what is in hand. For anybody; a moment old. */
static inline uint64_t an_ring_queued(struct an_ring *ring)
{
    uint64_t head = atomic_load_explicit(&ring->head, memory_order_acquire);
    return atomic_load_explicit(&ring->tail, memory_order_acquire) - head;
}
/* Gives back everything in hand. True when the producer waits for room and at least half the ring is free (or nothing is published): then
 * ring its bell. */
bool an_ring_release(struct an_ring_rx *rx);

/* For the supervisor, once the consumer is known to be dead: passes over what was in hand and notes the position. */
void an_ring_repair(struct an_ring *ring, uint32_t capacity);
/* The same, but what it had in hand and had not dealt with stands first in the ring again: its successor tells by an_ring_accept() that somebody had it. */
void an_ring_return(struct an_ring *ring, uint32_t capacity);
/* For the supervisor, once the producer is known to be dead: notes where that ends what it has published. A tail that cannot be goes back to head. */
void an_ring_end(struct an_ring *ring, uint32_t capacity);
/* For the consumer, after AN_ECORRUPT and an_ring_end: passes over all that the dead producer has left; what its successor publishes comes next. */
void an_ring_skip(struct an_ring_rx *rx);
/* For a consumer that is about to leave because a record makes no sense: gives back all that is published, as far as that can be known. */
void an_ring_pass_over(struct an_ring_rx *rx);
/* The position noted by the last repair. A record that begins before it had been taken by a consumer that is dead. */
uint64_t an_ring_repaired(const struct an_ring *ring);

#endif

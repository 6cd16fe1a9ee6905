/* ring.h - a one-way queue of records between two processes, in shared memory.
 *
 * One producer, one consumer, no locks. Positions are free-running 64-bit byte counts. No position
 * comes twice, so a position may be kept and compared at any later time. `base` is the position
 * whose byte stands first in the data; from there on, positions are masked.
 *
 *        head            taken               tail
 *   ......|  in hand      |  published        |  being written ......
 *         ^ consumer      ^ consumer          ^ producer            (who writes each)
 *
 * One release store of `tail` publishes a record whole, or not at all. SIGKILL at any instruction
 * of either side leaves a valid ring, and a successor takes it over as it is. `taken` says which
 * records the consumer has in hand. After its death an_ring_repair() passes over them, so a record
 * that kills its reader kills it once; all the rest stays. Everything that the other process wrote
 * is input: every index and length is checked, and a bad one is AN_ECORRUPT.
 *
 * A ring that is empty begins anew: the producer moves `base` to its position. So a ring that is
 * never full touches its first pages only, whatever its capacity.
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
    _Atomic uint64_t base; /* changes only while the ring is empty */
    _Alignas(AN_CACHE_LINE) _Atomic uint64_t head; /* the consumer's line */
    _Atomic uint64_t taken;
    _Atomic uint64_t done; /* all records before it are dealt with; head follows in larger steps */
    /* the producer waits for room; the consumer clears it and rings */
    _Alignas(AN_CACHE_LINE) _Atomic uint32_t hungry;
    _Atomic uint64_t repaired; /* `head` after the last repair: a consumer that died had taken all
                                * records before it */
    _Atomic uint64_t ended;    /* tail at the last death of a producer */
    _Alignas(AN_CACHE_LINE) unsigned char data[];
};

/* Bytes of shared memory for a ring of `capacity` data bytes (a power of two, 4 KiB..1 GiB). */
size_t an_ring_bytes(uint32_t capacity);

struct an_ring_tx { /* the producer's private handle */
    struct an_ring *ring;
    uint64_t tail, base;
    uint64_t until; /* up to here it may write without a look at the consumer's index */
    uint32_t capacity, reserved;
};
struct an_ring_rx { /* the consumer's private handle */
    struct an_ring *ring;
    uint64_t head, taken, tail_seen; /* head: the consumer has given back all bytes before it */
    uint64_t base;                   /* of the records before tail_seen */
    uint32_t capacity;
};

/* Attaches to a ring, new or used by a predecessor. The predecessor must be dead. */
void an_ring_tx_open(struct an_ring_tx *tx, struct an_ring *ring, uint32_t capacity);
void an_ring_rx_open(struct an_ring_rx *rx, struct an_ring *ring, uint32_t capacity);

/* The longest record: a quarter of the capacity, so that one slow record cannot wedge a ring. */
static inline uint32_t an_ring_max_record(uint32_t capacity) { return capacity / 4 - 8; }

/* Room for one record of len bytes (1..max_record), 8-aligned, contiguous; NULL when the ring is
 * too full now. The consumer sees nothing until commit. A second reserve before the commit replaces
 * the first one. */
void *an_ring_reserve(struct an_ring_tx *tx, uint32_t len);
/* Publishes the reserved record. */
void an_ring_commit(struct an_ring_tx *tx);
/* The next record is the first one of a batch. A ring that has left its first page looks now
 * whether it may begin anew: the batch before may have been read, this one will not be soon. */
#define AN_RING_FIRST (4096 - sizeof(struct an_ring)) /* bytes of data in the ring's first page */
static inline void an_ring_batch(struct an_ring_tx *tx)
{
    if (AN_UNLIKELY(tx->tail - tx->base > AN_RING_FIRST)) tx->until = tx->tail;
}
/* AN_OK, or AN_ECORRUPT: the consumer's index is impossible. */
int an_ring_tx_check(struct an_ring_tx *tx);
/* Says that the producer waits for room, then looks once more. True: there is room for len bytes
 * now, so no wait is needed. */
bool an_ring_want_room(struct an_ring_tx *tx, uint32_t len);
/* The producer's position: the end of the record that was committed last, and the beginning of the
 * next one. */
static inline uint64_t an_ring_position(const struct an_ring_tx *tx) { return tx->tail; }

/* The record that begins at a position, or NULL when the consumer has given it back. The position
 * is an_ring_position() from before the record's commit. For the producer only: nobody else can put
 * another record there, so the bytes stay what they are while it looks. */
void *an_ring_at(const struct an_ring_tx *tx, uint64_t position);
/* The record that begins at *position, and its length. *position lies between an_ring_released()
 * and the producer's position; afterwards it is behind the record. NULL: there is no record there,
 * or the position is impossible. For the producer only, as an_ring_at(). */
void *an_ring_walk(const struct an_ring_tx *tx, uint64_t *position, uint32_t *len);
/* What becomes of a record. Either side says it, once. */
enum an_ring_word {
    AN_RING_OFFERED,
    AN_RING_ACCEPTED,
    AN_RING_WITHDRAWN, /* the producer does not want it done any more */
    AN_RING_MOVED,     /* the producer has asked somebody else */
};
/* Takes back what a record asks for; the record itself stays in the ring. True: an_ring_accept()
 * returns `word` for it, now and ever after. False: the consumer has accepted it. */
bool an_ring_withdraw(void *p, enum an_ring_word word);

/* The next published record: returns its length and sets *p. 0: there is none. AN_ECORRUPT: nothing
 * is taken, and the next call says the same as long as the ring is so. The record is then in hand
 * (before `taken`) and stays in the ring until it is released. Several records may be in hand at
 * once; release gives all of them back. */
int an_ring_take(struct an_ring_rx *rx, void **p);
/* The consumer's word for a record in hand that its producer may withdraw. Once per record.
 * AN_RING_ACCEPTED: the consumer does it, and the producer cannot withdraw it any more. */
enum an_ring_word an_ring_accept(void *p);
/* Is anything published that is not in hand? True also for an impossible index: an_ring_take()
 * reports it. Costs one shared load at most. */
bool an_ring_pending(struct an_ring_rx *rx);
/* The position up to which the consumer has dealt with records, given back or not. For anybody; a
 * moment old. */
static inline uint64_t an_ring_released(const struct an_ring *ring)
{
    return atomic_load_explicit(&ring->done, memory_order_acquire); /* D2 */
}
/* Everything in hand is dealt with. Its space is not given back yet. Costs one plain store. */
static inline void an_ring_done(struct an_ring_rx *rx)
{
    atomic_store_explicit(&rx->ring->done, rx->taken, memory_order_release); /* D1 */
}
/* Bytes published and not given back: those that wait and those in hand. For anybody; a moment
 * old. */
static inline uint64_t an_ring_queued(struct an_ring *ring)
{
    /* A2 and A1, for the numbers alone. */
    uint64_t head = atomic_load_explicit(&ring->head, memory_order_acquire);
    return atomic_load_explicit(&ring->tail, memory_order_acquire) - head;
}
/* Gives back everything in hand. True: the producer waits for room, and at least half the ring is
 * free or nothing is published. The caller then rings the producer's bell. */
bool an_ring_release(struct an_ring_rx *rx);

/* For the supervisor, once the consumer is known to be dead. Passes over what was in hand, and
 * notes the position. */
void an_ring_repair(struct an_ring *ring, uint32_t capacity);
/* For the supervisor, as an_ring_repair(). Records that were in hand and not dealt with stand first
 * in the ring again. an_ring_accept() tells the successor which of them the dead consumer had
 * accepted. */
void an_ring_return(struct an_ring *ring, uint32_t capacity);
/* For the supervisor, once the producer is known to be dead. Notes the position where its records
 * end. An impossible tail goes back to head. */
void an_ring_end(struct an_ring *ring, uint32_t capacity);
/* For the consumer, after AN_ECORRUPT and an_ring_end(). Passes over everything the dead producer
 * left; the next record is the first one of its successor. */
void an_ring_skip(struct an_ring_rx *rx);
/* For a consumer that is about to leave because a record makes no sense. Gives back everything
 * published, as far as the indices are possible. */
void an_ring_pass_over(struct an_ring_rx *rx);
/* The position noted by the last repair. A dead consumer had taken every record that begins before
 * it. */
uint64_t an_ring_repaired(const struct an_ring *ring);

#endif

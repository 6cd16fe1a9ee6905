/* ring.c - see ring.h.
 *
 *   record:  u32 length, u32 state, the bytes, padding to 8
 *   marker:  u32 WRAP, u32 unused
 *
 * A record never wraps. A marker in place of a length says: the rest up to the end is empty, go on
 * at the start. The state of a record is AN_RING_OFFERED until one side changes it, once: the
 * producer to WITHDRAWN or MOVED, or the consumer to ACCEPTED.
 *
 * One store of `tail` publishes the marker and the record behind it; one store of `taken` passes
 * both. So `tail` and `taken` stand between records, at whatever instruction a process is killed.
 *
 * Each side keeps the other's index as it last saw it. It reads the shared one only when that is
 * not enough.
 *
 * `base` moves only when the producer has seen that head is tail, to that position. Nothing is in
 * the ring then, and nothing in hand. The consumer reads `base` behind each new tail. As long as it
 * has not given back all records before that tail, the producer cannot move `base` again. A
 * producer that is killed behind the move leaves an empty ring. To know that a ring is empty costs
 * the producer a look at the consumer's line, so it looks once per page, and once per batch when it
 * is behind the first page.
 *
 * Memory orders; the first of a pair releases, the second one acquires:
 *   R1 pairs with A1 on `tail`: the consumer that sees the new tail sees the record, and its base.
 *   R2 pairs with A2 on `head`: the producer may overwrite, the consumer's reads are over.
 *   C1 pairs with C2 on `taken`, by way of waitpid: the supervisor sees what was taken.
 *   D1 pairs with D2 on `done`: what the consumer did with the records before it.
 *   S1 pairs with S1 on a record's state: what each side did before it said its word.
 *   W1, W2 pair with W3, W4 on `hungry` and `head`: see an_ring_want_room().
 *   P1 pairs with P2 on `repaired`: the repaired `taken` and `done`.
 *   E1 pairs with E2 on `ended`: the dead producer's last records.
 */
#include "ipc/ring.h"

#include <string.h>

#define WRAP UINT32_MAX
#define HEADER 8u
#define PAGE 4096u

size_t an_ring_bytes(uint32_t capacity)
{
    AN_ASSERT(capacity >= 4096 && capacity <= 1u << 30 && (capacity & (capacity - 1)) == 0);
    return sizeof(struct an_ring) + capacity;
}

static uint32_t round_up(uint32_t len)
{
    return (len + 7) & ~7u;
}

/* Where the byte of a position stands in `data`: at a multiple of 8, whatever the numbers are. */
static uint32_t place_of(uint32_t capacity, uint64_t base, uint64_t position)
{
    return (uint32_t)(position - base) & (capacity - 8);
}

/* A position that the other side could have written. */
static bool is_possible(uint64_t ahead, uint64_t behind, uint32_t capacity)
{
    return ahead - behind <= capacity && ((ahead | behind) & 7) == 0;
}

/* Reads the length once. The other side could still write, and the value that was checked must be
 * the value that is used. */
static uint32_t length_at(const struct an_ring *ring, uint32_t at)
{
    return __atomic_load_n((const uint32_t *)(const void *)(ring->data + at), __ATOMIC_RELAXED);
}

/* The record at a position from which on `there` bytes are published. Returns the bytes up to its
 * end, and sets the place and the length of its content. 0: no record can stand there. */
static inline uint32_t record_at(const struct an_ring *ring, uint32_t capacity, uint64_t base,
                                 uint64_t position, uint64_t there, uint32_t *place, uint32_t *len)
{
    uint32_t at = place_of(capacity, base, position), skip = 0;
    *len = length_at(ring, at);
    if (AN_UNLIKELY(*len == WRAP)) {
        skip = capacity - at;
        if (skip >= there) return 0;
        at = 0;
        *len = length_at(ring, 0);
    }
    if (AN_UNLIKELY(*len == 0 || *len > an_ring_max_record(capacity))) return 0;
    uint32_t need = HEADER + round_up(*len);
    if (AN_UNLIKELY(need > there - skip || need > capacity - at)) return 0;
    *place = at + HEADER;
    return skip + need;
}

/* --- the producer --- */

void an_ring_tx_open(struct an_ring_tx *tx, struct an_ring *ring, uint32_t capacity)
{
    *tx = (struct an_ring_tx){.ring = ring, .capacity = capacity};
    /* This side's own index; a predecessor is dead. */
    tx->tail = tx->until = atomic_load_explicit(&ring->tail, memory_order_relaxed);
    tx->base = atomic_load_explicit(&ring->base, memory_order_relaxed);
}

/* Bytes that a record of len takes here, with the marker in front of it. */
static uint32_t bytes_taken(const struct an_ring_tx *tx, uint32_t len)
{
    uint32_t need = HEADER + round_up(len),
             to_end = tx->capacity - place_of(tx->capacity, tx->base, tx->tail);
    return need <= to_end ? need : to_end + need;
}

static uint64_t room_at(const struct an_ring_tx *tx, uint64_t head)
{
    return is_possible(tx->tail, head, tx->capacity) ? tx->capacity - (tx->tail - head) : 0;
}

/* How far may it write, when a record of `total` bytes is to come? If the ring is empty, it begins
 * anew; it looks again when it leaves its first page. Else it looks again a page later, or where
 * there is no room. A ring of one page has nothing to save. */
static void head_look(struct an_ring_tx *tx, uint32_t total)
{
    uint64_t head = atomic_load_explicit(&tx->ring->head, memory_order_acquire); /* A2 */
    tx->until = tx->tail + AN_MIN(room_at(tx, head), (uint64_t)total + PAGE);
    if (head != tx->tail || tx->capacity <= PAGE) return;
    tx->until = tx->tail + AN_MAX(AN_RING_FIRST, (uint64_t)total);
    tx->base = tx->tail;
    atomic_store_explicit(&tx->ring->base, tx->base, memory_order_relaxed); /* before R1 */
}

void *an_ring_reserve(struct an_ring_tx *tx, uint32_t len)
{
    AN_ASSERT(len >= 1 && len <= an_ring_max_record(tx->capacity));
    uint32_t total = bytes_taken(tx, len), at = place_of(tx->capacity, tx->base, tx->tail);
    if (AN_UNLIKELY(total > tx->until - tx->tail)) {
        head_look(tx, total);
        total = bytes_taken(tx, len);
        at = place_of(tx->capacity, tx->base, tx->tail);
        if (total > tx->until - tx->tail) return NULL;
    }
    unsigned char *p = tx->ring->data + at;
    if (total != HEADER + round_up(len)) {
        memcpy(p, &(uint32_t){WRAP}, 4);
        p = tx->ring->data;
    }
    memcpy(p, (uint32_t[2]){len, AN_RING_OFFERED}, HEADER);
    tx->reserved = total;
    return p + HEADER;
}

void an_ring_commit(struct an_ring_tx *tx)
{
    tx->tail += tx->reserved;
    tx->reserved = 0;
    /* R1 */
    atomic_store_explicit(&tx->ring->tail, tx->tail, memory_order_release);
}

void *an_ring_at(const struct an_ring_tx *tx, uint64_t position)
{
    uint64_t head = atomic_load_explicit(&tx->ring->head, memory_order_acquire); /* A2 */
    if (!is_possible(tx->tail, head, tx->capacity) || position - head >= tx->tail - head)
        return NULL;
    unsigned char *p = tx->ring->data + place_of(tx->capacity, tx->base, position);
    uint32_t len;
    memcpy(&len, p, 4);
    return (len == WRAP ? tx->ring->data : p) + HEADER;
}

/* S1: of all exchanges of a record's state one succeeds. Returns the state before: AN_RING_OFFERED
 * when this exchange succeeded. */
static uint32_t state_settle(void *p, uint32_t to)
{
    uint32_t was = AN_RING_OFFERED;
    __atomic_compare_exchange_n((uint32_t *)p - 1, &was, to, false, __ATOMIC_ACQ_REL,
                                __ATOMIC_RELAXED);
    return was;
}

bool an_ring_withdraw(void *p, enum an_ring_word word)
{
    return state_settle(p, word) == AN_RING_OFFERED;
}

void *an_ring_walk(const struct an_ring_tx *tx, uint64_t *position, uint32_t *len)
{
    uint64_t head = atomic_load_explicit(&tx->ring->head, memory_order_acquire); /* A2 */
    uint64_t there = tx->tail - *position;
    if (!is_possible(tx->tail, head, tx->capacity) ||
        !is_possible(tx->tail, *position, tx->capacity))
        return NULL;
    if (there == 0 || there > tx->tail - head) return NULL;
    uint32_t at, need = record_at(tx->ring, tx->capacity, tx->base, *position, there, &at, len);
    if (!need) return NULL;
    *position += need;
    return tx->ring->data + at;
}

int an_ring_tx_check(struct an_ring_tx *tx)
{
    /* A2 */
    uint64_t head = atomic_load_explicit(&tx->ring->head, memory_order_acquire);
    return is_possible(tx->tail, head, tx->capacity) ? AN_OK : AN_ECORRUPT;
}

/* W1 and W2 stand here, W3 and W4 in an_ring_release(). Each side writes its own word, then reads
 * the other's, all in one order. So either the producer sees the new head, or the consumer sees
 * that the producer waits. */
bool an_ring_want_room(struct an_ring_tx *tx, uint32_t len)
{
    struct an_ring *ring = tx->ring;
    atomic_store_explicit(&ring->hungry, 1, memory_order_seq_cst);           /* W1 */
    uint64_t head = atomic_load_explicit(&ring->head, memory_order_seq_cst); /* W2, and A2 */
    if (room_at(tx, head) < bytes_taken(tx, len)) return false;
    /* The bell may ring nevertheless; that does no harm. */
    atomic_store_explicit(&ring->hungry, 0, memory_order_relaxed);
    return true;
}

/* --- the consumer --- */

void an_ring_rx_open(struct an_ring_rx *rx, struct an_ring *ring, uint32_t capacity)
{
    *rx = (struct an_ring_rx){.ring = ring, .capacity = capacity};
    /* This side's own index; a predecessor is dead. */
    rx->head = atomic_load_explicit(&ring->head, memory_order_relaxed);
    rx->taken = rx->tail_seen = rx->head;
    atomic_store_explicit(&ring->taken, rx->taken, memory_order_relaxed);
    an_ring_done(rx);
}

/* Looks for more than tail_seen says. An impossible position is never kept, so the private indices
 * stay sound whatever the shared ones hold. 1, 0 or AN_ECORRUPT. */
static int tail_look(struct an_ring_rx *rx)
{
    /* A1 */
    uint64_t tail = atomic_load_explicit(&rx->ring->tail, memory_order_acquire);
    if (tail == rx->taken) return 0;
    if (!is_possible(tail, rx->head, rx->capacity) || tail - rx->taken > rx->capacity)
        return AN_ECORRUPT;
    rx->tail_seen = tail;
    rx->base = atomic_load_explicit(&rx->ring->base, memory_order_relaxed); /* behind A1 */
    return 1;
}

int an_ring_take(struct an_ring_rx *rx, void **p)
{
    int more = rx->tail_seen != rx->taken ? 1 : tail_look(rx);
    if (more <= 0) return more;
    uint32_t at, len,
        need = record_at(rx->ring, rx->capacity, rx->base, rx->taken, rx->tail_seen - rx->taken,
                         &at, &len);
    if (AN_UNLIKELY(!need)) return AN_ECORRUPT;
    rx->taken += need;
    /* C1: stands before the record is handed out. The supervisor reads it only when this process is
     * dead. */
    atomic_store_explicit(&rx->ring->taken, rx->taken, memory_order_release);
    /* The compiler must not move the caller's work before this store. */
    atomic_signal_fence(memory_order_seq_cst);
    *p = rx->ring->data + at;
    return (int)len;
}

/* The producer has two words. Any other value that it may have written counts as
 * AN_RING_WITHDRAWN. */
enum an_ring_word an_ring_accept(void *p)
{
    uint32_t was = state_settle(p, AN_RING_ACCEPTED);
    if (AN_LIKELY(was == AN_RING_OFFERED)) return AN_RING_ACCEPTED;
    return was == AN_RING_MOVED ? AN_RING_MOVED : AN_RING_WITHDRAWN;
}

bool an_ring_pending(struct an_ring_rx *rx)
{
    return rx->tail_seen != rx->taken || tail_look(rx) != 0;
}

bool an_ring_release(struct an_ring_rx *rx)
{
    struct an_ring *ring = rx->ring;
    if (rx->head != rx->taken) {
        rx->head = rx->taken;
        an_ring_done(rx);
        /* W3, and R2: gives the space back. */
        atomic_store_explicit(&ring->head, rx->head, memory_order_seq_cst);
    }
    if (!atomic_load_explicit(&ring->hungry, memory_order_seq_cst)) return false; /* W4 */
    /* A1, for the number alone; then W3's bell: the exchange lets one release ring for one W1. */
    uint64_t used = atomic_load_explicit(&ring->tail, memory_order_acquire) - rx->head;
    if (used > rx->capacity / 2) return false; /* it stays hungry: a later release sees it */
    return atomic_exchange_explicit(&ring->hungry, 0, memory_order_acq_rel) != 0;
}

void an_ring_pass_over(struct an_ring_rx *rx)
{
    tail_look(rx);
    rx->taken = rx->tail_seen;
    /* C1 */
    atomic_store_explicit(&rx->ring->taken, rx->taken, memory_order_release);
    an_ring_release(rx);
}

/* --- the supervisor --- */

/* How far the dead consumer had taken records, and (to *done) dealt with them. A1, A2, C2 and D2:
 * the writers are dead or checked. */
static uint64_t taken_up_to(struct an_ring *ring, uint32_t capacity, uint64_t *done)
{
    uint64_t tail = atomic_load_explicit(&ring->tail, memory_order_acquire);
    uint64_t head = atomic_load_explicit(&ring->head, memory_order_acquire);
    uint64_t taken = atomic_load_explicit(&ring->taken, memory_order_acquire);
    *done = atomic_load_explicit(&ring->done, memory_order_acquire);
    bool sound = is_possible(tail, head, capacity) && is_possible(taken, head, capacity) &&
                 tail - taken <= capacity;
    if (!sound) taken = tail & ~7ull; /* a record may stand there, whatever tail is */
    if (!sound || !is_possible(*done, head, capacity) || taken - *done > capacity) *done = taken;
    return taken;
}

static void begin_at(struct an_ring *ring, uint64_t position)
{
    atomic_store_explicit(&ring->taken, position, memory_order_relaxed);
    atomic_store_explicit(&ring->done, position, memory_order_relaxed);
    /* P1, then R2 and W3. */
    atomic_store_explicit(&ring->repaired, position, memory_order_release);
    atomic_store_explicit(&ring->head, position, memory_order_seq_cst);
}

void an_ring_repair(struct an_ring *ring, uint32_t capacity)
{
    uint64_t done;
    begin_at(ring, taken_up_to(ring, capacity, &done));
}

void an_ring_return(struct an_ring *ring, uint32_t capacity)
{
    uint64_t done;
    taken_up_to(ring, capacity, &done);
    begin_at(ring, done);
}

uint64_t an_ring_repaired(const struct an_ring *ring)
{
    /* P2 */
    return atomic_load_explicit(&ring->repaired, memory_order_acquire);
}

/* A1 and A2 read, R1 writes, as the dead producer would have done. */
void an_ring_end(struct an_ring *ring, uint32_t capacity)
{
    uint64_t head = atomic_load_explicit(&ring->head, memory_order_acquire);
    uint64_t tail = atomic_load_explicit(&ring->tail, memory_order_acquire);
    if (!is_possible(tail, head, capacity)) {
        tail = head & ~7ull;
        atomic_store_explicit(&ring->tail, tail, memory_order_release);
    }
    atomic_store_explicit(&ring->ended, tail, memory_order_release); /* E1 */
}

void an_ring_skip(struct an_ring_rx *rx)
{
    struct an_ring *ring = rx->ring;
    /* E2, and R2 with W3 below */
    uint64_t ended = atomic_load_explicit(&ring->ended, memory_order_acquire);
    ended &= ~7ull;
    rx->head = rx->taken = rx->tail_seen = ended;
    atomic_store_explicit(&ring->taken, ended, memory_order_relaxed);
    an_ring_done(rx);
    atomic_store_explicit(&ring->head, ended, memory_order_seq_cst);
}

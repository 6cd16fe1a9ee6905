/* pending.c - see pending.h.
 *
 * Memory orders; the first of a pair releases, the second one acquires:
 *   K1 pairs with K2 on `raised`: the consumer that takes the bit sees the records before it.
 *   U1 pairs with U2 on `used`.
 *   K1, V2 (bell.c) pair with V1 (bell.c), K3: the producer raises its bit, then reads the flag of
 *      the bell; the consumer raises the flag, then reads the bits; all in one order. So either the
 *      producer sees that the consumer sleeps, or the consumer sees the bit.
 */
#include "ipc/pending.h"

void an_pending_raise(struct an_pending *p, uint32_t place)
{
    /* K1 */
    atomic_fetch_or_explicit(&p->raised[place / 64], 1ull << place % 64, memory_order_seq_cst);
}

void an_pending_use(struct an_pending *p, uint32_t place)
{
    /* U1 */
    atomic_fetch_or_explicit(&p->used[place / 64], 1ull << place % 64, memory_order_release);
}

bool an_pending_used(const struct an_pending *p, uint32_t place)
{
    /* U2 */
    return atomic_load_explicit(&p->used[place / 64], memory_order_acquire) >> place % 64 & 1;
}

void an_pending_set_init(struct an_pending_set *s, struct an_pending *shared, uint32_t places)
{
    AN_ASSERT(places <= AN_PENDING_PLACES);
    *s = (struct an_pending_set){.shared = shared, .places = places, .words = (places + 63) / 64};
}

/* The load comes first: a word without bits costs no exchange. */
void an_pending_take(struct an_pending_set *s)
{
    for (uint32_t i = 0; i < s->words; i++) {
        _Atomic uint64_t *word = &s->shared->raised[i];
        if (atomic_load_explicit(word, memory_order_relaxed))
            s->bits[i] |= atomic_exchange_explicit(word, 0, memory_order_acquire); /* K2 */
    }
}

bool an_pending_any(const struct an_pending_set *s)
{
    for (uint32_t i = 0; i < s->words; i++)
        if (atomic_load_explicit(&s->shared->raised[i], memory_order_seq_cst)) return true; /* K3 */
    return false;
}

uint32_t an_pending_next(const struct an_pending_set *s, uint32_t from)
{
    uint32_t i = from / 64;
    uint64_t bits = i < s->words ? s->bits[i] & ~0ull << from % 64 : 0;
    while (!bits && ++i < s->words)
        bits = s->bits[i];
    uint32_t place = bits ? 64 * i + (uint32_t)__builtin_ctzll(bits) : AN_PENDING_NONE;
    return place < s->places ? place : AN_PENDING_NONE;
}

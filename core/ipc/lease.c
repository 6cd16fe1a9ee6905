/* lease.c - see lease.h. The word: 0 when the lease is the control thread's; else the reactor's
 * index + 1, and the two flags.
 *
 * Memory orders; the first of a pair releases, the second one acquires:
 *   L1 pairs with L2 on `word`: who gets the lease sees what the last holder did, and `left`.
 * Each step but L1 of a grant is a compare-and-exchange. So of a revoke and an enter only one
 * succeeds, and a leave sees a revoke that came before it.
 */
#include "ipc/lease.h"

#define BUSY 0x10000u    /* the reactor is between enter and leave */
#define REVOKED 0x20000u /* with BUSY: the control thread wants the lease back */

static uint32_t word_of(uint32_t reactor)
{
    return reactor + 1;
}

static bool word_change(struct an_lease *l, uint32_t *from, uint32_t to)
{
    /* L1 and L2 */
    return atomic_compare_exchange_strong_explicit(&l->word, from, to, memory_order_acq_rel,
                                                   memory_order_acquire);
}

bool an_lease_is_back(const struct an_lease *l)
{
    return atomic_load_explicit(&l->word, memory_order_acquire) == 0; /* L2 */
}

void an_lease_grant(struct an_lease *l, uint32_t reactor, uint32_t clients)
{
    AN_ASSERT(an_lease_is_back(l));
    l->left = clients;
    atomic_store_explicit(&l->word, word_of(reactor), memory_order_release); /* L1 */
}

bool an_lease_revoke(struct an_lease *l)
{
    uint32_t word = atomic_load_explicit(&l->word, memory_order_acquire); /* L2 */
    while (word && !(word & REVOKED))
        if (word_change(l, &word, word & BUSY ? word | REVOKED : 0)) return !(word & BUSY);
    return word == 0;
}

bool an_lease_has(const struct an_lease *l, uint32_t reactor)
{
    /* L2 */
    return (atomic_load_explicit(&l->word, memory_order_acquire) & (BUSY - 1)) == word_of(reactor);
}

bool an_lease_enter(struct an_lease *l, uint32_t reactor)
{
    uint32_t word = word_of(reactor);
    return word_change(l, &word, word | BUSY);
}

bool an_lease_leave(struct an_lease *l, uint32_t reactor, bool keep)
{
    uint32_t word = word_of(reactor) | BUSY;
    if (keep && word_change(l, &word, word_of(reactor))) return true;
    AN_ASSERT((word & ~REVOKED) == (word_of(reactor) | BUSY));
    atomic_store_explicit(&l->word, 0, memory_order_release); /* L1 */
    return false;
}

/* account.h - counts the bytes kept for somebody. Code that takes or frees such memory says so here
 * at once.
 *
 * Several accounts, of several threads, have one capped sum (ipc/budget.h). An account takes from
 * the sum in steps, so the sum's word is not written for each byte: `settle` is called when `bytes`
 * leaves (quota - 2 steps, quota]. An account belongs to one thread.
 */
#ifndef AN_ACCOUNT_H
#define AN_ACCOUNT_H

#include <stddef.h>
#include <stdint.h>

#include "ground/base.h"

#define AN_ACCOUNT_STEP 65536u /* bytes */

struct an_account {
    uint64_t bytes; /* others only read it */
    uint64_t quota; /* settle() writes it */
    void (*settle)(struct an_account *a);
};

/* `a` NULL: nobody counts. */
static inline void an_account_add(struct an_account *a, size_t n)
{
    if (!a) return;
    a->bytes += n;
    if (AN_UNLIKELY(a->bytes > a->quota) && a->settle) a->settle(a);
}

static inline void an_account_sub(struct an_account *a, size_t n)
{
    if (!a) return;
    AN_ASSERT(n <= a->bytes);
    a->bytes -= n;
    if (AN_UNLIKELY(a->quota - a->bytes >= 2 * AN_ACCOUNT_STEP) && a->settle) a->settle(a);
}

#endif

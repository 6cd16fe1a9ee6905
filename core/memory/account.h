/* account.h - how many bytes are kept for somebody: whoever takes or frees memory of that kind says so here, at once.
 *
 * The sum of several accounts, of several threads, has a cap (ipc/budget.h). So that its word is not written for each byte, an account takes from it in
 * steps: `settle` is called when what is kept does not lie in (quota - 2 steps, quota] any more. An account belongs to one thread.
 */
#ifndef AN_ACCOUNT_H
#define AN_ACCOUNT_H

#include <stddef.h>
#include <stdint.h>

#include "ground/base.h"

#define AN_ACCOUNT_STEP 65536u /* bytes */

struct an_account {
    uint64_t bytes; /* read only for others */
    uint64_t quota; /* settle's */
    void (*settle)(struct an_account *a);
};

/* NULL: nobody counts. */
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

/* budget.h - what all reactors keep in memory for their clients, in one sum with a cap. Threads of one process.
 *
 * Each reactor has a share: an account (memory/account.h) that takes from the sum in steps of AN_ACCOUNT_STEP, so the sum is too high by two steps for each
 * reactor at most. Nothing is refused here: memory has been taken when the account learns of it. Whoever sees that the sum is over its cap ends what holds
 * most (net/conn_relief.c), and so do the others when they are asked.
 */
#ifndef AN_BUDGET_H
#define AN_BUDGET_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "ipc/board.h"
#include "memory/account.h"

struct an_budget {
    uint64_t max; /* bytes; fixed */
    _Alignas(AN_CACHE_LINE) _Atomic uint64_t sum;
    _Atomic uint64_t of[AN_MAX_REACTORS];    /* each one's part of it; that reactor's */
    _Atomic uint32_t asked[AN_MAX_REACTORS]; /* it keeps most, and is to make room; anybody's */
};

struct an_share {
    struct an_account account;
    struct an_budget *budget;
    uint32_t index; /* of the reactor */
    bool pressed;   /* the sum was over its cap when this account last took from it */
};

void an_budget_init(struct an_budget *b, uint64_t max);
/* b NULL: only counts. */
void an_share_init(struct an_share *s, struct an_budget *b, uint32_t index);
/* Is the sum over its cap? Cheap while this share has not made it so. */
bool an_share_over_now(struct an_share *s);
static inline bool an_share_over(struct an_share *s) { return AN_UNLIKELY(s->pressed) && an_share_over_now(s); }
/* How many bytes the sum is above a sixteenth below its cap: so many are freed at a time. */
uint64_t an_share_excess(const struct an_share *s);
/* Asks that one of the first `count` reactors to make room that keeps most. SELF: that is this one. NEW: somebody has to wake it. */
enum an_ask { AN_ASK_SELF, AN_ASK_NEW, AN_ASK_OLD };
enum an_ask an_share_ask_most(struct an_share *s, uint32_t count);
/* Has this one been asked? Once. */
bool an_share_asked(struct an_share *s);
/* Is anybody asked who has not seen it yet? */
bool an_budget_asks(const struct an_budget *b, uint32_t index);

#endif

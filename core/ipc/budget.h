/* budget.h - the memory that all reactors keep for their clients: one sum with a cap. Threads of
 * one process.
 *
 * Each reactor has a share: an account (memory/account.h) that takes from the sum in steps of
 * AN_ACCOUNT_STEP. So the sum is too high by at most two steps for each reactor. Nothing is refused
 * here: the memory has been taken already when the account learns of it. A reactor that sees the
 * sum above its cap ends the connections that hold most (net/conn_relief.c); the other reactors do
 * so when they are asked.
 */
#ifndef AN_BUDGET_H
#define AN_BUDGET_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "ground/limits.h"
#include "ipc/board.h"
#include "memory/account.h"

struct an_budget {
    uint64_t max; /* bytes; fixed */
    _Alignas(AN_CACHE_LINE) _Atomic uint64_t sum;
    /* each reactor's part of the sum; that reactor writes */
    _Atomic uint64_t of[AN_MAX_REACTORS];
    /* this reactor keeps most and shall make room; anybody writes */
    _Atomic uint32_t asked[AN_MAX_REACTORS];
};

struct an_share {
    struct an_account account;
    struct an_budget *budget;
    uint32_t index; /* of the reactor */
    bool pressed;   /* the sum was over its cap when this account last took from it */
};

void an_budget_init(struct an_budget *b, uint64_t max);
/* b NULL: the share only counts. */
void an_share_init(struct an_share *s, struct an_budget *b, uint32_t index);
/* Is the sum over its cap? Cheap unless this share has pushed it there. */
bool an_share_over_now(struct an_share *s);
static inline bool an_share_over(struct an_share *s) { return AN_UNLIKELY(s->pressed) && an_share_over_now(s); }
/* Bytes to free at a time: the sum less fifteen sixteenths of its cap. */
uint64_t an_share_excess(const struct an_share *s);
/* Asks the reactor that keeps most, of the first `count`, to make room. SELF: it is this one. NEW:
 * the caller has to wake it. OLD: it has been asked already. */
enum an_ask { AN_ASK_SELF, AN_ASK_NEW, AN_ASK_OLD };
enum an_ask an_share_ask_most(struct an_share *s, uint32_t count);
/* Has this reactor been asked? True once per question. */
bool an_share_asked(struct an_share *s);
/* Has this reactor been asked, and not looked yet? */
bool an_budget_asks(const struct an_budget *b, uint32_t index);

#endif

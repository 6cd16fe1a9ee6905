/* budget.c - see budget.h.
 *
 *   K1 pairs with K2 on `asked`: the reactor that was asked sees the sum that is too high.
 * All other orders are relaxed: each word stands for itself.
 */
#include "ipc/budget.h"

void an_budget_init(struct an_budget *b, uint64_t max)
{
    *b = (struct an_budget){.max = max};
}

/* One step stays free, so that an account at a boundary does not settle each time. */
static void share_settle(struct an_account *a)
{
    struct an_share *s = AN_CONTAINER_OF(a, struct an_share, account);
    uint64_t quota = (a->bytes + AN_ACCOUNT_STEP - 1) / AN_ACCOUNT_STEP * AN_ACCOUNT_STEP;
    uint64_t more = quota - a->quota; /* modulo 2^64, as the sum is */
    a->quota = quota;
    if (!s->budget) return;
    uint64_t sum = atomic_fetch_add_explicit(&s->budget->sum, more, memory_order_relaxed) + more;
    atomic_store_explicit(&s->budget->of[s->index], quota, memory_order_relaxed);
    if (sum > s->budget->max) s->pressed = true;
}

void an_share_init(struct an_share *s, struct an_budget *b, uint32_t index)
{
    *s = (struct an_share){.account.settle = share_settle, .budget = b, .index = index};
}

static uint64_t sum_of(const struct an_share *s)
{
    return s->budget ? atomic_load_explicit(&s->budget->sum, memory_order_relaxed) : 0;
}

bool an_share_over_now(struct an_share *s)
{
    s->pressed = s->budget && sum_of(s) > s->budget->max;
    return s->pressed;
}

uint64_t an_share_excess(const struct an_share *s)
{
    uint64_t sum = sum_of(s), goal = s->budget ? s->budget->max - s->budget->max / 16 : 0;
    return sum > goal ? sum - goal : 0;
}

enum an_ask an_share_ask_most(struct an_share *s, uint32_t count)
{
    struct an_budget *b = s->budget;
    uint32_t best = s->index;
    uint64_t most = s->account.quota;
    for (uint32_t i = 0; i < count; i++) {
        uint64_t has = atomic_load_explicit(&b->of[i], memory_order_relaxed);
        if (has <= most) continue;
        most = has;
        best = i;
    }
    if (best == s->index) return AN_ASK_SELF;
    /* K1 */
    bool old = atomic_exchange_explicit(&b->asked[best], 1, memory_order_acq_rel);
    return old ? AN_ASK_OLD : AN_ASK_NEW;
}

bool an_share_asked(struct an_share *s)
{
    struct an_budget *b = s->budget;
    if (!b || !an_budget_asks(b, s->index)) return false;
    /* K2 */
    return atomic_exchange_explicit(&b->asked[s->index], 0, memory_order_acquire) != 0;
}

bool an_budget_asks(const struct an_budget *b, uint32_t index)
{
    /* K2 */
    return atomic_load_explicit(&b->asked[index], memory_order_acquire) != 0;
}

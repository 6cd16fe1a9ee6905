/* shared.c - see shared.h. */
#include "memory/shared.h"

#include "ground/base.h"

struct an_shared *an_shared_new(struct an_account *account, size_t len)
{
    struct an_shared *s = an_alloc(sizeof *s + len);
    s->account = account;
    s->counted = len;
    an_account_add(account, len);
    s->refs = 1;
    s->len = len;
    return s;
}

void an_shared_unref(struct an_shared *s)
{
    if (!s || --s->refs > 0) return;
    an_account_sub(s->account, s->counted);
    an_free(s);
}

/* buf.c - see buf.h. Doubling makes n appends cost O(n) in all. The cap is checked before memory
 * grows. */
#include "memory/buf.h"

#include <string.h>

#include "ground/base.h"

#define FIRST_CAP 64

void an_buf_init(struct an_buf *b, size_t max)
{
    *b = (struct an_buf){.max = max};
}

void an_buf_fini(struct an_buf *b)
{
    an_free(b->data);
    an_account_sub(b->account, b->cap);
    *b = (struct an_buf){.max = b->max, .account = b->account};
}

uint8_t *an_buf_reserve(struct an_buf *b, size_t n)
{
    if (n > b->max - b->len) return NULL;
    size_t need = b->len + n;
    if (need > b->cap || !b->data) {
        size_t before = b->cap, cap = before ? before : FIRST_CAP;
        while (cap < need)
            cap = cap > SIZE_MAX / 2 ? need : 2 * cap;
        b->cap = AN_MAX(AN_MIN(cap, b->max), 1);
        b->data = an_realloc(b->data, b->cap);
        an_account_add(b->account, b->cap - before);
    }
    return b->data + b->len;
}

int an_buf_append(struct an_buf *b, const void *p, size_t n)
{
    if (n == 0) return AN_OK;
    uint8_t *room = an_buf_reserve(b, n);
    if (!room) return AN_ELIMIT;
    memcpy(room, p, n);
    b->len += n;
    return AN_OK;
}

void an_buf_consume(struct an_buf *b, size_t n)
{
    AN_ASSERT(n <= b->len);
    b->len -= n;
    if (b->len && n) memmove(b->data, b->data + n, b->len);
}

void an_buf_clear(struct an_buf *b, size_t keep)
{
    if (b->cap > keep)
        an_buf_fini(b);
    else
        b->len = 0;
}

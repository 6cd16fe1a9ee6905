/* parts_help.c - see parts_help.h. */
#include "fuzz/parts_help.h"

#include "ground/base.h"

size_t parts_next(void *arg, size_t at, size_t left)
{
    struct parts *p = arg;
    (void)at;
    if (p->count == 0) return left;
    size_t n = p->size[p->next++ % p->count];
    return AN_MIN(n ? n : 256, left);
}

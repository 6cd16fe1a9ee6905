/* shared.h - bytes that wait in several queues at a time, counted once. One thread. */
#ifndef AN_SHARED_H
#define AN_SHARED_H

#include "memory/account.h"

#include <stddef.h>
#include <stdint.h>

struct an_shared {
    struct an_account *account; /* counts it, once; NULL: nobody does */
    uint32_t refs;
    size_t len, counted;
    uint8_t data[];
};

/* The first reference; data is the caller's to fill. */
struct an_shared *an_shared_new(struct an_account *account, size_t len);
/* NULL: nothing happens. */
void an_shared_unref(struct an_shared *s);

#endif

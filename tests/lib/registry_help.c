/* registry_help.c - see registry_help.h. */
#include "registry_help.h"

#include "ground/base.h"

static void *base;

int registry_set_up(void **state)
{
    static struct an_registry r;
    base = an_calloc(1, an_registry_bytes(REGISTRY_MAX));
    an_registry_open(&r, base, REGISTRY_MAX, 3);
    *state = &r;
    return 0;
}

int registry_tear_down(void **state)
{
    (void)state;
    an_free(base);
    return 0;
}

uint64_t registry_add(struct an_registry *r, uint32_t index, uint32_t worker,
                      const struct an_conn_addr *addr, uint64_t now_ms)
{
    uint64_t id = an_registry_begin(r, index);
    an_registry_ready(r, id, worker, addr, now_ms);
    return id;
}

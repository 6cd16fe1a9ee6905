/* registry_help.c - see registry_help.h. */
#include "registry_help.h"

uint64_t registry_add(struct an_registry *r, uint32_t index, uint32_t worker,
                      const struct an_conn_addr *addr, uint64_t now_ms)
{
    uint64_t id = an_registry_begin(r, index);
    an_registry_ready(r, id, worker, addr, now_ms);
    return id;
}

/* worker_reach.c - what a worker or task worker may know of connections, its own and others'. See worker.h. */
#include "process/worker_in.h"

int an_worker_info(struct an_worker *w, uint64_t id, struct an_conn_info *info)
{
    const struct an_registry *r = &w->fabric->registry;
    if (id != w->closing_id && an_registry_over(r, id)) return AN_EGONE;
    return an_registry_read(r, id, info);
}

uint64_t an_worker_next(const struct an_worker *w, uint32_t *at)
{
    return an_registry_next(&w->fabric->registry, at);
}

/* worker_reach.c - what a worker or task worker may know of connections, topics and users, its own
 * and others'. See worker.h. All of it is read from shared memory; nothing here asks a reactor. */
#include "process/worker_in.h"

/* --- connections --- */

int an_worker_info(struct an_worker *w, uint64_t id, struct an_conn_info *info)
{
    const struct an_registry *r = &w->fabric->registry;
    if (id != w->call.closing_id && an_registry_over(r, id)) return AN_EGONE;
    return an_registry_read(r, id, info);
}

uint64_t an_worker_next(const struct an_worker *w, uint32_t *at)
{
    return an_registry_next(&w->fabric->registry, at);
}

bool an_worker_exists(const struct an_worker *w, uint64_t id)
{
    const struct an_registry *r = &w->fabric->registry;
    return !an_registry_over(r, id) && an_registry_check(r, id, NULL) == AN_OK;
}

int an_worker_addresses(const struct an_worker *w, uint64_t id, struct an_conn_info *info)
{
    return an_registry_read(&w->fabric->registry, id, info);
}

uint32_t an_worker_pinned_to(const struct an_worker *w, const struct an_conn_info *info)
{
    return info->worker % w->fabric->workers;
}

uint32_t an_worker_reactor_of(const struct an_worker *w, uint64_t id)
{
    return an_registry_reactor(&w->fabric->registry, id);
}

/* --- requests --- */

bool an_worker_answerable(const struct an_worker *w, uint64_t id, struct an_conn_route *route)
{
    return an_registry_check(&w->fabric->registry, id, NULL) == AN_OK &&
           an_worker_route(w, id, route);
}

bool an_worker_answer_begun(const struct an_worker *w, uint64_t id,
                            const struct an_conn_route *route)
{
    return an_registry_streamed(&w->fabric->registry, id, route->request);
}

/* --- users --- */

int an_worker_bind(struct an_worker *w, uint64_t id, const void *name, size_t len)
{
    return an_user_table_bind(&w->fabric->users, w->who, id, name, len);
}

bool an_worker_user(const struct an_worker *w, uint64_t id, uint8_t name[AN_USER_MAX], size_t *len)
{
    return an_user_table_get(&w->fabric->users, id, name, len);
}

uint64_t an_worker_user_next(const struct an_worker *w, const void *name, size_t len, uint32_t *at)
{
    uint64_t id;
    return an_user_table_next(&w->fabric->users, name, len, at, &id) ? id : 0;
}

/* --- topics --- */

bool an_worker_topic_next(const struct an_worker *w, struct an_topic_walk *at,
                          char name[AN_TOPIC_MAX], size_t *len, uint32_t *subscribers)
{
    for (; at->reactor < w->fabric->count[AN_REACTOR]; at->reactor++, at->place = 0) {
        struct an_topic_table table = an_fabric_topics(w->fabric, at->reactor);
        if (an_topic_table_next(&table, &at->place, name, len, subscribers)) return true;
    }
    return false;
}

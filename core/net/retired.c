/* retired.c - see retired.h. */
#include "net/retired.h"

#include "ground/base.h"

struct entry {
    struct an_list node;
    uint64_t id;
    uint64_t position; /* of the end of CLOSE, when that is in the ring */
    uint32_t place;
};

static struct entry *entry_first(struct an_list *l)
{
    return an_list_empty(l) ? NULL : AN_CONTAINER_OF(l->next, struct entry, node);
}

static void entry_free(struct entry *e)
{
    an_list_remove(&e->node);
    an_free(e);
}

void an_retired_init(struct an_retired *r)
{
    an_list_init(&r->waiting);
    an_list_init(&r->placed);
}

void an_retired_fini(struct an_retired *r)
{
    struct entry *e;
    while ((e = entry_first(&r->waiting)) || (e = entry_first(&r->placed)))
        entry_free(e);
}

void an_retired_add(struct an_retired *r, uint64_t id, uint32_t place)
{
    struct entry *e = an_alloc(sizeof *e);
    *e = (struct entry){.id = id, .place = place};
    an_list_insert(&r->waiting, &e->node);
}

void an_retired_pushed(struct an_retired *r, uint64_t id, uint64_t position)
{
    struct entry *e = entry_first(&r->waiting);
    if (!e || e->id != id) return;
    e->position = position;
    an_list_remove(&e->node);
    an_list_insert(&r->placed, &e->node);
}

uint32_t an_retired_next(struct an_retired *r, uint64_t released)
{
    struct entry *e = entry_first(&r->placed);
    if (!e || released < e->position) return 0;
    uint32_t place = e->place;
    entry_free(e);
    return place;
}

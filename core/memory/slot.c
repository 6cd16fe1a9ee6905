/* slot.c - see slot.h. A private header of 8 bytes stands before each item: the next free index
 * while the item is free.
 *
 *   chunk 0: [next] item 0 [next] item 1 ...   (CHUNK items)
 *   chunk 1: ...
 *
 * A chunk appears when its first index is used, so a large table that is mostly empty costs one
 * pointer per chunk.
 */
#include "memory/slot.h"

#include "ground/base.h"

#define CHUNK 64
#define NONE UINT32_MAX
#define TAKEN (UINT32_MAX - 1)

struct header {
    _Alignas(8) uint32_t next; /* TAKEN while taken */
};

void an_slots_init(struct an_slots *s, size_t item_size, uint32_t max)
{
    AN_ASSERT(max < TAKEN);
    *s = (struct an_slots){.item_size = ((item_size + 7) & ~(size_t)7) + sizeof(struct header),
                           .max = max,
                           .free_head = NONE,
                           .free_tail = NONE};
    s->chunks = an_calloc(((size_t)max + CHUNK - 1) / CHUNK, sizeof *s->chunks);
}

void an_slots_fini(struct an_slots *s)
{
    for (size_t i = 0; i < s->fresh; i += CHUNK)
        an_free(s->chunks[i / CHUNK]);
    an_free(s->chunks);
    *s = (struct an_slots){0};
}

static struct header *header_at(const struct an_slots *s, uint32_t index)
{
    return (struct header *)((char *)s->chunks[index / CHUNK] + (index % CHUNK) * s->item_size);
}

static uint32_t take_free(struct an_slots *s)
{
    uint32_t index = s->free_head;
    s->free_head = header_at(s, index)->next;
    if (s->free_head == NONE) s->free_tail = NONE;
    return index;
}

static uint32_t take_fresh(struct an_slots *s)
{
    uint32_t index = s->fresh++;
    if (index % CHUNK == 0) s->chunks[index / CHUNK] = an_calloc(CHUNK, s->item_size);
    return index;
}

void *an_slots_take(struct an_slots *s, uint32_t *index)
{
    if (s->used == s->max) return NULL;
    s->used++;
    *index = s->free_head != NONE ? take_free(s) : take_fresh(s);
    struct header *h = header_at(s, *index);
    h->next = TAKEN;
    return h + 1;
}

void an_slots_give(struct an_slots *s, uint32_t index)
{
    AN_ASSERT(an_slots_at(s, index));
    struct header *h = header_at(s, index);
    h->next = NONE;
    if (s->free_tail == NONE)
        s->free_head = index;
    else
        header_at(s, s->free_tail)->next = index;
    s->free_tail = index;
    s->used--;
}

void *an_slots_at(const struct an_slots *s, uint32_t index)
{
    if (index >= s->fresh) return NULL;
    struct header *h = header_at(s, index);
    return h->next == TAKEN ? h + 1 : NULL;
}

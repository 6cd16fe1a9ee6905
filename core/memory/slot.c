/* slot.c - see slot.h. In each chunk a word for every item stands before the items: the next free
 * index while the item is free.
 *
 *   chunk 0: [next] [next] ... item 0, item 1, ...   (CHUNK items)
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

struct chunk {
    uint32_t next[CHUNK]; /* TAKEN while taken */
    _Alignas(8) char items[];
};

void an_slots_init(struct an_slots *s, size_t item_size, uint32_t max)
{
    AN_ASSERT(max < TAKEN);
    *s = (struct an_slots){.item_size = (item_size + 7) & ~(size_t)7,
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

static struct chunk *chunk_of(const struct an_slots *s, uint32_t index)
{
    return s->chunks[index / CHUNK];
}

static uint32_t *next_of(const struct an_slots *s, uint32_t index)
{
    return &chunk_of(s, index)->next[index % CHUNK];
}

static void *item_of(const struct an_slots *s, uint32_t index)
{
    return chunk_of(s, index)->items + (index % CHUNK) * s->item_size;
}

static uint32_t take_free(struct an_slots *s)
{
    uint32_t index = s->free_head;
    s->free_head = *next_of(s, index);
    if (s->free_head == NONE) s->free_tail = NONE;
    return index;
}

static uint32_t take_fresh(struct an_slots *s)
{
    uint32_t index = s->fresh++;
    if (index % CHUNK == 0)
        s->chunks[index / CHUNK] = an_calloc(1, sizeof(struct chunk) + CHUNK * s->item_size);
    return index;
}

void *an_slots_take(struct an_slots *s, uint32_t *index)
{
    if (s->used == s->max) return NULL;
    s->used++;
    *index = s->free_head != NONE ? take_free(s) : take_fresh(s);
    *next_of(s, *index) = TAKEN;
    return item_of(s, *index);
}

void an_slots_give(struct an_slots *s, uint32_t index)
{
    AN_ASSERT(an_slots_at(s, index));
    *next_of(s, index) = NONE;
    if (s->free_tail == NONE)
        s->free_head = index;
    else
        *next_of(s, s->free_tail) = index;
    s->free_tail = index;
    s->used--;
}

void *an_slots_at(const struct an_slots *s, uint32_t index)
{
    return index < s->fresh && *next_of(s, index) == TAKEN ? item_of(s, index) : NULL;
}

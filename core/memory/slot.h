/* slot.h - a table of fixed-size items with small indices, in chunks that never move.
 *
 * An index is reused lowest-recently-freed first (FIFO), fresh ones in rising order from 0. Memory is calloc'ed per chunk and kept until fini: an item's bytes
 * survive give/take (the owner re-initialises what it must, and may number an item's uses in it). One thread. */
#ifndef AN_SLOT_H
#define AN_SLOT_H

#include <stddef.h>
#include <stdint.h>

struct an_slots {
    void **chunks;
    size_t item_size; /* rounded up to 8, plus the private header */
    uint32_t max, used, fresh; /* capacity; items taken now; indices ever handed out */
    uint32_t free_head, free_tail;
};

void an_slots_init(struct an_slots *s, size_t item_size, uint32_t max);
void an_slots_fini(struct an_slots *s);
/* An item and its index, or NULL when `max` are taken. */
void *an_slots_take(struct an_slots *s, uint32_t *index);
/* Gives an item back. */
void an_slots_give(struct an_slots *s, uint32_t index);
/* The item at an index that is taken now, else NULL. */
void *an_slots_at(const struct an_slots *s, uint32_t index);

#endif

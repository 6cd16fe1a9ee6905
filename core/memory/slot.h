/* slot.h - a table of fixed-size items with small indices, in chunks that never move. One thread.
 *
 * Freed indices are reused in the order of their freeing (FIFO); fresh ones come in rising order
 * from 0. Memory is calloc'ed per chunk and kept until fini. An item's bytes survive give and take:
 * the owner re-initialises what it must, and may number an item's uses in it.
 */
#ifndef AN_SLOT_H
#define AN_SLOT_H

#include <stddef.h>
#include <stdint.h>

struct an_slots {
    void **chunks;
    size_t item_size; /* rounded up to 8 */
    uint32_t max, used, fresh; /* capacity; items taken now; indices ever handed out */
    uint32_t free_head, free_tail;
};

void an_slots_init(struct an_slots *s, size_t item_size, uint32_t max);
void an_slots_fini(struct an_slots *s);
/* Takes an item; sets its index. NULL: `max` items are taken. */
void *an_slots_take(struct an_slots *s, uint32_t *index);
/* Gives an item back. */
void an_slots_give(struct an_slots *s, uint32_t index);
/* The item at an index, if it is taken now; otherwise NULL. */
void *an_slots_at(const struct an_slots *s, uint32_t index);

#endif

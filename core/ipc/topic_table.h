/* topic_table.h - how many subscribers each topic of one reactor has, for every process to read: a hash table in shared memory.
 *
 * One writer, the reactor. Readers look without a lock: the table has a version that is odd while it changes, and who finds it odd or changed looks again.
 * Its size, and what the writer needs to know of it, every process keeps for itself: what somebody may have written here by mistake makes wrong counts, and
 * nothing else.
 * Linear probing; a removal closes its gap, so that a table that has seen many topics come and go is as fast as a new one.
 */
#ifndef AN_TOPIC_TABLE_H
#define AN_TOPIC_TABLE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define AN_TOPIC_MAX 255 /* bytes of a topic's name, at least 1; any bytes */

struct an_topic_slot { /* 264 bytes; private */
    uint32_t hash, subscribers; /* subscribers 0: empty */
    uint8_t len;
    uint8_t name[AN_TOPIC_MAX];
};

struct an_topic_shared { /* private */
    _Atomic uint64_t version;
    _Atomic uint32_t used;
    struct an_topic_slot slot[];
};

struct an_topic_table { /* a private view of it */
    struct an_topic_shared *shared;
    uint32_t mask, most; /* slots less one; topics at most */
    uint64_t version;    /* the writer's, as is: */
    uint32_t used;
};

/* Shared memory for so many topics (at least 1). */
size_t an_topic_table_bytes(uint32_t topics);
/* In memory of its own, zeroed at birth, 8-aligned. */
void an_topic_table_open(struct an_topic_table *t, void *base, uint32_t topics);
/* The writer begins: what a dead one left becomes an empty table. */
void an_topic_table_reset(struct an_topic_table *t);
/* an_hash() of a name: the table's hash, and its users'. */
uint32_t an_topic_hash(const void *name, size_t len);

/* The writer's side: a topic has so many subscribers from now on; 0 removes it. AN_OK, or AN_ELIMIT: the table is full, or was made so by a stray write. */
int an_topic_table_set(struct an_topic_table *t, const void *name, size_t len, uint32_t subscribers);

/* Anybody's side. */
uint32_t an_topic_table_get(const struct an_topic_table *t, const void *name, size_t len);
uint32_t an_topic_table_count(const struct an_topic_table *t);
/* Goes over all topics, start with *at = 0; false: that was all. What comes and goes meanwhile may be seen, or seen twice, or not. */
bool an_topic_table_next(const struct an_topic_table *t, uint32_t *at, char name[AN_TOPIC_MAX], size_t *len, uint32_t *subscribers);

#endif

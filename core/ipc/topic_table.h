/* topic_table.h - how many subscribers each topic of one reactor has, for every process to read: a hash table in shared memory.
 *
 * One writer, the reactor. Readers look without a lock: the table has a version that is odd while it changes, and who finds it odd or changed looks again.
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

struct an_topic_table { /* in shared memory; private */
    _Atomic uint32_t version, used;
    uint32_t mask, most; /* slots less one; topics at most */
    struct an_topic_slot slot[];
};

/* Shared memory for so many topics (at least 1). */
size_t an_topic_table_bytes(uint32_t topics);
/* Fresh memory becomes a table; a table that a dead writer left becomes an empty one. */
void an_topic_table_reset(struct an_topic_table *t, uint32_t topics);
/* FNV-1a of a name: the table's hash, and its users'. */
uint32_t an_topic_hash(const void *name, size_t len);

/* The writer's side: a topic has so many subscribers from now on; 0 removes it. AN_OK, or AN_ELIMIT: the table is full. */
int an_topic_table_set(struct an_topic_table *t, const void *name, size_t len, uint32_t subscribers);

/* Anybody's side. */
uint32_t an_topic_table_get(struct an_topic_table *t, const void *name, size_t len);
uint32_t an_topic_table_count(struct an_topic_table *t);
/* Goes over all topics, start with *at = 0; false: that was all. What comes and goes meanwhile may be seen, or seen twice, or not. */
bool an_topic_table_next(struct an_topic_table *t, uint32_t *at, char name[AN_TOPIC_MAX], size_t *len, uint32_t *subscribers);

#endif

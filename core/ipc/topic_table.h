/* topic_table.h - how many subscribers each topic of one reactor has, for every process to read: a
 * hash table in shared memory.
 *
 * The reactor is the only writer. Readers take no lock: the whole table is one record of a seqlock
 * (seqlock.h). Every process keeps the table's size for itself, and the writer keeps its own state.
 * So a stray write can make counts wrong, and nothing else. Linear probing; a removal closes its
 * gap, so a table that has seen many topics come and go is as fast as a new one.
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
    _Atomic uint64_t version; /* seqlock.h */
    _Atomic uint32_t used;
    struct an_topic_slot slot[];
};

struct an_topic_table { /* a private view of the table */
    struct an_topic_shared *shared;
    uint32_t mask, most; /* slots less one; topics at most */
    uint64_t version;    /* the writer's, as is `used` */
    uint32_t used;
};

/* Shared memory for this many topics (at least 1). */
size_t an_topic_table_bytes(uint32_t topics);
/* Opens a table in its own memory, zeroed at birth, 8-aligned. */
void an_topic_table_open(struct an_topic_table *t, void *base, uint32_t topics);
/* The writer begins. The table is empty then, whatever a dead writer left. */
void an_topic_table_reset(struct an_topic_table *t);
/* an_hash() of a name. The table uses it, and so may its users. */
uint32_t an_topic_hash(const void *name, size_t len);

/* For the writer: the number of a topic's subscribers from now on; 0 removes the topic. AN_OK, or
 * AN_ELIMIT: the table is full, or a stray write has made it so. */
int an_topic_table_set(struct an_topic_table *t, const void *name, size_t len, uint32_t subscribers);

/* For anybody. */
uint32_t an_topic_table_get(const struct an_topic_table *t, const void *name, size_t len);
uint32_t an_topic_table_count(const struct an_topic_table *t);
/* Walks over all topics. The caller begins with *at = 0; false: that was all. A topic that comes or
 * goes meanwhile may be seen once, twice or not at all. */
bool an_topic_table_next(const struct an_topic_table *t, uint32_t *at, char name[AN_TOPIC_MAX], size_t *len, uint32_t *subscribers);

#endif

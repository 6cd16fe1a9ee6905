/* topics.h - who is subscribed to what, at one reactor. One thread.
 *
 *   topic ──members[]──► subscriber, and where in its list the topic stands
 *   subscriber ──topics[]──► topic, and where among its members the subscriber stands
 *
 * So that joining and leaving one cost O(topics of that subscriber) or O(members of the topic), whichever are fewer, and leaving all costs O(topics of that
 * subscriber). Names are found by a hash that clients cannot compute (ground/hash.h): what they choose does not make it more.
 * A subscriber costs memory only once it subscribes; a topic is there as long as it has members.
 */
#ifndef AN_TOPICS_H
#define AN_TOPICS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ipc/topic_table.h"

struct an_topic;

struct an_subscriber { /* private; NULL where there would be an empty one */
    void *who;
    uint32_t count, cap;
    struct an_membership {
        struct an_topic *topic;
        uint32_t index; /* among its members */
    } at[];
};

struct an_topic {
    struct an_topic *next; /* private: in its bucket */
    uint32_t hash, count, cap;
    struct an_member {
        struct an_subscriber *subscriber;
        uint32_t slot; /* in its list */
    } * member; /* [count]; read only for others */
    uint8_t len;
    char name[];
};

struct an_topics { /* private */
    struct an_topic **bucket;
    uint32_t buckets, count;
    uint32_t per_subscriber; /* the most topics of one */
    struct an_topic_table *table; /* kept as it is here */
};

/* table: an empty one; it is kept by pointer. per_subscriber: the most topics that one subscriber has. */
void an_topics_init(struct an_topics *t, struct an_topic_table *table, uint32_t per_subscriber);
/* Every subscriber must have left. */
void an_topics_fini(struct an_topics *t);

/* *s: NULL before the first topic; who is what an_topic.member[i].subscriber->who will say. AN_OK, also when it is subscribed already; AN_ELIMIT: too many
 * topics, of this subscriber or of all; AN_EINVAL: no name, or a longer one than AN_TOPIC_MAX. */
int an_topics_join(struct an_topics *t, struct an_subscriber **s, void *who, const void *name, size_t len);
/* False: it was not subscribed. After its last topic *s is NULL. */
bool an_topics_leave(struct an_topics *t, struct an_subscriber **s, const void *name, size_t len);
void an_topics_leave_all(struct an_topics *t, struct an_subscriber **s);
/* How many topics it is subscribed to. */
static inline uint32_t an_topics_of(const struct an_subscriber *s) { return s ? s->count : 0; }
/* NULL: it has no members. Whoever goes over the members from the last to the first may let the one in hand leave, or others join; the topic is gone
 * with its last one. */
struct an_topic *an_topics_find(const struct an_topics *t, const void *name, size_t len);

#endif

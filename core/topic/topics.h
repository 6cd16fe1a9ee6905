/* topics.h - the subscriptions at one reactor: which connection is subscribed to which topic. One
 * thread.
 *
 *   topic ──members[]──► subscriber, and where in its list the topic stands
 *   subscriber ──topics[]──► topic, and where among its members the subscriber stands
 *
 * So a join and a leave cost O(topics of that subscriber) or O(members of the topic), whichever are
 * fewer. A leave of all topics costs O(topics of that subscriber). The hash of a name is one that
 * clients cannot compute (ground/hash.h), so the names that they choose do not raise the cost. A
 * subscriber costs memory only after its first subscription. A topic exists while it has members.
 */
#ifndef AN_TOPICS_H
#define AN_TOPICS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ipc/topic_table.h"

struct an_topic;

struct an_subscriber { /* private; NULL stands for one without topics */
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
    uint32_t per_subscriber; /* the most topics of one subscriber */
    struct an_topic_table *table; /* every process reads the counts there */
};

/* table: an empty table; the pointer is kept. per_subscriber: the most topics of one subscriber. */
void an_topics_init(struct an_topics *t, struct an_topic_table *table, uint32_t per_subscriber);
/* Frees the topics. Every subscriber must have left. */
void an_topics_fini(struct an_topics *t);

/* Subscribes *s, which is NULL before the first topic. who: a pointer of the caller, which it finds
 * later as an_topic.member[i].subscriber->who. AN_OK, also when *s is subscribed already;
 * AN_ELIMIT: too many topics, of this subscriber or of all; AN_EINVAL: the name is empty or longer
 * than AN_TOPIC_MAX. */
int an_topics_join(struct an_topics *t, struct an_subscriber **s, void *who, const void *name, size_t len);
/* Ends a subscription. False: *s was not subscribed. After the last topic *s is NULL. */
bool an_topics_leave(struct an_topics *t, struct an_subscriber **s, const void *name, size_t len);
void an_topics_leave_all(struct an_topics *t, struct an_subscriber **s);
/* The number of topics that a subscriber has. */
static inline uint32_t an_topics_of(const struct an_subscriber *s) { return s ? s->count : 0; }
/* Finds a topic. NULL: it has no members. A caller that walks over the members from the last to the
 * first may let the current one leave, and others join. The topic ends with its last member. */
struct an_topic *an_topics_find(const struct an_topics *t, const void *name, size_t len);

#endif

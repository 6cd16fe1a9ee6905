/* topics.c - see topics.h. */
#include "topic/topics.h"

#include <string.h>

#include "ground/base.h"

#define FIRST 4 /* entries that a new list has room for */
#define FIRST_BUCKETS 64

void an_topics_init(struct an_topics *t, struct an_topic_table *table, uint32_t per_subscriber)
{
    *t = (struct an_topics){.table = table, .per_subscriber = per_subscriber};
}

void an_topics_fini(struct an_topics *t)
{
    AN_ASSERT(t->count == 0);
    an_free(t->bucket);
    t->bucket = NULL;
}

/* --- topics by name --- */

static struct an_topic **place_of(const struct an_topics *t, uint32_t hash, const void *name,
                                  size_t len)
{
    struct an_topic **at = &t->bucket[hash & (t->buckets - 1)];
    while (*at && ((*at)->hash != hash || (*at)->len != len || memcmp((*at)->name, name, len) != 0))
        at = &(*at)->next;
    return at;
}

struct an_topic *an_topics_find(const struct an_topics *t, const void *name, size_t len)
{
    return t->count ? *place_of(t, an_topic_hash(name, len), name, len) : NULL;
}

static void buckets_grow(struct an_topics *t)
{
    uint32_t buckets = t->buckets ? 2 * t->buckets : FIRST_BUCKETS;
    struct an_topic **bucket = an_calloc(buckets, sizeof *bucket);
    for (uint32_t i = 0; i < t->buckets; i++)
        for (struct an_topic *topic = t->bucket[i], *next; topic; topic = next) {
            next = topic->next;
            struct an_topic **at = &bucket[topic->hash & (buckets - 1)];
            topic->next = *at;
            *at = topic;
        }
    an_free(t->bucket);
    t->bucket = bucket;
    t->buckets = buckets;
}

/* The topic of that name, or a new one. The caller adds a member to a new one. */
static struct an_topic *topic_obtain(struct an_topics *t, const void *name, size_t len)
{
    if (t->count >= t->buckets) buckets_grow(t);
    uint32_t hash = an_topic_hash(name, len);
    struct an_topic **at = place_of(t, hash, name, len), *topic = *at;
    if (topic) return topic;
    topic = *at = an_alloc(sizeof *topic + len);
    *topic = (struct an_topic){.hash = hash, .len = (uint8_t)len};
    memcpy(topic->name, name, len);
    t->count++;
    return topic;
}

static void topic_free(struct an_topics *t, struct an_topic *topic)
{
    *place_of(t, topic->hash, topic->name, topic->len) = topic->next;
    t->count--;
    an_free(topic->member);
    an_free(topic);
}

/* --- members --- */

static void member_add(struct an_topic *topic, struct an_subscriber *s)
{
    if (topic->count == topic->cap) {
        topic->cap = topic->cap ? 2 * topic->cap : FIRST;
        topic->member = an_realloc(topic->member, topic->cap * sizeof *topic->member);
    }
    topic->member[topic->count] = (struct an_member){s, s->count};
    s->at[s->count++] = (struct an_membership){topic, topic->count++};
}

/* In both lists the last entry moves to the place of the removed one. */
static void member_remove(struct an_subscriber *s, uint32_t slot)
{
    struct an_membership *m = &s->at[slot];
    struct an_topic *topic = m->topic;
    struct an_member last = topic->member[--topic->count];
    topic->member[m->index] = last;
    last.subscriber->at[last.slot].index = m->index;
    if (slot == --s->count) return;
    s->at[slot] = s->at[s->count];
    s->at[slot].topic->member[s->at[slot].index].slot = slot;
}

/* A list that is three quarters empty gives half of its memory back. */
static void members_shrink(struct an_topic *topic)
{
    if (topic->cap <= FIRST || topic->count > topic->cap / 4) return;
    topic->cap /= 2;
    topic->member = an_realloc(topic->member, topic->cap * sizeof *topic->member);
}

static void remove_at(struct an_topics *t, struct an_subscriber *s, uint32_t slot)
{
    struct an_topic *topic = s->at[slot].topic;
    member_remove(s, slot);
    an_topic_table_set(t->table, topic->name, topic->len, topic->count);
    if (topic->count)
        members_shrink(topic);
    else
        topic_free(t, topic);
}

/* --- subscribers --- */

static struct an_subscriber *make_room(struct an_subscriber *s, void *who)
{
    if (s && s->count < s->cap) return s;
    uint32_t cap = s ? 2 * s->cap : FIRST;
    struct an_subscriber *wider = an_realloc(s, sizeof *wider + cap * sizeof *wider->at);
    if (!s) *wider = (struct an_subscriber){.who = who};
    wider->cap = cap;
    /* the list may lie elsewhere now */
    for (uint32_t i = 0; i < wider->count; i++)
        wider->at[i].topic->member[wider->at[i].index].subscriber = wider;
    return wider;
}

/* Searches the shorter of the two lists. */
static uint32_t slot_of(const struct an_subscriber *s, const struct an_topic *topic)
{
    uint32_t i = 0;
    if (topic->count < s->count) {
        while (i < topic->count && topic->member[i].subscriber != s)
            i++;
        return i < topic->count ? topic->member[i].slot : s->count;
    }
    while (i < s->count && s->at[i].topic != topic)
        i++;
    return i;
}

int an_topics_join(struct an_topics *t, struct an_subscriber **s, void *who, const void *name,
                   size_t len)
{
    if (len == 0 || len > AN_TOPIC_MAX) return AN_EINVAL;
    struct an_topic *topic = an_topics_find(t, name, len);
    if (topic && *s && slot_of(*s, topic) < (*s)->count) return AN_OK;
    if (*s && (*s)->count >= t->per_subscriber) return AN_ELIMIT;
    if (!topic && t->count >= t->table->most) return AN_ELIMIT;
    an_topic_table_set(t->table, name, len, topic ? topic->count + 1 : 1);
    *s = make_room(*s, who);
    member_add(topic ? topic : topic_obtain(t, name, len), *s);
    return AN_OK;
}

static void free_empty(struct an_subscriber **s)
{
    if ((*s)->count) return;
    an_free(*s);
    *s = NULL;
}

bool an_topics_leave(struct an_topics *t, struct an_subscriber **s, const void *name, size_t len)
{
    struct an_topic *topic = *s ? an_topics_find(t, name, len) : NULL;
    if (!topic) return false;
    uint32_t slot = slot_of(*s, topic);
    if (slot == (*s)->count) return false;
    remove_at(t, *s, slot);
    free_empty(s);
    return true;
}

void an_topics_leave_all(struct an_topics *t, struct an_subscriber **s)
{
    if (!*s) return;
    while ((*s)->count)
        remove_at(t, *s, (*s)->count - 1);
    free_empty(s);
}

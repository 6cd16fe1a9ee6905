/* topic_table.c - see topic_table.h.
 *
 * Memory orders; the first of a pair releases, the second one acquires:
 *   V1 pairs with V2 on `version`, as in seqlock.h: the reader of an even version sees the whole
 *      table.
 *   E1 pairs with E2 on each word and byte of a slot, and on `used`, as B1 with B2 in seqlock.h:
 *      the reader of a new value sees that the version is odd or newer.
 */
#include "ipc/topic_table.h"

#include <string.h>

#include "ground/base.h"
#include "ground/hash.h"
#include "ipc/seqlock.h"

#define TRIES 1000

/* At most three quarters of the slots are taken. */
static uint32_t slots_for(uint32_t topics)
{
    uint32_t n = 4;
    while (n - n / 4 < topics)
        n *= 2;
    return n;
}

size_t an_topic_table_bytes(uint32_t topics)
{
    return sizeof(struct an_topic_shared) + slots_for(topics) * sizeof(struct an_topic_slot);
}

uint32_t an_topic_hash(const void *name, size_t len)
{
    return (uint32_t)an_hash(name, len);
}

/* E1 */
static void word_store(uint32_t *word, uint32_t value)
{
    __atomic_store_n(word, value, __ATOMIC_RELEASE);
}

/* E2 */
static uint32_t word_load(const uint32_t *word)
{
    return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}

void an_topic_table_open(struct an_topic_table *t, void *base, uint32_t topics)
{
    *t = (struct an_topic_table){.shared = base, .mask = slots_for(topics) - 1, .most = topics};
}

/* The version is odd until change_end(). A writer that died in between left it odd. */
static void change_begin(struct an_topic_table *t)
{
    t->version = an_seqlock_begin(&t->shared->version, t->version);
}

/* E1, V1 */
static void change_end(struct an_topic_table *t)
{
    atomic_store_explicit(&t->shared->used, t->used, memory_order_release);
    t->version = an_seqlock_end(&t->shared->version, t->version);
}

/* A slot is touched only when a topic comes into it, so an empty table of any size costs
 * nothing. */
void an_topic_table_reset(struct an_topic_table *t)
{
    t->version = an_seqlock_version(&t->shared->version);
    change_begin(t);
    for (uint32_t i = 0; i <= t->mask && an_topic_table_count(t); i++)
        word_store(&t->shared->slot[i].subscribers, 0);
    t->used = 0;
    change_end(t);
}

/* --- the writer's side --- */

static bool slot_is(const struct an_topic_slot *s, uint32_t hash, const void *name, size_t len)
{
    return s->hash == hash && s->len == len && memcmp(s->name, name, len) == 0;
}

/* The topic's slot, or the empty one where it belongs. NULL: there is neither. */
static struct an_topic_slot *slot_find(const struct an_topic_table *t, uint32_t hash,
                                       const void *name, size_t len)
{
    for (uint32_t n = 0; n <= t->mask; n++) {
        struct an_topic_slot *s = &t->shared->slot[(hash + n) & t->mask];
        if (!s->subscribers || slot_is(s, hash, name, len)) return s;
    }
    return NULL;
}

/* E1 */
static void slot_fill(struct an_topic_slot *to, uint32_t hash, const void *name, size_t len,
                      uint32_t subscribers)
{
    word_store(&to->hash, hash);
    __atomic_store_n(&to->len, (uint8_t)len, __ATOMIC_RELEASE);
    an_seqlock_put(to->name, name, len);
    word_store(&to->subscribers, subscribers);
}

/* Moves slots into the gap that would not be found across it. */
static void close_gap(struct an_topic_table *t, uint32_t gap)
{
    struct an_topic_slot *slot = t->shared->slot;
    for (uint32_t n = 0, i = (gap + 1) & t->mask; n < t->mask && slot[i].subscribers;
         n++, i = (i + 1) & t->mask) {
        const struct an_topic_slot *s = &slot[i];
        uint32_t away = (i - s->hash) & t->mask; /* distance from its own place */
        if (away < ((i - gap) & t->mask)) continue;
        slot_fill(&slot[gap], s->hash, s->name, s->len, s->subscribers);
        gap = i;
    }
    word_store(&slot[gap].subscribers, 0);
}

int an_topic_table_set(struct an_topic_table *t, const void *name, size_t len, uint32_t subscribers)
{
    AN_ASSERT(len > 0 && len <= AN_TOPIC_MAX);
    uint32_t hash = an_topic_hash(name, len);
    struct an_topic_slot *s = slot_find(t, hash, name, len);
    if (!s) return subscribers ? AN_ELIMIT : AN_OK;
    if (s->subscribers && subscribers) {
        word_store(&s->subscribers, subscribers); /* one word: no reader can see half of it */
        return AN_OK;
    }
    if (!s->subscribers && !subscribers) return AN_OK;
    if (!s->subscribers && t->used >= t->most) return AN_ELIMIT;
    change_begin(t);
    if (subscribers)
        slot_fill(s, hash, name, len, subscribers);
    else
        close_gap(t, (uint32_t)(s - t->shared->slot));
    t->used += subscribers ? 1 : (uint32_t)-1;
    change_end(t);
    return AN_OK;
}

/* --- anybody's side --- */

/* E2 */
uint32_t an_topic_table_count(const struct an_topic_table *t)
{
    return atomic_load_explicit(&t->shared->used, memory_order_acquire);
}

/* Looks once; what it sees may be half changed. E2 */
static uint32_t table_look(const struct an_topic_table *t, uint32_t hash, const void *name,
                           size_t len)
{
    uint8_t there[AN_TOPIC_MAX];
    for (uint32_t n = 0, i = hash & t->mask; n <= t->mask; n++, i = (i + 1) & t->mask) {
        const struct an_topic_slot *s = &t->shared->slot[i];
        uint32_t subscribers = word_load(&s->subscribers);
        if (!subscribers) return 0;
        if (word_load(&s->hash) != hash || __atomic_load_n(&s->len, __ATOMIC_ACQUIRE) != len)
            continue;
        an_seqlock_get(there, s->name, len);
        if (memcmp(there, name, len) == 0) return subscribers;
    }
    return 0;
}

/* The writer may stand still in the middle: it lost its core, or died. Then a topic is still at its
 * old place, or already at the new one, because close_gap() empties a slot after it has filled the
 * other. So the last look is good enough. V2 */
uint32_t an_topic_table_get(const struct an_topic_table *t, const void *name, size_t len)
{
    uint32_t hash = an_topic_hash(name, len), found = 0;
    for (int i = 0; i < TRIES; i++) {
        uint64_t look = an_seqlock_look(&t->shared->version);
        found = table_look(t, hash, name, len);
        if (an_seqlock_same(&t->shared->version, look)) break;
    }
    return found;
}

/* V2, then E2 */
static bool slot_copy(const struct an_topic_table *t, uint32_t i, uint8_t *name, size_t *len,
                      uint32_t *subscribers)
{
    const struct an_topic_slot *s = &t->shared->slot[i];
    for (int tries = 0; tries < TRIES; tries++) {
        uint64_t look = an_seqlock_look(&t->shared->version);
        *subscribers = word_load(&s->subscribers);
        *len = __atomic_load_n(&s->len, __ATOMIC_ACQUIRE);
        if (*subscribers) an_seqlock_get(name, s->name, *len);
        if (an_seqlock_same(&t->shared->version, look)) return *subscribers > 0;
    }
    return false;
}

/* From the last slot to the first. A removal moves topics to smaller indices (but for a few that
 * come around the end), so a topic is seen twice rather than not at all. */
bool an_topic_table_next(const struct an_topic_table *t, uint32_t *at, char name[AN_TOPIC_MAX],
                         size_t *len, uint32_t *subscribers)
{
    while (*at <= t->mask) {
        uint32_t i = t->mask - (*at)++;
        if (slot_copy(t, i, (uint8_t *)name, len, subscribers)) return true;
    }
    return false;
}

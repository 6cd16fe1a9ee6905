/* user_table.c - see user_table.h.
 *
 * Name, length, owner and tag are stored in this order, and the tag is a sum over the name. So a
 * writer that dies on the way leaves the connection nobody's.
 *
 * Memory orders; the first of a pair releases, the second one acquires:
 *   L2 pairs with L1 on `lock`: the next holder sees all that the last one wrote.
 *   V1 pairs with V2 on `version`, as in seqlock.h: the reader of an even version sees the whole
 *      record.
 *   N1 pairs with N2 on owner, len and each byte of the name, as B1 with B2 in seqlock.h: the
 *      reader of a new one sees that the version is odd or newer.
 *   T1 pairs with T2 on `tag`: the search sees the record that the tag is of.
 */
#include "ipc/user_table.h"

#include <sched.h>
#include <string.h>

#include "ipc/seqlock.h"
#include "ipc/topic_table.h"

#define TRIES 10000 /* looks at a lock or a record, then it gives up */
#define SPINS 100   /* each look after these leaves the processor to others */

#define LANES 16 /* tags looked at in one step: a cache line */
#define VECTOR uint32_t __attribute__((vector_size(16)))

static size_t tags_bytes(uint32_t max)
{
    return ((size_t)max * sizeof(uint32_t) + AN_CACHE_LINE - 1) & ~(size_t)(AN_CACHE_LINE - 1);
}

size_t an_user_table_bytes(uint32_t max)
{
    return tags_bytes(max) + (size_t)max * sizeof(struct an_user_record);
}

void an_user_table_open(struct an_user_table *u, void *base, const struct an_registry *r,
                        const struct an_board *b)
{
    *u = (struct an_user_table){.tag = base,
                                .record = (void *)((char *)base + tags_bytes(r->max)),
                                .registry = *r,
                                .board = b};
}

static uint32_t tag_of(const void *name, size_t len)
{
    uint32_t hash = an_topic_hash(name, len);
    return hash ? hash : 1;
}

static void pause_at(int tries)
{
    if (tries >= SPINS) sched_yield();
}

/* --- the writer's side --- */

/* L1: takes the lock when it is nobody's or a dead process's. False: a live process keeps it. */
static bool record_lock(const struct an_user_table *u, struct an_user_record *c, uint64_t who)
{
    for (int i = 0; i < TRIES; pause_at(i++)) {
        uint64_t holder = atomic_load_explicit(&c->lock, memory_order_acquire);
        if (holder && !an_board_dead(u->board, holder)) continue;
        if (!atomic_compare_exchange_strong_explicit(&c->lock, &holder, who, memory_order_acq_rel,
                                                     memory_order_relaxed))
            continue;
        an_seqlock_begin(&c->version, an_seqlock_version(&c->version));
        return true;
    }
    return false;
}

static void record_unlock(struct an_user_record *c)
{
    an_seqlock_end(&c->version, an_seqlock_version(&c->version)); /* V1 */
    atomic_store_explicit(&c->lock, 0, memory_order_release);     /* L2 */
}

static bool is_open(const struct an_user_table *u, uint64_t id)
{
    return an_registry_check(&u->registry, id, NULL) == AN_OK &&
           !an_registry_over(&u->registry, id);
}

/* Asks under the lock whether the connection is open. So a late caller never undoes the binding of
 * the next connection at this index. N1 */
int an_user_table_bind(struct an_user_table *u, uint64_t who, uint64_t id, const void *name,
                       size_t len)
{
    uint32_t index = an_id_index(id);
    int err = AN_EGONE;
    if (len > AN_USER_MAX) return AN_ELIMIT;
    if (index >= u->registry.max || !is_open(u, id)) return AN_EGONE;
    struct an_user_record *c = &u->record[index];
    if (!record_lock(u, c, who)) return AN_EAGAIN;
    if (is_open(u, id)) {
        an_seqlock_put(c->name, name, len);
        atomic_store_explicit(&c->len, (uint32_t)len, memory_order_release);
        atomic_store_explicit(&c->owner, len ? id : 0, memory_order_release);
        /* T1 */
        atomic_store_explicit(&u->tag[index], len ? tag_of(name, len) : 0, memory_order_release);
        err = AN_OK;
    }
    record_unlock(c);
    return err;
}

/* Takes no lock: the binding that it removes counts for no connection any more, whoever writes it
 * at this moment. T1, N1 */
void an_user_table_forget(struct an_user_table *u, uint32_t index)
{
    if (atomic_load_explicit(&u->tag[index], memory_order_relaxed) == 0) return;
    atomic_store_explicit(&u->tag[index], 0, memory_order_release);
    atomic_store_explicit(&u->record[index].owner, 0, memory_order_release);
}

/* --- anybody's side --- */

/* A whole copy. False: nobody's, or half written by a process that died. V2, L1, N2 */
static bool record_copy(const struct an_user_table *u, uint32_t index, uint64_t *id, uint8_t *name,
                        size_t *len)
{
    struct an_user_record *c = &u->record[index];
    for (int i = 0; i < TRIES; pause_at(i++)) {
        uint64_t look = an_seqlock_look(&c->version);
        if (look & 1) {
            uint64_t holder = atomic_load_explicit(&c->lock, memory_order_acquire);
            if (holder && an_board_dead(u->board, holder)) return false;
            continue;
        }
        *id = atomic_load_explicit(&c->owner, memory_order_acquire);
        *len = atomic_load_explicit(&c->len, memory_order_acquire);
        if (*len > AN_USER_MAX) return false;
        an_seqlock_get(name, c->name, *len);
        if (an_seqlock_same(&c->version, look)) return *len > 0;
    }
    return false;
}

bool an_user_table_get(const struct an_user_table *u, uint64_t id, uint8_t name[AN_USER_MAX],
                       size_t *len)
{
    uint32_t index = an_id_index(id);
    uint64_t there;
    if (index >= u->registry.max) return false;
    return record_copy(u, index, &there, name, len) && there == id;
}

/* Is the tag among these? Plain loads of words that others may be writing: a hit is a hint, and T2
 * asks again. A binding from before the search began is seen by any kind of load. (ThreadSanitizer
 * knows no such hints.) */
__attribute__((no_sanitize("thread"))) static bool line_has(const void *tags, uint32_t tag)
{
    VECTOR want = {tag, tag, tag, tag}, v[LANES / 4];
    memcpy(v, tags, sizeof v);
    VECTOR hit = (VECTOR)((v[0] == want) | (v[1] == want) | (v[2] == want) | (v[3] == want));
    uint64_t half[2];
    memcpy(half, &hit, sizeof half);
    return (half[0] | half[1]) != 0;
}

/* The first index from `at` on, and below `end`, that may have this tag. */
static uint32_t tag_search(const struct an_user_table *u, uint32_t at, uint32_t end, uint32_t tag)
{
    while (at < end) {
        if (at % LANES == 0) {
            while (at + LANES <= end && !line_has((const void *)(u->tag + at), tag))
                at += LANES;
            if (at >= end) break;
        }
        if (atomic_load_explicit(&u->tag[at], memory_order_acquire) == tag) return at; /* T2 */
        at++;
    }
    return end;
}

bool an_user_table_next(const struct an_user_table *u, const void *name, size_t len, uint32_t *at,
                        uint64_t *id)
{
    uint8_t there[AN_USER_MAX];
    uint32_t tag = tag_of(name, len), end = an_registry_used(&u->registry);
    size_t n;
    while ((*at = tag_search(u, *at, end, tag)) < end) {
        uint32_t index = (*at)++;
        if (!record_copy(u, index, id, there, &n) || n != len || memcmp(there, name, len) != 0)
            continue;
        if (an_id_index(*id) == index && is_open(u, *id)) return true;
    }
    return false;
}

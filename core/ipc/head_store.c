/* head_store.c - see head_store.h.
 *
 * A block and an entry are seqlocks whose version is an id. The writer takes the id away, stores
 * the rest, and stores the new id last. The reader loads the id, then the rest, then the id again.
 * The bytes of an edition never change, so a reader may look at the entry first and at the blocks
 * later.
 *
 * Memory orders; the first of a pair releases, the second one acquires:
 *   H1 pairs with H2 on `id` and `edition`: the reader of the id sees all of the block or entry.
 *   W1 pairs with W2 on each other field and word: the reader of a new one sees the old id go.
 */
#include "ipc/head_store.h"

#include <string.h>

#include "ground/base.h"
#include "ground/hash.h"

#define WORDS (AN_HEAD_BLOCK_BYTES / 8)
#define OWN_WORDS (AN_HEAD_OWN_BYTES / 8)
#define FIRST_CAP 64u

_Static_assert(sizeof(struct an_head_block) == 2 * AN_CACHE_LINE, "blocks share no line");
_Static_assert(sizeof(struct an_head_entry) == 48, "each idle WebSocket has one");

/* Bytes that one head or more refer to. */
struct an_head_common {
    uint64_t edition;
    uint32_t hash, len, own_at, first, refs;
};

uint32_t an_head_store_blocks(size_t longest, uint64_t heads)
{
    uint64_t each = (longest + AN_HEAD_BLOCK_BYTES - 1) / AN_HEAD_BLOCK_BYTES;
    return (uint32_t)AN_MIN(each * heads, (uint64_t)UINT32_MAX - 1);
}

size_t an_head_store_bytes(uint32_t blocks, uint32_t heads)
{
    size_t bytes = (size_t)blocks * sizeof(struct an_head_block) +
                   (size_t)heads * sizeof(struct an_head_entry);
    return (bytes + AN_CACHE_LINE - 1) & ~(size_t)(AN_CACHE_LINE - 1);
}

static struct an_head_entry *entry_at(const struct an_head_view *v, uint32_t place)
{
    return (struct an_head_entry *)(v->block + v->blocks) + (place - 1);
}

/* --- words --- */

static void words_store(_Atomic uint64_t *to, const uint64_t *from, size_t n)
{
    for (size_t i = 0; i < n; i++)
        atomic_store_explicit(&to[i], from[i], memory_order_release); /* W1 */
}

static void words_load(uint64_t *to, const _Atomic uint64_t *from, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] = atomic_load_explicit(&from[i], memory_order_acquire); /* W2 */
}

/* --- anybody's side --- */

struct block_copy {
    uint32_t next, len;
    uint64_t word[WORDS];
};

static bool block_read(const struct an_head_view *v, uint32_t place, uint64_t edition,
                       struct block_copy *to)
{
    if (place == 0 || place > v->blocks) return false;
    const struct an_head_block *b = &v->block[place - 1];
    if (atomic_load_explicit(&b->edition, memory_order_acquire) != edition) return false; /* H2 */
    to->next = atomic_load_explicit(&b->next, memory_order_acquire); /* W2, and below */
    to->len = atomic_load_explicit(&b->len, memory_order_acquire);
    words_load(to->word, b->word, WORDS);
    return atomic_load_explicit(&b->edition, memory_order_relaxed) == edition;
}

struct entry_copy {
    uint64_t edition;
    uint32_t first, own_at;
    uint64_t own[OWN_WORDS];
};

static bool entry_read(const struct an_head_view *v, uint32_t place, uint64_t id,
                       struct entry_copy *to)
{
    if (place == 0 || place > v->heads) return false;
    const struct an_head_entry *e = entry_at(v, place);
    if (atomic_load_explicit(&e->id, memory_order_acquire) != id) return false; /* H2 */
    to->edition = atomic_load_explicit(&e->edition, memory_order_acquire);      /* W2, and below */
    to->first = atomic_load_explicit(&e->first, memory_order_acquire);
    to->own_at = atomic_load_explicit(&e->own_at, memory_order_acquire);
    words_load(to->own, e->own, OWN_WORDS);
    return atomic_load_explicit(&e->id, memory_order_relaxed) == id;
}

/* Appends the bytes of an edition. Each block brings the end nearer, wherever the chain leads. */
static bool common_read(const struct an_head_view *v, const struct entry_copy *e, struct an_buf *to)
{
    struct block_copy c;
    if (e->edition == 0 || !block_read(v, e->first, e->edition, &c) || c.len == 0) return false;
    size_t left = c.len;
    if (!an_buf_reserve(to, left)) return false;
    for (;;) {
        size_t n = AN_MIN(left, sizeof c.word);
        an_buf_append(to, c.word, n);
        left -= n;
        if (left == 0) return true;
        if (!block_read(v, c.next, e->edition, &c)) return false;
    }
}

int an_head_view_read(const struct an_head_view *v, uint32_t place, uint64_t id, struct an_buf *to)
{
    size_t before = to->len;
    struct entry_copy e;
    if (id == 0 || !entry_read(v, place, id, &e)) return AN_EGONE;
    bool there = common_read(v, &e, to);
    size_t len = to->len - before;
    if (there && e.own_at && len >= AN_HEAD_OWN_BYTES && e.own_at <= len - AN_HEAD_OWN_BYTES)
        memcpy(to->data + before + e.own_at, e.own, AN_HEAD_OWN_BYTES);
    else if (!there || e.own_at)
        to->len = before;
    return to->len > before ? AN_OK : AN_EGONE;
}

/* --- what is free --- */

static void pool_init(struct an_head_pool *p, uint32_t most)
{
    *p = (struct an_head_pool){.most = most};
}

/* Takes an item. 0: there is none. */
static uint32_t pool_take(struct an_head_pool *p)
{
    uint32_t place = p->free;
    if (place) {
        p->free = p->next[place - 1];
        return place;
    }
    if (p->fresh == p->most) return 0;
    if (p->fresh == p->cap) {
        p->cap = p->cap > UINT32_MAX / 2 ? UINT32_MAX : AN_MAX(2 * p->cap, FIRST_CAP);
        p->next = an_realloc(p->next, (size_t)p->cap * sizeof *p->next);
    }
    return ++p->fresh;
}

/* Gives an item back, and those behind it. */
static void pool_give(struct an_head_pool *p, uint32_t place)
{
    while (place) {
        uint32_t behind = p->next[place - 1];
        p->next[place - 1] = p->free;
        p->free = place;
        place = behind;
    }
}

/* --- bytes that heads have in common --- */

static void block_write(struct an_head_block *b, uint64_t edition, uint32_t next, uint32_t len,
                        const uint8_t *p, size_t n)
{
    uint64_t word[WORDS] = {0};
    memcpy(word, p, n);
    atomic_store_explicit(&b->edition, 0, memory_order_relaxed);
    atomic_store_explicit(&b->next, next, memory_order_release); /* W1, and below */
    atomic_store_explicit(&b->len, len, memory_order_release);
    words_store(b->word, word, WORDS);
    atomic_store_explicit(&b->edition, edition, memory_order_release); /* H1 */
}

/* Writes from the last block to the first, so that each knows the place of the next one. Returns
 * the place of the first block. 0: there is no room. */
static uint32_t blocks_write(struct an_head_store *s, uint64_t edition, const uint8_t *p,
                             size_t len)
{
    uint32_t place = 0;
    size_t at = (len - 1) / AN_HEAD_BLOCK_BYTES * AN_HEAD_BLOCK_BYTES;
    for (size_t n = len - at;; n = AN_HEAD_BLOCK_BYTES, at -= n) {
        uint32_t block = pool_take(&s->blocks);
        if (!block) {
            pool_give(&s->blocks, place);
            return 0;
        }
        s->blocks.next[block - 1] = place;
        block_write(&s->view.block[block - 1], edition, place, at ? 0 : (uint32_t)len, p + at, n);
        place = block;
        if (at == 0) return place;
    }
}

/* Is the block p[at..at+n), but for the own part? */
static bool block_equals(const struct an_head_block *b, const uint8_t *p, size_t at, size_t n,
                         size_t own_at)
{
    uint64_t word[WORDS];
    words_load(word, b->word, WORDS);
    size_t from = AN_MAX(at, own_at), to = AN_MIN(at + n, own_at + AN_HEAD_OWN_BYTES);
    if (own_at && from < to) memcpy((uint8_t *)word + (from - at), p + from, to - from);
    return memcmp(word, p + at, n) == 0;
}

static bool common_equals(const struct an_head_store *s, const struct an_head_common *c,
                          const uint8_t *p)
{
    size_t at = 0;
    for (uint32_t block = c->first; block; block = s->blocks.next[block - 1]) {
        size_t n = AN_MIN(c->len - at, (size_t)AN_HEAD_BLOCK_BYTES);
        if (!block_equals(&s->view.block[block - 1], p, at, n, c->own_at)) return false;
        at += n;
    }
    return true;
}

static uint32_t bytes_hash(const uint8_t *p, size_t len, size_t own_at)
{
    if (!own_at) return (uint32_t)an_hash(p, len);
    size_t behind = own_at + AN_HEAD_OWN_BYTES;
    return (uint32_t)(an_hash(p, own_at) + 3 * an_hash(p + behind, len - behind));
}

static uint32_t *bucket_of(const struct an_head_store *s, uint32_t hash)
{
    return &s->bucket[hash & (s->buckets - 1)];
}

static struct an_head_common *common_at(const struct an_head_store *s, uint32_t place)
{
    return &s->common[place - 1];
}

static void bucket_put(struct an_head_store *s, uint32_t place)
{
    uint32_t *bucket = bucket_of(s, common_at(s, place)->hash);
    s->commons.next[place - 1] = *bucket;
    *bucket = place;
}

static void buckets_grow(struct an_head_store *s)
{
    uint32_t *old = s->bucket, count = s->buckets;
    s->buckets = count ? 2 * count : FIRST_CAP;
    s->bucket = an_calloc(s->buckets, sizeof *s->bucket);
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t place = old[i], next; place; place = next) {
            next = s->commons.next[place - 1];
            bucket_put(s, place);
        }
    an_free(old);
}

/* Returns the place among the commons. 0: there is no room. */
static uint32_t common_new(struct an_head_store *s, uint64_t id, const uint8_t *p,
                           const struct an_head_common *as)
{
    uint32_t first = blocks_write(s, id, p, as->len), cap = s->commons.cap;
    if (!first) return 0;
    uint32_t place = pool_take(&s->commons); /* there are as many as heads */
    if (s->commons.cap != cap)
        s->common = an_realloc(s->common, (size_t)s->commons.cap * sizeof *s->common);
    if (s->count == s->buckets) buckets_grow(s);
    struct an_head_common *c = common_at(s, place);
    *c = *as;
    c->edition = id;
    c->first = first;
    s->count++;
    bucket_put(s, place);
    return place;
}

/* Returns the place among the commons. 0: there is none such. */
static uint32_t common_find(const struct an_head_store *s, const uint8_t *p,
                            const struct an_head_common *as)
{
    uint32_t place = s->buckets ? *bucket_of(s, as->hash) : 0;
    for (; place; place = s->commons.next[place - 1]) {
        const struct an_head_common *c = common_at(s, place);
        bool maybe = c->hash == as->hash && c->len == as->len && c->own_at == as->own_at;
        if (maybe && common_equals(s, c, p)) break;
    }
    return place;
}

static void common_unref(struct an_head_store *s, uint32_t place)
{
    struct an_head_common *c = common_at(s, place);
    if (--c->refs) return;
    uint32_t *at = bucket_of(s, c->hash);
    while (*at != place)
        at = &s->commons.next[*at - 1];
    *at = s->commons.next[place - 1];
    s->count--;
    pool_give(&s->blocks, c->first);
    s->commons.next[place - 1] = 0;
    pool_give(&s->commons, place);
}

/* --- the writer's side --- */

void an_head_store_init(struct an_head_store *s, const struct an_head_view *v)
{
    *s = (struct an_head_store){.view = *v};
    pool_init(&s->blocks, v->blocks);
    pool_init(&s->heads, v->heads);
    pool_init(&s->commons, v->heads);
}

void an_head_store_fini(struct an_head_store *s)
{
    an_free(s->bucket);
    an_free(s->common);
    an_free(s->commons.next);
    an_free(s->blocks.next);
    an_free(s->heads.next);
    *s = (struct an_head_store){.view = s->view};
}

static void entry_write(struct an_head_entry *e, uint64_t id, const struct an_head_common *c,
                        const uint8_t *own)
{
    uint64_t word[OWN_WORDS] = {0};
    if (c->own_at) memcpy(word, own, sizeof word);
    atomic_store_explicit(&e->id, 0, memory_order_relaxed);
    atomic_store_explicit(&e->edition, c->edition, memory_order_release); /* W1, and below */
    atomic_store_explicit(&e->first, c->first, memory_order_release);
    atomic_store_explicit(&e->own_at, c->own_at, memory_order_release);
    words_store(e->own, word, OWN_WORDS);
    atomic_store_explicit(&e->id, id, memory_order_release); /* H1 */
}

uint32_t an_head_store_add(struct an_head_store *s, uint64_t id, const void *p, size_t len,
                           size_t own_at)
{
    AN_ASSERT(id != 0 && len >= 1);
    AN_ASSERT(!own_at || (len >= AN_HEAD_OWN_BYTES && own_at <= len - AN_HEAD_OWN_BYTES));
    if ((len - 1) / AN_HEAD_BLOCK_BYTES >= s->view.blocks) return 0;
    const struct an_head_common as = {
        .hash = bytes_hash(p, len, own_at), .len = (uint32_t)len, .own_at = (uint32_t)own_at};
    uint32_t place = pool_take(&s->heads);
    if (!place) return 0;
    s->heads.next[place - 1] = 0;
    uint32_t common = common_find(s, p, &as);
    if (!common) common = common_new(s, id, p, &as);
    if (!common) {
        pool_give(&s->heads, place);
        return 0;
    }
    common_at(s, common)->refs++;
    s->heads.next[place - 1] = common;
    entry_write(entry_at(&s->view, place), id, common_at(s, common), (const uint8_t *)p + own_at);
    return place;
}

void an_head_store_free(struct an_head_store *s, uint32_t place)
{
    if (!place) return;
    common_unref(s, s->heads.next[place - 1]);
    s->heads.next[place - 1] = 0;
    pool_give(&s->heads, place);
}

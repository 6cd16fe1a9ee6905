/* head_store.c - see head_store.h.
 *
 * A block is a seqlock whose version is the connection's id. The writer takes the id away, stores
 * next, len and the words, and stores the new id last. The reader loads the id, then the rest, then
 * the id again.
 *
 * Memory orders; the first of a pair releases, the second one acquires:
 *   H1 pairs with H2 on `id`: the reader of the id sees all of the block.
 *   W1 pairs with W2 on next, len and each word: the reader of a new one sees the old id go.
 */
#include "ipc/head_store.h"

#include <string.h>

#include "ground/base.h"

#define WORDS (AN_HEAD_BLOCK_BYTES / 8)
#define FIRST_CAP 64u

_Static_assert(sizeof(struct an_head_block) == 2 * AN_CACHE_LINE, "blocks share no line");

uint32_t an_head_store_blocks(size_t longest, uint64_t heads)
{
    uint64_t each = (longest + AN_HEAD_BLOCK_BYTES - 1) / AN_HEAD_BLOCK_BYTES;
    return (uint32_t)AN_MIN(each * heads, (uint64_t)UINT32_MAX - 1);
}

size_t an_head_store_bytes(uint32_t blocks)
{
    return (size_t)blocks * sizeof(struct an_head_block);
}

/* --- anybody's side --- */

struct copy { /* of one block */
    uint32_t next, len;
    uint64_t word[WORDS];
};

static bool block_copy(const struct an_head_view *v, uint32_t place, uint64_t id, struct copy *to)
{
    if (place == 0 || place > v->blocks) return false;
    const struct an_head_block *b = &v->block[place - 1];
    if (atomic_load_explicit(&b->id, memory_order_acquire) != id) return false; /* H2 */
    to->next = atomic_load_explicit(&b->next, memory_order_acquire);            /* W2, and below */
    to->len = atomic_load_explicit(&b->len, memory_order_acquire);
    for (size_t i = 0; i < WORDS; i++)
        to->word[i] = atomic_load_explicit(&b->word[i], memory_order_acquire);
    return atomic_load_explicit(&b->id, memory_order_relaxed) == id;
}

/* Each block brings the end nearer, wherever the chain leads. */
int an_head_view_read(const struct an_head_view *v, uint32_t place, uint64_t id, struct an_buf *to)
{
    size_t before = to->len;
    struct copy c;
    if (id == 0 || !block_copy(v, place, id, &c) || c.len == 0) return AN_EGONE;
    size_t left = c.len;
    uint8_t *room = an_buf_reserve(to, left);
    if (!room) return AN_EGONE;
    for (;;) {
        size_t n = AN_MIN(left, sizeof c.word);
        an_buf_append(to, c.word, n);
        left -= n;
        if (left == 0) return AN_OK;
        if (block_copy(v, c.next, id, &c)) continue;
        to->len = before;
        return AN_EGONE;
    }
}

/* --- the writer's side --- */

void an_head_store_init(struct an_head_store *s, const struct an_head_view *v)
{
    *s = (struct an_head_store){.view = *v};
}

void an_head_store_fini(struct an_head_store *s)
{
    an_free(s->next);
    *s = (struct an_head_store){.view = s->view};
}

static uint32_t block_take(struct an_head_store *s)
{
    uint32_t place = s->free;
    if (place) {
        s->free = s->next[place - 1];
        return place;
    }
    if (s->fresh == s->view.blocks) return 0;
    if (s->fresh == s->cap) {
        s->cap = s->cap > UINT32_MAX / 2 ? UINT32_MAX : AN_MAX(2 * s->cap, FIRST_CAP);
        s->next = an_realloc(s->next, (size_t)s->cap * sizeof *s->next);
    }
    return ++s->fresh;
}

static void block_write(struct an_head_block *b, uint64_t id, uint32_t next, uint32_t len,
                        const uint8_t *p, size_t n)
{
    uint64_t word[WORDS] = {0};
    memcpy(word, p, n);
    atomic_store_explicit(&b->id, 0, memory_order_relaxed);
    atomic_store_explicit(&b->next, next, memory_order_release); /* W1, and below */
    atomic_store_explicit(&b->len, len, memory_order_release);
    for (size_t i = 0; i < WORDS; i++)
        atomic_store_explicit(&b->word[i], word[i], memory_order_release);
    atomic_store_explicit(&b->id, id, memory_order_release); /* H1 */
}

/* Writes from the last block to the first, so that each knows the place of the next one. */
uint32_t an_head_store_add(struct an_head_store *s, uint64_t id, const void *p, size_t len)
{
    AN_ASSERT(id != 0 && len >= 1);
    if (len > UINT32_MAX) return 0;
    uint32_t place = 0;
    size_t at = (len - 1) / AN_HEAD_BLOCK_BYTES * AN_HEAD_BLOCK_BYTES;
    for (size_t n = len - at;; n = AN_HEAD_BLOCK_BYTES, at -= n) {
        uint32_t block = block_take(s);
        if (!block) {
            an_head_store_free(s, place);
            return 0;
        }
        s->next[block - 1] = place;
        block_write(&s->view.block[block - 1], id, place, at ? 0 : (uint32_t)len,
                    (const uint8_t *)p + at, n);
        place = block;
        if (at == 0) return place;
    }
}

void an_head_store_free(struct an_head_store *s, uint32_t place)
{
    while (place) {
        uint32_t behind = s->next[place - 1];
        s->next[place - 1] = s->free;
        s->free = place;
        place = behind;
    }
}

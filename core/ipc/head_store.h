/* head_store.h - the heads of upgrade requests, in shared memory. The reactor that owns the
 * WebSocket writes a head once; a worker reads it when a callback asks. So a message carries four
 * bytes instead of the whole head.
 *
 *   place 1         place 2         place 3
 *   [id|→3|len|..]  [free]          [id|→0| 0 |..]
 *
 * A head is a chain of blocks. Its place is the number of the first block; 0: none.
 *
 * A store has one writer. The writer keeps in memory of its own which blocks are free and which
 * block follows which, so a stray write of another process cannot mislead it. Blocks that came back
 * are handed out before fresh ones, so the rest of the store is never touched and costs nothing.
 *
 * Readers take no lock. Every block names the connection whose bytes it holds, and an id is never
 * used twice. A reader that finds the id before and after its copy has copied the bytes of that id.
 * A reader that finds another id is late, and gets no head. Places and lengths are checked.
 */
#ifndef AN_HEAD_STORE_H
#define AN_HEAD_STORE_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "memory/buf.h"

#define AN_HEAD_BLOCK_BYTES 112

struct an_head_block { /* 128 bytes; private */
    _Atomic uint64_t id;   /* whose bytes these are; 0 while they are being written */
    _Atomic uint32_t next; /* place of the next block, 0: none */
    _Atomic uint32_t len;  /* of the whole head; 0 where no head begins */
    _Atomic uint64_t word[AN_HEAD_BLOCK_BYTES / 8];
};

struct an_head_view { /* a private view of one store */
    struct an_head_block *block; /* [blocks] */
    uint32_t blocks;
};

/* Blocks for this many heads of this length. And the shared memory for this many blocks; it begins
 * on a cache line. */
uint32_t an_head_store_blocks(size_t longest, uint64_t heads);
size_t an_head_store_bytes(uint32_t blocks);

/* For anybody. Appends the head of connection `id` that stands at a place. AN_OK. AN_EGONE: it is
 * not there (any more), or is longer than the buffer takes; nothing is appended then. */
int an_head_view_read(const struct an_head_view *v, uint32_t place, uint64_t id, struct an_buf *to);

/* The writer's side. A new writer begins with an empty store, whatever its predecessor left. */
struct an_head_store { /* private */
    struct an_head_view view;
    uint32_t *next;          /* [cap] of block i: the place of the next block, in a head or among
                              * the free ones */
    uint32_t cap, fresh, free; /* fresh: blocks ever handed out; free: the first place */
};
void an_head_store_init(struct an_head_store *s, const struct an_head_view *v);
void an_head_store_fini(struct an_head_store *s);
/* Keeps len bytes (at least 1) for a connection, once in its life. Returns their place. 0: there is
 * no room. */
uint32_t an_head_store_add(struct an_head_store *s, uint64_t id, const void *p, size_t len);
/* Gives a head back. No message that names this place will be read any more. */
void an_head_store_free(struct an_head_store *s, uint32_t place);

#endif

/* head_store.h - the heads of upgrade requests, in shared memory. The reactor that owns the
 * WebSocket writes a head once; a worker reads it when a callback asks. So a message carries four
 * bytes instead of the whole head.
 *
 *   heads   1: [id|edition|→3|own part]   2: [..|→3|..]   3: [free]
 *   blocks  1: [edition|→0| 0 |..]        2: [free]       3: [edition|→1|len|..]
 *
 * Clients of one program send heads that are equal but for one part (the WebSocket's key). Equal
 * bytes are stored once, in a chain of blocks. Each head refers to them and holds its own part. The
 * place of a head is its number; 0: none. An edition is the id of the connection that brought the
 * bytes first.
 *
 * A store has one writer. The writer keeps in memory of its own what is free, who refers to what
 * and which block follows which, so a stray write of another process cannot mislead it. What came
 * back is handed out before fresh memory, so the rest of the store is never touched and costs
 * nothing.
 *
 * Readers take no lock. A head names its connection and a block its edition, and an id is never
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
#define AN_HEAD_OWN_BYTES 24 /* of a head's own part: a WebSocket's key in base64 */

struct an_head_block { /* 128 bytes; private */
    _Atomic uint64_t edition; /* whose bytes these are; 0 while they are being written */
    _Atomic uint32_t next; /* place of the next block, 0: none */
    _Atomic uint32_t len;  /* of the whole head; 0 where no head begins */
    _Atomic uint64_t word[AN_HEAD_BLOCK_BYTES / 8];
};

struct an_head_entry { /* 48 bytes; private */
    _Atomic uint64_t id; /* whose head this is; 0 while it is being written */
    _Atomic uint64_t edition;
    _Atomic uint32_t first; /* place of the first block */
    _Atomic uint32_t own_at; /* where its own part begins; 0: it has none */
    _Atomic uint64_t own[AN_HEAD_OWN_BYTES / 8];
};

struct an_head_view { /* a private view of one store */
    struct an_head_block *block; /* [blocks], and behind them struct an_head_entry [heads] */
    uint32_t blocks, heads;
};

/* Blocks for this many heads of this length. And the shared memory for this many blocks and heads;
 * it begins and ends on a cache line. */
uint32_t an_head_store_blocks(size_t longest, uint64_t heads);
size_t an_head_store_bytes(uint32_t blocks, uint32_t heads);

/* For anybody. Appends the head of connection `id` that stands at a place. AN_OK. AN_EGONE: it is
 * not there (any more), or is longer than the buffer takes; nothing is appended then. */
int an_head_view_read(const struct an_head_view *v, uint32_t place, uint64_t id, struct an_buf *to);

/* The writer's side. A new writer begins with an empty store, whatever its predecessor left. */
struct an_head_common;
struct an_head_store { /* private */
    struct an_head_view view;
    struct an_head_pool {
        uint32_t *next; /* [cap] of item i: the item behind it, 0: none. Of a head: its bytes */
        uint32_t cap, most, fresh, free; /* fresh: items ever handed out; free: the first place */
    } blocks, heads, commons;
    struct an_head_common *common; /* [commons.cap] */
    uint32_t *bucket;              /* [buckets] its first one among the commons */
    uint32_t buckets, count;       /* count: commons in the buckets */
};
void an_head_store_init(struct an_head_store *s, const struct an_head_view *v);
void an_head_store_fini(struct an_head_store *s);
/* Keeps len bytes (at least 1) for a connection, once in its life. AN_HEAD_OWN_BYTES of them, from
 * own_at on, are its own part; 0: it has none. Returns the place of the head. 0: there is no
 * room. */
uint32_t an_head_store_add(struct an_head_store *s, uint64_t id, const void *p, size_t len, size_t own_at);
/* Gives a head back. No message that names this place will be read any more. */
void an_head_store_free(struct an_head_store *s, uint32_t place);

#endif

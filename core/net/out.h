/* out.h - bytes on their way to one socket: a queue of chunks, written with as few system calls as they fit into.
 *
 * Small pieces are gathered in pooled chunks, so that all sends of one turn leave in one write; large ones are queued where they are. A connection
 * with nothing to write holds no queue. One pool per reactor; one thread. A piece of a file stands in the queue as what it is: its bytes never come
 * through here.
 */
#ifndef AN_OUT_H
#define AN_OUT_H

#include "memory/account.h"
#include "net/file.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

#define AN_CHUNK_SIZE 1024 /* bytes of a pooled chunk's data */
#define AN_OUT_IOV 32      /* pieces handed to one write */

struct an_chunk;

/* Bytes that wait in several queues at a time. One thread. */
struct an_shared {
    struct an_account *account; /* counts it, once; NULL: nobody does */
    uint32_t refs;
    size_t len, counted;
    uint8_t data[];
};
struct an_shared *an_shared_new(struct an_account *account, size_t len); /* the first reference; data is the caller's to fill */
void an_shared_unref(struct an_shared *s);

struct an_out {
    struct an_chunk *head, *tail;
    size_t bytes;        /* waiting in memory */
    size_t held;         /* memory of its own: a piece keeps all of its memory until its last byte is written */
    uint64_t file_bytes; /* waiting in files */
    struct an_out *next; /* private: in the pool */
};

struct an_out_pool { /* private */
    struct an_chunk *chunks, *bare; /* bare: without memory of their own */
    struct an_out *outs;
    struct an_account *account;
    uint32_t chunk_count, bare_count, out_count;
};

void an_out_pool_init(struct an_out_pool *p, struct an_account *account); /* counts what waits, but for what is adopted; NULL: nobody does */
void an_out_pool_fini(struct an_out_pool *p);

struct an_out *an_out_new(struct an_out_pool *p);
void an_out_free(struct an_out_pool *p, struct an_out *o); /* and what waits in it */

/* Copies bytes to the end. */
void an_out_append(struct an_out_pool *p, struct an_out *o, const void *data, size_t len);
/* Queues an_alloc'ed memory without a copy and frees it when written: data[0..len) lies in owned. */
void an_out_adopt(struct an_out_pool *p, struct an_out *o, void *owned, const void *data, size_t len);
/* Queues s->data[offset..offset+len) and takes a reference of its own. */
void an_out_share(struct an_out_pool *p, struct an_out *o, struct an_shared *s, size_t offset, size_t len);
/* Queues file[offset..offset+len) and takes a reference of its own. A file that was read whole costs nothing else. */
void an_out_file(struct an_out_pool *p, struct an_out *o, struct an_file *file, uint64_t offset, uint64_t len);
/* The first pieces up to one of a file on disk, at most AN_OUT_IOV: their number. */
int an_out_peek(const struct an_out *o, struct iovec iov[AN_OUT_IOV]);
/* The file on disk that a piece of comes next behind the first `skip` pieces, and where; NULL: none. */
struct an_file *an_out_next_file(const struct an_out *o, int skip, uint64_t *offset, uint64_t *len);
/* n bytes have been written. */
void an_out_consume(struct an_out_pool *p, struct an_out *o, size_t n);
static inline bool an_out_empty(const struct an_out *o) { return !o->head; }

#endif

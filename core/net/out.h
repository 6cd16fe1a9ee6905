/* out.h - bytes on their way to one socket: a queue of chunks, written with as few system calls as they fit into.
 *
 * Small pieces are gathered in pooled chunks, so that all sends of one turn leave in one write; large ones are queued where they are. A connection
 * with nothing to write holds no queue. One pool per reactor; one thread.
 */
#ifndef AN_OUT_H
#define AN_OUT_H

#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

#define AN_CHUNK_SIZE 1024 /* bytes of a pooled chunk's data */
#define AN_OUT_IOV 32      /* pieces handed to one write */

struct an_chunk;

struct an_out {
    struct an_chunk *head, *tail;
    size_t bytes; /* waiting */
    struct an_out *next; /* private: in the pool */
};

struct an_out_pool { /* private */
    struct an_chunk *chunks;
    struct an_out *outs;
    uint32_t chunk_count, out_count;
};

void an_out_pool_init(struct an_out_pool *p);
void an_out_pool_fini(struct an_out_pool *p);

struct an_out *an_out_new(struct an_out_pool *p);
void an_out_free(struct an_out_pool *p, struct an_out *o); /* and what waits in it */

/* Copies bytes to the end. */
void an_out_append(struct an_out_pool *p, struct an_out *o, const void *data, size_t len);
/* Queues an_alloc'ed memory without a copy and frees it when written: data[0..len) lies in owned. */
void an_out_adopt(struct an_out_pool *p, struct an_out *o, void *owned, const void *data, size_t len);
/* The first pieces, at most AN_OUT_IOV: their number. */
int an_out_peek(const struct an_out *o, struct iovec iov[AN_OUT_IOV]);
/* n bytes have been written. */
void an_out_consume(struct an_out_pool *p, struct an_out *o, size_t n);

#endif

/* write_queue.h - bytes on their way to one socket: a queue of chunks, written with as few system
 * calls as possible.
 *
 * Small pieces are gathered in pooled chunks, so that all sends of one turn leave in one write.
 * Large pieces are queued where they are. A connection with nothing to write holds no queue, until
 * it ends. One pool per reactor; one thread. A piece of a file stands in the queue as a file: its
 * bytes never come through here.
 */
#ifndef AN_WRITE_QUEUE_H
#define AN_WRITE_QUEUE_H

#include "disk/file.h"
#include "memory/account.h"
#include "memory/shared.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

#define AN_CHUNK_SIZE 1024 /* bytes of a pooled chunk's data */
#define AN_WRITE_IOV 32      /* pieces handed to one write */

struct an_chunk;

/* How the client takes what is under way to it (conn_pace.c). Low 32 bits of times in ms and of
 * counts of bytes. look_at 0: nobody looks; took_at 0: nobody has looked yet. */
struct an_pace {
    uint32_t look_at, sent, taken, took_at, window_at, window_taken;
};

struct an_write_queue {
    struct an_chunk *head, *tail;
    size_t bytes;        /* waiting in memory */
    /* Memory of its own: a piece keeps all of its memory until its last byte is written. */
    size_t held;
    uint64_t file_bytes; /* waiting in files */
    struct an_write_queue *next; /* private: in the pool */
    struct an_pace pace;         /* the owner's */
};

struct an_write_pool { /* private */
    struct an_chunk *chunks, *bare; /* bare: without memory of their own */
    struct an_write_queue *spare;
    struct an_account *account;
    uint32_t chunk_count, bare_count, spare_count;
};

/* The account counts the bytes that are copied into the queues. NULL: nobody counts. */
void an_write_pool_init(struct an_write_pool *p, struct an_account *account);
void an_write_pool_fini(struct an_write_pool *p);

struct an_write_queue *an_write_queue_new(struct an_write_pool *p);
/* Frees the queue and what waits in it. */
void an_write_queue_free(struct an_write_pool *p, struct an_write_queue *o);

/* Copies bytes to the end. */
void an_write_queue_append(struct an_write_pool *p, struct an_write_queue *o, const void *data, size_t len);
/* Queues s->data[offset..offset+len) and takes a reference of its own. */
void an_write_queue_share(struct an_write_pool *p, struct an_write_queue *o, struct an_shared *s, size_t offset, size_t len);
/* Queues file[offset..offset+len) and takes a reference of its own. A file that was read whole
 * costs nothing else. */
void an_write_queue_file(struct an_write_pool *p, struct an_write_queue *o, struct an_file *file, uint64_t offset, uint64_t len);
/* Fills iov with the first pieces, up to one of a file on disk. Returns their number, at most
 * AN_WRITE_IOV. */
int an_write_queue_peek(const struct an_write_queue *o, struct iovec iov[AN_WRITE_IOV]);
/* The file on disk whose piece comes next behind the first `skip` pieces, and the place in it.
 * NULL: none. */
struct an_file *an_write_queue_next_file(const struct an_write_queue *o, int skip, uint64_t *offset, uint64_t *len);
/* Takes n bytes that have been written out of the queue. */
void an_write_queue_consume(struct an_write_pool *p, struct an_write_queue *o, size_t n);
static inline bool an_write_queue_empty(const struct an_write_queue *o) { return !o->head; }

#endif

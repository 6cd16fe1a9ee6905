/* write_queue.c - see write_queue.h. A pooled chunk has its data behind it. A large one has its
 * data elsewhere (`shared`, `file`), or behind it, unpooled. */
#include "conn/write_queue.h"

#include "ground/base.h"

#include <string.h>

#define AN_POOL_MAX 256 /* chunks and queues kept for reuse: a burst's memory goes back */
#define BARE_MAX 1024   /* chunks without memory of their own */

struct an_chunk {
    struct an_chunk *next;
    uint8_t *data; /* the first unwritten byte is data[off]; NULL: it is byte `off` of the file */
    uint64_t off, len;
    size_t cap;
    struct an_file *file; /* held by the chunk */
    struct an_shared *shared;
    uint8_t inside[];
};

void an_write_pool_init(struct an_write_pool *p, struct an_account *account)
{
    *p = (struct an_write_pool){.account = account};
}

static void free_chunks(struct an_chunk *c)
{
    for (struct an_chunk *next; c; c = next) {
        next = c->next;
        an_free(c);
    }
}

void an_write_pool_fini(struct an_write_pool *p)
{
    free_chunks(p->chunks);
    free_chunks(p->bare);
    for (struct an_write_queue *o = p->spare, *next; o; o = next) {
        next = o->next;
        an_free(o);
    }
    an_write_pool_init(p, p->account);
}

static struct an_chunk *chunk_new(struct an_write_pool *p, struct an_write_queue *o, size_t cap)
{
    if (cap) {
        an_account_add(p->account, cap);
        o->held += cap;
    }
    struct an_chunk *c = cap == AN_CHUNK_SIZE ? p->chunks : cap == 0 ? p->bare : NULL;
    if (c && cap) {
        p->chunks = c->next;
        p->chunk_count--;
    } else if (c) {
        p->bare = c->next;
        p->bare_count--;
    } else {
        c = an_alloc(sizeof *c + cap);
    }
    *c = (struct an_chunk){.data = c->inside, .cap = cap};
    return c;
}

static void chunk_free(struct an_write_pool *p, struct an_write_queue *o, struct an_chunk *c)
{
    if (c->cap) {
        an_account_sub(p->account, c->cap);
        o->held -= c->cap;
    }
    an_file_unref(c->file);
    an_shared_unref(c->shared);
    if (c->cap == AN_CHUNK_SIZE && p->chunk_count < AN_POOL_MAX) {
        c->next = p->chunks;
        p->chunks = c;
        p->chunk_count++;
    } else if (c->cap == 0 && p->bare_count < BARE_MAX) {
        c->next = p->bare;
        p->bare = c;
        p->bare_count++;
    } else {
        an_free(c);
    }
}

struct an_write_queue *an_write_queue_new(struct an_write_pool *p)
{
    struct an_write_queue *o = p->spare;
    if (o) {
        p->spare = o->next;
        p->spare_count--;
    } else {
        o = an_alloc(sizeof *o);
    }
    *o = (struct an_write_queue){0};
    return o;
}

void an_write_queue_free(struct an_write_pool *p, struct an_write_queue *o)
{
    for (struct an_chunk *c = o->head, *next; c; c = next) {
        next = c->next;
        chunk_free(p, o, c);
    }
    if (p->spare_count < AN_POOL_MAX) {
        o->next = p->spare;
        p->spare = o;
        p->spare_count++;
    } else {
        an_free(o);
    }
}

static void chunk_push(struct an_write_queue *o, struct an_chunk *c)
{
    if (o->tail)
        o->tail->next = c;
    else
        o->head = c;
    o->tail = c;
}

void an_write_queue_append(struct an_write_pool *p, struct an_write_queue *o, const void *data,
                           size_t len)
{
    const uint8_t *from = data;
    o->bytes += len;
    /* The cap of a shared chunk and of a file is 0. */
    if (o->tail && o->tail->cap > o->tail->len && len) {
        struct an_chunk *t = o->tail;
        size_t n = (size_t)AN_MIN(t->cap - t->len, len);
        memcpy(t->data + t->len, from, n);
        t->len += n;
        from += n;
        len -= n;
    }
    if (!len) return;
    struct an_chunk *c = chunk_new(p, o, AN_MAX(len, (size_t)AN_CHUNK_SIZE));
    memcpy(c->data, from, len);
    c->len = len;
    chunk_push(o, c);
}

void an_write_queue_share(struct an_write_pool *p, struct an_write_queue *o, struct an_shared *s,
                          size_t offset, size_t len)
{
    if (!len) return;
    struct an_chunk *c = chunk_new(p, o, 0);
    s->refs++;
    c->shared = s;
    c->data = s->data + offset;
    c->len = len;
    o->bytes += len;
    chunk_push(o, c);
}

void an_write_queue_file(struct an_write_pool *p, struct an_write_queue *o, struct an_file *file,
                         uint64_t offset, uint64_t len)
{
    if (!len) return;
    struct an_chunk *c = chunk_new(p, o, 0);
    an_file_ref(file);
    c->file = file;
    c->data = file->bytes;
    c->off = offset;
    c->len = offset + len;
    o->file_bytes += len;
    chunk_push(o, c);
}

int an_write_queue_peek(const struct an_write_queue *o, struct iovec iov[AN_WRITE_IOV])
{
    int n = 0;
    for (struct an_chunk *c = o->head; c && c->data && n < AN_WRITE_IOV; c = c->next)
        iov[n++] = (struct iovec){c->data + c->off, (size_t)(c->len - c->off)};
    return n;
}

struct an_file *an_write_queue_next_file(const struct an_write_queue *o, int skip, uint64_t *offset,
                                         uint64_t *len)
{
    struct an_chunk *c = o->head;
    while (c && skip-- > 0)
        c = c->next;
    if (!c || c->data) return NULL;
    *offset = c->off;
    *len = c->len - c->off;
    return c->file;
}

static void count_off(struct an_write_queue *o, const struct an_chunk *c, uint64_t n)
{
    if (c->file)
        o->file_bytes -= n;
    else
        o->bytes -= (size_t)n;
}

void an_write_queue_consume(struct an_write_pool *p, struct an_write_queue *o, size_t n)
{
    AN_ASSERT(n <= o->bytes + o->file_bytes);
    while (o->head && n >= o->head->len - o->head->off) {
        struct an_chunk *c = o->head;
        n -= (size_t)(c->len - c->off);
        count_off(o, c, c->len - c->off);
        o->head = c->next;
        if (!o->head) o->tail = NULL;
        chunk_free(p, o, c);
    }
    if (!n) return;
    count_off(o, o->head, n);
    o->head->off += n;
}

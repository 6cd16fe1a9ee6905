/* ring_queue.c - see ring_queue.h. */
#include "loop/ring_queue.h"

#include <string.h>

struct an_queued_msg {
    struct an_list node;
    struct an_msg msg;
    size_t done; /* an_tx_push's progress */
    uint8_t payload[];
};

void an_ring_queue_init(struct an_ring_queue *o)
{
    an_list_init(&o->waiting);
    o->count = o->bytes = 0;
    o->account = NULL;
}

static size_t queued_msg_bytes(const struct an_msg *m)
{
    return sizeof(struct an_queued_msg) + m->head_len + m->body_len;
}

static void queued_msg_free(struct an_ring_queue *o, struct an_queued_msg *p)
{
    an_list_remove(&p->node);
    o->count--;
    o->bytes -= queued_msg_bytes(&p->msg);
    an_account_sub(o->account, queued_msg_bytes(&p->msg));
    an_free(p);
}

void an_ring_queue_fini(struct an_ring_queue *o)
{
    while (!an_list_empty(&o->waiting))
        queued_msg_free(o, AN_CONTAINER_OF(o->waiting.next, struct an_queued_msg, node));
}

static void queued_msg_new(struct an_ring_queue *o, const struct an_msg *m, const void *head,
                           const void *body, size_t done)
{
    struct an_queued_msg *p = an_alloc(queued_msg_bytes(m));
    p->msg = *m;
    p->done = done;
    if (m->head_len) memcpy(p->payload, head, m->head_len);
    if (m->body_len) memcpy(p->payload + m->head_len, body, m->body_len);
    an_list_insert(&o->waiting, &p->node);
    o->count++;
    o->bytes += queued_msg_bytes(m);
    an_account_add(o->account, queued_msg_bytes(m));
}

int an_ring_queue_post(struct an_ring_queue *o, const struct an_msg *m, const void *head,
                       const void *body)
{
    size_t done = 0;
    if (an_ring_queue_empty(o) && an_tx_push(&o->tx, m, head, body, &done) == AN_OK) return AN_OK;
    queued_msg_new(o, m, head, body, done);
    return AN_EAGAIN;
}

uint8_t *an_ring_queue_place(struct an_ring_queue *o, size_t len)
{
    return an_ring_queue_empty(o) ? an_tx_place(&o->tx, len) : NULL;
}

int an_ring_queue_flush(struct an_ring_queue *o, const struct an_ring_queue_calls *calls, void *ctx)
{
    while (!an_ring_queue_empty(o)) {
        struct an_queued_msg *p = AN_CONTAINER_OF(o->waiting.next, struct an_queued_msg, node);
        if (p->done == 0) calls->pushing(ctx, &p->msg, an_ring_queue_position(o));
        int err = an_tx_push(&o->tx, &p->msg, p->payload, p->payload + p->msg.head_len, &p->done);
        if (err == AN_EAGAIN && an_tx_want_room(&o->tx)) continue;
        if (err == AN_EAGAIN) return AN_OK;
        if (err < 0) return err;
        struct an_msg m = p->msg;
        queued_msg_free(o, p);
        calls->pushed(ctx, &m, an_ring_queue_position(o));
    }
    return AN_OK;
}

/* A caller cancels what has waited long, so the messages stand near the front. */
size_t an_ring_queue_cancel(struct an_ring_queue *o, uint64_t id, uint32_t count)
{
    size_t left = 0;
    for (struct an_list *n = o->waiting.next, *next; count && n != &o->waiting; n = next) {
        struct an_queued_msg *p = AN_CONTAINER_OF(n, struct an_queued_msg, node);
        next = n->next;
        if (p->msg.id != id || !an_msg_brings(&p->msg)) continue;
        count--;
        if (p->done)
            left = AN_MAX((size_t)p->msg.head_len + p->msg.body_len, 1u);
        else
            queued_msg_free(o, p);
    }
    return left;
}

bool an_ring_queue_take(struct an_ring_queue *o, struct an_msg *m)
{
    if (an_ring_queue_empty(o)) return false;
    struct an_queued_msg *p = AN_CONTAINER_OF(o->waiting.next, struct an_queued_msg, node);
    *m = p->msg;
    queued_msg_free(o, p);
    return true;
}

void an_ring_queue_offer(struct an_ring_queue *o,
                         bool (*take)(void *ctx, const struct an_msg *m, const uint8_t *head,
                                      const uint8_t *body),
                         void *ctx)
{
    for (struct an_list *n = o->waiting.next, *next; n != &o->waiting; n = next) {
        struct an_queued_msg *p = AN_CONTAINER_OF(n, struct an_queued_msg, node);
        next = n->next;
        if (!p->done && take(ctx, &p->msg, p->payload, p->payload + p->msg.head_len))
            queued_msg_free(o, p);
    }
}

void an_ring_queue_restart(struct an_ring_queue *o)
{
    if (an_ring_queue_empty(o)) return;
    AN_CONTAINER_OF(o->waiting.next, struct an_queued_msg, node)->done = 0;
}

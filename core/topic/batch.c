/* batch.c - see batch.h. */
#include "topic/batch.h"

#include <string.h>

#include "ground/base.h"

#define KEPT 65536 /* bytes of buffers kept from one batch to the next */

void an_batch_init(struct an_batch *r, struct an_ws_deflate_pool *pool, struct an_buf *scratch,
                   struct an_account *account)
{
    *r = (struct an_batch){.pool = pool, .scratch = scratch, .account = account};
    an_buf_init(&r->gathered, AN_BATCH_BYTES);
}

void an_batch_fini(struct an_batch *r)
{
    an_batch_clear(r);
    an_buf_fini(&r->gathered);
    an_free(r->message);
    r->message = NULL;
    r->cap = 0;
}

bool an_batch_joins(const struct an_batch *r, const struct an_delivery *d)
{
    size_t len = d->msg.head_len;
    if (r->count == 0) return true;
    return !r->lent && d->msg.body_len <= AN_BATCH_BYTES - r->gathered.len && r->topic_len == len &&
           (len == 0 || memcmp(r->topic, d->head, len) == 0);
}

void an_batch_add(struct an_batch *r, const struct an_delivery *d)
{
    size_t len = d->msg.body_len;
    /* This does not compare the topic: the head in the ring may have changed by now. */
    AN_ASSERT(r->count == 0 || (!r->lent && len <= AN_BATCH_BYTES - r->gathered.len));
    if (r->count == 0) {
        r->topic_len = AN_MIN(d->msg.head_len, (size_t)AN_TOPIC_MAX);
        if (r->topic_len) memcpy(r->topic, d->head, r->topic_len);
    }
    if (r->count == r->cap) {
        r->cap = r->cap ? 2 * r->cap : 16;
        r->message = an_realloc(r->message, r->cap * sizeof *r->message);
    }
    r->message[r->count++] = (struct an_batch_message){
        .except = d->msg.id,
        .at = r->gathered.len,
        .len = len,
        .op = an_ws_message_op(d->msg.code),
        .body = d->body,
    };
    if (d->msg.id) r->excepts |= UINT64_C(1) << (d->msg.id & 63);
    r->lent = len > AN_BATCH_BYTES;
    if (len && !r->lent) an_buf_append(&r->gathered, d->body, len);
}

void an_batch_clear(struct an_batch *r)
{
    an_shared_unref(r->bytes);
    an_shared_unref(r->frames);
    for (uint32_t i = 0; r->form && i < r->count * AN_WS_VARIANTS; i++)
        an_shared_unref(r->form[i]);
    an_free(r->form);
    r->bytes = r->frames = NULL;
    r->form = NULL;
    r->count = 0;
    r->excepts = 0;
    r->lent = false;
    an_buf_clear(&r->gathered, KEPT);
}

/* --- forms --- */

const uint8_t *an_batch_body(const struct an_batch *r, uint32_t i)
{
    const struct an_batch_message *m = &r->message[i];
    return r->lent ? m->body : r->gathered.data + m->at;
}

struct an_shared *an_batch_bytes(struct an_batch *r)
{
    if (r->bytes) return r->bytes;
    const struct an_batch_message *last = &r->message[r->count - 1];
    size_t len = last->at + last->len;
    r->bytes = an_shared_new(r->account, len);
    if (len) memcpy(r->bytes->data, an_batch_body(r, 0), len);
    return r->bytes;
}

static size_t frame_write(uint8_t *out, unsigned op, const uint8_t *p, size_t len)
{
    size_t n = an_ws_header_encode(out, op, true, len);
    if (len) memcpy(out + n, p, len);
    return n + len;
}

struct an_shared *an_batch_frames(struct an_batch *r)
{
    if (r->frames) return r->frames;
    const struct an_batch_message *last = &r->message[r->count - 1];
    r->frames =
        an_shared_new(r->account, last->at + last->len + r->count * AN_WS_SERVER_HEADER_MAX);
    r->frames->len = 0;
    for (uint32_t i = 0; i < r->count; i++) {
        struct an_batch_message *m = &r->message[i];
        m->framed = r->frames->len;
        r->frames->len +=
            frame_write(r->frames->data + m->framed, m->op, an_batch_body(r, i), m->len);
    }
    return r->frames;
}

struct an_shared *an_batch_form(struct an_batch *r, uint32_t i, unsigned variant)
{
    struct an_batch_message *m = &r->message[i];
    struct an_buf *b = r->scratch;
    if (m->plain & 1u << variant) return NULL;
    if (!r->form) r->form = an_calloc((size_t)r->count * AN_WS_VARIANTS, sizeof *r->form);
    struct an_shared **s = &r->form[i * AN_WS_VARIANTS + variant];
    if (*s) return *s;
    an_buf_clear(b, KEPT);
    if (!an_ws_deflate_share(r->pool, variant, an_batch_body(r, i), m->len, b)) {
        m->plain |= (uint16_t)(1u << variant);
        return NULL;
    }
    *s = an_shared_new(r->account, AN_WS_SERVER_HEADER_MAX + b->len);
    (*s)->len = frame_write((*s)->data, m->op | AN_WS_COMPRESSED, b->data, b->len);
    return *s;
}

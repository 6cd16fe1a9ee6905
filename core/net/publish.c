/* publish.c - see publish.h; and the subscriptions of a connection. */
#include "net/publish.h"

#include <string.h>

#include "net/conn_in.h"
#include "protocol/ws_frame.h"

#define KEPT 65536 /* bytes of a compressed message: memory for longer ones is not kept */

bool an__conn_subscribe(struct an_conn *c, const struct an_delivery *d)
{
    struct an_topics *topics = &c->env->topics;
    size_t len = d->msg.head_len;
    bool speaks = c->phase == AN_PHASE_SNIFF || c->phase == AN_PHASE_TCP || c->phase == AN_PHASE_WS;
    bool done = true;
    if (!speaks || an__conn_is(c, AN__TOLD)) return false;
    if (d->msg.type == AN_MSG_SUBSCRIBE)
        done = an_topics_join(topics, &c->topics, c, d->head, len) == AN_OK;
    else if (len)
        an_topics_leave(topics, &c->topics, d->head, len);
    else
        an_topics_leave_all(topics, &c->topics);
    an_registry_topics(c->env->registry, c->id, an_topics_of(c->topics));
    return done;
}

/* --- one message --- */

void an_publish_begin(struct an_publication *p, const struct an_delivery *d)
{
    *p = (struct an_publication){.message = d};
}

static struct an_shared *raw_of(struct an_publication *p)
{
    const struct an_delivery *d = p->message;
    if (p->raw) return p->raw;
    p->raw = an_shared_new(d->msg.body_len);
    if (d->msg.body_len) memcpy(p->raw->data, d->body, d->msg.body_len);
    return p->raw;
}

static struct an_shared *frame(enum an_ws_op op, const void *p, size_t len)
{
    uint8_t head[AN_WS_SERVER_HEADER_MAX];
    size_t n = an_ws_header_encode(head, op, true, len);
    struct an_shared *s = an_shared_new(n + len);
    memcpy(s->data, head, n);
    if (len) memcpy(s->data + n, p, len);
    return s;
}

static enum an_ws_op opcode_of(const struct an_delivery *d)
{
    return d->msg.code == AN_WS_BINARY ? AN_WS_BINARY : AN_WS_TEXT;
}

static struct an_shared *plain_of(struct an_publication *p)
{
    const struct an_delivery *d = p->message;
    if (!p->framed[0]) p->framed[0] = frame(opcode_of(d), d->body, d->msg.body_len);
    return p->framed[0];
}

/* NULL: it is sent as it is. */
static struct an_shared *deflated_of(struct an_publication *p, struct an_conn_env *env, unsigned v)
{
    const struct an_delivery *d = p->message;
    struct an_buf *b = &env->deflated;
    if (p->framed[v] || p->plain & 1u << v) return p->framed[v];
    an_buf_clear(b, KEPT);
    if (an_ws_deflate_share(env->deflate_pool, v, d->body, d->msg.body_len, b))
        p->framed[v] = frame(opcode_of(d) | AN_WS_COMPRESSED, b->data, b->len);
    else
        p->plain |= (uint16_t)(1u << v);
    return p->framed[v];
}

/* To a WebSocket, in the form that it has agreed to. */
static void share(struct an_publication *p, struct an_conn *c)
{
    const struct an_delivery *d = p->message;
    unsigned v = an_ws_deflate_variant(c->deflate, d->msg.body_len);
    struct an_shared *s = v ? deflated_of(p, c->env, v) : NULL;
    if (s) an_ws_deflate_shared(c->deflate, d->body, d->msg.body_len);
    an__conn_share(c, s ? s : plain_of(p));
}

void an_publish_to(struct an_publication *p, struct an_conn *c)
{
    if (c->id == p->message->msg.id || an__conn_is(c, AN__TOLD)) return;
    switch (c->phase) {
    case AN_PHASE_SNIFF:
    case AN_PHASE_TCP:
        an__conn_is_tcp(c);
        an__conn_share(c, raw_of(p));
        break;
    case AN_PHASE_WS:
        if (an__conn_is(c, AN__CLOSE_SENT)) return;
        share(p, c);
        an_count(&c->env->counters->ws_messages_out, 1);
        break;
    default:
        return;
    }
    p->count++;
}

void an_publish_end(struct an_publication *p, struct an_counters *counters)
{
    an_shared_unref(p->raw);
    for (int v = 0; v < AN_WS_VARIANTS; v++)
        an_shared_unref(p->framed[v]);
    an_count(&counters->published, 1);
    an_count(&counters->deliveries, (int64_t)p->count);
}

/* From the last to the first: whoever is cut off leaves, and nobody is passed over. */
void an_publish(struct an_conn_env *env, const struct an_delivery *d)
{
    struct an_publication p;
    struct an_topic *topic = an_topics_find(&env->topics, d->head, d->msg.head_len);
    an_publish_begin(&p, d);
    for (uint32_t i = topic ? topic->count : 0; i-- > 0;) {
        bool last = topic->count == 1; /* the topic may go with it */
        an_publish_to(&p, topic->member[i].subscriber->who);
        if (last) break;
    }
    an_publish_end(&p, env->counters);
}

/* publish.c - see publish.h; and the subscriptions of a connection. */
#include "net/publish.h"

#include <string.h>

#include "net/conn_in.h"
#include "protocol/ws_frame.h"

bool an__conn_subscribe(struct an_conn *c, const struct an_delivery *d)
{
    struct an_topics *topics = &c->env->topics;
    size_t len = d->msg.head_len;
    bool speaks = c->phase == AN_PHASE_SNIFF || c->phase == AN_PHASE_TCP || c->phase == AN_PHASE_WS;
    if (!speaks || an__conn_is(c, AN__TOLD)) return false;
    if (d->msg.type == AN_MSG_SUBSCRIBE)
        return an_topics_join(topics, &c->topics, c, d->head, len) == AN_OK;
    if (len)
        an_topics_leave(topics, &c->topics, d->head, len);
    else
        an_topics_leave_all(topics, &c->topics);
    return true;
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

static struct an_shared *framed_of(struct an_publication *p)
{
    const struct an_delivery *d = p->message;
    uint8_t head[AN_WS_SERVER_HEADER_MAX];
    if (p->framed) return p->framed;
    enum an_ws_op op = d->msg.code == AN_WS_BINARY ? AN_WS_BINARY : AN_WS_TEXT;
    size_t n = an_ws_header_encode(head, op, true, d->msg.body_len);
    p->framed = an_shared_new(n + d->msg.body_len);
    memcpy(p->framed->data, head, n);
    if (d->msg.body_len) memcpy(p->framed->data + n, d->body, d->msg.body_len);
    return p->framed;
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
        an__conn_share(c, framed_of(p));
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
    an_shared_unref(p->framed);
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

/* publish.c - see publish.h. The protocol of a connection decides in which form it gets a
 * message. */
#include "conn/publish.h"

#include "conn/conn_in.h"

bool an_publish_add(struct an_conn_env *env, const struct an_delivery *d)
{
    an_batch_add(&env->batch, d);
    return env->batch.lent;
}

static uint32_t messages_deliver(struct an_conn *c, uint32_t from, uint32_t to, bool now)
{
    if (from == to || c->phase == AN_PHASE_DEAD) return 0;
    return c->protocol->deliver(c, from, to, now);
}

/* Delivers all messages but those that leave this connection out. */
static uint32_t others_deliver(struct an_conn *c)
{
    const struct an_batch *b = &c->env->batch;
    uint32_t delivered = 0, from = 0;
    for (uint32_t i = 0; i < b->count; i++) {
        if (b->message[i].except != c->id) continue;
        delivered += messages_deliver(c, from, i, false);
        from = i + 1;
    }
    return delivered + messages_deliver(c, from, b->count, false);
}

void an_publish_to(struct an_conn_env *env, struct an_conn *c, bool now)
{
    struct an_batch *b = &env->batch;
    if (an__conn_is(c, AN__OVER | AN__CLOSE_SENT)) return;
    env->delivered +=
        an_batch_skips(b, c->id) ? others_deliver(c) : messages_deliver(c, 0, b->count, now);
}

void an_publish_end(struct an_conn_env *env)
{
    struct an_counters *n = env->counters;
    an_count(&n->published, env->batch.count);
    an_count(&n->deliveries, (int64_t)env->delivered);
    an_count(&n->ws_messages_out, (int64_t)env->delivered_frames);
    env->delivered = env->delivered_frames = 0;
    an_batch_clear(&env->batch);
}

/* Fetches the memory of the next members, while the system writes to this one. */
static void members_prefetch(const struct an_topic *topic, uint32_t i)
{
    if (i < 2) return;
    const struct an_conn *c = topic->member[i - 1].subscriber->who;
    __builtin_prefetch(topic->member[i - 2].subscriber);
    __builtin_prefetch(&c->env);
    __builtin_prefetch(&c->phase);
}

/* From the last member to the first: one that is cut off leaves, and no other one is passed
 * over. */
bool an_publish_topic(struct an_conn_env *env, bool now)
{
    const struct an_batch *r = &env->batch;
    if (!r->topic_len) return false;
    struct an_topic *topic = an_topics_find(&env->topics, r->topic, r->topic_len);
    for (uint32_t i = topic ? topic->count : 0; i-- > 0;) {
        bool last = topic->count == 1; /* the topic may go with its last member */
        members_prefetch(topic, i);
        an_publish_to(env, topic->member[i].subscriber->who, now);
        if (last) break;
    }
    return true;
}

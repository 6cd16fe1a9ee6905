/* publish.c - see publish.h; and the subscriptions of a connection. */
#include "conn/publish.h"

#include <string.h>

#include "conn/conn_in.h"

bool an__conn_subscribe(struct an_conn *c, const struct an_delivery *d)
{
    struct an_topics *topics = &c->env->topics;
    size_t len = d->msg.head_len;
    bool meant = an__conn_opening(c) && d->msg.stamp == c->request; /* the WebSocket to be */
    bool speaks = c->phase <= AN_PHASE_TCP || c->phase == AN_PHASE_WS || meant;
    if (!speaks || an__conn_is(c, AN__OVER)) return false;
    if (d->msg.type == AN_MSG_SUBSCRIBE) {
        if (an_topics_join(topics, &c->topics, c, d->head, len) < 0)
            an_count(&c->env->counters->subscriptions_refused, 1);
    } else if (len) {
        an_topics_leave(topics, &c->topics, d->head, len);
    } else {
        an_topics_leave_all(topics, &c->topics);
    }
    if (an__conn_is(c, AN__TOLD) && d->msg.type == AN_MSG_UNSUBSCRIBE && !len) c->flags |= AN__OVER;
    an_registry_topics(c->env->registry, c->id, an_topics_of(c->topics));
    return true;
}

/* --- what is published --- */

bool an_publish_add(struct an_conn_env *env, const struct an_delivery *d)
{
    an_batch_add(&env->batch, d);
    return env->batch.lent;
}

/* Messages [from, to), which are one piece of what all share. */
static void give_plain(struct an_conn *c, uint32_t from, uint32_t to, bool now)
{
    struct an_batch *r = &c->env->batch;
    bool ws = c->phase == AN_PHASE_WS;
    struct an_shared *s = ws ? an_batch_frames(r) : an_batch_bytes(r);
    size_t begin = ws ? r->message[from].framed : r->message[from].at, end = s->len;
    if (to < r->count) end = ws ? r->message[to].framed : r->message[to].at;
    an__conn_share(c, s, begin, end - begin, now);
}

/* To a WebSocket that has agreed to compression: each in its form. */
static void give_forms(struct an_conn *c, uint32_t from, uint32_t to)
{
    struct an_conn_env *env = c->env;
    for (uint32_t i = from; i < to && c->phase == AN_PHASE_WS; i++) {
        const struct an_batch_message *m = &env->batch.message[i];
        unsigned v = an_ws_deflate_variant(c->deflate, m->len);
        struct an_shared *s = v ? an_batch_form(&env->batch, i, v) : NULL;
        if (s) {
            an_ws_deflate_shared(c->deflate, an_batch_body(&env->batch, i), m->len);
            an__conn_share(c, s, 0, s->len, false);
        } else {
            give_plain(c, i, i + 1, false);
        }
    }
}

static uint32_t give(struct an_conn *c, uint32_t from, uint32_t to, bool now)
{
    if (from == to || c->phase == AN_PHASE_DEAD) return 0;
    if (c->deflate)
        give_forms(c, from, to);
    else
        give_plain(c, from, to, now);
    return to - from;
}

/* All but those that leave it out. */
static uint32_t give_others(struct an_conn *c)
{
    const struct an_batch *r = &c->env->batch;
    uint32_t given = 0, from = 0;
    for (uint32_t i = 0; i < r->count; i++) {
        if (r->message[i].except != c->id) continue;
        given += give(c, from, i, false);
        from = i + 1;
    }
    return given + give(c, from, r->count, false);
}

/* It asks to become a WebSocket, and has been subscribed already. */
static void hold(struct an_conn *c)
{
    const struct an_batch *r = &c->env->batch;
    for (uint32_t i = 0; i < r->count && an__conn_opening(c); i++) {
        struct an_msg m = {.type = AN_MSG_SEND,
                           .proto = AN_PROTO_WEBSOCKET,
                           .code = r->message[i].op,
                           .id = c->id,
                           .body_len = (uint32_t)r->message[i].len};
        if (r->message[i].except == c->id) continue;
        an__conn_hold(c, &m, an_batch_body(r, i));
        c->env->given++;
    }
}

/* One that is no WebSocket: is it given what is published, as TCP? */
static bool listens(struct an_conn *c)
{
    if (c->phase <= AN_PHASE_TCP)
        an__conn_is_tcp(c);
    else if (c->env->batch.topic_len)
        hold(c);
    return c->phase <= AN_PHASE_TCP;
}

void an_publish_to(struct an_conn_env *env, struct an_conn *c, bool now)
{
    struct an_batch *r = &env->batch;
    bool ws = c->phase == AN_PHASE_WS;
    if (an__conn_is(c, AN__OVER | AN__CLOSE_SENT) || (!ws && !listens(c))) return;
    uint32_t given = an_batch_skips(r, c->id) ? give_others(c) : give(c, 0, r->count, now);
    env->given += given;
    if (ws) env->given_frames += given;
}

void an_publish_end(struct an_conn_env *env)
{
    struct an_counters *n = env->counters;
    an_count(&n->published, env->batch.count);
    an_count(&n->deliveries, (int64_t)env->given);
    an_count(&n->ws_messages_out, (int64_t)env->given_frames);
    env->given = env->given_frames = 0;
    an_batch_clear(&env->batch);
}

/* The memory of those whose turn is next, while the system writes to this one. */
static void prefetch(const struct an_topic *topic, uint32_t i)
{
    if (i < 2) return;
    const struct an_conn *c = topic->member[i - 1].subscriber->who;
    __builtin_prefetch(topic->member[i - 2].subscriber);
    __builtin_prefetch(&c->env);
    __builtin_prefetch(&c->phase);
}

/* From the last to the first: whoever is cut off leaves, and nobody is passed over. */
bool an_publish_topic(struct an_conn_env *env, bool now)
{
    const struct an_batch *r = &env->batch;
    if (!r->topic_len) return false;
    struct an_topic *topic = an_topics_find(&env->topics, r->topic, r->topic_len);
    for (uint32_t i = topic ? topic->count : 0; i-- > 0;) {
        bool last = topic->count == 1; /* the topic may go with it */
        prefetch(topic, i);
        an_publish_to(env, topic->member[i].subscriber->who, now);
        if (last) break;
    }
    return true;
}

void an_publish(struct an_conn_env *env, const struct an_delivery *d)
{
    an_publish_add(env, d);
    an_publish_topic(env, false);
    an_publish_end(env);
}

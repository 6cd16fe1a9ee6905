/* worker_topic.c - what a worker or task worker says about topics: who listens, what is published.
 * See worker.h.
 *
 * A publication crosses the ring of each reactor once, behind all that this process has said to the
 * reactor before. So a connection that was subscribed in an earlier call gets it.
 */
#include "process/worker_in.h"

#include "protocol/text/utf8.h"
#include "protocol/ws/frame.h"

static bool topic_is_valid(size_t len)
{
    return len > 0 && len <= AN_TOPIC_MAX;
}

/* AN_OK for an open connection that speaks TCP or WebSocket. */
static int subscriber_check(struct an_worker *w, uint64_t id, struct an_conn_route *route)
{
    struct an_registry *r = &w->fabric->registry;
    if (id != w->call.closing_id && an_registry_over(r, id)) return AN_EGONE;
    int err = an_registry_is_let_go(r, id) ? AN_EGONE : an_registry_check(r, id, NULL);
    if (err < 0) return err;
    bool answerable = an_worker_route(w, id, route);
    bool listens = answerable && route->proto != AN_PROTO_HTTP && !an__request_is_unseen(w, route);
    return listens ? AN_OK : AN_ESTATE;
}

static int topic_send(struct an_worker *w, enum an_msg_type type, uint64_t id, const void *name,
                      size_t len)
{
    struct an_conn_route route;
    int err = subscriber_check(w, id, &route);
    if (err < 0) return err;
    struct an_msg m = {.type = type,
                       .proto = (uint8_t)route.proto,
                       .id = id,
                       .stamp = route.request,
                       .head_len = (uint32_t)len};
    return an__sink_send(w, an__sink_of(w, id), &m, name, NULL);
}

int an_worker_subscribe(struct an_worker *w, uint64_t id, const void *name, size_t len)
{
    return topic_is_valid(len) ? topic_send(w, AN_MSG_SUBSCRIBE, id, name, len) : AN_EINVAL;
}

int an_worker_unsubscribe(struct an_worker *w, uint64_t id, const void *name, size_t len)
{
    return len <= AN_TOPIC_MAX ? topic_send(w, AN_MSG_UNSUBSCRIBE, id, name, len) : AN_EINVAL;
}

int an_worker_publish(struct an_worker *w, const struct an_publish *p)
{
    if (p->topic_len > AN_TOPIC_MAX) return AN_EINVAL;
    if (p->body_len > w->config->max_message) return AN_ELIMIT;
    if (p->opcode != AN_WS_BINARY && !an_utf8_valid(p->body, p->body_len)) return AN_EINVAL;
    struct an_msg m = {.type = AN_MSG_PUBLISH,
                       .code = p->opcode,
                       .id = p->except,
                       .head_len = (uint32_t)p->topic_len,
                       .body_len = (uint32_t)p->body_len};
    int err = AN_OK;
    for (uint32_t i = 0; i < w->fabric->count[AN_REACTOR]; i++) {
        int one = an__sink_send(w, &w->sink[AN_REACTOR][i], &m, p->topic, p->body);
        if (err == AN_OK) err = one;
    }
    return err;
}

int an_worker_ping(struct an_worker *w, uint64_t id, const void *data, size_t len)
{
    struct an_conn_route route;
    if (len > 125) return AN_ELIMIT; /* RFC 6455, 5.5 */
    int err = subscriber_check(w, id, &route);
    if (err < 0) return err;
    if (route.proto != AN_PROTO_WEBSOCKET) return AN_ESTATE;
    struct an_msg m = {.type = AN_MSG_PING,
                       .proto = AN_PROTO_WEBSOCKET,
                       .id = id,
                       .stamp = route.request,
                       .body_len = (uint32_t)len};
    return an__sink_send(w, an__sink_of(w, id), &m, NULL, data);
}

uint64_t an_worker_subscribers(struct an_worker *w, const void *name, size_t len)
{
    uint64_t n = 0;
    if (!topic_is_valid(len)) return 0;
    for (uint32_t i = 0; i < w->fabric->count[AN_REACTOR]; i++) {
        struct an_topic_table t = an_fabric_topics(w->fabric, i);
        n += an_topic_table_get(&t, name, len);
    }
    return n;
}

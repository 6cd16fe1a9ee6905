/* http.c - HTTP on a connection, as its core calls it. See protocol.h. The requests are in
 * request.c. */
#include "conn/http/http.h"

#include "conn/http/http_in.h"

static void http_open(struct an_conn_env *env)
{
    const struct an_config *config = env->config;
    env->limits = (struct an_http_limits){
        .max_target = config->max_target,
        .max_head = config->max_head,
        .max_headers = config->max_headers,
        .max_body = AN_MIN(config->max_body, config->max_message),
        .account = &env->share.account,
        .max_form = config->upload_dir ? config->max_form : 0,
    };
}

static void http_close(struct an_conn_env *env)
{
    while (env->http_spares > 0)
        an_http_free(env->http_spare[--env->http_spares]);
    an__exchange_pool_free(env);
}

static void http_begin(struct an_conn *c)
{
    c->phase = AN_PHASE_HTTP;
    an__conn_proto(c, AN_PROTO_HTTP);
    an__conn_deadline(c, c->env->config->head_ms);
}

void an__conn_http_end(struct an_conn *c, bool cut)
{
    an__conn_log_end(c, cut);
    an__conn_http_drop(c);
    an__exchange_end(c);
}

/* Requests are read one at a time: while one is in hand, the next one waits. */
static bool http_ready(struct an_conn *c)
{
    return c->phase == AN_PHASE_HTTP && an__conn_queued(c) <= AN_PIPE_HIGH;
}

/* In the phases between these two, the answer comes first. */
static void http_ended(struct an_conn *c)
{
    if (c->phase == AN_PHASE_HTTP)
        an__conn_finish(c, AN_CLOSE_PEER);
    else if (c->phase == AN_PHASE_STREAM)
        an__conn_http_one_sided(c);
}

static void http_hung_up(struct an_conn *c)
{
    if (c->phase == AN_PHASE_STREAM) an__conn_http_one_sided(c);
}

/* Is this for the WebSocket that the connection asks to become? */
static bool is_for_the_websocket(const struct an_conn *c, const struct an_msg *m)
{
    return an__conn_opening(c) && m->proto == AN_PROTO_WEBSOCKET && m->stamp == c->x->id;
}

static bool http_message(struct an_conn *c, const struct an_delivery *d)
{
    bool in_hand = c->phase == AN_PHASE_WAIT || c->phase == AN_PHASE_STREAM;
    if (is_for_the_websocket(c, &d->msg)) {
        an__conn_hold(c, &d->msg, d->body);
        return true;
    }
    if (d->msg.type == AN_MSG_HANGUP) {
        an__conn_finish(c, AN_CLOSE_SERVER);
        return true;
    }
    /* Any other message was meant for what the connection was before or will be, or answers another
     * request. */
    bool meant = d->msg.type == AN_MSG_SEND && d->msg.proto == c->proto;
    return meant && in_hand && d->msg.stamp == c->x->id && an__conn_http_send(c, d);
}

static bool http_subscribes(const struct an_conn *c, const struct an_delivery *d)
{
    return an__conn_opening(c) && d->msg.stamp == c->x->id;
}

/* The connection asks to become a WebSocket, and has been subscribed already. */
static uint32_t http_deliver(struct an_conn *c, uint32_t from, uint32_t to, bool now)
{
    struct an_batch *b = &c->env->batch;
    uint32_t i = from;
    (void)now;
    if (!b->topic_len) return 0;
    for (; i < to && an__conn_opening(c); i++) {
        struct an_msg m = {.type = AN_MSG_SEND,
                           .proto = AN_PROTO_WEBSOCKET,
                           .code = b->message[i].op,
                           .id = c->id,
                           .body_len = (uint32_t)b->message[i].len};
        an__conn_hold(c, &m, an_batch_body(b, i));
    }
    return i - from;
}

static bool http_outstanding(const struct an_conn *c)
{
    if (c->phase == AN_PHASE_WAIT) return true;
    return c->phase == AN_PHASE_STREAM && c->x->author == c->worker;
}

static void http_slow(struct an_conn_env *env)
{
    an_count(&env->counters->http_send_timeouts, 1);
}

static void http_drained(struct an_conn *c)
{
    if (c->phase == AN_PHASE_SEND) an__conn_http_answered(c);
}

/* --- the stop --- */

/* The next request may be on its way. Then its answer can say that it is the last. */
static void http_stop(struct an_conn *c)
{
    if (c->phase == AN_PHASE_HTTP && !c->x && !c->stash) an__conn_deadline(c, AN__STOP_GRACE_MS);
}

/* The disk goes on with what it has, until the connection is cut. */
static bool http_last_call(struct an_conn *c)
{
    if (c->phase == AN_PHASE_WAIT) {
        an__conn_http_fail(c, 503, NULL, AN_CLOSE_SHUTDOWN);
    } else if (c->phase == AN_PHASE_STREAM) {
        an__conn_no_deadline(c);
        c->x->keep = false; /* nothing follows CLOSE */
        an__conn_tell_close(c, AN_CLOSE_SHUTDOWN);
    } else if (c->phase == AN_PHASE_HTTP) {
        an__conn_finish(c, AN_CLOSE_SHUTDOWN);
    }
    return true;
}

/* --- memory --- */

static size_t http_holds(const struct an_conn *c)
{
    bool form = c->x && c->x->upload && c->phase == AN_PHASE_HTTP;
    return (c->codec.http ? an_http_held(c->codec.http) : 0) +
           (form ? an_upload_held(c->x->upload) : 0);
}

static size_t http_held(const struct an_conn *c)
{
    return c->x ? c->x->held_bytes : 0;
}

static bool http_lent(const struct an_conn *c)
{
    return c->phase == AN_PHASE_FORM;
}

static void http_refuse(struct an_conn *c)
{
    if (c->phase != AN_PHASE_HTTP && c->phase != AN_PHASE_WAIT) {
        an_conn_kill(c, AN_CLOSE_MEMORY);
        return;
    }
    if (c->phase == AN_PHASE_WAIT && !an__conn_http_take_back(c)) return;
    if (c->phase == AN_PHASE_HTTP)
        an__conn_http_begin(c); /* nothing of the request may be read yet */
    an__conn_http_fail(c, 503, "Retry-After: 5\r\n", AN_CLOSE_MEMORY);
    an__conn_stash_free(c);
}

const struct an_protocol an_protocol_http = {
    .open = http_open,
    .close = http_close,
    .begin = http_begin,
    .end = an__conn_http_end,
    .ready = http_ready,
    .feed = an__conn_http_feed,
    .ended = http_ended,
    .hung_up = http_hung_up,
    .message = http_message,
    .subscribes = http_subscribes,
    .deliver = http_deliver,
    .outstanding = http_outstanding,
    .timeout = an__conn_http_timeout,
    .slow = http_slow,
    .drained = http_drained,
    .stop = http_stop,
    .last_call = http_last_call,
    .holds = http_holds,
    .held = http_held,
    .lent = http_lent,
    .refuse = http_refuse,
    /* Another process may answer a request that still waits. The next one shall not wait beside it:
     * who takes one back would take both. */
    .single = true,
};

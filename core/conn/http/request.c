/* request.c - a request on its way: to the worker or the disk that answers it, and the time limits
 * of that.
 *
 * The registry shows the request in flight, so that a worker that leaves knows what it owes. The
 * request's place in the ring tells whether it has died with its worker: then it is answered with
 * 502. Answers are in answer.c.
 */
#include "conn/http/http_in.h"
#include "protocol/http/accept_encoding.h"

/* --- time --- */

/* True: its worker has the request, or another process has just answered it. False: nobody will. */
static bool request_taken(struct an_conn *c)
{
    struct an_conn_env *env = c->env;
    if (c->parked) {
        if (!an__conn_untell(c)) return true;
        c->x->form_given = false; /* it has not left: its files are ours again */
        return false;
    }
    if (!env->up->withdraw(c, c->x->position, c->x->id)) return true;
    /* Another process may have answered. */
    return !an_registry_claim(env->registry, c->id, c->x->id);
}

bool an__conn_http_take_back(struct an_conn *c)
{
    return c->phase == AN_PHASE_WAIT && !request_taken(c);
}

/* The worker knows which request it was, and says so in the log. */
static void say_expired(struct an_conn *c)
{
    struct an_msg m = {
        .type = AN_MSG_EXPIRED, .proto = AN_PROTO_HTTP, .id = c->id, .stamp = c->x->id};
    if (an_registry_flags(c->env->registry, c->id, c->x->id) & AN_REQUEST_RETURNED)
        c->env->up->post(c, &m, NULL, NULL);
}

static void answer_timeout(struct an_conn *c)
{
    const struct an_config *config = c->env->config;
    if (c->x->queued) {
        c->x->queued = false;
        if (request_taken(c)) {
            an__conn_deadline(c, config->answer_ms - config->queue_ms);
            return;
        }
        an_count(&c->env->counters->http_unavailable, 1);
        an__conn_http_fail(c, 503, "Retry-After: 5\r\n", AN_CLOSE_TIMEOUT);
        return;
    }
    an_count(&c->env->counters->http_answer_timeouts, 1);
    say_expired(c);
    an__conn_http_fail(c, 504, NULL, AN_CLOSE_TIMEOUT);
}

/* While the callback runs, more pieces may come. */
static void silent_stream(struct an_conn *c)
{
    if (an_registry_flags(c->env->registry, c->id, c->x->id) & AN_REQUEST_RETURNED)
        an__conn_http_cut(c, AN_CLOSE_PEER);
    else
        an__conn_deadline(c, an__conn_linger(c));
}

void an__conn_http_timeout(struct an_conn *c)
{
    if (c->phase == AN_PHASE_STREAM) {
        silent_stream(c);
        return;
    }
    if (c->env->stopping && c->phase == AN_PHASE_HTTP && !c->x && !c->stash) {
        an__conn_finish(c, AN_CLOSE_SHUTDOWN); /* no further request has come */
        return;
    }
    an_count(&c->env->counters->timeouts, 1);
    if (c->phase == AN_PHASE_HTTP)
        an__conn_read_timeout(c);
    else if (c->phase == AN_PHASE_FORM) /* the disk's time, not the client's */
        an__conn_deadline(c, c->env->config->body_ms);
    else
        answer_timeout(c);
}

/* --- requests --- */

/* The worker decides whether to compress; the client's codings are in the registry. */
static void note_codings(struct an_conn *c, const struct an_http_request *r)
{
    struct an_accept_encoding accept;
    struct an_head head;
    struct an_span name, value;
    an_accept_encoding_init(&accept);
    if (an_head_open(&head, r->head, r->head_len) < 0) return;
    while (an_head_next(&head, &name, &value) > 0)
        if (an_span_is(name, "Accept-Encoding")) an_accept_encoding_add(&accept, value);
    an_registry_codings(c->env->registry, c->id,
                        an_accept_encoding_pick(&accept, AN_CODING_IDENTITY | AN_CODING_GZIP));
}

/* A number is spent before anybody hears of it. */
static uint64_t next_request(struct an_conn *c, bool opens)
{
    struct an_conn_env *env = c->env;
    uint64_t id = ++env->request;
    an_count(&env->counters->request, (int64_t)(id - an_counted(&env->counters->request)));
    if (opens)
        an_registry_opens(env->registry, c->id, id);
    else
        an_registry_request(env->registry, c->id, id);
    c->x->id = id;
    return id;
}

/* Keeps the head, because the reader is given back while the worker has the request. */
static void note_head(struct an_conn *c, const struct an_http_request *r)
{
    an_buf_init(&c->x->selecting, r->head_len);
    an_buf_append(&c->x->selecting, r->head, r->head_len);
}

void an__conn_to_worker(struct an_conn *c, enum an_msg_type type)
{
    const struct an_config *config = c->env->config;
    struct an__exchange *x = c->x;
    const struct an_http_request *r = x->request;
    struct an_msg m = {.type = type,
                       .proto = c->proto,
                       .id = c->id,
                       .head_len = (uint32_t)r->head_len,
                       .body_len = (uint32_t)r->body_len};
    const uint8_t *body = r->body;
    an__conn_seek_seat(c);
    if (config->gzip) note_codings(c, r);
    if (r->selects) note_head(c, r);
    m.stamp = next_request(c, type == AN_MSG_OPEN);
    if (r->form) {
        const struct an_buf *block = an_upload_block(x->upload);
        m.flags = AN_MSG_FORM;
        m.body_len = (uint32_t)block->len;
        body = block->data;
        x->form_given = true;
    }
    c->phase = AN_PHASE_WAIT;
    x->queued = config->queue_ms < config->answer_ms;
    an__conn_deadline(c, AN_MIN(config->queue_ms, config->answer_ms));
    if (c->env->up->post(c, &m, r->head, body) == AN_EAGAIN)
        an__conn_park(c, (size_t)m.head_len + m.body_len);
    an__conn_http_drop(c); /* the request has been copied */
}

/* Does the connection go on after this request? */
static bool request_keeps(struct an_conn *c, const struct an_http_request *r)
{
    const struct an_config *config = c->env->config;
    if (!r->keep_alive || !config->keep_alive) return false;
    if (config->max_requests && c->requests >= config->max_requests) {
        an_count(&c->env->counters->http_request_count_ends, 1);
        return false;
    }
    if (config->max_pipeline && c->pipelined > config->max_pipeline) {
        an_count(&c->env->counters->http_pipeline_ends, 1);
        return false;
    }
    return true;
}

/* For every request: before its body, or at its end if it has none. */
static void request_begin(struct an_conn *c, const struct an_http_request *r)
{
    struct an__exchange *x = c->x;
    an_count(&c->env->counters->http_requests, 1);
    if (c->requests < UINT32_MAX) c->requests++;
    x->request = r;
    x->keep = request_keeps(c, r);
    x->is_head = r->is_head;
    x->http10 = r->http10;
    an__conn_log_begin(c, r->head, r->head_len);
}

uint8_t an__conn_speaks(const struct an_conn *c)
{
    return c->env->config->listen[c->port].speaks;
}

void an__conn_http_request(struct an_conn *c, const struct an_http_request *r)
{
    request_begin(c, r);
    uint8_t speaks = an__conn_speaks(c);
    bool ws = speaks & AN_SPEAKS_WEBSOCKET;
    if (ws && r->websocket)
        an__conn_upgrade(c, r);
    else if (ws && r->bad_websocket && r->bad_version)
        an__conn_http_fail(c, 426, "Sec-WebSocket-Version: 13\r\n", AN_CLOSE_PROTOCOL);
    else if (ws && r->bad_websocket)
        an__conn_http_fail(c, 400, NULL, AN_CLOSE_PROTOCOL);
    else if (!(speaks & AN_SPEAKS_HTTP))
        an__conn_http_fail(c, 426, "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n",
                           AN_CLOSE_PROTOCOL);
    else if (!an__conn_http_look(c))
        an__conn_to_worker(c, AN_MSG_RECV);
}

/* --- what the reactor knows of a request in flight --- */

void an_conn_pushing(struct an_conn *c, uint64_t position)
{
    if (c->phase == AN_PHASE_WAIT) c->x->position = position;
}

void an_conn_orphaned(struct an_conn *c, uint64_t repaired)
{
    if ((c->phase != AN_PHASE_WAIT && c->phase != AN_PHASE_STREAM) || c->parked) return;
    if (c->x->position >= repaired) return;
    c->x->form_given = false; /* nobody else removes its files now */
    unsigned flags = an_registry_flags(c->env->registry, c->id, c->x->id);
    if (c->phase == AN_PHASE_WAIT)
        an__conn_http_fail(c, 502, NULL, AN_CLOSE_SERVER);
    else if (!(flags & AN_REQUEST_RETURNED)) /* in the middle of its callback */
        an__conn_http_cut(c, AN_CLOSE_SERVER);
}

bool an_conn_waits_at(const struct an_conn *c, uint32_t seat)
{
    return c->phase == AN_PHASE_WAIT && c->worker == seat;
}

bool an_conn_waits_for(const struct an_conn *c, uint32_t seat, uint64_t request, uint64_t position)
{
    return an_conn_waits_at(c, seat) && c->x->id == request && c->x->position == position;
}

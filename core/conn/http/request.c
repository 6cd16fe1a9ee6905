/* request.c - HTTP requests on a connection: one at a time, in order, to the worker or the disk
 * that answers them. Forms go to the disk piece by piece. The time limits of all this are here,
 * too.
 *
 * The registry shows the request in flight, so that a worker that leaves knows what it owes. The
 * request's place in the ring tells whether it has died with its worker: then it is answered with
 * 502. Answers are in answer.c.
 */
#include "conn/http/http_in.h"
#include "protocol/http/accept_encoding.h"
#include "protocol/http/multipart.h"
#include "protocol/http/reply.h"

#include <string.h>

static struct an_http *codec_take(struct an_conn_env *env)
{
    if (env->http_spares == 0) return an_http_new(&env->limits);
    return env->http_spare[--env->http_spares];
}

void an__conn_http_drop(struct an_conn *c)
{
    struct an_conn_env *env = c->env;
    if (!c->codec.http) return;
    if (env->http_spares < sizeof env->http_spare / sizeof *env->http_spare) {
        an_http_reset(c->codec.http);
        env->http_spare[env->http_spares++] = c->codec.http;
    } else {
        an_http_free(c->codec.http);
    }
    c->codec.http = NULL;
}

/* --- what a request needs --- */

struct an__exchange *an__conn_exchange(struct an_conn *c)
{
    if (!c->x) c->x = an_calloc(1, sizeof *c->x);
    return c->x;
}

/* A form that the worker has is the worker's business. Of any other form nothing stays. */
void an__conn_exchange_end(struct an_conn *c)
{
    struct an__exchange *x = c->x;
    if (!x) return;
    c->x = NULL;
    if (x->upload && x->form_given) an_upload_free(x->upload);
    if (x->upload && !x->form_given) c->env->disk->drop(c->env, x->upload);
    an__conn_log_drop(x);
    an_buf_fini(&x->asked);
    an_free(x->file);
    an_free(x->upgrade);
    an_buf_fini(&x->page_lines);
    an__conn_held_free(c->env, x->held);
    an_free(x);
}

/* --- time --- */

/* A body has body_ms, and a second more for each body_rate bytes of it that come. The time cannot
 * be saved up: at no moment is more than body_ms left. */
static void body_came(struct an_conn *c, size_t bytes)
{
    const struct an_config *config = c->env->config;
    struct an__exchange *x = c->x;
    if (!config->body_rate) return;
    x->body_rest += (uint64_t)bytes * 1000;
    uint64_t due = x->body_due_ms + x->body_rest / config->body_rate;
    x->body_rest %= config->body_rate;
    x->body_due_ms = AN_MIN(due, c->env->now_ms + config->body_ms);
}

static bool body_in_time(struct an_conn *c)
{
    uint64_t due = c->x->body_due_ms, now = c->env->now_ms;
    if (now >= due) return false;
    an__conn_deadline(c, due - now);
    return true;
}

static void request_timeout(struct an_conn *c)
{
    struct an_counters *counters = c->env->counters;
    if (c->codec.http && an_http_in_body(c->codec.http) && c->x && c->x->body_due_ms) {
        if (body_in_time(c)) return;
        an_count(&counters->http_body_timeouts, 1);
        an__conn_http_fail(c, 408, NULL, AN_CLOSE_TIMEOUT);
    } else if (c->codec.http && an_http_in_request(c->codec.http)) {
        an_count(&counters->http_head_timeouts, 1);
        an__conn_http_fail(c, 408, NULL, AN_CLOSE_TIMEOUT);
    } else if (an__conn_queued(c)) {
        /* The client still reads the answer before: there is no silence yet. */
        an__conn_deadline(c, c->env->config->keep_alive_ms);
    } else {
        if (c->requests) an_count(&counters->http_keep_alive_ends, 1);
        an__conn_finish(c, AN_CLOSE_TIMEOUT);
    }
}

/* True: its worker has the request, or another process has just answered it. False: nobody will. */
static bool request_taken(struct an_conn *c)
{
    struct an_conn_env *env = c->env;
    if (an__conn_is(c, AN__BLOCKED)) {
        if (!env->up->cancel(c)) return true;
        c->flags &= (uint16_t)~AN__BLOCKED;
        if (c->x) c->x->form_given = false; /* it has not left: its files are ours again */
        return false;
    }
    if (!env->up->withdraw(c)) return true;
    /* Another process may have answered. */
    return !an_registry_claim(env->registry, c->id, c->request);
}

bool an__conn_http_take_back(struct an_conn *c)
{
    return c->phase == AN_PHASE_WAIT && !request_taken(c);
}

/* The worker knows which request it was, and says so in the log. */
static void say_expired(struct an_conn *c)
{
    struct an_msg m = {
        .type = AN_MSG_EXPIRED, .proto = AN_PROTO_HTTP, .id = c->id, .stamp = c->request};
    if (an_registry_flags(c->env->registry, c->id, c->request) & AN_REQUEST_RETURNED)
        c->env->up->post(c, &m, NULL, NULL);
}

static void answer_timeout(struct an_conn *c)
{
    const struct an_config *config = c->env->config;
    if (an__conn_is(c, AN__QUEUED)) {
        c->flags &= (uint16_t)~AN__QUEUED;
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
    if (an_registry_flags(c->env->registry, c->id, c->request) & AN_REQUEST_RETURNED)
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
    if (c->env->stopping && c->phase == AN_PHASE_HTTP && !c->codec.http && !c->stash) {
        an__conn_finish(c, AN_CLOSE_SHUTDOWN); /* no further request has come */
        return;
    }
    an_count(&c->env->counters->timeouts, 1);
    if (c->phase == AN_PHASE_HTTP)
        request_timeout(c);
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
    c->request = ++env->request;
    an_count(&env->counters->request, (int64_t)(c->request - an_counted(&env->counters->request)));
    if (opens)
        an_registry_opens(env->registry, c->id, c->request);
    else
        an_registry_request(env->registry, c->id, c->request);
    return c->request;
}

/* Keeps the head, because the codec is given back while the worker has the request. */
static void note_head(struct an_conn *c, const struct an_http_request *r)
{
    struct an_buf *asked = &an__conn_exchange(c)->asked;
    an_buf_init(asked, r->head_len);
    an_buf_append(asked, r->head, r->head_len);
}

void an__conn_to_worker(struct an_conn *c, enum an_msg_type type)
{
    const struct an_config *config = c->env->config;
    const struct an_http_request *r = an_http_request(c->codec.http);
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
        const struct an_buf *block = an_upload_block(c->x->upload);
        m.flags = AN_MSG_FORM;
        m.body_len = (uint32_t)block->len;
        body = block->data;
        c->x->form_given = true;
    }
    c->phase = AN_PHASE_WAIT;
    if (config->queue_ms < config->answer_ms) c->flags |= AN__QUEUED;
    an__conn_deadline(c, AN_MIN(config->queue_ms, config->answer_ms));
    c->position = UINT64_MAX;
    if (c->env->up->post(c, &m, r->head, body) == AN_EAGAIN)
        an__conn_block(c, (size_t)m.head_len + m.body_len);
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
    an_count(&c->env->counters->http_requests, 1);
    if (c->requests < UINT32_MAX) c->requests++;
    c->flags &= (uint16_t) ~(AN__KEEP | AN__HEAD | AN__HTTP10 | AN__CHUNKED | AN__BODILESS);
    if (request_keeps(c, r)) c->flags |= AN__KEEP;
    if (r->is_head) c->flags |= AN__HEAD;
    if (r->http10) c->flags |= AN__HTTP10;
    an__conn_log_begin(c, r->head, r->head_len);
}

static uint8_t speaks_of(const struct an_conn *c)
{
    return c->env->config->listen[c->port].speaks;
}

static void request_route(struct an_conn *c)
{
    const struct an_http_request *r = an_http_request(c->codec.http);
    request_begin(c, r);
    uint8_t speaks = speaks_of(c);
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

static void go_on(struct an_conn *c)
{
    static const char text[] = "HTTP/1.1 100 Continue\r\n\r\n";
    an__conn_put(c, text, sizeof text - 1);
}

/* --- forms --- */

/* While the disk has a piece, nothing is read from the client, but for the one read that may be
 * under way. */
static void feed_form(struct an_conn *c, const struct an_http_request *r, bool last)
{
    struct an_upload *u = c->x->upload;
    c->x->upload = NULL;
    c->x->form_ended = last;
    c->x->form_given_ms = c->env->now_ms;
    c->phase = AN_PHASE_FORM;
    c->env->disk->feed(c, u, r->body, r->body_len, last);
}

static void begin_form(struct an_conn *c)
{
    const struct an_http_request *r = an_http_request(c->codec.http);
    struct an_span type, boundary;
    bool found = an_head_find(r->head, r->head_len, "Content-Type", &type) &&
                 an_multipart_boundary(type, &boundary) == AN_OK;
    AN_ASSERT(found); /* the codec has checked it */
    bool refused = r->bad_websocket && speaks_of(c) & AN_SPEAKS_WEBSOCKET;
    if (refused || !(speaks_of(c) & AN_SPEAKS_HTTP)) { /* nothing of it is read */
        request_route(c);
        return;
    }
    if (r->expects) go_on(c);
    if (c->phase == AN_PHASE_DEAD) return;
    an__conn_exchange(c)->upload = an_upload_new(c->env->config, boundary);
    an_count(&c->env->counters->http_uploads, 1);
}

void an_conn_fed(struct an_conn *c, struct an_upload *u, int status)
{
    if (c->phase != AN_PHASE_FORM) {
        c->env->disk->drop(c->env, u);
        return;
    }
    c->x->upload = u;
    an_upload_count(u, &c->env->share.account);
    if (c->x->body_due_ms) c->x->body_due_ms += c->env->now_ms - c->x->form_given_ms;
    c->phase = AN_PHASE_HTTP;
    if (status) {
        if (status == 413) an_count(&c->env->counters->http_body_too_large, 1);
        an__conn_http_fail(c, status, NULL, status < 500 ? AN_CLOSE_PROTOCOL : AN_CLOSE_SERVER);
    } else if (c->x->form_ended) {
        request_route(c);
    } else {
        an__conn_process(c);
    }
}

/* --- bytes --- */

static void request_refused(struct an_conn *c, int status)
{
    struct an_counters *counters = c->env->counters;
    an_count(&counters->protocol_errors, 1);
    if (status == 413) an_count(&counters->http_body_too_large, 1);
    if (status == 414) an_count(&counters->http_uri_too_long, 1);
    if (status == 431) an_count(&counters->http_head_too_large, 1);
    c->flags &= (uint16_t)~AN__HEAD;
    an__conn_log_begin(c, NULL, 0);
    an__conn_http_fail(c, status, NULL, AN_CLOSE_PROTOCOL);
}

/* A body that did not come whole with its head has a time of its own. */
static void note_body(struct an_conn *c, size_t used)
{
    if (!an_http_in_body(c->codec.http)) return;
    struct an__exchange *x = an__conn_exchange(c);
    if (x->body_due_ms) {
        body_came(c, used);
        return;
    }
    x->body_due_ms = c->env->now_ms + c->env->config->body_ms;
    an__conn_no_deadline(c);
    an__conn_deadline(c, c->env->config->body_ms);
}

static void http_event(struct an_conn *c, enum an_http_event_type type)
{
    const struct an_http_request *r = an_http_request(c->codec.http);
    switch (type) {
    case AN_HTTP_CONTINUE:
        go_on(c);
        return;
    case AN_HTTP_FORM:
        begin_form(c);
        return;
    case AN_HTTP_BODY:
        feed_form(c, r, false);
        return;
    case AN_HTTP_REQUEST:
        if (r->form)
            feed_form(c, r, true);
        else
            request_route(c);
        return;
    default:
        return;
    }
}

size_t an__conn_http_feed(struct an_conn *c, uint8_t *p, size_t n)
{
    enum an_http_event_type type;
    int status;
    if (!c->codec.http) {
        c->codec.http = codec_take(c->env);
        an__conn_deadline(c, c->env->config->head_ms);
    }
    ssize_t used = an_http_feed(c->codec.http, p, n, &type, &status);
    if (used < 0) {
        request_refused(c, status);
        return n;
    }
    note_body(c, (size_t)used);
    http_event(c, type);
    return (size_t)used;
}

/* --- what the reactor knows of a request in flight --- */

void an_conn_pushing(struct an_conn *c, uint64_t position)
{
    if (c->phase == AN_PHASE_WAIT) c->position = position;
}

void an_conn_orphaned(struct an_conn *c, uint64_t repaired)
{
    if ((c->phase != AN_PHASE_WAIT && c->phase != AN_PHASE_STREAM) || an__conn_is(c, AN__BLOCKED))
        return;
    if (c->position >= repaired) return;
    if (c->x) c->x->form_given = false; /* nobody else removes its files now */
    unsigned flags = an_registry_flags(c->env->registry, c->id, c->request);
    if (c->phase == AN_PHASE_WAIT)
        an__conn_http_fail(c, 502, NULL, AN_CLOSE_SERVER);
    else if (!(flags & AN_REQUEST_RETURNED)) /* in the middle of its callback */
        an__conn_http_cut(c, AN_CLOSE_SERVER);
}

bool an_conn_waits_at(const struct an_conn *c, uint32_t seat)
{
    return c->phase == AN_PHASE_WAIT && c->worker == seat;
}

/* conn_http.c - HTTP on a connection: request to the worker, answer to the client, one at a time, in order; the upgrade to WebSocket.
 *
 * The registry shows the request in flight and its place in the ring, so that a worker that leaves knows what it owes, and a request that
 * dies with its worker is answered with 502. Every error page ends the connection: an answer that comes too late finds nobody
 * it could reach by mistake.
 */
#include "net/conn_in.h"
#include "protocol/http_reply.h"

#include <string.h>

static struct an_http *codec_take(struct an_conn_env *env)
{
    if (env->http_spares == 0) return an_http_new(&env->limits);
    return env->http_spare[--env->http_spares];
}

void an__conn_http_drop(struct an_conn *c)
{
    struct an_conn_env *env = c->env;
    if (c->phase == AN_PHASE_WS || !c->codec.http) return;
    if (env->http_spares < sizeof env->http_spare / sizeof *env->http_spare) {
        an_http_reset(c->codec.http);
        env->http_spare[env->http_spares++] = c->codec.http;
    } else {
        an_http_free(c->codec.http);
    }
    c->codec.http = NULL;
}

static struct an_buf *scratch(struct an_conn *c)
{
    an_buf_clear(&c->env->scratch, 65536);
    return &c->env->scratch;
}

void an__conn_http_fail(struct an_conn *c, int status, const char *extra, enum an_close_cause cause)
{
    struct an_buf *b = scratch(c);
    int err = an_http_reply_error(b, status, an__conn_is(c, AN__HEAD), extra, c->env->date_s);
    AN_ASSERT(err == AN_OK);
    an__conn_put(c, b->data, b->len);
    an__conn_finish(c, cause);
}

void an__conn_http_timeout(struct an_conn *c)
{
    an_count(&c->env->counters->timeouts, 1);
    if (c->phase == AN_PHASE_WAIT)
        an__conn_http_fail(c, 504, NULL, AN_CLOSE_TIMEOUT);
    else if (c->codec.http && an_http_in_request(c->codec.http))
        an__conn_http_fail(c, 408, NULL, AN_CLOSE_TIMEOUT);
    else
        an__conn_finish(c, AN_CLOSE_TIMEOUT);
}

/* --- requests --- */

static void upgrade(struct an_conn *c, const struct an_http_request *r)
{
    struct an_piece *head = an_alloc(sizeof *head + r->head_len);
    head->len = (uint32_t)r->head_len;
    head->off = 0;
    memcpy(head->data, r->head, r->head_len);
    struct an_buf *b = scratch(c);
    int err = an_http_reply_upgrade(b, r->ws_accept);
    AN_ASSERT(err == AN_OK);
    an__conn_http_drop(c);
    c->head = head;
    c->phase = AN_PHASE_WS;
    an__conn_proto(c, AN_PROTO_WEBSOCKET);
    an__conn_no_deadline(c);
    an__conn_put(c, b->data, b->len);
    if (c->env->stopping) an_conn_stop(c);
}

static void to_worker(struct an_conn *c, const struct an_http_request *r)
{
    an_count(&c->env->counters->http_requests, 1);
    c->phase = AN_PHASE_WAIT;
    if (r->keep_alive && c->env->config->keep_alive) c->flags |= AN__KEEP;
    an__conn_deadline(c, c->env->config->answer_ms);
    if (an__conn_tell(c, AN_MSG_RECV, 0, r->head, r->head_len, r->body, r->body_len) == AN_EAGAIN)
        c->flags |= AN__BLOCKED;
    an__conn_http_drop(c); /* the request has been copied */
}

static void request(struct an_conn *c)
{
    const struct an_http_request *r = an_http_request(c->codec.http);
    c->flags &= (uint16_t) ~(AN__KEEP | AN__HEAD | AN__HTTP10);
    if (r->is_head) c->flags |= AN__HEAD;
    if (r->http10) c->flags |= AN__HTTP10;
    bool ws = c->speaks & AN_SPEAKS_WEBSOCKET;
    if (ws && r->websocket)
        upgrade(c, r);
    else if (ws && r->bad_websocket && r->bad_version)
        an__conn_http_fail(c, 426, "Sec-WebSocket-Version: 13\r\n", AN_CLOSE_PROTOCOL);
    else if (ws && r->bad_websocket)
        an__conn_http_fail(c, 400, NULL, AN_CLOSE_PROTOCOL);
    else if (!(c->speaks & AN_SPEAKS_HTTP))
        an__conn_http_fail(c, 426, "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n",
                           AN_CLOSE_PROTOCOL);
    else
        to_worker(c, r);
}

size_t an__conn_http_feed(struct an_conn *c, uint8_t *p, size_t n)
{
    enum an_http_event_type event;
    int status;
    if (!c->codec.http) {
        c->codec.http = codec_take(c->env);
        an__conn_deadline(c, c->env->config->head_ms);
    }
    ssize_t used = an_http_feed(c->codec.http, p, n, &event, &status);
    if (used < 0) {
        an_count(&c->env->counters->protocol_errors, 1);
        c->flags &= (uint16_t)~AN__HEAD;
        an__conn_http_fail(c, status, NULL, AN_CLOSE_PROTOCOL);
        return n;
    }
    if (event == AN_HTTP_CONTINUE) {
        static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
        an__conn_put(c, go_on, sizeof go_on - 1);
    } else if (event == AN_HTTP_REQUEST) {
        request(c);
    }
    return (size_t)used;
}

/* --- answers --- */

/* Answered: on to the next request, or the end. */
static void answered(struct an_conn *c, bool keep)
{
    an_registry_request(c->env->registry, c->id, false, 0);
    c->request = 0; /* never a place of one: until the next is in the ring, no answer is right */
    c->flags &= (uint16_t) ~(AN__KEEP | AN__HEAD | AN__HTTP10);
    if (!keep) {
        an__conn_finish(c, AN_CLOSE_SERVER);
        return;
    }
    c->phase = AN_PHASE_HTTP;
    an__conn_deadline(c, c->env->config->keep_alive_ms);
    if (c->stash || an__conn_is(c, AN__EOF)) an__conn_process(c);
}

void an__conn_http_send(struct an_conn *c, const struct an_delivery *d)
{
    int status = d->msg.code ? (int)d->msg.code : 200;
    if (d->msg.flags & AN_MSG_ERROR_PAGE) {
        an__conn_http_fail(c, status, NULL, AN_CLOSE_SERVER);
        return;
    }
    bool keep =
        an__conn_is(c, AN__KEEP) && !c->env->stopping && !(d->msg.flags & AN_MSG_THEN_CLOSE);
    struct an_http_reply r = {
        .status = status,
        .keep_alive = keep,
        .http10 = an__conn_is(c, AN__HTTP10),
        .has_type = d->msg.flags & AN_MSG_HAS_TYPE,
        .headers = (const char *)d->head,
        .headers_len = d->msg.head_len,
        .body_len = d->msg.body_len,
        .date_s = c->env->date_s,
    };
    struct an_buf *b = scratch(c);
    if (an_http_reply_head(b, &r) != AN_OK) {
        an__conn_http_fail(c, 500, NULL, AN_CLOSE_SERVER);
        return;
    }
    bool body = !an__conn_is(c, AN__HEAD) && an_http_status_has_body(status);
    an__conn_put2(c, b->data, b->len, d->body, body ? d->msg.body_len : 0);
    if (c->phase != AN_PHASE_DEAD) answered(c, keep);
}

/* --- what the reactor knows of a request in flight --- */

void an_conn_request_at(struct an_conn *c, uint32_t position)
{
    if (c->phase != AN_PHASE_WAIT) return;
    c->request = position;
    an_registry_request(c->env->registry, c->id, true, position);
}

void an_conn_orphaned(struct an_conn *c, uint32_t repaired)
{
    if (c->phase != AN_PHASE_WAIT || an__conn_is(c, AN__BLOCKED)) return;
    if ((int32_t)(c->request - repaired) <= 0) an__conn_http_fail(c, 502, NULL, AN_CLOSE_SERVER);
}

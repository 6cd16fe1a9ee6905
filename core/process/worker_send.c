/* worker_send.c - what a worker's callbacks may send: to connections.
 * How a message gets into its ring is in worker_sinks.c. */
#include "process/worker_in.h"

#include <string.h>

#include "ground/clock.h"
#include "ground/limits.h"
#include "ground/log.h"
#include "protocol/http/accept_encoding.h"
#include "protocol/http/gzip.h"
#include "protocol/text/utf8.h"
#include "protocol/ws/frame.h"

/* --- who answers a request --- */

/* The log says it once of a request. */
static int answer_refuse_second(struct an_worker *w, uint64_t id, uint64_t request)
{
    if (w->complained_id == id && w->complained_request == request) return AN_EGONE;
    w->complained_id = id;
    w->complained_request = request;
    an_log(AN_LOG_WARN, "a second answer to one HTTP request is refused (connection %llu)",
           (unsigned long long)id);
    return AN_EGONE;
}

#define PIECES (AN_MSG_PART | AN_MSG_LAST)

/* An answer is claimed before it is sent. An answer in pieces is claimed by its last piece; by then
 * nothing else may be sent. */
static int answer_claim(struct an_worker *w, uint64_t id, const struct an_conn_route *route,
                        uint8_t flags)
{
    struct an_registry *r = &w->fabric->registry;
    if (route->proto != AN_PROTO_HTTP) return flags & (PIECES | AN_MSG_FILE) ? AN_ESTATE : AN_OK;
    bool whole = !(flags & (PIECES | AN_MSG_ERROR_PAGE));
    if (whole && an_registry_streamed(r, id, route->request))
        return answer_refuse_second(w, id, route->request);
    bool mine = flags & AN_MSG_PART ? !an_registry_claimed(r, id, route->request)
                                    : an_registry_claim(r, id, route->request);
    return mine ? AN_OK : answer_refuse_second(w, id, route->request);
}

/* The send has ended: notes what that means for the request. */
static void answer_note_end(struct an_worker *w, uint64_t id, const struct an_conn_route *route,
                            const struct an_send *send, int err)
{
    struct an_registry *r = &w->fabric->registry;
    uint8_t flags = send->flags;
    bool sent = err == AN_OK;
    if (route->proto != AN_PROTO_HTTP) return;
    if (sent && flags & AN_MSG_PART)
        an_registry_mark(r, id, route->request, AN_REQUEST_STREAMED, 0);
    if (sent && route->flags & AN_REQUEST_REFUSED)
        an_registry_unmark(r, id, route->request, AN_REQUEST_REFUSED);
    if (!sent && flags & PIECES) an__piece_refused(w, id, route->request, err, send);
    if (!sent && !(flags & AN_MSG_PART))
        an_registry_unmark(r, id, route->request, AN_REQUEST_CLAIMED);
    if (sent && flags & PIECES) an__piece_sent(w, id, route, flags);
    if (sent && id == w->call.id && !(flags & AN_MSG_PART)) w->call.answered = true;
}

/* Which request would an answer to this connection answer now? AN_EGONE: none that this worker has
 * seen unanswered. The request in hand is known by itself: the registry may show the next one
 * already. */
static int send_route(struct an_worker *w, uint64_t id, struct an_conn_route *route)
{
    if (id == w->call.id) {
        *route = (struct an_conn_route){.proto = AN_PROTO_HTTP,
                                        .worker = w->index,
                                        .request = w->call.request,
                                        .codings = w->call.codings};
        return w->call.answered ? answer_refuse_second(w, id, w->call.request) : AN_OK;
    }
    if (!an_registry_answerable(&w->fabric->registry, id, route)) return AN_EGONE;
    return an__request_is_unseen(w, route) ? AN_EGONE : AN_OK;
}

/* --- compression --- */

/* The registry shows those of the request in flight: they count if that is the request in hand. */
unsigned an__call_codings(const struct an_worker *w, uint64_t id)
{
    struct an_conn_route route;
    if (!w->config->gzip || !w->call.id) return 0;
    bool known = an_registry_answerable(&w->fabric->registry, id, &route);
    return known && route.request == w->call.request ? route.codings : 0;
}

static void head_add_lines(struct an_buf *head, const struct an_send *send, const char *lines)
{
    an_buf_clear(head, 4096);
    an_buf_append(head, send->head, send->head_len);
    an_buf_append(head, lines, strlen(lines));
}

/* A whole answer from PHP may leave compressed. If it may, caches are told so, also when this
 * client did not ask for compression. */
static void answer_compress(struct an_worker *w, const struct an_conn_route *route,
                            struct an_send *send)
{
    bool whole = !(send->flags & (PIECES | AN_MSG_FILE | AN_MSG_ERROR_PAGE));
    if (!w->config->gzip || route->proto != AN_PROTO_HTTP || !whole) return;
    if (!an_gzip_worth(send->head, send->head_len, send->body_len, w->config->gzip_min)) return;
    an_buf_clear(&w->gzip_body, 65536);
    bool smaller = route->codings == AN_CODING_GZIP &&
                   an_gzip(send->body, send->body_len, &w->gzip_body) == AN_OK &&
                   w->gzip_body.len < send->body_len;
    head_add_lines(&w->gzip_head, send,
                   smaller ? "Content-Encoding: gzip\r\nVary: Accept-Encoding\r\n"
                           : "Vary: Accept-Encoding\r\n");
    send->head = w->gzip_head.data;
    send->head_len = w->gzip_head.len;
    if (!smaller) return;
    send->body = w->gzip_body.data;
    send->body_len = w->gzip_body.len;
}

/* Is there room for it, now or in wait_ms? And may it follow what came before? */
static int send_await_room(struct an_worker *w, uint64_t id, struct an_conn_route *route,
                           const struct an_send *send)
{
    bool piece = route->proto == AN_PROTO_HTTP && send->flags & PIECES;
    int err = piece ? an__piece_may_follow(w, id, route->request, send) : AN_OK;
    if (id == w->call.id && w->call.opens) return err; /* what waits is for the WebSocket */
    if (err == AN_OK) err = an__room_await(w, id, send->body_len, send->wait_ms);
    if (err < 0 && piece) an__piece_refused(w, id, route->request, err, send);
    if (piece) route->flags = an_registry_flags(&w->fabric->registry, id, route->request);
    return err;
}

int an_worker_send(struct an_worker *w, uint64_t id, const struct an_send *what)
{
    struct an_conn_route route;
    struct an_send packed = *what, *send = &packed;
    if (id == w->call.id && send->code != 101) w->call.refused = true;
    int err = an__conn_check(w, id, NULL);
    if (err == AN_OK && send->body_len > w->config->max_message) err = AN_ELIMIT;
    if (err == AN_OK) err = send_route(w, id, &route);
    if (err < 0) return err;
    if (send->head_len > AN_MAX_HEAD / 2) return AN_ELIMIT;
    if (route.proto == AN_PROTO_WEBSOCKET && send->code != AN_WS_BINARY &&
        !an_utf8_valid(send->body, send->body_len))
        return AN_EINVAL;
    if ((err = send_await_room(w, id, &route, send)) < 0) return err;
    answer_compress(w, &route, send);
    struct an_msg m = {.type = AN_MSG_SEND,
                       .proto = (uint8_t)route.proto,
                       .stamp = route.request,
                       .flags = send->flags,
                       .code = send->code,
                       .id = id,
                       .head_len = (uint32_t)send->head_len,
                       .body_len = (uint32_t)send->body_len};
    if ((err = answer_claim(w, id, &route, send->flags)) < 0) return err;
    err = an__sink_send(w, an__sink_of(w, id), &m, send->head, send->body);
    answer_note_end(w, id, &route, send, err);
    return err;
}

bool an_worker_route(const struct an_worker *w, uint64_t id, struct an_conn_route *route)
{
    if (!an_registry_answerable(&w->fabric->registry, id, route)) return false;
    if (id == w->call.id) route->proto = AN_PROTO_HTTP; /* here it is a request still */
    return true;
}

bool an_worker_opening(const struct an_worker *w)
{
    return w->call.id && w->call.opens && !w->call.answered;
}

bool an_worker_opened(const struct an_worker *w)
{
    return w->call.opens && !w->call.id;
}

int an_worker_accept(struct an_worker *w, const void *lines, size_t len)
{
    struct an_registry *r = &w->fabric->registry;
    struct an_send yes = {.code = 101, .head = lines, .head_len = len};
    if (!an_worker_opening(w) || w->call.refused) return AN_ESTATE;
    an_registry_mark(r, w->call.id, w->call.request, AN_REQUEST_OPENED, 0);
    int err = an_worker_send(w, w->call.id, &yes);
    if (err == AN_OK)
        w->call.id = 0; /* no request any more */
    else
        an_registry_unmark(r, w->call.id, w->call.request, AN_REQUEST_OPENED);
    return err;
}

int an_worker_close(struct an_worker *w, uint64_t id, uint16_t code, const void *reason,
                    size_t reason_len)
{
    int err = an__conn_check(w, id, &(uint32_t){0});
    if (err < 0) return err;
    struct an_conn_route route = {.proto = AN_PROTO_HTTP};
    struct an_msg m = {.type = AN_MSG_HANGUP,
                       .code = code,
                       .id = id,
                       .body_len = (uint32_t)AN_MIN(reason_len, (size_t)AN_MAX_REASON)};
    if (an_worker_route(w, id, &route) && route.proto == AN_PROTO_WEBSOCKET) {
        m.proto = AN_PROTO_WEBSOCKET;
        m.stamp = route.request;
    }
    err = an__sink_send(w, an__sink_of(w, id), &m, NULL, reason);
    if (err == AN_OK && !(route.flags & AN_REQUEST_OPENING))
        an_registry_let_go(&w->fabric->registry, id);
    return err;
}

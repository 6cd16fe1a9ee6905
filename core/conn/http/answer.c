/* answer.c - answers to HTTP requests: whole, in pieces, or a page for a status.
 *
 * Every page for an error ends the connection, so that an answer that comes too late cannot reach
 * another request by mistake. The 404 of a missing file is no such error: no worker was asked.
 */
#include "conn/http/http_in.h"
#include "ground/limits.h"
#include "protocol/http/reply.h"

#include <stdio.h>
#include <string.h>

struct an_buf *an__conn_scratch(struct an_conn *c)
{
    an_buf_clear(&c->env->scratch, 65536);
    return &c->env->scratch;
}

bool an__conn_keep(struct an_conn *c)
{
    if (c->env->stopping) c->flags &= (uint16_t)~AN__KEEP;
    return an__conn_is(c, AN__KEEP);
}

bool an__conn_says_length(const struct an_conn *c, struct an_span lines)
{
    struct an_span length;
    return an__conn_is(c, AN__HEAD) && an_http_lines_find(lines, "Content-Length", &length);
}

/* --- the end of an answer --- */

void an__conn_http_answered(struct an_conn *c)
{
    /* The answer's head has said so, perhaps before the stop. */
    bool keep = an__conn_is(c, AN__KEEP);
    uint64_t keep_ms = c->env->config->keep_alive_ms;
    an_registry_request(c->env->registry, c->id, 0);
    c->request = 0; /* 0 is no request's number: no answer is right until the next request */
    c->flags &= (uint16_t) ~(AN__KEEP | AN__HEAD | AN__HTTP10);
    an__conn_log_end(c, false);
    an__conn_exchange_end(c);
    if (!keep) {
        an__conn_finish(c, AN_CLOSE_SERVER);
        return;
    }
    c->phase = AN_PHASE_HTTP;
    c->pipelined = c->stash ? c->pipelined + 1 : 0;
    an__conn_no_deadline(c);
    an__conn_deadline(c, c->env->stopping ? AN_MIN(keep_ms, AN__STOP_GRACE_MS) : keep_ms);
    if (c->stash || an__conn_is(c, AN__EOF)) an__conn_process(c);
}

void an__conn_http_sent(struct an_conn *c)
{
    if (c->phase == AN_PHASE_DEAD) return;
    if (!c->out || !c->out->file_bytes) {
        an__conn_http_answered(c);
        return;
    }
    c->phase = AN_PHASE_SEND;
    an__conn_no_deadline(c); /* conn_pace.c has the time of it */
}

/* --- pages --- */

#define TYPE_MAX 256                /* the line that says the type of a page */
#define LINES_MAX (AN_MAX_HEAD / 2) /* of a worker's lines */

/* The file that is the page for this status. NULL: there is none. */
static const char *page_of(const struct an_conn *c, int status)
{
    const struct an_config *config = c->env->config;
    if (!c->env->documents) return NULL;
    if (status == 404) return config->page_404;
    return status == 500 || (status >= 502 && status <= 504) ? config->page_50x : NULL;
}

static void put_page(struct an_conn *c, struct an_file *f, const char *type)
{
    struct an__exchange *x = c->x;
    char line[TYPE_MAX];
    struct an_buf *b = an__conn_scratch(c), *lines = &x->page_lines;
    if (f) {
        int n = snprintf(line, sizeof line, "Content-Type: %s\r\n", type);
        an_buf_append(lines, line, (size_t)n);
    }
    struct an_http_reply r = {
        .status = x->page,
        .keep_alive = !x->page_last,
        .http10 = an__conn_is(c, AN__HTTP10),
        .has_type = f != NULL,
        .headers = (const char *)lines->data,
        .headers_len = lines->len,
        .body_len = f ? f->size : 0,
        .date_s = c->env->date_s,
    };
    int err = f ? an_http_reply_head(b, &r) : an_http_reply_page(b, &r, an__conn_is(c, AN__HEAD));
    AN_ASSERT(err == AN_OK);
    an__conn_log_answer(c, x->page);
    if (!an__conn_is(c, AN__HEAD)) an__conn_log_body(c, r.body_len);
    an__conn_put(c, b->data, b->len);
    if (f && !an__conn_is(c, AN__HEAD)) an__conn_put_file(c, f, 0, f->size);
}

/* Answers with the page for x->page: this document, or else the built-in page. */
void an__conn_page_found(struct an_conn *c, struct an_document *doc)
{
    struct an__exchange *x = c->x;
    struct an_file *f = doc && doc->kind == AN_DOCUMENT_FILE ? doc->file[0] : NULL;
    bool last = x->page_last;
    enum an_close_cause cause = x->page_cause;
    put_page(c, f, f ? doc->type : NULL);
    an__conn_http_drop(c);
    if (c->phase == AN_PHASE_DEAD) return;
    if (last)
        an__conn_finish(c, cause);
    else
        an__conn_http_sent(c);
}

static void show_page(struct an_conn *c, int status, enum an_close_cause cause, bool last)
{
    const char *text = page_of(c, status);
    struct an__exchange *x = an__conn_exchange(c);
    /* The disk has not found the page, or the document, in time. What it says now would be taken
     * for the answer to a second look. */
    bool again = x->page != 0 || x->looking;
    char path[4096];
    struct an_uri uri;
    struct an_document *doc = NULL;
    int got = AN_ENOENT;
    x->page = status;
    x->page_cause = cause;
    x->page_last = last;
    if (!again && text && an__conn_path(text, strlen(text), path, sizeof path, &uri)) {
        c->phase = AN_PHASE_LOOK;
        an__conn_no_deadline(c);
        an__conn_deadline(c, an__conn_linger(c));
        got = c->env->disk->look(c, path, uri.len, false, &doc);
    }
    if (got == 0) return;
    an__conn_page_found(c, doc);
    if (doc) an_document_unref(doc);
}

void an__conn_http_fail_with(struct an_conn *c, int status, struct an_span lines,
                             enum an_close_cause cause)
{
    if (c->phase >= AN_PHASE_FLUSH) return;
    struct an_buf *kept = &an__conn_exchange(c)->page_lines;
    if (status < 100 || status > 599) status = 500; /* it may come from another process */
    an_registry_request(c->env->registry, c->id, 0);
    c->flags &= (uint16_t)~AN__QUEUED;
    an_buf_fini(kept);
    an_buf_init(kept, LINES_MAX + TYPE_MAX);
    if (lines.len <= LINES_MAX) an_http_lines_keep(kept, lines, status);
    show_page(c, status, cause, true);
}

void an__conn_http_fail(struct an_conn *c, int status, const char *extra, enum an_close_cause cause)
{
    an__conn_http_fail_with(c, status, (struct an_span){extra, extra ? strlen(extra) : 0}, cause);
}

void an__conn_http_missing(struct an_conn *c)
{
    an_buf_init(&an__conn_exchange(c)->page_lines, TYPE_MAX);
    show_page(c, 404, AN_CLOSE_SERVER, !an__conn_keep(c));
}

/* --- from a worker --- */

static bool put_head(struct an_conn *c, const struct an_delivery *d, struct an_http_reply *r)
{
    r->status = d->msg.code ? (int)d->msg.code : 200;
    r->http10 = an__conn_is(c, AN__HTTP10);
    r->has_type = d->msg.flags & AN_MSG_HAS_TYPE;
    r->headers = (const char *)d->head;
    r->headers_len = d->msg.head_len;
    r->date_s = c->env->date_s;
    if (d->msg.flags & AN_MSG_THEN_CLOSE) c->flags &= (uint16_t)~AN__KEEP;
    r->keep_alive = an__conn_keep(c) && !r->until_close;
    if (an__conn_is(c, AN__HEAD) || !an_http_status_has_body(r->status)) c->flags |= AN__BODILESS;
    r->has_length = an__conn_says_length(c, (struct an_span){r->headers, r->headers_len});
    if (an_http_reply_head(an__conn_scratch(c), r) == AN_OK) {
        an__conn_log_answer(c, r->status);
        return true;
    }
    an__conn_http_fail(c, 500, NULL, AN_CLOSE_SERVER);
    return false;
}

static void answer_whole(struct an_conn *c, const struct an_delivery *d)
{
    struct an_http_reply r = {.body_len = d->msg.body_len};
    if (!put_head(c, d, &r)) return;
    const struct an_buf *b = &c->env->scratch;
    size_t n = an__conn_is(c, AN__BODILESS) ? 0 : d->msg.body_len;
    an__conn_log_body(c, n);
    an__conn_put2(c, b->data, b->len, d->body, n);
    an__conn_http_sent(c);
}

/* --- answers in pieces (RFC 9112, 7.1) --- */

static bool begin_pieces(struct an_conn *c, const struct an_delivery *d)
{
    bool chunked = !an__conn_is(c, AN__HTTP10);
    struct an_http_reply r = {.chunked = chunked, .until_close = !chunked};
    if (!chunked) c->flags &= (uint16_t)~AN__KEEP;
    if (!put_head(c, d, &r)) return false;
    if (chunked) c->flags |= AN__CHUNKED;
    an__conn_put(c, c->env->scratch.data, c->env->scratch.len);
    if (c->phase == AN_PHASE_DEAD) return false;
    c->phase = AN_PHASE_STREAM;
    c->flags &= (uint16_t)~AN__QUEUED;
    an__conn_no_deadline(c);
    if (c->env->stopping) an_conn_stop(c);
    return true;
}

static void piece_put(struct an_conn *c, const uint8_t *p, size_t n)
{
    char size[24];
    struct an__exchange *x = an__conn_exchange(c);
    x->writer = c->env->sender;
    x->orphan_until_ms = 0;
    if (an__conn_is(c, AN__DEADLINE)) an__conn_deadline(c, an__conn_linger(c));
    if (n == 0 || an__conn_is(c, AN__BODILESS)) return;
    an__conn_log_body(c, n);
    if (!an__conn_is(c, AN__CHUNKED)) {
        an__conn_put2(c, NULL, 0, p, n);
        return;
    }
    int len = snprintf(size, sizeof size, "%zx\r\n", n);
    an__conn_put2(c, size, (size_t)len, p, n);
    an__conn_put(c, "\r\n", 2);
}

static void last_piece(struct an_conn *c)
{
    if (an__conn_is(c, AN__CHUNKED) && !an__conn_is(c, AN__BODILESS))
        an__conn_put(c, "0\r\n\r\n", 5);
    if (c->phase != AN_PHASE_DEAD) an__conn_http_answered(c);
}

/* Has the client gone, or does it still read? Both look the same until something is sent: the
 * system of a client that has gone answers with a reset. A zero more in front of a chunk's size
 * says nothing to a client that reads (RFC 9112, 7.1). Without chunks the client has time for as
 * long as pieces come. */
void an__conn_http_one_sided(struct an_conn *c)
{
    struct an__exchange *x = an__conn_exchange(c);
    if (x->one_sided) return;
    x->one_sided = true;
    if (an__conn_is(c, AN__BODILESS))
        an__conn_finish(c, AN_CLOSE_PEER);
    else if (an__conn_is(c, AN__CHUNKED))
        an__conn_put(c, "0", 1);
    else
        an__conn_deadline(c, an__conn_linger(c));
}

/* A chunk that never comes tells the client that something is missing. Without chunks, only a reset
 * of the connection tells it. */
void an__conn_http_cut(struct an_conn *c, enum an_close_cause cause)
{
    if (an__conn_is(c, AN__CHUNKED) || an__conn_is(c, AN__BODILESS)) {
        an__conn_finish(c, cause);
        return;
    }
    c->transport->abort(c);
    an_conn_kill(c, cause);
}

bool an__conn_http_send(struct an_conn *c, const struct an_delivery *d)
{
    uint8_t flags = d->msg.flags;
    bool streaming = c->phase == AN_PHASE_STREAM;
    if (flags & AN_MSG_FILE) return !streaming && an__conn_http_file(c, d);
    if (flags & AN_MSG_ERROR_PAGE) {
        if (streaming)
            an__conn_http_cut(c, AN_CLOSE_SERVER);
        else
            an__conn_http_fail_with(c, d->msg.code ? (int)d->msg.code : 500,
                                    (struct an_span){(const char *)d->head, d->msg.head_len},
                                    AN_CLOSE_SERVER);
    } else if (streaming) {
        if (!(flags & (AN_MSG_PART | AN_MSG_LAST))) return false; /* a second answer */
        piece_put(c, d->body, d->msg.body_len);
        if (flags & AN_MSG_LAST) last_piece(c);
    } else if (flags & AN_MSG_PART) {
        if (begin_pieces(c, d)) piece_put(c, d->body, d->msg.body_len);
    } else if (d->msg.code == 101) {
        return an__conn_accepted(c, d);
    } else {
        answer_whole(c, d);
    }
    return true;
}

/* --- answers in pieces whose writer has gone --- */

bool an_conn_writer_gone(struct an_conn *c, uint32_t sender, bool at_once)
{
    struct an__exchange *x = c->x;
    if (c->phase != AN_PHASE_STREAM || !x || x->writer != sender) return false;
    x->writer = AN__NOBODY;
    x->orphan_until_ms = c->env->now_ms + c->env->config->answer_ms;
    if (at_once) an__conn_http_cut(c, AN_CLOSE_SERVER);
    return !at_once;
}

bool an_conn_waits(struct an_conn *c)
{
    struct an__exchange *x = c->x;
    if (c->phase != AN_PHASE_STREAM || !x || x->orphan_until_ms == 0) return false;
    if (c->env->now_ms < x->orphan_until_ms) return true;
    an_count(&c->env->counters->http_answer_timeouts, 1);
    an__conn_http_cut(c, AN_CLOSE_TIMEOUT);
    return false;
}

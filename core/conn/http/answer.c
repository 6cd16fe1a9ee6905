/* answer.c - answers to HTTP requests: what holds for all of them, and those that a worker gives,
 * whole or in pieces. */
#include "conn/http/http_in.h"
#include "protocol/http/reply.h"

struct an_buf *an__conn_scratch(struct an_conn *c)
{
    an_buf_clear(&c->env->scratch, 65536);
    return &c->env->scratch;
}

/* --- what holds for every answer --- */

int an__answer_head(struct an_conn *c, struct an__answer_head *h, const void *body, size_t n)
{
    struct an__exchange *x = c->x;
    struct an_span length;
    x->bodiless = x->is_head || !an_http_status_has_body(h->status);
    h->has_length = x->is_head && an_http_lines_find(h->lines, "Content-Length", &length);
    if (x->bodiless) n = 0;
    x->status = h->status; /* for the log, which a client that is too slow gets at once */
    x->sent = n;
    int err = x->writer->head(c, h, body, n);
    if (err < 0) x->status = 0, x->sent = 0;
    return err;
}

void an__answer_data(struct an_conn *c, const void *p, size_t n)
{
    struct an__exchange *x = c->x;
    if (!x || n == 0 || x->bodiless) return;
    x->sent += n;
    x->writer->data(c, p, n);
}

void an__answer_file(struct an_conn *c, struct an_file *f, uint64_t offset, uint64_t len)
{
    struct an__exchange *x = c->x;
    if (c->phase == AN_PHASE_DEAD || x->bodiless) return;
    x->sent += len;
    x->writer->file(c, f, offset, len);
}

void an__conn_http_answered(struct an_conn *c)
{
    bool keep = c->x->keep; /* the answer's head has said so, perhaps before the stop */
    uint64_t keep_ms = c->env->config->keep_alive_ms;
    an_registry_request(c->env->registry, c->id, 0);
    an__conn_log_end(c, false);
    an__exchange_end(c);
    c->phase = AN_PHASE_HTTP;
    if (!keep) {
        an__conn_finish(c, AN_CLOSE_SERVER);
        return;
    }
    c->pipelined = c->stash ? c->pipelined + 1 : 0;
    an__conn_no_deadline(c);
    an__conn_deadline(c, c->env->stopping ? AN_MIN(keep_ms, AN__STOP_GRACE_MS) : keep_ms);
    if (c->stash || an__conn_is(c, AN__EOF)) an__conn_process(c);
}

void an__conn_http_sent(struct an_conn *c)
{
    if (c->phase == AN_PHASE_DEAD) return;
    if (!c->write_queue || !c->write_queue->file_bytes) {
        an__conn_http_answered(c);
        return;
    }
    c->phase = AN_PHASE_SEND;
    an__conn_no_deadline(c); /* conn_pace.c has the time of it */
}

/* --- from a worker --- */

/* False: the worker's lines cannot be sent, and the client has got an error instead; or the
 * connection has ended. */
static bool worker_head(struct an_conn *c, const struct an_delivery *d, bool pieces,
                        const void *body, size_t n)
{
    struct an__answer_head head = {
        .status = d->msg.code ? (int)d->msg.code : 200,
        .has_type = d->msg.flags & AN_MSG_HAS_TYPE,
        .pieces = pieces,
        .lines = {(const char *)d->head, d->msg.head_len},
        .body_len = n,
    };
    if (d->msg.flags & AN_MSG_THEN_CLOSE) c->x->keep = false;
    if (an__answer_head(c, &head, body, n) != AN_OK) {
        an__conn_http_fail(c, 500, NULL, AN_CLOSE_SERVER);
        return false;
    }
    return c->phase != AN_PHASE_DEAD;
}

static void answer_whole(struct an_conn *c, const struct an_delivery *d)
{
    if (worker_head(c, d, false, d->body, d->msg.body_len)) an__conn_http_sent(c);
}

/* --- answers in pieces (RFC 9112, 7.1) --- */

static bool begin_pieces(struct an_conn *c, const struct an_delivery *d)
{
    if (!worker_head(c, d, true, NULL, 0)) return false;
    c->phase = AN_PHASE_STREAM;
    c->x->queued = false;
    an__conn_no_deadline(c);
    if (c->env->stopping) an_conn_stop(c);
    return true;
}

static void piece_put(struct an_conn *c, const uint8_t *p, size_t n)
{
    struct an__exchange *x = c->x;
    x->author = c->env->sender;
    x->orphan_until_ms = 0;
    if (an__conn_is(c, AN__DEADLINE)) an__conn_deadline(c, an__conn_linger(c));
    an__answer_data(c, p, n);
}

static void last_piece(struct an_conn *c)
{
    if (c->phase == AN_PHASE_STREAM) c->x->writer->end(c);
    if (c->phase == AN_PHASE_STREAM) an__conn_http_answered(c);
}

void an__conn_http_one_sided(struct an_conn *c)
{
    struct an__exchange *x = c->x;
    if (x->one_sided) return;
    x->one_sided = true;
    if (x->bodiless)
        an__conn_finish(c, AN_CLOSE_PEER);
    else
        x->writer->probe(c);
}

void an__conn_http_cut(struct an_conn *c, enum an_close_cause cause)
{
    c->x->writer->reset(c, cause);
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
    if (c->phase != AN_PHASE_STREAM || x->author != sender) return false;
    x->author = AN__NOBODY;
    x->orphan_until_ms = c->env->now_ms + c->env->config->answer_ms;
    if (at_once) an__conn_http_cut(c, AN_CLOSE_SERVER);
    return !at_once;
}

bool an_conn_waits(struct an_conn *c)
{
    if (c->phase != AN_PHASE_STREAM || c->x->orphan_until_ms == 0) return false;
    if (c->env->now_ms < c->x->orphan_until_ms) return true;
    an_count(&c->env->counters->http_answer_timeouts, 1);
    an__conn_http_cut(c, AN_CLOSE_TIMEOUT);
    return false;
}

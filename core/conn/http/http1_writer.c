/* http1_writer.c - answers as the text of HTTP/1.x: RFC 9112. See writer.h. */
#include "conn/http/http_in.h"
#include "conn/http/writer.h"
#include "protocol/http/reply.h"

#include <stdio.h>
#include <string.h>

static void text_go_on(struct an_conn *c)
{
    static const char text[] = "HTTP/1.1 100 Continue\r\n\r\n";
    an__conn_put(c, text, sizeof text - 1);
}

/* HTTP/1.0 knows no chunks: there, a body of unknown length ends with the connection. */
static int text_head(struct an_conn *c, const struct an__answer_head *h, const void *body, size_t n)
{
    struct an__exchange *x = c->x;
    struct an_buf *b = an__conn_scratch(c);
    x->chunked = h->pieces && !x->http10;
    if ((h->pieces && x->http10) || c->env->stopping) x->keep = false;
    struct an_http_reply r = {
        .status = h->status,
        .keep_alive = x->keep,
        .http10 = x->http10,
        .has_type = h->has_type,
        .has_length = h->has_length,
        .headers = h->lines.p,
        .headers_len = h->lines.len,
        .body_len = h->body_len,
        .chunked = x->chunked,
        .until_close = h->pieces && x->http10,
        .date_s = c->env->date_s,
    };
    int err = an_http_reply_head(b, &r);
    if (err == AN_OK) an__conn_put2(c, b->data, b->len, body, n);
    return err;
}

static void text_data(struct an_conn *c, const void *p, size_t n)
{
    char size[24];
    if (!c->x->chunked) {
        an__conn_put2(c, NULL, 0, p, n);
        return;
    }
    int len = snprintf(size, sizeof size, "%zx\r\n", n);
    an__conn_put2(c, size, (size_t)len, p, n);
    an__conn_put(c, "\r\n", 2);
}

static void text_file(struct an_conn *c, struct an_file *f, uint64_t offset, uint64_t len)
{
    an__conn_put_file(c, f, offset, len);
}

static void text_end(struct an_conn *c)
{
    if (c->x->chunked && !c->x->bodiless) an__conn_put(c, "0\r\n\r\n", 5);
}

/* A chunk that never comes tells the client that something is missing. Without chunks, only a reset
 * of the connection tells it. */
static void text_reset(struct an_conn *c, enum an_close_cause cause)
{
    if (c->x->chunked || c->x->bodiless) {
        an__conn_finish(c, cause);
        return;
    }
    c->transport->abort(c);
    an_conn_kill(c, cause);
}

/* Has the client gone, or does it still read? Both look the same until something is sent: the
 * system of a client that has gone answers with a reset. A zero more in front of a chunk's size
 * says nothing to a client that reads (RFC 9112, 7.1). Without chunks the client has time for as
 * long as pieces come. */
static void text_probe(struct an_conn *c)
{
    if (c->x->chunked)
        an__conn_put(c, "0", 1);
    else
        an__conn_deadline(c, an__conn_linger(c));
}

static void put_line(struct an_buf *b, const char *name, const char *p, size_t n)
{
    if (n == 0) return;
    an_buf_append(b, name, strlen(name));
    an_buf_append(b, p, n);
    an_buf_append(b, "\r\n", 2);
}

static void text_upgrade(struct an_conn *c, const struct an__upgrade *u, struct an_span lines)
{
    struct an_buf *b = an__conn_scratch(c);
    an_http_reply_upgrade(b, u->accept);
    put_line(b, "Sec-WebSocket-Protocol: ", u->protocol.p, u->protocol.len);
    put_line(b, "Sec-WebSocket-Extensions: ", u->extension, u->deflate ? strlen(u->extension) : 0);
    if (lines.len) an_buf_append(b, lines.p, lines.len);
    an_buf_append(b, "\r\n", 2);
    an__conn_put(c, b->data, b->len);
}

const struct an__writer an__http1_writer = {
    .go_on = text_go_on,
    .head = text_head,
    .data = text_data,
    .file = text_file,
    .end = text_end,
    .reset = text_reset,
    .probe = text_probe,
    .upgrade = text_upgrade,
};

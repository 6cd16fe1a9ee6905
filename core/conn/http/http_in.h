/* http_in.h - what the files of HTTP on a connection share. Private to them.
 *
 *   http.c          the protocol, as the connection calls it
 *   http1_reader.c  requests as text          http1_writer.c  answers as text (writer.h)
 *   exchange.c      a request and its answer  request.c       from the request to who answers it
 *   form.c          uploads                   upgrade.c       the way to a WebSocket
 *   answer.c        answers of workers        page.c          pages for a status
 *   static.c        answers that are files    log.c           the access log
 */
#ifndef AN_HTTP_IN_H
#define AN_HTTP_IN_H

#include "conn/http/exchange.h"
#include "conn/http/writer.h"
#include "protocol/http/http1.h"
#include "protocol/text/uri.h"

/* http.c */
void an__conn_http_end(struct an_conn *c, bool cut);

/* log.c: the access log's line of a request */
void an__conn_log_begin(struct an_conn *c, const void *head, size_t head_len);
/* Writes the line. cut: what is still queued will not be sent. */
void an__conn_log_end(struct an_conn *c, bool cut);
void an__conn_log_drop(struct an__exchange *x);

/* http1_reader.c: feed returns the bytes used; it uses some, or changes the phase. */
size_t an__conn_http_feed(struct an_conn *c, uint8_t *p, size_t n);
/* Begins the reader and the exchange, unless a request has begun already. */
void an__conn_http_begin(struct an_conn *c);
/* Gives back the reader. The request has been copied, or is not needed any more. */
void an__conn_http_drop(struct an_conn *c);
void an__conn_read_timeout(struct an_conn *c); /* phase HTTP: no request, or not all of it */

/* form.c: the head of a form has come; a piece of its body has come. */
void an__conn_form_begin(struct an_conn *c, const struct an_http_request *r);
void an__conn_form_feed(struct an_conn *c, const struct an_http_request *r, bool last);

/* request.c: what the connection's listener speaks */
uint8_t an__conn_speaks(const struct an_conn *c);
/* The request is whole, or is refused without its body. It goes to whoever answers it. r stays
 * valid until an__conn_http_drop(). */
void an__conn_http_request(struct an_conn *c, const struct an_http_request *r);
void an__conn_http_timeout(struct an_conn *c);
/* Takes back the request that waits for its worker, to answer it here. False: it does not wait, or
 * has an answer. */
bool an__conn_http_take_back(struct an_conn *c);
/* Sends the request to the worker: RECV or OPEN. */
void an__conn_to_worker(struct an_conn *c, enum an_msg_type type);

/* upgrade.c: opens a WebSocket for the request, or refuses it. */
void an__conn_upgrade(struct an_conn *c, const struct an_http_request *r);
/* The worker has accepted. False: the connection has not asked. */
bool an__conn_accepted(struct an_conn *c, const struct an_delivery *d);
static inline bool an__conn_opening(const struct an_conn *c) /* its worker is asked */
{
    return c->phase == AN_PHASE_WAIT && c->x->upgrade;
}
/* Keeps a SEND, PING or HANGUP until the worker has decided. May end the connection. */
void an__conn_hold(struct an_conn *c, const struct an_msg *m, const void *body);

/* answer.c. What follows may end the connection, and the exchange with it. */
struct an_buf *an__conn_scratch(struct an_conn *c);
/* Queues the head of the answer, and n bytes of its body; sets h->has_length. AN_OK; or the head
 * cannot be said, and nothing is queued. */
int an__answer_head(struct an_conn *c, struct an__answer_head *h, const void *body, size_t n);
/* Queues more of the body, if the client gets one. */
void an__answer_data(struct an_conn *c, const void *p, size_t n);
void an__answer_file(struct an_conn *c, struct an_file *f, uint64_t offset, uint64_t len);
/* All of the answer is queued: SEND follows, or the answer is written already. */
void an__conn_http_sent(struct an_conn *c);
/* All of the answer is written: the next request follows, or the end. */
void an__conn_http_answered(struct an_conn *c);
/* A worker's answer, or a part of it. False: this answer cannot be given now. */
bool an__conn_http_send(struct an_conn *c, const struct an_delivery *d);
/* The answer in pieces has failed: it ends so that its client sees it. */
void an__conn_http_cut(struct an_conn *c, enum an_close_cause cause);
/* The client of an answer in pieces has ended its side. */
void an__conn_http_one_sided(struct an_conn *c);

/* page.c: answers with an error page, and then ends the connection. */
void an__conn_http_fail(struct an_conn *c, int status, const char *extra, enum an_close_cause cause);
/* The same, with those of an answer's lines that also hold for the page. */
void an__conn_http_fail_with(struct an_conn *c, int status, struct an_span lines,
                             enum an_close_cause cause);
void an__conn_http_missing(struct an_conn *c); /* the page for 404; the connection lives on */
/* The built-in page, with these lines. */
void an__conn_put_page(struct an_conn *c, int status, struct an_span lines);
/* The result of the look for the page of x->page: this document, or the built-in page. */
void an__conn_page_found(struct an_conn *c, struct an_document *doc);

/* static.c */
bool an__conn_http_look(struct an_conn *c); /* false: the request is not for a file */
bool an__conn_http_file(struct an_conn *c, const struct an_delivery *d); /* sendFile() */
bool an__conn_path(const char *text, size_t len, char *path, size_t size, struct an_uri *uri);

#endif

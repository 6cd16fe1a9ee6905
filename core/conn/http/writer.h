/* writer.h - how one version of HTTP says an answer: a table of functions. Private to HTTP on a
 * connection.
 *
 * Replies of workers, pages, files and the access log do not call it, but the functions of
 * answer.c, which do what holds for every version: no body for HEAD, the log's count. Every
 * function may end the connection, because its client is too slow: then the exchange is gone.
 */
#ifndef AN_WRITER_H
#define AN_WRITER_H

#include "conn/http/exchange.h"

/* What the head of an answer says, whatever the version. */
struct an__answer_head {
    int status;          /* 100..599 */
    bool has_type;       /* the lines have a Content-Type */
    bool has_length;     /* the lines have a Content-Length that holds: an answer to HEAD */
    bool pieces;         /* the body comes in pieces, and nobody knows its length yet */
    uint64_t body_len;   /* without pieces */
    struct an_span lines; /* further lines, as in struct an_http_reply */
};

struct an__writer {
    /* "Go on": 100, before the body of the request. */
    void (*go_on)(struct an_conn *c);
    /* Queues the head, and with it n bytes of the body. AN_OK; or the head cannot be said, and
     * nothing is queued. Decides whether the connection lives on (x->keep), and says so. */
    int (*head)(struct an_conn *c, const struct an__answer_head *h, const void *body, size_t n);
    /* Queues a piece of the body; n > 0. */
    void (*data)(struct an_conn *c, const void *p, size_t n);
    void (*file)(struct an_conn *c, struct an_file *f, uint64_t offset, uint64_t len);
    /* The body that came in pieces is complete. */
    void (*end)(struct an_conn *c);
    /* The answer has failed behind its head: it ends so that its client sees it. Ends the
     * connection, with this cause. */
    void (*reset)(struct an_conn *c, enum an_close_cause cause);
    /* The client of an answer in pieces has ended its side: finds out whether it still reads, or
     * gives the answer a time limit. */
    void (*probe)(struct an_conn *c);
    /* Says that the connection is a WebSocket from here on. The exchange has ended, and the
     * connection speaks WebSocket. lines: further ones, of the worker. */
    void (*upgrade)(struct an_conn *c, const struct an__upgrade *u, struct an_span lines);
};

extern const struct an__writer an__http1_writer;

#endif

/* http_in.h - what the files of HTTP on a connection share. Private to them.
 *
 *   http.c      the protocol, as the connection calls it    answer.c   answers of workers, pages
 *   request.c   requests, forms, their time                 static.c   answers that are files
 *   upgrade.c   the way to a WebSocket                      log.c      the access log
 */
#ifndef AN_HTTP_IN_H
#define AN_HTTP_IN_H

#include "conn/conn_in.h"
#include "protocol/http/http1.h"
#include "protocol/text/uri.h"
#include "protocol/ws/extension.h"

/* An answer that waits for its file. */
struct an__file_answer {
    struct an_msg_file of;
    int status;
    uint8_t flags; /* enum an_msg_flag */
    size_t lines_len;
    char lines[];
};

/* What both sides of a WebSocket agree on. */
struct an__upgrade {
    char accept[28];         /* the answer's Sec-WebSocket-Accept */
    struct an_span protocol; /* lies in the configuration; empty: none */
    bool deflate;
    struct an_ws_deflate_params params; /* with deflate */
    char extension[AN_WS_EXTENSION_MAX];
};

struct an__held {
    struct an__held *next;
    struct an_msg msg; /* SEND, PING or HANGUP */
    uint8_t body[];
};

/* What a request needs beyond the connection itself: made when there is something to keep, freed
 * with the answer. */
struct an__exchange {
    struct an_upload *upload; /* NULL while it is lent to the disk */
    bool form_ended, form_given; /* the form is whole; the worker has it */
    /* When the request's body is late; 0: the body has not begun, or came with its head. */
    uint64_t body_due_ms;
    uint64_t body_rest;     /* thousandths of bytes that have not bought a millisecond yet */
    uint64_t form_given_ms; /* when the disk got the piece that it has */
    struct an_access_entry *log; /* NULL: the log gets no line */
    int status;                  /* of the answer, for the log */
    uint64_t sent;               /* bytes of its body that have been queued */
    /* The head of a GET or HEAD with Range or preconditions, for an answer that is PHP's file. */
    struct an_buf asked;
    struct an__file_answer *file;
    /* The request asks to become a WebSocket, and its worker is asked; NULL: it does not. */
    struct an__upgrade *upgrade;
    struct an__held *held, *held_last; /* messages for that WebSocket, until the worker decides */
    size_t held_bytes;
    bool looking; /* the disk looks for a document and has not answered yet */
    int page; /* the status whose page is looked for, 0: none */
    struct an_buf page_lines; /* further lines of the page's head */
    enum an_close_cause page_cause;
    /* Who has written the last piece of the answer, as env->sender; AN__NOBODY: that process has
     * gone. */
    uint32_t writer;
    uint64_t orphan_until_ms; /* another one must have gone on by then */
    bool page_last; /* the connection ends with the page */
    /* The client of an answer in pieces has ended its side, but may still read. */
    bool one_sided;
};

#define AN__NOBODY UINT32_MAX

/* http.c */
void an__conn_http_end(struct an_conn *c, bool cut);

/* log.c: the access log's line of a request */
void an__conn_log_begin(struct an_conn *c, const void *head, size_t head_len);
void an__conn_log_answer(struct an_conn *c, int status); /* the answer's head is queued */
void an__conn_log_body(struct an_conn *c, uint64_t bytes);
/* Writes the line. cut: what is still queued will not be sent. */
void an__conn_log_end(struct an_conn *c, bool cut);
void an__conn_log_drop(struct an__exchange *x);

/* request.c: feed returns the bytes used; it uses some, or changes the phase. */
size_t an__conn_http_feed(struct an_conn *c, uint8_t *p, size_t n);
void an__conn_http_timeout(struct an_conn *c);
/* Takes back the request that waits for its worker, to answer it here. False: it does not wait, or
 * has an answer. */
bool an__conn_http_take_back(struct an_conn *c);
struct an__exchange *an__conn_exchange(struct an_conn *c); /* the one that exists, or a new one */
void an__conn_exchange_end(struct an_conn *c);
void an__conn_http_drop(struct an_conn *c); /* frees the codec */
/* Sends the request that the codec holds to the worker: RECV or OPEN. */
void an__conn_to_worker(struct an_conn *c, enum an_msg_type type);

/* upgrade.c: opens a WebSocket for the request that the codec holds, or refuses it. */
void an__conn_upgrade(struct an_conn *c, const struct an_http_request *r);
/* The worker has accepted. False: the connection has not asked. */
bool an__conn_accepted(struct an_conn *c, const struct an_delivery *d);
static inline bool an__conn_opening(const struct an_conn *c) /* its worker is asked */
{
    return c->phase == AN_PHASE_WAIT && c->x && c->x->upgrade;
}
/* Keeps a SEND, PING or HANGUP until the worker has decided. May end the connection. */
void an__conn_hold(struct an_conn *c, const struct an_msg *m, const void *body);
void an__conn_held_free(struct an_conn_env *env, struct an__held *held);

/* answer.c */
struct an_buf *an__conn_scratch(struct an_conn *c);
/* May the connection live on after this answer, whose head is about to say so? */
bool an__conn_keep(struct an_conn *c);
/* Does this answer to HEAD say the length that GET would bring? */
bool an__conn_says_length(const struct an_conn *c, struct an_span lines);
/* False: this answer cannot be given now. */
bool an__conn_http_send(struct an_conn *c, const struct an_delivery *d);
/* Answers with an error page, and then ends the connection. */
void an__conn_http_fail(struct an_conn *c, int status, const char *extra, enum an_close_cause cause);
/* The same, with those of an answer's lines that also hold for the page. */
void an__conn_http_fail_with(struct an_conn *c, int status, struct an_span lines,
                             enum an_close_cause cause);
void an__conn_http_missing(struct an_conn *c); /* the page for 404; the connection lives on */
/* The result of the look for a status's page. NULL: there is none. */
void an__conn_page_found(struct an_conn *c, struct an_document *doc);
/* All of the answer is queued: SEND follows, or the answer is written already. */
void an__conn_http_sent(struct an_conn *c);
/* The answer in pieces has failed: it ends so that its client sees it. */
void an__conn_http_cut(struct an_conn *c, enum an_close_cause cause);
/* The client of an answer in pieces has ended its side. */
void an__conn_http_one_sided(struct an_conn *c);
/* All of the answer is written: the next request follows, or the end. */
void an__conn_http_answered(struct an_conn *c);

/* static.c */
bool an__conn_http_look(struct an_conn *c); /* false: the codec's request is not for a file */
bool an__conn_http_file(struct an_conn *c, const struct an_delivery *d); /* sendFile() */
bool an__conn_path(const char *text, size_t len, char *path, size_t size, struct an_uri *uri);

#endif

/* exchange.h - one request on a connection, and its answer. Private to HTTP on a connection.
 *
 * An exchange begins with the first byte of its request, or, on a connection that has several at
 * once, with the request's head. It ends when its answer is complete, or with its connection. The
 * worker knows it by its id. The answer goes through a writer (writer.h), which knows how this
 * version of HTTP says it.
 */
#ifndef AN_EXCHANGE_H
#define AN_EXCHANGE_H

#include "conn/conn_in.h"
#include "protocol/ws/extension.h"

struct an__writer;

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
static inline size_t an__held_bytes(const struct an__held *h) { return sizeof *h + h->msg.body_len; }

struct an__exchange {
    /* The number of the request, by which the registry and every message name it. 0: no worker has
     * been told of it, so no answer is right. */
    uint64_t id;
    /* The position of the request's first record in the worker's ring. While the request is parked
     * there is none. */
    uint64_t position;
    const struct an__writer *writer;
    /* What the client asks: lies in the reader. NULL: it is not whole yet, or has been copied. */
    const struct an_http_request *request;

    bool keep;     /* the connection lives on after the answer */
    bool is_head;  /* the request is a HEAD */
    bool http10;   /* the request's version is HTTP/1.0 */
    bool chunked;  /* HTTP/1.1: the answer's pieces are chunks */
    bool bodiless; /* no body is sent: the request is a HEAD, or the status has no body */
    bool queued;   /* WAIT: the deadline is for the worker to take the request */
    bool form_ended, form_given; /* the form is whole; the worker has it */
    bool looking;  /* the disk looks for a document and has not answered yet */
    bool page_last; /* the connection ends with the page */
    /* The client of an answer in pieces has ended its side, but may still read. */
    bool one_sided;

    struct an_upload *upload; /* NULL: there is no form, or it is lent to the disk */
    /* When the request's body is late; 0: the body has not begun, or came with its head. */
    uint64_t body_due_ms;
    uint64_t body_rest;     /* thousandths of bytes that have not bought a millisecond yet */
    uint64_t form_given_ms; /* when the disk got the piece that it has */

    struct an_access_entry *log; /* NULL: the log gets no line */
    int status;                  /* of the answer, for the log */
    int page;      /* the status whose page is looked for, 0: none */
    uint64_t sent;               /* bytes of its body that have been queued */
    enum an_close_cause page_cause;
    /* Who has written the last piece of the answer, as env->sender; AN__NOBODY: that process has
     * gone. */
    uint32_t author;
    uint64_t orphan_until_ms; /* another one must have gone on by then */

    struct an_buf page_lines; /* further lines of the page's head */
    /* The head of a GET or HEAD with Range or preconditions, for an answer that is PHP's file. */
    struct an_buf selecting;
    struct an__file_answer *file;
    /* The request asks to become a WebSocket, and its worker is asked; NULL: it does not. */
    struct an__upgrade *upgrade;
    struct an__held *held, *held_last; /* messages for that WebSocket, until the worker decides */
    size_t held_bytes;
    struct an__exchange *next_spare; /* in the pool of the environment */
};

#define AN__NOBODY UINT32_MAX

/* Begins the connection's exchange: there is none. */
struct an__exchange *an__exchange_begin(struct an_conn *c, const struct an__writer *writer);
/* Gives back what belongs to it. There may be none. */
void an__exchange_end(struct an_conn *c);
/* Frees the exchanges that are kept for reuse. */
void an__exchange_pool_free(struct an_conn_env *env);
void an__exchange_held_free(struct an_conn_env *env, struct an__held *held);

#endif

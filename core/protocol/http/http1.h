/* http1.h - HTTP/1.x requests through llhttp (strict). RFC 9112. Pure: bytes in, one event at a
 * time out. The only place that knows llhttp.
 *
 * One struct reads all requests of a connection, one after the other. Between requests it holds no
 * memory.
 */
#ifndef AN_HTTP_H
#define AN_HTTP_H

#include "memory/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct an_http_limits {
    size_t max_target; /* a longer target: 414 */
    size_t max_head;   /* the whole head: 431 (also above 65,535 for one field) */
    size_t max_body;   /* 413, as soon as Content-Length says so or chunks pass it */
    size_t max_headers; /* lines of the head: 431; 0: any number */
    struct an_account *account; /* counts the memory that is kept; NULL: nobody counts */
    /* As max_body, for multipart/form-data, whose body comes in pieces. 0: a form is a body like
     * any other. */
    uint64_t max_form;
};

enum an_http_event_type {
    AN_HTTP_NONE,     /* the bytes were taken, nothing is complete yet */
    /* The head is complete and asks for "100 Continue" before the body (never for a 413: that is an
     * error). */
    AN_HTTP_CONTINUE,
    /* The head of a form is complete; its body follows, and the head stays valid until
     * AN_HTTP_REQUEST. */
    AN_HTTP_FORM,
    AN_HTTP_BODY,     /* the next piece of a form's body */
    AN_HTTP_REQUEST,  /* a whole request; of a form: the last piece of its body, maybe empty */
};

/* Valid until the next feed, reset or free. It points into the codec's buffers, or into the input
 * when the body came whole. */
struct an_http_request {
    const uint8_t *head; /* head.h's block */
    size_t head_len;
    const uint8_t *body;
    size_t body_len;
    bool form;         /* multipart/form-data in pieces; it has a boundary (multipart.h) */
    bool expects;      /* of a form: asks for "100 Continue" (else: AN_HTTP_CONTINUE) */
    bool keep_alive;   /* as the version and Connection say */
    bool is_head;      /* method HEAD: the answer has no body */
    bool http10;
    bool selects;      /* GET or HEAD with Range or preconditions: maybe a 206, 304 or 412 */
    /* An offer of another protocol is ignored. An offer of WebSocket counts where the server takes
     * it; elsewhere it is ignored as well. */
    /* The request asks for WebSocket version 13, validly (RFC 6455, 4.2.1), and ws_accept is set.
     * Once the server accepts it, the bytes behind it are not HTTP. */
    bool websocket;
    /* The request asks for WebSocket, but wrongly. The answer is 400; with bad_version 426 and
     * Sec-WebSocket-Version: 13. */
    bool bad_websocket;
    bool bad_version;
    char ws_accept[28];
};

struct an_http;

/* limits are kept by pointer and must outlive it */
struct an_http *an_http_new(const struct an_http_limits *limits);
void an_http_free(struct an_http *h);
/* Makes h like a new one, for another connection. Keeps a little memory. */
void an_http_reset(struct an_http *h);
/* Reads at most one event from in[0..len). Returns the bytes used; bytes behind an event stay
 * unused. AN_EPROTO: *status is the status of the answer (400, 413, 414, 417, 431, 501, 505), and
 * every further call returns the same. */
ssize_t an_http_feed(struct an_http *h, const uint8_t *in, size_t len, enum an_http_event_type *event, int *status);
const struct an_http_request *an_http_request(const struct an_http *h); /* after AN_HTTP_REQUEST */
/* Has h taken bytes of a request that it has not handed out yet? When a time limit is over, the
 * answer is a 408 if so; if not, the connection was idle. */
bool an_http_in_request(const struct an_http *h);
/* Is the head of a request complete, and its body not? */
bool an_http_in_body(const struct an_http *h);
/* The bytes of memory that h keeps. */
size_t an_http_held(const struct an_http *h);
const char *an_http_llhttp_version(void);

#endif

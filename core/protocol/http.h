/* http.h - HTTP/1.x requests through llhttp (strict). Pure: bytes in, one event at a time out. The only place that knows llhttp.
 * RFC 9112. One struct reads request after request of a connection; between requests it holds no memory. */
#ifndef AN_HTTP_H
#define AN_HTTP_H

#include "memory/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct an_http_limits {
    size_t max_target; /* longer: 414 */
    size_t max_head;   /* the whole head (at most 65,535 for any one field): 431 */
    size_t max_body;   /* 413, as soon as Content-Length says so, or when chunks pass it */
    size_t max_headers; /* lines of the head, 0: any number: 431 */
    struct an_account *account; /* counts what is kept; NULL: nobody does */
    uint64_t max_form; /* the same for multipart/form-data, whose body is handed out in pieces; 0: that is a body like any other */
};

enum an_http_event_type {
    AN_HTTP_NONE,     /* the bytes were taken, nothing is complete yet */
    AN_HTTP_CONTINUE, /* the head is complete and asks for "100 Continue" before the body (never for a 413: that is an error) */
    AN_HTTP_FORM,     /* the head of a form is complete, its body follows; the head stays valid until AN_HTTP_REQUEST */
    AN_HTTP_BODY,     /* the next piece of a form's body */
    AN_HTTP_REQUEST,  /* a whole request; of a form, with the last piece of its body, which may be empty */
};

/* Valid until the next feed, reset or free: points into the codec's buffers or, for a body that came whole, the input. */
struct an_http_request {
    const uint8_t *head; /* head.h's block */
    size_t head_len;
    const uint8_t *body;
    size_t body_len;
    bool form;         /* a body of multipart/form-data that comes in pieces; it has a boundary (multipart.h) */
    bool expects;      /* FORM: asks for "100 Continue" (of others AN_HTTP_CONTINUE says so) */
    bool keep_alive;   /* what version and Connection ask for */
    bool is_head;      /* method HEAD: the answer has no body */
    bool http10;
    bool selects;      /* GET or HEAD with Range or preconditions: its answer may be a part of something, or that it has not changed */
    /* An offer of any other protocol is ignored. One of WebSocket counts where it can be taken; elsewhere it is ignored as well. */
    bool websocket;     /* asks for WebSocket version 13, valid in all of RFC 6455 4.2.1; ws_accept is set. Taken, the bytes behind it are not HTTP */
    bool bad_websocket; /* asks for WebSocket, but not rightly: answer 400, or 426 with Sec-WebSocket-Version: 13 when bad_version */
    bool bad_version;
    char ws_accept[28];
};

struct an_http;

struct an_http *an_http_new(const struct an_http_limits *limits); /* limits are kept by pointer and must outlive it */
void an_http_free(struct an_http *h);
/* Makes it as new, for another connection (keeps a little memory). */
void an_http_reset(struct an_http *h);
/* Reads at most one event from in[0..len). Returns the bytes used (at an event, bytes behind it stay unused), or AN_EPROTO:
 * *status says what to answer (400, 413, 414, 417, 431, 501, 505), and every further call returns the same. */
ssize_t an_http_feed(struct an_http *h, const uint8_t *in, size_t len, enum an_http_event_type *event, int *status);
const struct an_http_request *an_http_request(const struct an_http *h); /* after AN_HTTP_REQUEST */
/* Has any byte of a request been taken that is not yet handed out? (False: a silent keep-alive; true: a 408 when time is up.) */
bool an_http_in_request(const struct an_http *h);
/* Is a body under way, the head of which is complete? */
bool an_http_in_body(const struct an_http *h);
/* Bytes that it keeps. */
size_t an_http_held(const struct an_http *h);
const char *an_http_llhttp_version(void);

#endif

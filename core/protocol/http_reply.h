/* http_reply.h - the bytes of an HTTP/1.x response head, and the plain pages for errors. RFC 9110, 9112. Pure. */
#ifndef AN_HTTP_REPLY_H
#define AN_HTTP_REPLY_H

#include "memory/buf.h"
#include "protocol/head.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct an_http_reply {
    int status;              /* 100..599 */
    bool keep_alive;         /* false: "Connection: close" is sent */
    bool http10;             /* the request's version: with keep_alive, "Connection: keep-alive" is said */
    bool has_type;           /* headers hold a Content-Type; else "text/html; charset=utf-8" is sent with a body */
    bool has_length;         /* headers hold a Content-Length, as the answer to HEAD may: no other line about a body's length is sent */
    const char *headers;     /* further lines, each "Name: value\r\n"; already checked by who made them */
    size_t headers_len;
    uint64_t body_len;       /* Content-Length (not sent with 1xx and 204, nor with 304) */
    bool chunked;            /* "Transfer-Encoding: chunked" instead of it */
    bool until_close;        /* neither: the body ends with the connection */
    uint64_t date_s;         /* seconds since 1970, for Date */
};

/* Appends the whole head, blank line included: AN_OK, or AN_ELIMIT. The Date text is rendered once per second and thread. */
int an_http_reply_head(struct an_buf *out, const struct an_http_reply *r);
/* The reason phrase, "Unknown" for a status without one. Static storage. */
const char *an_http_reason(int status);
/* Further lines of a head. Finds the first one of this name: true and its value, trimmed. */
bool an_http_lines_find(struct an_span lines, const char *name, struct an_span *value);
/* Appends those lines, said of the answer with 200, that hold for one with this status, too: with 206 (of several parts) and 304 those that do not describe its
 * body, with errors those that say nothing of what it would have brought either, how long it may be kept or where else to go. AN_OK, or AN_ELIMIT. */
int an_http_lines_keep(struct an_buf *out, struct an_span lines, int status);
/* May this status have a body? */
bool an_http_status_has_body(int status);
/* A whole small response with an HTML page for its status: body_len is set, and no body sent when is_head. AN_OK, AN_ELIMIT or AN_EINVAL. */
int an_http_reply_page(struct an_buf *out, struct an_http_reply *r, bool is_head);
/* A whole small response with an HTML page for an error: head and body (no body when is_head), Connection: close. extra: further header lines or NULL. */
int an_http_reply_error(struct an_buf *out, int status, bool is_head, const char *extra, uint64_t date_s);
/* "101 Switching Protocols" with its accept value of 28 characters, but for further lines and the blank one at the end. AN_OK or AN_ELIMIT. */
int an_http_reply_upgrade(struct an_buf *out, const char *accept);

#endif

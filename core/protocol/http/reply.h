/* reply.h - the bytes of an HTTP/1.x response head, and plain pages for errors. RFC 9110,
 * 9112. Pure. */
#ifndef AN_HTTP_REPLY_H
#define AN_HTTP_REPLY_H

#include "memory/buf.h"
#include "protocol/text/head.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct an_http_reply {
    int status;              /* 100..599 */
    bool keep_alive;         /* false: "Connection: close" is sent */
    bool http10;             /* with keep_alive: "Connection: keep-alive" is sent */
    bool has_type;           /* headers hold a Content-Type; default: text/html; charset=utf-8 */
    bool has_length;         /* headers hold a Content-Length (HEAD): no other length is sent */
    const char *headers;     /* further lines, each "Name: value\r\n", already checked */
    size_t headers_len;
    uint64_t body_len;       /* Content-Length (not sent with 1xx, 204 and 304) */
    bool chunked;            /* sends "Transfer-Encoding: chunked" instead */
    bool until_close;        /* neither of them: the body ends with the connection */
    uint64_t date_s;         /* seconds since 1970, for Date */
};

/* Appends the whole head, with the blank line. AN_OK; AN_ELIMIT: no room; AN_EINVAL: status is out
 * of range. The text of Date is rendered once per second and thread. */
int an_http_reply_head(struct an_buf *out, const struct an_http_reply *r);
/* The reason phrase, "Unknown" for a status without one. Static storage. */
const char *an_http_reason(int status);
/* Finds the first of these header lines that has this name. True: *value is its value, trimmed. */
bool an_http_lines_find(struct an_span lines, const char *name, struct an_span *value);
/* Appends those header lines of a 200 that also hold for an answer with this status. With 206
 * (several parts) and 304 these are the lines that do not describe the body. With errors the lines
 * that describe the intended answer, its caching or a redirect are left out, too. AN_OK, or
 * AN_ELIMIT. */
int an_http_lines_keep(struct an_buf *out, struct an_span lines, int status);
/* May this status have a body? */
bool an_http_status_has_body(int status);
#define AN_HTTP_PAGE_MAX 256
/* Writes an HTML page for a status, 100..599: a body. Returns its length. */
size_t an_http_page(char page[AN_HTTP_PAGE_MAX], int status);
/* Appends "101 Switching Protocols" with an accept value of 28 characters. The caller appends
 * further lines and the blank one. AN_OK or AN_ELIMIT. */
int an_http_reply_upgrade(struct an_buf *out, const char *accept);

#endif

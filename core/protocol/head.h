/* head.h - a request's head as one flat block of bytes: what http.c builds, what crosses the ring, what getHeader() reads.
 *
 *   u16 n, n bytes   method        all lengths are in host order, unaligned (both ends are one machine)
 *   u16 n, n bytes   target        (the request target as sent: PHP's "Uri")
 *   u16 n, n bytes   version       ("HTTP/1.1")
 *   u16 n, n bytes   name    \
 *   u16 n, n bytes   value   / repeated, in the order they came; names as sent, values without surrounding blanks
 */
#ifndef AN_HEAD_H
#define AN_HEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct an_span {
    const char *p;
    size_t len;
};

/* A reader over a block that another process wrote: every length is checked, nothing is copied. */
struct an_head {
    struct an_span method, target, version;
    const uint8_t *at, *end; /* private: the next header */
};

/* AN_OK and the three first fields, or AN_EPROTO for a block that is not one. An empty block (len 0) gives empty spans. */
int an_head_open(struct an_head *h, const void *block, size_t len);
/* The next header: 1, 0 at the end, AN_EPROTO for a broken block. */
int an_head_next(struct an_head *h, struct an_span *name, struct an_span *value);
/* The first header of that name (case-insensitive) in a block: true and its value. */
bool an_head_find(const void *block, size_t len, const char *name, struct an_span *value);
/* Case-insensitive comparison of a span with a C string; and: does the comma-separated list hold the token? (RFC 9110, 5.6.1.) */
bool an_span_is(struct an_span s, const char *text);
bool an_span_has_token(struct an_span list, const char *token);

#endif

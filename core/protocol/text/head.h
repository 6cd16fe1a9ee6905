/* head.h - a request's head as one flat block of bytes. http1.c builds the block, the block crosses
 * the ring, and getHeader() reads it.
 *
 *   u16 n, n bytes   method
 *   u16 n, n bytes   target        as sent: PHP's "Uri"
 *   u16 n, n bytes   version       "HTTP/1.1"
 *   u16 n, n bytes   name    \
 *   u16 n, n bytes   value   / repeated, in the order in which they came
 *
 * All lengths are in host order, unaligned: both ends are one machine. Names are as sent; values
 * have no blanks around them.
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

/* A reader of a block that another process wrote. Every length is checked, nothing is copied. */
struct an_head {
    struct an_span method, target, version;
    const uint8_t *at, *end; /* private: the next header */
};

/* Opens a block and sets the first three fields. AN_OK, or AN_EPROTO: this is no such block. An
 * empty block (len 0) gives empty spans. */
int an_head_open(struct an_head *h, const void *block, size_t len);
/* The next header: 1; 0 at the end; AN_EPROTO: the block is broken. */
int an_head_next(struct an_head *h, struct an_span *name, struct an_span *value);
/* Finds the first header of that name (case-insensitive) in a block. True: *value is its value. */
bool an_head_find(const void *block, size_t len, const char *name, struct an_span *value);
/* Compares a span with a C string, case-insensitive. And: does the comma-separated list hold the
 * token? (RFC 9110, 5.6.1) */
bool an_span_is(struct an_span s, const char *text);
bool an_span_has_token(struct an_span list, const char *token);

#endif

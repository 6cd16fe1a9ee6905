/* range.h - parts of a body: Range, Content-Range and multipart/byteranges. RFC 9110, section 14.
 * Pure. */
#ifndef AN_RANGE_H
#define AN_RANGE_H

#include "protocol/text/head.h"

#include <stddef.h>
#include <stdint.h>

#define AN_RANGES_MAX 16
/* Ranges with fewer bytes between them are sent as one: a part's head would be longer (RFC 9110,
 * 15.3.7.2). */
#define AN_RANGE_GAP 80
#define AN_CONTENT_RANGE_MAX 69 /* the longest text of Content-Range and a NUL */

struct an_range {
    uint64_t first, len; /* len > 0 */
};

struct an_ranges {
    unsigned count;
    struct an_range at[AN_RANGES_MAX]; /* in the order of the request; none touches another */
};

enum an_range_answer {
    AN_RANGE_WHOLE, /* 200, as if there were no Range */
    AN_RANGE_PARTS, /* 206. One range: with Content-Range. Several: multipart/byteranges */
    AN_RANGE_NONE,  /* 416, with the Content-Range of no range */
};

/* Reads the value of Range for a body of `size` bytes (at most INT64_MAX). r is set for
 * AN_RANGE_PARTS. AN_RANGE_WHOLE means that the Range is ignored: another unit than bytes, bad
 * grammar, more than AN_RANGES_MAX ranges, more than two that overlap with others (RFC 9110, 14.2
 * and 17.15), or an empty body. */
enum an_range_answer an_ranges_read(struct an_ranges *r, struct an_span value, uint64_t size);

/* Writes the value of Content-Range, "bytes 0-99/1234". range NULL: for 416, with a star in place
 * of the range. NUL-terminated; returns its length. */
size_t an_content_range(char out[AN_CONTENT_RANGE_MAX], const struct an_range *range,
                        uint64_t size);

/* The body of an answer with several ranges. It has an_byteranges_head() and the bytes of each
 * range, then an_byteranges_head(count) (RFC 2046, 5.1.1). */
struct an_byteranges {
    const struct an_ranges *ranges;
    uint64_t size;        /* of the whole body */
    const char *type;     /* Content-Type of each part, NULL: none */
    const char *boundary; /* 1 to 70 random characters, not in the data; in Content-Type, too */
};

/* Writes the text before range i (i = count: after the last one) and a NUL, as far as there is
 * room. Returns its full length, as snprintf() does. */
size_t an_byteranges_head(const struct an_byteranges *b, unsigned i, char *out, size_t room);
/* Returns the length of the body (Content-Length). */
uint64_t an_byteranges_len(const struct an_byteranges *b);

#endif

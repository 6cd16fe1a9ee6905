/* range.h - parts of a body: Range, Content-Range and multipart/byteranges. RFC 9110, 14. Pure. */
#ifndef AN_RANGE_H
#define AN_RANGE_H

#include "protocol/head.h"

#include <stddef.h>
#include <stdint.h>

#define AN_RANGES_MAX 16
#define AN_RANGE_GAP 80 /* ranges with fewer bytes between them are sent as one: a part's head would be longer (15.3.7.2) */
#define AN_CONTENT_RANGE_MAX 69 /* the longest text of Content-Range and a NUL */

struct an_range {
    uint64_t first, len; /* len > 0 */
};

struct an_ranges {
    unsigned count;
    struct an_range at[AN_RANGES_MAX]; /* in the order of the request, none touches another */
};

enum an_range_answer {
    AN_RANGE_WHOLE, /* 200: as if there were no Range */
    AN_RANGE_PARTS, /* 206: of one range its bytes and a Content-Range, of several multipart/byteranges */
    AN_RANGE_NONE,  /* 416, with the Content-Range of no range */
};

/* Reads the value of Range for a body of `size` bytes (INT64_MAX at most); r is set for AN_RANGE_PARTS. Ignored (AN_RANGE_WHOLE) is: another unit
 * than bytes, what is not in the grammar, more than AN_RANGES_MAX ranges, more than two that overlap with others (14.2, 17.15), and any range of an
 * empty body. */
enum an_range_answer an_ranges_read(struct an_ranges *r, struct an_span value, uint64_t size);

/* The value of Content-Range: "bytes 0-99/1234"; for 416, when range is NULL, with a star for the range. NUL-terminated; returns its length. */
size_t an_content_range(char out[AN_CONTENT_RANGE_MAX], const struct an_range *range,
                        uint64_t size);

/* The body of an answer with several ranges: for each an_byteranges_head() and its bytes, then an_byteranges_head(count) (RFC 2046, 5.1.1). */
struct an_byteranges {
    const struct an_ranges *ranges;
    uint64_t size;        /* of the whole */
    const char *type;     /* Content-Type of each part, NULL: none */
    const char *boundary; /* 1..70 characters that are not in the data: random ones. The answer's own Content-Type names them, too */
};

/* Like snprintf(): writes what stands before range i (after the last: i = count) and a NUL as far as there is room, returns its full length. */
size_t an_byteranges_head(const struct an_byteranges *b, unsigned i, char *out, size_t room);
/* Content-Length of the body. */
uint64_t an_byteranges_len(const struct an_byteranges *b);

#endif

/* multipart.h - reads multipart/form-data as it comes: forms and uploads. RFC 7578; RFC 2046, 5.1.
 * Pure: bytes in, one event at a time out.
 *
 *   --boundary CRLF  head CRLF CRLF  data  CRLF --boundary CRLF  ...  data  CRLF --boundary--
 *                                 PART  DATA… PART_END                DATA… PART_END  END
 *
 * The codec gathers no body. It keeps the head of a part, at most max_head bytes, and a number: how
 * many bytes at the end of the input look like the beginning of a delimiter. These bytes are known,
 * so they need no memory. Any input is read in linear time.
 */
#ifndef AN_MULTIPART_H
#define AN_MULTIPART_H

#include "memory/buf.h"
#include "protocol/text/head.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define AN_BOUNDARY_MAX 250 /* RFC 2046, 5.1.1, says 70; clients do not count */

struct an_multipart_limits {
    size_t max_parts; /* more: 413 */
    size_t max_head;  /* bytes of one part's head, with its last empty line: 413 */
    /* Bytes before the first delimiter, and as many behind the last one, and as many blanks behind
     * all delimiters; more: 400. */
    size_t max_extra;
};

enum an_multipart_event_type {
    AN_MULTIPART_NONE,     /* the bytes were taken, there is no event */
    AN_MULTIPART_PART,     /* a part begins: its name, and what it says of its data */
    AN_MULTIPART_DATA,     /* the next bytes of the part */
    AN_MULTIPART_PART_END,
    AN_MULTIPART_END,      /* that was the last part; all further bytes are passed over */
};

/* Valid until the next feed or fini. */
struct an_multipart_event {
    enum an_multipart_event_type type;
    struct an_span name;      /* of the field */
    /* If p is NULL, the part is not a file. Otherwise this is the name behind the last slash or
     * backslash, "" for "." and "..". It is for people to read, never to open a file by. */
    struct an_span filename;
    /* The whole name, as the client sends it: with the file's place in its folder. The three names
     * may hold any bytes but NUL. */
    struct an_span full_path;
    struct an_span media_type; /* the part's Content-Type, without parameters; empty: none */
    const uint8_t *data;      /* of DATA: in the input, or in the codec */
    size_t len;
};

struct an_multipart { /* private; the caller embeds it */
    const struct an_multipart_limits *limits;
    struct an_buf head;   /* of the part under way */
    size_t line;          /* where its last line begins */
    size_t parts;         /* parts that have begun */
    size_t extra;         /* bytes that max_extra still allows */
    int status;           /* the answer to an error, 400 or 413; else 0 */
    uint8_t state;
    uint8_t matched;      /* bytes of the delimiter at the end of the input so far */
    uint8_t lent;         /* the first of these that are not data: a part's head may own them */
    uint8_t delimiter_len;
    uint8_t strayed;      /* bytes of "--boundary" at the end of the input, anywhere on a line */
    uint8_t border[AN_BOUNDARY_MAX + 2]; /* see measure_borders() */
    char delimiter[AN_BOUNDARY_MAX + 4]; /* CRLF, "--", boundary */
};

/* Finds the boundary in the value of a request's Content-Type. AN_OK; AN_EINVAL: it is not
 * multipart/form-data; AN_EPROTO: it has no boundary, two, or one that no line can begin with. */
int an_multipart_boundary(struct an_span content_type, struct an_span *boundary);
/* boundary: from an_multipart_boundary(); it is copied. limits are kept by pointer. */
void an_multipart_init(struct an_multipart *m, const struct an_multipart_limits *limits,
                       struct an_span boundary);
void an_multipart_fini(struct an_multipart *m);
/* Reads at most one event from in[0..len). Returns the bytes used: it may be 0, but then there is
 * an event. The caller calls until all bytes are used. AN_EPROTO: m->status is the status of the
 * answer, and every further call returns the same. */
ssize_t an_multipart_feed(struct an_multipart *m, const uint8_t *in, size_t len,
                          struct an_multipart_event *out);
/* Was there an END? If there was none when the body ends, the body was cut short: 400. */
bool an_multipart_ended(const struct an_multipart *m);

#endif

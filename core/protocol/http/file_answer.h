/* file_answer.h - the answer to a GET or HEAD of a file: whole, in part, not modified; plain or
 * compressed. RFC 9110, sections 8 and 12 to 15. Pure. */
#ifndef AN_FILE_ANSWER_H
#define AN_FILE_ANSWER_H

#include "protocol/http/range.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct an_file_facts {
    bool there;
    uint64_t size; /* at most INT64_MAX */
    int64_t mtime_ns;
    uint64_t seal; /* see an_etag_make() */
};

struct an_file_question {
    const void *head; /* the request's block (head.h) */
    size_t head_len;
    const char *type;              /* Content-Type, unless `said` has one */
    /* Lines of the head that the script has set: type, coding, validators and ranges in them count,
     * and are not sent again. */
    struct an_span said;
    struct an_file_facts coding[3]; /* plain (must be there); with gzip; with br */
    int64_t now_s;                 /* seconds since 1970 */
    uint64_t random;               /* for a boundary */
};

struct an_file_answer {
    int status;       /* 200, 206, 304, 412 or 416 */
    unsigned chosen;  /* the index in `coding` */
    /* Further lines of the head, "Name: value\r\n" each; an_http_lines_keep(kept_as) says which
     * lines of `said` stay. */
    char lines[1024];
    int kept_as;
    size_t lines_len;
    uint64_t body_len;       /* Content-Length, of HEAD too */
    /* The pieces of the file in the body: none, one, or one for each part
     * (multipart/byteranges). */
    struct an_ranges ranges;
    struct an_byteranges multipart; /* the parts' heads, when there are several ranges */
    char boundary[20], type[128]; /* private */
};

/* The answer points into itself and into the question. A compressed coding is sent as one range at
 * most: for several ranges the answer is the whole body. */
void an_file_answer(const struct an_file_question *q, struct an_file_answer *a);

#endif

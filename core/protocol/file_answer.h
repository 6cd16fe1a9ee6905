/* file_answer.h - what a GET or HEAD of a file is answered with: whole, in part, not modified; as it is or compressed. RFC 9110, 8, 12 to 15. Pure. */
#ifndef AN_FILE_ANSWER_H
#define AN_FILE_ANSWER_H

#include "protocol/range.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct an_file_facts {
    bool there;
    uint64_t size; /* INT64_MAX at most */
    int64_t mtime_ns;
    uint64_t seal; /* of its bytes */
};

struct an_file_question {
    const void *head; /* the request's block (head.h) */
    size_t head_len;
    const char *type;              /* Content-Type, unless: */
    struct an_span said; /* lines of the head that stand already: what is said there of type, coding, validators and ranges counts, and is not said again */
    struct an_file_facts coding[3]; /* the file as it is, which is there; compressed with gzip; with br */
    int64_t now_s;                 /* seconds since 1970 */
    uint64_t random;               /* for a boundary */
};

struct an_file_answer {
    int status;       /* 200, 206, 304, 412 or 416 */
    unsigned chosen;  /* which of the codings */
    char lines[1024]; /* further lines of the head, "Name: value\r\n" each; of those that are said already an_http_lines_keep(kept_as) says which stay */
    int kept_as;
    size_t lines_len;
    uint64_t body_len;       /* Content-Length, of HEAD too */
    struct an_ranges ranges; /* the pieces of the file that the body is made of: none, one, or as many parts of multipart/byteranges */
    struct an_byteranges multipart; /* their heads: when there are several */
    char boundary[20], type[128]; /* private */
};

/* The answer points into itself and into the question. Of a compressed coding one range is sent, of several all of it: 206 with parts has no coding. */
void an_file_answer(const struct an_file_question *q, struct an_file_answer *a);

#endif

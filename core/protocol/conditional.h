/* conditional.h - conditional requests: may the answer be 304, must it be 412, does Range count? RFC 9110, 13. Pure. */
#ifndef AN_CONDITIONAL_H
#define AN_CONDITIONAL_H

#include "protocol/head.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define AN_ETAG_MAX 52 /* three numbers of 16 digits, dashes, quotes */

/* A strong entity tag for a file, quotes included; returns its length. Another time, size or seal is another tag. (8.8.3.) Strong is a promise that equal tags
 * mean equal bytes. The time moves with every write, as the kernel's nanoseconds do down to its clock tick; but archives, package managers and `cp -p` set
 * it, some to the same for all files there ever were. So the caller's seal is made of the bytes, or of as many of them as can be read each time. Nothing in
 * it is of the machine (an inode, the time of the last change of it): several behind one address give one tag for one file. */
size_t an_etag_make(int64_t mtime_ns, uint64_t size, uint64_t seal, char out[AN_ETAG_MAX]);

/* What the answer would be made of. */
struct an_validators {
    struct an_span etag; /* as ETag sends it, "W/" for a weak one; empty: none */
    int64_t mtime_s;     /* Last-Modified; a time later than now should be now (8.8.2.1) */
};

enum an_verdict {
    AN_SEND,
    AN_NOT_MODIFIED,        /* 304, with the ETag */
    AN_PRECONDITION_FAILED, /* 412 */
};

/* Judges the preconditions of a request for something that exists, in the order of 13.2.2. head: its block (see head.h). now_s: for dates with
 * years of two digits. *range: if the verdict is AN_SEND, a Range may be answered with a part (GET only, and If-Range agrees). What is not a date or
 * not an entity tag agrees with nothing: such dates do not count, If-Match and If-Range fail. */
enum an_verdict an_conditional_judge(const void *head, size_t len, const struct an_validators *v,
                                     int64_t now_s, bool *range);

#endif

/* conditional.h - conditional requests: may the answer be 304, must it be 412, does Range count?
 * RFC 9110, section 13. Pure. */
#ifndef AN_CONDITIONAL_H
#define AN_CONDITIONAL_H

#include "protocol/text/head.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define AN_ETAG_MAX 52 /* three numbers of 16 digits, dashes, quotes */

/* Makes a strong entity tag for a file, with its quotes; returns its length (RFC 9110, 8.8.3).
 * Another time, size or seal gives another tag. A strong tag promises that equal tags mean equal
 * bytes. Every write changes the time, as exactly as the kernel's clock ticks. But archives,
 * package managers and `cp -p` set the time, some of them to the same one for all files. So the
 * caller makes the seal from the bytes, or from as many of them as it can read each time. The tag
 * holds nothing of the machine (no inode, no change time), so several machines behind one address
 * give one file the same tag. */
size_t an_etag_make(int64_t mtime_ns, uint64_t size, uint64_t seal, char out[AN_ETAG_MAX]);

/* The validators of the answer. */
struct an_validators {
    struct an_span etag; /* as ETag sends it, "W/" for a weak one; empty: none */
    int64_t mtime_s;     /* Last-Modified; at most now (RFC 9110, 8.8.2.1) */
};

enum an_verdict {
    AN_SEND,
    AN_NOT_MODIFIED,        /* 304, with the ETag */
    AN_PRECONDITION_FAILED, /* 412 */
};

/* Judges the preconditions of a request for a resource that exists, in the order of RFC 9110,
 * 13.2.2. head: the request's block (head.h). now_s: for dates with years of two digits. *range:
 * with AN_SEND, the answer may be a part (GET only, and If-Range agrees). A bad date does not
 * count. A bad entity tag agrees with nothing, so If-Match and If-Range fail. */
enum an_verdict an_conditional_judge(const void *head, size_t len, const struct an_validators *v,
                                     int64_t now_s, bool *range);

#endif

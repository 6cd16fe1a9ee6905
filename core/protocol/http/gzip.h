/* gzip.h - compresses a whole body with gzip (RFC 1952), and says whether that is worth it. */
#ifndef AN_GZIP_H
#define AN_GZIP_H

#include <stdbool.h>
#include <stddef.h>

#include "memory/buf.h"

/* Appends p[0..n) compressed. AN_OK, or AN_ELIMIT: the result is longer than the buffer's max
 * allows, and the buffer is as before. Each thread keeps one state of zlib (about 256 KiB) for the
 * next call, until an_gzip_end(). */
int an_gzip(const void *p, size_t n, struct an_buf *out);
void an_gzip_end(void);
/* Is gzip worth it for this answer? lines: header lines of the answer, "Name: value\r\n" each. No,
 * when the body is shorter than min, is not text, has a coding already, or is a part. No, when it
 * has a strong entity tag or a digest, which would then be wrong (RFC 9110, 8.8.3.3; RFC 9530). No,
 * when the answer has no-transform (RFC 9111, 5.2.2.6). An answer without a type counts as HTML. */
bool an_gzip_worth(const char *lines, size_t lines_len, size_t body_len, size_t min);

#endif

/* gzip.h - a whole body compressed with gzip (RFC 1952), and whether that is worth it. */
#ifndef AN_GZIP_H
#define AN_GZIP_H

#include <stdbool.h>
#include <stddef.h>

#include "memory/buf.h"

/* Appends p[0..n) compressed: AN_OK, or AN_ELIMIT when it does not fit into the buffer's max, which is then as it was. Keeps zlib's state (about 256 KiB)
 * for the next time: one per thread, until an_gzip_end(). */
int an_gzip(const void *p, size_t n, struct an_buf *out);
void an_gzip_end(void);
/* Would a client that takes gzip be better off? lines: header lines of the answer, "Name: value\r\n" each. No, when it is shorter than min; not text; in a
 * coding already, or a part; when it has a strong entity tag or a digest, which would be a lie (RFC 9110, 8.8.3.3; RFC 9530); or when no-transform is said
 * (RFC 9111, 5.2.2.6). An answer that does not say its type is HTML. */
bool an_gzip_worth(const char *lines, size_t lines_len, size_t body_len, size_t min);

#endif

/* multipart_head.h - the head of one part: its fields, and names as browsers write them. Pure. Private to multipart.c. */
#ifndef AN_MULTIPART_HEAD_H
#define AN_MULTIPART_HEAD_H

#include "protocol/multipart.h"

#include <stddef.h>

/* Is this line, without its end, one of a head? What goes on with the line before (RFC 2045 lets lines be folded) begins with a blank. No NUL and no
 * CR stands in it; other control characters do, where they are in the name of a file. */
bool an__multipart_line_valid(const char *p, size_t len);
bool an__multipart_line_folded(const char *p, size_t len);
/* Reads lines that are valid, each with its CRLF; decodes in place and sets name, filename and media_type, which point into them. AN_OK, or
 * AN_EPROTO: it is not the head of a part of a form. */
int an__multipart_head(char *p, size_t len, struct an_multipart_event *out);

#endif

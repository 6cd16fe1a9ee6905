/* multipart_head.h - the head of one part: its fields, and names as browsers write them. Pure.
 * Private to multipart.c. */
#ifndef AN_MULTIPART_HEAD_H
#define AN_MULTIPART_HEAD_H

#include "protocol/http/multipart.h"

#include <stddef.h>

/* May this line, without its end, stand in a head? A folded line (RFC 2045) begins with a blank and
 * continues the line before. A line may have no NUL and no CR. It may have other control
 * characters, because names of files have them. */
bool an__multipart_line_valid(const char *p, size_t len);
bool an__multipart_line_folded(const char *p, size_t len);
/* Reads valid lines, each with its CRLF. Decodes in place, and sets name, filename and media_type,
 * which point into the lines. AN_OK, or AN_EPROTO: the lines are not the head of a part of a
 * form. */
int an__multipart_head(char *p, size_t len, struct an_multipart_event *out);

#endif

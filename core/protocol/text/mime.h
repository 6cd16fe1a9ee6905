/* mime.h - the media type that a file's name stands for. Pure: one table. */
#ifndef AN_MIME_H
#define AN_MIME_H

#include "protocol/text/head.h"

/* The part of a path behind the last dot of its last segment. Empty: there is no dot, or the dot is
 * the first or last character of the segment. */
struct an_span an_mime_extension(struct an_span path);
/* The value of Content-Type for an extension (without its dot, case-insensitive), with a charset
 * for text. Static storage, never NULL; "application/octet-stream" for an unknown one. */
const char *an_mime_type(struct an_span extension);

#endif

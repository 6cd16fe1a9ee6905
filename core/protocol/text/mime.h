/* mime.h - the media type that a file's name stands for. Pure: one table. */
#ifndef AN_MIME_H
#define AN_MIME_H

#include "protocol/text/head.h"

/* The part behind the last dot of the last segment of a path. Empty: there is no dot, or it is the
 * segment's first or last character. */
struct an_span an_mime_extension(struct an_span path);
/* The value of Content-Type for an extension (without its dot, case-insensitive), with a charset
 * for text. Static storage, never NULL; "application/octet-stream" for an unknown one. */
const char *an_mime_type(struct an_span extension);

#endif

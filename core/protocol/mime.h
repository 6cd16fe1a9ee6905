/* mime.h - what a file's name says of its media type. Pure: one table. */
#ifndef AN_MIME_H
#define AN_MIME_H

#include "protocol/head.h"

/* What stands behind the last dot of the last segment of a path; empty when there is no dot, or it is the first or the last of the segment. */
struct an_span an_mime_extension(struct an_span path);
/* The value of Content-Type for an extension (without its dot, case-insensitive), with a charset where it is text: static storage, never NULL,
 * "application/octet-stream" for one that is not known. */
const char *an_mime_type(struct an_span extension);

#endif

/* uri.h - a request target as a path below a root: one that may be opened, or an error. RFC 3986;
 * RFC 9112, 3.2. Pure. */
#ifndef AN_URI_H
#define AN_URI_H

#include "protocol/text/head.h"

#include <stdbool.h>
#include <stddef.h>

struct an_uri {
    size_t len;               /* of the path */
    struct an_span extension; /* "html" of "a/b.html"; empty: does not look like a file (mime.h) */
    bool folder;              /* ends in "/", or in the segment "." or ".." */
};

/* Decodes the path of a target ("/a%20b?c" or "http://host/a%20b?c") once, and normalises it. The
 * result is segments, none empty, with single slashes between and none at either end; "" is the
 * root itself. "." and ".." are resolved, also where they or their slashes are percent-encoded. No
 * segment begins with a dot, and there is no NUL, control character or backslash. So the path may
 * be given to openat() below the root; a symbolic link may still lead out of it. Writes the path
 * and a NUL to out. AN_OK, or an error, which leaves nothing of use in out:
 *   AN_EPROTO  not a target with a path, or a byte that may not stand in the name of a file
 *   AN_EACCES  leads out of the root, or a segment begins with a dot: as if there were no file
 *   AN_ELIMIT  does not fit into `size` > 0 bytes, at any time on the way ("a/b/.." before "a") */
int an_uri_path(struct an_span target, char *out, size_t size, struct an_uri *uri);

/* Does the last segment of a path have one of these extensions? extensions: a list, separated by
 * blanks or commas, with or without dots; NULL: no extension. Case does not count. An extension
 * ends where no letter or digit follows, because copies and compressed siblings have more behind
 * it: "php" is an extension of a.PHP, a.php.bak, a.php~ and a.php.gz, not of a.phpx. */
bool an_uri_denied(struct an_span path, const char *extensions);

#endif

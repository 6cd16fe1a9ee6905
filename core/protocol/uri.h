/* uri.h - a request target as a path below a root: what may be opened, and nothing else. RFC 3986; RFC 9112, 3.2. Pure. */
#ifndef AN_URI_H
#define AN_URI_H

#include "protocol/head.h"

#include <stdbool.h>
#include <stddef.h>

struct an_uri {
    size_t len;               /* of the path */
    struct an_span extension; /* "html" of "a/b.html", in the path; empty: does not look like a file (see mime.h) */
    bool folder;              /* ends in a slash, or in a segment that means a folder ("." and "..") */
};

/* Decodes the path of a target ("/a%20b?c" or "http://host/a%20b?c") once, and normalises it: the segments, each not empty, divided by single
 * slashes, none at either end; "" is the root itself. "." and ".." are resolved, also where they or their slashes are percent-encoded: the path
 * has no segment that begins with a dot, and no NUL, control character or backslash; it may be given to openat() below the root (a symbolic link
 * may still lead out of it). Writes the path and a NUL to out. AN_OK, or, with nothing of use in out:
 *   AN_EPROTO  not a target with a path, or a byte that has no business in the name of a file
 *   AN_EACCES  leads out of the root, or a segment begins with a dot: as if there were nothing
 *   AN_ELIMIT  does not fit into `size` > 0 bytes, at any time on the way ("a/b/..", before it becomes "a") */
int an_uri_path(struct an_span target, char *out, size_t size, struct an_uri *uri);

/* Has the last segment of a path one of these extensions? They are a list with blanks or commas between, with or without their dots; NULL: none. Case does not
 * count. What follows without a letter or a digit does not either, as copies and compressed siblings are called: "php" is an extension of a.PHP, a.php.bak,
 * a.php~ and a.php.gz, not of a.phpx. */
bool an_uri_denied(struct an_span path, const char *extensions);

#endif

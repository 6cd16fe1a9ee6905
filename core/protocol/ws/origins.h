/* origins.h - decides which pages may connect: compares the header Origin with a list. RFC 6454,
 * section 7; RFC 6455, 4.2.2. Pure. */
#ifndef AN_WS_ORIGINS_H
#define AN_WS_ORIGINS_H

#include "protocol/text/head.h"

#include <stdbool.h>

/* Is this a list of origins as browsers send them, "https://chat.example" or
 * "http://localhost:8080", separated by blanks or commas? "*" means all origins; a page without an
 * origin of its own sends "null". False: the list is empty, or an entry could never match (it has a
 * path, or no scheme). */
bool an_ws_origins_valid(const char *list);
/* Does the list name this origin? Case does not count, as in a scheme and a host. */
bool an_ws_origins_have(const char *list, struct an_span origin);

#endif

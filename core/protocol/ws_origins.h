/* ws_origins.h - whose pages may connect: the header Origin, held against a list. RFC 6454, section 7; RFC 6455, 4.2.2. Pure. */
#ifndef AN_WS_ORIGINS_H
#define AN_WS_ORIGINS_H

#include "protocol/head.h"

#include <stdbool.h>

/* Is this a list of origins as browsers send them, "https://chat.example" or "http://localhost:8080", with blanks or commas between? "*" is all origins, "null"
 * is what a page without an origin of its own sends. False: one of them could never match (it has a path, or no scheme), or there is none. */
bool an_ws_origins_valid(const char *list);
/* Does the list name this origin? Upper and lower case are the same, as they are in a scheme and a host. */
bool an_ws_origins_have(const char *list, struct an_span origin);

#endif

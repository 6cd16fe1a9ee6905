/* rules.h - what a complete head means, and whether it may be answered at all. Pure; knows
 * head.h's block, not llhttp. Private to http1.c. */
#ifndef AN_HTTP_RULES_H
#define AN_HTTP_RULES_H

#include "protocol/text/head.h"
#include "protocol/http/http1.h"

#include <stdbool.h>
#include <stdint.h>

struct an__http_framing {
    uint64_t length; /* in: Content-Length, 0 without one */
    bool chunked;    /* out: the body comes in chunks; length is 0 then */
    bool expects;    /* out: the client waits for "100 Continue" */
};

/* Does this field say where the request ends, or whom it is for? A tab around its value is white
 * space in RFC 9110 but part of the value in nginx. Two readers must not read these fields
 * differently. */
bool an__http_is_framing(struct an_span name);
/* Reads r->head and sets all of r but the body. Returns 0, or the status that refuses the request
 * (RFC 9110, 9112; RFC 6455, 4.2.1). */
int an__http_judge(struct an_http_request *r, struct an__http_framing *framing);

#endif

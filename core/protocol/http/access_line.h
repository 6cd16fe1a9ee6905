/* access_line.h - one request as a line of the "combined" log that web servers share. Pure.
 *
 *   127.0.0.1 - - [25/Nov/2026:07:52:49 +0000] "GET /a HTTP/1.1" 200 512 "referer" "user agent"
 */
#ifndef AN_ACCESS_LINE_H
#define AN_ACCESS_LINE_H

#include "protocol/text/head.h"

#include <stddef.h>
#include <stdint.h>

#define AN_ACCESS_TEXT_MAX 2048 /* the line has no more bytes than this of each text */
#define AN_ACCESS_LINE_MAX (5 * 4 * AN_ACCESS_TEXT_MAX + 256)

struct an_access {
    uint8_t family;      /* 4 or 6; anything else: the address is not known */
    const uint8_t *addr; /* 4 or 16 bytes */
    /* an empty method: the request could not be read */
    struct an_span method, target, version, referer, agent;
    int status;
    uint64_t bytes; /* of the answer's body */
    uint64_t at_s;  /* seconds since 1970 */
};

/* Writes the line, with its '\n' and no terminator; returns its length. In texts, control
 * characters, '"', '\' and what is not ASCII become \xHH, so a line is one line whatever a client
 * sends. room >= AN_ACCESS_LINE_MAX. The date is rendered once per second and thread. */
size_t an_access_line(const struct an_access *a, char *out, size_t room);

#endif

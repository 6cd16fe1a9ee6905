/* http_help.h - what http1.c makes of some bytes, as text: for unit tests, properties and the fuzzer alike.
 *
 *   GET /a HTTP/1.1|Host: x|B: [body] keep          a request, its fields, its body, and those that are true of: form, keep, head, 1.0, upgrade,
 *                                                   websocket=<accept>, bad-websocket, bad-version
 *   400                                             an error: the end
 *   +7                                              a WebSocket upgrade: the end; this many bytes stand behind it
 *   more                                            the end of the bytes is in the middle of a request (else nothing is said)
 *
 * "100 Continue" depends on how bytes arrive, so it is not part of the text. Every piece is fed from a copy that ends at a page which cannot
 * be read. A broken promise of http1.h (an error stays, no more is used than was given, limits hold) ends the process.
 */
#ifndef HTTP_HELP_H
#define HTTP_HELP_H

#include "memory/buf.h"
#include "protocol/http/http1.h"

#include <stdbool.h>
#include <stddef.h>

/* The length of the next piece, 1..left. */
typedef size_t (*http_part_fn)(void *arg, size_t at, size_t left);
size_t http_whole(void *arg, size_t at, size_t left);
size_t http_bytewise(void *arg, size_t at, size_t left);
size_t http_in_two(void *arg, size_t at, size_t left); /* arg: size_t *, where */

/* Appends the text to out. */
void http_text(struct an_buf *out, const struct an_http_limits *limits, const void *in, size_t len, http_part_fn part, void *arg);
/* Whole, byte by byte, and split in two everywhere: NULL when the text is always the expected one, or what is wrong (static storage). */
const char *http_differs(const struct an_http_limits *limits, const void *in, size_t len, const char *expected);

#endif

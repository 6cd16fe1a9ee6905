/* wire_help.h - the three protocols as a client speaks them, as functions over bytes. Written for the tests alone, so that the engine's
 * codecs are not checked by themselves. */
#ifndef E2E_WIRE_HELP_H
#define E2E_WIRE_HELP_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "memory/buf.h"

enum wire { WIRE_TCP, WIRE_WS, WIRE_HTTP };

enum { WIRE_TEXT = 1, WIRE_BINARY = 2, WIRE_CLOSE = 8, WIRE_PING = 9, WIRE_PONG = 10 };

/* Appends one message as this protocol sends it: the bytes; a masked text frame; "POST /" with a body. */
void wire_say(struct an_buf *out, enum wire wire, const void *p, size_t len);
void wire_frame(struct an_buf *out, uint8_t opcode, const void *p, size_t len);
/* "GET /target", keep-alive. */
void wire_get(struct an_buf *out, const char *target);
/* The upgrade request. Its answer is an HTTP answer with status 101. */
void wire_upgrade(struct an_buf *out);

struct wire_heard {
    int code; /* HTTP: status; WebSocket: opcode */
    const uint8_t *body;
    size_t len;
    const char *head; /* HTTP: the head's text, up to its empty line */
    size_t head_len;
};
/* Reads one whole answer (TCP: whatever there is). Bytes used, 0: more are needed, -1: this is not what a server may say. */
ssize_t wire_hear(enum wire wire, const uint8_t *in, size_t len, struct wire_heard *h);
/* The same for the answer to an upgrade, and to HEAD: a head without a body. */
ssize_t wire_hear_head(const uint8_t *in, size_t len, struct wire_heard *h);

#endif

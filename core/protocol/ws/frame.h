/* frame.h - one WebSocket frame: header decoding, header encoding, unmasking. RFC 6455, section
 * 5.2. Pure. */
#ifndef AN_WS_FRAME_H
#define AN_WS_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum an_ws_op {
    AN_WS_CONTINUATION = 0x0,
    AN_WS_TEXT = 0x1,
    AN_WS_BINARY = 0x2,
    AN_WS_OP_CLOSE = 0x8,
    AN_WS_OP_PING = 0x9,
    AN_WS_OP_PONG = 0xA,
};

/* The opcode of a message to send: binary only when `code` says so, otherwise text. */
static inline enum an_ws_op an_ws_message_op(uint32_t code) { return code == AN_WS_BINARY ? AN_WS_BINARY : AN_WS_TEXT; }

#define AN_WS_RSV1 4 /* in rsv: a compressed message begins here (RFC 7692, section 6) */

#define AN_WS_HEADER_MAX 14       /* bytes of the longest frame header (a client's, masked) */
#define AN_WS_SERVER_HEADER_MAX 10 /* bytes of the longest header that we send */

struct an_ws_header {
    uint64_t len; /* of the payload */
    uint8_t mask[4];
    uint8_t opcode;
    bool fin;
    uint8_t rsv; /* the three reserved bits, 0..7: AN_WS_RSV1 and two that nobody uses */
    bool masked;
};

/* The frame under way: fields are private to frame.c and ws.c. */
struct an_ws_parser {
    uint8_t raw[AN_WS_HEADER_MAX];
    uint8_t have;     /* header bytes gathered */
    bool in_payload;
    uint64_t done;    /* payload bytes of this frame already used */
    struct an_ws_header header;
};

/* Decodes a header. Returns its bytes when `in` holds it whole (*h is set then). 0: more bytes are
 * needed. AN_EPROTO: the length is not in its shortest form, or has its top bit set. Checks nothing
 * else. */
ssize_t an_ws_header_decode(const uint8_t *in, size_t len, struct an_ws_header *h);
/* The caller adds this (or) to the opcode of an_ws_header_encode() to set RSV1: on the first frame
 * of a compressed message, no other. */
#define AN_WS_COMPRESSED 0x40
/* Writes a server's (unmasked) header for a payload of len bytes to out[AN_WS_SERVER_HEADER_MAX];
 * returns its size. */
size_t an_ws_header_encode(uint8_t *out, enum an_ws_op op, bool fin, uint64_t len);
/* XORs p[0..len) with the mask, beginning at byte `offset` of the payload; 16 bytes at a time. */
void an_ws_unmask(uint8_t *p, size_t len, const uint8_t mask[4], uint64_t offset);
/* Close codes (RFC 6455, section 7.4.1). NO_CODE and LOST describe a connection; they are never on
 * the wire. */
enum an_ws_close_code {
    AN_WS_CLOSE_NORMAL = 1000,
    AN_WS_CLOSE_AWAY = 1001,
    AN_WS_CLOSE_NO_CODE = 1005, /* the close frame had none */
    AN_WS_CLOSE_AGAIN = 1013,    /* try again later: registered with IANA, not in the RFC */
    AN_WS_CLOSE_LOST = 1006,    /* there was no close frame */
};
/* May `code` stand in a close frame on the wire? (RFC 6455, section 7.4.) */
bool an_ws_close_code_valid(uint16_t code);

#endif

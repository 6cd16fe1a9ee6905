/* ws.h - the server's side of RFC 6455 above frames: messages (compressed ones too: RFC 7692),
 * control frames, the close handshake. Pure: bytes in, events out. */
#ifndef AN_WS_H
#define AN_WS_H

#include "memory/buf.h"
#include "protocol/text/utf8.h"
#include "protocol/ws/frame.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define AN_WS_CONTROL_MAX 125 /* payload bytes of a control frame (RFC 6455, section 5.5) */

enum an_ws_event_type {
    AN_WS_NONE,    /* the bytes were taken, nothing is complete yet */
    AN_WS_MESSAGE, /* a whole text or binary message, inflated, text checked as UTF-8 */
    AN_WS_PING,    /* answer with a pong of the same data */
    AN_WS_PONG,
    AN_WS_CLOSE, /* the peer's close frame; 1005: it had no code; data: the reason; the last
                  * event */
};

/* data points into the input or into the codec's own buffer: valid until the next feed or fini. */
struct an_ws_event {
    enum an_ws_event_type type;
    enum an_ws_op opcode; /* of a MESSAGE: AN_WS_TEXT or AN_WS_BINARY */
    uint16_t close_code;
    uint8_t *data;
    size_t len;
};

struct an_ws_deflate;

struct an_ws { /* private, except `deflate`; the caller embeds or allocates it */
    /* The state of permessage-deflate, where both sides have agreed on it. It belongs to the
     * connection: it holds the context for later messages, and outlives this struct. The caller
     * sets it after each init, which makes it NULL. NULL: a compressed message is an error. For
     * sending: see deflate.h. */
    struct an_ws_deflate *deflate;
    struct an_ws_parser frame;
    /* The fragments, and the frames that came in pieces. It holds memory inside a message, and
     * until the next call. */
    struct an_buf message;
    /* As after its init while no text is under way; a text may end only in this state. */
    struct an_utf8 utf8;
    uint8_t opcode;      /* of the message under way, 0: none */
    bool compressed;     /* the message under way is compressed, or the last one was */
    uint16_t close_code; /* the code to send after an error: 1002, 1007 or 1009; else 0 */
    bool closed, failed;
    /* A control frame that came in pieces, maybe inside a message. Last field: init leaves it as it
     * is. */
    uint8_t control[AN_WS_CONTROL_MAX];
};

void an_ws_init(struct an_ws *ws, size_t max_message); /* bytes of a message, inflated */
void an_ws_fini(struct an_ws *ws);
/* Reads at most one event from in[0..len). Returns the bytes used (0 only when len is 0, or after
 * CLOSE). AN_EPROTO: ws->close_code is the code to send, and every further call returns the same
 * error. Unmasks in place. A message that arrives whole is handed out in place, without a copy.
 * (RFC 6455, sections 5 and 8.1.) */
ssize_t an_ws_feed(struct an_ws *ws, uint8_t *in, size_t len, struct an_ws_event *out);
/* Where the next bytes of a payload can be read to at once, without a copy: room for *n of them, at
 * least `least` > 0. NULL: they go through an_ws_feed(). Then an_ws_placed() takes n > 0 bytes that
 * were read there, as an_ws_feed() does. */
uint8_t *an_ws_place(struct an_ws *ws, size_t least, size_t *n);
/* The length of the message under way, of which *n bytes are missing. 0: that is not known. The
 * caller may have a place for such a message and read the missing bytes to its end. */
size_t an_ws_ending(const struct an_ws *ws, size_t *n);
/* p: what an_ws_place() has returned, or the missing bytes in a place of the caller's. If all of
 * them are there, the message is completed and handed out in that place. */
int an_ws_placed(struct an_ws *ws, uint8_t *p, size_t n, struct an_ws_event *out);
/* True between messages, when the struct holds only the data of the last event. The caller may then
 * free it (fini), and init a new one when the next bytes come. Never true after CLOSE or an
 * error. */
bool an_ws_idle(const struct an_ws *ws);
/* The bytes that the struct keeps, and those of the state that it has borrowed to inflate. A caller
 * that wants the message counted sets message.account after each init. */
size_t an_ws_held(const struct an_ws *ws);

#endif

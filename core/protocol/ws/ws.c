/* ws.c - see ws.h. Frames become messages.
 *
 * A feed goes from header to payload to header until an event is complete or the input is used up.
 * A frame is judged once, when its header is whole. From there on only the bytes of its payload are
 * counted, and text is checked byte by byte as it comes. The outcome depends on the bytes alone,
 * never on their split over calls.
 *
 * Memory: the message under way and nothing else. It grows with the bytes that have arrived; the
 * length in a header is only compared with the limit. A compressed message is inflated frame by
 * frame, as it comes. For its limit the inflated bytes count, not the lengths in its headers.
 */
#include "protocol/ws/ws.h"

#include <string.h>

#include "ground/base.h"
#include "protocol/ws/deflate.h"

#define PLACE_MOST ((size_t)256 << 10) /* bytes of one read */
#define BLOCK ((size_t)32 << 10)       /* bytes that are unmasked and checked at a time */

/* RFC 6455, section 7.4.1 */
enum { PROTOCOL = 1002, BAD_DATA = 1007, TOO_BIG = 1009, NO_CODE = 1005 };

void an_ws_init(struct an_ws *ws, size_t max_message)
{
    memset(ws, 0, offsetof(struct an_ws, control));
    an_buf_init(&ws->message, max_message);
}

/* Drops the message: it will never end, or was handed out. */
static void forget_message(struct an_ws *ws)
{
    an_buf_fini(&ws->message);
    if (ws->deflate) an_ws_deflate_stop(ws->deflate);
}

void an_ws_fini(struct an_ws *ws)
{
    forget_message(ws);
}

bool an_ws_idle(const struct an_ws *ws)
{
    return !ws->opcode && !ws->frame.in_payload && !ws->frame.have && !ws->closed && !ws->failed;
}

size_t an_ws_held(const struct an_ws *ws)
{
    return ws->message.cap + (ws->deflate ? an_ws_deflate_borrowed(ws->deflate) : 0);
}

static int ws_fail(struct an_ws *ws, uint16_t close_code)
{
    forget_message(ws);
    ws->failed = true;
    ws->close_code = close_code;
    return AN_EPROTO;
}

static bool is_control(const struct an_ws_header *h)
{
    return h->opcode & 8;
}

static int judge_control(struct an_ws *ws, const struct an_ws_header *h)
{
    if (h->opcode > AN_WS_OP_PONG) return ws_fail(ws, PROTOCOL);
    return h->fin && h->len <= AN_WS_CONTROL_MAX ? AN_OK : ws_fail(ws, PROTOCOL);
}

/* The first frame of a message has its opcode, the others are continuations. Neither may stand
 * where the other must stand. */
static int judge_data(struct an_ws *ws, const struct an_ws_header *h)
{
    if (h->opcode > AN_WS_BINARY) return ws_fail(ws, PROTOCOL);
    if ((h->opcode == AN_WS_CONTINUATION) != (ws->opcode != 0)) return ws_fail(ws, PROTOCOL);
    if (h->opcode) {
        ws->opcode = h->opcode;
        ws->compressed = h->rsv;
    }
    if (h->len > ws->message.max - ws->message.len && !ws->compressed) return ws_fail(ws, TOO_BIG);
    return AN_OK;
}

/* One of the reserved bits has a meaning: on the first frame of a message, where the extension is
 * in use (RFC 7692, section 6). */
static bool is_rsv_allowed(const struct an_ws *ws, const struct an_ws_header *h)
{
    return h->rsv == AN_WS_RSV1 && ws->deflate &&
           (h->opcode == AN_WS_TEXT || h->opcode == AN_WS_BINARY);
}

static int judge_header(struct an_ws *ws)
{
    const struct an_ws_header *h = &ws->frame.header;
    if (!h->masked || (h->rsv && !is_rsv_allowed(ws, h))) return ws_fail(ws, PROTOCOL);
    return is_control(h) ? judge_control(ws, h) : judge_data(ws, h);
}

/* Reads a header that comes in pieces. Like an_ws_header_decode(), but takes all bytes while it
 * needs more. */
static ssize_t gather_header(struct an_ws_parser *f, const uint8_t *in, size_t len)
{
    size_t n = AN_MIN(len, AN_WS_HEADER_MAX - (size_t)f->have);
    memcpy(f->raw + f->have, in, n);
    ssize_t size = an_ws_header_decode(f->raw, f->have + n, &f->header);
    if (size < 0) return size;
    f->in_payload = size > 0;
    size_t used = f->in_payload ? (size_t)size - f->have : n;
    f->have = f->in_payload ? 0 : (uint8_t)(f->have + n);
    return (ssize_t)used;
}

static ssize_t take_header(struct an_ws *ws, const uint8_t *in, size_t len)
{
    struct an_ws_parser *f = &ws->frame;
    ssize_t used = f->have ? 0 : an_ws_header_decode(in, len, &f->header);
    if (used > 0)
        f->in_payload = true;
    else if (used == 0)
        used = gather_header(f, in, len);
    if (used < 0) return ws_fail(ws, PROTOCOL);
    if (f->in_payload && judge_header(ws) < 0) return AN_EPROTO;
    f->done = 0;
    return used;
}

/* Hands out a whole message. Its memory, if it has any, stays valid until the next feed. */
static void hand_out(struct an_ws *ws, uint8_t *data, size_t len, struct an_ws_event *out)
{
    *out =
        (struct an_ws_event){.type = AN_WS_MESSAGE, .opcode = ws->opcode, .data = data, .len = len};
    ws->opcode = 0;
}

/* May these bytes come next in the message? */
static bool is_text_valid(struct an_ws *ws, const uint8_t *p, size_t n, bool last)
{
    if (ws->opcode != AN_WS_TEXT) return true;
    return an_utf8_feed(&ws->utf8, p, n) && (!last || an_utf8_done(&ws->utf8));
}

/* Takes a part of a data frame of a compressed message, unmasked. Text before an error is checked
 * first, so bad text counts before the error. */
static int compressed_part(struct an_ws *ws, uint8_t *p, size_t n, bool last,
                           struct an_ws_event *out)
{
    struct an_buf *m = &ws->message;
    size_t before = m->len;
    int err = an_ws_deflate_feed(ws->deflate, p, n, last, m);
    const uint8_t *made = m->len ? m->data + before : p;
    bool valid = is_text_valid(ws, made, m->len - before, last && err == AN_OK);
    if (!valid || err == AN_EPROTO) return ws_fail(ws, BAD_DATA);
    if (err < 0) return ws_fail(ws, TOO_BIG);
    if (last) hand_out(ws, m->len ? m->data : p, m->len, out);
    return AN_OK;
}

/* Takes a part of a data frame, unmasked. */
static int data_part(struct an_ws *ws, uint8_t *p, size_t n, bool last, struct an_ws_event *out)
{
    if (ws->compressed) return compressed_part(ws, p, n, last, out);
    bool whole = last && ws->message.len == 0;
    if (!is_text_valid(ws, p, n, last)) return ws_fail(ws, BAD_DATA);
    if (!whole && an_buf_append(&ws->message, p, n) < 0) return ws_fail(ws, TOO_BIG);
    if (whole)
        hand_out(ws, p, n, out);
    else if (last)
        hand_out(ws, ws->message.data, ws->message.len, out);
    return AN_OK;
}

/* Takes the payload of a close frame: nothing, or a code and a reason (RFC 6455, section 5.5.1). */
static int close_frame(struct an_ws *ws, uint8_t *p, size_t n, struct an_ws_event *out)
{
    uint16_t code = NO_CODE;
    if (n == 1) return ws_fail(ws, PROTOCOL);
    if (n >= 2) {
        code = (uint16_t)(p[0] << 8 | p[1]);
        p += 2, n -= 2;
        if (!an_ws_close_code_valid(code)) return ws_fail(ws, PROTOCOL);
        if (!an_utf8_valid(p, n)) return ws_fail(ws, BAD_DATA);
    }
    *out = (struct an_ws_event){.type = AN_WS_CLOSE, .close_code = code, .data = p, .len = n};
    forget_message(ws);
    ws->closed = true;
    return AN_OK;
}

/* Takes a part of a control frame, unmasked. */
static int control_part(struct an_ws *ws, uint8_t *p, size_t n, struct an_ws_event *out)
{
    const struct an_ws_parser *f = &ws->frame;
    size_t len = f->header.len;
    if (n < len) {
        memcpy(ws->control + f->done, p, n);
        p = ws->control;
    }
    if (f->done + n < len) return AN_OK;
    if (f->header.opcode == AN_WS_OP_CLOSE) return close_frame(ws, p, len, out);
    *out = (struct an_ws_event){
        .type = f->header.opcode == AN_WS_OP_PING ? AN_WS_PING : AN_WS_PONG, .data = p, .len = len};
    return AN_OK;
}

/* --- long payloads --- */

/* What is missing of a payload that goes into the message as it is. */
static uint64_t payload_left(const struct an_ws *ws)
{
    const struct an_ws_parser *f = &ws->frame;
    bool plain = f->in_payload && !is_control(&f->header) && !ws->compressed;
    return plain ? f->header.len - f->done : 0;
}

/* Not before as much has arrived: the buffer grows at most by what it holds, as it does for bytes
 * that are appended, so memory follows what arrives. */
uint8_t *an_ws_place(struct an_ws *ws, size_t least, size_t *n)
{
    uint64_t left = payload_left(ws);
    if (left < least || ws->message.len < least) return NULL;
    uint8_t *place = an_buf_reserve(&ws->message, least);
    if (place) *n = AN_MIN(left, AN_MIN(ws->message.cap - ws->message.len, PLACE_MOST));
    return place;
}

size_t an_ws_ending(const struct an_ws *ws, size_t *n)
{
    *n = payload_left(ws);
    return *n && ws->frame.header.fin ? ws->message.len + *n : 0;
}

/* Unmasks and checks a long payload in blocks, while each is in the processor's cache. */
static bool blocks_valid(struct an_ws *ws, uint8_t *p, size_t n, bool last)
{
    struct an_ws_parser *f = &ws->frame;
    while (n) {
        size_t some = AN_MIN(n, BLOCK);
        an_ws_unmask(p, some, f->header.mask, f->done);
        if (!is_text_valid(ws, p, some, last && some == n)) return false;
        f->done += some;
        p += some, n -= some;
    }
    return true;
}

int an_ws_placed(struct an_ws *ws, uint8_t *p, size_t n, struct an_ws_event *out)
{
    struct an_ws_parser *f = &ws->frame;
    struct an_buf *m = &ws->message;
    bool own = m->data && p == m->data + m->len, whole = n == payload_left(ws);
    bool last = whole && f->header.fin;
    if (!own && !last) return an_ws_feed(ws, p, n, out) < 0 ? AN_EPROTO : AN_OK;
    *out = (struct an_ws_event){.type = AN_WS_NONE};
    if (!blocks_valid(ws, p, n, last)) return ws_fail(ws, BAD_DATA);
    f->in_payload = !whole;
    if (!own && m->len) memcpy(p - m->len, m->data, m->len);
    if (last) hand_out(ws, p - m->len, m->len + n, out);
    if (own) an_buf_added(m, n);
    return AN_OK;
}

/* --- bytes --- */

static ssize_t take_payload(struct an_ws *ws, uint8_t *in, size_t len, struct an_ws_event *out)
{
    struct an_ws_parser *f = &ws->frame;
    uint64_t left = f->header.len - f->done;
    size_t n = AN_MIN(len, left);
    bool last = n == left;
    an_ws_unmask(in, n, f->header.mask, f->done);
    int err = is_control(&f->header) ? control_part(ws, in, n, out)
                                     : data_part(ws, in, n, last && f->header.fin, out);
    if (err < 0) return err;
    f->done += n;
    f->in_payload = !last;
    return (ssize_t)n;
}

ssize_t an_ws_feed(struct an_ws *ws, uint8_t *in, size_t len, struct an_ws_event *out)
{
    size_t used = 0;
    *out = (struct an_ws_event){.type = AN_WS_NONE};
    if (ws->failed) return AN_EPROTO;
    if (ws->closed) return 0;
    if (ws->message.data && !ws->opcode) an_buf_fini(&ws->message);
    while (used < len && out->type == AN_WS_NONE) {
        ssize_t n = 0;
        if (!ws->frame.in_payload && (n = take_header(ws, in + used, len - used)) < 0) return n;
        used += (size_t)n;
        if (!ws->frame.in_payload) break;
        if ((n = take_payload(ws, in + used, len - used, out)) < 0) return n;
        used += (size_t)n;
    }
    return (ssize_t)used;
}

/* ws.c - WebSocket on a connection: messages to the worker, frames to the client, ping, the close
 * handshake. RFC 6455.
 */
#include "conn/ws.h"

#include "conn/conn_in.h"

#include <string.h>

#define PLACE_LEAST 16384 /* bytes of a payload that are worth a read of their own */
#define KEPT 65536        /* bytes of a compressed message: memory for longer ones is not kept */

static struct an_ws *ws_codec_take(struct an_conn *c)
{
    struct an_conn_env *env = c->env;
    struct an_ws *ws = env->ws_spares ? env->ws_spare[--env->ws_spares] : an_alloc(sizeof *ws);
    an_ws_init(ws, env->config->max_message);
    ws->message.account = &env->share.account;
    ws->deflate = c->deflate;
    return ws;
}

static void ws_codec_drop(struct an_conn *c)
{
    struct an_conn_env *env = c->env;
    if (!c->codec.ws) return;
    an_ws_fini(c->codec.ws);
    if (env->ws_spares < sizeof env->ws_spare / sizeof *env->ws_spare)
        env->ws_spare[env->ws_spares++] = c->codec.ws;
    else
        an_free(c->codec.ws);
    c->codec.ws = NULL;
}

static void ws_open(struct an_conn_env *env)
{
    env->ws_spares = 0;
}

static void ws_close(struct an_conn_env *env)
{
    while (env->ws_spares > 0)
        an_free(env->ws_spare[--env->ws_spares]);
}

static void ws_begin(struct an_conn *c)
{
    const struct an_silence *most = an_config_silence(c->env->config, c->port);
    c->phase = AN_PHASE_WS;
    c->parting = 0;
    an__conn_proto(c, AN_PROTO_WEBSOCKET);
    an__conn_no_deadline(c);
    an__conn_watch(c, an__conn_shorter(most->ws_ping_ms, most->ws_timeout_ms));
}

/* Nothing more is read or sent. */
static void ws_end(struct an_conn *c, bool cut)
{
    (void)cut;
    ws_codec_drop(c);
    an_ws_deflate_free(c->deflate);
    c->deflate = NULL;
}

static void frame_put(struct an_conn *c, enum an_ws_op op, const void *p, size_t n)
{
    uint8_t head[AN_WS_SERVER_HEADER_MAX];
    size_t head_len = an_ws_header_encode(head, op, true, n);
    an__conn_put2(c, head, head_len, p, n);
}

/* Queues our close frame, once. Code 1005: a frame without a code. */
static void close_frame_put(struct an_conn *c, uint16_t code, const void *reason, size_t len)
{
    uint8_t p[125] = {(uint8_t)(code >> 8), (uint8_t)code};
    if (an__conn_is(c, AN__CLOSE_SENT)) return;
    c->flags |= AN__CLOSE_SENT;
    len = AN_MIN(len, sizeof p - 2);
    if (len) memcpy(p + 2, reason, len);
    frame_put(c, AN_WS_OP_CLOSE, p, code == 1005 ? 0 : 2 + len);
}

/* Tells CLOSE, sends our frame, and waits for the client's. */
static void close_begin(struct an_conn *c, uint16_t code, const void *reason, size_t len)
{
    an_registry_state(c->env->registry, c->id, AN_CONN_CLOSING);
    an__conn_leave(c);
    an__conn_tell_close_frame(c, AN_CLOSE_SERVER, code, reason, len);
    close_frame_put(c, code, reason, len);
    an__conn_deadline(c, an__conn_linger(c));
}

/* The client has said its last word. Its worker may still have what it said before. So CLOSE is
 * told behind that, and our close frame waits until the worker comes to CLOSE. */
static void last_word_tell(struct an_conn *c, enum an_close_cause cause, uint16_t code,
                           const void *reason, size_t len)
{
    if (an__conn_is(c, AN__CLOSE_SENT)) {
        an__conn_finish(c, cause);
        return;
    }
    c->parting = code;
    an__conn_tell_close_frame(c, cause, code, reason, len);
    an__conn_deadline(c, an__conn_linger(c));
}

/* Sends the close frame that waited for the worker, and finishes. */
static void ws_part(struct an_conn *c)
{
    if (c->parting != AN_WS_CLOSE_LOST) close_frame_put(c, c->parting, NULL, 0);
    an__conn_finish(c, AN_CLOSE_PEER);
}

static void ws_ended(struct an_conn *c)
{
    if (an__conn_is(c, AN__CLOSE_SENT))
        an_conn_kill(c, AN_CLOSE_PEER);
    else if (!c->parting)
        last_word_tell(c, AN_CLOSE_PEER, AN_WS_CLOSE_LOST, NULL, 0);
}

/* --- from the client --- */

static void message_tell(struct an_conn *c, const struct an_ws_event *ev)
{
    if (an__conn_is(c, AN__TOLD))
        return; /* closed for the application: later messages are not its business */
    an_count(&c->env->counters->ws_messages_in, 1);
    struct an_msg m = {
        .type = AN_MSG_RECV,
        .proto = c->proto,
        .code = ev->opcode,
        .id = c->id,
        .body_len = (uint32_t)ev->len,
        .stamp = c->head,
    };
    if (c->env->up->post(c, &m, NULL, ev->data) == AN_EAGAIN) an__conn_park(c, ev->len);
}

static void ws_event(struct an_conn *c, const struct an_ws_event *ev)
{
    switch (ev->type) {
    case AN_WS_MESSAGE:
        message_tell(c, ev);
        return;
    case AN_WS_PING:
        /* A peer that pings and does not read gets fewer pongs than it sent pings (RFC 6455,
         * 5.5.3). */
        if (!an__conn_is(c, AN__CLOSE_SENT) && an__conn_queued(c) <= AN_PIPE_HIGH)
            frame_put(c, AN_WS_OP_PONG, ev->data, ev->len);
        return;
    case AN_WS_CLOSE:
        last_word_tell(c, AN_CLOSE_PEER, ev->close_code, ev->data, ev->len);
        return;
    default:
        return;
    }
}

/* A message or an error may have come of what the codec has taken. */
static void ws_fed(struct an_conn *c, bool failed, const struct an_ws_event *ev)
{
    if (failed) {
        an_count(&c->env->counters->protocol_errors, 1);
        last_word_tell(c, AN_CLOSE_PROTOCOL, c->codec.ws->close_code, NULL, 0);
        return;
    }
    ws_event(c, ev);
    if (c->phase == AN_PHASE_WS && an_ws_idle(c->codec.ws)) ws_codec_drop(c);
}

static size_t ws_feed(struct an_conn *c, uint8_t *p, size_t n)
{
    struct an_ws_event ev;
    if (c->parting) return n;
    if (!c->codec.ws) c->codec.ws = ws_codec_take(c);
    ssize_t used = an_ws_feed(c->codec.ws, p, n, &ev);
    ws_fed(c, used < 0, &ev);
    return used < 0 ? n : (size_t)used;
}

/* Where the worker will find the message under way, if all the rest of it has arrived. */
static uint8_t *message_place(struct an_conn *c, size_t *n)
{
    size_t rest, len = an_ws_ending(c->codec.ws, &rest);
    bool there =
        len && rest >= PLACE_LEAST && c->transport->arrived && c->transport->arrived(c) >= rest;
    uint8_t *body = there ? c->env->up->place(c, len) : NULL;
    if (!body) return NULL;
    *n = rest;
    return body + (len - rest);
}

static uint8_t *ws_place(struct an_conn *c, size_t *n)
{
    if (!c->codec.ws || c->parting) return NULL;
    uint8_t *p = message_place(c, n);
    return p ? p : an_ws_place(c->codec.ws, PLACE_LEAST, n);
}

static void ws_placed(struct an_conn *c, uint8_t *p, size_t n)
{
    struct an_ws_event ev;
    ws_fed(c, an_ws_placed(c->codec.ws, p, n, &ev) < 0, &ev);
}

/* --- from the workers --- */

/* False: our close frame is out. */
static bool ws_ping(struct an_conn *c, const void *p, size_t n)
{
    if (an__conn_is(c, AN__CLOSE_SENT)) return false;
    frame_put(c, AN_WS_OP_PING, p, AN_MIN(n, (size_t)125));
    return true;
}

static bool ws_send(struct an_conn *c, const struct an_delivery *d)
{
    struct an_buf *b = &c->env->deflated;
    enum an_ws_op op = an_ws_message_op(d->msg.code);
    if (d->msg.proto != c->proto || an__conn_is(c, AN__CLOSE_SENT)) return false;
    an_count(&c->env->counters->ws_messages_out, 1);
    if (!c->deflate) {
        frame_put(c, op, d->body, d->msg.body_len);
        return true;
    }
    an_buf_clear(b, KEPT);
    if (an_ws_deflate_encode(c->deflate, d->body, d->msg.body_len, b))
        frame_put(c, op | AN_WS_COMPRESSED, b->data, b->len);
    else
        frame_put(c, op, d->body, d->msg.body_len);
    return true;
}

static void ws_hang_up(struct an_conn *c, const struct an_delivery *d)
{
    uint32_t code = d->msg.code;
    if (c->parting) {
        ws_part(c);
        return;
    }
    if (code > UINT16_MAX || !an_ws_close_code_valid((uint16_t)code)) code = AN_WS_CLOSE_NORMAL;
    close_begin(c, (uint16_t)code, d->body, d->msg.body_len);
}

static bool ws_message(struct an_conn *c, const struct an_delivery *d)
{
    if (d->msg.type == AN_MSG_SEND) return ws_send(c, d);
    if (d->msg.type == AN_MSG_PING) return ws_ping(c, d->body, d->msg.body_len);
    ws_hang_up(c, d);
    return true;
}

/* Messages [from, to) are one piece of the frames that all connections share. */
static void frames_deliver(struct an_conn *c, uint32_t from, uint32_t to, bool now)
{
    struct an_batch *b = &c->env->batch;
    struct an_shared *s = an_batch_frames(b);
    size_t begin = b->message[from].framed, end = to < b->count ? b->message[to].framed : s->len;
    an__conn_share(c, s, begin, end - begin, now);
}

/* For a connection that has agreed to compression: gives each message in its form. */
static void forms_deliver(struct an_conn *c, uint32_t from, uint32_t to)
{
    struct an_conn_env *env = c->env;
    for (uint32_t i = from; i < to && c->phase == AN_PHASE_WS; i++) {
        const struct an_batch_message *m = &env->batch.message[i];
        unsigned v = an_ws_deflate_variant(c->deflate, m->len);
        struct an_shared *s = v ? an_batch_form(&env->batch, i, v) : NULL;
        if (s) {
            an_ws_deflate_shared(c->deflate, an_batch_body(&env->batch, i), m->len);
            an__conn_share(c, s, 0, s->len, false);
        } else {
            frames_deliver(c, i, i + 1, false);
        }
    }
}

static uint32_t ws_deliver(struct an_conn *c, uint32_t from, uint32_t to, bool now)
{
    c->env->delivered_frames += to - from;
    if (c->deflate)
        forms_deliver(c, from, to);
    else
        frames_deliver(c, from, to, now);
    return to - from;
}

/* --- time, the stop, memory --- */

/* A silent client is asked before it is given up: one that lives answers a ping (RFC 6455,
 * 5.5.2). */
static void ws_timeout(struct an_conn *c)
{
    const struct an_silence *most = an_config_silence(c->env->config, c->port);
    if (c->parting) /* the worker did not come to CLOSE in time */
        ws_part(c);
    else if (an__conn_is(c, AN__TOLD))
        an__conn_lingered(c);
    else if (an__conn_silence_over(c, most->ws_ping_ms, most->ws_timeout_ms))
        ws_ping(c, NULL, 0);
}

static void ws_stop(struct an_conn *c)
{
    if (an__conn_is(c, AN__TOLD)) return;
    c->parting = AN_WS_CLOSE_AWAY;
    an__conn_stop_told(c, c->parting);
}

static bool ws_last_call(struct an_conn *c)
{
    if (!c->parting) return false;
    ws_part(c);
    return true;
}

static size_t ws_holds(const struct an_conn *c)
{
    return c->codec.ws ? an_ws_held(c->codec.ws) : 0;
}

/* Sends 1013 when the worker has come to CLOSE, and reads no more. */
static void ws_refuse(struct an_conn *c)
{
    if (!an__conn_untell(c)) return;
    if (!c->parting) last_word_tell(c, AN_CLOSE_MEMORY, AN_WS_CLOSE_AGAIN, NULL, 0);
    ws_codec_drop(c);
    an__conn_stash_free(c);
}

const struct an_protocol an_protocol_ws = {
    .open = ws_open,
    .close = ws_close,
    .begin = ws_begin,
    .end = ws_end,
    .feed = ws_feed,
    .place = ws_place,
    .placed = ws_placed,
    .ended = ws_ended,
    .message = ws_message,
    .subscribes = an__conn_subscribes_always,
    .deliver = ws_deliver,
    .timeout = ws_timeout,
    .stop = ws_stop,
    .last_call = ws_last_call,
    .holds = ws_holds,
    .refuse = ws_refuse,
    .lost_code = AN_WS_CLOSE_LOST,
};

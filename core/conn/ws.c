/* ws.c - WebSocket on a connection: messages to the worker, frames to the client, ping, the close handshake. RFC 6455. */
#include "conn/conn_in.h"

#include <string.h>

#define KEPT 65536 /* bytes of a compressed message: memory for longer ones is not kept */

static struct an_ws *codec_take(struct an_conn *c)
{
    struct an_conn_env *env = c->env;
    struct an_ws *ws = env->ws_spares ? env->ws_spare[--env->ws_spares] : an_alloc(sizeof *ws);
    an_ws_init(ws, env->config->max_message);
    ws->message.account = &env->share.account;
    ws->deflate = c->deflate;
    return ws;
}

void an__conn_ws_drop(struct an_conn *c)
{
    struct an_conn_env *env = c->env;
    if (c->phase != AN_PHASE_WS || !c->codec.ws) return;
    an_ws_fini(c->codec.ws);
    if (env->ws_spares < sizeof env->ws_spare / sizeof *env->ws_spare)
        env->ws_spare[env->ws_spares++] = c->codec.ws;
    else
        an_free(c->codec.ws);
    c->codec.ws = NULL;
}

void an__conn_ws_end(struct an_conn *c)
{
    an__conn_ws_drop(c);
    an_ws_deflate_free(c->deflate);
    c->deflate = NULL;
}

static void frame(struct an_conn *c, enum an_ws_op op, const void *p, size_t n)
{
    uint8_t head[AN_WS_SERVER_HEADER_MAX];
    size_t head_len = an_ws_header_encode(head, op, true, n);
    an__conn_put2(c, head, head_len, p, n);
}

/* A close frame; code 1005: one without a code. Once. */
static void close_frame(struct an_conn *c, uint16_t code, const void *reason, size_t len)
{
    uint8_t p[125] = {(uint8_t)(code >> 8), (uint8_t)code};
    if (an__conn_is(c, AN__CLOSE_SENT)) return;
    c->flags |= AN__CLOSE_SENT;
    len = AN_MIN(len, sizeof p - 2);
    if (len) memcpy(p + 2, reason, len);
    frame(c, AN_WS_OP_CLOSE, p, code == 1005 ? 0 : 2 + len);
}

void an__conn_ws_close(struct an_conn *c, uint16_t code, const void *reason, size_t len)
{
    an_registry_state(c->env->registry, c->id, AN_CONN_CLOSING);
    an__conn_leave(c);
    an__conn_tell_close_frame(c, AN_CLOSE_SERVER, code, reason, len);
    close_frame(c, code, reason, len);
    an__conn_deadline(c, an__conn_linger(c));
}

/* The client has said its last word. What it said before may be with its worker still: so CLOSE is told behind that, and our close frame waits for the worker to
 * come to it. */
static void last_word(struct an_conn *c, enum an_close_cause cause, uint16_t code,
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

void an__conn_ws_last(struct an_conn *c, enum an_close_cause cause, uint16_t code)
{
    if (!c->parting) last_word(c, cause, code, NULL, 0);
    an__conn_ws_drop(c);
}

void an__conn_ws_ended(struct an_conn *c)
{
    if (an__conn_is(c, AN__CLOSE_SENT))
        an_conn_kill(c, AN_CLOSE_PEER);
    else if (!c->parting)
        last_word(c, AN_CLOSE_PEER, AN_WS_CLOSE_LOST, NULL, 0);
}

void an__conn_ws_part(struct an_conn *c)
{
    if (c->parting != AN_WS_CLOSE_LOST) close_frame(c, c->parting, NULL, 0);
    an__conn_finish(c, AN_CLOSE_PEER);
}

static void message(struct an_conn *c, const struct an_ws_event *ev)
{
    if (an__conn_is(c, AN__TOLD))
        return; /* closed for the application: what still comes is not its business */
    an_count(&c->env->counters->ws_messages_in, 1);
    struct an_msg m = {
        .type = AN_MSG_RECV,
        .proto = c->proto,
        .code = ev->opcode,
        .id = c->id,
        .body_len = (uint32_t)ev->len,
        .stamp = c->head,
    };
    if (c->env->up->post(c, &m, NULL, ev->data) == AN_EAGAIN) an__conn_block(c, ev->len);
}

static void event(struct an_conn *c, const struct an_ws_event *ev)
{
    switch (ev->type) {
    case AN_WS_MESSAGE:
        message(c, ev);
        return;
    case AN_WS_PING: /* a peer that pings and does not read gets fewer pongs than it sent pings (RFC 6455, 5.5.3) */
        if (!an__conn_is(c, AN__CLOSE_SENT) && an__conn_queued(c) <= AN_PIPE_HIGH)
            frame(c, AN_WS_OP_PONG, ev->data, ev->len);
        return;
    case AN_WS_CLOSE:
        last_word(c, AN_CLOSE_PEER, ev->close_code, ev->data, ev->len);
        return;
    default:
        return;
    }
}

size_t an__conn_ws_feed(struct an_conn *c, uint8_t *p, size_t n)
{
    struct an_ws_event ev;
    if (c->parting) return n;
    if (!c->codec.ws) c->codec.ws = codec_take(c);
    ssize_t used = an_ws_feed(c->codec.ws, p, n, &ev);
    if (used < 0) {
        an_count(&c->env->counters->protocol_errors, 1);
        last_word(c, AN_CLOSE_PROTOCOL, c->codec.ws->close_code, NULL, 0);
        return n;
    }
    event(c, &ev);
    if (c->phase == AN_PHASE_WS && an_ws_idle(c->codec.ws)) an__conn_ws_drop(c);
    return (size_t)used;
}

bool an__conn_ws_ping(struct an_conn *c, const void *p, size_t n)
{
    if (c->phase != AN_PHASE_WS || an__conn_is(c, AN__CLOSE_SENT)) return false;
    frame(c, AN_WS_OP_PING, p, AN_MIN(n, (size_t)125));
    return true;
}

void an__conn_ws_send(struct an_conn *c, const struct an_delivery *d)
{
    struct an_buf *b = &c->env->deflated;
    enum an_ws_op op = an_ws_message_op(d->msg.code);
    an_count(&c->env->counters->ws_messages_out, 1);
    if (!c->deflate) {
        frame(c, op, d->body, d->msg.body_len);
        return;
    }
    an_buf_clear(b, KEPT);
    if (an_ws_deflate_encode(c->deflate, d->body, d->msg.body_len, b))
        frame(c, op | AN_WS_COMPRESSED, b->data, b->len);
    else
        frame(c, op, d->body, d->msg.body_len);
}

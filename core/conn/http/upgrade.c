/* upgrade.c - from HTTP to WebSocket: the origins that may connect, the subprotocol, the extension,
 * and what the worker says. RFC 6455, 4.2.2; RFC 7692, 7.1. */
#include "conn/http/http_in.h"
#include "protocol/ws/origins.h"
#include "protocol/ws/protocols.h"

#include <string.h>

/* A client without an Origin is no browser, and could send any (RFC 6455, 10.2). */
static bool origin_allowed(const struct an_config *config, struct an_span origin)
{
    return !config->ws_origins || an_ws_origins_have(config->ws_origins, origin);
}

static int choose_protocol(const struct an_config *config, struct an_span offers,
                           struct an__upgrade *u)
{
    struct an_span supported = {config->ws_protocols ? config->ws_protocols : "",
                                config->ws_protocols ? strlen(config->ws_protocols) : 0};
    struct an_span chosen = {0};
    if (u->protocol.len) return AN_OK; /* by a line before this one */
    int got = an_ws_protocols_choose(offers, supported, &chosen);
    if (got > 0) u->protocol = chosen;
    return got < 0 ? got : AN_OK;
}

static int choose_extension(const struct an_config *config, struct an_span offers,
                            struct an__upgrade *u)
{
    const struct an_ws_deflate_params policy = {
        .server_no_context_takeover = !config->ws_deflate_context,
        .client_no_context_takeover = !config->ws_deflate_context,
        .server_max_window_bits = (uint8_t)config->ws_deflate_window,
        .client_max_window_bits = (uint8_t)config->ws_deflate_window,
    };
    if (!config->ws_deflate || u->deflate) return AN_OK;
    int got = an_ws_extension_choose(offers, &policy, &u->params, u->extension);
    u->deflate = got > 0;
    return got < 0 ? got : AN_OK;
}

/* 0, or the status that refuses the upgrade. */
static int upgrade_negotiate(const struct an_config *config, const void *block, size_t len,
                             struct an__upgrade *u)
{
    struct an_head head;
    struct an_span name, value;
    int err = AN_OK;
    *u = (struct an__upgrade){0};
    if (an_head_open(&head, block, len) < 0) return 400;
    while (err == AN_OK && an_head_next(&head, &name, &value) > 0) {
        if (an_span_is(name, "Origin") && !origin_allowed(config, value)) return 403;
        if (an_span_is(name, "Sec-WebSocket-Protocol")) err = choose_protocol(config, value, u);
        if (an_span_is(name, "Sec-WebSocket-Extensions")) err = choose_extension(config, value, u);
    }
    return err < 0 ? 400 : 0;
}

/* Does one of the worker's lines name a subprotocol? */
static bool names_protocol(const char *lines, size_t len)
{
    static const char name[] = "Sec-WebSocket-Protocol:";
    const char *end = lines + len;
    while ((size_t)(end - lines) >= sizeof name - 1) {
        if (strncasecmp(lines, name, sizeof name - 1) == 0) return true;
        const char *next = memchr(lines, '\n', (size_t)(end - lines));
        if (!next) return false;
        lines = next + 1;
    }
    return false;
}

/* From here on the connection is a WebSocket. lines: of its worker. */
static void websocket_begin(struct an_conn *c, const struct an__upgrade *u, struct an_span lines)
{
    struct an_conn_env *env = c->env;
    const struct an__writer *writer = c->x->writer;
    c->x->status = 101;
    struct an_ws_deflate *deflate =
        u->deflate ? an_ws_deflate_new(env->deflate_pool, &u->params) : NULL;
    an__conn_http_end(c, false);
    an__conn_speak(c, env->protocols->ws);
    c->deflate = deflate;
    writer->upgrade(c, u, lines);
    if (env->stopping) an_conn_stop(c);
}

/* If the worker refuses, its answer ends the connection. */
static void worker_ask(struct an_conn *c, const struct an__upgrade *u)
{
    struct an__exchange *x = c->x;
    x->upgrade = an_alloc(sizeof *u);
    *x->upgrade = *u;
    x->keep = false;
    an__conn_to_worker(c, AN_MSG_OPEN);
}

/* Where its key begins, the only part in which it differs from those of other clients of the same
 * program. */
static size_t key_at(const struct an_http_request *r)
{
    struct an_span key;
    bool there = an_head_find(r->head, r->head_len, "Sec-WebSocket-Key", &key);
    AN_ASSERT(there && key.len == AN_HEAD_OWN_BYTES);
    return (size_t)((const uint8_t *)key.p - (const uint8_t *)r->head);
}

void an__conn_upgrade(struct an_conn *c, const struct an_http_request *r)
{
    const struct an_config *config = c->env->config;
    struct an__upgrade u;
    int status = upgrade_negotiate(config, r->head, r->head_len, &u);
    if (status) {
        an_count(&c->env->counters->protocol_errors, 1);
        an__conn_http_fail(c, status, NULL, AN_CLOSE_PROTOCOL);
        return;
    }
    c->head = an_head_store_add(c->env->heads, c->id, r->head, r->head_len, key_at(r));
    c->flags |= AN__HEADED;
    if (!c->head) {
        /* The store is full of very many long heads, most of them of connections whose CLOSE no
         * worker has read yet. */
        an_count(&c->env->counters->http_unavailable, 1);
        an__conn_http_fail(c, 503, "Retry-After: 5\r\n", AN_CLOSE_SERVER);
        return;
    }
    memcpy(u.accept, r->ws_accept, sizeof u.accept);
    if (config->ws_open) {
        worker_ask(c, &u);
        return;
    }
    an__conn_seek_seat(c);
    websocket_begin(c, &u, (struct an_span){0});
}

/* --- what others say to it before its worker has decided --- */

void an__conn_hold(struct an_conn *c, const struct an_msg *m, const void *body)
{
    struct an__exchange *x = c->x;
    struct an__held *h = an_alloc(sizeof *h + m->body_len);
    h->next = NULL;
    h->msg = *m;
    h->msg.stamp = 0; /* the message goes to the WebSocket, not to a request */
    if (m->body_len) memcpy(h->body, body, m->body_len);
    if (x->held)
        x->held_last->next = h;
    else
        x->held = h;
    x->held_last = h;
    x->held_bytes += an__held_bytes(h);
    an_account_add(&c->env->share.account, an__held_bytes(h));
    an__conn_show_queue(c);
    if (x->held_bytes <= an__conn_most_queued(c->env->config)) return;
    an_count(&c->env->counters->slow_closed, 1);
    an_conn_kill(c, AN_CLOSE_SLOW);
}

static void say_held(struct an_conn *c, struct an__held *held)
{
    for (struct an__held *h = held; h && c->phase != AN_PHASE_DEAD; h = h->next) {
        struct an_delivery d = {.msg = h->msg, .body = h->body};
        an_conn_message(c, &d);
    }
    an__exchange_held_free(c->env, held);
}

bool an__conn_accepted(struct an_conn *c, const struct an_delivery *d)
{
    if (!an__conn_opening(c)) return false;
    struct an__upgrade *u = c->x->upgrade;
    struct an__held *held = c->x->held;
    struct an_span lines = {(const char *)d->head, d->msg.head_len};
    c->x->upgrade = NULL;
    c->x->held = NULL;
    if (names_protocol(lines.p, lines.len)) u->protocol.len = 0;
    websocket_begin(c, u, lines);
    an_free(u);
    an_registry_request(c->env->registry, c->id, 0);
    say_held(c, held);
    if (c->stash || an__conn_is(c, AN__EOF)) an__conn_process(c);
    return true;
}

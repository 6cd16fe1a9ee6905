/* conn_upgrade.c - from HTTP to WebSocket: whose pages may connect, which subprotocol, which extension, and what its worker says. RFC 6455, 4.2.2; RFC 7692, 7.1. */
#include "net/conn_in.h"
#include "protocol/http_reply.h"
#include "protocol/ws_extension.h"
#include "protocol/ws_protocols.h"

#include <string.h>

/* What both sides will keep to. */
struct terms {
    struct an_span protocol; /* in the request; empty: none */
    bool deflate;
    struct an_ws_deflate_params params; /* of deflate */
    char extension[AN_WS_EXTENSION_MAX];
};

/* Is it one of a list, with blanks or commas between? Upper and lower case are the same: so they are in a scheme and a host. */
static bool listed(const char *list, struct an_span name)
{
    while (*list) {
        size_t n = strcspn(list, ", ");
        if (n == 1 && *list == '*') return true;
        if (n == name.len && n > 0 && strncasecmp(list, name.p, n) == 0) return true;
        list += n + (list[n] != 0);
    }
    return false;
}

/* A client without an Origin is no browser, and could say what it likes (RFC 6455, 10.2). */
static bool origin_allowed(const struct an_config *config, struct an_span origin)
{
    return !config->ws_origins || listed(config->ws_origins, origin);
}

static int choose_protocol(const struct an_config *config, struct an_span offers, struct terms *t)
{
    struct an_span supported = {config->ws_protocols ? config->ws_protocols : "",
                                config->ws_protocols ? strlen(config->ws_protocols) : 0};
    struct an_span chosen = {0};
    if (t->protocol.len) return AN_OK; /* by a line before this one */
    int got = an_ws_protocols_choose(offers, supported, &chosen);
    if (got > 0) t->protocol = chosen;
    return got < 0 ? got : AN_OK;
}

static int choose_extension(const struct an_config *config, struct an_span offers, struct terms *t)
{
    const struct an_ws_deflate_params policy = {
        .server_no_context_takeover = !config->ws_deflate_context,
        .client_no_context_takeover = !config->ws_deflate_context,
        .server_max_window_bits = (uint8_t)config->ws_deflate_window,
        .client_max_window_bits = (uint8_t)config->ws_deflate_window,
    };
    if (!config->ws_deflate || t->deflate) return AN_OK;
    int got = an_ws_extension_choose(offers, &policy, &t->params, t->extension);
    t->deflate = got > 0;
    return got < 0 ? got : AN_OK;
}

/* 0, or the status that refuses it. */
static int negotiate(const struct an_config *config, const void *block, size_t len, struct terms *t)
{
    struct an_head head;
    struct an_span name, value;
    int err = AN_OK;
    *t = (struct terms){0};
    if (an_head_open(&head, block, len) < 0) return 400;
    while (err == AN_OK && an_head_next(&head, &name, &value) > 0) {
        if (an_span_is(name, "Origin") && !origin_allowed(config, value)) return 403;
        if (an_span_is(name, "Sec-WebSocket-Protocol")) err = choose_protocol(config, value, t);
        if (an_span_is(name, "Sec-WebSocket-Extensions")) err = choose_extension(config, value, t);
    }
    return err < 0 ? 400 : 0;
}

static void put_line(struct an_buf *b, const char *name, const char *p, size_t n)
{
    if (n == 0) return;
    an_buf_append(b, name, strlen(name));
    an_buf_append(b, p, n);
    an_buf_append(b, "\r\n", 2);
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

/* The answer, and all that comes with it: from here on the connection is a WebSocket. lines: its worker's. */
static void become(struct an_conn *c, const char *key, const struct terms *t, const void *lines,
                   size_t len)
{
    struct an_conn_env *env = c->env;
    struct an_buf *b = an__conn_scratch(c);
    an_http_reply_upgrade(b, key);
    put_line(b, "Sec-WebSocket-Protocol: ", t->protocol.p, t->protocol.len);
    put_line(b, "Sec-WebSocket-Extensions: ", t->extension, t->deflate ? strlen(t->extension) : 0);
    if (len) an_buf_append(b, lines, len);
    an_buf_append(b, "\r\n", 2);
    an__conn_log_answer(c, 101);
    an__conn_log_end(c, false);
    an__conn_http_drop(c);
    an__conn_exchange_end(c);
    if (t->deflate) c->deflate = an_ws_deflate_new(env->deflate_pool, &t->params);
    c->phase = AN_PHASE_WS;
    an__conn_proto(c, AN_PROTO_WEBSOCKET);
    an__conn_no_deadline(c);
    an__conn_watch(c);
    an__conn_put(c, b->data, b->len);
    if (env->stopping) an_conn_stop(c);
}

static struct an_piece *keep_head(const struct an_http_request *r)
{
    struct an_piece *head = an_alloc(sizeof *head + r->head_len);
    head->len = (uint32_t)r->head_len;
    head->off = 0;
    memcpy(head->data, r->head, r->head_len);
    return head;
}

/* What it is refused with ends the connection. */
static void ask(struct an_conn *c, const struct an_http_request *r)
{
    struct an__exchange *x = an__conn_exchange(c);
    x->upgrade = true;
    memcpy(x->ws_accept, r->ws_accept, sizeof x->ws_accept);
    c->flags &= (uint16_t)~AN__KEEP;
    an__conn_to_worker(c, AN_MSG_OPEN);
}

void an__conn_upgrade(struct an_conn *c, const struct an_http_request *r)
{
    const struct an_config *config = c->env->config;
    struct terms t;
    char key[sizeof r->ws_accept];
    c->head = keep_head(r); /* what is agreed on points into it */
    int status = negotiate(config, c->head->data, c->head->len, &t);
    if (status) {
        an_free(c->head);
        c->head = NULL;
        an_count(&c->env->counters->protocol_errors, 1);
        an__conn_http_fail(c, status, NULL, AN_CLOSE_PROTOCOL);
        return;
    }
    if (config->ws_open) {
        ask(c, r);
        return;
    }
    memcpy(key, r->ws_accept, sizeof key);
    become(c, key, &t, NULL, 0);
}

bool an__conn_accepted(struct an_conn *c, const struct an_delivery *d)
{
    struct terms t;
    char key[sizeof c->x->ws_accept];
    if (!c->x || !c->x->upgrade) return false;
    memcpy(key, c->x->ws_accept, sizeof key);
    int status = negotiate(c->env->config, c->head->data, c->head->len, &t);
    AN_ASSERT(status == 0); /* as it was when the worker was asked */
    if (names_protocol((const char *)d->head, d->msg.head_len)) t.protocol.len = 0;
    c->flags &= (uint16_t) ~(AN__QUEUED | AN__HEAD | AN__HTTP10);
    become(c, key, &t, d->head, d->msg.head_len);
    an_registry_request(c->env->registry, c->id, 0);
    c->request = 0;
    if (c->stash || an__conn_is(c, AN__EOF)) an__conn_process(c);
    return true;
}

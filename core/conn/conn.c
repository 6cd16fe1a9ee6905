/* conn.c - the life of a connection: start, first bytes, TCP. See conn.h for the states, and conn_end.c for the ways to end.
 *
 * Not here: writing, what HTTP and WebSocket mean (see conn_in.h).
 */
#include "conn/conn.h"

#include "conn/conn_in.h"
#include "ground/limits.h"
#include "protocol/sniff.h"

#include <string.h>

void an_conn_env_init(struct an_conn_env *env)
{
    const struct an_config *config = env->config;
    env->limits = (struct an_http_limits){
        .max_target = config->max_target,
        .max_head = config->max_head,
        .max_headers = config->max_headers,
        .max_body = AN_MIN(config->max_body, config->max_message),
        .account = &env->share.account,
        .max_form = config->upload_dir ? config->max_form : 0,
    };
    an_share_init(&env->share, env->budget, env->reactor);
    an_topic_table_reset(env->topic_table);
    an_topics_init(&env->topics, env->topic_table, config->max_subscriptions);
    an_write_pool_init(&env->pool, &env->share.account);
    an_buf_init(&env->scratch, 1 << 20);
    an_buf_init(&env->head, AN_MAX_HEAD);
    an_buf_init(&env->deflated, 2 * config->max_message + 64);
    env->deflate_pool = NULL;
    if (config->ws_deflate)
        env->deflate_pool = an_ws_deflate_pool_new(&(struct an_ws_deflate_config){
            .level = (int)config->ws_deflate_level,
            .mem_level = (int)config->ws_deflate_mem_level,
            .min_size = config->ws_deflate_min,
            .account = &env->share.account,
        });
    an_batch_init(&env->batch, env->deflate_pool, &env->deflated, &env->share.account);
    env->given = env->given_frames = 0;
    env->request = an_counted(&env->counters->request);
    env->dirty = NULL;
    env->dirty_count = env->dirty_cap = 0;
    env->http_spares = env->ws_spares = 0;
    env->open = 0;
    an_list_init(&env->drained);
    an_list_init(&env->silent);
}

void an_conn_env_fini(struct an_conn_env *env)
{
    while (env->http_spares > 0)
        an_http_free(env->http_spare[--env->http_spares]);
    while (env->ws_spares > 0)
        an_free(env->ws_spare[--env->ws_spares]);
    an_topics_fini(&env->topics);
    an_write_pool_fini(&env->pool);
    an_buf_fini(&env->scratch);
    an_buf_fini(&env->head);
    an_batch_fini(&env->batch);
    an_buf_fini(&env->deflated);
    an_ws_deflate_pool_free(env->deflate_pool);
    an_free(env->dirty);
    AN_ASSERT(env->share.account.bytes ==
              0); /* what was counted has been given back, and the other way round */
}

/* --- towards the worker --- */

int an__conn_tell(struct an_conn *c, enum an_msg_type type, uint32_t code, const void *head,
                  size_t head_len, const void *body, size_t body_len)
{
    struct an_msg m = {
        .type = type,
        .proto = c->proto,
        .code = code,
        .id = c->id,
        .head_len = (uint32_t)head_len,
        .body_len = (uint32_t)body_len,
    };
    return c->env->up->post(c, &m, head, body);
}

void an__conn_proto(struct an_conn *c, enum an_proto proto)
{
    c->proto = proto;
    an_registry_proto(c->env->registry, c->id, proto);
}

/* --- what is read --- */

void an__conn_want(struct an_conn *c, unsigned which, unsigned what)
{
    unsigned wants = (c->wants & ~which) | what;
    if (wants == c->wants || c->phase == AN_PHASE_DEAD) return;
    c->wants = (uint8_t)wants;
    c->env->io->want(c, wants);
}

/* Bytes; or while none are read the peer's end; or once that is known, a reset. */
void an__conn_want_input(struct an_conn *c, enum an_want what)
{
    bool ended = an__conn_is(c, AN__EOF) || c->wants & AN_WANT_RESET;
    if (what == AN_WANT_HANGUP && ended) what = AN_WANT_RESET; /* or it is reported for ever */
    an__conn_want(c, AN_WANT_READ | AN_WANT_HANGUP | AN_WANT_RESET, what);
}

/* May a byte be used now? */
static bool ready(struct an_conn *c)
{
    if (an__conn_is(c, AN__BLOCKED) || !an__conn_seated(c)) return false;
    if (c->phase == AN_PHASE_HTTP) return an__conn_queued(c) <= AN_PIPE_HIGH;
    return c->phase < AN_PHASE_HTTP || c->phase > AN_PHASE_SEND;
}

void an__conn_block(struct an_conn *c, size_t bytes)
{
    c->flags |= AN__BLOCKED;
    c->parked = (uint32_t)AN_MIN(bytes, (size_t)UINT32_MAX);
}

static size_t tcp_feed(struct an_conn *c, const uint8_t *p, size_t n)
{
    n = AN_MIN(n, c->env->config->max_message);
    if (an__conn_is(c, AN__TOLD)) return n;
    if (an__conn_tell(c, AN_MSG_RECV, 0, NULL, 0, p, n) == AN_EAGAIN) an__conn_block(c, n);
    return n;
}

/* A TLS client gets the alert that says so ("handshake failure", RFC 8446, 6) instead of silence. */
static void refuse_tls(struct an_conn *c)
{
    static const uint8_t alert[] = {0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x28};
    an__conn_put(c, alert, sizeof alert);
    an_count(&c->env->counters->protocol_errors, 1);
    an__conn_finish(c, AN_CLOSE_PROTOCOL);
}

/* From the first bytes on, not from the last ones. */
static void decide_soon(struct an_conn *c)
{
    uint64_t ms = c->env->config->sniff_ms;
    int32_t later = (int32_t)(c->deadline - (uint32_t)(c->env->now_ms + ms));
    if (!an__conn_is(c, AN__DEADLINE) || later > 0) an__conn_deadline(c, ms);
}

/* Decides, or uses nothing. */
static bool sniff(struct an_conn *c, const uint8_t *p, size_t n)
{
    switch (an_sniff(p, n)) {
    case AN_SNIFF_MORE:
        decide_soon(c);
        return false;
    case AN_SNIFF_HTTP:
        c->phase = AN_PHASE_HTTP;
        an__conn_proto(c, AN_PROTO_HTTP);
        break;
    case AN_SNIFF_TLS:
        refuse_tls(c);
        return true;
    default:
        c->phase = AN_PHASE_TCP;
    }
    an__conn_no_deadline(c);
    if (c->phase == AN_PHASE_TCP) an__conn_watch(c);
    return true;
}

/* Uses what can be used now; returns how much that was. */
static size_t use(struct an_conn *c, uint8_t *p, size_t n)
{
    size_t at = 0;
    while (at < n && ready(c)) {
        switch (c->phase) {
        case AN_PHASE_SNIFF:
            if (!sniff(c, p + at, n - at)) return at;
            break;
        case AN_PHASE_TCP:
            at += tcp_feed(c, p + at, n - at);
            break;
        case AN_PHASE_HTTP:
            at += an__conn_http_feed(c, p + at, n - at);
            break;
        case AN_PHASE_WS:
            at += an__conn_ws_feed(c, p + at, n - at);
            break;
        default: /* ending: thrown away */
            return n;
        }
    }
    return at;
}

static void stash(struct an_conn *c, const uint8_t *p, size_t n)
{
    struct an_piece *s = an_alloc(sizeof *s + n);
    an_account_add(&c->env->share.account, n);
    s->len = (uint32_t)n;
    s->off = 0;
    memcpy(s->data, p, n);
    c->stash = s;
}

void an__conn_stash_free(struct an_conn *c)
{
    if (!c->stash) return;
    an_account_sub(&c->env->share.account, c->stash->len);
    an_free(c->stash);
    c->stash = NULL;
}

/* The end of the peer's stream, once all that came before it has been used. */
static void ended(struct an_conn *c)
{
    switch (c->phase) {
    case AN_PHASE_SNIFF:
        c->phase = AN_PHASE_TCP; /* fall through */
    case AN_PHASE_TCP:
        /* It may only have shut down its side: what the worker still sends is delivered, until it has seen CLOSE. */
        if (an__conn_is(c, AN__TOLD)) return;
        an__conn_tell_close(c, AN_CLOSE_PEER);
        an__conn_deadline(c, c->env->config->answer_ms);
        return;
    case AN_PHASE_HTTP:
        an__conn_finish(c, AN_CLOSE_PEER);
        return;
    case AN_PHASE_STREAM:
        an__conn_http_one_sided(c);
        return;
    case AN_PHASE_WS:
        an__conn_ws_ended(c);
        return;
    case AN_PHASE_DRAIN:
        an_conn_kill(c, AN_CLOSE_PEER);
        return;
    default: /* the answer comes first; FLUSH: what is queued comes first */
        return;
    }
}

/* Reading goes on unless there are bytes that wait: at most one read is ever stashed. While first bytes are undecided they are stashed and
 * reading does go on. */
static void settle(struct an_conn *c)
{
    bool room = (!c->stash || c->phase == AN_PHASE_SNIFF) && !an__conn_is(c, AN__BLOCKED);
    if (c->phase == AN_PHASE_DEAD) return;
    an__conn_want_input(c, room && !an__conn_is(c, AN__EOF) ? AN_WANT_READ : AN_WANT_HANGUP);
    if (an__conn_is(c, AN__EOF) && room) ended(c);
}

void an__conn_process(struct an_conn *c)
{
    struct an_piece *s = c->stash;
    if (s) {
        c->stash = NULL;
        size_t used = use(c, s->data + s->off, s->len - s->off);
        s->off += (uint32_t)used;
        c->stash = s;
        if (s->off == s->len || c->phase >= AN_PHASE_FLUSH) an__conn_stash_free(c);
    }
    settle(c);
}

/* Undecided first bytes and new ones, as one. */
static void join_stash(struct an_conn *c, const uint8_t *p, size_t n)
{
    struct an_piece *s = c->stash;
    s = an_realloc(s, sizeof *s + s->len + n);
    an_account_add(&c->env->share.account, n);
    memcpy(s->data + s->len, p, n);
    s->len += (uint32_t)n;
    c->stash = s;
}

void an_conn_input(struct an_conn *c, uint8_t *p, size_t len)
{
    if (c->phase == AN_PHASE_DEAD) return;
    an_count(&c->env->counters->bytes_in, (int64_t)len);
    c->heard = (uint32_t)c->env->now_ms;
    if (AN_UNLIKELY(an__conn_silent(c))) an__conn_first_byte(c);
    an_registry_heard(c->env->registry, c->id, len, c->env->now_ms);
    if (c->stash) {
        join_stash(c, p, len);
        an__conn_process(c);
        if (an_share_over(&c->env->share)) c->env->relieve(c->env);
        return;
    }
    size_t used = use(c, p, len);
    if (used < len && c->phase < AN_PHASE_FLUSH) stash(c, p + used, len - used);
    settle(c);
    if (an_share_over(&c->env->share)) c->env->relieve(c->env);
}

void an_conn_eof(struct an_conn *c)
{
    if (c->phase == AN_PHASE_DEAD) return;
    c->flags |= AN__EOF;
    if (c->phase == AN_PHASE_SNIFF) { /* what could have become HTTP will not */
        c->phase = AN_PHASE_TCP;
        an__conn_no_deadline(c);
    }
    an__conn_process(c);
}

/* What came before it is used first, in its time: it is read then, and its end with it. But an answer in pieces may never let that time come. */
void an_conn_hung_up(struct an_conn *c)
{
    if (c->phase == AN_PHASE_DEAD) return;
    an__conn_want_input(c, AN_WANT_RESET);
    if (c->phase == AN_PHASE_STREAM) an__conn_http_one_sided(c);
}

void an_conn_pushed(struct an_conn *c, const struct an_msg *m, uint64_t end)
{
    c->posted = end;
    if (!an_msg_brings(m)) return;
    c->flags &= ~AN__BLOCKED;
    if (c->phase != AN_PHASE_DEAD) an__conn_process(c);
}

/* --- from the workers --- */

/* Whoever is spoken to first speaks TCP. */
void an__conn_is_tcp(struct an_conn *c)
{
    if (AN_UNLIKELY(an__conn_silent(c))) an__conn_first_byte(c);
    if (c->phase != AN_PHASE_SNIFF) return;
    c->phase = AN_PHASE_TCP;
    an__conn_no_deadline(c);
    an__conn_watch(c);
    an__conn_process(c);
}

static void tcp_send(struct an_conn *c, const struct an_delivery *d)
{
    an__conn_is_tcp(c);
    an__conn_put2(c, NULL, 0, d->body, d->msg.body_len);
}

static bool deliver(struct an_conn *c, const struct an_delivery *d)
{
    if (d->msg.proto != c->proto)
        return false; /* sent before the protocol was known, or to what it was before the upgrade */
    switch (c->phase) {
    case AN_PHASE_SNIFF:
    case AN_PHASE_TCP:
        tcp_send(c, d);
        return true;
    case AN_PHASE_WAIT:
    case AN_PHASE_STREAM:
        if (d->msg.stamp != c->request) return false; /* the answer to another request */
        return an__conn_http_send(c, d);
    case AN_PHASE_WS:
        if (an__conn_is(c, AN__CLOSE_SENT)) return false;
        an__conn_ws_send(c, d);
        return true;
    default:
        return false;
    }
}

static void hang_up(struct an_conn *c, const struct an_delivery *d)
{
    if (c->phase != AN_PHASE_WS) {
        an__conn_finish(c, AN_CLOSE_SERVER);
        return;
    }
    if (c->parting) {
        an__conn_ws_part(c);
        return;
    }
    uint32_t code = d->msg.code;
    if (code > UINT16_MAX || !an_ws_close_code_valid((uint16_t)code))
        code = c->env->stopping ? AN_WS_CLOSE_AWAY : AN_WS_CLOSE_NORMAL;
    an__conn_ws_close(c, (uint16_t)code, d->body, d->msg.body_len);
}

/* Is it for the WebSocket that this connection asks to become? */
static bool is_to_be_held(const struct an_conn *c, const struct an_msg *m)
{
    bool kind = m->type == AN_MSG_SEND || m->type == AN_MSG_PING || m->type == AN_MSG_HANGUP;
    return an__conn_opening(c) && kind && m->proto == AN_PROTO_WEBSOCKET && m->stamp == c->request;
}

bool an_conn_message(struct an_conn *c, const struct an_delivery *d)
{
    bool taken = true;
    if (is_to_be_held(c, &d->msg))
        an__conn_hold(c, &d->msg, d->body);
    else if (d->msg.type == AN_MSG_SEND)
        taken = deliver(c, d);
    else if (d->msg.type == AN_MSG_SUBSCRIBE || d->msg.type == AN_MSG_UNSUBSCRIBE)
        taken = an__conn_subscribe(c, d);
    else if (d->msg.type == AN_MSG_PING)
        taken = an__conn_ws_ping(c, d->body, d->msg.body_len);
    else if (d->msg.type == AN_MSG_HANGUP)
        hang_up(c, d);
    else
        return false;
    if (!taken) an_count(&c->env->counters->late_sends, 1);
    return true;
}

/* --- the beginning --- */

void an_conn_start(struct an_conn_env *env, struct an_conn *c, uint32_t index, uint8_t port,
                   const struct an_conn_addr *addr)
{
    uint8_t speaks = env->config->listen[port].speaks;
    *c = (struct an_conn){.env = env, .port = port, .proto = AN_PROTO_TCP};
    an_timer_init(&c->timer, an__conn_on_timer);
    an_list_init(&c->place);
    an_list_insert(&env->silent, &c->place);
    env->open++;
    c->heard = c->took_at = (uint32_t)env->now_ms;
    c->worker = (uint16_t)an_dispatch_choose(env->dispatch, env->now_ms);
    an_board_pin(env->board, c->worker);
    c->id = an_registry_add(env->registry, index, c->worker, addr, env->now_ms);
    an_count(&env->counters->accepted, 1);
    an_count(&env->counters->connections, 1);
    c->phase = speaks == AN_SPEAKS_TCP  ? AN_PHASE_TCP
               : speaks & AN_SPEAKS_TCP ? AN_PHASE_SNIFF
                                        : AN_PHASE_HTTP;
    if (c->phase == AN_PHASE_HTTP) {
        an__conn_proto(c, AN_PROTO_HTTP);
        an__conn_deadline(c, env->config->head_ms);
    } else {
        an__conn_watch(c);
    }
    an__conn_tell(c, AN_MSG_CONNECT, 0, NULL, 0, NULL, 0);
    if (env->stopping) an_conn_stop(c);
    an__conn_want_input(c, AN_WANT_READ);
}

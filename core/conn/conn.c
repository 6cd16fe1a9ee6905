/* conn.c - the life of a connection: its start, its input, the messages of its worker. See conn.h
 * for the states, conn_end.c for the ways to end, protocol.h for the protocols. */
#include "conn/conn.h"

#include "conn/conn_in.h"

#include <string.h>

typedef void (*an_protocol_env_fn)(struct an_conn_env *env);

static void protocols_call(struct an_conn_env *env, bool open)
{
    const struct an_protocols *p = env->protocols;
    const struct an_protocol *all[] = {p->undecided, p->tcp, p->http, p->ws};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        an_protocol_env_fn fn = open ? all[i]->open : all[i]->close;
        if (fn) fn(env);
    }
}

void an_conn_env_init(struct an_conn_env *env)
{
    const struct an_config *config = env->config;
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
    env->delivered = env->delivered_frames = 0;
    env->request = an_counted(&env->counters->request);
    env->dirty = NULL;
    env->dirty_count = env->dirty_cap = 0;
    env->open = 0;
    an_list_init(&env->drained);
    an_list_init(&env->silent);
    protocols_call(env, true);
}

void an_conn_env_fini(struct an_conn_env *env)
{
    protocols_call(env, false);
    an_topics_fini(&env->topics);
    an_write_pool_fini(&env->pool);
    an_buf_fini(&env->scratch);
    an_buf_fini(&env->head);
    an_batch_fini(&env->batch);
    an_buf_fini(&env->deflated);
    an_ws_deflate_pool_free(env->deflate_pool);
    an_free(env->dirty);
    /* Every byte that was counted has been given back, and nothing else. */
    AN_ASSERT(env->share.account.bytes == 0);
}

void an__conn_speak(struct an_conn *c, const struct an_protocol *protocol)
{
    c->protocol = protocol;
    protocol->begin(c);
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
    c->transport->want(c, wants);
}

/* Wants READ; or HANGUP while nothing is read; or RESET once the end of the peer's side is
 * known. */
void an__conn_want_input(struct an_conn *c, enum an_want what)
{
    bool ended = an__conn_is(c, AN__EOF) || c->wants & AN_WANT_RESET;
    if (what == AN_WANT_HANGUP && ended) what = AN_WANT_RESET; /* or HANGUP is reported for ever */
    an__conn_want(c, AN_WANT_READ | AN_WANT_HANGUP | AN_WANT_RESET, what);
}

/* May the protocol use a byte now? */
static bool input_ready(struct an_conn *c)
{
    if (an__conn_is(c, AN__BLOCKED) || !an__conn_seated(c)) return false;
    return !c->protocol->ready || c->protocol->ready(c);
}

void an__conn_block(struct an_conn *c, size_t bytes)
{
    c->flags |= AN__BLOCKED;
    c->parked = (uint32_t)AN_MIN(bytes, (size_t)UINT32_MAX);
}

/* Lets the protocol use what it can now, and returns how much that was. A feed that uses nothing
 * and keeps the protocol waits for more. */
static size_t input_use(struct an_conn *c, uint8_t *p, size_t n)
{
    size_t at = 0;
    while (at < n && input_ready(c)) {
        const struct an_protocol *protocol = c->protocol;
        size_t used = protocol->feed(c, p + at, n - at);
        if (used == 0 && protocol->gathers && c->protocol == protocol) break;
        at += used;
    }
    return at;
}

static void stash_put(struct an_conn *c, const uint8_t *p, size_t n)
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

/* Reading goes on unless bytes wait: at most one read is ever stashed. A protocol that gathers
 * reads on all the same. */
static void input_settle(struct an_conn *c)
{
    bool room = (!c->stash || c->protocol->gathers) && !an__conn_is(c, AN__BLOCKED);
    if (c->phase == AN_PHASE_DEAD) return;
    an__conn_want_input(c, room && !an__conn_is(c, AN__EOF) ? AN_WANT_READ : AN_WANT_HANGUP);
    if (an__conn_is(c, AN__EOF) && room) c->protocol->ended(c);
}

void an__conn_process(struct an_conn *c)
{
    struct an_piece *s = c->stash;
    if (s) {
        c->stash = NULL;
        size_t used = input_use(c, s->data + s->off, s->len - s->off);
        s->off += (uint32_t)used;
        c->stash = s;
        if (s->off == s->len || c->phase >= AN_PHASE_FLUSH) an__conn_stash_free(c);
    }
    input_settle(c);
}

/* Joins the undecided first bytes and new ones: the protocol sees them as one piece. */
static void stash_join(struct an_conn *c, const uint8_t *p, size_t n)
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
        stash_join(c, p, len);
        an__conn_process(c);
        if (an_share_over(&c->env->share)) c->env->relieve(c->env);
        return;
    }
    size_t used = input_use(c, p, len);
    if (used < len && c->phase < AN_PHASE_FLUSH) stash_put(c, p + used, len - used);
    input_settle(c);
    if (an_share_over(&c->env->share)) c->env->relieve(c->env);
}

bool an_conn_readable(struct an_conn *c, uint8_t *p, size_t size)
{
    ssize_t n = c->transport->read(c, p, size);
    if (n > 0)
        an_conn_input(c, p, (size_t)n);
    else if (n == 0)
        an_conn_eof(c);
    else if (n == AN_ETIMEOUT)
        an_conn_vanished(c);
    else if (n != AN_EAGAIN)
        an_conn_broken(c);
    return n > 0;
}

void an_conn_eof(struct an_conn *c)
{
    if (c->phase == AN_PHASE_DEAD) return;
    c->flags |= AN__EOF;
    an__conn_process(c);
}

/* The connection first reads and uses the bytes before the end, in their time, and then the end
 * itself. But an answer in pieces may never let that time come, so the protocol is told now. */
void an_conn_hung_up(struct an_conn *c)
{
    if (c->phase == AN_PHASE_DEAD) return;
    an__conn_want_input(c, AN_WANT_RESET);
    if (c->protocol->hung_up) c->protocol->hung_up(c);
}

void an_conn_pushed(struct an_conn *c, const struct an_msg *m, uint64_t end)
{
    c->posted = end;
    if (!an_msg_brings(m)) return;
    c->flags &= ~AN__BLOCKED;
    if (c->phase != AN_PHASE_DEAD) an__conn_process(c);
}

/* --- from the workers --- */

static bool subscription_follow(struct an_conn *c, const struct an_delivery *d)
{
    struct an_topics *topics = &c->env->topics;
    size_t len = d->msg.head_len;
    if (!c->protocol->subscribes(c, d) || an__conn_is(c, AN__OVER)) return false;
    if (d->msg.type == AN_MSG_SUBSCRIBE) {
        if (an_topics_join(topics, &c->topics, c, d->head, len) < 0)
            an_count(&c->env->counters->subscriptions_refused, 1);
    } else if (len) {
        an_topics_leave(topics, &c->topics, d->head, len);
    } else {
        an_topics_leave_all(topics, &c->topics);
    }
    if (an__conn_is(c, AN__TOLD) && d->msg.type == AN_MSG_UNSUBSCRIBE && !len) c->flags |= AN__OVER;
    an_registry_topics(c->env->registry, c->id, an_topics_of(c->topics));
    return true;
}

bool an_conn_message(struct an_conn *c, const struct an_delivery *d)
{
    bool taken;
    switch (d->msg.type) {
    case AN_MSG_SEND:
    case AN_MSG_PING:
    case AN_MSG_HANGUP:
        taken = c->protocol->message(c, d);
        break;
    case AN_MSG_SUBSCRIBE:
    case AN_MSG_UNSUBSCRIBE:
        taken = subscription_follow(c, d);
        break;
    default:
        return false;
    }
    if (!taken) an_count(&c->env->counters->late_sends, 1);
    return true;
}

/* --- what several protocols have in common --- */

bool an__conn_subscribes_always(const struct an_conn *c, const struct an_delivery *d)
{
    (void)c, (void)d;
    return true;
}

bool an__conn_subscribes_never(const struct an_conn *c, const struct an_delivery *d)
{
    (void)c, (void)d;
    return false;
}

uint32_t an__conn_deliver_nothing(struct an_conn *c, uint32_t from, uint32_t to, bool now)
{
    (void)c, (void)from, (void)to, (void)now;
    return 0;
}

/* --- the beginning --- */

/* Until its transport is ready, no worker knows of the connection, so nobody is told of its end. */
static void opening_begin(struct an_conn *c)
{
    c->phase = AN_PHASE_OPENING;
    c->flags = AN__TOLD;
}

static bool opening_ready(struct an_conn *c)
{
    (void)c;
    return false;
}

static void opening_ended(struct an_conn *c)
{
    an_conn_kill(c, AN_CLOSE_PEER);
}

static void opening_timeout(struct an_conn *c)
{
    an_conn_kill(c, AN_CLOSE_TIMEOUT);
}

static bool opening_message(struct an_conn *c, const struct an_delivery *d)
{
    (void)c, (void)d;
    return false;
}

static void opening_stop(struct an_conn *c)
{
    an_conn_kill(c, AN_CLOSE_SHUTDOWN);
}

static bool opening_last_call(struct an_conn *c)
{
    an_conn_kill(c, AN_CLOSE_SHUTDOWN);
    return true;
}

static const struct an_protocol opening = {
    .begin = opening_begin,
    .ready = opening_ready,
    .ended = opening_ended,
    .message = opening_message,
    .subscribes = an__conn_subscribes_never,
    .deliver = an__conn_deliver_nothing,
    .timeout = opening_timeout,
    .stop = opening_stop,
    .last_call = opening_last_call,
};

static void conn_begin(struct an_conn_env *env, struct an_conn *c, uint32_t index, uint8_t port,
                       const struct an_transport *transport)
{
    *c = (struct an_conn){.env = env, .transport = transport, .port = port, .proto = AN_PROTO_TCP};
    an_timer_init(&c->timer, an__conn_on_timer);
    an_list_init(&c->place);
    an_list_insert(&env->silent, &c->place);
    c->heard = c->took_at = (uint32_t)env->now_ms;
    c->id = an_registry_begin(env->registry, index);
    an_count(&env->counters->accepted, 1);
    an_count(&env->counters->connections, 1);
    an__conn_speak(c, &opening);
}

void an_conn_open(struct an_conn_env *env, struct an_conn *c, uint32_t index, uint8_t port,
                  const struct an_transport *transport)
{
    conn_begin(env, c, index, port, transport);
    an__conn_deadline(c, env->config->head_ms);
    an__conn_want_input(c, AN_WANT_READ);
}

static const struct an_protocol *first_protocol(const struct an_conn_env *env, uint8_t speaks)
{
    if (speaks == AN_SPEAKS_TCP) return env->protocols->tcp;
    return speaks & AN_SPEAKS_TCP ? env->protocols->undecided : env->protocols->http;
}

void an_conn_ready(struct an_conn *c, const struct an_conn_addr *addr)
{
    struct an_conn_env *env = c->env;
    if (c->phase != AN_PHASE_OPENING) return;
    c->flags &= (uint16_t) ~(AN__TOLD | AN__DEADLINE);
    env->open++;
    c->worker = (uint16_t)an_dispatch_choose(env->dispatch, env->now_ms);
    an_board_pin(env->board, c->worker);
    an_registry_ready(env->registry, c->id, c->worker, addr, env->now_ms);
    an__conn_speak(c, first_protocol(env, env->config->listen[c->port].speaks));
    an__conn_tell(c, AN_MSG_CONNECT, 0, NULL, 0, NULL, 0);
    if (env->stopping) an_conn_stop(c);
    an__conn_want_input(c, AN_WANT_READ);
    if (c->stash) an__conn_process(c);
}

void an_conn_start(struct an_conn_env *env, struct an_conn *c, uint32_t index, uint8_t port,
                   const struct an_conn_addr *addr)
{
    conn_begin(env, c, index, port, env->io->socket);
    an_conn_ready(c, addr);
}

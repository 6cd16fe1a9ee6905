/* conn_start.c - the beginning: of what all connections of a reactor share, and of each of them. */
#include "conn/conn_in.h"

typedef void (*an_protocol_env_fn)(struct an_conn_env *env);

static void protocols_call(struct an_conn_env *env, bool open)
{
    const union an_protocols *all = env->protocols;
    for (size_t i = 0; i < sizeof *all / sizeof *all->of; i++) {
        an_protocol_env_fn fn = open ? all->of[i]->open : all->of[i]->close;
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

void an_conn_env_give_back(struct an_conn_env *env)
{
    protocols_call(env, false);
    an_write_pool_fini(&env->pool);
    if (env->dirty_count) return;
    an_free(env->dirty);
    env->dirty = NULL;
    env->dirty_cap = 0;
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

/* --- the beginning --- */

/* Until its transport is ready, no worker knows of the connection, so nobody is told of its end. */
static void opening_begin(struct an_conn *c)
{
    c->phase = AN_PHASE_OPENING;
    c->flags = AN__TOLD;
}

static void opening_ended(struct an_conn *c)
{
    an_conn_kill(c, AN_CLOSE_PEER);
}

static void opening_timeout(struct an_conn *c)
{
    if (c->transport->late)
        c->transport->late(c);
    else
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
    .ready = an__conn_never_ready,
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
    c->heard = (uint32_t)env->now_ms;
    c->id = an_registry_begin(env->registry, index);
    an_count(&env->counters->accepted, 1);
    an_count(&env->counters->connections, 1);
    an__conn_speak(c, &opening);
}

void an_conn_open(struct an_conn_env *env, struct an_conn *c, uint32_t index, uint8_t port,
                  const struct an_transport *transport, uint64_t ready_ms)
{
    conn_begin(env, c, index, port, transport);
    an__conn_deadline(c, ready_ms);
    an__conn_want_input(c, AN_WANT_READ);
}

static const struct an_protocol *first_protocol(const struct an_conn_env *env, uint8_t speaks)
{
    if (speaks == AN_SPEAKS_TCP) return env->protocols->tcp;
    return speaks & AN_SPEAKS_TCP ? env->protocols->undecided : env->protocols->http;
}

void an_conn_ready(struct an_conn *c, const struct an_conn_addr *addr,
                   const struct an_protocol *first)
{
    struct an_conn_env *env = c->env;
    if (c->phase != AN_PHASE_OPENING) return;
    c->flags &= (uint16_t) ~(AN__TOLD | AN__DEADLINE);
    env->open++;
    c->worker = (uint16_t)an_dispatch_choose(env->dispatch, env->now_ms);
    an_board_pin(env->board, c->worker);
    an_registry_ready(env->registry, c->id, c->worker, addr, env->now_ms);
    an__conn_speak(c, first ? first : first_protocol(env, env->config->listen[c->port].speaks));
    an__conn_tell(c, AN_MSG_CONNECT, 0, NULL, 0, NULL, 0);
    if (env->stopping) an_conn_stop(c);
    an__conn_want_input(c, AN_WANT_READ);
    if (c->stash) an__conn_process(c);
}

void an_conn_start(struct an_conn_env *env, struct an_conn *c, uint32_t index, uint8_t port,
                   const struct an_conn_addr *addr)
{
    conn_begin(env, c, index, port, env->io->socket);
    an_conn_ready(c, addr, NULL);
}

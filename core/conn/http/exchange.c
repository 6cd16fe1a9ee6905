/* exchange.c - the life of an exchange: see exchange.h. A few are kept for reuse, because every
 * request needs one. */
#include "conn/http/exchange.h"

#include "conn/http/http_in.h"

#include <string.h>

#define SPARES_MOST 64

static struct an__exchange *exchange_take(struct an_conn_env *env)
{
    struct an__exchange *x = env->exchange_spare;
    if (!x) return an_calloc(1, sizeof *x);
    env->exchange_spare = x->next_spare;
    env->exchange_spares--;
    memset(x, 0, sizeof *x);
    return x;
}

static void exchange_give_back(struct an_conn_env *env, struct an__exchange *x)
{
    if (env->exchange_spares == SPARES_MOST) {
        an_free(x);
        return;
    }
    x->next_spare = env->exchange_spare;
    env->exchange_spare = x;
    env->exchange_spares++;
}

struct an__exchange *an__exchange_begin(struct an_conn *c, const struct an__writer *writer)
{
    AN_ASSERT(!c->x);
    c->x = exchange_take(c->env);
    c->x->writer = writer;
    return c->x;
}

void an__exchange_held_free(struct an_conn_env *env, struct an__held *held)
{
    for (struct an__held *h = held, *next; h; h = next) {
        next = h->next;
        an_account_sub(&env->share.account, an__held_bytes(h));
        an_free(h);
    }
}

/* A form that the worker has is the worker's business. Of any other form nothing stays. */
static void exchange_form_end(struct an_conn_env *env, struct an__exchange *x)
{
    if (!x->upload) return;
    if (x->form_given)
        an_upload_free(x->upload);
    else
        env->disk->drop(env, x->upload);
}

void an__exchange_end(struct an_conn *c)
{
    struct an__exchange *x = c->x;
    if (!x) return;
    c->x = NULL;
    exchange_form_end(c->env, x);
    an__conn_log_drop(x);
    an_buf_fini(&x->selecting);
    an_buf_fini(&x->page_lines);
    an_free(x->file);
    an_free(x->upgrade);
    an__exchange_held_free(c->env, x->held);
    exchange_give_back(c->env, x);
}

void an__exchange_pool_free(struct an_conn_env *env)
{
    while (env->exchange_spare) {
        struct an__exchange *x = env->exchange_spare;
        env->exchange_spare = x->next_spare;
        an_free(x);
    }
    env->exchange_spares = 0;
}

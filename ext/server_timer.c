/* server_timer.c - timers of the application: a callback with its parameters, or a flag for the
 * TIMER event.
 *
 * The engine keeps the time and the id. This file keeps the PHP values, on a list of the object,
 * until the timer is over.
 */
#include "server_timer.h"

#include "compat.h"
#include "misuse.h"
#include "server.h"

struct appnet_timer {
    struct an_list node;
    uint64_t id;
    struct appnet_callback callback; /* none: the TIMER event, with params as its flag */
    zval params;
    bool once;
};

static struct appnet_timer *timer_at(struct an_list *node)
{
    return AN_CONTAINER_OF(node, struct appnet_timer, node);
}

static void timer_free(struct appnet_timer *t)
{
    zval params;
    an_list_remove(&t->node);
    ZVAL_COPY_VALUE(&params, &t->params);
    if (appnet_callback_set(&t->callback)) appnet_callback_fini(&t->callback);
    efree(t);
    zval_ptr_dtor(&params);
}

void appnet_timers_free(struct appnet_server *self)
{
    while (!an_list_empty(&self->timers))
        timer_free(timer_at(self->timers.next));
}

void appnet_timers_each(struct appnet_server *self,
                        void (*fn)(struct appnet_server *self, zval *held))
{
    for (struct an_list *n = self->timers.next; n != &self->timers; n = n->next) {
        fn(self, &timer_at(n)->callback.callable);
        fn(self, &timer_at(n)->params);
    }
}

/* The callback may remove its own timer, so nothing here reads the timer after the call. A timer
 * that fires once is the exception: the engine has forgotten it already, so only this function can
 * free it. */
void appnet_timer_fire(struct appnet_server *self, const struct an_event *ev)
{
    struct appnet_timer *t = ev->data;
    struct appnet_callback *cb =
        appnet_callback_set(&t->callback) ? &t->callback : &self->on[APPNET_EVENT_TIMER];
    bool once = t->once;
    zval argv[3];
    ZVAL_OBJ(&argv[0], &self->std);
    ZVAL_LONG(&argv[1], (zend_long)ev->id);
    ZVAL_COPY(&argv[2], &t->params);
    appnet_call(cb, 3, argv);
    zval_ptr_dtor(&argv[2]);
    if (once) timer_free(t);
}

/* A flag instead of a callable is the older form. Only a listener for TIMER makes it valid, so a
 * misspelt function is noticed. */
static bool callback_or_flag(struct appnet_server *self, zval *callback, struct appnet_callback *cb,
                             bool flags)
{
    char *why;
    if (appnet_callback_init(cb, callback, &why)) return true;
    if (flags && appnet_callback_set(&self->on[APPNET_EVENT_TIMER]) &&
        (Z_TYPE_P(callback) == IS_STRING || Z_TYPE_P(callback) == IS_LONG)) {
        if (why) efree(why);
        return true;
    }
    if (!flags) {
        appnet_callback_wrong(2, callback, why);
        return false;
    }
    appnet_throw_argument("the timer's callback cannot be called: %s (a flag instead needs an "
                          "APPNET_EVENT_TIMER listener)",
                          why ? why : "it is not a callable");
    if (why) efree(why);
    return false;
}

static bool valid_time(zend_long ms, zend_long least)
{
    const zend_long most = (zend_long)366 * 24 * 3600 * 1000;
    if (ms >= least && ms <= most) return true;
    appnet_throw_argument("the time of a timer is " ZEND_LONG_FMT " to " ZEND_LONG_FMT
                          " milliseconds (a year), " ZEND_LONG_FMT " given",
                          least, most, ms);
    return false;
}

static void timer_add(struct appnet_server *self, zval *return_value, zend_long ms, zval *callback,
                      zval *params, bool once)
{
    struct appnet_callback cb = {0};
    const char *method = once ? "timerAfter" : "timerAdd";
    if (!appnet_worker(self, method) || !valid_time(ms, once ? 0 : 1) ||
        !callback_or_flag(self, callback, &cb, !once))
        return;
    struct an_worker *w = appnet_worker(self, method); /* a class may have been loaded for it */
    if (!w) {
        if (appnet_callback_set(&cb)) appnet_callback_fini(&cb);
        return;
    }
    struct appnet_timer *t = emalloc(sizeof *t);
    *t = (struct appnet_timer){.callback = cb, .once = once};
    an_list_init(&t->node);
    an_list_insert(&self->timers, &t->node);
    zval *given = appnet_callback_set(&cb) ? params : callback;
    if (given)
        ZVAL_COPY_DEREF(&t->params, given);
    else
        ZVAL_NULL(&t->params);
    t->id = an_worker_timer_add(w, (uint64_t)ms, once ? 0 : (uint64_t)ms, t);
    if (t->id) {
        RETURN_LONG((zend_long)t->id);
    }
    timer_free(t);
    appnet_throw("there are too many timers");
}

ZEND_METHOD(appnetServer, timerAdd)
{
    zend_long ms;
    zval *callback, *params = NULL;
    ZEND_PARSE_PARAMETERS_START(2, 3)
    Z_PARAM_LONG(ms)
    Z_PARAM_ZVAL(callback)
    Z_PARAM_OPTIONAL
    Z_PARAM_ZVAL(params)
    ZEND_PARSE_PARAMETERS_END();
    timer_add(APPNET_THIS(), return_value, ms, callback, params, false);
}

ZEND_METHOD(appnetServer, timerAfter)
{
    zend_long ms;
    zval *callback, *params = NULL;
    ZEND_PARSE_PARAMETERS_START(2, 3)
    Z_PARAM_LONG(ms)
    Z_PARAM_ZVAL(callback)
    Z_PARAM_OPTIONAL
    Z_PARAM_ZVAL(params)
    ZEND_PARSE_PARAMETERS_END();
    timer_add(APPNET_THIS(), return_value, ms, callback, params, true);
}

ZEND_METHOD(appnetServer, timerRemove)
{
    struct appnet_server *self = APPNET_THIS();
    zend_long id;
    ZEND_PARSE_PARAMETERS_START(1, 1)
    Z_PARAM_LONG(id)
    ZEND_PARSE_PARAMETERS_END();
    struct an_worker *w = appnet_worker(self, "timerRemove");
    if (!w) RETURN_THROWS();
    struct appnet_timer *t = an_worker_timer_remove(w, (uint64_t)id);
    if (!t) RETURN_FALSE;
    timer_free(t);
    RETURN_TRUE;
}

/* server_class.c - the class appnetServer: the life of its objects, and their configuration. */
#include "server_class.h"

#include "compat.h"
#include "misuse.h"
#include "server.h"
#include "server_timer.h"

#include "appnet_arginfo.h"

#include "ground/limits.h"
#include "process/forked.h"

#include "ext/spl/spl_exceptions.h"

zend_class_entry *appnet_server_ce, *appnet_exception_ce;
static zend_object_handlers handlers;

/* --- life --- */

static zend_object *server_create(zend_class_entry *ce)
{
    struct appnet_server *self = zend_object_alloc(sizeof *self, ce);
    memset(self, 0, offsetof(struct appnet_server, std));
    an_server_init(&self->engine);
    an_list_init(&self->timers);
    zend_object_std_init(&self->std, ce);
    object_properties_init(&self->std, ce);
    self->std.handlers = &handlers;
    return &self->std;
}

/* PHP's own part goes first. From then on no WeakReference leads to the object, whatever code runs
 * when the rest is released. */
static void server_destroy(zend_object *object)
{
    struct appnet_server *self = appnet_server_of(object);
    zend_object_std_dtor(object);
    appnet_timers_free(self);
    for (int i = 0; i < APPNET_EVENT_END; i++)
        if (appnet_callback_set(&self->on[i])) appnet_callback_fini(&self->on[i]);
    appnet_call_end(&self->call);
    if (!an_forked()) an_server_fini(&self->engine); /* else what is mapped there is another's */
    appnet_texts_free(self->texts);
    if (self->answers_at) zend_string_release(self->answers_at);
    appnet_state_free(self->state);
    if (self->gc) efree(self->gc);
}

static void held_show(struct appnet_server *self, zval *held)
{
    if (!Z_REFCOUNTED_P(held)) return;
    uint32_t n = self->gc_size;
    if ((n & (n - 1)) == 0)
        self->gc = safe_erealloc(self->gc, n ? 2 * (size_t)n : 1, sizeof *self->gc, 0);
    ZVAL_COPY_VALUE(&self->gc[n], held);
    self->gc_size++;
}

/* The values that may refer to this object: callbacks (closures hold it), and the data of
 * timers. */
static HashTable *get_gc(APPNET_HANDLER_OBJECT *object, zval **table, int *n)
{
    struct appnet_server *self = appnet_server_of(APPNET_HANDLER_OBJ(object));
    self->gc_size = 0;
    for (int i = 0; i < APPNET_EVENT_END; i++)
        held_show(self, &self->on[i].callable);
    appnet_timers_each(self, held_show);
    *table = self->gc;
    *n = (int)self->gc_size;
    return zend_std_get_properties(object);
}

void appnet_server_register(void)
{
    zend_class_entry ce;
    INIT_CLASS_ENTRY(ce, "appnetException", class_appnetException_methods);
    appnet_exception_ce = zend_register_internal_class_ex(&ce, spl_ce_RuntimeException);
    INIT_CLASS_ENTRY(ce, "appnetServer", class_appnetServer_methods);
    appnet_server_ce = zend_register_internal_class(&ce);
    appnet_server_ce->create_object = server_create;
    appnet_deny_serialize(appnet_server_ce);
    memcpy(&handlers, &std_object_handlers, sizeof handlers);
    handlers.offset = offsetof(struct appnet_server, std);
    handlers.free_obj = server_destroy;
    handlers.get_gc = get_gc;
    handlers.clone_obj = NULL;
}

/* --- configuration --- */

static bool listen_at(struct an_config *config, const char *host, zend_long port, uint8_t speaks)
{
    struct an_listen *l = &config->listen[config->listeners];
    if (port < 0 || port > 65535) {
        appnet_throw_argument(
            "a port is a number from 0 (any free one) to 65535, " ZEND_LONG_FMT " given", port);
        return false;
    }
    if (config->listeners == AN_MAX_LISTENERS) {
        appnet_throw("a server listens on %d ports at most", AN_MAX_LISTENERS);
        return false;
    }
    snprintf(l->host, sizeof l->host, "%s", host);
    l->port = (uint16_t)port;
    l->speaks = speaks;
    config->listeners++;
    return true;
}

ZEND_METHOD(appnetServer, __construct)
{
    struct appnet_server *self = APPNET_THIS();
    zend_string *host;
    zend_long port;
    ZEND_PARSE_PARAMETERS_START(2, 2)
    Z_PARAM_STR(host)
    Z_PARAM_LONG(port)
    ZEND_PARSE_PARAMETERS_END();
    if (!appnet_at_home("__construct")) RETURN_THROWS();
    if (self->constructed) {
        appnet_throw("appnetServer::__construct() has been called already");
        RETURN_THROWS();
    }
    if (ZSTR_LEN(host) == 0 || ZSTR_LEN(host) > 255 || strlen(ZSTR_VAL(host)) != ZSTR_LEN(host)) {
        appnet_throw_argument(
            "the host must be an IPv4 or IPv6 address or a name of 1 to 255 bytes");
        RETURN_THROWS();
    }
    self->constructed = listen_at(&self->engine.config, ZSTR_VAL(host), port, AN_SPEAKS_ALL);
}

ZEND_METHOD(appnetServer, on)
{
    struct appnet_server *self = APPNET_THIS();
    zend_long event;
    zval *callable;
    struct appnet_callback cb = {0}, before;
    char *why;
    ZEND_PARSE_PARAMETERS_START(2, 2)
    Z_PARAM_LONG(event)
    Z_PARAM_ZVAL(callable)
    ZEND_PARSE_PARAMETERS_END();
    if (!appnet_configurable(self, "on")) RETURN_THROWS();
    enum appnet_event which = appnet_event_parse(event);
    if (!which) RETURN_THROWS();
    if (!appnet_callback_init(&cb, callable, &why)) {
        appnet_callback_wrong(2, callable, why);
        RETURN_THROWS();
    }
    /* Asked after the callable was looked up: a class may have been loaded for that, so code of the
     * script may have run. */
    if (!appnet_configurable(self, "on")) {
        appnet_callback_fini(&cb);
        RETURN_THROWS();
    }
    before = self->on[which];
    self->on[which] = cb;
    if (zend_string_equals_literal_ci(EX(func)->common.function_name, "addEventListener"))
        self->engine.config.lenient = true; /* as the first appnet was */
    /* Releasing a callback may run code of the script, which may call this method again. */
    if (appnet_callback_set(&before)) appnet_callback_fini(&before);
    RETURN_TRUE;
}

ZEND_METHOD(appnetServer, setOption)
{
    struct appnet_server *self = APPNET_THIS();
    zend_long option;
    zval *which, *value;
    ZEND_PARSE_PARAMETERS_START(2, 2)
    Z_PARAM_ZVAL(which)
    Z_PARAM_ZVAL(value)
    ZEND_PARSE_PARAMETERS_END();
    if (!appnet_option_of(which, &option) || !appnet_configurable(self, "setOption"))
        RETURN_THROWS();
    if (!appnet_option_set(&self->engine.config, &self->texts, option, value)) RETURN_THROWS();
    RETURN_TRUE;
}

static bool port_options(struct an_silence *silence, HashTable *options)
{
    zend_ulong option;
    zend_string *name;
    zval *value;
    if (!options) return true;
    ZEND_HASH_FOREACH_KEY_VAL(options, option, name, value)
    {
        if (!appnet_silence_set(silence, name ? -1 : (zend_long)option, value)) return false;
    }
    ZEND_HASH_FOREACH_END();
    return true;
}

/* Adds a port for one protocol, on the constructor's host. */
static void add_listener(INTERNAL_FUNCTION_PARAMETERS, const char *method, uint8_t speaks)
{
    struct appnet_server *self = APPNET_THIS();
    struct an_config *config = &self->engine.config;
    struct an_silence silence = config->silence;
    HashTable *options = NULL;
    zend_long port;
    ZEND_PARSE_PARAMETERS_START(1, 2)
    Z_PARAM_LONG(port)
    Z_PARAM_OPTIONAL
    Z_PARAM_ARRAY_HT(options)
    ZEND_PARSE_PARAMETERS_END();
    if (!appnet_configurable(self, method) || !port_options(&silence, options) ||
        !listen_at(config, config->listen[0].host, port, speaks))
        RETURN_THROWS();
    struct an_listen *l = &config->listen[config->listeners - 1];
    l->own_silence = options && zend_hash_num_elements(options);
    l->silence = silence;
    RETURN_TRUE;
}

ZEND_METHOD(appnetServer, listenHttp)
{
    add_listener(INTERNAL_FUNCTION_PARAM_PASSTHRU, "listenHttp", AN_SPEAKS_HTTP);
}

ZEND_METHOD(appnetServer, listenWebsocket)
{
    add_listener(INTERNAL_FUNCTION_PARAM_PASSTHRU, "listenWebsocket", AN_SPEAKS_WEBSOCKET);
}

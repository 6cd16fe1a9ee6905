/* connections_class.c - appnetConnections: the ids of all open connections, one by one.
 *
 * The object walks over the registry, so it needs no list. It passes each place of the registry
 * once, and a connection keeps its place, so no connection comes twice. foreach uses get_iterator;
 * scripts that walk by hand use the methods. Both move the same object.
 */
#include "connections_class.h"

#include "compat.h"
#include "misuse.h"
#include "server.h"

#include "appnet_arginfo.h"

struct appnet_connections {
    zval server; /* undefined: connections() did not make it */
    uint32_t at; /* the next place of the registry */
    zend_long key;
    zval id; /* undefined: the end */
    zend_object std;
};

static zend_class_entry *class_entry;
static zend_object_handlers handlers;

static struct appnet_connections *connections_of(zend_object *object)
{
    return (struct appnet_connections *)((char *)object - offsetof(struct appnet_connections, std));
}
#define CONNECTIONS() connections_of(Z_OBJ_P(ZEND_THIS))

/* NULL after an exception: the server does not run any more. */
static struct an_worker *worker_of(const struct appnet_connections *c)
{
    if (!Z_ISUNDEF(c->server))
        return appnet_worker(appnet_server_of(Z_OBJ(c->server)), "connections");
    appnet_throw("an appnetConnections is made by appnetServer::connections() alone");
    return NULL;
}

/* --- the walk --- */

static void walk_look(struct appnet_connections *c)
{
    struct an_worker *w = worker_of(c);
    uint64_t id = w ? an_worker_next(w, &c->at) : 0;
    ZVAL_UNDEF(&c->id);
    if (id) ZVAL_LONG(&c->id, (zend_long)id);
}

static void walk_rewind(struct appnet_connections *c)
{
    c->at = 0;
    c->key = 0;
    walk_look(c);
}

static void walk_move(struct appnet_connections *c)
{
    if (!Z_ISUNDEF(c->id)) c->key++;
    walk_look(c);
}

ZEND_METHOD(appnetConnections, current)
{
    struct appnet_connections *c = CONNECTIONS();
    ZEND_PARSE_PARAMETERS_NONE();
    if (!worker_of(c)) RETURN_THROWS();
    if (!Z_ISUNDEF(c->id)) RETURN_LONG(Z_LVAL(c->id));
}

ZEND_METHOD(appnetConnections, key)
{
    struct appnet_connections *c = CONNECTIONS();
    ZEND_PARSE_PARAMETERS_NONE();
    if (!worker_of(c)) RETURN_THROWS();
    if (!Z_ISUNDEF(c->id)) RETURN_LONG(c->key);
}

ZEND_METHOD(appnetConnections, next)
{
    ZEND_PARSE_PARAMETERS_NONE();
    walk_move(CONNECTIONS());
}

ZEND_METHOD(appnetConnections, rewind)
{
    ZEND_PARSE_PARAMETERS_NONE();
    walk_rewind(CONNECTIONS());
}

ZEND_METHOD(appnetConnections, valid)
{
    struct appnet_connections *c = CONNECTIONS();
    ZEND_PARSE_PARAMETERS_NONE();
    if (!worker_of(c)) RETURN_THROWS();
    RETURN_BOOL(!Z_ISUNDEF(c->id));
}

/* --- foreach --- */

static struct appnet_connections *iterator_connections(zend_object_iterator *it)
{
    return connections_of(Z_OBJ(it->data));
}

static void it_dtor(zend_object_iterator *it)
{
    zval_ptr_dtor(&it->data);
}

static APPNET_ITERATOR_VALID it_valid(zend_object_iterator *it)
{
    return Z_ISUNDEF(iterator_connections(it)->id) ? FAILURE : SUCCESS;
}

static zval *it_current(zend_object_iterator *it)
{
    return &iterator_connections(it)->id;
}

static void it_key(zend_object_iterator *it, zval *key)
{
    ZVAL_LONG(key, iterator_connections(it)->key);
}

static void it_next(zend_object_iterator *it)
{
    walk_move(iterator_connections(it));
}

static void it_rewind(zend_object_iterator *it)
{
    walk_rewind(iterator_connections(it));
}

static const zend_object_iterator_funcs it_funcs = {
    .dtor = it_dtor,
    .valid = it_valid,
    .get_current_data = it_current,
    .get_current_key = it_key,
    .move_forward = it_next,
    .rewind = it_rewind,
};

static zend_object_iterator *get_iterator(zend_class_entry *ce, zval *object, int by_ref)
{
    (void)ce;
    if (by_ref) {
        appnet_throw("connections() cannot be walked over by reference");
        return NULL;
    }
    zend_object_iterator *it = emalloc(sizeof *it);
    zend_iterator_init(it);
    ZVAL_COPY(&it->data, object);
    it->funcs = &it_funcs;
    return it;
}

/* --- life --- */

static zend_object *connections_create(zend_class_entry *ce)
{
    struct appnet_connections *c = zend_object_alloc(sizeof *c, ce);
    memset(c, 0, offsetof(struct appnet_connections, std)); /* the zvals are undefined */
    zend_object_std_init(&c->std, ce);
    object_properties_init(&c->std, ce);
    c->std.handlers = &handlers;
    return &c->std;
}

static void connections_destroy(zend_object *object)
{
    zend_object_std_dtor(object); /* first: no WeakReference leads here any more */
    zval_ptr_dtor(&connections_of(object)->server);
}

static ZEND_COLD zend_function *no_constructor(zend_object *object)
{
    worker_of(connections_of(object)); /* throws */
    return NULL;
}

static HashTable *get_gc(APPNET_HANDLER_OBJECT *object, zval **table, int *n)
{
    struct appnet_connections *c = connections_of(APPNET_HANDLER_OBJ(object));
    *table = &c->server;
    *n = 1;
    return zend_std_get_properties(object);
}

void appnet_connections_new(zval *value, struct appnet_server *server)
{
    object_init_ex(value, class_entry);
    struct appnet_connections *c = connections_of(Z_OBJ_P(value));
    GC_ADDREF(&server->std);
    ZVAL_OBJ(&c->server, &server->std);
    walk_rewind(c);
}

void appnet_connections_register(void)
{
    zend_class_entry ce;
    INIT_CLASS_ENTRY(ce, "appnetConnections", class_appnetConnections_methods);
    class_entry = zend_register_internal_class(&ce);
    class_entry->ce_flags |= ZEND_ACC_FINAL;
    class_entry->create_object = connections_create;
    appnet_deny_serialize(class_entry);
    zend_class_implements(class_entry, 1, zend_ce_iterator);
    class_entry->get_iterator = get_iterator;
    memcpy(&handlers, &std_object_handlers, sizeof handlers);
    handlers.offset = offsetof(struct appnet_connections, std);
    handlers.free_obj = connections_destroy;
    handlers.get_gc = get_gc;
    handlers.get_constructor = no_constructor;
    handlers.clone_obj = NULL;
}

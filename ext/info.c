/* info.c - what the extension says of itself and of a running server: getInfo(), phpinfo(). */
#include "info.h"

#include "compat.h"
#include "misuse.h"
#include "php_appnet.h"
#include "server.h"

#include "ground/limits.h"

#include "ext/standard/info.h"
#include "ground/allocator.h"
#include "loop/loop.h"
#include "protocol/http/http1.h"

#include <zlib.h>

static void print_limit(const char *what, zend_long most)
{
    char text[32];
    snprintf(text, sizeof text, ZEND_LONG_FMT, most);
    php_info_print_table_row(2, what, text);
}

/* The limits that no option exceeds. */
static void print_limits(void)
{
    print_limit("Reactors, at most", AN_MAX_REACTORS);
    print_limit("Workers, at most", AN_MAX_WORKERS);
    print_limit("Task workers, at most", AN_MAX_TASKS);
    print_limit("Ports, at most", AN_MAX_LISTENERS);
    print_limit("Connections, at most", AN_MAX_CONNECTIONS);
}

void appnet_info_print(void)
{
    char allocator[96];
    php_info_print_table_start();
    php_info_print_table_row(2, "appnet", "enabled");
    php_info_print_table_row(2, "Version", PHP_APPNET_VERSION);
    php_info_print_table_row(2, "libuv", an_loop_uv_version());
    php_info_print_table_row(2, "llhttp", an_http_llhttp_version());
    php_info_print_table_row(2, "zlib", zlibVersion());
    snprintf(allocator, sizeof allocator, "%s (%s)", an_allocator_name(), an_allocator_version());
    php_info_print_table_row(2, "Allocator", allocator);
    php_info_print_table_row(2, "Protocols", "TCP, HTTP, WebSocket");
    print_limits();
    php_info_print_table_end();
}

static void add_listeners(zval *info, struct appnet_server *self)
{
    struct an_server *engine = &self->engine;
    zval all;
    array_init(&all);
    for (uint32_t i = 0; i < engine->config.listeners; i++) {
        const struct an_listen *l = &engine->config.listen[i];
        zval one;
        array_init(&one);
        add_assoc_string(&one, "host", l->host);
        add_assoc_long(&one, "port", engine->running ? engine->listener[i].port : l->port);
        add_assoc_bool(&one, "tcp", l->speaks & AN_SPEAKS_TCP);
        add_assoc_bool(&one, "http", l->speaks & AN_SPEAKS_HTTP);
        add_assoc_bool(&one, "websocket", l->speaks & AN_SPEAKS_WEBSOCKET);
        add_next_index_zval(&all, &one);
    }
    add_assoc_zval(info, "listeners", &all);
}

static void add_totals(zval *info, struct appnet_server *self)
{
    struct an_server_totals totals;
    an_server_totals(&self->engine, &totals);
#define ADD(name) add_assoc_long(info, #name, (zend_long)totals.name);
    ADD(reloads)
    ADD(reload_failures)
    ADD(task_reloads)
    ADD(task_reload_failures)
    ADD(connections)
    ADD(buffered)
    AN_COUNTER_MAP(ADD)
#undef ADD
}

ZEND_METHOD(appnetServer, getInfo)
{
    struct appnet_server *self = APPNET_THIS();
    const struct an_config *c = &self->engine.config;
    struct an_worker *w = self->worker;
    ZEND_PARSE_PARAMETERS_NONE();
    if (!appnet_at_home("getInfo")) RETURN_THROWS();
    array_init(return_value);
    add_assoc_string(return_value, "version", PHP_APPNET_VERSION);
    add_assoc_string(return_value, "libuv", an_loop_uv_version());
    add_assoc_string(return_value, "llhttp", an_http_llhttp_version());
    add_assoc_string(return_value, "zlib", zlibVersion());
    add_assoc_string(return_value, "allocator", an_allocator_name());
    add_assoc_string(return_value, "allocator_version", an_allocator_version());
    add_assoc_string(return_value, "host", c->listen[0].host);
    add_assoc_long(return_value, "port",
                   self->engine.running ? self->engine.listener[0].port : c->listen[0].port);
    add_listeners(return_value, self);
    add_assoc_string(return_value, "role", w ? an_roles[an_worker_role(w)].word : "none");
    add_assoc_long(return_value, "id", w ? (zend_long)an_worker_index(w) : -1);
    add_assoc_long(return_value, "reactors", c->reactors);
    add_assoc_long(return_value, "workers", c->workers);
    add_assoc_long(return_value, "task_workers", c->tasks);
    add_assoc_long(return_value, "max_connections", c->max_connections);
    add_assoc_long(return_value, "max_message", (zend_long)c->max_message);
    add_totals(return_value, self);
}

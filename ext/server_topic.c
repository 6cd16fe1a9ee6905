/* server_topic.c - one message for many: topics, broadcasts, lists of connections; and whether a
 * connection exists. */
#include "arguments.h"
#include "compat.h"
#include "misuse.h"
#include "server.h"
#include "server_open.h"
#include "server_send.h"

#include "protocol/ws/frame.h"

static bool valid_name(const zend_string *topic)
{
    if (ZSTR_LEN(topic) > 0 && ZSTR_LEN(topic) <= AN_TOPIC_MAX) return true;
    appnet_throw_argument("the name of a topic is 1 to %d bytes long, %zu given", AN_TOPIC_MAX,
                          ZSTR_LEN(topic));
    return false;
}

ZEND_METHOD(appnetServer, subscribe)
{
    struct appnet_server *self = APPNET_THIS();
    zend_long fd;
    zend_string *topic;
    ZEND_PARSE_PARAMETERS_START(2, 2)
    Z_PARAM_LONG(fd)
    Z_PARAM_STR(topic)
    ZEND_PARSE_PARAMETERS_END();
    struct an_worker *w = appnet_worker(self, "subscribe");
    if (!w || !valid_name(topic)) RETURN_THROWS();
    appnet_open_spoken_to(self, w, (uint64_t)fd);
    RETURN_BOOL(an_worker_subscribe(w, (uint64_t)fd, ZSTR_VAL(topic), ZSTR_LEN(topic)) == AN_OK);
}

ZEND_METHOD(appnetServer, unsubscribe)
{
    struct appnet_server *self = APPNET_THIS();
    zend_long fd;
    zend_string *topic = NULL;
    ZEND_PARSE_PARAMETERS_START(1, 2)
    Z_PARAM_LONG(fd)
    Z_PARAM_OPTIONAL
    Z_PARAM_STR_OR_NULL(topic)
    ZEND_PARSE_PARAMETERS_END();
    struct an_worker *w = appnet_worker(self, "unsubscribe");
    if (!w || (topic && !valid_name(topic))) RETURN_THROWS();
    RETURN_BOOL(an_worker_unsubscribe(w, (uint64_t)fd, topic ? ZSTR_VAL(topic) : NULL,
                                      topic ? ZSTR_LEN(topic) : 0) == AN_OK);
}

/* Sets the return value: false on an error. Throws if the caller has made a mistake. */
static void topic_publish(struct appnet_server *self, struct an_worker *w, const zend_string *topic,
                          const zend_string *data, zend_long opcode, zend_long except,
                          zval *return_value)
{
    struct an_publish p = {.topic = topic ? ZSTR_VAL(topic) : NULL,
                           .topic_len = topic ? ZSTR_LEN(topic) : 0,
                           .body = ZSTR_VAL(data),
                           .body_len = ZSTR_LEN(data),
                           .opcode = (uint32_t)opcode,
                           .except = (uint64_t)except};
    int err = an_worker_publish(w, &p);
    if (err == AN_ELIMIT) appnet_too_long(self, ZSTR_LEN(data));
    if (err == AN_EINVAL) appnet_throw_argument("a WebSocket text message must be valid UTF-8");
    if (err != AN_OK) RETURN_FALSE;
    RETVAL_LONG((zend_long)ZSTR_LEN(data));
}

ZEND_METHOD(appnetServer, publish)
{
    struct appnet_server *self = APPNET_THIS();
    zend_long opcode = AN_WS_TEXT, except = 0;
    zend_string *topic, *data;
    ZEND_PARSE_PARAMETERS_START(2, 4)
    Z_PARAM_STR(topic)
    Z_PARAM_STR(data)
    Z_PARAM_OPTIONAL
    Z_PARAM_LONG(opcode)
    Z_PARAM_LONG(except)
    ZEND_PARSE_PARAMETERS_END();
    struct an_worker *w = appnet_worker(self, "publish");
    if (!w || !valid_name(topic) || !appnet_valid_opcode(opcode)) RETURN_THROWS();
    topic_publish(self, w, topic, data, opcode, except, return_value);
}

ZEND_METHOD(appnetServer, broadcast)
{
    struct appnet_server *self = APPNET_THIS();
    zend_long opcode = AN_WS_TEXT, except = 0;
    zend_string *data;
    ZEND_PARSE_PARAMETERS_START(1, 3)
    Z_PARAM_STR(data)
    Z_PARAM_OPTIONAL
    Z_PARAM_LONG(opcode)
    Z_PARAM_LONG(except)
    ZEND_PARSE_PARAMETERS_END();
    struct an_worker *w = appnet_worker(self, "broadcast");
    if (!w || !appnet_valid_opcode(opcode)) RETURN_THROWS();
    topic_publish(self, w, NULL, data, opcode, except, return_value);
}

ZEND_METHOD(appnetServer, subscribers)
{
    struct appnet_server *self = APPNET_THIS();
    zend_string *topic;
    ZEND_PARSE_PARAMETERS_START(1, 1)
    Z_PARAM_STR(topic)
    ZEND_PARSE_PARAMETERS_END();
    struct an_worker *w = appnet_worker(self, "subscribers");
    if (!w || !valid_name(topic)) RETURN_THROWS();
    RETURN_LONG((zend_long)an_worker_subscribers(w, ZSTR_VAL(topic), ZSTR_LEN(topic)));
}

ZEND_METHOD(appnetServer, topics)
{
    struct appnet_server *self = APPNET_THIS();
    struct an_topic_walk at = {0};
    char name[AN_TOPIC_MAX];
    uint32_t subscribers;
    size_t len;
    ZEND_PARSE_PARAMETERS_NONE();
    struct an_worker *w = appnet_worker(self, "topics");
    if (!w) RETURN_THROWS();
    array_init(return_value);
    while (an_worker_topic_next(w, &at, name, &len, &subscribers)) {
        zval *there = zend_symtable_str_find(Z_ARRVAL_P(return_value), name, len), count;
        ZVAL_LONG(&count, (zend_long)subscribers + (there ? Z_LVAL_P(there) : 0));
        zend_symtable_str_update(Z_ARRVAL_P(return_value), name, len, &count);
    }
}

ZEND_METHOD(appnetServer, ping)
{
    struct appnet_server *self = APPNET_THIS();
    zend_long fd;
    zend_string *data = ZSTR_EMPTY_ALLOC();
    ZEND_PARSE_PARAMETERS_START(1, 2)
    Z_PARAM_LONG(fd)
    Z_PARAM_OPTIONAL
    Z_PARAM_STR(data)
    ZEND_PARSE_PARAMETERS_END();
    struct an_worker *w = appnet_worker(self, "ping");
    if (!w) RETURN_THROWS();
    appnet_open_spoken_to(self, w, (uint64_t)fd);
    int err = appnet_note(self, an_worker_ping(w, (uint64_t)fd, ZSTR_VAL(data), ZSTR_LEN(data)));
    if (err == AN_ELIMIT) {
        appnet_throw_argument("a ping says 125 bytes at most, %zu given", ZSTR_LEN(data));
        RETURN_THROWS();
    }
    RETURN_BOOL(err == AN_OK);
}

/* --- many, one by one --- */

/* All elements are checked before anything is sent. False after a TypeError. */
static bool all_connections(zval *fds)
{
    zval *fd;
    zend_long one;
    ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(fds), fd)
    {
        if (appnet_argument_long(fd, &one)) continue;
        appnet_argument_wrong(1, "an array of int", fd);
        return false;
    }
    ZEND_HASH_FOREACH_END();
    return true;
}

ZEND_METHOD(appnetServer, sendMany)
{
    struct appnet_server *self = APPNET_THIS();
    zend_long opcode = AN_WS_TEXT, sent = 0;
    zend_string *data;
    zval *fds, *fd;
    ZEND_PARSE_PARAMETERS_START(2, 3)
    Z_PARAM_ARRAY(fds)
    Z_PARAM_STR(data)
    Z_PARAM_OPTIONAL
    Z_PARAM_LONG(opcode)
    ZEND_PARSE_PARAMETERS_END();
    struct an_worker *w = appnet_worker(self, "sendMany");
    if (!w || !appnet_valid_opcode(opcode)) RETURN_THROWS();
    if (!all_connections(fds)) RETURN_THROWS();
    if (ZSTR_LEN(data) > an_worker_config(w)->max_message) {
        appnet_too_long(self, ZSTR_LEN(data));
        RETURN_THROWS();
    }
    struct an_send send = {
        .code = (uint32_t)opcode, .body = ZSTR_VAL(data), .body_len = ZSTR_LEN(data)};
    ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(fds), fd)
    {
        struct an_conn_route route;
        zend_long one = 0;
        appnet_argument_long(fd, &one);
        uint64_t id = (uint64_t)one;
        appnet_open_spoken_to(self, w, id);
        if (an_worker_route(w, id, &route) && route.proto == AN_PROTO_HTTP)
            continue; /* a request has an answer of its own */
        int err = an_worker_send(w, id, &send);
        if (err == AN_EINVAL) appnet_throw_argument("a WebSocket text message must be valid UTF-8");
        if (EG(exception)) RETURN_THROWS();
        sent += err == AN_OK;
    }
    ZEND_HASH_FOREACH_END();
    RETURN_LONG(sent);
}

ZEND_METHOD(appnetServer, exists)
{
    struct appnet_server *self = APPNET_THIS();
    zend_long fd;
    ZEND_PARSE_PARAMETERS_START(1, 1)
    Z_PARAM_LONG(fd)
    ZEND_PARSE_PARAMETERS_END();
    struct an_worker *w = appnet_worker(self, "exists");
    if (!w) RETURN_THROWS();
    RETURN_BOOL(an_worker_exists(w, (uint64_t)fd));
}

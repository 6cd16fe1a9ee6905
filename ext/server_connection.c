/* server_connection.c - what the script can learn of connections: which are open, the state of
 * each, and why it ended. */
#include "compat.h"
#include "connections_class.h"
#include "misuse.h"
#include "server.h"
#include "server_request.h"

#include "ground/clock.h"

ZEND_METHOD(appnetServer, closeInfo)
{
    static const char *const causes[AN_CLOSE_CAUSES] = {
        [AN_CLOSE_PEER] = "peer",         [AN_CLOSE_SERVER] = "server",
        [AN_CLOSE_PROTOCOL] = "error",    [AN_CLOSE_TIMEOUT] = "timeout",
        [AN_CLOSE_SLOW] = "slow",         [AN_CLOSE_MEMORY] = "memory",
        [AN_CLOSE_SHUTDOWN] = "shutdown", [AN_CLOSE_CRASH] = "crash",
    };
    const struct an_event *ev = APPNET_THIS()->call.event;
    ZEND_PARSE_PARAMETERS_NONE();
    if (!appnet_at_home("closeInfo")) RETURN_THROWS();
    array_init(return_value);
    if (!ev || ev->type != AN_EV_CLOSE) return;
    add_assoc_long(return_value, "code", ev->close_code);
    add_assoc_stringl(return_value, "reason", ev->body_len ? (const char *)ev->body : "",
                      ev->body_len);
    add_assoc_string(return_value, "cause", causes[ev->code]);
}

/* The two times come from two processes, so `then` may be the later one. */
static zend_long ms_since(uint64_t then_ms, uint64_t now_ms)
{
    return now_ms > then_ms ? (zend_long)(now_ms - then_ms) : 0;
}

static void info_of(zval *array, const struct an_worker *w, const struct an_conn_info *info)
{
    uint8_t uid[AN_USER_MAX];
    size_t uid_len;
    uint64_t now_ms = an_clock_ms();
    array_init(array);
    add_assoc_string(array, "protocol", appnet_protocol_name(info->proto));
    appnet_addresses_add(array, info);
    add_assoc_string(array, "state", info->state == AN_CONN_OPEN ? "open" : "closing");
    add_assoc_double(array, "connected_at", (double)info->since_ms / 1000);
    add_assoc_long(array, "idle_ms", ms_since(info->heard_ms, now_ms));
    add_assoc_long(array, "bytes_in", (zend_long)info->bytes_in);
    add_assoc_long(array, "bytes_out", (zend_long)info->bytes_out);
    add_assoc_long(array, "queued", info->queued);
    add_assoc_long(array, "topics", info->topics);
    add_assoc_long(array, "worker", an_worker_pinned_to(w, info));
    add_assoc_long(array, "reactor", an_worker_reactor_of(w, info->id));
    if (an_worker_user(w, info->id, uid, &uid_len))
        add_assoc_stringl(array, "uid", (const char *)uid, uid_len);
    else
        add_assoc_null(array, "uid");
}

ZEND_METHOD(appnetServer, connectionInfo)
{
    struct appnet_server *self = APPNET_THIS();
    struct an_conn_info info;
    zend_long fd;
    ZEND_PARSE_PARAMETERS_START(1, 1)
    Z_PARAM_LONG(fd)
    ZEND_PARSE_PARAMETERS_END();
    struct an_worker *w = appnet_worker(self, "connectionInfo");
    if (!w) RETURN_THROWS();
    if (an_worker_info(w, (uint64_t)fd, &info) < 0) RETURN_FALSE;
    info_of(return_value, w, &info);
}

ZEND_METHOD(appnetServer, connections)
{
    struct appnet_server *self = APPNET_THIS();
    ZEND_PARSE_PARAMETERS_NONE();
    if (!appnet_worker(self, "connections")) RETURN_THROWS();
    appnet_connections_new(return_value, self);
}

/* server_connection.c - what is known of a connection: why it ended. */
#include "server_class.h"

#include "compat.h"

ZEND_METHOD(appnetServer, closeInfo)
{
    static const char *const causes[AN_CLOSE_CAUSES] = {
        [AN_CLOSE_PEER] = "peer",      [AN_CLOSE_SERVER] = "server",
        [AN_CLOSE_PROTOCOL] = "error", [AN_CLOSE_TIMEOUT] = "timeout",
        [AN_CLOSE_SLOW] = "slow",      [AN_CLOSE_SHUTDOWN] = "shutdown",
        [AN_CLOSE_CRASH] = "crash",
    };
    const struct an_event *ev = APPNET_THIS()->current.event;
    ZEND_PARSE_PARAMETERS_NONE();
    array_init(return_value);
    if (!ev || ev->type != AN_EV_CLOSE) return;
    add_assoc_long(return_value, "code", ev->close_code);
    add_assoc_stringl(return_value, "reason", ev->body_len ? (const char *)ev->body : "",
                      ev->body_len);
    add_assoc_string(return_value, "cause", causes[ev->code]);
}

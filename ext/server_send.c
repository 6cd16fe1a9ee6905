/* server_send.c - send and close, to a connection of any protocol. */
#include "server_send.h"

#include "compat.h"
#include "misuse.h"
#include "server.h"
#include "server_answer.h"
#include "server_open.h"

#include "protocol/text/head.h"
#include "protocol/text/utf8.h"
#include "protocol/ws/frame.h"

static int send_to(struct appnet_server *self, struct an_worker *w, uint64_t id,
                   const zend_string *data, zend_long opcode)
{
    struct an_send send = {.code = opcode == AN_WS_TEXT ? 0 : (uint32_t)opcode,
                           .body = ZSTR_VAL(data),
                           .body_len = ZSTR_LEN(data)};
    struct an_conn_route route;
    appnet_open_spoken_to(self, w, id);
    if ((appnet_call_said(&self->call, id) || opcode != AN_WS_TEXT) &&
        an_worker_route(w, id, &route) && route.proto == AN_PROTO_HTTP)
        return appnet_answer_send(self, w, id, &send);
    return an_worker_send(w, id, &send);
}

int appnet_note(struct appnet_server *self, int err)
{
    self->error = err >= 0             ? APPNET_ERROR_NONE
                  : err == AN_EAGAIN   ? APPNET_ERROR_FULL
                  : err == AN_ETIMEOUT ? APPNET_ERROR_STUCK
                                       : APPNET_ERROR_GONE;
    return err;
}

ZEND_METHOD(appnetServer, lastError)
{
    ZEND_PARSE_PARAMETERS_NONE();
    if (!appnet_at_home("lastError")) RETURN_THROWS();
    RETURN_LONG(APPNET_THIS()->error);
}

bool appnet_valid_opcode(zend_long opcode)
{
    if (opcode == AN_WS_TEXT || opcode == AN_WS_BINARY) return true;
    appnet_throw_argument(
        "a message is APPNET_WS_TEXT or APPNET_WS_BINARY, " ZEND_LONG_FMT " given", opcode);
    return false;
}

ZEND_METHOD(appnetServer, send)
{
    struct appnet_server *self = APPNET_THIS();
    zend_long fd, opcode = AN_WS_TEXT;
    zend_string *data;
    ZEND_PARSE_PARAMETERS_START(2, 3)
    Z_PARAM_LONG(fd)
    Z_PARAM_STR(data)
    Z_PARAM_OPTIONAL
    Z_PARAM_LONG(opcode)
    ZEND_PARSE_PARAMETERS_END();
    struct an_worker *w = appnet_worker(self, "send");
    if (!w || !appnet_valid_opcode(opcode)) RETURN_THROWS();
    int err = appnet_note(self, send_to(self, w, (uint64_t)fd, data, opcode));
    if (err == AN_OK) RETURN_LONG((zend_long)ZSTR_LEN(data));
    if (err == AN_ELIMIT) appnet_too_long(self, ZSTR_LEN(data));
    if (err == AN_EINVAL) appnet_throw_argument("a WebSocket text message must be valid UTF-8");
    RETURN_FALSE;
}

/* Checks what a close frame may say: a code for the wire, and a reason of UTF-8 that fits a control
 * frame. (RFC 6455, 5.5.1 and 7.4.) */
static bool valid_farewell(zend_long code, const zend_string *reason)
{
    if (code < 1000 || code > 4999 || !an_ws_close_code_valid((uint16_t)code)) {
        appnet_throw_argument(
            "a close code is 1000 to 1003, 1007 to 1014 or 3000 to 4999, " ZEND_LONG_FMT " given",
            code);
        return false;
    }
    if (ZSTR_LEN(reason) > 123 ||
        !an_utf8_valid((const uint8_t *)ZSTR_VAL(reason), ZSTR_LEN(reason))) {
        appnet_throw_argument("the reason for a close is valid UTF-8 of 123 bytes at most");
        return false;
    }
    return true;
}

ZEND_METHOD(appnetServer, close)
{
    struct appnet_server *self = APPNET_THIS();
    zend_long fd, code = 1000;
    zend_string *reason = ZSTR_EMPTY_ALLOC();
    ZEND_PARSE_PARAMETERS_START(1, 3)
    Z_PARAM_LONG(fd)
    Z_PARAM_OPTIONAL
    Z_PARAM_LONG(code)
    Z_PARAM_STR(reason)
    ZEND_PARSE_PARAMETERS_END();
    struct an_worker *w = appnet_worker(self, "close");
    if (!w || !valid_farewell(code, reason)) RETURN_THROWS();
    /* 0: the script gives no code, which is 1001 while the server stops. */
    uint16_t said = ZEND_NUM_ARGS() > 1 ? (uint16_t)code : 0;
    int err = an_worker_close(w, (uint64_t)fd, said, ZSTR_VAL(reason), ZSTR_LEN(reason));
    RETURN_BOOL(appnet_note(self, err) == AN_OK);
}

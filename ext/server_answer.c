/* server_answer.c - see server_answer.h; also the methods setHeader and answer. setCookie is in
 * server_cookie.c. */
#include "server_answer.h"

#include "misuse.h"
#include "server.h"
#include "server_send.h"

bool appnet_answer_open(const struct appnet_server *self, const char *method)
{
    if (EXPECTED(!self->call.streaming)) return true;
    appnet_throw("%s() comes too late: the answer has begun, its head has been sent", method);
    return false;
}

ZEND_METHOD(appnetServer, setHeader)
{
    struct appnet_server *self = APPNET_THIS();
    zend_string *name, *value;
    APPNET_BOOL replace = true;
    ZEND_PARSE_PARAMETERS_START(2, 3)
    Z_PARAM_STR(name)
    Z_PARAM_STR(value)
    Z_PARAM_OPTIONAL
    Z_PARAM_BOOL(replace)
    ZEND_PARSE_PARAMETERS_END();
    if (!appnet_worker(self, "setHeader") || !appnet_answer_open(self, "setHeader") ||
        !appnet_answer_header_valid(name, value) ||
        (!replace && !appnet_answer_may_add(&self->call.answer, name)))
        RETURN_THROWS();
    RETURN_BOOL(
        appnet_answer_header(&self->call.answer, name, value, replace,
                             appnet_call_is_head(&self->call, appnet_call_request(&self->call))));
}

/* --- sending an answer --- */

/* type: the Content-Type, unless the answer has one; NULL: the engine's default. */
static int answer_send(const struct appnet_answer *a, struct an_worker *w, uint64_t id,
                       struct an_send *send, const char *type)
{
    smart_str head = {0};
    appnet_answer_lines(a, &head);
    bool typed = appnet_answer_has_type(a);
    if (!typed && type) {
        smart_str_appends(&head, "Content-Type: ");
        smart_str_appends(&head, type);
        smart_str_appends(&head, "\r\n");
    }
    send->code = (uint32_t)a->status;
    if (a->close) send->flags |= AN_MSG_THEN_CLOSE;
    if (typed || type) send->flags |= AN_MSG_HAS_TYPE;
    send->head = head.s ? ZSTR_VAL(head.s) : NULL;
    send->head_len = head.s ? ZSTR_LEN(head.s) : 0;
    int err = an_worker_send(w, id, send);
    smart_str_free(&head);
    return err;
}

int appnet_answer_send_as(struct appnet_server *self, struct an_worker *w, uint64_t id,
                          struct an_send *send, const char *type)
{
    struct appnet_answer none = {0};
    uint64_t hand = appnet_call_request(&self->call);
    if (hand && hand != id) return answer_send(&none, w, id, send, type);
    if (!hand && self->call.failed_id == id) appnet_call_take_up(&self->call);
    int err = answer_send(&self->call.answer, w, id, send, type);
    if (err == AN_OK || err == AN_EGONE || err == AN_EFAILED)
        appnet_answer_clear(&self->call.answer);
    else if (!hand)
        appnet_call_put_aside(&self->call, id);
    return err;
}

int appnet_answer_send(struct appnet_server *self, struct an_worker *w, uint64_t id,
                       struct an_send *send)
{
    return appnet_answer_send_as(self, w, id, send, NULL);
}

bool appnet_answer_route(struct an_worker *w, uint64_t id, const char *method,
                         struct an_conn_route *route)
{
    if (!an_worker_answerable(w, id, route)) return false;
    if (route->proto == AN_PROTO_HTTP) return true;
    appnet_throw("%s() answers HTTP requests: this connection speaks %s", method,
                 route->proto == AN_PROTO_TCP ? "TCP" : "WebSocket");
    return false;
}

/* --- an answer with parameters of its own --- */

ZEND_METHOD(appnetServer, answer)
{
    struct appnet_server *self = APPNET_THIS();
    struct appnet_answer answer = {0};
    struct an_conn_route route;
    zend_long fd, status = 200;
    zend_string *body;
    HashTable *headers = NULL;
    ZEND_PARSE_PARAMETERS_START(2, 4)
    Z_PARAM_LONG(fd)
    Z_PARAM_STR(body)
    Z_PARAM_OPTIONAL
    Z_PARAM_LONG(status)
    Z_PARAM_ARRAY_HT(headers)
    ZEND_PARSE_PARAMETERS_END();
    struct an_worker *w = appnet_worker(self, "answer");
    if (!w || !appnet_answer_status(status)) RETURN_THROWS();
    answer.status = (int)status;
    int err = AN_EGONE;
    struct an_send send = {.body = ZSTR_VAL(body), .body_len = ZSTR_LEN(body)};
    if (appnet_answer_headers(&answer, headers, appnet_call_is_head(&self->call, (uint64_t)fd)) &&
        appnet_answer_route(w, (uint64_t)fd, "answer", &route))
        err = answer_send(&answer, w, (uint64_t)fd, &send, NULL);
    appnet_answer_clear(&answer);
    appnet_note(self, err);
    if (err == AN_ELIMIT) appnet_too_long(self, ZSTR_LEN(body));
    RETURN_BOOL(err == AN_OK);
}

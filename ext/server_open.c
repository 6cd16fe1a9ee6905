/* server_open.c - APPNET_EVENT_OPEN: a client asks for a WebSocket. What the callback does and
 * returns accepts the client or refuses it. */
#include "server_open.h"

#include "misuse.h"
#include "server.h"
#include "server_answer.h"

#include "protocol/text/head.h"
#include "protocol/ws/protocols.h"

#include "zend_smart_str.h"

#define POLICY_VIOLATION 1008 /* RFC 6455, 7.4.1 */

/* Has this client offered this subprotocol? (RFC 6455, 4.2.2.) */
static bool protocol_is_offered(const struct an_event *ev, struct an_span protocol)
{
    struct an_span name, value, chosen;
    struct an_head head;
    if (an_head_open(&head, ev->head, ev->head_len) < 0) return false;
    while (an_head_next(&head, &name, &value) > 0)
        if (an_span_is(name, "Sec-WebSocket-Protocol") &&
            an_ws_protocols_choose(value, protocol, &chosen) > 0)
            return true;
    return false;
}

/* Accepts the client. The 101 has the headers that the script has set. protocol NULL: the option
 * decides. */
static bool open_accept(struct appnet_server *self, struct an_worker *w,
                        const zend_string *protocol)
{
    smart_str lines = {0};
    if (protocol) {
        smart_str_appends(&lines, "Sec-WebSocket-Protocol: ");
        smart_str_appendl(&lines, ZSTR_VAL(protocol), ZSTR_LEN(protocol));
        smart_str_appends(&lines, "\r\n");
    }
    appnet_answer_lines(&self->call.answer, &lines);
    int err =
        an_worker_accept(w, lines.s ? ZSTR_VAL(lines.s) : NULL, lines.s ? ZSTR_LEN(lines.s) : 0);
    smart_str_free(&lines);
    if (err == AN_OK) appnet_answer_clear(&self->call.answer);
    if (err == AN_ELIMIT) appnet_too_long(self, 0);
    return err == AN_OK;
}

void appnet_open_spoken_to(struct appnet_server *self, struct an_worker *w, uint64_t id)
{
    const struct an_event *ev = self->call.event;
    if (self->call.answer.status) return; /* the client gets the page for it */
    if (ev && ev->type == AN_EV_OPEN && ev->id == id && an_worker_opening(w))
        open_accept(self, w, NULL);
}

/* Refuses the client, with a page for the status, unless the script has set headers. */
static void open_refuse(struct appnet_server *self, const struct an_event *ev)
{
    struct appnet_answer *a = &self->call.answer;
    struct an_send send = {.flags = a->lines ? 0 : AN_MSG_ERROR_PAGE};
    if (!a->status) a->status = 403;
    if (appnet_answer_send(self, self->worker, ev->id, &send) == AN_ELIMIT)
        appnet_too_long(self, 0);
}

void appnet_open_decide(struct appnet_server *self, const struct an_event *ev, zval *result)
{
    struct an_worker *w = self->worker;
    ZVAL_DEREF(result);
    bool no = Z_TYPE_P(result) == IS_FALSE;
    if (!an_worker_opening(w)) {
        if (no && an_worker_opened(w)) an_worker_close(w, ev->id, POLICY_VIOLATION, NULL, 0);
        return;
    }
    if (no || self->call.answer.status) {
        open_refuse(self, ev);
        return;
    }
    const zend_string *protocol = Z_TYPE_P(result) == IS_STRING ? Z_STR_P(result) : NULL;
    struct an_span name = {protocol ? ZSTR_VAL(protocol) : "", protocol ? ZSTR_LEN(protocol) : 0};
    if (name.len && (an_ws_protocols_count(name) != 1 || memchr(name.p, ',', name.len))) {
        appnet_throw_argument(
            "APPNET_EVENT_OPEN must return the name of one subprotocol, false or nothing");
        return;
    }
    if (protocol && !protocol_is_offered(ev, name)) protocol = NULL;
    open_accept(self, w, protocol);
}

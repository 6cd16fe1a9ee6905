/* server_send.c - send, close, and the two halves of HTTP: what the request said (getHeader), what the answer will say.
 *
 * An answer is gathered by setHeader and httpRespCode and leaves with the next send to an HTTP connection. What frames a message
 * (Content-Length, Transfer-Encoding, a Connection that stays) is the engine's and cannot be set.
 */
#include "server_class.h"

#include "compat.h"

#include "protocol/head.h"
#include "protocol/utf8.h"
#include "protocol/ws_frame.h"
#include "zend_smart_str.h"

void appnet_answer_clear(struct appnet_answer *answer)
{
    if (answer->lines) {
        zend_hash_destroy(answer->lines);
        FREE_HASHTABLE(answer->lines);
    }
    *answer = (struct appnet_answer){0};
}

/* --- what the request said --- */

static void add_text(zval *array, const char *key, struct an_span s)
{
    add_assoc_stringl(array, key, s.p ? s.p : "", s.len);
}

/* A header that came more than once is one list (RFC 9110, 5.3); only Cookie has another separator. */
static void add_header(HashTable *array, struct an_span name, struct an_span value)
{
    zval *there = zend_symtable_str_find(array, name.p, name.len), text;
    if (!there) {
        ZVAL_STRINGL(&text, value.p, value.len);
        zend_symtable_str_update(array, name.p, name.len, &text);
        return;
    }
    const char *separator = an_span_is(name, "cookie") ? "; " : ", ";
    ZVAL_STR(&text,
             zend_strpprintf(0, "%s%s%.*s", Z_STRVAL_P(there), separator, (int)value.len, value.p));
    zval_ptr_dtor(there);
    ZVAL_COPY_VALUE(there, &text);
}

/* Is it one of those that are ours? They are not the client's to write. */
static bool reserved(struct an_span name)
{
    static const char *const names[] = {"Protocol", "Method", "Uri", "Version", "Opcode"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (name.len == strlen(names[i]) && memcmp(name.p, names[i], name.len) == 0) return true;
    return false;
}

static void header_of(zval *array, const struct an_event *ev)
{
    static const char *const protocols[] = {"TCP", "HTTP", "WEBSOCKET"};
    bool of_connection =
        ev && (ev->type == AN_EV_CONNECT || ev->type == AN_EV_RECV || ev->type == AN_EV_CLOSE);
    struct an_head head;
    struct an_span name, value;
    array_init(array);
    add_assoc_string(array, "Protocol", of_connection ? protocols[ev->proto] : "");
    if (!of_connection || an_head_open(&head, ev->head, ev->head_len) != AN_OK)
        an_head_open(&head, NULL, 0);
    add_text(array, "Method", head.method);
    add_text(array, "Uri", head.target);
    add_text(array, "Version", head.version);
    if (of_connection && ev->type == AN_EV_RECV && ev->proto == AN_PROTO_WEBSOCKET)
        add_assoc_long(array, "Opcode", ev->code);
    while (an_head_next(&head, &name, &value) == 1)
        if (!reserved(name)) add_header(Z_ARRVAL_P(array), name, value);
}

ZEND_METHOD(appnetServer, getHeader)
{
    struct appnet_server *self = APPNET_THIS();
    ZEND_PARSE_PARAMETERS_NONE();
    if (Z_ISUNDEF(self->current.header)) header_of(&self->current.header, self->current.event);
    ZVAL_COPY(return_value, &self->current.header);
}

/* --- what the answer will say --- */

static bool is_token(const zend_string *s)
{
    static const char others[] = "!#$%&'*+-.^_`|~"; /* RFC 9110, 5.6.2 */
    for (size_t i = 0; i < ZSTR_LEN(s); i++) {
        unsigned char c = (unsigned char)ZSTR_VAL(s)[i];
        if (!(c >= '0' && c <= '9') && !(c >= 'A' && c <= 'Z') && !(c >= 'a' && c <= 'z') &&
            (!c || !strchr(others, c)))
            return false;
    }
    return ZSTR_LEN(s) > 0;
}

/* No control characters but the tab: with CR and LF a value could end its line and begin the body. */
static bool is_field_value(const zend_string *s)
{
    for (size_t i = 0; i < ZSTR_LEN(s); i++) {
        unsigned char c = (unsigned char)ZSTR_VAL(s)[i];
        if ((c < 0x20 && c != '\t') || c == 0x7f) return false;
    }
    return true;
}

static void keep_line(struct appnet_answer *answer, zend_string *lower, const zend_string *name,
                      const zend_string *value)
{
    zval line;
    if (!answer->lines) {
        ALLOC_HASHTABLE(answer->lines);
        zend_hash_init(answer->lines, 8, NULL, ZVAL_PTR_DTOR, 0);
    }
    ZVAL_STR(&line, zend_strpprintf(0, "%s: %s\r\n", ZSTR_VAL(name), ZSTR_VAL(value)));
    if (zend_string_equals_literal(lower, "set-cookie"))
        zend_hash_next_index_insert(answer->lines, &line);
    else
        zend_hash_update(answer->lines, lower, &line);
}

/* What the engine writes itself, once. */
static bool is_engines(const zend_string *lower)
{
    static const char *const names[] = {"content-length", "transfer-encoding", "date", "server"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(ZSTR_VAL(lower), names[i]) == 0) return true;
    return false;
}

/* False: this header is the engine's own. */
static bool set_header(struct appnet_answer *answer, const zend_string *name,
                       const zend_string *value)
{
    zend_string *lower = zend_string_tolower((zend_string *)name);
    bool ours = is_engines(lower);
    if (zend_string_equals_literal(lower, "connection"))
        answer->close =
            an_span_has_token((struct an_span){ZSTR_VAL(value), ZSTR_LEN(value)}, "close");
    else if (!ours)
        keep_line(answer, lower, name, value);
    zend_string_release(lower);
    return !ours;
}

ZEND_METHOD(appnetServer, setHeader)
{
    struct appnet_server *self = APPNET_THIS();
    zend_string *name, *value;
    ZEND_PARSE_PARAMETERS_START(2, 2)
    Z_PARAM_STR(name)
    Z_PARAM_STR(value)
    ZEND_PARSE_PARAMETERS_END();
    if (!appnet_worker(self, "setHeader")) RETURN_THROWS();
    if (!is_token(name)) {
        appnet_throw_argument(
            "the name of a header is a token: letters, digits and !#$%%&'*+-.^_`|~");
        RETURN_THROWS();
    }
    if (!is_field_value(value)) {
        appnet_throw_argument(
            "the value of a header holds no CR, LF, NUL or other control characters");
        RETURN_THROWS();
    }
    RETURN_BOOL(set_header(&self->answer, name, value));
}

ZEND_METHOD(appnetServer, httpRespCode)
{
    struct appnet_server *self = APPNET_THIS();
    zend_long status;
    ZEND_PARSE_PARAMETERS_START(1, 1)
    Z_PARAM_LONG(status)
    ZEND_PARSE_PARAMETERS_END();
    if (!appnet_worker(self, "httpRespCode")) RETURN_THROWS();
    if (status < 200 || status > 599) {
        appnet_throw_argument(
            "the status of an answer is a number from 200 to 599, " ZEND_LONG_FMT " given", status);
        RETURN_THROWS();
    }
    self->answer.status = (int)status;
    RETURN_TRUE;
}

/* --- sending --- */

static bool anything_said(const struct appnet_answer *a)
{
    return a->status || a->close || a->lines;
}

static void join_lines(smart_str *to, const struct appnet_answer *answer)
{
    zval *line;
    if (!answer->lines) return;
    ZEND_HASH_FOREACH_VAL(answer->lines, line)
    {
        smart_str_append(to, Z_STR_P(line));
    }
    ZEND_HASH_FOREACH_END();
}

/* The answer to a request with all that was said about it, which is then forgotten. */
static int send_answer(struct appnet_server *self, struct an_worker *w, uint64_t id,
                       struct an_send *send)
{
    struct appnet_answer *a = &self->answer;
    smart_str head = {0};
    join_lines(&head, a);
    send->code = (uint32_t)a->status;
    if (a->close) send->flags |= AN_MSG_THEN_CLOSE;
    if (a->lines && zend_hash_str_exists(a->lines, ZEND_STRL("content-type")))
        send->flags |= AN_MSG_HAS_TYPE;
    send->head = head.s ? ZSTR_VAL(head.s) : NULL;
    send->head_len = head.s ? ZSTR_LEN(head.s) : 0;
    int err = an_worker_send(w, id, send);
    smart_str_free(&head);
    appnet_answer_clear(a);
    return err;
}

static int send_to(struct appnet_server *self, struct an_worker *w, uint64_t id,
                   const zend_string *data, zend_long opcode)
{
    struct an_send send = {.code = opcode == AN_WS_TEXT ? 0 : (uint32_t)opcode,
                           .body = ZSTR_VAL(data),
                           .body_len = ZSTR_LEN(data)};
    struct an_conn_route route;
    if ((anything_said(&self->answer) || opcode != AN_WS_TEXT) &&
        an_registry_answerable(&an_worker_fabric(w)->registry, id, &route) &&
        route.proto == AN_PROTO_HTTP)
        return send_answer(self, w, id, &send);
    return an_worker_send(w, id, &send);
}

static void too_long(const struct appnet_server *self, size_t len)
{
    size_t most = self->engine.config.max_message;
    if (len > most)
        appnet_throw_argument("a message of %zu bytes is longer than APPNET_OPT_MAX_MESSAGE, %zu",
                              len, most);
    else
        appnet_throw_argument("the headers of an answer are longer than %u bytes", AN_MAX_HEAD / 2);
}

static bool valid_opcode(zend_long opcode)
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
    if (!w || !valid_opcode(opcode)) RETURN_THROWS();
    int err = send_to(self, w, (uint64_t)fd, data, opcode);
    if (err == AN_OK) RETURN_LONG((zend_long)ZSTR_LEN(data));
    if (err == AN_ELIMIT) too_long(self, ZSTR_LEN(data));
    if (err == AN_EINVAL) appnet_throw_argument("a WebSocket text message must be valid UTF-8");
    RETURN_FALSE;
}

/* What a close frame may say: a code for the wire, and a reason of UTF-8 that fits a control frame. (RFC 6455, 5.5.1 and 7.4.) */
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
    uint16_t said =
        ZEND_NUM_ARGS() > 1 ? (uint16_t)code : 0; /* unsaid: 1001 while the server stops */
    RETURN_BOOL(an_worker_close(w, (uint64_t)fd, said, ZSTR_VAL(reason), ZSTR_LEN(reason)) ==
                AN_OK);
}

/* --- redirects --- */

static bool is_redirect(zend_long status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

static bool is_url(const zend_string *s)
{
    return ZSTR_LEN(s) > 0 && is_field_value(s) && !strpbrk(ZSTR_VAL(s), " \t");
}

ZEND_METHOD(appnetServer, httpRedirect)
{
    struct appnet_server *self = APPNET_THIS();
    zend_string *url;
    zend_long status = 302;
    ZEND_PARSE_PARAMETERS_START(1, 2)
    Z_PARAM_STR(url)
    Z_PARAM_OPTIONAL
    Z_PARAM_LONG(status)
    ZEND_PARSE_PARAMETERS_END();
    struct an_worker *w = appnet_worker(self, "httpRedirect");
    if (!w) RETURN_THROWS();
    if (!is_url(url))
        appnet_throw_argument("a redirect needs a URL without blanks and control characters");
    if (!is_redirect(status))
        appnet_throw_argument(
            "a redirect has status 301, 302, 303, 307 or 308, " ZEND_LONG_FMT " given", status);
    const struct an_event *ev = self->current.event;
    if (!ev || ev->type != AN_EV_RECV || ev->proto != AN_PROTO_HTTP)
        appnet_throw("httpRedirect() answers an HTTP request: call it in APPNET_EVENT_RECV of one");
    if (EG(exception)) RETURN_THROWS();
    zend_string *location = zend_string_init(ZEND_STRL("Location"), 0);
    set_header(&self->answer, location, url);
    zend_string_release(location);
    self->answer.status = (int)status;
    struct an_send send = {0};
    RETURN_BOOL(send_answer(self, w, ev->id, &send) == AN_OK);
}

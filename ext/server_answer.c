/* server_answer.c - what the answer to an HTTP request says besides its body: status and headers. setHeader, answer; setCookie is in server_cookie.c.
 *
 * What setHeader, setCookie and httpRespCode have said is of one answer. Where a request is in hand (RECV of HTTP, OPEN) it is that one's, and no other answer
 * carries it. Elsewhere it is of the first connection of HTTP that is answered: when that fails, it waits for the next try of the same connection, and what is
 * said from then on is another's. At the end of the callback it is forgotten. What frames a message (Content-Length, Transfer-Encoding, a Connection
 * that stays) is the engine's and cannot be set.
 */
#include "server_class.h"

#include "compat.h"

#include "protocol/text/field.h"

#include "zend_smart_str.h"

/* The connection whose request is in hand, 0: none is. */
static uint64_t hand_of(const struct appnet_server *self)
{
    const struct an_event *ev = self->current.event;
    if (!ev) return 0;
    return ev->type == AN_EV_OPEN || (ev->type == AN_EV_RECV && ev->proto == AN_PROTO_HTTP) ? ev->id
                                                                                            : 0;
}

/* --- what it will say --- */

void appnet_answer_clear(struct appnet_answer *answer)
{
    if (answer->lines) {
        zend_hash_destroy(answer->lines);
        FREE_HASHTABLE(answer->lines);
    }
    *answer = (struct appnet_answer){0};
}

bool appnet_is_field_value(const zend_string *s)
{
    for (size_t i = 0; i < ZSTR_LEN(s); i++) {
        unsigned char c = (unsigned char)ZSTR_VAL(s)[i];
        if ((c < 0x20 && c != '\t') || c == 0x7f) return false;
    }
    return true;
}

static bool is_token(const zend_string *s)
{
    for (size_t i = 0; i < ZSTR_LEN(s); i++)
        if (!an_is_token_char(ZSTR_VAL(s)[i])) return false;
    return ZSTR_LEN(s) > 0;
}

static bool is_one_of(const zend_string *lower, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(ZSTR_VAL(lower), names[i]) == 0) return true;
    return false;
}
#define IS_ONE_OF(lower, names) is_one_of(lower, names, sizeof(names) / sizeof *(names))

/* What the engine writes itself, once; and what is said between two neighbours of a chain only, of which the engine is one (RFC 9110, 7.6.1): a script does not
 * know what it has on either side. */
static const char *const engines[] = {
    "content-length",
    "transfer-encoding",
    "date",
    "server",
    "sec-websocket-accept",
    "sec-websocket-extensions",
    "sec-websocket-protocol", /* what APPNET_EVENT_OPEN returns */
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "upgrade",
};

/* Not a list: a second line would contradict the first. (RFC 9110, 5.3, 8.3 to 8.8, 10.2, 14.4; age, expires: RFC 9111, 5; content-disposition: RFC
 * 6266; strict-transport-security: RFC 6797.) */
static const char *const singletons[] = {
    "age",
    "content-disposition",
    "content-length",
    "content-location",
    "content-range",
    "content-type",
    "date",
    "etag",
    "expires",
    "last-modified",
    "location",
    "retry-after",
    "server",
    "strict-transport-security",
};

static void lines_open(struct appnet_answer *answer)
{
    if (answer->lines) return;
    ALLOC_HASHTABLE(answer->lines);
    zend_hash_init(answer->lines, 8, NULL, ZVAL_PTR_DTOR, 0);
}

void appnet_answer_line(struct appnet_answer *answer, zend_string *name, zend_string *value,
                        bool replace)
{
    zend_string *lower = zend_string_tolower(name);
    zval *before = NULL, lines;
    lines_open(answer);
    if (!replace || zend_string_equals_literal(lower, "set-cookie"))
        before = zend_hash_find(answer->lines, lower);
    ZVAL_STR(&lines, zend_strpprintf(0, "%s%s: %s\r\n", before ? Z_STRVAL_P(before) : "",
                                     ZSTR_VAL(name), ZSTR_VAL(value)));
    zend_hash_update(answer->lines, lower, &lines);
    zend_string_release(lower);
}

/* Is this the answer to a HEAD in hand? Only whoever makes it knows how long the body of a GET would be (RFC 9110, 9.3.2). */
static bool is_for_head(const struct appnet_server *self, uint64_t id)
{
    const struct an_event *ev = self->current.event;
    struct an_head head;
    return hand_of(self) == id && id && an_head_open(&head, ev->head, ev->head_len) == AN_OK &&
           head.method.len == 4 && memcmp(head.method.p, "HEAD", 4) == 0;
}

static bool is_number(const zend_string *s)
{
    return ZSTR_LEN(s) > 0 && ZSTR_LEN(s) < 20 && strspn(ZSTR_VAL(s), "0123456789") == ZSTR_LEN(s);
}

/* False: this header is the engine's own. */
static bool set_header(struct appnet_answer *answer, zend_string *name, zend_string *value,
                       bool replace, bool for_head)
{
    zend_string *lower = zend_string_tolower(name);
    bool length = zend_string_equals_literal(lower, "content-length");
    bool ours = IS_ONE_OF(lower, engines) && !(length && for_head && is_number(value));
    if (zend_string_equals_literal(lower, "connection"))
        answer->close =
            an_span_has_token((struct an_span){ZSTR_VAL(value), ZSTR_LEN(value)}, "close") ||
            (!replace && answer->close);
    else if (!ours)
        appnet_answer_line(answer, name, value, replace);
    zend_string_release(lower);
    return !ours;
}

static bool valid_header(const zend_string *name, const zend_string *value)
{
    if (!is_token(name))
        appnet_throw_argument(
            "the name of a header is a token: letters, digits and !#$%%&'*+-.^_`|~");
    else if (!appnet_is_field_value(value))
        appnet_throw_argument(
            "the value of a header holds no CR, LF, NUL or other control characters");
    return !EG(exception);
}

/* A further line where HTTP allows one, or the first one. */
static bool may_add(const struct appnet_answer *answer, zend_string *name)
{
    zend_string *lower = zend_string_tolower(name);
    bool may =
        !IS_ONE_OF(lower, singletons) || !answer->lines || !zend_hash_exists(answer->lines, lower);
    if (!may) appnet_throw_argument("HTTP allows one %s in an answer", ZSTR_VAL(name));
    zend_string_release(lower);
    return may;
}

bool appnet_answer_open(const struct appnet_server *self, const char *method)
{
    if (EXPECTED(!self->current.streaming)) return true;
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
        !valid_header(name, value) || (!replace && !may_add(&self->answer, name)))
        RETURN_THROWS();
    RETURN_BOOL(set_header(&self->answer, name, value, replace, is_for_head(self, hand_of(self))));
}

/* --- sending it --- */

void appnet_answer_lines(const struct appnet_answer *answer, smart_str *to)
{
    zval *line;
    if (!answer->lines) return;
    ZEND_HASH_FOREACH_VAL(answer->lines, line)
    {
        smart_str_append(to, Z_STR_P(line));
    }
    ZEND_HASH_FOREACH_END();
}

static bool has_type(const struct appnet_answer *a)
{
    return a->lines && zend_hash_str_exists(a->lines, ZEND_STRL("content-type"));
}

/* type: of the body, unless it has been said; NULL: the engine's. */
static int send_with(const struct appnet_answer *a, struct an_worker *w, uint64_t id,
                     struct an_send *send, const char *type)
{
    smart_str head = {0};
    appnet_answer_lines(a, &head);
    bool typed = has_type(a);
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

/* --- whose it is --- */

/* What has been said later counts; cookies stand side by side. */
static void add_later(struct appnet_answer *to, const struct appnet_answer *later)
{
    zend_string *name;
    zval *lines, *before, both;
    if (later->status) to->status = later->status;
    to->close |= later->close;
    if (!later->lines) return;
    lines_open(to);
    ZEND_HASH_FOREACH_STR_KEY_VAL(later->lines, name, lines)
    {
        before =
            zend_string_equals_literal(name, "set-cookie") ? zend_hash_find(to->lines, name) : NULL;
        ZVAL_STR(&both,
                 zend_strpprintf(0, "%s%s", before ? Z_STRVAL_P(before) : "", Z_STRVAL_P(lines)));
        zend_hash_update(to->lines, name, &both);
    }
    ZEND_HASH_FOREACH_END();
}

/* Nothing is in hand, and this answer has failed before: what had been said of it then, and since. */
static void take_up_again(struct appnet_server *self)
{
    struct appnet_answer since = self->answer;
    self->answer = self->failed;
    self->failed = (struct appnet_answer){0};
    self->failed_id = 0;
    add_later(&self->answer, &since);
    appnet_answer_clear(&since);
}

static void put_aside(struct appnet_server *self, uint64_t id)
{
    appnet_answer_clear(&self->failed);
    self->failed = self->answer;
    self->failed_id = id;
    self->answer = (struct appnet_answer){0};
}

bool appnet_answer_said(const struct appnet_server *self, uint64_t id)
{
    const struct appnet_answer *a = &self->answer;
    uint64_t hand = hand_of(self);
    if (hand && hand != id) return false;
    return a->status || a->close || a->lines || (self->failed_id && self->failed_id == id);
}

int appnet_answer_send_as(struct appnet_server *self, struct an_worker *w, uint64_t id,
                          struct an_send *send, const char *type)
{
    struct appnet_answer none = {0};
    uint64_t hand = hand_of(self);
    if (hand && hand != id) return send_with(&none, w, id, send, type);
    if (!hand && self->failed_id == id) take_up_again(self);
    int err = send_with(&self->answer, w, id, send, type);
    if (err == AN_OK || err == AN_EGONE || err == AN_EFAILED)
        appnet_answer_clear(&self->answer);
    else if (!hand)
        put_aside(self, id);
    return err;
}

int appnet_answer_send(struct appnet_server *self, struct an_worker *w, uint64_t id,
                       struct an_send *send)
{
    return appnet_answer_send_as(self, w, id, send, NULL);
}

void appnet_answers_forget(struct appnet_server *self)
{
    appnet_answer_clear(&self->answer);
    appnet_answer_clear(&self->failed);
    self->failed_id = 0;
}

/* --- an answer with parameters of its own --- */

bool appnet_answer_status(zend_long status)
{
    if (status >= 200 && status <= 599) return true;
    appnet_throw_argument(
        "the status of an answer is a number from 200 to 599, " ZEND_LONG_FMT " given", status);
    return false;
}

/* False after an exception. */
static bool add_value(struct appnet_answer *answer, zend_string *name, zval *value, bool first,
                      bool for_head)
{
    ZVAL_DEREF(value);
    if (Z_TYPE_P(value) != IS_STRING && Z_TYPE_P(value) != IS_LONG &&
        Z_TYPE_P(value) != IS_DOUBLE) {
        zend_type_error("the header %s of an answer is a string, a number or an array of them, %s "
                        "given",
                        ZSTR_VAL(name), zend_zval_type_name(value));
        return false;
    }
    zend_string *text = zval_get_string(value);
    bool fine = valid_header(name, text) && (first || may_add(answer, name));
    if (fine) set_header(answer, name, text, first, for_head);
    zend_string_release(text);
    return fine;
}

static bool add_header(struct appnet_answer *answer, zend_string *name, zval *value, bool for_head)
{
    zval *one;
    bool first = true;
    ZVAL_DEREF(value);
    if (!name) {
        appnet_throw_argument("the headers of an answer have names, not numbers");
        return false;
    }
    if (Z_TYPE_P(value) != IS_ARRAY) return add_value(answer, name, value, true, for_head);
    ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(value), one)
    {
        if (!add_value(answer, name, one, first, for_head)) return false;
        first = false;
    }
    ZEND_HASH_FOREACH_END();
    return true;
}

static bool add_headers(struct appnet_answer *answer, HashTable *headers, bool for_head)
{
    zend_string *name;
    zval *value;
    if (!headers) return true;
    ZEND_HASH_FOREACH_STR_KEY_VAL(headers, name, value)
    {
        if (!add_header(answer, name, value, for_head)) return false;
    }
    ZEND_HASH_FOREACH_END();
    return true;
}

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
    if (add_headers(&answer, headers, is_for_head(self, (uint64_t)fd)) &&
        appnet_answer_route(w, (uint64_t)fd, "answer", &route))
        err = send_with(&answer, w, (uint64_t)fd, &send, NULL);
    appnet_answer_clear(&answer);
    appnet_note(self, err);
    if (err == AN_ELIMIT) appnet_too_long(self, ZSTR_LEN(body));
    RETURN_BOOL(err == AN_OK);
}

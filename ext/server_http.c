/* server_http.c - the answer to an HTTP request: what it will say, and sending it: at once, in pieces, or from a file.
 *
 * An answer is gathered by setHeader, setCookie and httpRespCode and leaves with the next send, write, end or sendFile to an HTTP connection; with
 * write only its first piece has a head. What frames a message (Content-Length, Transfer-Encoding, a Connection that stays) is the engine's and
 * cannot be set. That a request is answered once is the engine's business too (worker_send.c): here a second answer is only false.
 */
#include "server_class.h"

#include "compat.h"

#include "protocol/field.h"
#include "protocol/mime.h"

#include "zend_smart_str.h"

#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- what it will say --- */

void appnet_answer_clear(struct appnet_answer *answer)
{
    if (answer->lines) {
        zend_hash_destroy(answer->lines);
        FREE_HASHTABLE(answer->lines);
    }
    *answer = (struct appnet_answer){0};
}

bool appnet_answer_said(const struct appnet_answer *a)
{
    return a->status || a->close || a->lines;
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

/* What the engine writes itself, once. */
static const char *const engines[] = {
    "content-length",           "transfer-encoding",      "date", "server", "sec-websocket-accept",
    "sec-websocket-extensions", "sec-websocket-protocol", /* what APPNET_EVENT_OPEN returns */
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

void appnet_answer_line(struct appnet_answer *answer, zend_string *name, zend_string *value,
                        bool replace)
{
    zend_string *lower = zend_string_tolower(name);
    zval *before = NULL, lines;
    if (!answer->lines) {
        ALLOC_HASHTABLE(answer->lines);
        zend_hash_init(answer->lines, 8, NULL, ZVAL_PTR_DTOR, 0);
    }
    if (!replace || zend_string_equals_literal(lower, "set-cookie"))
        before = zend_hash_find(answer->lines, lower);
    ZVAL_STR(&lines, zend_strpprintf(0, "%s%s: %s\r\n", before ? Z_STRVAL_P(before) : "",
                                     ZSTR_VAL(name), ZSTR_VAL(value)));
    zend_hash_update(answer->lines, lower, &lines);
    zend_string_release(lower);
}

/* False: this header is the engine's own. */
static bool set_header(struct appnet_answer *answer, zend_string *name, zend_string *value,
                       bool replace)
{
    zend_string *lower = zend_string_tolower(name);
    bool ours = IS_ONE_OF(lower, engines);
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

static bool may_repeat(zend_string *name)
{
    zend_string *lower = zend_string_tolower(name);
    bool single = IS_ONE_OF(lower, singletons);
    if (single) appnet_throw_argument("HTTP allows one %s in an answer", ZSTR_VAL(name));
    zend_string_release(lower);
    return !single;
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
        !valid_header(name, value) || (!replace && !may_repeat(name)))
        RETURN_THROWS();
    RETURN_BOOL(set_header(&self->answer, name, value, replace));
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

int appnet_answer_send(struct appnet_server *self, struct an_worker *w, uint64_t id,
                       struct an_send *send)
{
    struct appnet_answer *a = &self->answer;
    smart_str head = {0};
    appnet_answer_lines(a, &head);
    send->code = (uint32_t)a->status;
    if (a->close) send->flags |= AN_MSG_THEN_CLOSE;
    if (has_type(a)) send->flags |= AN_MSG_HAS_TYPE;
    send->head = head.s ? ZSTR_VAL(head.s) : NULL;
    send->head_len = head.s ? ZSTR_LEN(head.s) : 0;
    int err = an_worker_send(w, id, send);
    smart_str_free(&head);
    appnet_answer_clear(a);
    return err;
}

/* The request in hand, or NULL after an exception. */
static const struct an_event *in_hand(const struct appnet_server *self, const char *what)
{
    const struct an_event *ev = self->current.event;
    if (ev && ev->type == AN_EV_RECV && ev->proto == AN_PROTO_HTTP) return ev;
    if (ev && ev->type == AN_EV_OPEN && an_worker_opening(self->worker)) return ev;
    appnet_throw("%s answers an HTTP request: call it in APPNET_EVENT_RECV of one", what);
    return NULL;
}

static bool valid_status(zend_long status)
{
    if (status >= 200 && status <= 599) return true;
    appnet_throw_argument(
        "the status of an answer is a number from 200 to 599, " ZEND_LONG_FMT " given", status);
    return false;
}

ZEND_METHOD(appnetServer, httpRespCode)
{
    struct appnet_server *self = APPNET_THIS();
    const struct an_event *ev = NULL;
    zend_long status;
    zend_string *body = ZSTR_EMPTY_ALLOC();
    ZEND_PARSE_PARAMETERS_START(1, 2)
    Z_PARAM_LONG(status)
    Z_PARAM_OPTIONAL
    Z_PARAM_STR(body)
    ZEND_PARSE_PARAMETERS_END();
    bool at_once = ZEND_NUM_ARGS() > 1;
    struct an_worker *w = appnet_worker(self, "httpRespCode");
    if (!w || !valid_status(status) ||
        (at_once ? !(ev = in_hand(self, "httpRespCode() with a body"))
                 : !appnet_answer_open(self, "httpRespCode")))
        RETURN_THROWS();
    self->answer.status = (int)status;
    if (!at_once) RETURN_TRUE;
    struct an_send send = {.body = ZSTR_VAL(body), .body_len = ZSTR_LEN(body)};
    int err = appnet_answer_send(self, w, ev->id, &send);
    if (err == AN_ELIMIT) appnet_too_long(self, ZSTR_LEN(body));
    RETURN_BOOL(err == AN_OK);
}

static bool is_redirect(zend_long status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

static bool is_url(const zend_string *s)
{
    return ZSTR_LEN(s) > 0 && appnet_is_field_value(s) && !strpbrk(ZSTR_VAL(s), " \t");
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
    const struct an_event *ev = EG(exception) ? NULL : in_hand(self, "httpRedirect()");
    if (!ev) RETURN_THROWS();
    zend_string *location = zend_string_init(ZEND_STRL("Location"), 0);
    set_header(&self->answer, location, url, true);
    zend_string_release(location);
    self->answer.status = (int)status;
    struct an_send send = {0};
    int err = appnet_answer_send(self, w, ev->id, &send);
    if (err == AN_ELIMIT) appnet_too_long(self, 0);
    RETURN_BOOL(err == AN_OK);
}

/* --- in pieces --- */

/* Which request would be answered now? False: none; after an exception: it is not an HTTP connection. */
static bool route_of(struct an_worker *w, uint64_t id, const char *method,
                     struct an_conn_route *route)
{
    const struct an_registry *r = &an_worker_fabric(w)->registry;
    if (an_registry_check(r, id, &(uint32_t){0}) < 0 || !an_registry_answerable(r, id, route))
        return false;
    if (route->proto == AN_PROTO_HTTP) return true;
    appnet_throw("%s() answers HTTP requests: this connection speaks %s", method,
                 route->proto == AN_PROTO_TCP ? "TCP" : "WebSocket");
    return false;
}

static bool is_in_hand(const struct appnet_server *self, uint64_t id)
{
    const struct an_event *ev = self->current.event;
    return ev && (ev->type == AN_EV_RECV || ev->type == AN_EV_OPEN) && ev->id == id;
}

/* What has been said is for the first piece: while an answer is under way it waits for another one. */
static int send_piece(struct appnet_server *self, struct an_worker *w, uint64_t id,
                      const char *method, struct an_send *send)
{
    struct an_conn_route route;
    if (!route_of(w, id, method, &route)) return AN_EGONE;
    bool begun = an_registry_streamed(&an_worker_fabric(w)->registry, id, route.request);
    int err = begun ? an_worker_send(w, id, send) : appnet_answer_send(self, w, id, send);
    if (err == AN_ELIMIT) appnet_too_long(self, send->body_len);
    if (err == AN_OK && is_in_hand(self, id))
        self->current.streaming = !(send->flags & AN_MSG_LAST);
    return err;
}

ZEND_METHOD(appnetServer, write)
{
    struct appnet_server *self = APPNET_THIS();
    zend_long fd;
    zend_string *chunk;
    ZEND_PARSE_PARAMETERS_START(2, 2)
    Z_PARAM_LONG(fd)
    Z_PARAM_STR(chunk)
    ZEND_PARSE_PARAMETERS_END();
    struct an_worker *w = appnet_worker(self, "write");
    if (!w) RETURN_THROWS();
    struct an_send send = {
        .flags = AN_MSG_PART, .body = ZSTR_VAL(chunk), .body_len = ZSTR_LEN(chunk)};
    if (send_piece(self, w, (uint64_t)fd, "write", &send) < 0) RETURN_FALSE;
    RETURN_LONG((zend_long)ZSTR_LEN(chunk));
}

ZEND_METHOD(appnetServer, end)
{
    struct appnet_server *self = APPNET_THIS();
    zend_long fd;
    zend_string *chunk = ZSTR_EMPTY_ALLOC();
    ZEND_PARSE_PARAMETERS_START(1, 2)
    Z_PARAM_LONG(fd)
    Z_PARAM_OPTIONAL
    Z_PARAM_STR(chunk)
    ZEND_PARSE_PARAMETERS_END();
    struct an_worker *w = appnet_worker(self, "end");
    if (!w) RETURN_THROWS();
    struct an_send send = {
        .flags = AN_MSG_LAST, .body = ZSTR_VAL(chunk), .body_len = ZSTR_LEN(chunk)};
    RETURN_BOOL(send_piece(self, w, (uint64_t)fd, "end", &send) == AN_OK);
}

/* --- from a file --- */

/* What of a file: the length UINT64_MAX is its rest. */
struct piece {
    const char *path; /* absolute */
    uint64_t offset, length;
};

/* False after a warning. The reactor looks again when it opens it: what is found here is for the one who wrote the script. */
static bool may_be_sent(const struct piece *p)
{
    struct stat st;
    if (php_check_open_basedir(p->path)) return false; /* it has warned */
    if (stat(p->path, &st) < 0 || access(p->path, R_OK) < 0)
        php_error_docref(NULL, E_WARNING, "%s: %s", p->path, strerror(errno));
    else if (!S_ISREG(st.st_mode))
        php_error_docref(NULL, E_WARNING, "%s is not a regular file", p->path);
    else if (p->offset > (uint64_t)st.st_size ||
             (p->length != UINT64_MAX && p->length > (uint64_t)st.st_size - p->offset))
        php_error_docref(NULL, E_WARNING, "%s is no longer than %" PRIu64 " bytes", p->path,
                         (uint64_t)st.st_size);
    else
        return true;
    return false;
}

static void say_type(struct appnet_answer *answer, const char *path)
{
    const char *type = an_mime_type(an_mime_extension((struct an_span){path, strlen(path)}));
    if (has_type(answer)) return;
    zend_string *name = zend_string_init(ZEND_STRL("Content-Type"), 0),
                *value = zend_string_init(type, strlen(type), 0);
    appnet_answer_line(answer, name, value, true);
    zend_string_release(name);
    zend_string_release(value);
}

static int send_file(struct appnet_server *self, struct an_worker *w, uint64_t id,
                     const struct piece *p)
{
    smart_str body = {0};
    smart_str_appendl(&body, (const char *)&p->offset, sizeof p->offset);
    smart_str_appendl(&body, (const char *)&p->length, sizeof p->length);
    smart_str_appends(&body, p->path);
    struct an_send send = {
        .flags = AN_MSG_FILE, .body = ZSTR_VAL(body.s), .body_len = ZSTR_LEN(body.s)};
    say_type(&self->answer, p->path);
    int err = appnet_answer_send(self, w, id, &send);
    smart_str_free(&body);
    if (err == AN_ELIMIT) appnet_too_long(self, send.body_len);
    return err;
}

ZEND_METHOD(appnetServer, sendFile)
{
    struct appnet_server *self = APPNET_THIS();
    zend_long fd, offset = 0, length = -1;
    zend_string *path;
    struct an_conn_route route;
    char absolute[MAXPATHLEN];
    ZEND_PARSE_PARAMETERS_START(2, 4)
    Z_PARAM_LONG(fd)
    Z_PARAM_PATH_STR(path)
    Z_PARAM_OPTIONAL
    Z_PARAM_LONG(offset)
    Z_PARAM_LONG(length)
    ZEND_PARSE_PARAMETERS_END();
    struct an_worker *w = appnet_worker(self, "sendFile");
    if (!w) RETURN_THROWS();
    if (offset < 0 || length < -1) {
        appnet_throw_argument("a file is sent from an offset of 0 or more, with a length of 0 or "
                              "more or of -1 for its rest");
        RETURN_THROWS();
    }
    if (!route_of(w, (uint64_t)fd, "sendFile", &route)) RETURN_FALSE;
    if (!expand_filepath(ZSTR_VAL(path), absolute)) {
        php_error_docref(NULL, E_WARNING, "%s is not a path", ZSTR_VAL(path));
        RETURN_FALSE;
    }
    struct piece p = {absolute, (uint64_t)offset, length < 0 ? UINT64_MAX : (uint64_t)length};
    RETURN_BOOL(may_be_sent(&p) && send_file(self, w, (uint64_t)fd, &p) == AN_OK);
}

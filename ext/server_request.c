/* server_request.c - the contents of a request: getHeader() and getRequest(). Each makes its result
 * once per event, at the first call. */
#include "server_request.h"

#include "compat.h"
#include "misuse.h"
#include "request_files.h"
#include "request_vars.h"
#include "server.h"

#include "ground/clock.h"
#include "protocol/text/field.h"

#include <arpa/inet.h>

static bool of_connection(const struct an_event *ev)
{
    return ev && (ev->type == AN_EV_CONNECT || ev->type == AN_EV_OPEN || ev->type == AN_EV_RECV ||
                  ev->type == AN_EV_CLOSE);
}

static void add_text(zval *array, const char *key, struct an_span s)
{
    add_assoc_stringl(array, key, s.p ? s.p : "", s.len);
}

/* If there is no block, or the block is broken, all spans are empty. */
static void open_head(struct an_head *head, struct appnet_server *self)
{
    const struct an_event *ev = self->call.event;
    size_t len;
    const uint8_t *block = of_connection(ev) ? an_worker_head(self->worker, ev, &len) : NULL;
    if (!block || an_head_open(head, block, len) != AN_OK) an_head_open(head, NULL, 0);
}

/* --- getHeader --- */

/* A header that came more than once is one list (RFC 9110, 5.3). Cookie alone has another
 * separator. */
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

/* Does getHeader() use this name itself? A client cannot set such a name. */
static bool name_is_reserved(struct an_span name)
{
    static const char *const names[] = {"Protocol", "Method", "Uri", "Version", "Opcode"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (name.len == strlen(names[i]) && memcmp(name.p, names[i], name.len) == 0) return true;
    return false;
}

const char *appnet_protocol_name(enum an_proto proto)
{
    static const char *const names[] = {"TCP", "HTTP", "WEBSOCKET"};
    return names[proto];
}

static void header_of(zval *array, struct appnet_server *self)
{
    const struct an_event *ev = self->call.event;
    struct an_head head;
    struct an_span name, value;
    array_init(array);
    add_assoc_string(array, "Protocol", of_connection(ev) ? appnet_protocol_name(ev->proto) : "");
    open_head(&head, self);
    add_text(array, "Method", head.method);
    add_text(array, "Uri", head.target);
    add_text(array, "Version", head.version);
    if (of_connection(ev) && ev->type == AN_EV_RECV && ev->proto == AN_PROTO_WEBSOCKET)
        add_assoc_long(array, "Opcode", ev->code);
    while (an_head_next(&head, &name, &value) == 1)
        if (!name_is_reserved(name)) add_header(Z_ARRVAL_P(array), name, value);
}

ZEND_METHOD(appnetServer, getHeader)
{
    struct appnet_server *self = APPNET_THIS();
    ZEND_PARSE_PARAMETERS_NONE();
    if (!appnet_at_home("getHeader")) RETURN_THROWS();
    if (Z_ISUNDEF(self->call.header)) header_of(&self->call.header, self);
    ZVAL_COPY(return_value, &self->call.header);
}

/* --- getRequest: the target --- */

/* Decodes the text once. NULL: a '%' has not two digits behind it, or the text would hold a NUL,
 * which no path does. */
static zend_string *text_decode(struct an_span s)
{
    zend_string *text = zend_string_alloc(s.len, 0);
    char *to = ZSTR_VAL(text);
    for (size_t i = 0; i < s.len; i++) {
        *to++ = s.p[i];
        if (s.p[i] != '%') continue;
        int high = i + 2 < s.len ? an_hex_value(s.p[i + 1]) : -1,
            low = i + 2 < s.len ? an_hex_value(s.p[i + 2]) : -1;
        if (high < 0 || low < 0 || high + low == 0) {
            zend_string_release(text);
            return NULL;
        }
        to[-1] = (char)(high << 4 | low);
        i += 2;
    }
    *to = 0;
    ZSTR_LEN(text) = (size_t)(to - ZSTR_VAL(text));
    return text;
}

/* Divides a target into path and query. An absolute one ("http://host/path") loses its scheme and
 * host. */
static void target_divide(struct an_span target, struct an_span *path, struct an_span *query)
{
    const char *mark = target.len ? memchr(target.p, '?', target.len) : NULL;
    *path = *query = (struct an_span){target.p, 0};
    path->len = mark ? (size_t)(mark - target.p) : target.len;
    if (mark) *query = (struct an_span){mark + 1, target.len - path->len - 1};
    const char *host =
        path->len && *path->p != '/' ? zend_memnstr(path->p, "://", 3, path->p + path->len) : NULL;
    if (!host) return;
    size_t left = path->len - (size_t)(host + 3 - path->p);
    const char *slash = memchr(host + 3, '/', left);
    *path = slash ? (struct an_span){slash, path->len - (size_t)(slash - path->p)}
                  : (struct an_span){"/", 1};
}

static void add_target(zval *array, struct an_span target)
{
    struct an_span path, query;
    zval vars;
    target_divide(target, &path, &query);
    zend_string *decoded = text_decode(path);
    add_text(array, "uri", target);
    if (decoded)
        add_assoc_str(array, "path", decoded);
    else
        add_text(array, "path", path);
    array_init(&vars);
    appnet_vars_query(&vars, query);
    add_assoc_zval(array, "query", &vars);
}

/* --- getRequest: headers and body --- */

static void add_headers(zval *array, struct an_head *head)
{
    struct an_span name, value;
    zval headers, cookies, *cookie;
    array_init(&headers);
    while (an_head_next(head, &name, &value) == 1) {
        char *lower = zend_str_tolower_dup(name.p, name.len);
        add_header(Z_ARRVAL(headers), (struct an_span){lower, name.len}, value);
        efree(lower);
    }
    array_init(&cookies);
    cookie = zend_hash_str_find(Z_ARRVAL(headers), ZEND_STRL("cookie"));
    if (cookie)
        appnet_vars_cookies(&cookies, (struct an_span){Z_STRVAL_P(cookie), Z_STRLEN_P(cookie)});
    add_assoc_zval(array, "headers", &headers);
    add_assoc_zval(array, "cookies", &cookies);
}

static bool is_urlencoded(const struct an_event *ev)
{
    struct an_span type;
    return an_head_find(ev->head, ev->head_len, "Content-Type", &type) &&
           an_span_is(an_params_open(&type), "application/x-www-form-urlencoded");
}

static void add_body(zval *array, const struct appnet_server *self, const struct an_event *ev)
{
    const zval *body = &self->call.body;
    zval fields, files;
    array_init(&fields);
    array_init(&files);
    if (ev->form)
        appnet_files_add(&fields, &files, ev);
    else if (!Z_ISUNDEF_P(body) && is_urlencoded(ev))
        appnet_vars_urlencoded(&fields, (struct an_span){Z_STRVAL_P(body), Z_STRLEN_P(body)});
    add_assoc_zval(array, "fields", &fields);
    add_assoc_zval(array, "files", &files);
    if (Z_ISUNDEF_P(body))
        add_assoc_string(array, "body", "");
    else
        add_assoc_str(array, "body", zend_string_copy(Z_STR_P(body)));
}

/* --- getRequest: who and when --- */

void appnet_addresses_add(zval *array, const struct an_conn_info *info)
{
    char remote[INET6_ADDRSTRLEN] = "", local[INET6_ADDRSTRLEN] = "";
    if (info->family) {
        int family = info->family == 6 ? AF_INET6 : AF_INET;
        inet_ntop(family, info->addr, remote, sizeof remote);
        inet_ntop(family, info->local_addr, local, sizeof local);
    }
    add_assoc_string(array, "remote_addr", remote);
    add_assoc_long(array, "remote_port", info->port);
    add_assoc_string(array, "local_addr", local);
    add_assoc_long(array, "local_port", info->local_port);
}

/* If the connection has closed, the registry does not have it any more, and the addresses are
 * empty. */
static void add_addresses(zval *array, struct appnet_server *self, uint64_t id)
{
    static const struct an_conn_info none;
    struct an_conn_info info;
    int err = an_worker_addresses(self->worker, id, &info);
    appnet_addresses_add(array, err == AN_OK ? &info : &none);
}

static void request_of(zval *array, struct appnet_server *self)
{
    const struct an_event *ev = self->call.event;
    struct an_head head;
    array_init(array);
    if (!of_connection(ev) || !self->worker) return;
    open_head(&head, self);
    add_text(array, "method", head.method);
    add_target(array, head.target);
    add_headers(array, &head);
    add_body(array, self, ev);
    add_addresses(array, self, ev->id);
    add_assoc_string(array, "scheme", ev->proto == AN_PROTO_TCP ? "tcp" : "http");
    add_text(array, "version", head.version);
    uint64_t time_ms = self->call.began_ms;
    if (!time_ms) time_ms = an_clock_wall_ms() - (an_clock_ms() - self->call.turn_ms);
    add_assoc_long(array, "time", (zend_long)(time_ms / 1000));
    add_assoc_double(array, "time_float", (double)time_ms / 1000);
}

void appnet_request(struct appnet_server *self, zval *to)
{
    if (Z_ISUNDEF(self->call.request)) {
        zval request;
        request_of(&request, self);
        ZVAL_COPY_VALUE(&self->call.request, &request);
    }
    ZVAL_COPY(to, &self->call.request);
}

ZEND_METHOD(appnetServer, getRequest)
{
    struct appnet_server *self = APPNET_THIS();
    ZEND_PARSE_PARAMETERS_NONE();
    if (!appnet_at_home("getRequest")) RETURN_THROWS();
    appnet_request(self, return_value);
}

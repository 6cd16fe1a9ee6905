/* server_cookie.c - setCookie, with the parameters of PHP's own setcookie(). RFC 6265, 4.1.
 *
 * A value is percent-encoded, so it may be anything. The other parts of the line are refused if
 * they could end their attribute. An empty value deletes the cookie. For that browsers know only
 * one way: a date in the past.
 */
#include "arguments.h"
#include "compat.h"
#include "misuse.h"
#include "server.h"
#include "server_answer.h"

#include "ground/clock.h"
#include "protocol/http/date.h"

#include "ext/standard/url.h"
#include "zend_smart_str.h"

#define LAST_S 253402300799 /* of the year 9999: a date has four digits for it */

struct cookie {
    zend_string *name, *value;
    zend_string *path, *domain, *samesite; /* to be released here; NULL: none */
    zend_long expires;                     /* seconds since 1970; 0: with the browser */
    APPNET_BOOL secure, httponly;
};

static void cookie_fini(struct cookie *c)
{
    if (c->path) zend_string_release(c->path);
    if (c->domain) zend_string_release(c->domain);
    if (c->samesite) zend_string_release(c->samesite);
}

/* --- what may stand in a cookie --- */

static bool is_attribute(const zend_string *s, const char *forbidden)
{
    return !s || (appnet_is_field_value(s) && !strpbrk(ZSTR_VAL(s), forbidden));
}

static bool cookie_is_valid(const struct cookie *c)
{
    static const char *const names[] = {"path", "domain", "samesite"};
    const zend_string *const attributes[] = {c->path, c->domain, c->samesite};
    if (ZSTR_LEN(c->name) == 0 || !is_attribute(c->name, "=,; \t")) {
        appnet_throw_argument("the name of a cookie is not empty and holds no \"=\", \",\", \";\", "
                              "blanks or control characters");
        return false;
    }
    for (int i = 0; i < 3; i++) {
        if (is_attribute(attributes[i], ",; \t")) continue;
        appnet_throw_argument("the %s of a cookie holds no \",\", \";\", blanks or control "
                              "characters",
                              names[i]);
        return false;
    }
    if (c->expires <= LAST_S) return true;
    appnet_throw_argument("a cookie expires in the year 9999 at the latest");
    return false;
}

/* --- its options --- */

static bool keep_text(zend_string **to, zval *value)
{
    if (*to) zend_string_release(*to);
    return (*to = zval_try_get_string(value)) != NULL;
}

static bool take_option(struct cookie *c, zend_string *key, zval *value)
{
    if (!key)
        appnet_throw_argument("the options of a cookie have names, not numbers");
    else if (zend_string_equals_literal_ci(key, "expires"))
        c->expires = zval_get_long(value);
    else if (zend_string_equals_literal_ci(key, "path"))
        keep_text(&c->path, value);
    else if (zend_string_equals_literal_ci(key, "domain"))
        keep_text(&c->domain, value);
    else if (zend_string_equals_literal_ci(key, "secure"))
        c->secure = zval_is_true(value);
    else if (zend_string_equals_literal_ci(key, "httponly"))
        c->httponly = zval_is_true(value);
    else if (zend_string_equals_literal_ci(key, "samesite"))
        keep_text(&c->samesite, value);
    else
        appnet_throw_argument("a cookie has the options expires, path, domain, secure, httponly "
                              "and samesite, not %s",
                              ZSTR_VAL(key));
    return !EG(exception);
}

static bool take_options(struct cookie *c, HashTable *options)
{
    zend_string *key;
    zval *value;
    ZEND_HASH_FOREACH_STR_KEY_VAL(options, key, value)
    {
        ZVAL_DEREF(value);
        if (!take_option(c, key, value)) return false;
    }
    ZEND_HASH_FOREACH_END();
    return true;
}

/* Takes the third parameter: a time, or an array, which replaces it and all parameters behind
 * it. */
static bool take_third(struct cookie *c, zval *third, uint32_t argc)
{
    if (third) ZVAL_DEREF(third);
    if (!third) return true;
    if (Z_TYPE_P(third) == IS_ARRAY && argc == 3) return take_options(c, Z_ARRVAL_P(third));
    if (Z_TYPE_P(third) != IS_ARRAY && appnet_argument_long(third, &c->expires)) return true;
    if (Z_TYPE_P(third) == IS_ARRAY)
        appnet_throw_argument("nothing follows the options of a cookie: they hold all of it");
    else
        appnet_argument_wrong(3, "of type array|int", third);
    return false;
}

/* --- its line --- */

static void append_date(smart_str *to, zend_long at, zend_long max_age)
{
    char date[AN_HTTP_DATE_LEN];
    an_http_date_render(at, date);
    smart_str_appends(to, "; expires=");
    smart_str_appendl(to, date, sizeof date);
    smart_str_appends(to, "; Max-Age=");
    smart_str_append_long(to, max_age);
}

static void append_value(smart_str *to, const struct cookie *c)
{
    zend_long now = (zend_long)(an_clock_wall_ms() / 1000);
    if (ZSTR_LEN(c->value) == 0) {
        smart_str_appends(to, "deleted");
        append_date(to, 1, 0);
        return;
    }
    zend_string *encoded = php_raw_url_encode(ZSTR_VAL(c->value), ZSTR_LEN(c->value));
    smart_str_append(to, encoded);
    zend_string_release(encoded);
    if (c->expires > 0) append_date(to, c->expires, AN_MAX(c->expires - now, (zend_long)0));
}

static void append_attribute(smart_str *to, const char *name, const zend_string *value)
{
    if (!value || ZSTR_LEN(value) == 0) return;
    smart_str_appends(to, name);
    smart_str_appendl(to, ZSTR_VAL(value), ZSTR_LEN(value));
}

static void cookie_say(struct appnet_answer *answer, const struct cookie *c)
{
    smart_str text = {0};
    smart_str_append(&text, c->name);
    smart_str_appendc(&text, '=');
    append_value(&text, c);
    append_attribute(&text, "; path=", c->path);
    append_attribute(&text, "; domain=", c->domain);
    if (c->secure) smart_str_appends(&text, "; secure");
    if (c->httponly) smart_str_appends(&text, "; HttpOnly");
    append_attribute(&text, "; SameSite=", c->samesite);
    smart_str_0(&text);
    zend_string *name = zend_string_init(ZEND_STRL("Set-Cookie"), 0);
    appnet_answer_line(answer, name, text.s, false);
    zend_string_release(name);
    smart_str_free(&text);
}

ZEND_METHOD(appnetServer, setCookie)
{
    struct appnet_server *self = APPNET_THIS();
    struct cookie c = {.value = ZSTR_EMPTY_ALLOC()};
    zval *third = NULL;
    zend_string *path = NULL, *domain = NULL;
    ZEND_PARSE_PARAMETERS_START(1, 7)
    Z_PARAM_STR(c.name)
    Z_PARAM_OPTIONAL
    Z_PARAM_STR(c.value)
    Z_PARAM_ZVAL(third)
    Z_PARAM_STR(path)
    Z_PARAM_STR(domain)
    Z_PARAM_BOOL(c.secure)
    Z_PARAM_BOOL(c.httponly)
    ZEND_PARSE_PARAMETERS_END();
    if (!appnet_worker(self, "setCookie") || !appnet_answer_open(self, "setCookie"))
        RETURN_THROWS();
    if (path) c.path = zend_string_copy(path);
    if (domain) c.domain = zend_string_copy(domain);
    bool fine = take_third(&c, third, ZEND_NUM_ARGS()) && cookie_is_valid(&c);
    if (fine) cookie_say(&self->call.answer, &c);
    cookie_fini(&c);
    RETURN_BOOL(fine);
}

/* answer.c - see answer.h. */
#include "answer.h"

#include "misuse.h"

#include "protocol/text/field.h"

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

/* Headers that a script cannot set. The engine writes some of them itself, once. The others hold
 * between two neighbours of a chain (RFC 9110, 7.6.1): the engine is such a neighbour, and the
 * script does not know the one on the other side. */
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

/* Headers that are not lists: a second line would contradict the first. (RFC 9110, 5.3, 8.3 to 8.8,
 * 10.2, 14.4; age, expires: RFC 9111, 5; content-disposition: RFC 6266; strict-transport-security:
 * RFC 6797.) */
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

static bool is_number(const zend_string *s)
{
    return ZSTR_LEN(s) > 0 && ZSTR_LEN(s) < 20 && strspn(ZSTR_VAL(s), "0123456789") == ZSTR_LEN(s);
}

bool appnet_answer_header(struct appnet_answer *answer, zend_string *name, zend_string *value,
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

bool appnet_answer_header_valid(const zend_string *name, const zend_string *value)
{
    if (!is_token(name))
        appnet_throw_argument(
            "the name of a header is a token: letters, digits and !#$%%&'*+-.^_`|~");
    else if (!appnet_is_field_value(value))
        appnet_throw_argument(
            "the value of a header holds no CR, LF, NUL or other control characters");
    return !EG(exception);
}

bool appnet_answer_may_add(const struct appnet_answer *answer, zend_string *name)
{
    zend_string *lower = zend_string_tolower(name);
    bool may =
        !IS_ONE_OF(lower, singletons) || !answer->lines || !zend_hash_exists(answer->lines, lower);
    if (!may) appnet_throw_argument("HTTP allows one %s in an answer", ZSTR_VAL(name));
    zend_string_release(lower);
    return may;
}

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

bool appnet_answer_has_type(const struct appnet_answer *a)
{
    return a->lines && zend_hash_str_exists(a->lines, ZEND_STRL("content-type"));
}

void appnet_answer_add(struct appnet_answer *to, const struct appnet_answer *later)
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

/* --- headers as an array --- */

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
    bool fine =
        appnet_answer_header_valid(name, text) && (first || appnet_answer_may_add(answer, name));
    if (fine) appnet_answer_header(answer, name, text, first, for_head);
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

bool appnet_answer_headers(struct appnet_answer *answer, HashTable *headers, bool for_head)
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

/* options.c - see options.h. The table of options is ground/options.c.
 *
 * A value of another type is a TypeError, one out of range an InvalidArgumentException. Not here:
 * whether files and folders exist.
 */
#include "options.h"

#include "arguments.h"
#include "compat.h"

#include "ground/options.h"
#include "protocol/ws/frame.h"

#include "ext/spl/spl_exceptions.h"
#include "zend_smart_str.h"

static const struct {
    const char *name;
    enum an_proto_set set;
} protocols[] = {
    /* TCP. */
    {"APPNET_PROTO_TCP_ONLY", AN_SPEAKS_TCP},
    /* HTTP. */
    {"APPNET_PROTO_HTTP_ONLY", AN_SPEAKS_HTTP},
    /* WebSocket; a request without an upgrade gets a 426. */
    {"APPNET_PROTO_WEBSOCKET_ONLY", AN_SPEAKS_WEBSOCKET},
    /* TCP and HTTP. */
    {"APPNET_PROTO_HTTP_MIX", AN_SPEAKS_TCP | AN_SPEAKS_HTTP},
    /* TCP and WebSocket. */
    {"APPNET_PROTO_WEBSOCKET_MIX", AN_SPEAKS_TCP | AN_SPEAKS_WEBSOCKET},
    /* TCP, HTTP and WebSocket. */
    {"APPNET_PROTO_MIX", AN_SPEAKS_ALL},
};

#define PROTOCOL_SETS (sizeof protocols / sizeof *protocols)

static void constant_register(const char *name, zend_long value, int module_number)
{
    zend_register_long_constant(name, strlen(name), value, CONST_CS | CONST_PERSISTENT,
                                module_number);
}

void appnet_options_register(int module_number)
{
    for (size_t i = 0; i < an_options_count; i++)
        constant_register(an_options[i].name, an_options[i].number, module_number);
    for (size_t i = 0; i < PROTOCOL_SETS; i++)
        constant_register(protocols[i].name, protocols[i].set, module_number);
    /* A message of text, which is UTF-8. */
    constant_register("APPNET_WS_TEXT", AN_WS_TEXT, module_number);
    /* A message of any bytes. */
    constant_register("APPNET_WS_BINARY", AN_WS_BINARY, module_number);
    /* The data was sent. */
    constant_register("APPNET_ERROR_NONE", APPNET_ERROR_NONE, module_number);
    /* The connection has closed. Or, over HTTP, no request waits for this answer: the request has
     * been answered, or its answer in pieces has failed. */
    constant_register("APPNET_ERROR_GONE", APPNET_ERROR_GONE, module_number);
    /* Too much waits for this client, which reads too slowly: `APPNET_EVENT_DRAIN` says when half
     * of it has left. Or too many tasks wait, or answers of tasks. */
    constant_register("APPNET_ERROR_FULL", APPNET_ERROR_FULL, module_number);
    /* The network process has taken nothing for seconds. */
    constant_register("APPNET_ERROR_STUCK", APPNET_ERROR_STUCK, module_number);
}

/* --- what is wrong with a value, in words --- */

static void list_names(smart_str *to, const char *base, size_t stride, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i) smart_str_appends(to, ", ");
        smart_str_appends(to, *(const char *const *)(const void *)(base + i * stride));
    }
}

static void say_allowed(smart_str *to, const struct an_option *row)
{
    switch (row->kind) {
    case AN_OPTION_COUNT:
    case AN_OPTION_SIZE:
    case AN_OPTION_RATE:
    case AN_OPTION_TIME:
        smart_str_appends(to, "an integer from ");
        smart_str_append_long(to, (zend_long)row->least);
        smart_str_appends(to, " to ");
        smart_str_append_long(to, (zend_long)row->most);
        if (row->kind == AN_OPTION_TIME) smart_str_appends(to, " (milliseconds)");
        break;
    case AN_OPTION_FLAG:
        smart_str_appends(to, "true or false (or 1 or 0)");
        break;
    case AN_OPTION_PROTOCOLS:
        smart_str_appends(to, "one of ");
        list_names(to, (const char *)protocols, sizeof *protocols, PROTOCOL_SETS);
        break;
    case AN_OPTION_TEXT:
        smart_str_appends(to, "a non-empty string without NUL bytes");
        break;
    }
}

static void say_given(smart_str *to, const zval *value)
{
    if (Z_TYPE_P(value) == IS_LONG)
        smart_str_append_long(to, Z_LVAL_P(value));
    else
        smart_str_appends(to, zend_zval_type_name((zval *)value));
    smart_str_appends(to, " given");
}

static bool refusal_throw(smart_str *text)
{
    smart_str_0(text);
    zend_throw_exception(spl_ce_InvalidArgumentException, ZSTR_VAL(text->s), 0);
    smart_str_free(text);
    return false;
}

static zend_ulong numbers_distance(zend_long a, zend_long b)
{
    return a < b ? (zend_ulong)b - (zend_ulong)a : (zend_ulong)a - (zend_ulong)b;
}

static bool refuse_value(const struct an_option *row, const zval *value)
{
    smart_str text = {0};
    smart_str_appends(&text, row->name);
    smart_str_appends(&text, " must be ");
    say_allowed(&text, row);
    smart_str_appends(&text, ", ");
    say_given(&text, value);
    return refusal_throw(&text);
}

/* Names the option with the nearest number first: the caller may have mistaken the number, or have
 * taken a constant of another kind. */
static bool refuse_option(zend_long option)
{
    smart_str text = {0};
    const struct an_option *next = an_options;
    for (size_t i = 1; i < an_options_count; i++)
        if (numbers_distance(an_options[i].number, option) < numbers_distance(next->number, option))
            next = &an_options[i];
    smart_str_appends(&text, "unknown option ");
    smart_str_append_long(&text, option);
    smart_str_appends(&text, "; the nearest is ");
    smart_str_appends(&text, next->name);
    smart_str_appends(&text, "; there are ");
    list_names(&text, (const char *)an_options, sizeof *an_options, an_options_count);
    return refusal_throw(&text);
}

bool appnet_option_of(zval *value, zend_long *option)
{
    char expected[100];
    if (appnet_argument_long(value, option)) return true;
    ZVAL_DEREF(value);
    const char *name = Z_TYPE_P(value) == IS_STRING
                           ? appnet_nearest(Z_STRVAL_P(value), &an_options[0].name,
                                            sizeof *an_options, an_options_count)
                           : NULL;
    snprintf(expected, sizeof expected, "of type int%s%s", name ? ": the constant " : "",
             name ? name : "");
    appnet_argument_wrong(1, expected, value);
    return false;
}

/* --- the loop --- */

static bool valid_protocols(zend_long set)
{
    for (size_t i = 0; i < PROTOCOL_SETS; i++)
        if (protocols[i].set == set) return true;
    return false;
}

/* Takes an integer, a bool or a string from the value. False after a TypeError; otherwise the
 * caller releases *to. */
static bool value_take(zval *to, const struct an_option *row, uint32_t arg, zval *value)
{
    char expected[80];
    zend_long n;
    ZVAL_DEREF(value);
    ZVAL_UNDEF(to);
    if (row->kind == AN_OPTION_TEXT) {
        zend_string *s = appnet_argument_string(value);
        if (s) ZVAL_STR(to, s);
    } else if (row->kind == AN_OPTION_FLAG &&
               (Z_TYPE_P(value) == IS_TRUE || Z_TYPE_P(value) == IS_FALSE)) {
        ZVAL_COPY_VALUE(to, value);
    } else if (appnet_argument_long(value, &n)) {
        ZVAL_LONG(to, n);
    }
    if (!Z_ISUNDEF_P(to)) return true;
    snprintf(expected, sizeof expected, "of type %s for %s",
             row->kind == AN_OPTION_TEXT   ? "string"
             : row->kind == AN_OPTION_FLAG ? "bool"
                                           : "int",
             row->name);
    appnet_argument_wrong(arg, expected, value);
    return false;
}

static bool value_is_valid(const struct an_option *row, const zval *value)
{
    bool is_long = Z_TYPE_P(value) == IS_LONG;
    zend_long n = is_long ? Z_LVAL_P(value) : 0;
    switch (row->kind) {
    case AN_OPTION_FLAG:
        if (Z_TYPE_P(value) == IS_TRUE || Z_TYPE_P(value) == IS_FALSE) return true;
        /* fall through */
    case AN_OPTION_COUNT:
    case AN_OPTION_SIZE:
    case AN_OPTION_RATE:
    case AN_OPTION_TIME:
        return is_long && n >= 0 && (uint64_t)n >= row->least && (uint64_t)n <= row->most;
    case AN_OPTION_PROTOCOLS:
        return is_long && valid_protocols(n);
    case AN_OPTION_TEXT:
        return Z_TYPE_P(value) == IS_STRING && Z_STRLEN_P(value) > 0 &&
               strlen(Z_STRVAL_P(value)) == Z_STRLEN_P(value);
    }
    return false;
}

/* Keeps a string that the configuration points to. The key is the number of its option. */
static void text_store(const char **field, const struct an_option *row, HashTable **texts,
                       zend_string *text)
{
    zval kept;
    if (!*texts) {
        ALLOC_HASHTABLE(*texts);
        zend_hash_init(*texts, 4, NULL, ZVAL_PTR_DTOR, 0);
    }
    ZVAL_STR_COPY(&kept, text);
    zend_hash_index_update(*texts, row->number, &kept);
    *field = ZSTR_VAL(text);
}

static void value_store(void *field, const struct an_option *row, HashTable **texts,
                        const zval *value)
{
    if (row->kind == AN_OPTION_TEXT)
        text_store(field, row, texts, Z_STR_P(value));
    else if (Z_TYPE_P(value) == IS_LONG)
        an_option_store(field, row->kind, (uint64_t)Z_LVAL_P(value));
    else
        an_option_store(field, row->kind, Z_TYPE_P(value) == IS_TRUE);
}

static const struct an_option *row_of(zend_long option)
{
    for (size_t i = 0; i < an_options_count; i++)
        if (option == an_options[i].number) return &an_options[i];
    return NULL;
}

static bool value_set(void *field, const struct an_option *row, HashTable **texts, zval *value)
{
    zval taken;
    if (!value_take(&taken, row, 2, value)) return false;
    bool fine = value_is_valid(row, &taken) || refuse_value(row, &taken);
    if (fine) value_store(field, row, texts, &taken);
    zval_ptr_dtor(&taken);
    return fine;
}

bool appnet_option_set(struct an_config *config, HashTable **texts, zend_long option, zval *value)
{
    const struct an_option *row = row_of(option);
    if (!row) return refuse_option(option);
    return value_set((char *)config + row->field, row, texts, value);
}

bool appnet_silence_set(struct an_silence *silence, zend_long option, zval *value)
{
    const struct an_option *row = row_of(option);
    if (!row || !an_option_of_silence(row)) {
        zend_throw_exception(spl_ce_InvalidArgumentException,
                             "a port has options of its own for APPNET_WS_PING, APPNET_WS_TIMEOUT, "
                             "APPNET_TCP_TIMEOUT and APPNET_TCP_FIRST_BYTE alone",
                             0);
        return false;
    }
    return value_set(an_option_in_silence(row, silence), row, NULL, value);
}

void appnet_texts_free(HashTable *texts)
{
    if (!texts) return;
    zend_hash_destroy(texts);
    FREE_HASHTABLE(texts);
}

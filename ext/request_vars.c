/* request_vars.c - see request_vars.h. PHP's own php_register_variable_ex() makes the nested
 * arrays. */
#include "request_vars.h"

#include "compat.h"

#include "SAPI.h"
#include "ext/standard/url.h"
#include "main/php_variables.h"

/* Cuts the next piece off a text. Empty pieces are passed over. */
static bool next_piece(struct an_span *text, const char *separators, struct an_span *piece)
{
    const char *p = text->p, *end = p + text->len;
    while (p < end && *p && strchr(separators, *p))
        p++;
    const char *from = p;
    while (p < end && !(*p && strchr(separators, *p)))
        p++;
    *piece = (struct an_span){from, (size_t)(p - from)};
    *text = (struct an_span){p, (size_t)(end - p)};
    return piece->len > 0;
}

/* True: PHP would warn, and drop the variable. */
static bool too_deep(const char *name)
{
    zend_long depth = 0;
    for (; *name; name++)
        depth += *name == '[';
    return depth > PG(max_input_nesting_level);
}

void appnet_vars_add(zval *array, const char *name, zval *value)
{
    if (too_deep(name))
        zval_ptr_dtor(value);
    else
        php_register_variable_ex((char *)name, value, array);
}

static void piece_add(zval *array, struct an_span piece, bool cookie)
{
    char *name = estrndup(piece.p, piece.len), *end = name + piece.len;
    char *value = memchr(name, '=', piece.len);
    zval text;
    if (value)
        *value++ = 0;
    else
        value = end;
    size_t len = (size_t)(end - value);
    len = cookie ? php_raw_url_decode(value, len) : php_url_decode(value, len);
    if (!cookie) php_url_decode(name, strlen(name));
    ZVAL_STRINGL(&text, value, len);
    appnet_vars_add(array, name, &text);
    efree(name);
}

static void add_all(zval *array, struct an_span text, const char *separators)
{
    struct an_span piece;
    for (zend_long n = PG(max_input_vars); n > 0 && next_piece(&text, separators, &piece); n--)
        piece_add(array, piece, false);
}

void appnet_vars_query(zval *array, struct an_span query)
{
    add_all(array, query, PG(arg_separator).input);
}

void appnet_vars_urlencoded(zval *array, struct an_span body)
{
    add_all(array, body, "&");
}

/* Of two cookies with one name the first one counts. PHP does so only for the array that it
 * believes to be $_COOKIE. */
void appnet_vars_cookies(zval *array, struct an_span header)
{
    zval *globals = &PG(http_globals)[TRACK_VARS_COOKIE], php;
    struct an_span piece;
    zend_long n = PG(max_input_vars);
    ZVAL_COPY_VALUE(&php, globals);
    ZVAL_COPY_VALUE(globals, array);
    while (n > 0 && next_piece(&header, ";", &piece)) {
        while (piece.len && isspace((unsigned char)*piece.p))
            piece = (struct an_span){piece.p + 1, piece.len - 1};
        if (piece.len == 0 || *piece.p == '=') continue;
        piece_add(array, piece, true);
        n--;
    }
    ZVAL_COPY_VALUE(globals, &php);
}

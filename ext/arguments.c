/* arguments.c - see arguments.h. Null does not count as a scalar here: PHP's own functions will
 * soon refuse it as well. */
#include "arguments.h"

#include "compat.h"

#include <ctype.h>
#include <math.h>

bool appnet_argument_long(zval *value, zend_long *n)
{
    ZVAL_DEREF(value);
    if (Z_TYPE_P(value) == IS_DOUBLE && Z_DVAL_P(value) != floor(Z_DVAL_P(value))) return false;
    return Z_TYPE_P(value) != IS_NULL && APPNET_PARSE_LONG(value, n);
}

zend_string *appnet_argument_string(zval *value)
{
    zend_string *s;
    zval own;
    ZVAL_COPY_DEREF(&own, value);
    if (Z_TYPE(own) != IS_NULL && APPNET_PARSE_STR(&own, &s)) return s;
    zval_ptr_dtor(&own);
    return NULL;
}

void appnet_argument_wrong(uint32_t arg, const char *expected, const zval *given)
{
    if (EG(exception)) return;
    APPNET_TYPE_ERROR(arg, expected, zend_zval_type_name((zval *)given));
}

/* Counts the letters of `written` that `name` has in the same order. A letter right behind the one
 * before counts twice. 0: there are too few. */
static long names_likeness(const char *written, const char *name)
{
    long common = 0, left = 0, len = (long)strlen(written);
    for (const char *at = name; *written; written++) {
        const char *found = at;
        while (*found && toupper((unsigned char)*written) != *found)
            found++;
        if (*found) {
            common += found == at ? 2 : 1;
            at = found + 1;
        } else {
            left++;
        }
    }
    return 2 * (common - left) > 3 * len ? 1000 * (common - left) - (long)strlen(name) : 0;
}

const char *appnet_nearest(const char *written, const char *const *names, size_t stride,
                           size_t count)
{
    const char *best = NULL;
    long most = 0;
    for (size_t i = 0; i < count; i++) {
        const char *name = *(const char *const *)(const void *)((const char *)names + i * stride);
        long like = names_likeness(written, name);
        if (like <= most) continue;
        best = name;
        most = like;
    }
    return best;
}

/* arguments.c - see arguments.h. Null is no scalar here: PHP's own functions are about to refuse it as well. */
#include "arguments.h"

#include "compat.h"

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

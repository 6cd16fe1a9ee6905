/* arguments.h - parameters of several types, and values in arrays, taken as PHP's own functions
 * take theirs: callers in weak mode have their scalars converted, callers in strict mode do not. */
#ifndef APPNET_ARGUMENTS_H
#define APPNET_ARGUMENTS_H

#include <stdbool.h>

#include "php.h"

/* False: it is no integer. The value is not changed. */
bool appnet_argument_long(zval *value, zend_long *n);
/* A string, which the caller releases. NULL: it is none, or an exception was thrown. The value is
 * not changed. */
zend_string *appnet_argument_string(zval *value);
/* Throws a TypeError, unless something has been thrown already: "Argument #arg ($name) must be
 * <expected>, <its type> given". */
ZEND_COLD void appnet_argument_wrong(uint32_t arg, const char *expected, const zval *given);

/* Finds in a table (count names, stride bytes apart) the name that looks most like `written`: for
 * "worker_num" it is APPNET_OPT_WORKER_NUM. NULL: no name does. */
const char *appnet_nearest(const char *written, const char *const *names, size_t stride, size_t count);

#endif

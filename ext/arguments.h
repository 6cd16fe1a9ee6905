/* arguments.h - parameters of several types, and values in arrays, taken as PHP's own functions
 * take theirs: in weak mode the caller's scalars are converted, in strict mode they are not. */
#ifndef APPNET_ARGUMENTS_H
#define APPNET_ARGUMENTS_H

#include <stdbool.h>

#include "php.h"

/* False: the value is not an integer. The value is not changed. */
bool appnet_argument_long(zval *value, zend_long *n);
/* Returns a string, which the caller releases. NULL: the value is not a string, or an exception was
 * thrown. The value is not changed. */
zend_string *appnet_argument_string(zval *value);
/* Throws a TypeError, unless an exception is pending already: "Argument #arg ($name) must be
 * <expected>, <its type> given". */
ZEND_COLD void appnet_argument_wrong(uint32_t arg, const char *expected, const zval *given);

/* Finds in a table (count names, stride bytes apart) the name that looks most like `written`: for
 * "worker_num" it is APPNET_OPT_WORKER_NUM. NULL: no name does. */
const char *appnet_nearest(const char *written, const char *const *names, size_t stride, size_t count);

#endif

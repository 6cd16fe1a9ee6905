/* arguments.h - parameters of several types, and values in arrays, taken as PHP's own functions take theirs: of callers in weak mode scalars are converted, of
 * those in strict mode they are not. */
#ifndef APPNET_ARGUMENTS_H
#define APPNET_ARGUMENTS_H

#include <stdbool.h>

#include "php.h"

/* False: it is no integer. The value is not changed. */
bool appnet_argument_long(zval *value, zend_long *n);
/* A string, the caller's to release; NULL: it is none, or an exception was thrown. The value is not changed. */
zend_string *appnet_argument_string(zval *value);
/* TypeError, unless something has been thrown already: "Argument #arg ($name) must be <expected>, <its type> given". */
ZEND_COLD void appnet_argument_wrong(uint32_t arg, const char *expected, const zval *given);

/* The name in a table (count of them, stride bytes apart) that looks most like what somebody has written: "worker_num" is APPNET_OPT_WORKER_NUM. NULL:
 * none does. */
const char *appnet_nearest(const char *written, const char *const *names, size_t stride, size_t count);

#endif

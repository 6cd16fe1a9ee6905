/* misuse.h - what is thrown when a method is used wrongly: at the wrong place, or with a value that
 * cannot be. What the network does never throws. */
#ifndef APPNET_MISUSE_H
#define APPNET_MISUSE_H

#include <stdbool.h>

#include "php.h"

struct an_worker;
struct appnet_server;

/* An appnetException. */
ZEND_COLD void appnet_throw(const char *fmt, ...) ZEND_ATTRIBUTE_FORMAT(printf, 1, 2);
/* An InvalidArgumentException. */
ZEND_COLD void appnet_throw_argument(const char *fmt, ...) ZEND_ATTRIBUTE_FORMAT(printf, 1, 2);
/* What AN_ELIMIT means for a message of len bytes. */
ZEND_COLD void appnet_too_long(const struct appnet_server *self, size_t len);

/* False after an appnetException: a callback forked this process, so it may touch nothing of the
 * server. */
bool appnet_at_home(const char *method);
/* False after an appnetException: there is no configuration yet, or run() has begun. */
bool appnet_configurable(struct appnet_server *self, const char *method);
/* The worker that this object's callbacks run in, or NULL after an appnetException that says where
 * `method` works. */
struct an_worker *appnet_worker(struct appnet_server *self, const char *method);

#endif

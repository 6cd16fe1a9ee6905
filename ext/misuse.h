/* misuse.h - what a method throws when it is used wrongly: in the wrong place, or with a value that
 * is not allowed. What the network does never throws. */
#ifndef APPNET_MISUSE_H
#define APPNET_MISUSE_H

#include <stdbool.h>

#include "php.h"

struct an_worker;
struct appnet_server;

/* Throws an appnetException. */
ZEND_COLD void appnet_throw(const char *fmt, ...) ZEND_ATTRIBUTE_FORMAT(printf, 1, 2);
/* Throws an InvalidArgumentException. */
ZEND_COLD void appnet_throw_argument(const char *fmt, ...) ZEND_ATTRIBUTE_FORMAT(printf, 1, 2);
/* Throws what AN_ELIMIT means for a message of len bytes. */
ZEND_COLD void appnet_too_long(const struct appnet_server *self, size_t len);

/* False after an appnetException: a callback has forked this process, so the process may touch
 * nothing of the server. */
bool appnet_at_home(const char *method);
/* False after an appnetException: there is no configuration yet, or run() has begun. */
bool appnet_configurable(struct appnet_server *self, const char *method);
/* The worker of this process. NULL after an appnetException, which says where `method` may be
 * called. */
struct an_worker *appnet_worker(struct appnet_server *self, const char *method);

#endif

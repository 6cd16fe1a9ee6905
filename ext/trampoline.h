/* trampoline.h - the one way from the engine into PHP code, and back from it, whatever happens
 * there. */
#ifndef APPNET_TRAMPOLINE_H
#define APPNET_TRAMPOLINE_H

#include <stdbool.h>

#include "php.h"

/* A callable that was looked up once. All zero: there is none. */
struct appnet_callback {
    zval callable;
    zend_fcall_info_cache cache;
    bool cached; /* false: __call handles it, and it is looked up each time */
};

/* Keeps a reference to the callable. False: the value is not callable, is a generator, or takes a
 * parameter by reference. Then *why is a text for people, from emalloc(), or NULL. */
bool appnet_callback_init(struct appnet_callback *cb, zval *callable, char **why);
void appnet_callback_fini(struct appnet_callback *cb);
/* Throws a TypeError for the parameter `arg`, which is not a fit callable. Frees why. */
ZEND_COLD void appnet_callback_wrong(uint32_t arg, const zval *given, char *why);
static inline bool appnet_callback_set(const struct appnet_callback *cb) { return !Z_ISUNDEF(cb->callable); }

/* Calls the callback and releases its return value. Only inside appnet_guard(). An exception may be
 * pending after the call. */
void appnet_call(const struct appnet_callback *cb, uint32_t argc, zval *argv);

/* The same, but keeps the return value, which the caller releases. It is undefined after an
 * exception. */
void appnet_call_for(const struct appnet_callback *cb, uint32_t argc, zval *argv, zval *result);

/* Calls a function by its name. Only inside appnet_guard(). */
void appnet_call_named(zval *name, uint32_t argc, zval *argv, zval *result);

enum appnet_outcome {
    APPNET_RETURNED,
    APPNET_THREW,   /* an exception was uncaught; it has been reported */
    APPNET_EXITED,  /* exit(): the unwinding is pending in EG(exception) */
    /* A fatal error; on PHP 7.4 also exit(). Nothing of PHP may run before zend_bailout() is called
     * again. */
    APPNET_BAILED,
};

/* Runs work(arg), which may run any PHP code, and deals with every way out of it. An uncaught
 * exception goes to the user's exception handler, or is reported as PHP reports it. */
enum appnet_outcome appnet_guard(void (*work)(void *arg), void *arg);

#endif

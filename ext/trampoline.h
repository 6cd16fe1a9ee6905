/* trampoline.h - the one way from the engine into PHP code, and back out of it whatever happens
 * there. */
#ifndef APPNET_TRAMPOLINE_H
#define APPNET_TRAMPOLINE_H

#include <stdbool.h>

#include "php.h"

/* A callable, looked up once. All zero: none. */
struct appnet_callback {
    zval callable;
    zend_fcall_info_cache cache;
    bool cached; /* false: it goes through __call and is looked up each time */
};

/* False: it is not callable, or a generator, or it takes a parameter by reference. *why is then an
 * emalloc'ed text for people, or NULL. Keeps a reference to the callable. */
bool appnet_callback_init(struct appnet_callback *cb, zval *callable, char **why);
void appnet_callback_fini(struct appnet_callback *cb);
/* TypeError for parameter `arg`, which is no callable; frees why. */
ZEND_COLD void appnet_callback_wrong(uint32_t arg, const zval *given, char *why);
static inline bool appnet_callback_set(const struct appnet_callback *cb) { return !Z_ISUNDEF(cb->callable); }

/* Calls it and releases what it returns. Only inside appnet_guard(). An exception may be pending
 * after it. */
void appnet_call(const struct appnet_callback *cb, uint32_t argc, zval *argv);

/* The same, for what it returns: undefined after an exception, else the caller's to release. */
void appnet_call_for(const struct appnet_callback *cb, uint32_t argc, zval *argv, zval *result);

/* A function by its name. Only inside appnet_guard(). */
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

/* trampoline.c - see trampoline.h. The only zend_call_function.
 *
 * A callback ends in one of four ways: it returns, throws, exits, or dies of a fatal error. A fatal
 * error is a longjmp ("bailout"), which must not pass through the engine's frames. So this file
 * catches it, and server_run.c raises it again when the engine's run has returned. An exit is an
 * exception that nobody can catch. It stays pending while the engine ends, which runs no PHP code.
 */
#include "trampoline.h"

#include "arguments.h"
#include "compat.h"

#include "process/forked.h"

/* Why the function cannot be a listener; NULL: it can. */
static const char *listener_unfit(const zend_function *f)
{
    static const char *const by_reference[] = {
        "it takes its first parameter by reference", "it takes its second parameter by reference",
        "it takes its third parameter by reference", "it takes its fourth parameter by reference"};
    if (f->common.fn_flags & ZEND_ACC_GENERATOR)
        return "it is a generator (there is a yield in it): nothing of it would run";
    for (uint32_t i = 0; i < 4; i++)
        if (ARG_MUST_BE_SENT_BY_REF(f, i + 1)) return by_reference[i];
    return NULL;
}

bool appnet_callback_init(struct appnet_callback *cb, zval *callable, char **why)
{
    *why = NULL;
    if (!zend_is_callable_ex(callable, NULL, 0, NULL, &cb->cache, why)) return false;
    if (*why) efree(*why);
    *why = NULL;
    const char *unfit_because = listener_unfit(cb->cache.function_handler);
    if (unfit_because) {
        *why = estrdup(unfit_because);
        zend_release_fcall_info_cache(&cb->cache);
        return false;
    }
    ZVAL_COPY(&cb->callable, callable);
    cb->cached = !(cb->cache.function_handler->common.fn_flags & ZEND_ACC_CALL_VIA_TRAMPOLINE);
    if (!cb->cached) zend_release_fcall_info_cache(&cb->cache);
    return true;
}

void appnet_callback_wrong(uint32_t arg, const zval *given, char *why)
{
    char *expected = NULL;
    spprintf(&expected, 0, "a valid callback%s%s", why ? ", " : "", why ? why : "");
    appnet_argument_wrong(arg, expected, given);
    efree(expected);
    if (why) efree(why);
}

void appnet_callback_fini(struct appnet_callback *cb)
{
    zval callable;
    ZVAL_COPY_VALUE(&callable, &cb->callable);
    ZVAL_UNDEF(&cb->callable);
    zval_ptr_dtor(&callable);
}

static int callable_call(zval *callable, zend_fcall_info_cache *cache, uint32_t argc, zval *argv,
                         zval *result)
{
    zend_fcall_info fci = {
        .size = sizeof fci,
        .object = cache ? cache->object : NULL,
        .retval = result,
        .params = argv,
        .param_count = argc,
    };
    ZVAL_COPY_VALUE(&fci.function_name, callable);
    ZVAL_UNDEF(result);
    return zend_call_function(&fci, cache);
}

void appnet_call_for(const struct appnet_callback *cb, uint32_t argc, zval *argv, zval *result)
{
    /* The owner may release the callback while it runs: a timer that removes itself. */
    struct appnet_callback own = *cb;
    Z_TRY_ADDREF(own.callable);
    callable_call(&own.callable, own.cached ? &own.cache : NULL, argc, argv, result);
    zval_ptr_dtor(&own.callable);
}

void appnet_call(const struct appnet_callback *cb, uint32_t argc, zval *argv)
{
    zval result;
    appnet_call_for(cb, argc, argv, &result);
    zval_ptr_dtor(&result);
}

void appnet_call_named(zval *name, uint32_t argc, zval *argv, zval *result)
{
    callable_call(name, NULL, argc, argv, result);
}

/* False: a bailout has ended it. */
static bool work_survives(void (*work)(void *arg), void *arg)
{
    volatile bool alive = true;
    zend_try
    {
        work(arg);
    }
    zend_catch
    {
        alive = false;
    }
    zend_end_try();
    return alive;
}

/* As in PHP itself, the handler is not set while it runs, so that PHP reports an exception that the
 * handler throws. */
static void tell_handler(void)
{
    zval handler, exception, result;
    ZVAL_OBJ(&exception, EG(exception));
    EG(exception) = NULL;
    ZVAL_COPY_VALUE(&handler, &EG(user_exception_handler));
    ZVAL_UNDEF(&EG(user_exception_handler));
    if (callable_call(&handler, NULL, 1, &exception, &result) == SUCCESS)
        zval_ptr_dtor(&exception);
    else
        EG(exception) = Z_OBJ(exception);
    zval_ptr_dtor(&result);
    if (Z_ISUNDEF(EG(user_exception_handler)))
        ZVAL_COPY_VALUE(&EG(user_exception_handler), &handler);
    else
        zval_ptr_dtor(&handler);
}

/* PHP notes an uncaught exception in its exit status. A worker goes on and has not failed, so the
 * status stays; a process that a callback forked does not go on. */
static void exception_report(void *unused)
{
    int status = EG(exit_status);
    bool ends = an_forked();
    (void)unused;
    if (!Z_ISUNDEF(EG(user_exception_handler))) tell_handler();
    if (!EG(exception) || appnet_is_exit(EG(exception))) return;
    zend_exception_error(EG(exception), ends ? E_ERROR : APPNET_UNCAUGHT_SEVERITY);
    if (EG(exception) && !appnet_is_exit(EG(exception))) zend_clear_exception();
    if (!ends) EG(exit_status) = status;
}

static enum appnet_outcome work_guard(void (*work)(void *arg), void *arg)
{
    if (!work_survives(work, arg)) return APPNET_BAILED;
    if (EXPECTED(!EG(exception))) return APPNET_RETURNED;
    if (appnet_is_exit(EG(exception))) return APPNET_EXITED;
    if (!work_survives(exception_report, NULL)) return APPNET_BAILED;
    return EG(exception) ? APPNET_EXITED : APPNET_THREW;
}

enum appnet_outcome appnet_guard(void (*work)(void *arg), void *arg)
{
    struct appnet_fiber fiber = appnet_fiber_hide();
    enum appnet_outcome outcome = work_guard(work, arg);
    appnet_fiber_show(fiber);
    return outcome;
}

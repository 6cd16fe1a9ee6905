/* async_signals.c - see async_signals.h. */
#include "async_signals.h"

#include "php.h"

#include "compat.h"
#include "trampoline.h"

#include "process/interrupts.h"

#include <signal.h>

#if PHP_VERSION_ID >= 80000
#define SIGNALS (NSIG - 1)
#else
#define SIGNALS 31 /* for those beyond, PHP 7 has no handlers, but a warning */
#endif

static bool pcntl_call(const char *name, zval *argument, zval *result)
{
    zval function;
    ZVAL_UNDEF(result);
    if (!zend_hash_str_exists(CG(function_table), name, strlen(name))) return false;
    ZVAL_STRING(&function, name);
    appnet_call_named(&function, argument ? 1 : 0, argument, result);
    zval_ptr_dtor(&function);
    return !EG(exception);
}

/* pcntl returns an integer (SIG_DFL, SIG_IGN) for a signal without a handler. */
static bool signal_is_handled(int sig)
{
    zval number, handler;
    ZVAL_LONG(&number, sig);
    bool known = pcntl_call("pcntl_signal_get_handler", &number, &handler);
    bool has = known && Z_TYPE(handler) != IS_LONG && Z_TYPE(handler) > IS_TRUE;
    zval_ptr_dtor(&handler);
    return has;
}

void appnet_signals_adopt(void)
{
    for (int sig = 1; sig <= SIGNALS; sig++) {
        if (signal_is_handled(sig)) an_interrupts_adopt(sig);
        if (!EG(exception)) continue;
        zend_clear_exception(); /* it knows fewer signals than there are */
        return;
    }
}

void appnet_signals_dispatch(void)
{
    zval result;
    bool known = pcntl_call("pcntl_async_signals", NULL, &result);
    bool at_once = known && Z_TYPE(result) == IS_TRUE;
    zval_ptr_dtor(&result);
    if (!at_once) return;
    pcntl_call("pcntl_signal_dispatch", NULL, &result);
    zval_ptr_dtor(&result);
}

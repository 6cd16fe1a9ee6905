/* misuse.c - see misuse.h. */
#include "misuse.h"

#include "server.h"

#include "ground/limits.h"
#include "process/forked.h"

#include "ext/spl/spl_exceptions.h"

static ZEND_COLD void text_throw(zend_class_entry *ce, const char *fmt, va_list args)
{
    zend_string *text = zend_vstrpprintf(0, fmt, args);
    zend_throw_exception(ce, ZSTR_VAL(text), 0);
    zend_string_release(text);
}

ZEND_COLD void appnet_throw(const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    text_throw(appnet_exception_ce, fmt, args);
    va_end(args);
}

ZEND_COLD void appnet_throw_argument(const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    text_throw(spl_ce_InvalidArgumentException, fmt, args);
    va_end(args);
}

bool appnet_at_home(const char *method)
{
    if (EXPECTED(!an_forked())) return true;
    appnet_throw("%s() cannot be called here: this process was forked by a callback, the server "
                 "is its parent's",
                 method);
    return false;
}

struct an_worker *appnet_worker(struct appnet_server *self, const char *method)
{
    if (!appnet_at_home(method)) return NULL;
    if (EXPECTED(self->worker != NULL)) return self->worker;
    appnet_throw("%s() works inside the server's callbacks only: %s", method,
                 self->started ? "the server has stopped" : "call run() first");
    return NULL;
}

bool appnet_configurable(struct appnet_server *self, const char *method)
{
    if (!appnet_at_home(method)) return false;
    if (!self->constructed)
        appnet_throw("appnetServer::__construct() has not been called");
    else if (self->started)
        appnet_throw("%s() must be called before run()", method);
    return !EG(exception);
}

ZEND_COLD void appnet_too_long(const struct appnet_server *self, size_t len)
{
    size_t most = self->engine.config.max_message;
    if (len > most)
        appnet_throw_argument("a message of %zu bytes is longer than APPNET_OPT_MAX_MESSAGE, %zu",
                              len, most);
    else
        appnet_throw_argument("the headers of an answer are longer than %u bytes", AN_MAX_HEAD / 2);
}

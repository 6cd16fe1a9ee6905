/* server_run.c - run(): the script becomes a server.
 *
 * run() returns once, in the supervisor. In a worker it never returns to the script: the process
 * leaves as exit() does, so that shutdown functions and destructors run once. After a fatal error
 * nothing of PHP may run before the bailout goes on. So this file raises the bailout again when the
 * engine's frames are gone.
 */
#include "compat.h"
#include "misuse.h"
#include "server.h"
#include "server_event.h"

#include "process/forked.h"

#include "SAPI.h"
#include "main/php_output.h"

/* The exit status of the script, unless it sets another: processes had to be killed. */
#define STATUS_KILLED 3

static bool may_run(struct appnet_server *self)
{
    static const char *const fit[] = {"cli", "phpdbg", "embed", "micro"};
    if (!appnet_at_home("run")) return false;
    if (!self->constructed) {
        appnet_throw("appnetServer::__construct() has not been called");
        return false;
    }
    if (an_server_serving() && !self->started) {
        appnet_throw("run() cannot be called inside a server: this process serves already");
        return false;
    }
    if (self->started) {
        appnet_throw(self->engine.running
                         ? "the server is running already"
                         : "the server has run: make a new appnetServer to run again");
        return false;
    }
    for (size_t i = 0; i < sizeof fit / sizeof *fit; i++)
        if (strcmp(sapi_module.name, fit[i]) == 0) return true;
    appnet_throw("a server is started from the command line (php server.php), not from PHP's %s",
                 sapi_module.name);
    return false;
}

/* Notes the place of the listener for RECV: the log names it when a request got no answer. */
static void answerer_note(struct appnet_server *self)
{
    const struct appnet_callback *cb = &self->on[APPNET_EVENT_RECV];
    const zend_function *f = cb->cached ? cb->cache.function_handler : NULL;
    if (!f || f->type != ZEND_USER_FUNCTION || self->answers_at) return;
    self->answers_at =
        zend_strpprintf(0, "%s:%u", ZSTR_VAL(f->op_array.filename), f->op_array.line_start);
    self->engine.config.answers_at = ZSTR_VAL(self->answers_at);
}

ZEND_METHOD(appnetServer, run)
{
    struct appnet_server *self = APPNET_THIS();
    struct an_app app;
    ZEND_PARSE_PARAMETERS_NONE();
    if (!may_run(self)) RETURN_THROWS();
    php_output_flush_all(); /* otherwise each process would print it */
    if (EG(exception) || !may_run(self)) RETURN_THROWS(); /* from an output callback */
    self->started = true;
    self->engine.config.ws_open = appnet_callback_set(&self->on[APPNET_EVENT_OPEN]);
    answerer_note(self);
    appnet_app_init(self, &app);
    int end = an_server_run(&self->engine, &app);
    self->worker = NULL;
    if (end < 0) {
        self->started = false;
        appnet_throw("%s", self->engine.error);
        RETURN_THROWS();
    }
    if (self->bailed) zend_bailout();
    if (end == AN_OK && self->engine.killed) EG(exit_status) = STATUS_KILLED;
    if (end == AN_OK) RETURN_BOOL(!self->engine.killed);
    if (!EG(exception)) appnet_leave_script();
}

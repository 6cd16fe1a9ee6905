/* server_event.c - an event of the engine becomes a call of a PHP function. It runs on the engine's
 * own thread, once per event.
 *
 * Everything that makes PHP values runs inside appnet_guard(), because any allocation may meet the
 * memory limit. When a message comes in pieces, the engine gathers them straight into a PHP string.
 */
#include "server_event.h"

#include "async_signals.h"
#include "compat.h"
#include "fresh_code.h"
#include "misuse.h"
#include "output.h"
#include "request_files.h"
#include "server.h"
#include "server_open.h"
#include "server_request.h"
#include "server_timer.h"

#include "ground/clock.h"
#include "process/forked.h"

#include "ext/standard/php_var.h"

/* --- memory for large messages --- */

/* At PHP's memory limit the message goes into other memory, so that the engine can take it whole.
 * The fatal error then ends this process. */
static void *body_alloc(void *ctx, size_t len)
{
    struct appnet_server *self = ctx;
    zend_string *volatile s = NULL;
    zend_try
    {
        if (!self->bailed) s = zend_string_alloc(len, 0);
    }
    zend_catch
    {
        self->bailed = true;
    }
    zend_end_try();
    return s ? s : zend_string_alloc(len, 1);
}

static void *body_bytes(void *owned)
{
    return ZSTR_VAL((zend_string *)owned);
}

static void body_drop(void *ctx, void *owned)
{
    (void)ctx;
    zend_string_release(owned);
}

/* Makes a string of the data. If the engine has made one already, takes that. */
static void body_of(zval *value, const struct an_event *ev)
{
    if (!ev->owned) {
        ZVAL_STRINGL(value, (const char *)ev->body, ev->body_len);
        return;
    }
    zend_string *s = ev->owned;
    ZSTR_VAL(s)[ev->body_len] = 0;
    ZVAL_STR(value, s);
}

bool appnet_value_decode(zval *value, const struct an_event *ev)
{
    php_unserialize_data_t seen;
    const unsigned char *p = ev->body, *end = ev->body + ev->body_len;
    if (!ev->serialized) {
        body_of(value, ev);
        return true;
    }
    ZVAL_NULL(value);
    PHP_VAR_UNSERIALIZE_INIT(seen);
    int ok = php_var_unserialize(value, &p, end, &seen);
    PHP_VAR_UNSERIALIZE_DESTROY(seen);
    if (ev->owned) zend_string_release(ev->owned);
    if (!ok && !EG(exception)) appnet_throw("the data of a task cannot be unserialised");
    return !EG(exception);
}

/* --- calls --- */

/* No listener takes requests, so the client gets its answer at once. */
static void request_not_found(struct appnet_server *self, const struct an_event *ev)
{
    struct an_send page = {.code = 404, .flags = AN_MSG_ERROR_PAGE};
    if (ev->type == AN_EV_RECV && ev->proto == AN_PROTO_HTTP)
        an_worker_send(self->worker, ev->id, &page);
}

/* Makes the arguments of the callback. Returns their number; 0 after an exception. */
static uint32_t event_arguments(struct appnet_server *self, const struct an_event *ev, zval argv[4])
{
    ZVAL_OBJ(&argv[0], &self->std); /* borrowed */
    if (ev->type == AN_EV_START || ev->type == AN_EV_FINAL) return 1;
    if (ev->type == AN_EV_TASK || ev->type == AN_EV_TASK_DONE) {
        if (!appnet_value_decode(&argv[1], ev)) return 0;
        ZVAL_LONG(&argv[2], (zend_long)ev->id);
        ZVAL_LONG(&argv[3], ev->code);
        return 4;
    }
    if (ev->type == AN_EV_MESSAGE) {
        ZVAL_LONG(&argv[1], ev->code);
        body_of(&argv[2], ev);
        return 3;
    }
    ZVAL_LONG(&argv[1], (zend_long)ev->id);
    if (ev->type == AN_EV_TASK_LOST) {
        ZVAL_LONG(&argv[2], ev->code);
        return 3;
    }
    if (ev->type == AN_EV_OPEN) {
        appnet_request(self, &argv[2]);
        return 3;
    }
    if (ev->type != AN_EV_RECV) return 2;
    if (ev->form) {
        ZVAL_EMPTY_STRING(&argv[2]); /* getRequest() has its fields and files */
        return 3;
    }
    body_of(&argv[2], ev);
    if (ev->proto == AN_PROTO_HTTP) ZVAL_COPY(&self->call.body, &argv[2]);
    return 3;
}

static void listener_call(struct appnet_server *self, const struct an_event *ev,
                          const struct appnet_callback *listener)
{
    zval argv[4], result;
    for (int i = 0; i < 4; i++)
        ZVAL_UNDEF(&argv[i]);
    uint32_t argc = event_arguments(self, ev, argv);
    if (argc && ev->type == AN_EV_OPEN) {
        appnet_call_for(listener, argc, argv, &result);
        if (!EG(exception) && !an_forked()) appnet_open_decide(self, ev, &result);
        zval_ptr_dtor(&result);
    } else if (argc) {
        appnet_call(listener, argc, argv);
    }
    for (int i = 1; i < 4; i++)
        zval_ptr_dtor(&argv[i]);
}

static void event_work(void *arg)
{
    struct appnet_server *self = arg;
    const struct an_event *ev = self->call.event;
    const struct appnet_callback *listener = &self->on[appnet_event_of(ev->type)];
    if (ev->type == AN_EV_TIMER) {
        appnet_timer_fire(self, ev);
    } else if (ev->type == AN_EV_SIGNAL) {
        appnet_signals_dispatch();
    } else if (appnet_callback_set(listener)) {
        listener_call(self, ev, listener);
    } else {
        request_not_found(self, ev);
        if (ev->owned) zend_string_release(ev->owned);
    }
}

/* A process that the callback has forked ends as a script does: shutdown functions, destructors,
 * buffers. The bailout goes there directly. The engine's frames in between are copies of the
 * parent's, and must not run on. */
static ZEND_COLD void forked_leave(struct appnet_server *self)
{
    self->call.event = NULL; /* the memory of the event is not mapped here */
    appnet_files_disown();
    zend_clear_exception(); /* an exit, which ends here */
    zend_bailout();
}

static void state_note(void *arg)
{
    struct appnet_server *self = arg;
    self->state = appnet_state_note();
    appnet_signals_adopt();
}

static void state_restore(void *arg)
{
    struct appnet_server *self = arg;
    bool signals = appnet_state_signals();
    appnet_state_restore(self->state);
    if (signals && !EG(exception)) appnet_signals_adopt();
}

/* Makes the worker as it was before the callback. This may run handlers of the script, so it may
 * end in all the ways in which a callback may end. */
static enum appnet_outcome state_settle(struct appnet_server *self, enum appnet_outcome outcome)
{
    enum appnet_outcome end;
    if (outcome == APPNET_EXITED || outcome == APPNET_BAILED) return outcome;
    if (EXPECTED(self->state && !appnet_state_end(self->state))) return outcome;
    end = self->state ? appnet_guard(state_restore, self) : appnet_guard(state_note, self);
    if (UNEXPECTED(an_forked())) forked_leave(self);
    return end == APPNET_RETURNED ? outcome : end;
}

/* Gives the engine the headers that the callback had set before it failed. With such headers a page
 * of another origin can read the 500. */
static void event_fail(struct appnet_server *self, struct an_worker *w)
{
    smart_str lines = {0};
    appnet_answer_lines(&self->call.answer, &lines);
    if (lines.s) an_worker_fail(w, ZSTR_VAL(lines.s), ZSTR_LEN(lines.s));
    smart_str_free(&lines);
}

/* Returns what an_app.event may return. */
static int on_event(void *ctx, struct an_worker *w, const struct an_event *ev)
{
    struct appnet_server *self = ctx;
    if (ev->type == AN_EV_START) {
        appnet_reseed();
        appnet_output_own();
        appnet_fresh_code();
    }
    if (self->bailed) return -1;
    self->worker = w;
    self->call.event = ev;
    /* The time of a message is asked for so rarely that it is not worth a clock's reading. */
    bool timed = ev->proto == AN_PROTO_HTTP;
    self->call.began_ms = timed ? an_clock_wall_ms() : 0;
    self->call.turn_ms = an_worker_turn_ms(w);
    appnet_state_begin();
    enum appnet_outcome outcome = appnet_guard(event_work, self);
    if (UNEXPECTED(an_forked())) forked_leave(self);
    outcome = state_settle(self, outcome);
    if (outcome == APPNET_BAILED) {
        self->bailed = true;
        self->call.event = NULL; /* it ends here; the object lives longer */
        return -1;
    }
    if (outcome != APPNET_RETURNED) event_fail(self, w);
    appnet_call_end(&self->call);
    if (outcome == APPNET_EXITED) return -1;
    if (outcome == APPNET_THREW && ev->type == AN_EV_START)
        EG(exit_status) = 255; /* this process ends */
    return outcome == APPNET_THREW ? 1 : 0;
}

static void *call_park(void *ctx)
{
    struct appnet_server *self = ctx;
    return appnet_call_park(&self->call);
}

static void call_resume(void *ctx, void *parked)
{
    struct appnet_server *self = ctx;
    appnet_call_resume(&self->call, parked);
}

void appnet_app_init(struct appnet_server *self, struct an_app *app)
{
    *app = (struct an_app){.ctx = self,
                           .event = on_event,
                           .alloc = body_alloc,
                           .bytes = body_bytes,
                           .drop = body_drop,
                           .park = call_park,
                           .resume = call_resume};
}

/* events.c - see events.h. docs/reference.md takes its words from the comments above the rows:
 * ($arguments) where: what has happened. */
#include "events.h"

#include "compat.h"

#include "ext/spl/spl_exceptions.h"
#include "zend_smart_str.h"

static const struct {
    const char *name;
    enum appnet_event event;
    enum an_event_type type;
} events[] = {
    /* ($server, $fd) in its worker: a client has connected; its protocol is not known yet. */
    {"APPNET_EVENT_CONNECT", APPNET_EVENT_CONNECT, AN_EV_CONNECT},
    /* ($server, $fd, $data) in its worker: bytes (TCP), a message (WebSocket), or a request's body
     * (HTTP) have come. */
    {"APPNET_EVENT_RECV", APPNET_EVENT_RECV, AN_EV_RECV},
    /* ($server, $fd) in its worker: the connection has ended, whichever side has ended it. Called
     * once for each CONNECT. */
    {"APPNET_EVENT_CLOSE", APPNET_EVENT_CLOSE, AN_EV_CLOSE},
    /* ($server) in every worker and task worker: the process begins. Called before anything
     * else. */
    {"APPNET_EVENT_START", APPNET_EVENT_START, AN_EV_START},
    /* ($server) in every worker and task worker: the process ends, because of a stop or a reload.
     * No event comes after this one. */
    {"APPNET_EVENT_FINAL", APPNET_EVENT_FINAL, AN_EV_FINAL},
    /* ($server, $timerId, $flag) where the timer was made: a timer that has a flag instead of a
     * callback is due. */
    {"APPNET_EVENT_TIMER", APPNET_EVENT_TIMER, AN_EV_TIMER},
    /* ($server, $data, $taskId, $from) in a task worker: worker `$from` has given a task. */
    {"APPNET_EVENT_TASK", APPNET_EVENT_TASK, AN_EV_TASK},
    /* ($server, $data, $taskId, $from) in the worker that asked: the answer of task worker `$from`
     * has come. */
    {"APPNET_EVENT_TASK_CB", APPNET_EVENT_TASK_CB, AN_EV_TASK_DONE},
    /* ($server, $fd, $request) in its worker: a client asks for a WebSocket and has no answer yet;
     * `$request` is what `getRequest()` returns. To refuse, return false (403), or call
     * `httpRespCode` or `httpRedirect`. To choose a subprotocol, return its name; a name that the
     * client has not offered is ignored. A callback that sends to `$fd`, or subscribes it, accepts
     * the client at once. Other workers and task workers may `send`, `ping`, `subscribe`, `publish`
     * and `close` before the callback has decided: these calls wait, and take effect directly after
     * the 101, or are dropped after a refusal. Without a listener all clients are accepted. */
    {"APPNET_EVENT_OPEN", APPNET_EVENT_OPEN, AN_EV_OPEN},
    /* ($server, $from, $data) in a worker or task worker: worker `$from` has called `sendMessage`.
     * Numbers from the number of workers on are task workers. */
    {"APPNET_EVENT_MESSAGE", APPNET_EVENT_MESSAGE, AN_EV_MESSAGE},
    /* ($server, $fd) in its worker: a `send`, `write` or `end`, in any process, was refused because
     * too much waited for this client (`APPNET_ERROR_FULL`). Half of that has been sent now, so
     * sending may go on. Called once for each time that too much waited; never after CLOSE. */
    {"APPNET_EVENT_DRAIN", APPNET_EVENT_DRAIN, AN_EV_DRAIN},
    /* ($server, $taskId, $from) in the worker that asked: a task has ended without an answer and
     * will not be done again. Task worker `$from` died during the task, its callback threw or
     * called `exit`, or the server stopped first. Called once, and never after an answer. */
    {"APPNET_EVENT_TASK_LOST", APPNET_EVENT_TASK_LOST, AN_EV_TASK_LOST},
};

#define EVENTS (sizeof events / sizeof *events)

void appnet_events_register(int module_number)
{
    for (size_t i = 0; i < EVENTS; i++)
        zend_register_long_constant(events[i].name, strlen(events[i].name), events[i].event,
                                    CONST_CS | CONST_PERSISTENT, module_number);
}

enum appnet_event appnet_event_of(enum an_event_type type)
{
    for (size_t i = 0; i < EVENTS; i++)
        if (events[i].type == type) return events[i].event;
    return APPNET_EVENT_END;
}

enum appnet_event appnet_event_parse(zend_long event)
{
    for (size_t i = 0; i < EVENTS; i++)
        if (event == (zend_long)events[i].event) return events[i].event;
    smart_str allowed = {0};
    for (size_t i = 0; i < EVENTS; i++) {
        if (i) smart_str_appends(&allowed, ", ");
        smart_str_appends(&allowed, events[i].name);
    }
    smart_str_0(&allowed);
    zend_throw_exception_ex(spl_ce_InvalidArgumentException, 0, "unknown event; there are %s",
                            ZSTR_VAL(allowed.s));
    smart_str_free(&allowed);
    return 0;
}

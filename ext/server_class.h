/* server_class.h - the object behind appnetServer, and what the files of its methods share.
 *
 *   server_class.c   its life, its configuration, run()
 *   server_event.c   the engine's events on their way to PHP callbacks
 *   callback_state.c what a callback does not leave behind
 *   server_request.c what an HTTP request said
 *   server_answer.c  what its answer will say; server_cookie.c   setCookie; server_http.c   sending it
 *   server_open.c    who may open a WebSocket
 *   server_topic.c   one message for many
 *   server_connection.c what is known of a connection
 *   server_send.c    send, close     server_timer.c   timers     server_task.c   tasks     server_message.c   messages between workers
 *   server_user.c    whose connections are whose
 *   info.c   getInfo, phpinfo
 */
#ifndef APPNET_SERVER_CLASS_H
#define APPNET_SERVER_CLASS_H

#include <stdbool.h>

#include "php.h"

#include "callback_state.h"
#include "compat.h"
#include "events.h"
#include "ground/list.h"
#include "options.h"
#include "process/server.h"
#include "trampoline.h"

#include "zend_smart_str.h"

/* What the callback under way is about. */
struct appnet_current {
    const struct an_event *event; /* NULL: no callback is under way */
    uint64_t began_ms;            /* wall clock */
    zval header, request;         /* what getHeader() and getRequest() returned, or undefined */
    zval body;                    /* of an HTTP request: the string that its callback was given; or undefined */
    bool streaming;               /* the answer to the request in hand has begun and is not over */
};

/* The answer to an HTTP request as far as it has been said; forgotten at the end of the callback. */
struct appnet_answer {
    int status;        /* 0: not said */
    bool close;        /* "Connection: close" */
    HashTable *lines;  /* by lower-case name all its lines, "Name: value\r\n" each; NULL: none */
};

struct appnet_server {
    struct an_server engine;
    HashTable *texts; /* what the options of the engine point to; NULL: none */
    struct appnet_callback on[APPNET_EVENT_END];
    struct an_worker *worker; /* in a worker or task worker while it runs, else NULL */
    struct appnet_current current;
    struct appnet_answer answer; /* of the request in hand; where none is, of whichever is answered first */
    struct appnet_answer failed; /* where none is in hand: of failed_id, whom it could not be sent to (0: of nobody) */
    uint64_t failed_id;
    struct appnet_state *state; /* of PHP, when START had returned; NULL: it has not */
    zend_string *answers_at; /* file:line of the listener for RECV, or NULL */
    struct an_list timers; /* of struct appnet_timer: all that are not over */
    enum appnet_error error; /* of the last attempt to send */
    bool constructed, started;
    bool bailed; /* a fatal error was met: nothing of PHP runs any more */
    zval *gc;    /* what get_gc shows */
    uint32_t gc_size;
    zend_object std;
};

extern zend_class_entry *appnet_server_ce, *appnet_exception_ce;

static inline struct appnet_server *appnet_server_of(zend_object *object)
{
    return (struct appnet_server *)((char *)object - offsetof(struct appnet_server, std));
}
#define APPNET_THIS() appnet_server_of(Z_OBJ_P(ZEND_THIS))

void appnet_server_register(void);
ZEND_COLD void appnet_throw(const char *fmt, ...) ZEND_ATTRIBUTE_FORMAT(printf, 1, 2);         /* appnetException */
ZEND_COLD void appnet_throw_argument(const char *fmt, ...) ZEND_ATTRIBUTE_FORMAT(printf, 1, 2); /* InvalidArgumentException */
/* False after an appnetException: this process was forked by a callback, and may touch nothing of the server. */
bool appnet_at_home(const char *method);
/* The worker that this object's callbacks run in, or NULL after an appnetException that says where `method` works. */
struct an_worker *appnet_worker(struct appnet_server *self, const char *method);

/* server_event.c: the engine's callbacks. */
void appnet_app_init(struct appnet_server *self, struct an_app *app);
/* Everything that the callback under way has left behind. */
void appnet_current_end(struct appnet_server *self);
/* A string as a zval, or a serialised value; false after an exception. */
bool appnet_value_decode(zval *value, const struct an_event *ev);

/* server_answer.c */
/* Forgets all that has been said. */
void appnet_answers_forget(struct appnet_server *self);
void appnet_answer_clear(struct appnet_answer *answer);
/* Has anything been said that the answer to this connection would carry? */
bool appnet_answer_said(const struct appnet_server *self, uint64_t id);
/* A line for the next answer: instead of those of its name, or (never for Set-Cookie) beside them. */
void appnet_answer_line(struct appnet_answer *answer, zend_string *name, zend_string *value, bool replace);
/* Sends an answer, or its first piece, with all that was said about it, which is then forgotten, unless the connection could not take it. As an_worker_send.
 * _as: with a type for its body, unless one was said. */
int appnet_answer_send(struct appnet_server *self, struct an_worker *w, uint64_t id, struct an_send *send);
int appnet_answer_send_as(struct appnet_server *self, struct an_worker *w, uint64_t id, struct an_send *send, const char *type);
/* False after an exception: it is not 200 to 599. */
bool appnet_answer_status(zend_long status);
/* False after an exception: the answer to the request in hand has begun, so that its head cannot be changed any more. */
bool appnet_answer_open(const struct appnet_server *self, const char *method);
/* May it be the value of a header? No control characters but the tab: with CR and LF a value could end its line and begin the body. */
bool appnet_is_field_value(const zend_string *s);

/* Appends its lines, "Name: value\r\n" each. */
void appnet_answer_lines(const struct appnet_answer *answer, smart_str *to);

/* server_http.c: which request of this connection would be answered now? False: none; after an exception: it is not an HTTP connection. */
bool appnet_answer_route(struct an_worker *w, uint64_t id, const char *method, struct an_conn_route *route);

/* server_request.c: what getRequest() returns; a reference to it. */
void appnet_request(struct appnet_server *self, zval *to);

/* server_open.c: whoever sends to a connection that asks to become a WebSocket, in the callback that is asked, accepts it; unless a status has been said. */
void appnet_open_spoken_to(struct appnet_server *self, struct an_worker *w, uint64_t id);
/* What that callback has returned, if it has not thrown. */
void appnet_open_decide(struct appnet_server *self, const struct an_event *ev, zval *result);

/* server_request.c: both ends' addresses and ports; empty ones where there is no family. */
void appnet_addresses_add(zval *array, const struct an_conn_info *info);
/* "TCP", "HTTP" or "WEBSOCKET". */
const char *appnet_protocol_name(enum an_proto proto);

/* server_send.c: false after an exception: it is neither text nor binary. */
bool appnet_valid_opcode(zend_long opcode);
/* Notes what became of an attempt to send, for lastError(), and returns it. */
int appnet_note(struct appnet_server *self, int err);
/* Throws what AN_ELIMIT of an_worker_send means. */
ZEND_COLD void appnet_too_long(const struct appnet_server *self, size_t len);

/* server_timer.c */
void appnet_timer_fire(struct appnet_server *self, const struct an_event *ev);
void appnet_timers_free(struct appnet_server *self);
/* Calls fn for each zval that the timers hold. */
void appnet_timers_each(struct appnet_server *self, void (*fn)(struct appnet_server *self, zval *held));

/* info.c */
void appnet_info_print(void);

#endif

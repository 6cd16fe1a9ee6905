/* server_class.h - the object behind appnetServer, and what the files of its methods share.
 *
 *   server_class.c   its life, its configuration, run()
 *   server_event.c   the engine's events on their way to PHP callbacks
 *   server_send.c    send, close, and the answer to an HTTP request
 *   server_timer.c   timers          server_task.c   tasks          info.c   getInfo, phpinfo
 */
#ifndef APPNET_SERVER_CLASS_H
#define APPNET_SERVER_CLASS_H

#include "php.h"

#include "events.h"
#include "ground/list.h"
#include "options.h"
#include "process/server.h"
#include "trampoline.h"

/* What the callback under way is about. */
struct appnet_current {
    const struct an_event *event; /* NULL: no callback is under way */
    zval header;                  /* what getHeader() returned, or undefined */
};

/* The answer to an HTTP request as far as it has been said; sent by the next send to an HTTP connection, forgotten at the end of the callback. */
struct appnet_answer {
    int status;        /* 0: not said */
    bool close;        /* "Connection: close" */
    HashTable *lines;  /* "Name: value\r\n" by lower-case name (Set-Cookie: by number); NULL: none */
};

struct appnet_server {
    struct an_server engine;
    struct appnet_texts texts;
    struct appnet_callback on[APPNET_EVENT_END];
    struct an_worker *worker; /* in a worker or task worker while it runs, else NULL */
    struct appnet_current current;
    struct appnet_answer answer;
    struct an_list timers; /* of struct appnet_timer: all that are not over */
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
/* The worker that this object's callbacks run in, or NULL after an appnetException that says where `method` works. */
struct an_worker *appnet_worker(struct appnet_server *self, const char *method);

/* server_event.c: the engine's callbacks. */
void appnet_app_init(struct appnet_server *self, struct an_app *app);
/* Everything that the callback under way has left behind. */
void appnet_current_end(struct appnet_server *self);
/* A string as a zval, or a serialised value; false after an exception. */
bool appnet_value_decode(zval *value, const struct an_event *ev);

/* server_send.c */
void appnet_answer_clear(struct appnet_answer *answer);

/* server_timer.c */
void appnet_timer_fire(struct appnet_server *self, const struct an_event *ev);
void appnet_timers_free(struct appnet_server *self);
/* Calls fn for each zval that the timers hold. */
void appnet_timers_each(struct appnet_server *self, void (*fn)(struct appnet_server *self, zval *held));

/* info.c */
void appnet_info_print(void);

#endif

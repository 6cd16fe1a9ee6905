/* server.h - the object of the class appnetServer. The files of its methods share it.
 *
 * Every process of the server has the object. The supervisor runs no callback. Each worker and task
 * worker has its own copy, from the fork on.
 */
#ifndef APPNET_SERVER_H
#define APPNET_SERVER_H

#include <stdbool.h>

#include "php.h"

#include "call.h"
#include "callback_state.h"
#include "events.h"
#include "ground/list.h"
#include "options.h"
#include "process/server.h"
#include "trampoline.h"

struct appnet_server {
    struct an_server engine;
    HashTable *texts; /* what the options of the engine point to; NULL: none */
    struct appnet_callback on[APPNET_EVENT_END];
    struct an_worker *worker; /* in a worker or task worker while it runs, else NULL */
    struct appnet_call call;
    struct appnet_state *state; /* of PHP, when START had returned; NULL: it has not */
    zend_string *answers_at;    /* file:line of the listener for RECV, or NULL */
    struct an_list timers;      /* of struct appnet_timer: all that are not over */
    enum appnet_error error;    /* of the last attempt to send */
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

#endif

/* events.h - the events of the PHP surface, APPNET_EVENT_*, and the engine's events for them. */
#ifndef APPNET_EVENTS_H
#define APPNET_EVENTS_H

#include "php.h"

#include "process/worker.h"

enum appnet_event {
    APPNET_EVENT_CONNECT = 1,
    APPNET_EVENT_RECV,
    APPNET_EVENT_CLOSE,
    APPNET_EVENT_START,
    APPNET_EVENT_FINAL,
    APPNET_EVENT_TIMER,
    APPNET_EVENT_TASK,
    APPNET_EVENT_TASK_CB,
    APPNET_EVENT_OPEN,
    APPNET_EVENT_MESSAGE,
    APPNET_EVENT_DRAIN,
    APPNET_EVENT_TASK_LOST,
    APPNET_EVENT_END, /* one past the last */
};

void appnet_events_register(int module_number);
enum appnet_event appnet_event_of(enum an_event_type type);
/* Returns the event that a PHP value names. 0 after an InvalidArgumentException, which lists all
 * events.
 * */
enum appnet_event appnet_event_parse(zend_long event);

#endif

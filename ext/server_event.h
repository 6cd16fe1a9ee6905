/* server_event.h - the engine's events on their way to PHP callbacks. */
#ifndef APPNET_SERVER_EVENT_H
#define APPNET_SERVER_EVENT_H

#include <stdbool.h>

#include "php.h"

#include "process/worker.h"

struct appnet_server;

/* What the engine calls. */
void appnet_app_init(struct appnet_server *self, struct an_app *app);
/* The data of a task: a string, or a serialised value. False after an exception. */
bool appnet_value_decode(zval *value, const struct an_event *ev);

#endif

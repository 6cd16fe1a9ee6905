/* server_event.h - makes calls of PHP callbacks from the engine's events. */
#ifndef APPNET_SERVER_EVENT_H
#define APPNET_SERVER_EVENT_H

#include <stdbool.h>

#include "php.h"

#include "process/worker.h"

struct appnet_server;

/* Sets the functions that the engine calls. */
void appnet_app_init(struct appnet_server *self, struct an_app *app);
/* Makes a PHP value of a task's data: a string, or a serialised value. False after an exception. */
bool appnet_value_decode(zval *value, const struct an_event *ev);

#endif

/* server_timer.h - the timers of a worker, and the PHP values that they hold. */
#ifndef APPNET_SERVER_TIMER_H
#define APPNET_SERVER_TIMER_H

#include "php.h"

#include "process/worker.h"

struct appnet_server;

void appnet_timer_fire(struct appnet_server *self, const struct an_event *ev);
void appnet_timers_free(struct appnet_server *self);
/* Calls fn for each zval that the timers hold. */
void appnet_timers_each(struct appnet_server *self, void (*fn)(struct appnet_server *self, zval *held));

#endif

/* server_open.h - APPNET_EVENT_OPEN: what its callback does and returns. */
#ifndef APPNET_SERVER_OPEN_H
#define APPNET_SERVER_OPEN_H

#include "php.h"

#include "process/worker.h"

struct appnet_server;

/* The callback in hand sends to this connection. If the callback is the one that decides about it
 * (OPEN), sending accepts the client, unless the script has set a status. */
void appnet_open_spoken_to(struct appnet_server *self, struct an_worker *w, uint64_t id);
/* Acts on the return value of the callback, which has not thrown. */
void appnet_open_decide(struct appnet_server *self, const struct an_event *ev, zval *result);

#endif

/* server_open.h - APPNET_EVENT_OPEN: what its callback does and returns. */
#ifndef APPNET_SERVER_OPEN_H
#define APPNET_SERVER_OPEN_H

#include "php.h"

#include "process/worker.h"

struct appnet_server;

/* The callback in hand sends to this connection. If the connection asks, in this callback, to
 * become a WebSocket, that accepts it, unless a status has been said. */
void appnet_open_spoken_to(struct appnet_server *self, struct an_worker *w, uint64_t id);
/* What the callback has returned, if it has not thrown. */
void appnet_open_decide(struct appnet_server *self, const struct an_event *ev, zval *result);

#endif

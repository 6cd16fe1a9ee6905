/* server_answer.h - sending the answer to an HTTP request, with what has been said of it. */
#ifndef APPNET_SERVER_ANSWER_H
#define APPNET_SERVER_ANSWER_H

#include <stdbool.h>

#include "php.h"

#include "process/worker.h"

struct appnet_server;

/* Sends an answer, or its first piece, with all that was said of it (call.h). That is then
 * forgotten, unless the connection could not take it. Returns as an_worker_send(). _as: type is the
 * Content-Type, unless one was said; NULL: the engine's. */
int appnet_answer_send(struct appnet_server *self, struct an_worker *w, uint64_t id, struct an_send *send);
int appnet_answer_send_as(struct appnet_server *self, struct an_worker *w, uint64_t id, struct an_send *send, const char *type);
/* False after an exception: the answer to the request in hand has begun, so its head cannot be
 * changed any more. */
bool appnet_answer_open(const struct appnet_server *self, const char *method);
/* Which request of this connection would be answered now? False: none; after an exception: it is
 * not an HTTP connection. */
bool appnet_answer_route(struct an_worker *w, uint64_t id, const char *method, struct an_conn_route *route);

#endif

/* server_answer.h - sends the answer to an HTTP request, with the status and headers that the
 * script has set. */
#ifndef APPNET_SERVER_ANSWER_H
#define APPNET_SERVER_ANSWER_H

#include <stdbool.h>

#include "php.h"

#include "process/worker.h"

struct appnet_server;

/* Sends an answer, or its first piece, with its status and headers (call.h). These are then
 * forgotten, unless the connection could not take the answer. Returns as an_worker_send(). _as:
 * type is the Content-Type, unless the script has set one; NULL: the engine's default. */
int appnet_answer_send(struct appnet_server *self, struct an_worker *w, uint64_t id, struct an_send *send);
int appnet_answer_send_as(struct appnet_server *self, struct an_worker *w, uint64_t id, struct an_send *send, const char *type);
/* False after an exception: the answer to the request in hand has begun, so its head cannot be
 * changed any more. */
bool appnet_answer_open(const struct appnet_server *self, const char *method);
/* Finds the request of this connection that an answer would go to now. False: there is none, or,
 * after an exception, the connection does not speak HTTP. */
bool appnet_answer_route(struct an_worker *w, uint64_t id, const char *method, struct an_conn_route *route);

#endif

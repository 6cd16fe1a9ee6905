/* server_request.h - the contents of a request, and the facts about its connection. */
#ifndef APPNET_SERVER_REQUEST_H
#define APPNET_SERVER_REQUEST_H

#include "php.h"

#include "process/worker.h"

struct appnet_server;

/* Sets *to to what getRequest() returns, with a reference of its own. */
void appnet_request(struct appnet_server *self, zval *to);
/* Adds the addresses and ports of both ends. They are empty if there is no family. */
void appnet_addresses_add(zval *array, const struct an_conn_info *info);
/* "TCP", "HTTP" or "WEBSOCKET". */
const char *appnet_protocol_name(enum an_proto proto);

#endif

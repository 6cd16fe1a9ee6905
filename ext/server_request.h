/* server_request.h - what a request said, and what is known of the connection that it came over. */
#ifndef APPNET_SERVER_REQUEST_H
#define APPNET_SERVER_REQUEST_H

#include "php.h"

#include "process/worker.h"

struct appnet_server;

/* What getRequest() returns; a reference to it. */
void appnet_request(struct appnet_server *self, zval *to);
/* Both ends' addresses and ports; empty ones if there is no family. */
void appnet_addresses_add(zval *array, const struct an_conn_info *info);
/* "TCP", "HTTP" or "WEBSOCKET". */
const char *appnet_protocol_name(enum an_proto proto);

#endif

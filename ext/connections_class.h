/* connections_class.h - appnetConnections: what appnetServer::connections() returns. */
#ifndef APPNET_CONNECTIONS_CLASS_H
#define APPNET_CONNECTIONS_CLASS_H

#include "php.h"

struct appnet_server;

void appnet_connections_register(void);
/* Makes an iterator over the ids of all open connections; it stands at the first. The server must
 * have a worker. */
void appnet_connections_new(zval *value, struct appnet_server *server);

#endif

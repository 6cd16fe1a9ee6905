/* ws.h - the protocol WebSocket, which an upgrade begins (http/upgrade.c). */
#ifndef AN_CONN_WS_H
#define AN_CONN_WS_H

#include "conn/protocol.h"

extern const struct an_protocol an_protocol_ws;

#endif

/* http.h - the protocol HTTP/1.x. */
#ifndef AN_CONN_HTTP_H
#define AN_CONN_HTTP_H

#include "conn/protocol.h"

extern const struct an_protocol an_protocol_http;

#endif

/* tcp.h - the protocol TCP: bytes as they come. */
#ifndef AN_TCP_H
#define AN_TCP_H

#include "conn/protocol.h"

extern const struct an_protocol an_protocol_tcp;

#endif

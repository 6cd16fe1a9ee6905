/* protocols.h - the protocols that a connection may speak. No other file names them together. */
#ifndef AN_PROTOCOLS_H
#define AN_PROTOCOLS_H

#include "conn/protocol.h"

extern const union an_protocols an_protocols;

#endif

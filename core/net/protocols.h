/* protocols.h - all that a connection may speak. The one file that names the protocols together. */
#ifndef AN_PROTOCOLS_H
#define AN_PROTOCOLS_H

#include "conn/protocol.h"

extern const struct an_protocols an_protocols;

#endif

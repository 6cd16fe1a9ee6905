/* undecided.h - the protocol of a connection to a port with TCP and HTTP, until its first bytes
 * tell which of them it speaks. */
#ifndef AN_UNDECIDED_H
#define AN_UNDECIDED_H

#include "conn/protocol.h"

extern const struct an_protocol an_protocol_undecided;

#endif

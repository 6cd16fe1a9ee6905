/* undecided.h - what a connection to a port with TCP and HTTP speaks until its first bytes have said
 * what it is. */
#ifndef AN_UNDECIDED_H
#define AN_UNDECIDED_H

#include "conn/protocol.h"

extern const struct an_protocol an_protocol_undecided;

#endif

/* protocols.h - chooses the subprotocol that a WebSocket connection speaks: Sec-WebSocket-Protocol.
 * RFC 6455, sections 1.9, 4.1 and 4.2.2. Pure. */
#ifndef AN_WS_PROTOCOLS_H
#define AN_WS_PROTOCOLS_H

#include "protocol/text/head.h"

/* Chooses the first of the client's offers that the server supports: the client lists what it
 * prefers first. Names are compared exactly. Both lists are tokens, separated by commas. 1: *chosen
 * is set, points into `supported`, and is the value of the answer's header. 0: none, and the answer
 * has no such header. AN_EPROTO: `offers` is no such list; the answer is 400. If the offers came as
 * several headers, the caller asks for each, in their order, until the result is not 0. */
int an_ws_protocols_choose(struct an_span offers, struct an_span supported, struct an_span *chosen);
/* The number of tokens in the list. AN_EPROTO: this is not a list of tokens. */
int an_ws_protocols_count(struct an_span list);

#endif

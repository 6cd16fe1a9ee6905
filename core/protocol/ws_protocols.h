/* ws_protocols.h - which subprotocol a WebSocket connection speaks: Sec-WebSocket-Protocol. RFC 6455, sections 1.9, 4.1 and 4.2.2. Pure. */
#ifndef AN_WS_PROTOCOLS_H
#define AN_WS_PROTOCOLS_H

#include "protocol/head.h"

/* The first of the client's offers (its order is its preference; names are compared exactly) that the server supports. Both are lists: tokens
 * with commas between them. 1 and *chosen, which points into `supported`: what the answer's header says; 0: none, the answer has no
 * such header; AN_EPROTO: `offers` is no such list, answer 400. An offer that came as several headers: ask for each, in their order, until
 * the answer is not 0. */
int an_ws_protocols_choose(struct an_span offers, struct an_span supported, struct an_span *chosen);
/* How many tokens the list has; AN_EPROTO: it is none. */
int an_ws_protocols_count(struct an_span list);

#endif

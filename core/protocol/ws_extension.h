/* ws_extension.h - which extension a WebSocket connection uses: Sec-WebSocket-Extensions. Of all there are, permessage-deflate is known here.
 * RFC 6455, section 9.1; RFC 7692, sections 5 and 7.1. Pure.
 */
#ifndef AN_WS_EXTENSION_H
#define AN_WS_EXTENSION_H

#include "protocol/head.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define AN_WS_WINDOW_MIN 8 /* window sizes are powers of two, and told as their exponent: bits */
#define AN_WS_WINDOW_MAX 15
#define AN_WS_EXTENSION_MAX 160 /* bytes of the longest answer, the final NUL included */

/* The parameters of permessage-deflate: as a policy, what the server wants at most; as an agreement, what both sides keep to. */
struct an_ws_deflate_params {
    bool server_no_context_takeover; /* the server compresses every message by itself */
    bool client_no_context_takeover; /* the client does */
    uint8_t server_max_window_bits;  /* AN_WS_WINDOW_MIN to AN_WS_WINDOW_MAX, both */
    uint8_t client_max_window_bits;  /* as a policy a wish: who does not offer it uses 15 */
};

/* Takes the first offer of permessage-deflate that can be kept under the policy. Returns the length of the answer's header value, written to `answer`
 * with a NUL behind it, and *agreed; 0: no offer is taken, the answer has no such header; AN_EPROTO: `offers` breaks the grammar, answer
 * 400 (RFC 6455, section 9.1). An offer with a parameter that is unknown, repeated or of a bad value is passed over (RFC 7692, section
 * 7.1). Offers that came as several headers: ask for each, in their order, until the result is not 0. */
int an_ws_extension_choose(struct an_span offers, const struct an_ws_deflate_params *policy,
                           struct an_ws_deflate_params *agreed, char answer[AN_WS_EXTENSION_MAX]);

#endif

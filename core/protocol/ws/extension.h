/* extension.h - chooses the extension that a WebSocket connection uses: Sec-WebSocket-Extensions.
 * It knows only permessage-deflate. RFC 6455, section 9.1; RFC 7692, sections 5 and 7.1. Pure.
 */
#ifndef AN_WS_EXTENSION_H
#define AN_WS_EXTENSION_H

#include "protocol/text/head.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define AN_WS_WINDOW_MIN 8 /* window sizes are powers of two, given as their exponent: bits */
#define AN_WS_WINDOW_MAX 15
#define AN_WS_EXTENSION_MAX 160 /* bytes of the longest answer, with the final NUL */

/* The parameters of permessage-deflate. As a policy: the most that the server wants. As an
 * agreement: what both sides use. */
struct an_ws_deflate_params {
    bool server_no_context_takeover; /* the server compresses every message by itself */
    bool client_no_context_takeover; /* the client compresses every message by itself */
    uint8_t server_max_window_bits;  /* both are AN_WS_WINDOW_MIN to AN_WS_WINDOW_MAX */
    uint8_t client_max_window_bits;  /* as a policy a wish: 15 if the client does not offer it */
};

/* Takes the first offer of permessage-deflate that can be kept under the policy. Sets *agreed,
 * writes the answer's header value and a NUL to `answer`, and returns its length. 0: no offer is
 * taken, and the answer has no such header. AN_EPROTO: `offers` breaks the grammar; the answer is
 * 400 (RFC 6455, section 9.1). An offer with an unknown, repeated or bad parameter is passed over
 * (RFC 7692, section 7.1). If the offers came as several headers, the caller asks for each, in
 * their order, until the result is not 0. */
int an_ws_extension_choose(struct an_span offers, const struct an_ws_deflate_params *policy,
                           struct an_ws_deflate_params *agreed, char answer[AN_WS_EXTENSION_MAX]);

#endif

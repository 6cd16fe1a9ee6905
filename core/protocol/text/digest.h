/* digest.h - SHA-1 and base64, for the WebSocket handshake only. Not for secrets. Pure. */
#ifndef AN_DIGEST_H
#define AN_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#define AN_WS_ACCEPT_LEN 28

void an_sha1(const void *data, size_t len, uint8_t out[20]);
/* Writes 4 * ((len + 2) / 3) characters, no terminator; returns their number (RFC 4648). */
size_t an_base64_encode(const uint8_t *in, size_t len, char *out);
/* Makes Sec-WebSocket-Accept from a client's key. AN_OK, or AN_EPROTO: the key is not the base64 of
 * 16 bytes (RFC 6455, 4.2.2). */
int an_ws_accept(const char *key, size_t len, char out[AN_WS_ACCEPT_LEN]);

#endif

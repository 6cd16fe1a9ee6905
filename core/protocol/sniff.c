/* sniff.c - a connection's first bytes. See sniff.h.
 *
 * An HTTP/2 client with prior knowledge begins with "PRI ". This is HTTP, too: the client gets a
 * 505. Other protocols may begin with the rarer methods (of WebDAV, UPnP, and QUERY) as well, so
 * these need the slash of a path behind them. One empty line may stand before a request (RFC 9112,
 * 2.2): old clients send one behind a body. (RFC 9110, 9.1; RFC 5789; RFC 8446, 4.1.2 and 5.1.)
 */
#include "protocol/sniff.h"

#include <stdbool.h>
#include <string.h>

#include "ground/base.h"

/* All methods that llhttp takes as methods of HTTP. */
static const char *const methods[] = {
    "GET ",         "POST ",        "HEAD ",    "PUT ",     "DELETE ",    "PATCH ",
    "OPTIONS ",     "TRACE ",       "CONNECT ", "PRI ",     "ACL /",      "BIND /",
    "CHECKOUT /",   "COPY /",       "LINK /",   "LOCK /",   "M-SEARCH /", "MERGE /",
    "MKACTIVITY /", "MKCALENDAR /", "MKCOL /",  "MOVE /",   "NOTIFY /",   "PROPFIND /",
    "PROPPATCH /",  "PURGE /",      "QUERY /",  "REBIND /", "REPORT /",   "SEARCH /",
    "SOURCE /",     "SUBSCRIBE /",  "UNBIND /", "UNLINK /", "UNLOCK /",   "UNSUBSCRIBE /",
};

/* The values that each byte of a ClientHello record may have: handshake, version 3.x, length,
 * client_hello. */
static const struct {
    uint8_t low, high;
} hello[] = {{0x16, 0x16}, {0x03, 0x03}, {0x00, 0x04}, {0x00, 0x40}, {0x00, 0xff}, {0x01, 0x01}};

static enum an_sniff sniff_tls(const uint8_t *in, size_t len)
{
    size_t n = AN_MIN(len, sizeof hello / sizeof *hello);
    for (size_t i = 0; i < n; i++)
        if (in[i] < hello[i].low || in[i] > hello[i].high) return AN_SNIFF_TCP;
    return n < sizeof hello / sizeof *hello ? AN_SNIFF_MORE : AN_SNIFF_TLS;
}

static enum an_sniff sniff_http(const uint8_t *in, size_t len)
{
    enum an_sniff found = AN_SNIFF_TCP;
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        size_t whole = strlen(methods[i]);
        if (memcmp(in, methods[i], AN_MIN(len, whole)) != 0) continue;
        if (len >= whole) return AN_SNIFF_HTTP;
        found = AN_SNIFF_MORE;
    }
    return found;
}

enum an_sniff an_sniff(const uint8_t *in, size_t len)
{
    static const char empty_line[] = {'\r', '\n'};
    if (len == 0) return AN_SNIFF_MORE;
    if (in[0] == hello[0].low) return sniff_tls(in, len);
    if (memcmp(in, empty_line, AN_MIN(len, sizeof empty_line)) != 0) return sniff_http(in, len);
    if (len <= sizeof empty_line) return AN_SNIFF_MORE;
    return sniff_http(in + sizeof empty_line, len - sizeof empty_line);
}

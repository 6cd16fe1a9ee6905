/* sniff.c - a connection's first bytes. See sniff.h.
 *
 * An HTTP/2 client with prior knowledge begins with "PRI ": it is HTTP too, and gets its 505 in words. An empty line before
 * a request is not recognised here: on a mixed port it is a TCP client's. (RFC 9110, 9.1; RFC 5789; RFC 8446, 4.1.2 and 5.1.)
 */
#include "protocol/sniff.h"

#include <stdbool.h>
#include <string.h>

#include "ground/base.h"

static const struct {
    const char *text;
    size_t len;
} methods[] = {
    {"GET ", 4},   {"POST ", 5},    {"HEAD ", 5},  {"PUT ", 4},     {"DELETE ", 7},
    {"PATCH ", 6}, {"OPTIONS ", 8}, {"TRACE ", 6}, {"CONNECT ", 8}, {"PRI ", 4},
};

/* What each byte of a ClientHello's record may be: handshake, version 3.x, length, client_hello. */
static const struct {
    uint8_t low, high;
} hello[] = {{0x16, 0x16}, {0x03, 0x03}, {0x00, 0x04}, {0x00, 0x40}, {0x00, 0xff}, {0x01, 0x01}};

static enum an_sniff tls(const uint8_t *in, size_t len)
{
    size_t n = AN_MIN(len, sizeof hello / sizeof *hello);
    for (size_t i = 0; i < n; i++)
        if (in[i] < hello[i].low || in[i] > hello[i].high) return AN_SNIFF_TCP;
    return n < sizeof hello / sizeof *hello ? AN_SNIFF_MORE : AN_SNIFF_TLS;
}

enum an_sniff an_sniff(const uint8_t *in, size_t len)
{
    if (len == 0) return AN_SNIFF_MORE;
    if (in[0] == hello[0].low) return tls(in, len);
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        size_t n = AN_MIN(len, methods[i].len);
        if (memcmp(in, methods[i].text, n) == 0)
            return n < methods[i].len ? AN_SNIFF_MORE : AN_SNIFF_HTTP;
    }
    return AN_SNIFF_TCP;
}

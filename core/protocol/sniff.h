/* sniff.h - which protocol do a connection's first bytes speak? Pure. */
#ifndef AN_SNIFF_H
#define AN_SNIFF_H

#include <stddef.h>
#include <stdint.h>

enum an_sniff {
    AN_SNIFF_MORE, /* may become HTTP or TLS; AN_SNIFF_MAX bytes decide in any case */
    /* Maybe an empty line. Then a method of RFC 9110 or 5789 (or PRI) and a blank; or another
     * method of HTTP, a blank and a slash. */
    AN_SNIFF_HTTP,
    AN_SNIFF_TLS,  /* a TLS ClientHello record */
    AN_SNIFF_TCP,  /* anything else */
};
#define AN_SNIFF_MAX 16

enum an_sniff an_sniff(const uint8_t *in, size_t len);

#endif

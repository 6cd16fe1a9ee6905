/* listener.h - bound and listening sockets: made by the supervisor before the first fork, so that they outlive a crash of net. */
#ifndef AN_LISTENER_H
#define AN_LISTENER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ground/config.h"


struct an_listener {
    int fd; /* non-blocking, close-on-exec; -1 when closed */
    uint16_t port;
    uint8_t speaks;
    uint8_t index; /* which port of the configuration it is */
    bool ipv6;
};

/* Resolves, binds, listens, for the i-th port of a configuration. AN_OK, AN_EHOST, AN_EADDRINUSE, AN_EADDRNOTAVAIL, AN_EACCES, AN_EFILES or AN_ESYS. */
int an_listener_open(struct an_listener *l, const struct an_config *c, uint32_t i);
/* A name may stand for both families; "localhost" always does (RFC 6761, 6.3). That one of them which `first` does not have, at its port: as above, and
 * AN_EADDRNOTAVAIL when there is none. */
int an_listener_open_too(struct an_listener *l, const struct an_config *c, const struct an_listener *first);
void an_listener_close(struct an_listener *l);

/* For the n-th socket that was accepted, n = 0, 1, …: clients that came together are not probed together. */
void an_listener_spread(const struct an_config *c, int fd, uint32_t n);

#endif

/* listener.h - sockets that are bound and listen. The supervisor makes them before the first fork,
 * so they outlive a crash of the network process. */
#ifndef AN_LISTENER_H
#define AN_LISTENER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ground/config.h"
#include "ipc/registry.h"

struct an_listener {
    int fd; /* non-blocking, close-on-exec; -1 when closed */
    uint16_t port;
    uint8_t speaks;
    uint8_t index; /* of its port in the configuration */
    bool ipv6;
    bool one_address; /* it is bound to `addr`, so that is the local address of all its clients */
    uint8_t addr[16];
};

/* Resolves the host, binds and listens, for the i-th port of a configuration. AN_OK, AN_EHOST,
 * AN_EADDRINUSE, AN_EADDRNOTAVAIL, AN_EACCES, AN_EFILES or AN_ESYS. */
int an_listener_open(struct an_listener *l, const struct an_config *c, uint32_t i);
/* A name may stand for IPv4 and IPv6; "localhost" always does (RFC 6761, 6.3). Opens the family
 * that `first` does not have, at the port of `first`. Errors as above; AN_EADDRNOTAVAIL when the
 * name does not stand for that family. */
int an_listener_open_too(struct an_listener *l, const struct an_config *c, const struct an_listener *first);
void an_listener_close(struct an_listener *l);

/* Accepts a client. Returns its socket, non-blocking and close-on-exec, and sets *addr.
 * AN_EPEER: this client has left; the next one may wait. AN_EFILES: no descriptor is left.
 * AN_ESYS: the system has no memory for it. AN_EAGAIN: else; above all, no client waits. */
int an_listener_accept(const struct an_listener *l, struct an_conn_addr *addr);

/* Spreads the keepalive probes of clients that came together. The caller calls it for each accepted
 * socket, with n = 0, 1, … */
void an_listener_spread(const struct an_config *c, int fd, uint32_t n);

#endif

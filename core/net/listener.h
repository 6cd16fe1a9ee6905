/* listener.h - bound and listening sockets: made by the supervisor before the first fork, so that they outlive a crash of net. */
#ifndef AN_LISTENER_H
#define AN_LISTENER_H

#include <stddef.h>
#include <stdint.h>

#include "net/config.h"

struct an_listener {
    int fd; /* non-blocking, close-on-exec; -1 when closed */
    uint16_t port;
    uint8_t speaks;
};

/* Resolves, binds, listens. AN_OK, AN_EHOST, AN_EADDRINUSE, AN_EADDRNOTAVAIL, AN_EACCES, AN_EFILES or AN_ESYS. */
int an_listener_open(struct an_listener *l, const struct an_listen *where);
void an_listener_close(struct an_listener *l);

#endif

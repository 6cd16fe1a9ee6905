/* publish.h - one message for many connections: framed once for each protocol, and shared by all that it goes to. One thread, the reactor's. */
#ifndef AN_PUBLISH_H
#define AN_PUBLISH_H

#include "net/conn.h"

struct an_publication { /* private */
    const struct an_delivery *message;
    struct an_shared *raw, *framed[AN_WS_VARIANTS]; /* made when the first one needs it; framed[0]: not compressed */
    uint16_t plain; /* bits of variants that compression does not make shorter */
    uint64_t count;
};

/* d: AN_MSG_PUBLISH, valid until the end. For a topic: to its subscribers. For all: an_publish_to() each, in between. */
void an_publish_begin(struct an_publication *p, const struct an_delivery *d);
/* To one connection, if it speaks TCP or WebSocket and is open for the application; a slow one may be cut off by it. */
void an_publish_to(struct an_publication *p, struct an_conn *c);
void an_publish_end(struct an_publication *p, struct an_counters *counters);
/* The whole of it, for a message with a topic. */
void an_publish(struct an_conn_env *env, const struct an_delivery *d);

#endif

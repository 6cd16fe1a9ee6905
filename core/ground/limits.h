/* limits.h - the most that there may be of anything that has a place in shared memory, in an id, or
 * in a field of fixed width. */
#ifndef AN_LIMITS_H
#define AN_LIMITS_H

#define AN_MAX_LISTENERS 16
#define AN_MAX_SOCKETS (2 * AN_MAX_LISTENERS) /* of all listeners, in both families */
#define AN_MAX_REACTORS 64
#define AN_MAX_WORKERS 256
#define AN_MAX_TASKS 256
#define AN_MAX_SEATS (2 * AN_MAX_WORKERS)
#define AN_ID_INDEX_BITS 24 /* of a connection's id */
#define AN_MAX_CONNECTIONS ((1u << AN_ID_INDEX_BITS) - 1)
#define AN_MAX_TIMERS (1u << 24) /* of one worker */
#define AN_MAX_HEAD (1u << 20)   /* bytes of a message's head block */
/* Bytes of a WebSocket's close reason: a control frame's payload less the code (RFC 6455, 5.5). */
#define AN_MAX_REASON 123

#endif

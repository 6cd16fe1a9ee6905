/* room.h - many listeners of one speaker: what one message for all of them costs a server.
 *
 * The speaker says numbered messages, the server gives each to every listener, and each listener checks every byte: the frames that it hears,
 * one behind the other, are those that were said, in their order, whole and once. Anything else ends the program.
 */
#ifndef BENCH_ROOM_H
#define BENCH_ROOM_H

#include <stddef.h>
#include <stdint.h>

struct room_options {
    uint32_t port, listeners;
    size_t size; /* bytes of a message: ROOM_SIZE_MIN..125 */
};

#define ROOM_SIZE_MIN 26 /* {"n":"00000000","text":""} */

/* Opens all connections, then does what the lines of stdin say, one at a time, until the last; each is answered with a JSON line:
 *   join K           each listener asks for K topics ("+K"), which the server confirms with the same text
 *   say DEPTH SECS   messages, so many in flight (1: the next when all have heard the last), for so long, and until all is heard
 *   quit */
void room_run(const struct room_options *o);

#endif

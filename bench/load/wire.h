/* wire.h - what a client says and what it must hear back: three protocols as functions over bytes.
 * No sockets, no clock.
 *
 * A message is known from (peer, number) alone, so nothing sent has to be remembered to check its
 * echo byte by byte:
 *
 *     | 8 bytes: number, base 16, lowest digit first | 8 bytes: peer, likewise | letters, starting
 * at a place that both choose |
 *
 * All of it is printable ASCII, therefore valid UTF-8 for a WebSocket text message, and never looks
 * like an HTTP method. A message shorter than 16 bytes is the beginning of that.
 */
#ifndef BENCH_WIRE_H
#define BENCH_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum wire { WIRE_TCP, WIRE_WS, WIRE_HTTP };

/* What every message of one run has in common. */
struct wire_plan {
    enum wire wire;
    size_t size;      /* bytes of one message; for HTTP of the expected body */
    const char *body; /* HTTP: the body that every answer must carry */
};

#define WIRE_HEAD_MAX 4096 /* of an HTTP answer's head */
#define WIRE_OVERHEAD 14   /* what a frame may add to a message */

/* The reading half of one connection. Zero it to start. */
struct wire_reader {
    uint32_t peer;
    uint64_t number;     /* messages heard so far: the next one to expect */
    size_t offset;       /* bytes of it heard so far */
    uint64_t frame_left; /* WebSocket: payload bytes of this frame still to come */
    char *head;          /* a head under way; freed when it is complete */
    uint16_t head_len;
    uint8_t frame[10]; /* a WebSocket frame header under way */
    uint8_t frame_len;
    bool upgraded;
    bool in_frame;     /* WebSocket: inside a frame; HTTP: inside a body */
    bool control, fin; /* of that frame */
    bool in_message;   /* WebSocket: more frames of this message may come */
    bool ping;         /* one is owed an answer; the caller clears it */
};

/* Once, before anything else here. */
void wire_init(void);
/* Writes the first words of a connection (the WebSocket upgrade request) to out, which holds
 * WIRE_HEAD_MAX. Returns the length; 0: none. */
size_t wire_greet(const struct wire_plan *plan, char *out);
/* The server's answer to a WebSocket's first words, likewise. */
size_t wire_welcome(char *out);
/* Writes message `number` of `peer` as this protocol sends it, size + WIRE_OVERHEAD bytes at most.
 * Returns the length. */
size_t wire_encode(const struct wire_plan *plan, uint32_t peer, uint64_t number, uint8_t *out);
/* Writes the answer to a ping, without payload. Returns the length. */
size_t wire_pong(uint8_t *out);
/* Reads what came. Returns how many messages are now complete and were right, or -1 and *why
 * (static text). */
int wire_feed(const struct wire_plan *plan, struct wire_reader *r, const uint8_t *in, size_t len,
              const char **why);
/* May messages be sent? Not before the upgrade was answered. */
bool wire_ready(const struct wire_plan *plan, const struct wire_reader *r);

#endif

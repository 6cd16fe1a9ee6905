/* ws_help.h - the client's side of RFC 6455 for tests: frames as a client sends them, and what the codec makes of them as text.
 *
 * Text of a run: its events in order, divided by "; ".
 *     text[Hello]   binary[\x00\xff]   ping[]   pong[x]   close[1000 bye]   error[1002]
 * More than 32 bytes are told as their number and a checksum: text[70000:1a2b3c4d]. A run that ends in the midst of a message ends with "…".
 */
#ifndef WS_HELP_H
#define WS_HELP_H

#include "protocol/ws/ws.h"
#include "protocol/ws/extension.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WS_CLIENT_HEADER_MAX 14

/* Writes a masked frame to out, which has place for WS_CLIENT_HEADER_MAX + len; first: FIN, reserved bits and opcode. Returns its size. */
size_t ws_client_frame(uint8_t *out, uint8_t first, const uint8_t mask[4], const void *payload, size_t len);

/* A growing text. It begins as {0}; free with ws_text_fini(). */
struct ws_text {
    char *at;
    size_t len, cap;
};
void ws_text_fini(struct ws_text *t);
void ws_text_event(struct ws_text *t, const struct an_ws_event *ev);
void ws_text_word(struct ws_text *t, const char *word);

/* How a run hands the input on: the size of the next part, when `left` > 0 bytes are to come and `at` have been given. */
typedef size_t (*ws_part_fn)(void *arg, size_t at, size_t left);
/* Feeds a fresh codec part by part and returns what it said. On the way it checks what must always hold (and aborts where it does not): the
 * bytes used are among those given, nothing is over its limit, memory follows what arrived, the end is sticky. Every part lies before a
 * guard page. arg: for part. */
struct ws_text ws_run(const uint8_t *in, size_t len, size_t limit, ws_part_fn part, void *arg);
/* The same of a connection that has agreed on permessage-deflate. Between messages the codec is ended and a fresh one goes on. */
struct ws_text ws_run_deflate(const uint8_t *in, size_t len, size_t limit, const struct an_ws_deflate_params *agreed, ws_part_fn part,
                              void *arg);

size_t ws_whole(void *unused, size_t at, size_t left);
size_t ws_bytewise(void *unused, size_t at, size_t left);
size_t ws_split_at(void *position, size_t at, size_t left); /* position: size_t * */

#endif

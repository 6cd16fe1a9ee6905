/* ws_talk_help.h - what a client may say over WebSocket, at random: its bytes, and the events that they mean. */
#ifndef WS_TALK_HELP_H
#define WS_TALK_HELP_H

#include "random_help.h"
#include "ws_help.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TALK_MESSAGE_MAX 70000
#define TALK_WIRE_MAX (64 * TALK_MESSAGE_MAX)

struct talk {
    struct random r;
    uint8_t *wire;
    size_t len;
    struct ws_text meant;
};

/* Fixtures of cmocka: *state is a struct talk. */
int talk_open(void **state);
int talk_close(void **state);

void talk_begin(struct talk *t);
/* Of up to max bytes; text: UTF-8. Returns its size. */
size_t talk_random_payload(struct random *r, bool text, uint8_t *p, size_t max);
/* A payload in one frame or in many, with control frames between them; first: opcode and reserved bits of the first one. */
void talk_send(struct talk *t, uint8_t first, const uint8_t *p, size_t n);
void talk_control(struct talk *t);
void talk_message(struct talk *t); /* not compressed */
void talk_end(struct talk *t);
/* Some bytes spoilt, some cut off: what the codec makes of it is its business, but it is always the same. */
void talk_spoil(struct talk *t);

/* How it arrives: for ws_run(), with a struct random. */
size_t talk_small_part(void *r, size_t at, size_t left);
size_t talk_large_part(void *r, size_t at, size_t left);

#endif

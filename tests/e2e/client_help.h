/* client_help.h - one client, one step after the other: every call waits for what it is about, no longer than the claim's deadline. */
#ifndef E2E_CLIENT_HELP_H
#define E2E_CLIENT_HELP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "e2e/wire_help.h"
#include "memory/buf.h"

struct client {
    int fd; /* non-blocking */
    enum wire wire;
    struct an_buf in;
    size_t used;              /* of in: heard already, kept until the next call */
    struct wire_heard heard;  /* the last answer */
    char text[1024];          /* the beginning of its body, as a string */
};

/* Connects; for a WebSocket the upgrade is done, too. */
struct client client_open(uint16_t port, enum wire wire);
/* Connects a socket that need not be connected yet, and says nothing. -1: refused at once. */
int client_socket(uint16_t port);
/* Everything, however long it takes. False: the connection has ended. */
bool client_send(struct client *c, const void *p, size_t len);
bool client_say(struct client *c, const void *p, size_t len);
bool client_frame(struct client *c, uint8_t opcode, const void *p, size_t len);
bool client_get(struct client *c, const char *target);
/* The next answer (TCP: whatever comes) into c->heard and c->text. False: the end of the stream, or a reset, in its stead. */
bool client_hear(struct client *c);
bool client_hear_head(struct client *c); /* an answer to HEAD */
/* The next answer must be (TCP: the next bytes must be) exactly this, with status 200. */
void client_expect(struct client *c, const void *p, size_t len);
void client_expect_letters(struct client *c, size_t len); /* abc...zabc..., as !big answers */
/* Says a string and returns the answer as one. */
const char *client_ask(struct client *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
uint64_t client_ask_number(struct client *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
uint64_t client_id(struct client *c);
/* A counter of the server ("accepted", see board.h), and: waits until it is at least that. */
uint64_t client_stat(struct client *c, const char *name);
void client_stat_await(struct client *c, const char *name, uint64_t least);
/* Nothing more may come but the end. */
void client_expect_end(struct client *c);
void client_half_close(struct client *c);
void client_close(struct client *c);
void client_reset(struct client *c); /* with a RST, and what waits is thrown away */

#endif

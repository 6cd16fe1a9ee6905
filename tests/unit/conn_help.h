/* conn_help.h - the connection on a loopback: no socket, no ring, no clock. Shared by the tests of core/net/conn*.c. */
#ifndef CONN_HELP_H
#define CONN_HELP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conn/conn.h"

#define CONN_SINCE_MS 1700000000123ull
#define CONN_DEV 3 /* of each file */
#define CONN_INO 4
#define CONN_BLOCKS 8u /* room for heads */

struct conn_loopback {
    struct an_config config;
    struct an_conn_env env;
    struct an_registry registry;
    struct an_wheel wheel;
    struct an_conn *conn;
    char told[65536];   /* events, one per line */
    char wrote[262144]; /* the socket's bytes */
    size_t wrote_len;
    size_t take; /* bytes the socket takes per call; 0: it is full */
    bool filled; /* it has just taken less than it was offered: the next call finds it full */
    bool broken; /* the next write fails, ... */
    bool vanished; /* ... because the network has given the peer up */
    bool full;   /* the worker's ring is full, ... */
    bool roomy;  /* ... but behind it is room for more */
    unsigned wants;
    size_t unsent; /* the peer has not acknowledged so much, ... */
    bool holds;    /* ... to which is added what is written */
    int shuts, aborts, gones;
    bool unreleased;              /* the worker has not given back what was posted last */
    bool taken;                   /* the worker has the request */
    bool later;                   /* what is looked for on the disk is not known at once */
    bool busy;                    /* the disk has too much to do */
    bool cold;                    /* the bytes of files are not in memory */
    struct an_document *document; /* what is found, once; NULL: nothing */
    struct an_upload *lent;
    int fed_status;
    uint64_t file_bytes; /* given to the socket from files */
    uint64_t position;  /* of what was posted last */
    uint64_t request;   /* that was posted last */
    uint64_t withdrawn; /* the request that the worker need not do any more, 0: none */
    unsigned close_code, reason_len; /* that CLOSE came with */
    enum an_conn_state close_state;  /* in the registry when CLOSE was told */
    struct an_head_store heads;
    uint32_t head_place;  /* that the last message came with, 0: none */
    struct an_buf head;   /* that CLOSE came with */
    struct an_topic_table topics;
    struct an_dispatch dispatch;
    void *memory, *board, *blocks;
};
extern struct conn_loopback lo;

/* For cmocka: a loopback without a connection yet; all of its memory back. */
int conn_setup(void **state);
int conn_teardown(void **state);
/* The connection begins, on a port that speaks these protocols. */
void conn_start(uint8_t speaks);

/* What the peer does: text arrives, as one read or byte by byte; a masked frame, first byte as given. The turn ends after each. */
void conn_input(const char *text);
void conn_input_bytes(const char *text);
void conn_ws_frame(uint8_t first, const char *text);
/* The peer ends its side: it is reported, as the system does it, again and again for as long as that is wanted, which must not be for long. */
void conn_fin(void);
/* What the disk does. Byte n of each file is the last digit of n; a small one is in memory. */
struct an_file *conn_file(uint64_t size, bool small);
struct an_document *conn_document(enum an_document_kind kind, uint64_t size, bool small);
void conn_found(struct an_document *doc);
void conn_opened(int err, struct an_file *f);
void conn_fed(void);
/* A SEND of a file. */
void conn_file_message(uint8_t flags, uint64_t offset, uint64_t len, const char *path);
/* What the worker does: any message; a SEND without a status, a HANGUP, after each of which the turn ends. */
void conn_message(enum an_msg_type type, uint32_t code, uint8_t flags, const char *body);
void conn_answer(const char *body);
void conn_hang_up(uint32_t code, const char *reason);
/* ... comes to CLOSE: nothing more that is published is for it; and has had it, after which the turn ends. conn_sees_close: both. */
void conn_begins_close(void);
void conn_sees_close(void);
/* One message with a topic is published, at the end of the turn, while nothing is gathered. */
void conn_publish(const struct an_delivery *d);
/* The first of what was posted while the ring was full, all of one length, has gone in. */
void conn_pushed(void);
/* Time. */
void conn_pass(uint64_t ms);
/* From the beginning to a WebSocket. */
void conn_upgraded(void);

/* What the worker was told, and what the socket was given, since it was last looked at. */
void expect_told(const char *text);
void expect_wrote(const char *text);
void expect_begins(const char *text); /* what follows is forgotten */
bool wrote_has(const char *text);     /* nothing is forgotten */
enum an_conn_state conn_state(void);
uint64_t conn_request(void); /* the number of the request in hand, 0: none */

#define GET "GET /a HTTP/1.1\r\nHost: x\r\n\r\n"
#define UPGRADE                                                                                    \
    "GET /chat HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"               \
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"

#endif

/* conn_in.h - what the files of the connection share: conn.c (life), conn_out.c (writing), conn_http.c, conn_ws.c. Private to them. */
#ifndef AN_CONN_IN_H
#define AN_CONN_IN_H

#include "net/conn.h"

enum an__conn_flag {
    AN__TOLD = 1,         /* CLOSE has been told to the worker: nothing more is */
    AN__EOF = 2,          /* the peer has ended its side */
    AN__BLOCKED = 4,      /* the last RECV waits for room towards the worker: nothing is read meanwhile */
    AN__DIRTY = 8,        /* on env->dirty */
    AN__DEADLINE = 16,    /* `deadline` counts */
    AN__KEEP = 32,        /* HTTP: the request in flight lets the connection live on */
    AN__HEAD = 64,        /* HTTP: it is a HEAD request */
    AN__HTTP10 = 128,
    AN__CLOSE_SENT = 256, /* WebSocket: our close frame is out */
    AN__SHOWN = 512,      /* the registry shows queued bytes */
};

/* Bytes of a connection on the heap. */
struct an_piece {
    uint32_t len, off;
    uint8_t data[];
};

static inline bool an__conn_is(const struct an_conn *c, unsigned flag) { return c->flags & flag; }

/* conn.c */
int an__conn_tell(struct an_conn *c, enum an_msg_type type, uint32_t code, const void *head, size_t head_len, const void *body,
                  size_t body_len);
void an__conn_tell_close(struct an_conn *c, enum an_close_cause cause); /* once */
void an__conn_deadline(struct an_conn *c, uint64_t in_ms);
void an__conn_no_deadline(struct an_conn *c);
uint64_t an__conn_linger(const struct an_conn *c); /* how long to wait for the peer at the end */
void an__conn_finish(struct an_conn *c, enum an_close_cause cause); /* tells CLOSE, flushes, drains, dies */
void an__conn_process(struct an_conn *c);                           /* goes on with the stash */
void an__conn_proto(struct an_conn *c, enum an_proto proto);

/* conn_out.c */
size_t an__conn_queued(const struct an_conn *c);
void an__conn_put(struct an_conn *c, const void *p, size_t n);
void an__conn_put2(struct an_conn *c, const void *head, size_t head_len, const void *body, size_t body_len);
void an__conn_flush(struct an_conn *c);

/* conn_http.c, conn_ws.c: feed returns the bytes used; it uses some, or changes the phase. */
size_t an__conn_http_feed(struct an_conn *c, uint8_t *p, size_t n);
void an__conn_http_send(struct an_conn *c, const struct an_delivery *d);
void an__conn_http_fail(struct an_conn *c, int status, const char *extra, enum an_close_cause cause); /* an error page, then the end */
void an__conn_http_timeout(struct an_conn *c);
void an__conn_http_drop(struct an_conn *c); /* frees the codec */
size_t an__conn_ws_feed(struct an_conn *c, uint8_t *p, size_t n);
void an__conn_ws_send(struct an_conn *c, const struct an_delivery *d);
void an__conn_ws_close(struct an_conn *c, uint16_t code, const void *reason, size_t len); /* our close frame; waits for theirs */
void an__conn_ws_drop(struct an_conn *c);

#endif

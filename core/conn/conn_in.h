/* conn_in.h - what the files of the connection and its protocols share. Private to them.
 *
 *   conn.c       its life         conn_out.c    what it writes     conn_relief.c  its memory
 *   conn_end.c   its ends         conn_pace.c   slow clients       conn_seat.c    its seat
 *   conn_time.c  its deadlines    publish.c     what is published
 *
 *   undecided.c, tcp.c, ws.c, http/: the protocols (protocol.h)
 */
#ifndef AN_CONN_IN_H
#define AN_CONN_IN_H

#include "conn/conn.h"
#include "conn/protocol.h"

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
    AN__CHUNKED = 1024,   /* HTTP: the answer's pieces are chunks */
    AN__COLD = 2048,      /* what is to be written next is not in memory yet: nothing is written meanwhile */
    AN__QUEUED = 4096,    /* HTTP, WAIT: the deadline is for the worker to take the request */
    AN__BRIEF = 4096,     /* from FLUSH on: its last bytes have linger_ms */
    AN__BODILESS = 8192,  /* HTTP: the answer's pieces are not sent: HEAD, or a status without a body */
    AN__MOVING = 16384,   /* it is to leave its seat, where something of it is outstanding: nothing is read meanwhile */
    AN__OVER = 32768,     /* its worker has come to CLOSE: nothing that is published reaches it any more */
};

/* Bytes of a connection on the heap. */
struct an_piece {
    uint32_t len, off;
    uint8_t data[];
};

static inline bool an__conn_is(const struct an_conn *c, unsigned flag) { return c->flags & flag; }

/* --- conn.c --- */

int an__conn_tell(struct an_conn *c, enum an_msg_type type, uint32_t code, const void *head,
                  size_t head_len, const void *body, size_t body_len);
/* The connection speaks this from now on. */
void an__conn_speak(struct an_conn *c, const struct an_protocol *protocol);
void an__conn_proto(struct an_conn *c, enum an_proto proto);
void an__conn_process(struct an_conn *c); /* goes on with the stash */
void an__conn_stash_free(struct an_conn *c);
/* What the client has said waits for room towards the worker. */
void an__conn_block(struct an_conn *c, size_t bytes);
/* Of the bits `which`, these are wanted. */
void an__conn_want(struct an_conn *c, unsigned which, unsigned what);
/* READ; or HANGUP, which is RESET once the end of the peer's side is known. */
void an__conn_want_input(struct an_conn *c, enum an_want what);

/* --- conn_end.c --- */

/* Tells CLOSE, once. The second one: of a WebSocket that ends with a close frame, theirs or ours. */
void an__conn_tell_close(struct an_conn *c, enum an_close_cause cause);
void an__conn_tell_close_frame(struct an_conn *c, enum an_close_cause cause, uint16_t code,
                               const void *reason, size_t len);
void an__conn_leave(struct an_conn *c); /* all topics */
/* Tells CLOSE, flushes, drains, dies. */
void an__conn_finish(struct an_conn *c, enum an_close_cause cause);
/* For protocols whose clients are told of the stop in CLOSE, with this close code. */
void an__conn_stop_told(struct an_conn *c, uint16_t code);

/* --- conn_relief.c --- */

/* Takes back what has been said to the worker and waits for room. False: a part of it has left. */
bool an__conn_untell(struct an_conn *c);

/* --- conn_seat.c --- */

/* May what comes next go to the seat? Moves the connection, if that was all that was missing. */
bool an__conn_seated(struct an_conn *c);
/* A request is about to be handed out. When its worker cannot take it soon and another one can, the
 * connection moves to that one. */
void an__conn_seek_seat(struct an_conn *c);

/* --- conn_time.c --- */

#define AN__STOP_GRACE_MS 300 /* for a further request, from the stop on */

void an__conn_on_timer(struct an_timer *t);
void an__conn_deadline(struct an_conn *c, uint64_t in_ms);
void an__conn_no_deadline(struct an_conn *c);
uint64_t an__conn_linger(const struct an_conn *c); /* how long to wait for the peer at the end */
/* an__conn_pace_look() follows, or an__conn_no_look(). */
void an__conn_look(struct an_conn *c, uint64_t in_ms);
static inline void an__conn_no_look(struct an_conn *c) { c->look_at = 0; }
/* Is the first byte of the client, or for it, still to come? And: it is there. */
static inline bool an__conn_silent(const struct an_conn *c)
{
    return !an_list_empty(&c->place) && c->phase != AN_PHASE_DRAIN;
}
void an__conn_first_byte(struct an_conn *c);
/* From now on the client may be silent for so long; 0: for ever. */
void an__conn_watch(struct an_conn *c, uint64_t ms);
uint64_t an__conn_shorter(uint64_t a, uint64_t b); /* 0: no limit */
/* How long a client that is no WebSocket may be silent; 0: for ever. */
uint64_t an__conn_silence_ms(const struct an_conn *c);
/* The time is over. Unless the client has said or taken something meanwhile, the connection ends;
 * else the next deadline is set. True: the caller asks whether the client lives (ping_ms; 0: nobody
 * asks). */
bool an__conn_silence_over(struct an_conn *c, uint64_t ping_ms, uint64_t limit_ms);

/* --- conn_pace.c --- */

/* The socket has not taken all: from now on somebody looks whether the client takes it. */
void an__conn_pace(struct an_conn *c);
void an__conn_pace_look(struct an_conn *c);
void an__conn_pace_last(struct an_conn *c); /* what is under way now are its last bytes */
/* The end has taken linger_ms: goes on waiting for a client that moves, or kills the connection. */
void an__conn_lingered(struct an_conn *c);

/* --- conn_out.c --- */

size_t an__conn_queued(const struct an_conn *c);                /* in memory */
size_t an__conn_most_queued(const struct an_config *config);    /* with more it is cut off */
void an__conn_show_queue(struct an_conn *c);                    /* in the registry, with what is held */
void an__conn_put(struct an_conn *c, const void *p, size_t n);
void an__conn_put2(struct an_conn *c, const void *head, size_t head_len, const void *body,
                   size_t body_len);
/* s->data[offset..offset+len). now: written at once when nothing is queued. */
void an__conn_share(struct an_conn *c, struct an_shared *s, size_t offset, size_t len, bool now);
void an__conn_put_file(struct an_conn *c, struct an_file *f, uint64_t offset, uint64_t len);
void an__conn_flush(struct an_conn *c);

#endif

/* conn_in.h - what the files of the connection and its protocols share. Private to them.
 *
 * The files of the connection stand one above the other. Each calls those before it in this list,
 * and none of those behind it (the lint looks):
 *
 *   conn_base.c   its protocol, transport, worker   conn_end.c      ends in good order
 *   conn_time.c   its deadlines                     conn_silence.c  clients that say nothing
 *   conn_close.c  CLOSE, and the end                conn_relief.c   its memory
 *   conn_seat.c   its seat                          conn.c          its input, messages, turns
 *   conn_pace.c   slow clients                      conn_start.c    its beginning
 *   conn_out.c    what it writes                    publish.c       what is published
 *
 * Above them: undecided.c, tcp.c, ws.c, http/, the protocols. The connection calls those through
 * their table alone (protocol.h).
 */
#ifndef AN_CONN_IN_H
#define AN_CONN_IN_H

#include "conn/conn.h"
#include "conn/protocol.h"

enum an__conn_flag {
    AN__TOLD = 1,         /* the worker has been told CLOSE: it is told nothing more */
    AN__EOF = 2,          /* the peer has ended its side */
    AN__BLOCKED = 4,      /* too much waits for room in the worker's ring: nothing is read */
    AN__DIRTY = 8,        /* on env->dirty */
    AN__DEADLINE = 16,    /* `deadline` counts */
    AN__CLOSE_SENT = 32,  /* WebSocket: our close frame has been queued */
    AN__SHOWN = 64,       /* the registry shows queued bytes */
    AN__COLD = 128,       /* the next bytes of a file are not in memory yet: nothing is written */
    AN__BRIEF = 256,      /* from FLUSH on: its last bytes have linger_ms */
    AN__MOVING = 512,     /* it is to move; its seat has something of it: nothing is read */
    AN__OVER = 1024,      /* its worker has come to CLOSE: published messages reach it no more */
    AN__HEADED = 2048,    /* it has asked to become a WebSocket: `head` counts, not `requests` */
};

#define AN__PARKED_COST ((size_t)64) /* bytes that a waiting message takes beside its own */

/* Bytes of a connection on the heap. */
struct an_piece {
    uint32_t len, off;
    uint8_t data[];
};

/* Its queue, made if there is none. */
static inline struct an_write_queue *an__conn_queue(struct an_conn *c)
{
    if (!c->write_queue) c->write_queue = an_write_queue_new(&c->env->pool);
    return c->write_queue;
}

static inline bool an__conn_is(const struct an_conn *c, unsigned flag) { return c->flags & flag; }

/* --- conn_base.c --- */

/* From now on the connection speaks this protocol. */
void an__conn_speak(struct an_conn *c, const struct an_protocol *protocol);
void an__conn_proto(struct an_conn *c, enum an_proto proto);
int an__conn_tell(struct an_conn *c, enum an_msg_type type, uint32_t code, const void *head,
                  size_t head_len, const void *body, size_t body_len);
/* A message with so many bytes of the client's waits for room in the worker's ring: the connection
 * is BLOCKED when too much waits. The second function: it waits no more. */
void an__conn_park(struct an_conn *c, size_t bytes);
void an__conn_unpark(struct an_conn *c, size_t bytes);
/* What waits so: the bytes, and what it costs to keep each message. */
static inline size_t an__conn_parked(const struct an_conn *c)
{
    return c->parked_bytes + c->parked * AN__PARKED_COST;
}
/* Takes back the messages that wait for room in the worker's ring, but for a first one of which a
 * part has left. False: there was only that one. True: the caller ends the connection, because the
 * worker would miss what was taken back. */
bool an__conn_untell(struct an_conn *c);
/* Of the bits in `which`, the connection wants those in `what`. */
void an__conn_want(struct an_conn *c, unsigned which, unsigned what);
/* Wants READ or HANGUP. HANGUP becomes RESET once the end of the peer's side is known. */
void an__conn_want_input(struct an_conn *c, enum an_want what);
void an__conn_stash_free(struct an_conn *c);
/* For the tables of protocols: no byte is used, everybody may subscribe, nobody may, nothing is
 * delivered, HANGUP is the only message that is taken, the last call cuts nobody off. */
bool an__conn_never_ready(struct an_conn *c);
bool an__conn_subscribes_always(const struct an_conn *c, const struct an_delivery *d);
bool an__conn_subscribes_never(const struct an_conn *c, const struct an_delivery *d);
uint32_t an__conn_deliver_nothing(struct an_conn *c, uint32_t from, uint32_t to, bool now);
bool an__conn_takes_hangup_alone(struct an_conn *c, const struct an_delivery *d);
bool an__conn_cuts_nothing(struct an_conn *c);

/* --- conn_time.c --- */

#define AN__STOP_GRACE_MS 300 /* the time for one more request, from the stop on */

void an__conn_timer(struct an_conn *c, uint64_t in_ms); /* the timer rings in in_ms, or before */
void an__conn_deadline(struct an_conn *c, uint64_t in_ms);
void an__conn_no_deadline(struct an_conn *c);
uint64_t an__conn_linger(const struct an_conn *c); /* how long to wait for the peer at the end */
/* Calls an__conn_pace_look() after in_ms, unless an__conn_no_look() comes first. There is a
 * write_queue. */
void an__conn_look(struct an_conn *c, uint64_t in_ms);
static inline void an__conn_no_look(struct an_conn *c)
{
    if (c->write_queue) c->write_queue->pace.look_at = 0;
}

/* --- conn_close.c --- */

/* Is the first byte of the client, or for it, still to come? */
static inline bool an__conn_silent(const struct an_conn *c)
{
    return !an_list_empty(&c->place) && c->phase != AN_PHASE_DRAIN;
}
/* Tells CLOSE, once. The second function: for a WebSocket that ends with a close frame, theirs or
 * ours. */
void an__conn_tell_close(struct an_conn *c, enum an_close_cause cause);
void an__conn_tell_close_frame(struct an_conn *c, enum an_close_cause cause, uint16_t code,
                               const void *reason, size_t len);
void an__conn_leave(struct an_conn *c); /* leaves all topics */

/* --- conn_seat.c --- */

/* May the next message go to the seat? Moves the connection, if that was all that was missing. */
bool an__conn_seated(struct an_conn *c);
/* Moves the connection to this seat, unless something of it is outstanding at the old one. */
bool an__conn_seat_change(struct an_conn *c, uint32_t seat);
/* A request is about to be handed out. When its worker cannot take it soon and another one can, the
 * connection moves to that one. */
void an__conn_seek_seat(struct an_conn *c);

/* --- conn_pace.c --- */

/* The socket has not taken all bytes: conn_pace.c looks from now on whether the client takes
 * them. */
void an__conn_pace(struct an_conn *c);
void an__conn_pace_look(struct an_conn *c);
void an__conn_pace_last(struct an_conn *c); /* its last bytes are under way */
/* The end has taken linger_ms. Goes on waiting for a client that moves, or kills the connection. */
void an__conn_lingered(struct an_conn *c);

/* --- conn_out.c --- */

size_t an__conn_queued(const struct an_conn *c); /* bytes in memory */
/* Bytes; a longer queue is cut off. */
size_t an__conn_most_queued(const struct an_config *config);
/* Shows in the registry how many bytes are queued or held. */
void an__conn_show_queue(struct an_conn *c);
void an__conn_put(struct an_conn *c, const void *p, size_t n);
void an__conn_put2(struct an_conn *c, const void *head, size_t head_len, const void *body,
                   size_t body_len);
/* Queues s->data[offset..offset+len). now: writes them at once if nothing is queued. */
void an__conn_share(struct an_conn *c, struct an_shared *s, size_t offset, size_t len, bool now);
void an__conn_put_file(struct an_conn *c, struct an_file *f, uint64_t offset, uint64_t len);
void an__conn_flush(struct an_conn *c);

/* --- conn_end.c --- */

/* Tells CLOSE, flushes, drains, dies. */
void an__conn_finish(struct an_conn *c, enum an_close_cause cause);
/* For protocols whose clients are told of the stop in CLOSE, with this close code. */
void an__conn_stop_told(struct an_conn *c, uint16_t code);

/* --- conn_silence.c --- */

uint64_t an__conn_shorter(uint64_t a, uint64_t b); /* 0: no limit */
/* How long a client that is no WebSocket may be silent; 0: for ever. */
uint64_t an__conn_silence_ms(const struct an_conn *c);
/* From now on the client may be silent for this long; 0: for ever. */
void an__conn_watch(struct an_conn *c, uint64_t ms);
/* The first byte of the client, or for it, is there. */
void an__conn_first_byte(struct an_conn *c);
/* The time is over. Ends the connection, unless the client has said or taken something meanwhile;
 * else sets the next deadline. True: the caller asks whether the client lives (after ping_ms; 0:
 * nobody asks). */
bool an__conn_silence_over(struct an_conn *c, uint64_t ping_ms, uint64_t limit_ms);

/* --- conn.c --- */

void an__conn_process(struct an_conn *c); /* goes on with the stash */
void an__conn_on_timer(struct an_timer *t);

#endif

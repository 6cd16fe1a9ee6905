/* conn_in.h - what the files of the connection share. Private to them.
 *
 *   conn.c         life                request.c     requests            static.c   answers that are files
 *   conn_end.c     ends                conn_time.c     deadlines
 *   conn_seat.c    its seat           conn_relief.c   memory
 *   conn_out.c     writing             answer.c   answers, pages      ws.c     WebSocket
 *   conn_pace.c    slow clients        log.c      the access log   upgrade.c the way there
 */
#ifndef AN_CONN_IN_H
#define AN_CONN_IN_H

#include "conn/conn.h"
#include "protocol/text/uri.h"
#include "protocol/ws/extension.h"

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

/* An answer that waits for its file. */
struct an__file_answer {
    struct an_msg_file of;
    int status;
    uint8_t flags; /* enum an_msg_flag */
    size_t lines_len;
    char lines[];
};

/* What both sides of a WebSocket will keep to. */
struct an__upgrade {
    char accept[28];         /* of the answer: Sec-WebSocket-Accept */
    struct an_span protocol; /* in the configuration; empty: none */
    bool deflate;
    struct an_ws_deflate_params params; /* of deflate */
    char extension[AN_WS_EXTENSION_MAX];
};

struct an__held {
    struct an__held *next;
    struct an_msg msg; /* SEND, PING or HANGUP */
    uint8_t body[];
};

/* What a request needs beyond the connection itself: made when there is something to keep, gone with the answer. */
struct an__exchange {
    struct an_upload *upload; /* NULL while it is lent to the disk */
    bool form_ended, form_given; /* whole; with the worker */
    uint64_t body_due_ms;   /* when the request's body is late; 0: it has not begun, or came with its head; with it: */
    uint64_t body_rest;     /* thousandths of bytes that have not bought a millisecond yet */
    uint64_t form_given_ms; /* when the disk got the piece that it has */
    struct an_access_entry *log; /* NULL: nothing is to be logged */
    int status;                  /* of the answer, for the log */
    uint64_t sent;               /* bytes of its body that have been queued */
    struct an_buf asked; /* the head of a GET or HEAD with Range or preconditions, which a file that PHP answers with is held against */
    struct an__file_answer *file;
    struct an__upgrade *upgrade; /* it asks to become a WebSocket, and its worker is asked; NULL: it does not; with it, until its worker has decided: */
    struct an__held *held, *held_last; /* what others say to that WebSocket, in order */
    size_t held_bytes;
    int page; /* the status whose page is looked for, 0: none; with it: */
    struct an_buf page_lines; /* further lines of its head */
    enum an_close_cause page_cause;
    uint32_t writer;      /* who has written a piece of the answer last, as env->speaker; AN__NOBODY: it has gone, and then: */
    uint64_t orphan_until_ms; /* somebody else must have gone on by now */
    bool page_last; /* the connection ends with it */
    bool one_sided; /* the answer comes in pieces, and its client has ended its side: it is known to be one that may still read */
};

#define AN__NOBODY UINT32_MAX

/* Bytes of a connection on the heap. */
struct an_piece {
    uint32_t len, off;
    uint8_t data[];
};

static inline bool an__conn_is(const struct an_conn *c, unsigned flag) { return c->flags & flag; }

/* conn.c */
int an__conn_tell(struct an_conn *c, enum an_msg_type type, uint32_t code, const void *head, size_t head_len, const void *body,
                  size_t body_len);
void an__conn_process(struct an_conn *c); /* goes on with the stash */
void an__conn_stash_free(struct an_conn *c);
void an__conn_block(struct an_conn *c, size_t bytes); /* what it has said waits for room towards its worker */
void an__conn_want(struct an_conn *c, unsigned which, unsigned what); /* of the bits `which`, these are wanted */
void an__conn_want_input(struct an_conn *c, enum an_want what); /* READ; or HANGUP, which is RESET once that is known */
void an__conn_proto(struct an_conn *c, enum an_proto proto);
void an__conn_is_tcp(struct an_conn *c); /* it is spoken to before it has spoken */
/* conn_end.c */
void an__conn_tell_close(struct an_conn *c, enum an_close_cause cause); /* once */
/* The same of a WebSocket that ends with a close frame, theirs or ours. */
void an__conn_tell_close_frame(struct an_conn *c, enum an_close_cause cause, uint16_t code, const void *reason, size_t len);
void an__conn_leave(struct an_conn *c); /* its topics */
void an__conn_finish(struct an_conn *c, enum an_close_cause cause); /* tells CLOSE, flushes, drains, dies */
/* conn_seat.c: may what comes next go to its seat? Moves it, if that was all that was missing. */
bool an__conn_seated(struct an_conn *c);
/* A request is about to be handed out: when its worker cannot take it soon and another one can, it is that one's. */
void an__conn_seek_seat(struct an_conn *c);
/* conn_time.c */
void an__conn_on_timer(struct an_timer *t);
void an__conn_deadline(struct an_conn *c, uint64_t in_ms);
void an__conn_no_deadline(struct an_conn *c);
#define AN__STOP_GRACE_MS 300 /* for a further request, from the stop on */
uint64_t an__conn_linger(const struct an_conn *c); /* how long to wait for the peer at the end */
void an__conn_look(struct an_conn *c, uint64_t in_ms); /* an__conn_pace_look() follows, or an__conn_no_look() */
static inline void an__conn_no_look(struct an_conn *c) { c->look_at = 0; }
/* Is its first byte, or the first one for it, still to come? And: it is there. */
static inline bool an__conn_silent(const struct an_conn *c) { return !an_list_empty(&c->place) && c->phase != AN_PHASE_DRAIN; }
void an__conn_first_byte(struct an_conn *c);
void an__conn_watch(struct an_conn *c); /* from now on it may be silent for so long, as the configuration says */
/* conn_pace.c */
void an__conn_pace(struct an_conn *c); /* the socket has not taken all: from now on it is looked at whether the client takes it */
void an__conn_pace_look(struct an_conn *c);
void an__conn_pace_last(struct an_conn *c); /* what is under way now are its last bytes */
void an__conn_lingered(struct an_conn *c); /* its end has taken linger_ms: goes on waiting for a client that moves, or kills it */

/* log.c: the access log's line of a request */
void an__conn_log_begin(struct an_conn *c, const void *head, size_t head_len);
void an__conn_log_answer(struct an_conn *c, int status); /* its head is queued */
void an__conn_log_body(struct an_conn *c, uint64_t bytes);
void an__conn_log_end(struct an_conn *c, bool cut); /* writes the line; cut: what is still queued will not be sent */
void an__conn_log_drop(struct an__exchange *x);

/* conn_out.c */
size_t an__conn_queued(const struct an_conn *c); /* in memory */
size_t an__conn_most_queued(const struct an_config *config); /* with more it is cut off */
void an__conn_show_queue(struct an_conn *c); /* in the registry, with what is held */
void an__conn_put(struct an_conn *c, const void *p, size_t n);
void an__conn_put2(struct an_conn *c, const void *head, size_t head_len, const void *body, size_t body_len);
/* s->data[offset..offset+len). now: written at once when nothing is queued. */
void an__conn_share(struct an_conn *c, struct an_shared *s, size_t offset, size_t len, bool now);
void an__conn_put_file(struct an_conn *c, struct an_file *f, uint64_t offset, uint64_t len);
void an__conn_flush(struct an_conn *c);

/* request.c, ws.c: feed returns the bytes used; it uses some, or changes the phase. */
size_t an__conn_http_feed(struct an_conn *c, uint8_t *p, size_t n);
void an__conn_http_timeout(struct an_conn *c);
bool an__conn_http_take_back(struct an_conn *c); /* the request that waits for its worker, to be answered here; false: it does not wait, or has an answer */
struct an__exchange *an__conn_exchange(struct an_conn *c); /* the one there is, or a new one */
void an__conn_exchange_end(struct an_conn *c);
void an__conn_http_drop(struct an_conn *c); /* frees the codec */
void an__conn_to_worker(struct an_conn *c, enum an_msg_type type); /* the request that the codec holds: RECV or OPEN */

/* upgrade.c: the request that the codec holds opens a WebSocket, or is refused. */
void an__conn_upgrade(struct an_conn *c, const struct an_http_request *r);
const struct an_buf *an__conn_head(struct an_conn *c); /* of a WebSocket's upgrade, which CLOSE brings: its place is not kept longer; empty: none */
bool an__conn_accepted(struct an_conn *c, const struct an_delivery *d); /* by its worker; false: it has not asked */
static inline bool an__conn_opening(const struct an_conn *c) /* its worker is asked */
{
    return c->phase == AN_PHASE_WAIT && c->x && c->x->upgrade;
}
void an__conn_hold(struct an_conn *c, const struct an_msg *m, const void *body); /* SEND, PING or HANGUP, until its worker has decided; may end it */
void an__conn_held_free(struct an_conn_env *env, struct an__held *held);

/* answer.c */
struct an_buf *an__conn_scratch(struct an_conn *c);
bool an__conn_keep(struct an_conn *c); /* may it live on after this answer, whose head is about to say so? */
bool an__conn_says_length(const struct an_conn *c, struct an_span lines); /* is it an answer to HEAD that says what GET would bring? */
bool an__conn_http_send(struct an_conn *c, const struct an_delivery *d); /* false: not an answer that can be given now */
void an__conn_http_fail(struct an_conn *c, int status, const char *extra, enum an_close_cause cause); /* an error page, then the end */
/* The same, with those of an answer's lines that hold for the page, too. */
void an__conn_http_fail_with(struct an_conn *c, int status, struct an_span lines, enum an_close_cause cause);
void an__conn_http_missing(struct an_conn *c); /* the page for 404; the connection lives on */
void an__conn_page_found(struct an_conn *c, struct an_document *doc); /* of the status that is asked for; NULL: there is none */
void an__conn_http_sent(struct an_conn *c); /* all of the answer is queued: then SEND, or answered */
void an__conn_http_cut(struct an_conn *c, enum an_close_cause cause); /* the answer in pieces has failed: it ends so that its client sees it */
void an__conn_http_one_sided(struct an_conn *c); /* the client of an answer in pieces has ended its side */
void an__conn_http_answered(struct an_conn *c); /* all of it is written: on to the next request, or the end */

/* static.c */
bool an__conn_http_look(struct an_conn *c); /* false: the request that the codec holds is not for a file */
bool an__conn_http_file(struct an_conn *c, const struct an_delivery *d); /* sendFile() */
bool an__conn_path(const char *text, size_t len, char *path, size_t size, struct an_uri *uri); /* of a page */

/* publish.c: false: this connection cannot. */
bool an__conn_subscribe(struct an_conn *c, const struct an_delivery *d);

/* ws.c */
bool an__conn_ws_ping(struct an_conn *c, const void *p, size_t n); /* false: its close frame is out */
size_t an__conn_ws_feed(struct an_conn *c, uint8_t *p, size_t n);
void an__conn_ws_send(struct an_conn *c, const struct an_delivery *d);
void an__conn_ws_close(struct an_conn *c, uint16_t code, const void *reason, size_t len); /* tells CLOSE, sends our frame, waits for theirs */
void an__conn_ws_ended(struct an_conn *c); /* the peer's stream is over */
void an__conn_ws_last(struct an_conn *c, enum an_close_cause cause, uint16_t code); /* says this when its worker has come to CLOSE; reads no more */
void an__conn_ws_part(struct an_conn *c); /* says the close that waited, and is done */
void an__conn_ws_drop(struct an_conn *c); /* the codec */
void an__conn_ws_end(struct an_conn *c);  /* nothing more is read or sent */

#endif

/* conn.h - one connection: the state machine between its socket and its worker.
 *
 * It touches no socket, no ring and no disk: what goes out passes through three small tables of functions, what comes in arrives by calls. So it
 * runs on a loopback in tests. One thread, the reactor's.
 *
 *   OPENING ──its transport is ready──► SNIFF, TCP or HTTP
 *
 *   SNIFF ──first bytes──► TCP ─────────────────────────────┐
 *     └──────────────────► HTTP ◄─────answered────┐         │ close, error, end of stream
 *                            ├──request──► … ─────┘         ▼
 *                            └──upgrade──► WS ───────────► FLUSH ──all written──► DRAIN ──peer's end, or time──► DEAD
 *
 *   a request:   HTTP ◄─► FORM     a piece of an uploaded form is on its way to the disk
 *                HTTP ──► LOOK     a file that could be the answer is looked for: then SEND, or WAIT
 *                HTTP ──► WAIT     it is with the worker, ──► STREAM while the answer comes in pieces, ──► LOOK when it is a file
 *                         SEND     the answer is complete, but a part of it is still in a file
 *
 * FLUSH writes what is queued. DRAIN has said "no more" (shutdown) and throws away what still comes, so that no reset overtakes the last bytes
 * (RFC 9112, 9.6). CONNECT and CLOSE are told to the worker once each; TOLD marks that CLOSE has been. A connection may be TOLD and
 * still take sends, because what the client has said is answered before it is closed for what it said next: one that has ended its side, or
 * has closed its WebSocket, or has broken its protocol, is kept until its worker has come to CLOSE and says AN_MSG_HANGUP, or until linger_ms
 * has passed. So is any client while the server stops. What it says meanwhile is thrown away; what is published reaches it until its worker
 * begins with CLOSE, which an AN_MSG_UNSUBSCRIBE says.
 *
 * While nothing is read (bytes are stashed, the worker's ring is full, a piece is with the disk) the peer's end is watched for all the same. Who has ended
 * its side alone still gets its answers. An answer in pieces may have no end: there it is found out whether anybody reads it (answer.c). A reset ends
 * everything.
 *
 * Idle costs this struct alone: the codec is attached in mid-request or mid-message only, `out` while bytes wait, `stash` while
 * bytes that were read cannot be used yet (then nothing more is read, so it is at most one read long).
 */
#ifndef AN_CONN_H
#define AN_CONN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

#include "ground/limits.h"
#include "ground/list.h"
#include "ipc/board.h"
#include "ipc/budget.h"
#include "ipc/channel.h"
#include "ipc/head_store.h"
#include "ipc/registry.h"
#include "ground/config.h"
#include "conn/dispatch.h"
#include "disk/document_cache.h"
#include "conn/transport.h"
#include "conn/write_queue.h"
#include "topic/batch.h"
#include "topic/topics.h"
#include "disk/upload.h"
#include "protocol/http/http1.h"
#include "protocol/ws/ws.h"
#include "protocol/ws/deflate.h"
#include "time/wheel.h"

#define AN_READ_SIZE 65536  /* bytes read at once, and the most that is ever stashed */
#define AN_PIPE_HIGH 65536  /* with more than this queued: no next pipelined request is begun, no pong sent */
#define AN_DIRECT_SIZE 8192 /* a body from here on is written straight from the ring */

enum an_conn_phase {
    AN_PHASE_OPENING, /* its transport is not ready */
    AN_PHASE_SNIFF,
    AN_PHASE_TCP,
    AN_PHASE_HTTP,
    AN_PHASE_FORM,
    AN_PHASE_LOOK,
    AN_PHASE_WAIT,
    AN_PHASE_STREAM,
    AN_PHASE_SEND,
    AN_PHASE_WS,
    AN_PHASE_FLUSH,
    AN_PHASE_DRAIN,
    AN_PHASE_DEAD, /* memory goes at the end of the loop's turn */
};

struct an_conn;
struct an_conn_env;
struct an_protocol;
struct an_protocols;

/* Towards the owner, the reactor. */
struct an_conn_io {
    const struct an_transport *socket; /* the transport of who is accepted: an_conn_start() */
    void (*timer)(struct an_conn *c, uint64_t in_ms); /* arm c->timer */
    /* DEAD: close the socket now, free the connection after this turn. */
    void (*gone)(struct an_conn *c);
};

/* Towards the worker: AN_OK, or AN_EAGAIN: accepted, but waiting (an_conn_pushed will follow). Bytes are copied or gone at return. With CLOSE goes c->head: it
 * is free when the worker has read so far, and whoever posts sees to that. */
struct an_conn_up {
    int (*post)(struct an_conn *c, const struct an_msg *m, const void *head, const void *body);
    /* Takes back the request in flight, c->request at c->position. False: the worker has taken it. */
    bool (*withdraw)(struct an_conn *c);
    /* Has its seat given back all that was posted for the connection, c->posted, and has what it said of that been heard? */
    bool (*released)(struct an_conn *c);
    /* Takes back a RECV that an_conn_pushed() has not followed yet. False: a part of it is with the worker already. */
    bool (*cancel)(struct an_conn *c);
};

/* Towards the disk. What is not known at once comes back by a call on this thread, if the connection still lives. */
struct an_conn_disk {
    /* What a path below the docs root leads to: 1 and a reference, 0: an_conn_found() follows, or AN_EAGAIN: too much to do. */
    int (*look)(struct an_conn *c, const char *path, size_t len, bool folder, struct an_document **doc);
    /* A file by its absolute path: 0, an_conn_opened() follows; or AN_EAGAIN. */
    int (*open)(struct an_conn *c, const char *path);
    /* Feeds a piece of a form, maybe its last one, which is copied: an_conn_fed() follows. The upload is lent until then. */
    void (*feed)(struct an_conn *c, struct an_upload *u, const uint8_t *p, size_t n, bool last);
    /* Frees an upload and removes its files. */
    void (*drop)(struct an_conn_env *env, struct an_upload *u);
};

/* What all connections of a reactor share. */
struct an_conn_env {
    const struct an_config *config;
    const struct an_conn_io *io;
    const struct an_conn_up *up;
    const struct an_conn_disk *disk;
    const struct an_protocols *protocols; /* protocol.h */
    struct an_registry *registry;
    struct an_board *board;
    struct an_dispatch *dispatch;
    struct an_counters *counters;
    uint64_t now_ms;  /* of this turn; the owner keeps it */
    uint64_t date_s;  /* wall clock, of this turn */
    void (*log)(struct an_conn_env *env, const char *line, size_t n); /* a line for the access log; NULL: there is none */
    bool stopping;    /* no keep-alive any more */
    bool documents;   /* there is a docs root */
    uint32_t speaker; /* whose message is in hand: a seat, or AN_MAX_SEATS and the index of a task worker */
    struct an_topic_table *topic_table; /* of this reactor; an_conn_env_init makes it an empty one */
    struct an_head_store *heads;        /* of this reactor's WebSockets */
    struct an_budget *budget; /* of all reactors; NULL: no cap */
    uint32_t reactor;         /* which one this is, there */
    void (*relieve)(struct an_conn_env *env); /* more is kept than the budget allows: ends what keeps most; with a budget only */
    struct an_share share; /* what is kept for clients; an_conn_env_init makes it an empty one */
    /* private */
    uint64_t request; /* the number of the last one; counters->request is what a successor goes on from */
    struct an_http_limits limits;
    struct an_topics topics;
    struct an_write_pool pool;
    struct an_batch batch; /* what has been published and is to be given; see publish.h */
    uint64_t given, given_frames; /* of it, so far */
    struct an_buf scratch, head; /* head: one that is read back */
    struct an_ws_deflate_pool *deflate_pool; /* NULL: no WebSocket is compressed */
    struct an_buf deflated; /* the message that has just been compressed */
    struct an_conn **dirty; /* have something to write at the end of the turn */
    size_t dirty_count, dirty_cap;
    uint64_t boundaries; /* of multipart answers so far */
    uint32_t open;          /* connections whose end has not been told */
    struct an_list drained; /* connections in DRAIN, the first ones first */
    struct an_list silent;  /* those of which and for which no byte has come, likewise */
    struct an_http *http_spare[16]; /* codecs kept for reuse */
    struct an_ws *ws_spare[16];
    uint32_t http_spares, ws_spares;
};

struct an_conn { /* private, but for env and id */
    struct an_conn_env *env;
    const struct an_protocol *protocol; /* what it speaks */
    const struct an_transport *transport; /* what carries its bytes */
    uint64_t id;
    struct an_timer timer;
    struct an_list place; /* among those that give theirs up first: on env->silent or env->drained, or on none */
    struct an_write_queue *out;
    union {
        struct an_http *http; /* phase HTTP */
        struct an_ws *ws;     /* phase WS */
        void *any;
    } codec;
    struct an_piece *stash; /* read, but not used yet */
    struct an_subscriber *topics; /* TCP and WebSocket: NULL: none */
    union {
        struct an__exchange *x;        /* HTTP: what the request in hand needs beyond this */
        struct an_ws_deflate *deflate; /* WebSocket: NULL: not agreed on */
    };
    uint32_t deadline;      /* the low bits of a time in ms; meaningful with HAS_DEADLINE */
    uint32_t look_at, sent, taken, took_at, window_at, window_taken; /* see conn_pace.c */
    uint32_t heard;         /* when bytes came last: the low bits of a time in ms */
    uint64_t request;       /* HTTP: the number of the request in flight, 0: none */
    uint64_t position;      /* where its first record stands in the worker's ring; UINT64_MAX: it waits for room there */
    uint64_t posted;        /* where the last message for it has ended in the worker's ring; UINT64_MAX: it waits for room there */
    uint32_t requests;      /* HTTP: so far; UINT32_MAX: that many or more */
    uint32_t head;          /* WebSocket: the place of the upgrade request's head in env->heads, 0: none */
    uint32_t parked;        /* bytes that wait for room towards its worker, while it is BLOCKED */
    uint32_t pipelined;     /* HTTP: in a row that came before the answer to the one before */
    uint16_t worker; /* the seat that it is pinned to: see conn_seat.c */
    uint16_t flags; /* enum an__conn_flag */
    uint16_t parting; /* WebSocket: the code of the close frame that waits for its worker to come to CLOSE, 0: none does */
    uint8_t phase, proto, wants;
    uint8_t port; /* which of the configuration's listeners it came by */
};

/* config, io, up, disk, protocols, registry, board, dispatch, counters, documents, topic_table and heads must be set. */
void an_conn_env_init(struct an_conn_env *env);
void an_conn_env_fini(struct an_conn_env *env);

/* A new connection at a registry index, by the port-th listener of the configuration. Nobody knows
 * of it until its transport is ready. */
void an_conn_open(struct an_conn_env *env, struct an_conn *c, uint32_t index, uint8_t port,
                  const struct an_transport *transport);
/* The transport is ready, and the peer's address is known (family 0: the peer has none): picks the
 * worker's seat, tells CONNECT, wants READ. */
void an_conn_ready(struct an_conn *c, const struct an_conn_addr *addr);
/* Both, for a socket that is ready at once. */
void an_conn_start(struct an_conn_env *env, struct an_conn *c, uint32_t index, uint8_t port,
                   const struct an_conn_addr *addr);
/* The transport may have bytes: reads once, into p, at most AN_READ_SIZE. False: there is nothing
 * more now, or never. */
bool an_conn_readable(struct an_conn *c, uint8_t *p, size_t size);
/* Bytes from the socket, at most AN_READ_SIZE; they may be changed in place. len > 0. */
void an_conn_input(struct an_conn *c, uint8_t *p, size_t len);
void an_conn_eof(struct an_conn *c);      /* the peer has ended its side */
void an_conn_hung_up(struct an_conn *c);  /* HANGUP: the peer has ended its side, behind bytes that may be unread still */
void an_conn_broken(struct an_conn *c);   /* reset */
void an_conn_vanished(struct an_conn *c); /* the network has had no answer from it for long */
void an_conn_writable(struct an_conn *c);
/* A SEND, PING, HANGUP, SUBSCRIBE or UNSUBSCRIBE from a worker or task worker. Anything else is refused: false. */
bool an_conn_message(struct an_conn *c, const struct an_delivery *d);
/* A message that had to wait has reached the worker's ring, and ended there. */
void an_conn_pushed(struct an_conn *c, const struct an_msg *m, uint64_t end);
/* What is posted for it goes to this position of the worker's ring: before it is published. */
void an_conn_pushing(struct an_conn *c, uint64_t position);
/* From the disk: the answers to look(), open() and feed(). References and uploads are the connection's from here on, whatever its state. */
void an_conn_found(struct an_conn *c, struct an_document *doc);
void an_conn_opened(struct an_conn *c, int err, struct an_file *f);
void an_conn_fed(struct an_conn *c, struct an_upload *u, int status);
/* The worker has died; the ring was repaired up to that position: an HTTP request that died with it is answered with 502, an answer
 * that was half said is cut off. */
void an_conn_orphaned(struct an_conn *c, uint64_t repaired);
/* Its seat is to be this one, of the same worker. True: it is now. False: something of it is outstanding at the old one; meanwhile nothing more is read from
 * the client, and the caller asks again soon. */
bool an_conn_move(struct an_conn *c, uint32_t seat);
/* Its seat is this one, and it waits there for an answer. And: the last that was posted for it there ends at this position. */
bool an_conn_waits_at(const struct an_conn *c, uint32_t seat);
bool an_conn_last_at(const struct an_conn *c, uint32_t seat, uint64_t end);
/* A request, or CONNECT, that its seat has not begun with goes to another seat, and the connection with it. The caller has taken it back, and all that was
 * posted for the connection and not dealt with. */
void an_conn_resend(struct an_conn *c, uint32_t seat, const struct an_msg *m, const void *head, const void *body);
/* The same at once: the process of its seat has gone, and nothing is left in the seat's ring. */
void an_conn_reseat(struct an_conn *c, uint32_t seat);
/* This process has gone (as env->speaker counts them). An answer that it was writing in pieces has answer_ms to be taken up by another one; at_once: none.
 * True: an_conn_waits() is to be asked. */
bool an_conn_writer_gone(struct an_conn *c, uint32_t speaker, bool at_once);
/* Does it still wait for somebody to go on with such an answer? One that has waited too long ends here. */
bool an_conn_waits(struct an_conn *c);
/* The server stops, first: idle HTTP closes, requests in flight and answers in pieces go on. TCP and WebSocket are told CLOSE: those for which their worker has
 * nothing to do end in a second at most, as soon as it has come to CLOSE; the others when it has come to CLOSE. */
void an_conn_stop(struct an_conn *c);
/* Last: a request without an answer gets a 503, an answer in pieces is told CLOSE, what waits for its worker waits no longer. What is queued is written
 * still. True: it has been cut off from something. */
bool an_conn_last_call(struct an_conn *c);
/* Ends it now, whatever waits; tells CLOSE with this cause unless told. */
void an_conn_kill(struct an_conn *c, enum an_close_cause cause);
/* Every place is taken and one more client is there: ends a connection whose client has its last bytes, and our end, but has not ended its own side. True:
 * one has given up its place. */
bool an_conn_make_room(struct an_conn_env *env);
/* How long the connection has been silent of which no byte has ever come, nor any for it, the longest time; UINT32_MAX: there is none such. And: ends it, for
 * one that may speak. False: there is none that has been silent for so long. */
uint32_t an_conn_silent_ms(const struct an_conn_env *env);
bool an_conn_evict(struct an_conn_env *env, uint32_t least_ms);
/* What it keeps: bytes of what its client has said and is unfinished or waits for its worker, and of what waits for its client. */
size_t an_conn_holds(const struct an_conn *c);
/* Gives that back, as far as it can be: refuses what is unfinished (503, 1013), drops what waits, and ends the connection. */
void an_conn_relieve(struct an_conn *c);
/* The end of a turn: writes what the turn has queued, for all. */
void an_conn_flush_all(struct an_conn_env *env);

#endif

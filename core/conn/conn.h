/* conn.h - one connection: the state machine between its socket and its worker.
 *
 * The connection touches no socket, no ring and no disk. Its output passes through three small
 * tables of functions; its input arrives by calls. So it runs on a loopback in tests. One thread,
 * the reactor's.
 *
 *   OPENING ──its transport is ready──► SNIFF, TCP or HTTP
 *
 *   SNIFF ─bytes─► TCP ──────────────────────┐
 *     └──────────► HTTP ◄──answered──┐       │ close, error, end of stream
 *                  ├─request──► … ───┘       ▼
 *                  └─upgrade──► WS ──────► FLUSH ─all written─► DRAIN ─peer's end, or time─► DEAD
 *
 *   a request:   HTTP ◄─► FORM     the disk has a piece of an uploaded form
 *                HTTP ──► LOOK     the disk looks for a file that could be the answer: SEND or WAIT
 *                HTTP ──► WAIT     the worker has the request: SEND follows, or
 *                         STREAM   while the answer comes in pieces, or LOOK when it is a file
 *                         SEND     the answer is complete, but a part of it is still in a file
 *
 * FLUSH writes what is queued. DRAIN has said "no more" (shutdown) and throws away what still
 * comes, so that no reset overtakes the last bytes (RFC 9112, 9.6).
 *
 * The worker is told CONNECT and CLOSE once each; TOLD marks that CLOSE has been told. A TOLD
 * connection may still take sends, because the client gets the answers to what it said before its
 * end. This holds for a client that has ended its side, has closed its WebSocket or has broken its
 * protocol, and for every client while the server stops. The connection is kept until its worker
 * has come to CLOSE and says AN_MSG_HANGUP, or until linger_ms has passed. It throws away what the
 * client says meanwhile. Published messages reach it until its worker begins with CLOSE, which an
 * AN_MSG_UNSUBSCRIBE says.
 *
 * Nothing is read while bytes are stashed, the worker's ring is full or the disk has a piece. The
 * connection watches for the peer's end all the same. A client that has ended only its side still
 * gets its answers. An answer in pieces may have no end, so answer.c finds out whether the client
 * still reads it. A reset ends everything.
 *
 * An idle connection costs only this struct. The codec is attached only in mid-request or
 * mid-message, `out` only while bytes wait. `stash` exists only while bytes that were read cannot
 * be used yet. Nothing more is read then, so it holds at most one read.
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

/* Bytes read at once, and the most that is ever stashed. A message of 64 KiB fits with its head. */
#define AN_READ_SIZE 66560
/* With more than this queued, no next pipelined request begins and no pong is sent. */
#define AN_PIPE_HIGH 65536
#define AN_DIRECT_SIZE 8192 /* a body of this size or more is written straight from the ring */

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
    AN_PHASE_DEAD, /* its memory goes at the end of the loop's turn */
};

struct an_conn;
struct an_conn_env;
struct an_protocol;
union an_protocols;

/* Towards the owner, the reactor. */
struct an_conn_io {
    const struct an_transport *socket; /* the transport of accepted sockets: an_conn_start() */
    void (*timer)(struct an_conn *c, uint64_t in_ms); /* arms c->timer */
    /* The connection is DEAD, and its transport closed: the owner frees it after this turn. */
    void (*gone)(struct an_conn *c);
};

/* Towards the worker. AN_OK, or AN_EAGAIN: accepted, but the message waits, and an_conn_pushed()
 * will follow. The bytes are copied or gone at return. CLOSE brings c->head: the owner frees its
 * place when the worker has read so far. */
struct an_conn_up {
    int (*post)(struct an_conn *c, const struct an_msg *m, const void *head, const void *body);
    /* Where the body of the next message can be made, if it has no head and `len` bytes: post()
     * does not copy a body that stands there. Good until anything else is posted. NULL: nowhere. */
    uint8_t *(*place)(struct an_conn *c, size_t len);
    /* Takes back the request in flight, whose first record stands at this position. False: the
     * worker has taken it. */
    bool (*withdraw)(struct an_conn *c, uint64_t position, uint64_t request);
    /* Has the seat released every message posted for the connection (the last one ends at
     * c->posted), and has the reactor read what the seat said of them? */
    bool (*released)(struct an_conn *c);
    /* Takes back the c->parked messages that an_conn_pushed() has not followed yet. 0; or the bytes
     * of the first one, of which the worker has a part already. */
    size_t (*cancel)(struct an_conn *c);
    /* Does so much wait for the seat that no connection shall add to it by reading on? */
    bool (*crowded)(struct an_conn *c);
};

/* Towards the disk. A result that is not known at once comes back by a call on this thread, if the
 * connection still lives. */
struct an_conn_disk {
    /* Finds what a path below the docs root leads to. 1: a reference in *doc. 0: an_conn_found()
     * follows. AN_EAGAIN: the disk has too much to do. */
    int (*look)(struct an_conn *c, const char *path, size_t len, bool folder, struct an_document **doc);
    /* Opens a file by its absolute path. 0: an_conn_opened() follows. Or AN_EAGAIN. */
    int (*open)(struct an_conn *c, const char *path);
    /* Feeds a copy of a piece of a form, maybe the last one; an_conn_fed() follows. The upload is
     * lent until then. */
    void (*feed)(struct an_conn *c, struct an_upload *u, const uint8_t *p, size_t n, bool last);
    /* Frees an upload and removes its files. */
    void (*drop)(struct an_conn_env *env, struct an_upload *u);
};

/* The state that all connections of a reactor share. */
struct an_conn_env {
    const struct an_config *config;
    const struct an_conn_io *io;
    const struct an_conn_up *up;
    const struct an_conn_disk *disk;
    const union an_protocols *protocols; /* protocol.h */
    struct an_registry *registry;
    struct an_board *board;
    struct an_dispatch *dispatch;
    struct an_counters *counters;
    uint64_t now_ms;  /* of this turn; the owner sets it */
    uint64_t date_s;  /* wall clock of this turn, in seconds */
    /* Writes a line to the access log. NULL: there is none. */
    void (*log)(struct an_conn_env *env, const char *line, size_t n);
    bool stopping;    /* the server stops: no keep-alive any more */
    bool documents;   /* there is a docs root */
    /* The process that has sent the message in hand, as an_role_process(). */
    uint32_t sender;
    /* The topics of this reactor; an_conn_env_init() makes the table empty. */
    struct an_topic_table *topic_table;
    struct an_head_store *heads;        /* the heads of this reactor's WebSockets */
    struct an_budget *budget; /* of all reactors; NULL: no cap */
    uint32_t reactor;         /* the index of this reactor in the budget */
    /* More is kept than the budget allows: ends the connections that keep most. Only with a
     * budget. */
    void (*relieve)(struct an_conn_env *env);
    struct an_share share; /* memory kept for clients; an_conn_env_init() makes it empty */
    /* private */
    /* The number of the last request. A successor goes on from counters->request. */
    uint64_t request;
    struct an_http_limits limits;
    struct an_topics topics;
    struct an_write_pool pool;
    struct an_batch batch; /* published messages that are still to be delivered: publish.h */
    uint64_t delivered, delivered_frames; /* of the batch, so far */
    struct an_buf scratch, head; /* head: an upgrade's head, read back for CLOSE */
    struct an_ws_deflate_pool *deflate_pool; /* NULL: no WebSocket is compressed */
    struct an_buf deflated; /* the message that was compressed last */
    struct an_conn **dirty; /* connections with bytes to write at the end of the turn */
    size_t dirty_count, dirty_cap;
    uint64_t boundaries; /* number of multipart answers so far */
    uint32_t open;          /* connections whose CLOSE has not been told */
    struct an_list drained; /* connections in DRAIN, the oldest first */
    /* Connections without a byte in either direction yet, the oldest first. */
    struct an_list silent;
    struct an_http *http_spare[16]; /* codecs kept for reuse */
    struct an_ws *ws_spare[16];
    uint32_t http_spares, ws_spares;
    struct an__exchange *exchange_spare; /* the first of those kept for reuse */
    uint32_t exchange_spares;
};

struct an_conn { /* private, but for env and id */
    struct an_conn_env *env;
    const struct an_protocol *protocol; /* the protocol that it speaks */
    const struct an_transport *transport; /* what carries its bytes */
    uint64_t id;
    struct an_timer timer;
    /* The place among the connections that end first when others need room: on env->silent, on
     * env->drained, or on no list. */
    struct an_list place;
    struct an_write_queue *write_queue; /* NULL: nothing waits, and its end has not begun */
    union {
        struct an_http *http; /* phase HTTP */
        struct an_ws *ws;     /* phase WS */
        void *any;
    } codec;
    struct an_piece *stash; /* bytes read, but not used yet */
    struct an_subscriber *topics; /* TCP and WebSocket; NULL: none */
    union {
        struct an__exchange *x; /* HTTP: the request in hand and its answer; NULL: none */
        struct an_ws_deflate *deflate; /* WebSocket; NULL: not agreed on */
    };
    uint32_t deadline;      /* low 32 bits of a time in ms; valid with AN__DEADLINE */
    /* When bytes came last, or a slow client took some: low 32 bits of a time in ms. */
    uint32_t heard;
    /* The position in the worker's ring at which the last message for the connection ends;
     * UINT64_MAX: that message waits for room. */
    uint64_t posted;
    union {
        uint32_t requests; /* HTTP: requests so far; UINT32_MAX: that many or more */
        /* From the upgrade request on (AN__HEADED): the place of its head in env->heads. When CLOSE
         * is told, of every connection: 0: it has none. */
        uint32_t head;
    };
    uint32_t parked_bytes;  /* of the client's messages that wait for room in the worker's ring, */
    uint16_t parked;        /* and how many these are: BLOCKED bounds both */
    uint16_t worker; /* the seat that it is pinned to: conn_seat.c */
    union {
        /* HTTP: requests in a row, each sent before the answer to the one before it. */
        uint32_t pipelined;
        /* WebSocket: the code of the close frame that waits until the worker comes to CLOSE; 0:
         * none. */
        uint16_t parting;
    };
    uint16_t flags; /* enum an__conn_flag */
    uint8_t phase, proto, wants;
    uint8_t port; /* the index of its listener in the configuration */
};

/* The caller must have set config, io, up, disk, protocols, registry, board, dispatch, counters,
 * documents, topic_table and heads. */
void an_conn_env_init(struct an_conn_env *env);
void an_conn_env_fini(struct an_conn_env *env);
/* Frees what is kept for reuse. It lies among memory that a burst has used, and keeps the system
 * from getting that back. */
void an_conn_env_give_back(struct an_conn_env *env);

/* Opens a connection at a registry index, by the port-th listener of the configuration. No worker
 * knows of it until its transport is ready, for which it has ready_ms. */
void an_conn_open(struct an_conn_env *env, struct an_conn *c, uint32_t index, uint8_t port,
                  const struct an_transport *transport, uint64_t ready_ms);
/* The transport is ready and the peer's address is known (family 0: the peer has none). Picks the
 * worker's seat, tells CONNECT, wants READ. first: the protocol that the two sides have agreed on
 * below; NULL: one that the listener speaks. */
void an_conn_ready(struct an_conn *c, const struct an_conn_addr *addr,
                   const struct an_protocol *first);
/* an_conn_open() and an_conn_ready(), for a socket that is ready at once. */
void an_conn_start(struct an_conn_env *env, struct an_conn *c, uint32_t index, uint8_t port,
                   const struct an_conn_addr *addr);
/* The transport may have bytes: reads into p, at most AN_READ_SIZE at once, and again while that is
 * filled, a few times. False: there is nothing more now, or never. */
bool an_conn_readable(struct an_conn *c, uint8_t *p, size_t size);
/* Takes bytes from the socket, at most AN_READ_SIZE, and may change them in place. len > 0. */
void an_conn_input(struct an_conn *c, uint8_t *p, size_t len);
void an_conn_eof(struct an_conn *c);      /* the peer has ended its side */
/* HANGUP: the peer has ended its side, maybe behind bytes that are still unread. */
void an_conn_hung_up(struct an_conn *c);
void an_conn_broken(struct an_conn *c);   /* the peer has reset the connection */
void an_conn_vanished(struct an_conn *c); /* the peer has not answered the network for long */
void an_conn_writable(struct an_conn *c);
/* Takes a SEND, PING, HANGUP, SUBSCRIBE or UNSUBSCRIBE from a worker or task worker. False: it is
 * refused, and so is every other type. */
bool an_conn_message(struct an_conn *c, const struct an_delivery *d);
/* A message that waited is in the worker's ring now, and ends at this position. */
void an_conn_pushed(struct an_conn *c, const struct an_msg *m, uint64_t end);
/* The first record of its message will stand at this position of the worker's ring. Called before
 * the message is published. */
void an_conn_pushing(struct an_conn *c, uint64_t position);
/* The disk's results of look(), open() and feed(). The connection takes over the reference or the
 * upload, whatever its state. */
void an_conn_found(struct an_conn *c, struct an_document *doc);
void an_conn_opened(struct an_conn *c, int err, struct an_file *f);
void an_conn_fed(struct an_conn *c, struct an_upload *u, int status);
/* The worker has died, and its ring was repaired up to this position. An HTTP request that died
 * with it is answered with 502. An answer that was half sent is cut off. */
void an_conn_orphaned(struct an_conn *c, uint64_t repaired);
/* Moves the connection to this seat of the same worker. True: it is there now. False: something of
 * it is outstanding at the old seat. Meanwhile nothing more is read from the client, and the caller
 * asks again soon. */
bool an_conn_move(struct an_conn *c, uint32_t seat);
/* Is this its seat, and does it wait there for an answer? The second function: to this request,
 * whose first record stands at this position? The third one: does the last message that was posted
 * for it there end at this position? */
bool an_conn_waits_at(const struct an_conn *c, uint32_t seat);
bool an_conn_waits_for(const struct an_conn *c, uint32_t seat, uint64_t request, uint64_t position);
bool an_conn_last_at(const struct an_conn *c, uint32_t seat, uint64_t end);
/* Sends a request or CONNECT that its seat has not begun with to another seat, and moves the
 * connection there. The caller has taken the message back, and with it everything else that was
 * posted for the connection and not dealt with. */
void an_conn_resend(struct an_conn *c, uint32_t seat, const struct an_msg *m, const void *head, const void *body);
/* Moves the connection at once: the process of its seat has gone, and the seat's ring is empty. */
void an_conn_reseat(struct an_conn *c, uint32_t seat);
/* This process has gone (numbered as env->sender). Another one may take up an answer that it was
 * writing in pieces, within answer_ms; at_once: none may. True: the caller has to ask
 * an_conn_waits(). */
bool an_conn_writer_gone(struct an_conn *c, uint32_t sender, bool at_once);
/* Does it still wait for somebody to go on with such an answer? An answer that has waited too long
 * ends here. */
bool an_conn_waits(struct an_conn *c);
/* The first step of the server's stop. Idle HTTP closes; requests in flight and answers in pieces
 * go on. TCP and WebSocket are told CLOSE, and end when their worker has come to it. If the worker
 * has nothing to do for the connection, it ends after a second at most. */
void an_conn_stop(struct an_conn *c);
/* The last step of the stop. A request without an answer gets a 503, an answer in pieces is told
 * CLOSE, and nothing waits for its worker any longer. What is queued is still written. True: the
 * client has been cut off from something. */
bool an_conn_last_call(struct an_conn *c);
/* Ends the connection now, whatever waits. Tells CLOSE with this cause, unless CLOSE has been
 * told. */
void an_conn_kill(struct an_conn *c, enum an_close_cause cause);
/* Every place is taken, and one more client is there. Ends a connection whose client has
 * acknowledged our last bytes and our end, but has not ended its own side. True: a place is
 * free. */
bool an_conn_make_room(struct an_conn_env *env);
/* The longest silence of a connection without a byte in either direction, in ms; UINT32_MAX: there
 * is none such. The second function ends that connection, for a client that may speak. False: none
 * has been silent for so long. */
uint32_t an_conn_silent_ms(const struct an_conn_env *env);
bool an_conn_evict(struct an_conn_env *env, uint32_t least_ms);
/* Bytes that the connection keeps: of what its client has said and is unfinished or waits for its
 * worker, and of what waits for its client. */
size_t an_conn_holds(const struct an_conn *c);
/* Gives that memory back as far as it can: refuses what is unfinished (503, 1013), drops what
 * waits, and ends the connection. */
void an_conn_relieve(struct an_conn *c);
/* The end of a turn: writes what all connections have queued in it. */
void an_conn_flush_all(struct an_conn_env *env);

#endif

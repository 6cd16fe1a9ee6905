/* msg.h - what crosses the rings: one fixed header, then a head block, then a body. Fixed-width
 * integers and bytes only.
 *
 *   record 1:   struct an_msg | head | body ...      a message that fits is one record
 *   record 2..: struct an_msg | more payload         type AN_MSG_MORE, code: the type of the whole;
 *                                                    as many records as it takes
 */
#ifndef AN_MSG_H
#define AN_MSG_H

#include "ground/limits.h"
#include <stdbool.h>
#include <stdint.h>

enum an_proto { AN_PROTO_TCP, AN_PROTO_HTTP, AN_PROTO_WEBSOCKET };

enum an_msg_type {
    AN_MSG_MORE,      /* continues the message before it */
    /* reactor -> worker; id: the connection */
    AN_MSG_CONNECT,   /* proto TCP; body: nothing */
    AN_MSG_RECV,      /* body: the data; HTTP: head: the request's head block; WebSocket: code: the
                       * opcode, stamp: the place of the upgrade's head (head_store.h) */
    AN_MSG_OPEN,      /* proto HTTP; head: the request that asks to become a WebSocket; a SEND with
                       * code 101 accepts it, any other one refuses */
    AN_MSG_CLOSE,     /* code: enum an_close_cause; WebSocket: head: the upgrade's head block,
                       * stamp: the close code, body: the reason, at most AN_MAX_REASON bytes */
    AN_MSG_EXPIRED,   /* stamp: the number of a request; its callback has returned, and nobody has
                       * answered in time */
    AN_MSG_DRAIN,     /* its queue was full and is half empty now */
    /* worker or task worker -> reactor; id: the connection */
    AN_MSG_SEND,      /* body: the data; HTTP: code: status, head: header lines; WebSocket: code:
                       * opcode */
    AN_MSG_HANGUP,    /* close after the queue is written; code: the WebSocket close code (0: 1000);
                       * body: its reason */
    AN_MSG_SUBSCRIBE,   /* head: the topic's name */
    AN_MSG_UNSUBSCRIBE, /* head: the topic's name, empty: all of them */
    AN_MSG_PUBLISH,     /* head: the topic's name, empty: all TCP and WebSocket connections; id: the
                         * connection that does not get it, or 0; code: opcode */
    AN_MSG_PING,        /* body: the payload of a WebSocket ping */
    /* worker -> task worker and back; id: the task */
    AN_MSG_TASK,      /* code: the worker that asks; body: the data */
    AN_MSG_TASK_DONE, /* code: the task worker that answers; body: the data */
    AN_MSG_TASK_LOST, /* code: the task worker that had it; nobody has answered the task, and nobody
                       * will */
    /* worker or task worker -> worker, worker -> task worker */
    AN_MSG_MESSAGE,   /* body: the data */
    /* control -> reactor, inside net */
    AN_MSG_ACCEPTED,  /* id: descriptor; code: the listener's index */
    AN_MSG_NOTICE,    /* the board has changed; the reactor looks at it again */
    AN_MSG_TYPES
};

enum an_msg_flag {
    AN_MSG_SERIALIZED = 1,  /* TASK, TASK_DONE: the body is a serialised value; otherwise a plain
                             * string */
    AN_MSG_HAS_TYPE = 2,    /* SEND: the header lines hold a Content-Type */
    AN_MSG_THEN_CLOSE = 4,  /* SEND: the answer ends the connection */
    AN_MSG_ERROR_PAGE = 8,  /* SEND: no body; the reactor sends its page for the status in `code` */
    AN_MSG_FORM = 16,       /* RECV: the body is a block of form.h */
    AN_MSG_PART = 32,       /* SEND: a piece of the answer's body; the first piece has status and
                             * head */
    AN_MSG_LAST = 64,       /* SEND: the last piece (maybe empty); without a piece before it, a
                             * whole answer */
    AN_MSG_FILE = 128,      /* SEND: the message's body names a file (struct an_msg_file, path);
                             * that is the answer's body */
};

struct an_msg_file {
    uint64_t offset, length; /* length UINT64_MAX: to its end */
    uint64_t dev, ino;       /* the file the sender has looked at; the reactor sends no other file,
                              * wherever the path leads */
};


/* Why a connection ended: the first cause, whatever followed. */
enum an_close_cause {
    AN_CLOSE_PEER,     /* the client closed */
    AN_CLOSE_SERVER,   /* close(), or an answer after which an HTTP connection ends */
    AN_CLOSE_PROTOCOL, /* the client broke its protocol */
    AN_CLOSE_TIMEOUT,  /* the client sent nothing for too long, or vanished from the network */
    AN_CLOSE_SLOW,     /* its send queue passed the cap */
    AN_CLOSE_SHUTDOWN,
    AN_CLOSE_CRASH,    /* the network process died */
    AN_CLOSE_MEMORY,   /* all clients together had too much in memory (budget.h), and this one more
                        * than others */
    AN_CLOSE_CAUSES
};

/* Has the sender taken the message back (an_tx_withdraw)? */
enum an_withdrawn {
    AN_NOT_WITHDRAWN,
    AN_WITHDRAWN, /* nobody shall do it */
    AN_MOVED,     /* somebody else does it */
};

struct an_msg { /* 32 bytes */
    uint8_t type, proto, flags;
    uint8_t withdrawn; /* enum an_withdrawn. The receiving side sets it: the sender has taken the
                        * message back, or a dead receiver had it (`once` in channel.h) */
    uint32_t code;
    uint64_t id;
    uint32_t head_len, body_len; /* of the whole message */
    uint64_t stamp; /* AN_MSG_MORE: the offset of these bytes in the payload; RECV over HTTP and
                     * OPEN: the number of the request (registry.h); SEND: the number of the request
                     * that it answers; RECV of a WebSocket, CLOSE: see there */
};

/* Does this message carry client input? While too much of it waits for room in the ring, the
 * reactor reads nothing more from that client. */
static inline bool an_msg_brings(const struct an_msg *m)
{
    return m->type == AN_MSG_RECV || m->type == AN_MSG_OPEN;
}

/* May the sender take this message back while it waits? */
static inline bool an_msg_revocable(const struct an_msg *m) { return m->type == AN_MSG_CONNECT || (an_msg_brings(m) && m->proto == AN_PROTO_HTTP); }

#endif

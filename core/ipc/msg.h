/* msg.h - what crosses the rings: one fixed header, then a head block, then a body. Fixed-width integers and bytes only.
 *
 *   record 1:   struct an_msg | head | body ...        a message that fits is one record
 *   record 2..: struct an_msg (type AN_MSG_MORE, code: the type of the whole) | the rest of the payload, in as many records as it takes
 */
#ifndef AN_MSG_H
#define AN_MSG_H

#include <stdbool.h>
#include <stdint.h>

enum an_proto { AN_PROTO_TCP, AN_PROTO_HTTP, AN_PROTO_WEBSOCKET };

enum an_msg_type {
    AN_MSG_MORE,      /* continues the message before it */
    /* reactor -> worker; id: the connection */
    AN_MSG_CONNECT,   /* proto TCP; body: nothing */
    AN_MSG_RECV,      /* body: the data; HTTP: head: the request's head block; WebSocket: code: the opcode, stamp: the place of the upgrade's head
                       * (head_store.h) */
    AN_MSG_OPEN,      /* proto HTTP; head: the request that asks to become a WebSocket; answered by a SEND: code 101 lets it */
    AN_MSG_CLOSE,     /* code: enum an_close_cause; WebSocket: head: the upgrade's head block, stamp: the close code, body: the reason, AN_MAX_REASON bytes
                       * at most */
    AN_MSG_EXPIRED,   /* stamp: the number of a request whose callback has returned and that nobody has answered in time */
    AN_MSG_DRAIN,     /* its queue, that was full, is half empty */
    /* worker or task worker -> reactor; id: the connection */
    AN_MSG_SEND,      /* body: the data; HTTP: code: status, head: header lines; WebSocket: code: opcode */
    AN_MSG_HANGUP,    /* close after what is queued; code: the WebSocket close code (0: 1000); body: its reason */
    AN_MSG_SUBSCRIBE,   /* head: the topic's name */
    AN_MSG_UNSUBSCRIBE, /* head: the topic's name, empty: all of them */
    AN_MSG_PUBLISH,     /* head: the topic's name, empty: to every TCP and WebSocket connection; id: the one that does not get it, or 0; code: opcode */
    AN_MSG_PING,        /* body: what a WebSocket's ping says */
    /* worker -> task worker and back; id: the task */
    AN_MSG_TASK,      /* code: the worker that asks; body: the data */
    AN_MSG_TASK_DONE, /* code: the task worker that answers; body: the data */
    AN_MSG_TASK_LOST, /* code: the task worker that had it: it has not been answered, and will not be */
    /* worker or task worker -> worker, worker -> task worker */
    AN_MSG_MESSAGE,   /* body: the data */
    /* control -> reactor, inside net */
    AN_MSG_ACCEPTED,  /* id: descriptor; code: the listener's index */
    AN_MSG_NOTICE,    /* the board has changed: look at it again */
    AN_MSG_TYPES
};

enum an_msg_flag {
    AN_MSG_SERIALIZED = 1,  /* TASK, TASK_DONE: the body is a serialised value, not the string itself */
    AN_MSG_HAS_TYPE = 2,    /* SEND: the header lines hold a Content-Type */
    AN_MSG_THEN_CLOSE = 4,  /* SEND: the answer ends the connection */
    AN_MSG_ERROR_PAGE = 8,  /* SEND: no body; the reactor sends its page for the status in `code` */
    AN_MSG_FORM = 16,       /* RECV: the body is a block of form.h */
    AN_MSG_PART = 32,       /* SEND: a piece of the answer's body; the first one brings status and head */
    AN_MSG_LAST = 64,       /* SEND: the last piece (maybe an empty one), or a whole answer when there was none before */
    AN_MSG_FILE = 128,      /* SEND: the body is the file that the message's body names: struct an_msg_file, path */
};

struct an_msg_file {
    uint64_t offset, length; /* length UINT64_MAX: to its end */
    uint64_t dev, ino;       /* which file the sender has looked at: no other is sent, wherever the path leads by now */
};

#define AN_MAX_REASON 123 /* bytes of why a WebSocket was closed: a control frame's payload less the code (RFC 6455, 5.5) */

/* Why a connection ended: what began it, whatever followed. */
enum an_close_cause {
    AN_CLOSE_PEER,     /* the client closed */
    AN_CLOSE_SERVER,   /* close(), or an answer after which an HTTP connection does not live on */
    AN_CLOSE_PROTOCOL, /* it broke its protocol */
    AN_CLOSE_TIMEOUT,  /* it said nothing for too long, or vanished from the network */
    AN_CLOSE_SLOW,     /* its send queue passed the cap */
    AN_CLOSE_SHUTDOWN,
    AN_CLOSE_CRASH,    /* the network process died */
    AN_CLOSE_MEMORY,   /* all clients together had too much in memory (budget.h), and it more than others */
    AN_CLOSE_CAUSES
};

/* Its sender has taken it back (an_tx_withdraw): */
enum an_withdrawn {
    AN_NOT_WITHDRAWN,
    AN_WITHDRAWN, /* nobody is to do it */
    AN_MOVED,     /* somebody else does it */
};

struct an_msg { /* 32 bytes */
    uint8_t type, proto, flags;
    uint8_t withdrawn; /* enum an_withdrawn, set where it is received: its sender does not want it any more, or a dead one had it (channel.h, once) */
    uint32_t code;
    uint64_t id;
    uint32_t head_len, body_len; /* of the whole message */
    uint64_t stamp; /* AN_MSG_MORE: the offset of its bytes in the payload; RECV over HTTP and OPEN: the number of the request (registry.h); SEND: of the
                     * one it answers; RECV of a WebSocket, CLOSE: see there */
};

/* Does it bring what a client has said? Nothing more is read from that client until it is in the ring. */
static inline bool an_msg_brings(const struct an_msg *m)
{
    return m->type == AN_MSG_RECV || m->type == AN_MSG_OPEN;
}

/* May its sender take it back while it waits? */
static inline bool an_msg_revocable(const struct an_msg *m) { return m->type == AN_MSG_CONNECT || (an_msg_brings(m) && m->proto == AN_PROTO_HTTP); }

#endif

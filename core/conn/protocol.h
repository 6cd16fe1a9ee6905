/* protocol.h - what a connection speaks, as a table of functions. One protocol is one leaf: a file
 * (or a folder) that fills in such a table. The core of the connection (conn.c, its queue, its
 * deadlines) calls the table and knows no leaf; the environment hands the leaves in.
 *
 * A connection speaks one protocol at a time, and may change it (an__conn_speak): an undecided one
 * becomes TCP or HTTP, an HTTP one becomes a WebSocket. From FLUSH on it speaks none any more: the
 * core has a table of its own for that.
 *
 * Functions that are marked "may be NULL" then do nothing, or say what the comment says.
 */
#ifndef AN_PROTOCOL_H
#define AN_PROTOCOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct an_conn;
struct an_conn_env;
struct an_delivery;

struct an_protocol {
    /* What all connections of the reactor share of this protocol. May be NULL. */
    void (*open)(struct an_conn_env *env);
    void (*close)(struct an_conn_env *env);

    /* From now on the connection speaks this protocol. Sets the phase. */
    void (*begin)(struct an_conn *c);
    /* The connection speaks it no more: gives back what belongs to the protocol. cut: what is still
     * queued will not be sent. May be NULL. */
    void (*end)(struct an_conn *c, bool cut);

    /* --- from the client --- */

    /* May the protocol use a byte now? NULL: always. */
    bool (*ready)(struct an_conn *c);
    /* Takes bytes, and may change them in place. Returns how many it used. 0 only if it waits for
     * more (only a protocol that gathers may) or has changed the protocol. */
    size_t (*feed)(struct an_conn *c, uint8_t *p, size_t n);
    /* Where the next bytes of the client can be read to at once, room for *n of them; NULL: they go
     * through feed(). Then placed() takes n bytes that were read there, before anything is posted
     * to a worker. place may be NULL. */
    uint8_t *(*place)(struct an_conn *c, size_t *n);
    void (*placed)(struct an_conn *c, uint8_t *p, size_t n);
    /* The peer has ended its stream, and all that came before has been used. */
    void (*ended)(struct an_conn *c);
    /* The peer has ended its side, maybe behind bytes that are unread. May be NULL. */
    void (*hung_up)(struct an_conn *c);
    /* The first byte of the connection has come, or gone. May be NULL. */
    void (*woken)(struct an_conn *c);

    /* --- from the workers --- */

    /* A SEND, PING or HANGUP. False: it came too late, or for something else. */
    bool (*message)(struct an_conn *c, const struct an_delivery *d);
    /* May this SUBSCRIBE or UNSUBSCRIBE be followed? */
    bool (*subscribes)(const struct an_conn *c, const struct an_delivery *d);
    /* Delivers messages [from, to) of env->batch, and returns how many the connection takes. now:
     * they are written at once where nothing is queued. */
    uint32_t (*deliver)(struct an_conn *c, uint32_t from, uint32_t to, bool now);
    /* Must the connection keep its seat, because its worker has something of it in hand beyond what
     * is in the ring? NULL: no. */
    bool (*outstanding)(const struct an_conn *c);

    /* --- time, and the end --- */

    /* The deadline is over. */
    void (*timeout)(struct an_conn *c);
    /* A client with which it has been spoken is cut off, because it reads too slowly. May be
     * NULL. */
    void (*slow)(struct an_conn_env *env);
    /* Nothing is left to write. May be NULL. */
    void (*drained)(struct an_conn *c);
    /* The first and the last step of the server's stop. stop may be NULL. last_call returns true if
     * the client has been cut off from something. */
    void (*stop)(struct an_conn *c);
    bool (*last_call)(struct an_conn *c);

    /* --- memory: see conn_relief.c --- */

    /* Bytes that the protocol keeps of unfinished messages. NULL: 0. */
    size_t (*holds)(const struct an_conn *c);
    /* Those of them that wait for their turn to be written. NULL: 0. */
    size_t (*held)(const struct an_conn *c);
    /* Does somebody else have all that is unfinished, so that nothing of it can be given back?
     * NULL: no. */
    bool (*lent)(const struct an_conn *c);
    /* Refuses what is unfinished in the words of the protocol. NULL: the connection is killed. */
    void (*refuse)(struct an_conn *c);

    uint16_t lost_code; /* the code in CLOSE if the protocol itself has given none; 0: nothing */
    /* Only one thing that the client says waits for room in the worker's ring: nothing is read
     * meanwhile. */
    bool single;
    bool gathers;       /* it reads on while bytes that it could not use wait */
};

/* The leaves. The first three stand in the order of enum an_proto. */
union an_protocols {
    struct {
        const struct an_protocol *tcp, *http, *ws, *undecided;
    };
    const struct an_protocol *of[4];
};

#endif

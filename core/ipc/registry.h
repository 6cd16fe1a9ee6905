/* registry.h - what every process may know of a connection: one public record of two cache lines
 * each, in shared memory. Senders read the first line. The reactor counts in the second one, with
 * every read and write, so its counting costs senders nothing.
 *
 * Connection ids. PHP calls them $fd. An id has at most 63 bits: a positive integer of PHP.
 *   id = generation << 24 | (index + 1)      index = slot * reactors + reactor
 * So the first clients of a fresh server get 1, 2, 3, ... The generation of an index rises with
 * each reuse and survives the network process, so an id never names another connection later. 0 is
 * never an id. A place that is used 10,000 times a second has ids of its own for 636 days of it,
 * and freed places take turns (slot.h). The first 2^29 ids of each place are below 2^53, where
 * JavaScript's numbers are exact.
 *
 * Requests. Each reactor numbers the HTTP requests that it hands out, from 1 on. A successor of its
 * process goes on counting, so no number comes twice. The request in flight on a connection is one
 * word of its record:
 *   request = number << 8 | flags (enum an_request_flag)
 * A process that changes a flag does so only for the number that it means. So all processes agree
 * on who answers a request.
 *
 * Each record has one writer: the reactor that owns the connection. Exceptions: the request's
 * flags, `full`, `refused` and `let_go`. `seen`, beside the record, has one writer too: the worker
 * that the connection is pinned to.
 */
#ifndef AN_REGISTRY_H
#define AN_REGISTRY_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "ground/base.h"
#include "ground/limits.h"
#include "ipc/msg.h"

#define AN_ID_GEN_BITS 39

static inline uint64_t an_id_make(uint64_t gen, uint32_t index) { return gen << AN_ID_INDEX_BITS | (index + 1); }
/* The index of an id. UINT32_MAX, out of any range, for id 0 and for a number too large to be an
 * id. */
static inline uint32_t an_id_index(uint64_t id)
{
    return id >> (AN_ID_INDEX_BITS + AN_ID_GEN_BITS) ? UINT32_MAX : (uint32_t)(id & AN_MAX_CONNECTIONS) - 1;
}
static inline uint64_t an_id_gen(uint64_t id) { return id >> AN_ID_INDEX_BITS; }

#define AN_REQUEST_FLAG_BITS 8
enum an_request_flag {
    AN_REQUEST_TAKEN = 1,    /* its worker has it in hand, or had it */
    AN_REQUEST_CLAIMED = 2,  /* somebody has claimed the answer, or its last piece */
    AN_REQUEST_STREAMED = 4, /* the answer is written in pieces */
    AN_REQUEST_OPENED = 8,   /* its worker has let it become a WebSocket */
    AN_REQUEST_RETURNED = 16, /* the callback that had it in hand has returned without an answer */
    AN_REQUEST_OPENING = 32, /* it asks to become a WebSocket, and its worker has been asked; what
                              * others send is for that WebSocket */
    AN_REQUEST_REFUSED = 64,  /* a piece of its answer found no room; only that piece may follow */
    AN_REQUEST_FAILED = 128,   /* something else followed a refused piece, or nothing followed in
                                * time; nothing may follow any more */
};

enum an_conn_state { AN_CONN_FREE, AN_CONN_OPEN, AN_CONN_CLOSING /* nobody may send any more */ };

struct an_conn_record { /* 128 bytes; private: read it through the functions below */
    _Atomic uint64_t version; /* of the fixed part (seqlock.h) */
    _Atomic uint64_t gen;
    _Atomic uint64_t request;  /* the HTTP request that is handed out and not answered (see above);
                                * 0: none */
    _Atomic uint32_t queued;   /* bytes waiting to be written to the socket */
    _Atomic uint32_t topics;   /* subscriptions */
    _Atomic uint16_t worker;   /* the seat that it is pinned to (board.h) */
    _Atomic uint8_t state, proto;
    _Atomic uint8_t codings;   /* content codings that this request's client accepts: bits of enum
                                * an_coding */
    _Atomic uint8_t used;      /* a connection has stood here; private */
    uint16_t port, local_port; /* host order; fixed for the connection's life, as is `family` */
    uint8_t family;            /* 4 or 6 */
    _Atomic uint8_t full;      /* a send was refused because `queued` is too large; the sender wants
                                * to know when it is not */
    uint8_t reserved[4];
    _Atomic uint64_t let_go;   /* the id that a worker has asked to close; it counts while that
                                * connection stands here */
    _Atomic uint64_t refused;  /* with AN_REQUEST_REFUSED: the piece, see an_registry_refuse() */
    /* wall clock, when it was accepted; fixed, as are the addresses */
    _Alignas(AN_CACHE_LINE) uint64_t since_ms;
    uint8_t addr[16], local_addr[16];
    _Atomic uint64_t heard_ms;  /* when bytes came last; monotonic */
    _Atomic uint64_t bytes_in, bytes_out; /* from and to the socket */
};

struct an_conn_info { /* a consistent copy */
    uint64_t id;
    enum an_conn_state state;
    enum an_proto proto;
    uint32_t worker, queued, topics;
    uint8_t family;
    uint16_t port, local_port;
    uint8_t addr[16], local_addr[16];
    uint64_t since_ms, heard_ms, bytes_in, bytes_out;
};

struct an_registry { /* a private view of the shared tables */
    struct an_conn_record *record; /* [max] */
    _Atomic uint64_t *seen;        /* [max] the connection whose begin and end the workers have
                                    * seen; private */
    _Atomic uint32_t *used; /* private */
    uint32_t max, reactors;
};

size_t an_registry_bytes(uint32_t max);
void an_registry_open(struct an_registry *r, void *base, uint32_t max, uint32_t reactors);

/* The reactor's side. an_registry_begin() begins a connection at an index: the index gets its next
 * generation. Returns the new id. Nobody sees the connection until an_registry_ready() has written
 * its address and its worker's seat. */
struct an_conn_addr {
    uint64_t since_ms; /* wall clock: when it was accepted */
    uint8_t family; /* 4 or 6; 0: the peer has no address */
    uint8_t addr[16], local_addr[16];
    uint16_t port, local_port;
};
uint64_t an_registry_begin(struct an_registry *r, uint32_t index);
void an_registry_ready(struct an_registry *r, uint64_t id, uint32_t worker, const struct an_conn_addr *addr, uint64_t now_ms);
/* Is this the last generation of its place? Then no further connection may stand there. */
static inline bool an_registry_spent(uint64_t id) { return an_id_gen(id) == (1ull << AN_ID_GEN_BITS) - 1; }
void an_registry_state(struct an_registry *r, uint64_t id, enum an_conn_state state);
void an_registry_proto(struct an_registry *r, uint64_t id, enum an_proto proto);
/* moves it to another seat */
void an_registry_pin(struct an_registry *r, uint64_t id, uint32_t worker);
void an_registry_queued(struct an_registry *r, uint64_t id, size_t queued);
void an_registry_topics(struct an_registry *r, uint64_t id, uint32_t topics);
/* Bytes have come from the socket (heard), or have been written to it (wrote). Only for a
 * connection that is open or closing. */
void an_registry_heard(struct an_registry *r, uint64_t id, size_t bytes, uint64_t now_ms);
void an_registry_wrote(struct an_registry *r, uint64_t id, size_t bytes);
/* This request is in flight from now on, with no flag set. 0: none is in flight. */
void an_registry_request(struct an_registry *r, uint64_t id, uint64_t request);
/* as an_registry_request(), for one that asks to become a WebSocket */
void an_registry_opens(struct an_registry *r, uint64_t id, uint64_t request);
/* The content codings that the client of the next request accepts: bits of enum an_coding. The
 * reactor calls it before an_registry_request(). */
void an_registry_codings(struct an_registry *r, uint64_t id, unsigned codings);

/* For anybody. AN_OK, or AN_EGONE: it is free, closing or another generation. *queued: bytes
 * waiting for its socket; NULL: not asked. */
int an_registry_check(const struct an_registry *r, uint64_t id, uint32_t *queued);
/* May a worker send to this connection now? False: it is gone, it is HTTP without a request in
 * flight, or it has asked to become a WebSocket and was refused. While the answer to that question
 * is open, the reactor keeps what is sent, and drops it after a refusal. */
struct an_conn_route {
    enum an_proto proto;
    uint32_t worker;  /* the seat it is pinned to */
    uint64_t request; /* HTTP: the request, the stamp of its answer; WebSocket: the request that
                       * asks to become it, 0: it is one already */
    unsigned flags;   /* enum an_request_flag of that request */
    unsigned codings; /* HTTP: see an_registry_codings() */
};
bool an_registry_answerable(const struct an_registry *r, uint64_t id, struct an_conn_route *route);
/* Sets flags of a request. True: the request is in flight, none of the flags in `unless` was set,
 * and those in `set` are set now. False: nothing has changed. */
bool an_registry_mark(struct an_registry *r, uint64_t id, uint64_t request, unsigned set, unsigned unless);
/* Clears flags of a request, when the announced thing did not happen. */
void an_registry_unmark(struct an_registry *r, uint64_t id, uint64_t request, unsigned flags);
/* Claims the answer of a request. True for exactly one caller per request, in whatever process. */
static inline bool an_registry_claim(struct an_registry *r, uint64_t id, uint64_t request)
{
    return an_registry_mark(r, id, request, AN_REQUEST_CLAIMED, AN_REQUEST_CLAIMED);
}
/* The flags of a request. 0 also when another request is in flight, or none. */
unsigned an_registry_flags(const struct an_registry *r, uint64_t id, uint64_t request);
static inline bool an_registry_claimed(const struct an_registry *r, uint64_t id, uint64_t request)
{
    return an_registry_flags(r, id, request) & AN_REQUEST_CLAIMED;
}
static inline bool an_registry_streamed(const struct an_registry *r, uint64_t id, uint64_t request)
{
    return an_registry_flags(r, id, request) & AN_REQUEST_STREAMED;
}
/* A piece of the answer was refused. `piece` is a number that depends on the bytes of the piece
 * alone. False: the request is not in flight. an_registry_was_refused(): is this the refused
 * piece? */
bool an_registry_refuse(struct an_registry *r, uint64_t id, uint64_t request, uint64_t piece);
bool an_registry_was_refused(const struct an_registry *r, uint64_t id, uint64_t request, uint64_t piece);
/* Asks to be told when the queue is shorter. Returns the bytes that wait in it by now: the queue
 * may have become shorter in this moment, and then nobody is told. */
uint32_t an_registry_fill(struct an_registry *r, uint64_t id);
/* There is room again. True: somebody had asked. */
bool an_registry_relieve(struct an_registry *r, uint64_t id);
/* A worker has asked to close the connection. Nobody may send to it any more, though its reactor
 * may not know yet. an_registry_is_let_go(): has a worker asked? */
void an_registry_let_go(struct an_registry *r, uint64_t id);
bool an_registry_is_let_go(const struct an_registry *r, uint64_t id);
/* A consistent copy of a connection that is open or closing, or AN_EGONE. */
int an_registry_read(const struct an_registry *r, uint64_t id, struct an_conn_info *info);
/* The reactor that an id belongs to, alive or not. An id out of range gets some reactor, which will
 * refuse it. */
static inline uint32_t an_registry_reactor(const struct an_registry *r, uint64_t id) { return an_id_index(id) % r->reactors; }
/* Indices from here on have never been used. Scans end here, so they touch no unused page. */
uint32_t an_registry_used(const struct an_registry *r);
/* The id that stands at an index now, with its state. 0: the index was never used. For scans. */
uint64_t an_registry_at(const struct an_registry *r, uint32_t index, enum an_conn_state *state);
/* Walks over the connections that are open and whose CLOSE has not been delivered. The caller
 * begins with *at = 0; the walk ends with 0. A connection that is open all the time comes exactly
 * once; one that comes or goes meanwhile comes once or not at all. */
uint64_t an_registry_next(const struct an_registry *r, uint32_t *at);
/* The id at an index whose CLOSE no worker has seen, with its worker and protocol. The CLOSE may
 * lie in a ring, or was lost with the network process. 0: none. */
uint64_t an_registry_unclosed(const struct an_registry *r, uint32_t index, uint32_t *worker, enum an_proto *proto);

/* The worker's side. CONNECT and CLOSE are delivered once each, whoever died meanwhile. True: the
 * caller delivers it. */
bool an_registry_see_connect(struct an_registry *r, uint64_t id);
bool an_registry_see_close(struct an_registry *r, uint64_t id);
/* Has CONNECT been delivered? As far as can be known. */
bool an_registry_seen(const struct an_registry *r, uint64_t id);
/* Has CLOSE been delivered, or is it being delivered? From then on the connection is gone for
 * everybody but that callback. */
bool an_registry_over(const struct an_registry *r, uint64_t id);

#endif

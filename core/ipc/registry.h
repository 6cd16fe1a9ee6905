/* registry.h - what every process may know of a connection: one public record of two cache lines each, in shared memory. What senders look at is in
 * the first; what its reactor counts, with every read and write, is in the second, so that it costs senders nothing.
 *
 * Connection ids. What PHP calls $fd:   id = generation << 24 | (index + 1)     at most 63 bits: a positive integer of PHP
 * index = slot * reactors + reactor: the first clients of a fresh server get 1, 2, 3, ... The generation of an index rises with each reuse
 * and survives the network process, so an id is never delivered to a stranger. 0 is never an id. A place that is used 10,000 times a second has ids of its
 * own for 636 days of it, and freed places take turns (slot.h); below 2^53, where JavaScript's numbers are exact, are the first 2^29 of each place.
 *
 * Requests. Each reactor numbers the HTTP requests that it hands out, from 1 on, and a successor of its process goes on counting: no number comes twice. The
 * one in flight on a connection is one word of its record:   request = number << 8 | what has become of it (enum an_request_flag)
 * Whoever changes a flag does so only for the number that it means. That is how all processes agree on who answers a request.
 *
 * One writer per record: the reactor that owns the connection, but for those flags, `full`, `refused` and `let_go`. `seen` beside it has one writer too: the
 * worker that the connection is pinned to.
 */
#ifndef AN_REGISTRY_H
#define AN_REGISTRY_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "ground/base.h"
#include "ipc/msg.h"

#define AN_ID_INDEX_BITS 24
#define AN_ID_GEN_BITS 39
#define AN_MAX_CONNECTIONS ((1u << AN_ID_INDEX_BITS) - 1)

static inline uint64_t an_id_make(uint64_t gen, uint32_t index) { return gen << AN_ID_INDEX_BITS | (index + 1); }
/* Of id 0, and of a number too large to be an id: UINT32_MAX, out of any range. */
static inline uint32_t an_id_index(uint64_t id)
{
    return id >> (AN_ID_INDEX_BITS + AN_ID_GEN_BITS) ? UINT32_MAX : (uint32_t)(id & AN_MAX_CONNECTIONS) - 1;
}
static inline uint64_t an_id_gen(uint64_t id) { return id >> AN_ID_INDEX_BITS; }

#define AN_REQUEST_FLAG_BITS 8
enum an_request_flag {
    AN_REQUEST_TAKEN = 1,    /* its worker has it in hand, or had it */
    AN_REQUEST_CLAIMED = 2,  /* the answer, or its last piece, is somebody's */
    AN_REQUEST_STREAMED = 4, /* the answer is written in pieces */
    AN_REQUEST_OPENED = 8,   /* its worker has let it become a WebSocket */
    AN_REQUEST_RETURNED = 16, /* the callback that had it in hand has returned without an answer */
    AN_REQUEST_OPENING = 32, /* it asks to become a WebSocket: whoever speaks to it but its worker, which has been asked, speaks to that */
    AN_REQUEST_REFUSED = 64,  /* a piece of its answer found no room: nothing but that piece may follow */
    AN_REQUEST_FAILED = 128,   /* something else was to follow, or it was waited for in vain: nothing may follow */
};

enum an_conn_state { AN_CONN_FREE, AN_CONN_OPEN, AN_CONN_CLOSING /* no further send is taken */ };

struct an_conn_record { /* 128 bytes; read it through an_registry_read or the helpers */
    _Atomic uint32_t version; /* odd while the fixed part is being written */
    _Atomic uint8_t state, proto;
    _Atomic uint16_t worker; /* the seat that it is pinned to (board.h) */
    _Atomic uint64_t gen;
    _Atomic uint64_t request;  /* of HTTP, that has been handed out and is not answered; 0: none. See above */
    _Atomic uint32_t queued;   /* bytes waiting to be written to the socket */
    _Atomic uint32_t topics;   /* that it is subscribed to */
    _Atomic uint8_t codings;   /* of a body, that the client of this request accepts: bits of enum an_coding */
    _Atomic uint8_t used;      /* a connection has stood here; private */
    uint16_t port, local_port; /* host order; fixed for the connection's life, as is: */
    uint8_t family;            /* 4 or 6 */
    _Atomic uint8_t full;      /* somebody was refused because `queued` is too large, and is to be told when it is not */
    uint8_t reserved[8];
    _Atomic uint64_t let_go;   /* the connection here that a worker has asked to close, if it is still the one */
    _Atomic uint64_t refused;  /* with AN_REQUEST_REFUSED: which piece, an_registry_refuse() */
    _Alignas(AN_CACHE_LINE) uint64_t since_ms; /* wall clock, when it was accepted; fixed, as is: */
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
    _Atomic uint64_t *seen;        /* [max] which connection the workers have seen begin and end; private */
    _Atomic uint32_t *used; /* private */
    uint32_t max, reactors;
};

size_t an_registry_bytes(uint32_t max);
void an_registry_open(struct an_registry *r, void *base, uint32_t max, uint32_t reactors);

/* The reactor's side. open: ages the generation, fills the record, returns the new id. */
struct an_conn_addr {
    uint64_t since_ms; /* wall clock: when it was accepted */
    uint8_t family, addr[16], local_addr[16];
    uint16_t port, local_port;
};
uint64_t an_registry_add(struct an_registry *r, uint32_t index, uint32_t worker, const struct an_conn_addr *addr, uint64_t now_ms);
/* Has its place had its last generation? Then no further connection may stand there. */
static inline bool an_registry_spent(uint64_t id) { return an_id_gen(id) == (1ull << AN_ID_GEN_BITS) - 1; }
void an_registry_state(struct an_registry *r, uint64_t id, enum an_conn_state state);
void an_registry_proto(struct an_registry *r, uint64_t id, enum an_proto proto);
void an_registry_pin(struct an_registry *r, uint64_t id, uint32_t worker); /* to another seat from now on */
void an_registry_queued(struct an_registry *r, uint64_t id, size_t queued);
void an_registry_topics(struct an_registry *r, uint64_t id, uint32_t topics);
/* So many bytes have come from its socket, and so many have been written there. Only of a connection that is open or closing. */
void an_registry_heard(struct an_registry *r, uint64_t id, size_t bytes, uint64_t now_ms);
void an_registry_wrote(struct an_registry *r, uint64_t id, size_t bytes);
/* This request is in flight from now on, and nothing has become of it; 0: none is. */
void an_registry_request(struct an_registry *r, uint64_t id, uint64_t request);
void an_registry_opens(struct an_registry *r, uint64_t id, uint64_t request); /* the same of one that asks to become a WebSocket */
/* What the client of the next request accepts: bits of enum an_coding. Before it is in flight. */
void an_registry_codings(struct an_registry *r, uint64_t id, unsigned codings);

/* Anybody's side. AN_OK or AN_EGONE (free, closing or another generation). */
int an_registry_check(const struct an_registry *r, uint64_t id, uint32_t *queued);
/* May a worker speak to it now? False for one that is gone, for HTTP without a request in flight, and for one that has asked to become a WebSocket and been
 * refused. Until it is one its reactor keeps what is said to it, and drops it if it is refused. */
struct an_conn_route {
    enum an_proto proto;
    uint32_t worker;  /* the seat it is pinned to */
    uint64_t request; /* HTTP: which request, the stamp of its answer; WebSocket: the one that asks to become it, 0: it is one */
    unsigned flags;   /* of it: enum an_request_flag */
    unsigned codings; /* HTTP: what an_registry_codings() said */
};
bool an_registry_answerable(const struct an_registry *r, uint64_t id, struct an_conn_route *route);
/* What becomes of a request, said by whoever does it. True: it is in flight, none of the flags in `unless` was set, and now those in `set` are. */
bool an_registry_mark(struct an_registry *r, uint64_t id, uint64_t request, unsigned set, unsigned unless);
/* Takes flags back: what was said did not come about. */
void an_registry_unmark(struct an_registry *r, uint64_t id, uint64_t request, unsigned flags);
/* Who answers a request? Whoever claims it first: true for exactly one caller per request, in whatever process. */
static inline bool an_registry_claim(struct an_registry *r, uint64_t id, uint64_t request)
{
    return an_registry_mark(r, id, request, AN_REQUEST_CLAIMED, AN_REQUEST_CLAIMED);
}
/* Which flags does it have? 0 also when another request is in flight, or none. */
unsigned an_registry_flags(const struct an_registry *r, uint64_t id, uint64_t request);
static inline bool an_registry_claimed(const struct an_registry *r, uint64_t id, uint64_t request)
{
    return an_registry_flags(r, id, request) & AN_REQUEST_CLAIMED;
}
static inline bool an_registry_streamed(const struct an_registry *r, uint64_t id, uint64_t request)
{
    return an_registry_flags(r, id, request) & AN_REQUEST_STREAMED;
}
/* A piece of its answer, known by a number that depends on its bytes alone, was refused. False: it is not in flight. And: is this the piece? */
bool an_registry_refuse(struct an_registry *r, uint64_t id, uint64_t request, uint64_t piece);
bool an_registry_was_refused(const struct an_registry *r, uint64_t id, uint64_t request, uint64_t piece);
/* Asks to be told when the queue is shorter. What waits in it by now: it may have become shorter in this moment, and then nobody may be told. */
uint32_t an_registry_fill(struct an_registry *r, uint64_t id);
/* There is room. True: somebody had asked. */
bool an_registry_relieve(struct an_registry *r, uint64_t id);
/* A worker has asked to close it: nobody is to send to it any more, though its reactor may not have come to that yet. And: has one? */
void an_registry_let_go(struct an_registry *r, uint64_t id);
bool an_registry_is_let_go(const struct an_registry *r, uint64_t id);
/* A consistent copy of a live (open or closing) connection, or AN_EGONE. */
int an_registry_read(const struct an_registry *r, uint64_t id, struct an_conn_info *info);
/* The reactor an id belongs to, whether it lives or not (some reactor for an id out of range: it will refuse it). */
static inline uint32_t an_registry_reactor(const struct an_registry *r, uint64_t id) { return an_id_index(id) % r->reactors; }
/* Indices from here on have never been used: scans end here, so that they touch no page for nothing. */
uint32_t an_registry_used(const struct an_registry *r);
/* The id that stands at an index now with its state (0: never used). For scans. */
uint64_t an_registry_at(const struct an_registry *r, uint32_t index, enum an_conn_state *state);
/* Walks over the connections that are open and whose CLOSE has not been delivered: begin with *at = 0; 0: that was all. A connection that is open all
 * the time of the walk comes once, one that comes or goes meanwhile may come or not, and none comes twice. */
uint64_t an_registry_next(const struct an_registry *r, uint32_t *at);
/* The id at an index whose CLOSE no worker has seen (it may lie in a ring, or have died with the network process), its worker and protocol; 0: none. */
uint64_t an_registry_unclosed(const struct an_registry *r, uint32_t index, uint32_t *worker, enum an_proto *proto);

/* The worker's side: CONNECT and CLOSE are delivered once each, whoever died meanwhile. True: deliver it. */
bool an_registry_see_connect(struct an_registry *r, uint64_t id);
bool an_registry_see_close(struct an_registry *r, uint64_t id);
/* Has CONNECT been delivered, as far as can be known? */
bool an_registry_seen(const struct an_registry *r, uint64_t id);
/* Has CLOSE been delivered, or is it being delivered? From then on it is gone for everybody but that callback. */
bool an_registry_over(const struct an_registry *r, uint64_t id);

#endif

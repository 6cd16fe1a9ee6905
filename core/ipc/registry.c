/* registry.c - see registry.h.
 *
 * The fixed part of a record (address, time) is written once per connection, under the version of a
 * seqlock (seqlock.h).
 *
 * Memory orders; the first of a pair releases, the second one acquires:
 *   V1 pairs with V2 on `version`, as in seqlock.h: the reader of an even version sees the whole
 *      record.
 *   F1 pairs with F2 on each field of a record, as B1 with B2 in seqlock.h: the reader of a new
 *      value sees that the version is odd or newer, and the new generation.
 *   G1 pairs with G2 on `gen`: the reader of a new generation sees that the old one is free.
 *   U1 pairs with U2 on both `used`: a scan that sees the index as used sees its generation.
 *   R1 pairs with R2 on `request`: the reader of the number sees `proto` and `codings`; the reader
 *      of AN_REQUEST_REFUSED sees `refused`.
 *   Q1, Q3 pair with Q2, Q4 on `queued` and `full`: see an_registry_fill().
 *   L1 pairs with L2 on `let_go`: the worker's word is one word, nothing else hangs on it.
 *   C1 pairs with C2 on `seen`: the second worker sees what the first one did before.
 * A relaxed load reads a word that has one writer, the caller itself, or is a hint that is asked
 * again.
 */
#include "ipc/registry.h"

#include <stddef.h>
#include <string.h>

#include "ipc/seqlock.h"

#define GEN_MASK ((1ull << AN_ID_GEN_BITS) - 1)
#define TRIES 1000
#define FLAGS ((1u << AN_REQUEST_FLAG_BITS) - 1)

static size_t records_bytes(uint32_t max)
{
    return (size_t)max * sizeof(struct an_conn_record);
}

size_t an_registry_bytes(uint32_t max)
{
    return records_bytes(max) + (size_t)max * sizeof(uint64_t) + sizeof(uint32_t);
}

void an_registry_open(struct an_registry *r, void *base, uint32_t max, uint32_t reactors)
{
    _Static_assert(sizeof(struct an_conn_record) == 2 * AN_CACHE_LINE,
                   "what senders look at in one line, what is counted in another");
    _Static_assert(offsetof(struct an_conn_record, since_ms) == AN_CACHE_LINE, "and no gap");
    r->record = base;
    r->seen = (void *)((char *)base + records_bytes(max));
    r->used = (void *)(r->seen + max);
    r->max = max;
    r->reactors = reactors;
}

/* G2 */
static struct an_conn_record *record_of(const struct an_registry *r, uint64_t id)
{
    uint32_t index = an_id_index(id);
    if (index >= r->max) return NULL;
    struct an_conn_record *c = &r->record[index];
    return atomic_load_explicit(&c->gen, memory_order_acquire) == an_id_gen(id) ? c : NULL;
}

/* Another process may have written these by mistake, so a value out of range becomes one in range.
 * G2 */
static uint64_t gen_of(const struct an_conn_record *c)
{
    return atomic_load_explicit(&c->gen, memory_order_acquire) & GEN_MASK;
}

/* F2 */
static enum an_proto proto_of(const struct an_conn_record *c)
{
    uint8_t proto = atomic_load_explicit(&c->proto, memory_order_acquire);
    return proto <= AN_PROTO_WEBSOCKET ? (enum an_proto)proto : AN_PROTO_TCP;
}

/* --- the reactor's side --- */

/* U1: only grows; reactors may raise it at the same time. */
static void raise_to(_Atomic uint32_t *used, uint32_t to)
{
    uint32_t now = atomic_load_explicit(used, memory_order_relaxed);
    while (now < to && !atomic_compare_exchange_weak_explicit(used, &now, to, memory_order_release,
                                                              memory_order_relaxed)) {
    }
}

/* U2 */
uint32_t an_registry_used(const struct an_registry *r)
{
    return AN_MIN(atomic_load_explicit(r->used, memory_order_acquire), r->max);
}

/* In this order: F1 for the state, G1, U1. */
uint64_t an_registry_begin(struct an_registry *r, uint32_t index)
{
    AN_ASSERT(index < r->max);
    struct an_conn_record *c = &r->record[index];
    uint64_t gen = gen_of(c);
    if (atomic_load_explicit(&c->used, memory_order_relaxed)) gen = (gen + 1) & GEN_MASK;
    atomic_store_explicit(&c->state, AN_CONN_FREE, memory_order_release);
    atomic_store_explicit(&c->gen, gen, memory_order_release);
    atomic_store_explicit(&c->used, 1, memory_order_release);
    raise_to(r->used, index + 1);
    return an_id_make(gen, index);
}

/* In this order: the version becomes odd, F1 for the fields, V1. */
void an_registry_ready(struct an_registry *r, uint64_t id, uint32_t worker,
                       const struct an_conn_addr *addr, uint64_t now_ms)
{
    struct an_conn_record *c = record_of(r, id);
    if (!c) return;
    uint64_t version = an_seqlock_begin(&c->version, an_seqlock_version(&c->version));
    __atomic_store_n(&c->family, addr->family, __ATOMIC_RELEASE);
    __atomic_store_n(&c->port, addr->port, __ATOMIC_RELEASE);
    __atomic_store_n(&c->local_port, addr->local_port, __ATOMIC_RELEASE);
    an_seqlock_put(c->addr, addr->addr, sizeof c->addr);
    an_seqlock_put(c->local_addr, addr->local_addr, sizeof c->local_addr);
    __atomic_store_n(&c->since_ms, addr->since_ms, __ATOMIC_RELEASE);
    atomic_store_explicit(&c->worker, (uint16_t)worker, memory_order_release);
    atomic_store_explicit(&c->proto, AN_PROTO_TCP, memory_order_release);
    atomic_store_explicit(&c->queued, 0, memory_order_release);
    atomic_store_explicit(&c->full, 0, memory_order_release);
    atomic_store_explicit(&c->request, 0, memory_order_release);
    atomic_store_explicit(&c->topics, 0, memory_order_release);
    atomic_store_explicit(&c->heard_ms, now_ms, memory_order_release);
    atomic_store_explicit(&c->bytes_in, 0, memory_order_release);
    atomic_store_explicit(&c->bytes_out, 0, memory_order_release);
    atomic_store_explicit(&c->state, AN_CONN_OPEN, memory_order_release);
    an_seqlock_end(&c->version, version);
}

/* F1 */
void an_registry_state(struct an_registry *r, uint64_t id, enum an_conn_state state)
{
    struct an_conn_record *c = record_of(r, id);
    if (c) atomic_store_explicit(&c->state, (uint8_t)state, memory_order_release);
}

/* F1 */
void an_registry_proto(struct an_registry *r, uint64_t id, enum an_proto proto)
{
    struct an_conn_record *c = record_of(r, id);
    if (c) atomic_store_explicit(&c->proto, (uint8_t)proto, memory_order_release);
}

/* F1 */
void an_registry_pin(struct an_registry *r, uint64_t id, uint32_t worker)
{
    struct an_conn_record *c = record_of(r, id);
    if (c) atomic_store_explicit(&c->worker, (uint16_t)worker, memory_order_release);
}

void an_registry_queued(struct an_registry *r, uint64_t id, size_t queued)
{
    struct an_conn_record *c = record_of(r, id);
    /* Q1, before the reactor looks at `full` */
    if (c)
        atomic_store_explicit(&c->queued, (uint32_t)AN_MIN(queued, UINT32_MAX),
                              memory_order_seq_cst);
}

/* F1 */
void an_registry_topics(struct an_registry *r, uint64_t id, uint32_t topics)
{
    struct an_conn_record *c = record_of(r, id);
    if (c) atomic_store_explicit(&c->topics, topics, memory_order_release);
}

/* There is one writer, so this is no atomic addition. F1 */
static void raise_by(_Atomic uint64_t *n, uint64_t by)
{
    uint64_t now = atomic_load_explicit(n, memory_order_relaxed);
    atomic_store_explicit(n, now + by, memory_order_release);
}

/* For the record's own reactor, which knows that the record is this connection's. So it need not
 * look at the other line. F1 */
void an_registry_heard(struct an_registry *r, uint64_t id, size_t bytes, uint64_t now_ms)
{
    uint32_t index = an_id_index(id);
    if (index >= r->max) return;
    struct an_conn_record *c = &r->record[index];
    atomic_store_explicit(&c->heard_ms, now_ms, memory_order_release);
    raise_by(&c->bytes_in, bytes);
}

void an_registry_wrote(struct an_registry *r, uint64_t id, size_t bytes)
{
    uint32_t index = an_id_index(id);
    if (index < r->max) raise_by(&r->record[index].bytes_out, bytes);
}

/* R1 */
static void request_begin(struct an_registry *r, uint64_t id, uint64_t request, unsigned flags)
{
    struct an_conn_record *c = record_of(r, id);
    if (c)
        atomic_store_explicit(&c->request, request << AN_REQUEST_FLAG_BITS | flags,
                              memory_order_release);
}

void an_registry_request(struct an_registry *r, uint64_t id, uint64_t request)
{
    request_begin(r, id, request, 0);
}

void an_registry_opens(struct an_registry *r, uint64_t id, uint64_t request)
{
    request_begin(r, id, request, AN_REQUEST_OPENING);
}

void an_registry_codings(struct an_registry *r, uint64_t id, unsigned codings)
{
    struct an_conn_record *c = record_of(r, id);
    if (c) atomic_store_explicit(&c->codings, (uint8_t)codings, memory_order_relaxed);
}

/* --- anybody's side --- */

/* F2 */
int an_registry_check(const struct an_registry *r, uint64_t id, uint32_t *queued)
{
    struct an_conn_record *c = record_of(r, id);
    if (!c || atomic_load_explicit(&c->state, memory_order_acquire) != AN_CONN_OPEN)
        return AN_EGONE;
    if (queued) *queued = atomic_load_explicit(&c->queued, memory_order_relaxed);
    return AN_OK;
}

bool an_registry_answerable(const struct an_registry *r, uint64_t id, struct an_conn_route *route)
{
    struct an_conn_record *c = record_of(r, id);
    if (!c) return false;
    *route = (struct an_conn_route){0};
    route->proto = proto_of(c);
    route->worker = atomic_load_explicit(&c->worker, memory_order_relaxed);
    if (route->proto != AN_PROTO_HTTP) return true;
    /* R2 */
    uint64_t word = atomic_load_explicit(&c->request, memory_order_acquire);
    if (!word) return false;
    route->request = word >> AN_REQUEST_FLAG_BITS;
    route->flags = word & FLAGS;
    route->codings = atomic_load_explicit(&c->codings, memory_order_relaxed);
    if (!(route->flags & AN_REQUEST_OPENING)) return true;
    route->proto = AN_PROTO_WEBSOCKET;
    return route->flags & AN_REQUEST_OPENED || !(route->flags & AN_REQUEST_CLAIMED);
}

bool an_registry_mark(struct an_registry *r, uint64_t id, uint64_t request, unsigned set,
                      unsigned unless)
{
    struct an_conn_record *c = record_of(r, id);
    if (!c) return false;
    /* R2; R1 when it succeeds */
    uint64_t word = atomic_load_explicit(&c->request, memory_order_acquire);
    while (word >> AN_REQUEST_FLAG_BITS == request && !(word & unless))
        if (atomic_compare_exchange_weak_explicit(&c->request, &word, word | set,
                                                  memory_order_acq_rel, memory_order_acquire))
            return true;
    return false;
}

void an_registry_unmark(struct an_registry *r, uint64_t id, uint64_t request, unsigned flags)
{
    struct an_conn_record *c = record_of(r, id);
    if (!c) return;
    /* R2; R1 when it succeeds */
    uint64_t word = atomic_load_explicit(&c->request, memory_order_acquire);
    while (word >> AN_REQUEST_FLAG_BITS == request &&
           !atomic_compare_exchange_weak_explicit(&c->request, &word, word & ~(uint64_t)flags,
                                                  memory_order_acq_rel, memory_order_acquire)) {
    }
}

unsigned an_registry_flags(const struct an_registry *r, uint64_t id, uint64_t request)
{
    struct an_conn_record *c = record_of(r, id);
    /* R2 */
    uint64_t word = c ? atomic_load_explicit(&c->request, memory_order_acquire) : 0;
    return word >> AN_REQUEST_FLAG_BITS == request ? word & FLAGS : 0;
}

bool an_registry_refuse(struct an_registry *r, uint64_t id, uint64_t request, uint64_t piece)
{
    struct an_conn_record *c = record_of(r, id);
    if (!c) return false;
    /* R1 publishes it, by the flag. */
    atomic_store_explicit(&c->refused, piece, memory_order_relaxed);
    return an_registry_mark(r, id, request, AN_REQUEST_REFUSED, 0);
}

bool an_registry_was_refused(const struct an_registry *r, uint64_t id, uint64_t request,
                             uint64_t piece)
{
    struct an_conn_record *c = record_of(r, id);
    return c && an_registry_flags(r, id, request) & AN_REQUEST_REFUSED &&
           atomic_load_explicit(&c->refused, memory_order_relaxed) == piece;
}

uint32_t an_registry_fill(struct an_registry *r, uint64_t id)
{
    struct an_conn_record *c = record_of(r, id);
    if (!c) return 0;
    /* Q2, then Q4. The reactor stores `queued` (Q1), then loads `full` (Q3). All four have one
     * order: either the reactor sees `full`, or this process sees the shorter queue. */
    atomic_store_explicit(&c->full, 1, memory_order_seq_cst);
    return atomic_load_explicit(&c->queued, memory_order_seq_cst);
}

/* Q3; then the exchange lets one caller answer one an_registry_fill(). */
bool an_registry_relieve(struct an_registry *r, uint64_t id)
{
    struct an_conn_record *c = record_of(r, id);
    return c && atomic_load_explicit(&c->full, memory_order_seq_cst) &&
           atomic_exchange_explicit(&c->full, 0, memory_order_acq_rel);
}

/* Notes the id itself, because the next connection at this index is another one. L1 */
void an_registry_let_go(struct an_registry *r, uint64_t id)
{
    struct an_conn_record *c = record_of(r, id);
    if (c) atomic_store_explicit(&c->let_go, id, memory_order_release);
}

/* L2 */
bool an_registry_is_let_go(const struct an_registry *r, uint64_t id)
{
    uint32_t index = an_id_index(id);
    return index < r->max &&
           atomic_load_explicit(&r->record[index].let_go, memory_order_acquire) == id;
}

/* F2 */
static void copy_out(struct an_conn_record *c, struct an_conn_info *info)
{
    info->state = atomic_load_explicit(&c->state, memory_order_acquire);
    info->proto = proto_of(c);
    info->worker = atomic_load_explicit(&c->worker, memory_order_acquire);
    info->queued = atomic_load_explicit(&c->queued, memory_order_acquire);
    info->topics = atomic_load_explicit(&c->topics, memory_order_acquire);
    info->heard_ms = atomic_load_explicit(&c->heard_ms, memory_order_acquire);
    info->bytes_in = atomic_load_explicit(&c->bytes_in, memory_order_acquire);
    info->bytes_out = atomic_load_explicit(&c->bytes_out, memory_order_acquire);
    info->family = __atomic_load_n(&c->family, __ATOMIC_ACQUIRE);
    info->port = __atomic_load_n(&c->port, __ATOMIC_ACQUIRE);
    info->local_port = __atomic_load_n(&c->local_port, __ATOMIC_ACQUIRE);
    an_seqlock_get(info->addr, c->addr, sizeof info->addr);
    an_seqlock_get(info->local_addr, c->local_addr, sizeof info->local_addr);
    info->since_ms = __atomic_load_n(&c->since_ms, __ATOMIC_ACQUIRE);
}

/* V2, then F2 in copy_out(). */
int an_registry_read(const struct an_registry *r, uint64_t id, struct an_conn_info *info)
{
    uint32_t index = an_id_index(id);
    if (index >= r->max) return AN_EGONE;
    struct an_conn_record *c = &r->record[index];
    info->id = id;
    for (int i = 0; i < TRIES; i++) {
        uint64_t look = an_seqlock_look(&c->version);
        copy_out(c, info);
        if (!an_seqlock_same(&c->version, look)) continue;
        /* A generation comes once. It is read last, so even a version that has come around does not
         * deceive. */
        return gen_of(c) == an_id_gen(id) && info->state != AN_CONN_FREE ? AN_OK : AN_EGONE;
    }
    return AN_EGONE; /* its writer died in the middle */
}

/* F2, U2 */
uint64_t an_registry_at(const struct an_registry *r, uint32_t index, enum an_conn_state *state)
{
    AN_ASSERT(index < r->max);
    struct an_conn_record *c = &r->record[index];
    *state = atomic_load_explicit(&c->state, memory_order_acquire);
    if (!atomic_load_explicit(&c->used, memory_order_acquire)) return 0;
    return an_id_make(gen_of(c), index);
}

/* Each place is passed once, and a connection keeps its place. */
uint64_t an_registry_next(const struct an_registry *r, uint32_t *at)
{
    uint32_t used = an_registry_used(r);
    while (*at < used) {
        enum an_conn_state state;
        uint64_t id = an_registry_at(r, (*at)++, &state);
        if (state != AN_CONN_OPEN || !id || an_registry_over(r, id)) continue;
        if (an_registry_check(r, id, NULL) == AN_OK) return id;
    }
    return 0;
}

/* --- the worker's side ---
 *
 * `seen` is generation + 1 of the youngest connection of an index whose CONNECT was delivered, with
 * CLOSED when its CLOSE was delivered too. Two connections that follow each other on one index may
 * have different workers, and these may be out of step. A connection older than `seen` is its own
 * worker's business: it passes.
 */

#define CLOSED (1ull << 63)

/* The generation in `seen`, plus one; 0: no connection has been seen. */
static uint64_t seen_of(uint64_t seen)
{
    return seen & ~CLOSED;
}

/* C1 and C2 */
bool an_registry_see_connect(struct an_registry *r, uint64_t id)
{
    uint32_t index = an_id_index(id);
    uint64_t gen = an_id_gen(id);
    if (index >= r->max) return false;
    uint64_t seen = atomic_load_explicit(&r->seen[index], memory_order_relaxed);
    while (seen_of(seen) < gen + 1)
        if (atomic_compare_exchange_weak_explicit(&r->seen[index], &seen, gen + 1,
                                                  memory_order_acq_rel, memory_order_relaxed))
            return true;
    return seen_of(seen) > gen + 1;
}

/* C1 and C2 */
bool an_registry_see_close(struct an_registry *r, uint64_t id)
{
    uint32_t index = an_id_index(id);
    uint64_t gen = an_id_gen(id);
    if (index >= r->max) return false;
    uint64_t seen = gen + 1;
    if (atomic_compare_exchange_strong_explicit(&r->seen[index], &seen, seen | CLOSED,
                                                memory_order_acq_rel, memory_order_relaxed))
        return true;
    return seen_of(seen) > gen + 1;
}

bool an_registry_seen(const struct an_registry *r, uint64_t id)
{
    uint32_t index = an_id_index(id);
    if (index >= r->max) return true;
    return seen_of(atomic_load_explicit(&r->seen[index], memory_order_relaxed)) > an_id_gen(id);
}

/* A free record counts as well: the process that told its CLOSE may be dead. U2, G2, C2, F2. */
uint64_t an_registry_unclosed(const struct an_registry *r, uint32_t index, uint32_t *worker,
                              enum an_proto *proto)
{
    AN_ASSERT(index < r->max);
    struct an_conn_record *c = &r->record[index];
    if (!atomic_load_explicit(&c->used, memory_order_acquire)) return 0;
    uint64_t gen = gen_of(c);
    if (atomic_load_explicit(&r->seen[index], memory_order_acquire) == ((gen + 1) | CLOSED))
        return 0;
    *worker = atomic_load_explicit(&c->worker, memory_order_acquire);
    *proto = proto_of(c);
    return an_id_make(gen, index);
}

bool an_registry_over(const struct an_registry *r, uint64_t id)
{
    uint32_t index = an_id_index(id);
    if (index >= r->max) return true;
    uint64_t seen = atomic_load_explicit(&r->seen[index], memory_order_relaxed);
    return seen == ((an_id_gen(id) + 1) | CLOSED);
}

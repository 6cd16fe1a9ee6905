/* worker_links.c - the rings of a worker or task worker: which it reads and when, and what it does
 * with one that is broken.
 *
 * One turn takes a bounded batch from each ring that has something (ipc/pending.h), the rings in
 * turn. A ring is looked at until it was empty once, so the bit of a busy producer is hardly ever
 * needed. A process that leaves looks at all rings in use: what is published there may have no bit
 * yet. A message is given back to its ring only after its callback has returned: a worker that dies
 * takes down at most the one that it had in hand. Not here: the rings that it writes
 * (worker_sinks.c), which callback a message is for (worker_event.c).
 */
#include "process/worker_in.h"

#include "ground/clock.h"
#include "ground/log.h"

#define BATCH 256  /* messages of one ring per turn */
#define TURN_MS 10 /* then a turn ends anyway, for the timers' sake */

/* --- what is read --- */

static bool close_is_valid(const struct an_msg *m)
{
    if (m->code >= AN_CLOSE_CAUSES) return false;
    if (m->proto != AN_PROTO_WEBSOCKET) return m->stamp == 0 && m->body_len == 0;
    return m->stamp >= 1000 && m->stamp <= 4999 && m->body_len <= AN_MAX_REASON;
}

static bool msg_is_valid(const struct an_worker *w, const struct an__source *s,
                         const struct an_msg *m)
{
    if (m->proto > AN_PROTO_WEBSOCKET) return false;
    if (!an_role_sends(s->from, w->role, m->type)) return false;
    switch (m->type) {
    case AN_MSG_CLOSE:
        return close_is_valid(m);
    case AN_MSG_DRAIN:
    case AN_MSG_EXPIRED:
    case AN_MSG_TASK_LOST:
        return !m->head_len && !m->body_len;
    default:
        return true;
    }
}

/* The producer is a new one, and so are its records. Every death rings every bell. */
static void source_reopen(struct an__source *s)
{
    if (an_board_get(&s->notice->deaths) == s->deaths) return;
    an_rx_restart(&s->rx);
    s->down = false;
}

/* The process that wrote it is replaced. But the network process has all the connections: there
 * this process, the reader, is replaced, and the messages that it passes over are answered for. */
static void source_break(struct an_worker *w, struct an__source *s)
{
    an_log(AN_LOG_ERROR, "the ring from %s %u holds an impossible record: it is not read any more",
           an_roles[s->from].name, an_fabric_number(w->fabric, s->from, s->index));
    s->deaths = an_board_get(&s->notice->deaths);
    s->down = true;
    if (s->from == AN_REACTOR) {
        an_ring_pass_over(&s->rx.ring);
        if (w->phase != AN__STOPPING) an__worker_give_up(w); /* there it has no successor */
        return;
    }
    an_board_set(&s->notice->condemned, 1);
    an_fabric_ring_one(w->fabric, s->from, s->index);
}

static bool source_is_joining(const struct an__source *s)
{
    return s->rx.joining.type != AN_MSG_MORE;
}

bool an__links_joining(const struct an_worker *w)
{
    for (uint32_t i = 0; i < w->sources; i++)
        if (w->source[i].open && !w->source[i].down && source_is_joining(&w->source[i]))
            return true;
    return false;
}

/* Of a task worker: how many bytes still wait to go to the worker that asks in this ring? */
static size_t source_backlog(const struct an_worker *w, const struct an__source *s)
{
    return w->role == AN_TASK ? w->sink[AN_WORKER][s->index].queue.bytes : 0;
}

/* Does this process still read this ring? A message that has begun is always read to its end. */
static bool source_is_read(const struct an_worker *w, const struct an__source *s)
{
    if (s->down || s->parked || s->answer_sink || w->phase == AN__LEFT) return false;
    if (source_is_joining(s)) return true;
    if (source_backlog(w, s) > w->config->send_queue) return false;
    return w->phase != AN__RELOADING || w->role == AN_WORKER;
}

static void source_open(struct an_worker *w, uint32_t place)
{
    struct an__source *s = &w->source[place];
    an_fabric_at(w->fabric, place, &s->from, &s->index);
    s->notice = an_board_notice(w->fabric->board, s->from, s->index);
    s->open = true;
    an_fabric_rx(w->fabric, s->from, s->index, w->role, w->index, &s->rx);
    if (!w->app->alloc) return;
    s->rx.alloc = w->app->alloc;
    s->rx.bytes = w->app->bytes;
    s->rx.drop = w->app->drop;
    s->rx.ctx = w->app->ctx;
}

/* The source of a bit that was up. NULL: nobody writes there. */
static struct an__source *source_of(struct an_worker *w, uint32_t place)
{
    struct an__source *s = &w->source[place];
    enum an_role from;
    uint32_t index;
    if (AN_LIKELY(s->open)) return s;
    an_fabric_at(w->fabric, place, &from, &index);
    if (!an_fabric_used(w->fabric, from, index, w->role, w->index)) return NULL;
    source_open(w, place);
    return s;
}

/* Which sources has this turn to look at? */
static void sources_collect(struct an_worker *w)
{
    an_pending_take(&w->pending);
    if (AN_UNLIKELY(w->phase != AN__RUNNING))
        an_fabric_add_used(w->fabric, w->role, w->index, &w->pending);
}

/* A process that was answered waits no longer than a millisecond for its bell. True: the turn has
 * lasted long enough. */
static bool turn_is_over(struct an_worker *w, uint64_t began_ms)
{
    uint64_t now = an_clock_ms_again(&w->clock_ms, &w->clock_ticks);
    w->slow = now != w->rung_ms;
    if (w->slow) {
        an__sinks_ring(w);
        w->rung_ms = now;
        an_board_awake(w->notice, now);
    }
    return now - began_ms >= TURN_MS;
}

/* The message in hand is given back when its call has ended. */
static void source_deliver(struct an_worker *w, struct an__source *s)
{
    w->call.source = s;
    an__msg_dispatch(w, s, &s->in_hand);
    w->call.source = NULL;
    if (!s->answer_sink && !s->parked) an_rx_done(&s->rx);
}

/* True: it stopped before the ring was empty. */
static bool source_drain(struct an_worker *w, struct an__source *s, uint64_t began_ms)
{
    for (int n = 0; n < BATCH && source_is_read(w, s); n++) {
        int got = an_rx_next(&s->rx, &s->in_hand);
        if (got == 0) return false;
        if (got > 0 && !msg_is_valid(w, s, &s->in_hand.msg)) {
            an__body_drop(w, s->in_hand.owned);
            got = AN_ECORRUPT;
        }
        if (got < 0) {
            source_break(w, s);
            return false;
        }
        source_deliver(w, s);
        if (w->role == AN_TASK && !s->parked)
            an_board_done(w->fabric->board, w->index, an__msg_bytes(&s->in_hand.msg));
        if (turn_is_over(w, began_ms)) break;
    }
    return source_is_read(w, s) && an_rx_pending(&s->rx);
}

/* True: there is more to do now. */
static bool place_drain(struct an_worker *w, uint32_t place, uint64_t began_ms)
{
    struct an__source *s = source_of(w, place);
    if (AN_LIKELY(s)) {
        if (AN_UNLIKELY(s->down)) source_reopen(s);
        uint64_t before = s->rx.ring.taken;
        if (source_drain(w, s, began_ms)) return true;
        if (s->rx.ring.taken != before || !source_is_read(w, s)) return false;
    }
    an_pending_drop(&w->pending, place);
    return false;
}

bool an__links_drain(struct an_worker *w)
{
    bool more = false;
    w->clock_ticks = 0; /* the counter may have stood still while this process slept */
    uint64_t began_ms = w->rung_ms = an_clock_ms_again(&w->clock_ms, &w->clock_ticks);
    uint32_t first = w->first_source++ % w->sources, place = first;
    an_board_awake(w->notice, began_ms);
    sources_collect(w);
    while ((place = an_pending_next(&w->pending, place)) != AN_PENDING_NONE)
        more |= place_drain(w, place++, began_ms);
    for (place = 0; (place = an_pending_next(&w->pending, place)) < first;)
        more |= place_drain(w, place++, began_ms);
    return more;
}

bool an__links_pending(struct an_worker *w)
{
    bool all_read = true;
    if (an_pending_any(&w->pending)) return true;
    if (AN_UNLIKELY(w->phase != AN__RUNNING)) sources_collect(w);
    for (uint32_t p = 0; (p = an_pending_next(&w->pending, p)) != AN_PENDING_NONE; p++) {
        struct an__source *s = source_of(w, p);
        if (!s) continue;
        if (!source_is_read(w, s))
            all_read = false;
        else if (an_rx_pending(&s->rx))
            return true;
    }
    if (w->role == AN_TASK && all_read) an_board_done_all(w->fabric->board, w->index);
    return false;
}

/* --- open and closed --- */

/* Writes the rings to a role. Those to seats are opened one by one (worker_message.c). */
static void sinks_add(struct an_worker *w, enum an_role to)
{
    if (an_roles[w->role].sends[to] && !an_roles[to].seats) an__sinks_open(w, to);
}

void an__links_open(struct an_worker *w)
{
    struct an_pending *bits = &w->fabric->pending[w->role][w->index];
    w->sources = an_fabric_places(w->fabric);
    w->source = an_calloc(w->sources, sizeof *w->source);
    an_pending_set_init(&w->pending, bits, w->sources);
    an_fabric_add_used(w->fabric, w->role, w->index, &w->pending);
    for (int role = 0; role < AN_ROLES; role++)
        sinks_add(w, (enum an_role)role);
    if (w->role == AN_TASK) an__sinks_make(w, AN_WORKER); /* see source_backlog() */
}

void an__links_close(struct an_worker *w)
{
    for (uint32_t i = 0; i < w->sources; i++)
        if (w->source[i].open) an_rx_close(&w->source[i].rx);
    an_free(w->source);
    an_free(w->seat_of);
    an__sinks_close(w);
}

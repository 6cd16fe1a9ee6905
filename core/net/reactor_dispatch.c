/* reactor_dispatch.c - moves requests from a worker that does not take them in time (dispatch.h) to
 * another worker.
 *
 * The reactor looks every AN_DISPATCH_MS while anything waits. It takes a request that no worker
 * has begun back from the ring, by a word in the ring that both sides compete for (ring.h). So a
 * request is done once, even if its worker goes on meanwhile. CONNECT moves with the request, if no
 * worker has seen CONNECT; it also moves alone, for every protocol. Two kinds of requests stay:
 * those of a connection that the worker has in hand, because the events of a connection come one
 * after the other, and those that are only half in the ring.
 */
#include "net/reactor_in.h"

struct rescue {
    struct an_reactor *r;
    uint32_t from;
    uint64_t in_hand; /* the connection whose message the seat has in hand, 0: none */
};

/* The connection of a message that may move, and its new seat. NULL: the message stays. */
static struct an_conn *movable_conn(const struct rescue *s, const struct an_msg *m, uint32_t *to)
{
    if (!an_msg_revocable(m) || m->id == s->in_hand) return NULL;
    *to = an_dispatch_instead(&s->r->dispatch, s->from, s->r->env.now_ms);
    return *to != s->from ? an__reactor_find(s->r, m->id) : NULL;
}

/* True: the request was taken back from the ring, and goes to another seat. */
static bool move_request(struct rescue *s, struct an_conn *c, uint32_t to, uint64_t position,
                         const struct an_msg *m)
{
    struct an_tx *tx = &s->r->to_seat[s->from].tx;
    size_t len = (size_t)m->head_len + m->body_len;
    if (!an_conn_waits_for(c, s->from, m->stamp, position) || len > tx->ring.capacity) return false;
    uint8_t *payload = an_alloc(len + 1);
    bool moved =
        an_tx_read(tx, position, m, payload) && an_tx_withdraw(tx, position, m->stamp, AN_MOVED);
    if (moved) an_conn_resend(c, to, m, payload, payload + m->head_len);
    an_free(payload);
    return moved;
}

/* CONNECT moves alone, or together with the request behind it, which then announces the
 * connection. */
static bool move_connect(struct rescue *s, struct an_conn *c, uint32_t to, uint64_t position,
                         uint64_t end, const struct an_msg *m)
{
    bool alone = an_conn_last_at(c, s->from, end);
    if (!alone && !an_conn_waits_at(c, s->from)) return false;
    if (!an_tx_withdraw(&s->r->to_seat[s->from].tx, position, m->stamp, AN_MOVED)) return false;
    if (alone) an_conn_resend(c, to, m, NULL, NULL);
    return true;
}

static bool move_waiting(void *ctx, const struct an_msg *m, const uint8_t *head,
                         const uint8_t *body)
{
    struct rescue *s = ctx;
    uint32_t to;
    struct an_conn *c = movable_conn(s, m, &to);
    if (!c || !an_conn_waits_at(c, s->from)) return false;
    if (m->type != AN_MSG_CONNECT) an_conn_resend(c, to, m, head, body);
    return true;
}

/* If the first message in the ring cannot be taken back, the worker has it in hand. */
static void seat_rescue(struct an_reactor *r, uint32_t seat)
{
    struct rescue s = {.r = r, .from = seat};
    const struct an_tx *tx = &r->to_seat[seat].tx;
    uint64_t first = an_ring_released(tx->ring.ring), at = first, next = first;
    struct an_msg m;
    for (; an_tx_walk(tx, &next, &m); at = next) {
        uint32_t to;
        struct an_conn *c = movable_conn(&s, &m, &to);
        bool connect = m.type == AN_MSG_CONNECT;
        bool moved = c && (connect ? move_connect(&s, c, to, at, next, &m)
                                   : move_request(&s, c, to, at, &m));
        if (!moved && at == first) s.in_hand = m.id;
    }
    an_ring_queue_offer(&r->to_seat[seat], move_waiting, &s);
}

static void on_dispatch_look(struct an_timer *t)
{
    struct an_reactor *r = AN_CONTAINER_OF(t, struct an_reactor, dispatch_look);
    an__reactor_turn(r);
    uint64_t now = r->env.now_ms;
    /* The answers of a batch have no bit yet, and the next callback of the batch may take long. */
    an_fabric_add_used(r->fabric, AN_REACTOR, r->index, &r->pending);
    bool more = an_dispatch_look(&r->dispatch, now);
    for (uint32_t i = 0; more && i < r->seats; i++)
        if (an_dispatch_waits(&r->dispatch, i) && an_dispatch_instead(&r->dispatch, i, now) != i)
            seat_rescue(r, i);
    if (more) an_loop_timer(&r->loop, t, AN_DISPATCH_MS);
}

void an__reactor_dispatch_open(struct an_reactor *r)
{
    an_dispatch_init(&r->dispatch, r->fabric->board, r->config->workers);
    an_timer_init(&r->dispatch_look, on_dispatch_look);
}

void an__reactor_dispatch_close(struct an_reactor *r)
{
    an_loop_cancel(&r->loop, &r->dispatch_look);
    an_dispatch_fini(&r->dispatch);
}

/* reactor_senders.c - what workers and task workers say to a reactor: which of their rings it
 * reads, and whom a message is for.
 *
 * A ring is read when its bit is up (ipc/pending.h), and then until it was empty once. So the bit
 * of a busy worker is hardly ever needed, and the others cost nothing.
 */
#include "net/reactor_in.h"

#include "conn/publish.h"
#include "ground/log.h"

#define BUDGET 512 /* messages taken from one ring before the next has its turn */
#define MANY 128   /* budgets taken from one ring at the stop, when no message may be left behind */

/* Delivers the batch of published messages. now: the end of the turn has come. */
static void batch_deliver(struct an_reactor *r, bool now)
{
    if (!an_publish_waits(&r->env)) return;
    if (!an_publish_topic(&r->env, now))
        for (uint32_t i = 0; i < r->slots.fresh; i++) {
            struct an_link *l = an_slots_at(&r->slots, i);
            if (l) an_publish_to(&r->env, &l->conn, now);
        }
    an_publish_end(&r->env);
}

static void on_publish(struct an_reactor *r, const struct an_delivery *d)
{
    if (!an_publish_joins(&r->env, d)) batch_deliver(r, false);
    if (an_publish_add(&r->env, d)) batch_deliver(r, false);
}

static void from_worker(struct an_reactor *r, const struct an_delivery *d)
{
    if (d->msg.type == AN_MSG_PUBLISH) {
        on_publish(r, d);
        return;
    }
    batch_deliver(r, false);
    struct an_conn *c = an__reactor_find(r, d->msg.id);
    if (!c)
        an_count(&r->env.counters->late_sends, 1);
    else if (!an_conn_message(c, d))
        an_log(AN_LOG_ERROR, "a worker sent a message of unknown type %u: ignored", d->msg.type);
    if (an_share_over(&r->env.share)) an__reactor_relieve(&r->env);
}

/* --- their rings --- */

bool an__reactor_drain_ring(struct an_reactor *r, struct an_rx *rx,
                            void (*take)(struct an_reactor *, const struct an_delivery *))
{
    struct an_delivery d;
    for (uint32_t n = 0; n < BUDGET; n++) {
        int got = an_rx_next(rx, &d);
        if (got == 0) return false;
        if (got < 0) {
            if (!rx->broken)
                an_log(AN_LOG_ERROR,
                       "a channel into reactor %u holds an impossible value: it is closed",
                       r->index);
            rx->broken = true;
            return false;
        }
        take(r, &d);
        an_free(d.owned);
        an_rx_done(rx);
    }
    return true;
}

struct an_rx *an__reactor_rx(struct an_reactor *r, enum an_role role, uint32_t index)
{
    struct an_rx *rx = &r->from[role][index].rx;
    if (AN_LIKELY(rx->ring.ring)) return rx;
    if (!an_fabric_used(r->fabric, role, index, AN_REACTOR, r->index)) return NULL;
    if (an_roles[role].seats && index >= r->seats) an__reactor_seats_add(r);
    an_fabric_rx(r->fabric, role, index, AN_REACTOR, r->index, rx);
    return rx;
}

static bool sender_drain(struct an_reactor *r, enum an_role role, uint32_t index)
{
    struct an_rx *rx = an__reactor_rx(r, role, index);
    r->env.sender = an_role_process(role, index);
    return rx && an__reactor_drain_ring(r, rx, from_worker);
}

/* The same for a live process. If it has broken its channel, a successor replaces it. */
static bool sender_drain_live(struct an_reactor *r, enum an_role role, uint32_t index)
{
    const struct an_rx *rx = &r->from[role][index].rx;
    bool broken = rx->broken, more = sender_drain(r, role, index);
    if (AN_UNLIKELY(rx->broken && !broken)) an__reactor_condemn(r, role, index);
    return more;
}

/* The sender at a place. False: no ring comes from there. */
static bool sender_at(const struct an_reactor *r, uint32_t place, enum an_role *role,
                      uint32_t *index)
{
    an_fabric_at(r->fabric, place, role, index);
    return r->from[*role] != NULL;
}

/* True: there is more to do now. A ring that was empty is looked at when its bit is up again. */
static bool place_drain(struct an_reactor *r, uint32_t place)
{
    enum an_role role;
    uint32_t index;
    if (AN_LIKELY(sender_at(r, place, &role, &index))) {
        uint64_t before = r->from[role][index].rx.ring.taken;
        if (sender_drain_live(r, role, index)) return true;
        if (r->from[role][index].rx.ring.taken != before) return false;
    }
    an_pending_drop(&r->pending, place);
    return false;
}

/* In the stop all rings in use are read: what is published there may have no bit yet. */
bool an__senders_drain(struct an_reactor *r)
{
    bool more = false;
    an_pending_take(&r->pending);
    if (AN_UNLIKELY(r->env.stopping))
        an_fabric_add_used(r->fabric, AN_REACTOR, r->index, &r->pending);
    for (uint32_t p = 0; (p = an_pending_next(&r->pending, p)) != AN_PENDING_NONE; p++)
        more |= place_drain(r, p);
    batch_deliver(r, true);
    return more;
}

bool an__senders_pending(struct an_reactor *r)
{
    enum an_role role;
    uint32_t index;
    if (an_pending_any(&r->pending)) return true;
    for (uint32_t p = 0; (p = an_pending_next(&r->pending, p)) != AN_PENDING_NONE; p++) {
        struct an_rx *rx = sender_at(r, p, &role, &index) ? an__reactor_rx(r, role, index) : NULL;
        if (rx && an_rx_pending(rx)) return true;
    }
    return false;
}

void an__senders_drain_all(struct an_reactor *r)
{
    enum an_role role;
    uint32_t index;
    for (uint32_t p = 0; p < an_fabric_places(r->fabric); p++)
        for (int n = 0; n < MANY && sender_at(r, p, &role, &index); n++)
            if (!sender_drain_live(r, role, index)) break;
    batch_deliver(r, true);
    an_conn_flush_all(&r->env);
}

void an__reactor_drain_out(struct an_reactor *r, enum an_role role, uint32_t index)
{
    while (sender_drain(r, role, index)) {
    }
    batch_deliver(r, false);
}

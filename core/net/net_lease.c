/* net_lease.c - the control thread lets a reactor accept for itself, while clients come fast.
 *
 * While clients come slowly, the control thread accepts each of them and chooses its reactor
 * exactly. That costs a client two wake-ups: of the control thread and of the reactor. When STREAM
 * clients have come within STREAM_MS, the control thread grants the lease (ipc/lease.h) to the
 * reactor with the fewest connections, and watches the listeners no more. That reactor accepts in
 * its own loop, and gives the lease back after a batch. Then the next one is chosen. A single
 * reactor keeps the lease.
 *
 * The batch ends when the reactor has an eighth more connections than the reactor with the next
 * fewest, and after BATCH_MOST clients; both count from the beginning of the batch. So the clients
 * of a storm that stay are spread evenly, within an eighth (and two) and within BATCH_MOST. Where
 * clients leave as fast as they come, the difference does not last. So the batch grows by as many
 * as have left since the last one, up to BATCH_MOST. When so few are allowed that a lease does not
 * pay, the control thread goes on itself.
 *
 * Every LEASE_MS the control thread looks how many clients have been accepted. When they were few,
 * it takes the lease back: the stream is over, or the reactor is busy or hangs. That reactor gets
 * no other lease until it has taken a socket that it was handed later. So a reactor that hangs
 * delays clients once, by twice LEASE_MS at most.
 *
 * Not here: when all places are taken, or no descriptor is left, the lease comes back, and the
 * control thread does what net.c and net_room.c say.
 */
#include "net/net_in.h"

#define STREAM 16 /* clients within STREAM_MS: they come fast */
#define STREAM_MS 16
#define LEASE_MS 20
#define LEASE_LEAST 8  /* clients within LEASE_MS: they come fast still */
#define BATCH_LEAST 16 /* a lease costs four wake-ups, so it does not pay for fewer clients */
#define BATCH_MOST 64

static uint64_t accepted_by_reactors(const struct an_net *n)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < n->reactors; i++)
        sum += an_counted(&an_reactor_admission(n->reactor[i].reactor)->accepted.n);
    return sum;
}

static uint64_t clients_ended(const struct an_net *n)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < n->reactors; i++)
        sum += an_counted(&an_reactor_admission(n->reactor[i].reactor)->ended.n);
    return sum;
}

/* How many clients the reactor may accept in a row. So many have left since the last batch. */
static uint32_t batch_of(const struct an_net *n, const struct an_net_reactor *r, uint64_t left)
{
    uint64_t next = UINT64_MAX, own = an__net_load(r);
    for (uint32_t i = 0; i < n->reactors; i++)
        if (&n->reactor[i] != r) next = AN_MIN(next, an__net_load(&n->reactor[i]));
    if (next == UINT64_MAX) return UINT32_MAX; /* there is no other reactor */
    uint64_t most = next + next / 8 + 2 + left;
    return most > own ? (uint32_t)AN_MIN(most - own, BATCH_MOST) : 0;
}

/* False: no reactor gets the lease now. */
static bool lease_grant(struct an_net *n)
{
    struct an_net_reactor *r = an__net_fewest(n);
    if (!r || an_ring_released(r->tx.ring.ring) < r->lease_from) return false;
    uint64_t ended = clients_ended(n);
    uint32_t batch = batch_of(n, r, ended - n->lease_ended);
    if (batch < BATCH_LEAST) return false;
    n->lease_ended = ended;
    n->lessee = r;
    r->to_wake = true;
    an_lease_grant(&n->lease, (uint32_t)(r - n->reactor), batch);
    return true;
}

void an__net_lease(struct an_net *n, uint32_t clients)
{
    uint64_t now = an_loop_now(&n->loop);
    if (now - n->stream_ms > STREAM_MS) n->stream = 0;
    if (n->stream == 0) {
        n->stream_ms = now;
        n->lease_ended = clients_ended(n);
    }
    n->stream += clients;
    if (n->stream < STREAM || !n->listening || !lease_grant(n)) return;
    n->leased = true;
    n->lease_seen = accepted_by_reactors(n);
    an_loop_timer(&n->loop, &n->lease_look, LEASE_MS);
    an__net_listen(n);
}

static void lease_end(struct an_net *n)
{
    n->leased = false;
    n->stream = 0;
    an_loop_cancel(&n->loop, &n->lease_look);
    an__net_listen(n);
}

void an__net_lease_revoke(struct an_net *n)
{
    if (!n->leased || !an_lease_revoke(&n->lease)) return;
    n->lessee->lease_from = an_ring_position(&n->lessee->tx.ring) + 1;
    lease_end(n);
}

static void on_lease_look(struct an_timer *t)
{
    struct an_net *n = AN_CONTAINER_OF(t, struct an_net, lease_look);
    uint64_t accepted = accepted_by_reactors(n), few = n->lease_seen + LEASE_LEAST;
    n->lease_seen = accepted;
    an_loop_timer(&n->loop, t, LEASE_MS); /* also when the reactor is just accepting */
    if (accepted < few) an__net_lease_revoke(n);
}

/* A batch that is used up is followed by another one. */
void an__net_lease_look(struct an_net *n)
{
    if (!n->leased || !an_lease_is_back(&n->lease)) return;
    if (n->stopping || n->lease.left || !lease_grant(n)) lease_end(n);
}

void an__net_lease_init(struct an_net *n)
{
    an_timer_init(&n->lease_look, on_lease_look);
}

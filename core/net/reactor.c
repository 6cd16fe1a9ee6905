/* reactor.c - see reactor.h. This file knows the sockets; conn.h knows what their bytes mean.
 *
 * A uv_poll_t watches each connection's descriptor. All connections of the reactor are read into
 * one buffer, so an idle connection costs no buffer. The output of a turn of the loop leaves at its
 * end: one write per connection, one bell per worker.
 */
#include "net/reactor_in.h"

#include "ground/limits.h"
#include "ground/log.h"
#include "net/protocols.h"
#include "protocol/ws/frame.h"

#include <string.h>
#include <unistd.h>

#define LOOK_MS 10 /* between looks at rings that workers have not read: no bell rings for that */

/* --- from the control thread --- */

static void socket_refuse(struct an_reactor *r, int fd)
{
    close(fd);
    an__reactor_ended(r);
    an_count(&r->env.counters->refused, 1);
}

void an__reactor_begin(struct an_reactor *r, int fd, uint8_t port, const struct an_conn_addr *addr)
{
    uint32_t slot;
    struct an_link *l = an_slots_take(&r->slots, &slot);
    if (!l) {
        socket_refuse(r, fd);
        return;
    }
    if (!an__reactor_watch(r, l, fd)) {
        an_slots_give(&r->slots, slot);
        socket_refuse(r, fd);
        return;
    }
    an_user_table_forget(&r->fabric->users, slot * r->config->reactors + r->index);
    an_conn_start(&r->env, &l->conn, slot * r->config->reactors + r->index, port, addr);
}

static void on_accepted(struct an_reactor *r, const struct an_delivery *d)
{
    struct an_conn_addr addr;
    memcpy(&addr, d->body, sizeof addr);
    if (r->cut || d->msg.stamp) /* the control thread refuses: there is no place */
        socket_refuse(r, (int)d->msg.id);
    else
        an__reactor_begin(r, (int)d->msg.id, (uint8_t)d->msg.code, &addr);
}

void an__reactor_each(struct an_reactor *r,
                      void (*fn)(struct an_reactor *r, struct an_conn *c, uint32_t arg),
                      uint32_t arg)
{
    for (uint32_t i = 0; i < r->slots.fresh; i++) {
        struct an_link *l = an_slots_at(&r->slots, i);
        if (l) fn(r, &l->conn, arg);
    }
}

static void stop_one(struct an_reactor *r, struct an_conn *c, uint32_t arg)
{
    (void)r, (void)arg;
    an_conn_stop(c);
}

static void call_one(struct an_reactor *r, struct an_conn *c, uint32_t arg)
{
    (void)arg;
    if (an_conn_last_call(c)) r->late++;
}

static void cut_one(struct an_reactor *r, struct an_conn *c, uint32_t arg)
{
    (void)r, (void)arg;
    an_conn_kill(c, AN_CLOSE_SHUTDOWN);
}

/* The first time, each connection gets its last call. The second time, each connection is cut;
 * between the two there is time to write what the last call has caused. Before either, the reactor
 * takes all that workers have sent. */
static void on_deadline(struct an_timer *t)
{
    struct an_reactor *r = AN_CONTAINER_OF(t, struct an_reactor, deadline);
    an__reactor_turn(r);
    an__senders_drain_all(r);
    if (!r->last_call_made) {
        r->last_call_made = true;
        an__reactor_each(r, call_one, 0);
        if (r->late)
            an_log(AN_LOG_WARN, "the time to stop is nearly over: %u connections are cut off",
                   r->late);
        an_loop_timer(&r->loop, t, an_config_stop_reserve(r->config) / 4);
        return;
    }
    r->cut = true;
    an__reactor_each(r, cut_one, 0);
}

static void on_tidy(struct an_timer *t)
{
    struct an_reactor *r = AN_CONTAINER_OF(t, struct an_reactor, tidy);
    an__reactor_turn(r);
    uint64_t next_ms = an_disk_tidy(r->disk, r->env.now_ms);
    if (next_ms) an_loop_timer(&r->loop, t, next_ms);
}

/* A worker rings no bell when it has read its whole ring, so a timer looks. */
static void on_unread_check(struct an_timer *t)
{
    (void)t; /* the turn that begins now looks */
}

static void on_notice(struct an_reactor *r)
{
    struct an_board *b = r->fabric->board;
    an__reactor_note(r);
    an_access_log_reopen(r->log, an_board_get(&b->reopen));
    if (r->env.stopping || an_board_get(&b->net.command) != AN_STOP) return;
    r->env.stopping = true;
    an_loop_timer(&r->loop, &r->deadline, r->config->stop_ms - an_config_stop_reserve(r->config));
    an__reactor_each(r, stop_one, 0);
}

static void from_control(struct an_reactor *r, const struct an_delivery *d)
{
    if (d->msg.type == AN_MSG_ACCEPTED)
        on_accepted(r, d);
    else
        on_notice(r);
}

/* --- the turn --- */

/* Looks first whether the process has died, and then pushes: half a message in the ring must not be
 * continued for a successor. */
static void seat_queue_flush(struct an_reactor *r, uint32_t seat)
{
    struct an_ring_queue *o = &r->to_seat[seat];
    an__reactor_note_death(r, AN_WORKER, seat);
    r->flushing = seat;
    if (an_ring_queue_flush(o, &an__reactor_queue_calls, r) == AN_OK || r->down[seat]) return;
    an_log(AN_LOG_ERROR, "the channel to worker %u holds an impossible value",
           seat % r->config->workers);
    r->down[seat] = true;
    an__reactor_condemn(r, AN_WORKER, seat);
}

/* Frees the heads of closed connections whose CLOSE the worker has read. */
static void free_heads(struct an_reactor *r, uint32_t seat)
{
    struct an_retired *q = &r->retired[seat];
    uint32_t place;
    if (!an_retired_any(q)) return;
    uint64_t released = an_tx_released(&r->to_seat[seat].tx);
    while ((place = an_retired_next(q, released)))
        an_head_store_free(&r->heads, place);
}

static bool busy_take(struct an_reactor *r, uint32_t *seat)
{
    for (uint32_t word = 0; word <= (r->seats - 1) / 64; word++) {
        if (!r->busy[word]) continue;
        *seat = 64 * word + (uint32_t)__builtin_ctzll(r->busy[word]);
        r->busy[word] &= r->busy[word] - 1;
        return true;
    }
    return false;
}

/* What is posted meanwhile is rung for, too. */
static void seat_queues_flush(struct an_reactor *r)
{
    uint64_t again[AN_MAX_SEATS / 64] = {0};
    uint32_t i;
    while (busy_take(r, &i)) {
        free_heads(r, i);
        if (!an_ring_queue_empty(&r->to_seat[i])) seat_queue_flush(r, i);
        an_tx_ring(&r->to_seat[i].tx);
        if (!an_ring_queue_empty(&r->to_seat[i]) || an_retired_any(&r->retired[i]))
            again[i / 64] |= 1ull << i % 64;
    }
    for (uint32_t word = 0; word <= (r->seats - 1) / 64; word++)
        r->busy[word] = again[word];
}

/* Have the workers read all events? Workers may give work to task workers, so they must have read
 * everything before the task workers stop. */
static bool all_told(const struct an_reactor *r)
{
    for (uint32_t i = 0; !r->cut && i < r->seats; i++) {
        if (!an_ring_queue_empty(&r->to_seat[i])) return false;
        const struct an_tx *tx = &r->to_seat[i].tx;
        if (!r->down[i] && tx->used && an_ring_queued(tx->ring.ring)) return false;
    }
    return true;
}

static bool reactor_finished(struct an_reactor *r)
{
    if (!r->env.stopping || r->slots.used > r->spent_places || an_disk_busy(r->disk)) return false;
    if (all_told(r)) return an_access_log_flush(r->log);
    an_loop_timer(&r->loop, &r->unread_check, LOOK_MS);
    return false;
}

static bool reactor_drain(void *ctx)
{
    struct an_reactor *r = ctx;
    an__reactor_turn(r);
    if (AN_UNLIKELY(an__reactor_lease_changed(r))) an__reactor_accept(r);
    bool more = an__reactor_room(r);
    more |= an__reactor_drain_ring(r, &r->control, from_control);
    more |= an__senders_drain(r);
    an__reactor_relief(r);
    an_conn_flush_all(&r->env);
    seat_queues_flush(r);
    an__reactor_note_kept(r);
    if (!more && reactor_finished(r)) an_loop_stop(&r->loop);
    return more;
}

static bool reactor_pending(void *ctx)
{
    struct an_reactor *r = ctx;
    if (r->env.dirty_count || an_rx_pending(&r->control) || an__reactor_asked(r)) return true;
    if (an_budget_asks(r->env.budget, r->index) || an__reactor_lease_changed(r)) return true;
    return an__senders_pending(r);
}

/* --- from birth to death --- */

uint32_t an_reactor_share(const struct an_config *config, uint32_t index)
{
    return (config->max_connections + config->reactors - 1 - index) / config->reactors;
}

/* A network process that died has left connections. Posts CLOSE for each of them, to its worker. */
static void predecessor_close(struct an_reactor *r)
{
    struct an_registry *reg = &r->fabric->registry;
    uint32_t used = an_registry_used(reg);
    for (uint32_t index = r->index; index < used; index += r->config->reactors) {
        uint32_t worker;
        enum an_proto proto;
        uint64_t id = an_registry_unclosed(reg, index, &worker, &proto);
        if (!id) continue;
        an_registry_request(reg, id, 0);
        an_registry_state(reg, id, AN_CONN_FREE);
        if (worker >= r->fabric->count[AN_WORKER]) continue;
        struct an_msg m = {.type = AN_MSG_CLOSE,
                           .proto = (uint8_t)proto,
                           .code = AN_CLOSE_CRASH,
                           .id = id,
                           .stamp = proto == AN_PROTO_WEBSOCKET ? AN_WS_CLOSE_LOST : 0};
        an_ring_queue_post(&r->to_seat[worker], &m, NULL, NULL);
        r->busy[worker / 64] |= 1ull << worker % 64;
    }
}

static void channels_open(struct an_reactor *r, const struct an_reactor_setup *s)
{
    an_rx_open(&r->control, s->control, AN_CONTROL_RING, AN_CONTROL_RING);
    r->control.bell = s->control_bell;
    r->control.bell_fd = s->control_fd;
    an__reactor_seats_open(r);
}

int an_reactor_new(const struct an_reactor_setup *s, struct an_reactor **out)
{
    struct an_reactor *r = an_calloc(1, sizeof *r);
    struct an_fabric *f = s->fabric;
    const struct an_head_view heads = an_fabric_heads(f, s->index);
    r->config = s->config;
    r->fabric = f;
    r->lease = s->lease;
    r->index = s->index;
    r->env = (struct an_conn_env){.config = s->config,
                                  .io = &an__reactor_io,
                                  .up = &an__reactor_up,
                                  .disk = &an__reactor_disk,
                                  .protocols = &an_protocols,
                                  .registry = &f->registry,
                                  .board = f->board,
                                  .dispatch = &r->dispatch,
                                  .counters = &f->board->reactor[s->index],
                                  .budget = s->budget,
                                  .reactor = s->index,
                                  .relieve = an__reactor_relieve};
    int err = an_loop_init(&r->loop, &f->bell[AN_REACTOR][s->index],
                           f->bell_fd[AN_REACTOR][s->index], reactor_drain, reactor_pending, r);
    if (err < 0) {
        an_free(r);
        return err;
    }
    r->disk = an_disk_new(&r->loop.uv, s->config, &an__reactor_disk_calls, r);
    an_disk_account(r->disk, &r->env.share.account);
    r->topic_table = an_fabric_topics(f, s->index);
    r->env.topic_table = &r->topic_table;
    r->env.heads = &r->heads;
    an_head_store_init(&r->heads, &heads);
    r->env.documents = an_disk_has_documents(r->disk);
    an_conn_env_init(&r->env);
    an_slots_init(&r->slots, sizeof(struct an_link), an_reactor_share(s->config, s->index));
    an_timer_init(&r->tidy, on_tidy);
    an_timer_init(&r->deadline, on_deadline);
    an_timer_init(&r->unread_check, on_unread_check);
    an__reactor_relief_init(r);
    r->log = an_access_log_open(&r->loop, s->config->access_log, an_board_get(&f->board->reopen));
    if (r->log) r->env.log = an__reactor_log;
    channels_open(r, s);
    if ((err = an__reactor_doors_open(r, s->listeners, s->listener_count)) == AN_OK)
        *out = r;
    else
        an_reactor_free(r);
    return err;
}

void an_reactor_run(struct an_reactor *r)
{
    an__reactor_turn(r);
    predecessor_close(r);
    an_loop_run(&r->loop);
}

void an_reactor_wake(struct an_reactor *r)
{
    an_wake_thread(&r->loop.wake);
}

void an_reactor_free(struct an_reactor *r)
{
    an_loop_cancel(&r->loop, &r->tidy);
    an_loop_cancel(&r->loop, &r->deadline);
    an_loop_cancel(&r->loop, &r->unread_check);
    an_loop_cancel(&r->loop, &r->give_back);
    an__reactor_doors_close(r);
    an_disk_free(r->disk);
    an_count(&r->env.counters->access_log_dropped, an_access_log_close(r->log));
    an_loop_fini(&r->loop);
    an_rx_close(&r->control);
    an_head_store_fini(&r->heads);
    an__reactor_seats_close(r);
    an_slots_fini(&r->slots);
    an_conn_env_fini(&r->env);
    an_free(r);
}

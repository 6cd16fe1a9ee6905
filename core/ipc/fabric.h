/* fabric.h - the layout of the shared memory: which ring, bell and record stands where. Made before
 * the first fork, the same in every process.
 *
 *   board | registry | users | topic tables | head stores | bells, pending bits | rings
 *
 * Topic tables and head stores: one of each per reactor. Rings: reactor->worker, worker->reactor,
 * worker->task, task->worker, task->reactor, worker->worker. With S seats of workers these are
 * R*S*2 + S*T*2 + T*R + S*S rings. Pages are touched lazily, and a ring that has never been written
 * to is neither opened, read nor repaired (pending.h; between workers the board has the writers:
 * an_board_add_writer). So an idle ring costs neither memory nor time.
 */
#ifndef AN_FABRIC_H
#define AN_FABRIC_H

#include "ipc/board.h"
#include "ipc/channel.h"
#include "ipc/head_store.h"
#include "ipc/registry.h"
#include "ipc/role.h"
#include "ipc/topic_table.h"
#include "ipc/user_table.h"
#include "ipc/bell.h"
#include "ipc/pending.h"
#include "memory/shm.h"

struct an_fabric {
    struct an_shm shm;
    uint32_t count[AN_ROLES]; /* reactors, seats of workers, task workers */
    uint32_t workers;         /* workers that have these seats (board.h) */
    uint32_t capacity[AN_ROLES][AN_ROLES]; /* [from][to] of each of these rings */
    uint32_t max_connections, max_topics;
    uint32_t head_blocks, head_places; /* in each reactor's head store */
    size_t max_message;
    struct an_board *board;
    struct an_registry registry;
    struct an_user_table users;
    unsigned char *topics; /* private: see an_fabric_topics() */
    unsigned char *heads;  /* private: see an_fabric_heads() */
    struct an_bell *bell[AN_ROLES]; /* [count] each */
    int *bell_fd[AN_ROLES];
    struct an_pending *pending[AN_ROLES]; /* [count] each */
    int net_fd; /* eventfd of net's control thread, rung after a change of the board's notice for
                 * net */
    unsigned char *rings[AN_ROLES][AN_ROLES]; /* [from][to], NULL where there are none */
};

/* Maps and lays out everything, and makes the eventfds. counts: reactors, workers (each gets its
 * seats) and task workers, which may be 0. capacity: of each ring, a power of two; where there
 * are very many of a kind, each is smaller. max_head: bytes of the longest upgrade request's block.
 * There is room for two of them per connection: its own, and that of a predecessor whose CLOSE has
 * not been read. Where the system does not give so much, there is room for fewer. AN_OK, AN_ESYS or
 * AN_EFILES; after an error nothing is kept. */
int an_fabric_open(struct an_fabric *f, const uint32_t count[AN_ROLES], uint32_t capacity, uint32_t max_connections, uint32_t max_topics,
                   size_t max_message, size_t max_head);
/* The topics of one reactor; fresh memory until the reactor has reset it. */
struct an_topic_table an_fabric_topics(const struct an_fabric *f, uint32_t reactor);
/* The heads of one reactor's WebSockets. */
struct an_head_view an_fabric_heads(const struct an_fabric *f, uint32_t reactor);
void an_fabric_close(struct an_fabric *f);

/* The two ends of the channel from -> to, which must exist. The rx end rings the producer when it
 * waits for room. */
void an_fabric_tx(struct an_fabric *f, enum an_role from, uint32_t i, enum an_role to, uint32_t j, struct an_tx *tx);
void an_fabric_rx(struct an_fabric *f, enum an_role from, uint32_t i, enum an_role to, uint32_t j, struct an_rx *rx);
/* Has this ring ever been written to? If not, no page of it is touched, by the two ends neither. */
bool an_fabric_used(const struct an_fabric *f, enum an_role from, uint32_t i, enum an_role to, uint32_t j);
struct an_ring *an_fabric_ring(struct an_fabric *f, enum an_role from, uint32_t i, enum an_role to, uint32_t j);

/* The places of producers among a consumer's pending bits: all that there are, by role. */
uint32_t an_fabric_places(const struct an_fabric *f);
uint32_t an_fabric_place(const struct an_fabric *f, enum an_role role, uint32_t index);
void an_fabric_at(const struct an_fabric *f, uint32_t place, enum an_role *role, uint32_t *index);
/* Adds every producer whose ring into this consumer is in use. */
void an_fabric_add_used(const struct an_fabric *f, enum an_role role, uint32_t index, struct an_pending_set *s);

/* For the supervisor, after it has reaped a process. Repairs every ring into that process (a task
 * that a task worker had in hand stays there), ends every ring out of it, and raises its bits. */
void an_fabric_repair(struct an_fabric *f, enum an_role role, uint32_t index);
/* Which one of its role that is; of a seat: which worker. */
uint32_t an_fabric_number(const struct an_fabric *f, enum an_role role, uint32_t index);
/* Seats from here on have never had a process. At first these are all but the active ones. */
uint32_t an_fabric_seats(const struct an_fabric *f);
/* For the supervisor, of a process that is not running: is anything in a ring into it that has not
 * been given back? */
bool an_fabric_waits(struct an_fabric *f, enum an_role role, uint32_t index);
/* Rings every consumer and net's control thread, after a change of the board. */
void an_fabric_ring_all(struct an_fabric *f);
void an_fabric_ring_one(struct an_fabric *f, enum an_role role, uint32_t index);
void an_fabric_ring_net(struct an_fabric *f);

#endif

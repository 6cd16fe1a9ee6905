/* fabric.h - the layout of the shared memory: which ring, bell and record stands where. Made before the first fork, the same in every process.
 *
 *   board | registry | users | topic tables and head stores, one of each per reactor | bells | rings reactor->worker, worker->reactor, worker->task,
 *   task->worker, task->reactor, worker->worker
 *
 * With S seats of workers: R*S*2 + S*T*2 + T*R + S*S rings; pages are touched lazily, so an idle ring costs nothing. Of the rings between workers (each has
 * one to itself as well) those are opened, read and repaired whose writer has been introduced on the board: so they cost no time either.
 */
#ifndef AN_FABRIC_H
#define AN_FABRIC_H

#include "ipc/board.h"
#include "ipc/channel.h"
#include "ipc/head_store.h"
#include "ipc/registry.h"
#include "ipc/topic_table.h"
#include "ipc/users.h"
#include "ipc/wake.h"
#include "memory/shm.h"

enum an_role { AN_REACTOR, AN_WORKER, AN_TASK, AN_ROLES };

struct an_fabric {
    struct an_shm shm;
    uint32_t count[AN_ROLES]; /* reactors, seats of workers, task workers */
    uint32_t workers;         /* that have these seats (board.h) */
    uint32_t ring_capacity;
    uint32_t max_connections, max_topics;
    uint32_t head_blocks; /* at each reactor */
    size_t max_message;
    struct an_board *board;
    struct an_registry registry;
    struct an_users users;
    unsigned char *topics; /* private: see an_fabric_topics() */
    unsigned char *heads;  /* private: see an_fabric_heads() */
    struct an_bell *bell[AN_ROLES]; /* [count] each */
    int *bell_fd[AN_ROLES];
    int net_fd; /* eventfd of net's control thread: rung after the board's notice for net changed */
    unsigned char *rings[AN_ROLES][AN_ROLES]; /* [from][to], NULL where there are none */
};

/* Maps and lays out everything and makes the eventfds. counts: of reactors, workers (which get
 * their seats) and task workers, which may be 0. max_head: bytes of the longest upgrade request's block: there is room
 * for two of them per connection, its own and that of a predecessor whose CLOSE has not been read; for fewer where the system does not give so much.
 * AN_OK, AN_ESYS or AN_EFILES (nothing is kept then). */
int an_fabric_open(struct an_fabric *f, const uint32_t count[AN_ROLES], uint32_t ring_capacity, uint32_t max_connections, uint32_t max_topics,
                   size_t max_message, size_t max_head);
/* The topics of one reactor; fresh memory until that has reset it. */
struct an_topic_table an_fabric_topics(const struct an_fabric *f, uint32_t reactor);
/* The heads of one reactor's WebSockets. */
struct an_head_view an_fabric_heads(const struct an_fabric *f, uint32_t reactor);
void an_fabric_close(struct an_fabric *f);

/* The two ends of the channel from -> to. The rx end rings the producer when it waits for room. The pair must be one that exists. */
void an_fabric_tx(struct an_fabric *f, enum an_role from, uint32_t i, enum an_role to, uint32_t j, struct an_tx *tx);
void an_fabric_rx(struct an_fabric *f, enum an_role from, uint32_t i, enum an_role to, uint32_t j, struct an_rx *rx);
struct an_ring *an_fabric_ring(struct an_fabric *f, enum an_role from, uint32_t i, enum an_role to, uint32_t j);

/* For the supervisor, after a process's death was reaped: repairs every ring into it (a task that a task worker had in hand stays there), ends every ring out
 * of it. */
void an_fabric_repair(struct an_fabric *f, enum an_role role, uint32_t index);
/* Seats from here on have never had a process (at first: those that are not the active ones). */
uint32_t an_fabric_seats(const struct an_fabric *f);
/* Is anything in a ring into it that has not been given back? For the supervisor, of one that is not running. */
bool an_fabric_waits(struct an_fabric *f, enum an_role role, uint32_t index);
/* Rings every consumer, net's control thread included: after any change of the board. */
void an_fabric_ring_all(struct an_fabric *f);
void an_fabric_ring_one(struct an_fabric *f, enum an_role role, uint32_t index);
void an_fabric_ring_net(struct an_fabric *f);

#endif

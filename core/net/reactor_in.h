/* reactor_in.h - what reactor.c (the turn, the worker's side, birth and death) and the other files
 * of the reactor share. Private to these files. */
#ifndef AN_REACTOR_IN_H
#define AN_REACTOR_IN_H

#include "memory/slot.h"
#include "disk/access_log.h"
#include "conn/conn.h"
#include "disk/disk.h"
#include "loop/loop.h"
#include "loop/ring_queue.h"
#include "net/retired.h"
#include "net/reactor.h"

struct an_link {
    struct an_conn conn;
    uv_poll_t poll;
};

struct an_reactor_door { /* the reactor's end of a listener */
    struct an_reactor *reactor;
    const struct an_listener *listener;
    uv_poll_t poll; /* active while the reactor has the lease */
};

/* The reactor's end of a process that sends to it. */
struct an_reactor_sender {
    struct an_rx rx; /* an__reactor_rx() opens it */
    uint32_t deaths, crashes; /* of it, as of the last notice */
};

struct an_reactor {
    struct an_loop loop;
    struct an_conn_env env;
    const struct an_config *config;
    struct an_fabric *fabric;
    uint32_t index;
    struct an_slots slots; /* of struct an_link */
    struct an_disk *disk;
    struct an_rx control;
    struct an_reactor_sender *from[AN_ROLES]; /* [count]; NULL: the role sends nothing here */
    struct an_pending_set pending; /* the processes whose rings the next turn reads */
    uint32_t seats; /* seats that have ever had a process; rings of others are not touched */
    struct an_ring_queue *to_seat;    /* [all seats of workers] */
    /* Bits: seats to which something was posted, or waits; or which may have heads to free. */
    uint64_t busy[AN_MAX_SEATS / 64];
    struct an_dispatch dispatch;
    struct an_timer dispatch_look; /* while anything waits for a worker */
    struct an_topic_table topic_table;
    struct an_head_store heads;
    struct an_retired *retired;   /* [all seats] heads to free when the seat has read CLOSE */
    uint32_t flushing;            /* the seat whose queue is being flushed */
    bool *down; /* [all seats] the index of its ring is impossible; logged once */
    /* when to look again at connections that wait for another seat, or whose answer has stopped */
    struct an_timer recheck;
    uint64_t recheck_ms; /* the last wait of recheck; 0: there are no such connections */
    uint64_t peak;      /* the most bytes kept since the system got memory back */
    uint64_t next_peak; /* the most since less than half of `peak` was kept; with it: */
    struct an_timer give_back; /* when the system gets memory back, if no new peak has come */
    /* The bytes kept when no connection had any to give back; 0: that was not so. */
    uint64_t relief_failed_at;
    uint64_t complained_ms; /* when the log last said that clients keep too much; 0: never */
    struct an_access_log *log; /* NULL: none */
    struct an_timer tidy;      /* of the document cache */
    struct an_timer deadline; /* of the stop */
    struct an_timer unread_check; /* in the stop: when to look whether workers have read all */
    bool last_call_made, cut; /* the last call has been made; the connections have been cut */
    uint32_t late;            /* connections that the last call found */
    uint32_t spent_places;    /* places that have had their last connection: taken for good */
    struct an_lease *lease; /* with it: */
    struct an_reactor_door door[AN_MAX_SOCKETS];
    uint32_t doors;
    uint32_t first_door; /* the listener that it watched first; it may wrap */
    uint32_t accepted; /* clients that the reactor has accepted itself; it may wrap */
    bool accepts;      /* it watches the listeners */
    struct an_admission admission; /* shared with the control thread alone; with it: */
    uint32_t ask_seen;             /* the last question of the control thread */
    uint32_t evicts_seen;          /* the last eviction that it asked for */
    uint32_t turns_left;           /* turns that are left until the answer */
    uint64_t ended_at_ask;         /* admission.ended at the question */
    uint8_t read_buffer[AN_READ_SIZE];
};

/* reactor.c: calls fn for every connection. */
void an__reactor_each(struct an_reactor *r, void (*fn)(struct an_reactor *r, struct an_conn *c, uint32_t arg), uint32_t arg);
/* How many processes of a role can have sent anything. */
static inline uint32_t an__reactor_senders(const struct an_reactor *r, int role)
{
    if (!r->from[role]) return 0;
    return an_roles[role].seats ? r->seats : r->fabric->count[role];
}
/* reactor_senders.c. The ring from a process. NULL: it has never written there. */
struct an_rx *an__reactor_rx(struct an_reactor *r, enum an_role role, uint32_t index);
/* Takes messages of one ring. True: there may be more. */
bool an__reactor_drain_ring(struct an_reactor *r, struct an_rx *rx, void (*take)(struct an_reactor *, const struct an_delivery *));
/* A turn: takes messages of all processes. True: there is more. Would a turn find anything? */
bool an__senders_drain(struct an_reactor *r);
bool an__senders_pending(struct an_reactor *r);
/* Takes all messages that were sent so far. */
void an__senders_drain_all(struct an_reactor *r);
/* Takes all whole messages of a process. */
void an__reactor_drain_out(struct an_reactor *r, enum an_role role, uint32_t index);
/* Makes a connection of a client's socket. The socket is refused when there is no place. */
void an__reactor_begin(struct an_reactor *r, int fd, uint8_t port, const struct an_conn_addr *addr);
/* reactor_accept.c: the lease has come or gone, so the reactor begins or ends to accept. */
void an__reactor_accept(struct an_reactor *r);
static inline bool an__reactor_lease_changed(const struct an_reactor *r) { return an_lease_has(r->lease, r->index) != r->accepts; }
/* AN_OK or AN_ESYS; to be closed in both cases. */
int an__reactor_doors_open(struct an_reactor *r, const struct an_listener *listeners, uint32_t count);
void an__reactor_doors_close(struct an_reactor *r);
/* reactor_seat.c: seats and deaths, as the board says. */
void an__reactor_seats_open(struct an_reactor *r);
void an__reactor_seats_add(struct an_reactor *r); /* seats that have come into use */
void an__reactor_seats_close(struct an_reactor *r);
void an__reactor_note(struct an_reactor *r);
void an__reactor_note_death(struct an_reactor *r, enum an_role role, uint32_t index);
/* reactor_dispatch.c: requests that wait for a blocked worker go to another one. */
void an__reactor_dispatch_open(struct an_reactor *r);
void an__reactor_dispatch_close(struct an_reactor *r);
/* A message was posted. The reactor rings at the end of the turn, and looks from now on whether the
 * worker takes it. */
static inline void an__reactor_posted(struct an_reactor *r, uint32_t seat)
{
    r->busy[seat / 64] |= 1ull << seat % 64;
    if (!an_timer_armed(&r->dispatch_look)) an_loop_timer(&r->loop, &r->dispatch_look, AN_DISPATCH_MS);
}
/* A process has written something impossible to its channel. Asks the supervisor to replace it. */
void an__reactor_condemn(struct an_reactor *r, enum an_role role, uint32_t index);
/* reactor_relief.c: too much memory is kept for clients. The connections that hold most, here or at
 * another reactor, give theirs back. */
void an__reactor_relieve(struct an_conn_env *env);
/* Called in each turn, before the writes. Does the same, if another reactor asks for it. */
void an__reactor_relief(struct an_reactor *r);
/* Called at the end of each turn. Counts the bytes that are kept, and gives memory back after a
 * peak. */
void an__reactor_note_kept(struct an_reactor *r);
void an__reactor_relief_init(struct an_reactor *r);
/* reactor_io.c */
extern const struct an_conn_io an__reactor_io;
extern const struct an_conn_up an__reactor_up;
extern const struct an_conn_disk an__reactor_disk;
extern const struct an_disk_calls an__reactor_disk_calls;
extern const struct an_ring_queue_calls an__reactor_queue_calls;
/* Writes a line to the access log, which must exist. */
void an__reactor_log(struct an_conn_env *env, const char *line, size_t n);
/* reactor_room.c: a socket has left its place, or was refused. Counts it for the control thread. */
void an__reactor_ended(struct an_reactor *r);
/* Called in each turn. True: the control thread asks for a place, so the next turn must not
 * wait. */
bool an__reactor_room(struct an_reactor *r);
static inline bool an__reactor_asked(const struct an_reactor *r) { return r->turns_left || an_board_get(&r->admission.asked) != r->ask_seen; }
/* Reads the time, once per turn. */
void an__reactor_turn(struct an_reactor *r);
/* The live connection of an id. NULL: this reactor has none. */
struct an_conn *an__reactor_find(struct an_reactor *r, uint64_t id);
/* Makes a connection of a socket. False: libuv cannot watch the socket. */
bool an__reactor_watch(struct an_reactor *r, struct an_link *l, int fd);

#endif

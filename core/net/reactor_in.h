/* reactor_in.h - what reactor.c (the turn, the worker's side, birth and death) and the other files of the reactor share.
 * Private to them. */
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

struct an_reactor {
    struct an_loop loop;
    struct an_conn_env env;
    const struct an_config *config;
    struct an_fabric *fabric;
    const struct an_listener *listeners;
    uint32_t index;
    struct an_slots slots; /* of struct an_link */
    struct an_disk *disk;
    struct an_rx control;
    struct an_rx *from[AN_ROLES]; /* workers and task workers: [count] each */
    uint32_t seats;               /* how many of them have ever had a process: the others' rings are not looked at */
    struct an_ring_queue *to_seat;    /* [all seats of workers] */
    struct an_dispatch dispatch;
    struct an_timer dispatch_look; /* while anything waits for a worker */
    struct an_topic_table topic_table;
    struct an_head_store heads;
    struct an_retired *retired;   /* [all seats] heads that are freed when the seat has read so far */
    uint32_t flushing;            /* whose outbox is being flushed */
    uint32_t *deaths[AN_ROLES];   /* seats' and task workers' [count], as of the last notice */
    uint32_t *crashes;            /* task workers' [count], likewise */
    bool *down; /* [all seats] the index of its ring is impossible: said once in the log */
    struct an_timer look_again;   /* at connections that are to change their seat, or whose answer nobody goes on with */
    uint64_t look_ms;             /* how long the last wait for that was; 0: there are none */
    uint64_t high, high_again; /* the most that has been kept since the system got memory back; and since less than half of it was kept; with it: */
    struct an_timer quiet;    /* then the system gets memory back, if that is still so */
    uint64_t in_vain;         /* bytes that were kept when nobody had anything to give back; 0: that is not so */
    uint64_t complained_ms;   /* when it was said last that clients have too much in memory; 0: never */
    struct an_access_log *log; /* NULL: none */
    struct an_timer tidy;      /* what is remembered of the docs root */
    struct an_timer deadline, look; /* of the stop */
    bool called, cut;         /* its last call has been; its time is over */
    uint32_t late;            /* connections that the last call found */
    uint32_t spent;           /* places that have had their last connection: taken for good */
    struct an_door door;      /* for the control thread, so not what others could have written; with it: */
    uint32_t heard_ask;       /* the last question */
    uint32_t heard_evict;     /* the last time that a silent one was to make room */
    uint32_t looks;           /* turns that are still to be taken before it is answered */
    uint64_t ended_then;      /* door.ended when it was asked */
    uint8_t in[AN_READ_SIZE];
};

/* reactor.c: calls fn for every connection. */
void an__reactor_each(struct an_reactor *r, void (*fn)(struct an_reactor *r, struct an_conn *c, uint32_t arg), uint32_t arg);
/* Takes all that a process has said, as far as it is whole. */
void an__reactor_drain_out(struct an_reactor *r, enum an_role role, uint32_t index);
/* reactor_seat.c: what the board says of seats and of deaths. */
void an__reactor_seats_open(struct an_reactor *r);
void an__reactor_seats_add(struct an_reactor *r); /* those that have come into use */
void an__reactor_seats_close(struct an_reactor *r);
void an__reactor_note(struct an_reactor *r);
void an__reactor_note_death(struct an_reactor *r, enum an_role role, uint32_t index);
/* reactor_dispatch.c: what waits for a worker that does not come is given to another one. */
void an__reactor_dispatch_open(struct an_reactor *r);
void an__reactor_dispatch_close(struct an_reactor *r);
static inline void an__reactor_posted(struct an_reactor *r) /* from now on it is looked whether a worker comes to it */
{
    if (!an_timer_armed(&r->dispatch_look)) an_loop_timer(&r->loop, &r->dispatch_look, AN_DISPATCH_MS);
}
/* Its channel holds something impossible: it makes room for a successor. */
void an__reactor_condemn(struct an_reactor *r, enum an_role role, uint32_t index);
/* reactor_relief.c: too much is kept for clients: those that keep most, here or at another reactor, give it back. */
void an__reactor_relieve(struct an_conn_env *env);
/* In each turn, before it writes: the same where another reactor asks for it; at its end: says how much is kept, and gives memory back after a peak. */
void an__reactor_relief(struct an_reactor *r);
void an__reactor_note_kept(struct an_reactor *r);
void an__reactor_relief_init(struct an_reactor *r);
/* reactor_io.c */
extern const struct an_conn_io an__reactor_io;
extern const struct an_conn_up an__reactor_up;
extern const struct an_conn_disk an__reactor_disk;
extern const struct an_disk_calls an__reactor_disk_calls;
extern const struct an_ring_queue_calls an__reactor_outbox_calls;
/* A line for the access log, which there is. */
void an__reactor_log(struct an_conn_env *env, const char *line, size_t n);
/* reactor_room.c: a socket has left its place, or was refused: the control thread counts on it. */
void an__reactor_ended(struct an_reactor *r);
/* In each turn. True: it is asked for a place, and the next turn must not wait. */
bool an__reactor_room(struct an_reactor *r);
static inline bool an__reactor_asked(const struct an_reactor *r) { return r->looks || an_board_get(&r->door.asked) != r->heard_ask; }
/* What time it is, once per turn. */
void an__reactor_turn(struct an_reactor *r);
/* The living connection of an id, if it is one of this reactor's. */
struct an_conn *an__reactor_find(struct an_reactor *r, uint64_t id);
/* A socket becomes a connection. False: it could not be watched. */
bool an__reactor_watch(struct an_reactor *r, struct an_link *l, int fd);

#endif

/* net_in.h - what net.c (accepting, notices, start and end), net_room.c (a newcomer when every
 * place is taken) and net_lease.c (reactors accept for themselves) share. Private to them. */
#ifndef AN_NET_IN_H
#define AN_NET_IN_H

#include "ground/limits.h"
#include "ipc/lease.h"
#include "loop/loop.h"
#include "net/net.h"
#include "net/reactor.h"

struct an_net_reactor { /* the control thread's end of a reactor */
    struct an_net *net;
    struct an_reactor *reactor;
    void *memory; /* of the ring */
    struct an_tx tx;
    uv_thread_t thread;
    uint64_t handed_over; /* sockets handed over; those that it accepts itself are not among them */
    uint64_t lease_from;  /* it gets no lease until its ring is released up to this position */
    bool notice_owed;     /* a notice has not been passed on yet */
    bool to_wake;         /* something was pushed since the reactor was last woken */
};

struct an_net_listener { /* one listener */
    struct an_net *net;
    const struct an_listener *listener;
    uint32_t index;
    uv_poll_t poll;
};

struct an_net {
    const struct an_config *config;
    struct an_fabric *fabric;
    struct an_loop loop;
    struct an_bell bell;
    struct an_watch parent;
    struct an_budget budget;
    struct an_lease lease;
    struct an_net_reactor reactor[AN_MAX_REACTORS];
    struct an_net_listener listener[AN_MAX_SOCKETS];
    uint32_t listeners, reactors, ended;
    uint32_t accepted; /* so far; it may wrap */
    struct an_timer pause; /* while nobody is accepted, because no descriptor is left */
    uv_sem_t reactor_ends; /* posted by each reactor thread at its end */
    uint64_t complained_ms;
    uint32_t changes_seen; /* the board's changes that have been passed on */
    int spare_fd; /* closed for a moment when no other descriptor is left */
    /* An accepted socket without a place, or whose reactor's ring was full; -1: there is none. */
    int held_fd;
    struct an_msg held_msg;
    struct an_conn_addr held_addr;
    bool leased;           /* a reactor accepts; with it: */
    struct an_net_reactor *lessee;
    uint64_t lease_seen;   /* clients that reactors had accepted at the last look */
    struct an_timer lease_look; /* when to look again */
    uint64_t lease_ended;  /* clients that had left at the last grant, or when the stream began */
    uint32_t stream;       /* clients that have come since stream_ms, one soon after another */
    uint64_t stream_ms;
    bool searching;        /* a place is searched for the held socket; with it: */
    bool evicting;         /* a silent connection has been asked to give up its place */
    uint32_t asked_again;  /* how often the reactors were asked since a place was free */
    struct an_timer ask_timer; /* when they are asked next */
    bool listening, stopping, orphaned;
};

/* net.c: tries again to hand over the held socket, then accepts others. */
void an__net_go_on(struct an_net *n);
/* net.c: watches the listeners, unless there is a reason not to. */
void an__net_listen(struct an_net *n);
/* net_lease.c: so many clients have come. If they come fast, a reactor accepts the next ones. */
void an__net_lease(struct an_net *n, uint32_t clients);
void an__net_lease_revoke(struct an_net *n);
/* The bell has rung: a reactor may have given the lease back. */
void an__net_lease_look(struct an_net *n);
void an__net_lease_init(struct an_net *n);
/* net_room.c: the connections of a reactor, with the sockets on their way to it. */
uint64_t an__net_load(const struct an_net_reactor *r);
/* The reactor with the fewest connections. NULL: that reactor has no free place. */
struct an_net_reactor *an__net_fewest(struct an_net *n);
/* Returns the reactor that gets the held socket. If it sets held_msg.stamp, that
 * reactor refuses the client. NULL: this is not known yet, and an__net_go_on() follows. */
struct an_net_reactor *an__net_choose(struct an_net *n);
void an__net_room_init(struct an_net *n);

#endif

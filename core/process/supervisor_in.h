/* supervisor_in.h - what supervisor.c (forks, reaps, stops), reload.c (rounds) and seats.c (which seat of a worker has a process) share. Private to them. */
#ifndef AN_SUPERVISOR_IN_H
#define AN_SUPERVISOR_IN_H

#include <sys/types.h>

#include "process/signals.h"
#include "process/supervisor.h"
#include "time/wheel.h" /* AN_NEVER */

struct an__child {
    enum an_role role; /* AN_REACTOR: net, the process of all reactors */
    uint32_t index; /* of a worker: its seat */
    pid_t pid; /* 0: not running */
    bool told; /* to leave */
    bool ready; /* it has started, as far as is known, */
    uint64_t ready_ms; /* since then */
    bool coming; /* a seat: its process becomes its worker's when it is ready */
    uint64_t started_ms, backoff_ms;
    uint64_t again_ms; /* not running: when to start it */
    uint64_t limit_ms; /* a seat that has been told to leave: until when */
    uint64_t left_ms;  /* a seat: since when it has no process */
    char name[24];
};

/* A reload of all processes of a role, one after the other:
 *
 *   workers:       IDLE ──► NEXT ──a free seat gets a process──► COMING ──ready: it is the active one, the other is told to leave──► NEXT ... ──► IDLE
 *   task workers:  IDLE ──► NEXT ──told to leave──► GOING ──reaped, started again──► COMING ──ready──► NEXT ... ──► IDLE */
enum an__step { AN__IDLE, AN__NEXT, AN__GOING, AN__COMING };

struct an__round {
    enum an_role role;
    enum an__step step;
    bool again;     /* asked for once more meanwhile */
    uint32_t index; /* whose turn it is */
    uint32_t seat;  /* workers, COMING: its new one */
    pid_t pid;      /* GOING: of the one that was told */
    uint64_t limit_ms; /* GOING: to leave, COMING: to be ready */
};

/* In the order in which they are left. A role's processes are started again only before its own part of the stop. */
enum an__stop { AN__SERVING, AN__STOP_NET, AN__STOP_TASKS, AN__STOP_WORKERS, AN__STOPPED };

struct an__supervisor {
    const struct an_config *config;
    struct an_fabric *fabric;
    struct an_listener *listeners;
    uint32_t listener_count;
    const struct an_app *app;
    struct an_daemon *daemon;

    struct an_signals signals;
    int alive[2]; /* the pipe that hangs up when we die: children hold its reading end */
    pid_t pid;    /* ours */
    struct an__child *child;
    uint32_t children;
    uint32_t *active; /* [workers] the seat of each that is */
    bool served; /* net has been ready once, */
    bool whole;  /* and all workers and task workers, at the same time */
    bool failed; /* it could not start */
    bool killed; /* a process that did not stop */
    struct an__round round[2];

    enum an__stop stop;
    uint64_t stop_from_ms;         /* when it was asked for */
    uint64_t stop_by_ms, limit_ms; /* of the whole, and of this part */
};

struct an__child *an__child_of(struct an__supervisor *s, enum an_role role, uint32_t index);
struct an_proc_notice *an__child_notice(struct an__supervisor *s, const struct an__child *c);
uint32_t an__child_state(struct an__supervisor *s, const struct an__child *c);
bool an__child_may_start(const struct an__supervisor *s, const struct an__child *c);
void an__child_tell(struct an__supervisor *s, struct an__child *c, enum an_command command);
void an__child_kill(struct an__child *c, const char *why);

/* seats.c. Is it a seat that is neither the active one nor about to be? */
bool an__seat_is_spare(const struct an__supervisor *s, const struct an__child *c);
/* Has a spare seat something left in its rings, that a process must finish? */
bool an__seat_waits(struct an__supervisor *s, const struct an__child *c);
/* When to look at an empty spare seat again; AN_NEVER: whoever still wrote to it has done so. */
uint64_t an__seat_look_ms(const struct an__child *c, uint64_t now_ms);
/* A seat of a worker that a successor can be started in; NULL: its predecessors are still there. */
struct an__child *an__seat_free(struct an__supervisor *s, uint32_t worker);
/* The process in it is its worker's from now on; the one before is told to leave. */
void an__seat_switch(struct an__supervisor *s, struct an__child *c, uint64_t now_ms);
/* Ends those that have been told to leave and do not. Returns when to look again. */
uint64_t an__seats_step(struct an__supervisor *s, uint64_t now_ms);
/* Before a process of it is started. */
void an__seat_opens(struct an__supervisor *s, struct an__child *c, uint64_t now_ms);

/* again.c. Notes who has started. True: somebody has not yet, and there will be no signal of it. */
bool an__note_ready(struct an__supervisor *s, uint64_t now_ms);
/* It has ended, or could not be forked: says in again_ms when it is to be started anew. */
void an__plan_again(struct an__supervisor *s, struct an__child *c, uint64_t now_ms);
void an__back_off(struct an__child *c, uint64_t now_ms);

/* A round of a role begins, or begins again after the one that is under way. */
void an__round_ask(struct an__supervisor *s, enum an_role role);
/* It has ended: a round that waits for its start is given up. */
void an__round_lost(struct an__supervisor *s, struct an__child *c);
/* Takes the rounds as far as they go now. Returns when to look again: AN_NEVER when nothing is awaited but a child's end. */
uint64_t an__rounds_step(struct an__supervisor *s, uint64_t now_ms);

#define AN__POLL_MS 10 /* between looks at a state that a child writes without a signal */

#endif

/* supervisor_in.h - what the parts of the supervisor share, and nobody else: supervisor.c (the
 * loop), child.c (one process), roles.c (what differs by role), stop.c, reload.c (rounds), seats.c
 * (which seat of a worker has a process), again.c (when the dead are started again). */
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
 *   workers:       IDLE ──► NEXT ──1──► COMING ──2──► NEXT ... ──► IDLE
 *   task workers:  IDLE ──► NEXT ──3──► GOING ──4──► COMING ──5──► NEXT ... ──► IDLE
 *
 * 1: A free seat gets a process. 2: The process is ready, so its seat is the active one, and the
 * other one is told to leave. 3: It is told to leave. 4: It is reaped and started again. 5: It is
 * ready. */
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

/* Serving and the parts of a stop, in their order. */
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
    struct an__round round[AN_ROLES];

    enum an__stop stop;
    uint64_t stop_from_ms;         /* when it was asked for */
    uint64_t stop_by_ms, limit_ms; /* of the whole, and of this part */
};

/* What the supervisor does with the processes of a role. All else about them is the same: they are
 * started again as again.c says, and replaced in a round as reload.c says. */
struct an__role {
    const char *process;   /* how the log names one of them, */
    const char *processes; /* and all of them */
    /* In a child: its life. Returns what an_supervise() returns there, or not at all. */
    int (*run)(struct an__supervisor *s, const struct an__child *c);
    /* Its notice says something new. */
    void (*ring)(struct an_fabric *f, const struct an__child *c);
    enum an__stop stop; /* the part in which they are told to stop; none is started from then on */
    int reload_signal;  /* asks for a round; 0: they are not reloaded */
    bool serves;        /* the server serves when it is ready, and fails when it cannot start */
};
extern const struct an__role an__roles[AN_ROLES];

/* child.c. */
uint32_t an__children_of(const struct an__supervisor *s, enum an_role role); /* how many */
struct an__child *an__child_of(struct an__supervisor *s, enum an_role role, uint32_t index);
void an__child_init(const struct an__supervisor *s, struct an__child *c, enum an_role role,
                    uint32_t index);
struct an_proc_notice *an__child_notice(struct an__supervisor *s, const struct an__child *c);
uint32_t an__child_state(struct an__supervisor *s, const struct an__child *c);
bool an__child_may_start(const struct an__supervisor *s, const struct an__child *c);
void an__child_tell(struct an__supervisor *s, struct an__child *c, enum an_command command);
void an__child_kill(struct an__child *c, const char *why);
/* AN_OK in the supervisor, AN_ESYS there when it cannot fork; > 0 in the child, at its end. */
int an__child_spawn(struct an__supervisor *s, struct an__child *c);
/* If it has ended: repairs its rings, tells everybody, and plans its successor. */
void an__child_reap(struct an__supervisor *s, struct an__child *c);
/* As the first process of a container we inherit whom nobody waits for any more. (Elsewhere the
 * children that are not our own are the script's, which waits for them itself.) One of our own that
 * ended just now is left to an__child_reap(): a SIGCHLD of it is pending. */
void an__orphans_reap(const struct an__supervisor *s);

/* supervisor.c. Once net is ready for the first time: says so. */
void an__note_served(struct an__supervisor *s);

/* stop.c. Tells net to stop. */
void an__stop_begin(struct an__supervisor *s);
/* The server cannot go on, or need not be patient: no part of the stop is waited for. */
void an__stop_at_once(struct an__supervisor *s, const char *why);
/* Takes the stop as far as it goes now. Returns when its patience ends. */
uint64_t an__stop_step(struct an__supervisor *s, uint64_t now_ms);

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
/* Takes the rounds as far as they go now. Returns when to look again: AN_NEVER when nothing is
 * awaited but a child's end. */
uint64_t an__rounds_step(struct an__supervisor *s, uint64_t now_ms);

#define AN__POLL_MS 10 /* between looks at a state that a child writes without a signal */

#endif

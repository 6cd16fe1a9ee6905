/* worker_help.h - a worker or task worker that runs in the test's own process: its rings are filled before, or by its callbacks. */
#ifndef WORKER_HELP_H
#define WORKER_HELP_H

#include "process/worker.h"

extern struct an_config config;
extern struct an_fabric fabric;

/* A fabric of so many of each, with messages of at most 100,000 bytes; all of it back. The connection with id 1 is open, and its worker is seat 0. */
void worker_fabric(uint32_t reactors, uint32_t workers, uint32_t tasks, uint32_t ring);
void worker_fabric_end(void);

/* What it does with its events; the context is the app's. */
extern int (*worker_event)(struct an_worker *w, const struct an_event *ev);
/* Its half of a call, as in struct an_app; NULL: it has none. */
extern void *(*worker_park)(void *ctx);
extern void (*worker_resume)(void *ctx, void *parked);
/* Runs one with that command on the board; returns what an_worker_run() does. For 20 seconds at most: then the test dies of SIGALRM. */
int worker_run(enum an_role role, uint32_t index, enum an_command command);
/* In a callback: it is told to stop. */
void worker_stop(struct an_worker *w);

/* As the process at the other end: pushes a message whole, with len bytes of body; takes the next message of a ring, false: there is none. */
void worker_push(enum an_role from, uint32_t i, enum an_role to, uint32_t j, const struct an_msg *m);
bool worker_pop(enum an_role from, uint32_t i, enum an_role to, uint32_t j, struct an_msg *m);
/* Fills a ring up; nothing but an_ring_release() of its reader makes room. */
void worker_fill(enum an_role from, uint32_t i, enum an_role to, uint32_t j);

#endif

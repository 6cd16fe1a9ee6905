/* chaos_help.h - violence against a server under the load of a crowd, and what is true after it. */
#ifndef CHAOS_CHAOS_HELP_H
#define CHAOS_CHAOS_HELP_H

#include "e2e/crowd_help.h"
#include "e2e/server_help.h"

/* Kills ("worker 1", "task 0", "net") and turns the crowd until a successor is at work. Counts in s->deaths what the log says of it. */
void chaos_kill(struct server *s, struct crowd *c, const char *name);
/* Turns the crowd until the log says this so often; until nothing is being reloaded. */
void chaos_await(struct server *s, struct crowd *c, const char *text, size_t times);
void chaos_await_rounds(struct server *s, struct crowd *c);
/* Says no more, lets every member find out what became of what it said, and closes it. */
void chaos_calm(struct server *s, struct crowd *c);

/* What the long-lived processes hold: must be the same before and after. */
struct chaos_holdings {
    size_t supervisor_files, supervisor_pages, net_files, worker_files;
};
struct chaos_holdings chaos_holdings(struct server *s);
void chaos_same_holdings(struct server *s, const struct chaos_holdings *before);

#endif

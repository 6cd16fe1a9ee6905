/* echo_command_help.h - what begins with "!": the commands of the echo server (commands[] in echo_command_help.c), and how it answers. */
#ifndef E2E_ECHO_COMMAND_HELP_H
#define E2E_ECHO_COMMAND_HELP_H

#include <stddef.h>
#include <stdint.h>

#include "process/worker.h"

/* Whom an answer goes to. Crosses the rings with a task. */
struct peer {
    uint64_t id;
    uint32_t proto, op;
};

int echo_send(struct an_worker *w, const struct peer *p, const void *body, size_t len);
int echo_say(struct an_worker *w, const struct peer *p, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* "!name args"; a blank or a "+" (in a target) ends the name. What the callback shall return. */
int echo_command(struct an_worker *w, const struct peer *p, const uint8_t *body, size_t len);
/* A timer of !timer is due. */
int echo_timer(struct an_worker *w, const struct an_event *ev);
/* A callback that takes its time. */
void echo_dawdle(uint64_t ms);
/* Frees what timers have not done. */
void echo_commands_end(void);

#endif

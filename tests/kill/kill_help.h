/* kill_help.h - kills a child after every single instruction of something, and asks the survivor what is left. */
#ifndef KILL_HELP_H
#define KILL_HELP_H

#include <stdbool.h>
#include <stdint.h>

struct kill_case {
    void (*prepare)(void *ctx);              /* the survivor: brings the shared memory to its start */
    void (*act)(void *ctx);                  /* the child: what it is killed in */
    void (*check)(void *ctx, bool finished); /* the survivor, once the child is reaped; finished: act had returned */
    void *ctx;
};

/* Runs the case with a child killed after 0, 1, 2, … instructions of act, and once with none killed. Returns how many instructions act has. */
uint32_t help_kill_everywhere(const struct kill_case *k);

#endif

/* kill_help.h - kills a child after every single instruction of something, or holds it up there, and asks the survivor what is left. */
#ifndef KILL_HELP_H
#define KILL_HELP_H

#include <stdbool.h>
#include <stdint.h>

struct kill_case {
    void (*prepare)(void *ctx);              /* the survivor: brings the shared memory to its start */
    void (*act)(void *ctx);                  /* the child: what it is killed in */
    void (*check)(void *ctx, bool finished); /* the survivor, once the child is reaped; finished: act had returned before it was stopped */
    void *ctx;
    void (*meanwhile)(void *ctx); /* the survivor, while the child is held up; then it goes on to the end of act. NULL: it is killed there */
};

/* Runs the case with a child stopped after 0, 1, 2, … instructions of act, and once with none stopped. Returns how many instructions act has. */
uint32_t help_kill_everywhere(const struct kill_case *k);

#endif

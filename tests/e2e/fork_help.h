/* fork_help.h - what a callback of the echo server forks. */
#ifndef E2E_FORK_HELP_H
#define E2E_FORK_HELP_H

#include <stdbool.h>

/* Forks a child that, in turns, returns from here (true: the caller shall return from its callback), exits, becomes another program, or stays for as long as
 * its parent lives. Buries those that have ended. False in the parent. */
bool fork_child(void);

#endif

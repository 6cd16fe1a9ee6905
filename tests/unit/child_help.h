/* child_help.h - how a child of the test has ended. */
#ifndef CHILD_HELP_H
#define CHILD_HELP_H

#include <sys/types.h>

/* Waits for it, 20 s at most: the exit status. A signal fails the test. */
int child_status(pid_t pid);

#endif

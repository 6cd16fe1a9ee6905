/* fork_help.c - see fork_help.h. */
#define _GNU_SOURCE
#include "e2e/fork_help.h"

#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define STAYS 8 /* of so many children, one */

static uint64_t turn;

static void child_end(void)
{
    prctl(PR_SET_NAME, "forked"); /* it is not the worker that the tests look for */
    if (turn % STAYS == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        for (;;)
            pause();
    }
    if (turn % 3 == 0) execlp("true", "true", (char *)NULL);
    if (turn % 3 == 1) _exit(1);
}

bool fork_child(void)
{
    turn++;
    pid_t pid = fork();
    if (pid < 0) abort();
    if (pid == 0) {
        child_end();
        return true;
    }
    while (waitpid(-1, NULL, WNOHANG) > 0) {
    }
    return false;
}

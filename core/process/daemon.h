/* daemon.h - a server that leaves its terminal. The process that has started it waits until it
 * serves, or until it is known why it does not. */
#ifndef AN_DAEMON_H
#define AN_DAEMON_H

#include <stddef.h>

struct an_daemon { /* private */
    int tell;      /* a pipe to the process that waits; -1: there is none (any more) */
};

/* Call it before an_supervise(). It returns in two processes:
 *   - The caller waits here. When the server serves, the caller ends with _exit(0). When the server
 *     does not come to that, the caller gets AN_ESYS, and `why` says what happened.
 *   - The server is a descendant of the caller, in a session without a terminal. It gets AN_OK.
 * Until the server serves, standard output and error are where they were. From the first fork on no
 * hang-up of the terminal ends the server. */
int an_daemon_leave(struct an_daemon *d, char *why, size_t size);
/* The server serves: tells the waiting process, and drops what is left of the terminal. Output that
 * goes to a file goes on going there. */
void an_daemon_up(struct an_daemon *d);
/* It does not: tells the waiting process, and ends with _exit(1). */
void an_daemon_failed(struct an_daemon *d, const char *why) __attribute__((noreturn));
/* The server has stopped, or this is a fresh child of it: closes the pipe, which would keep the
 * waiting process waiting. */
void an_daemon_close(struct an_daemon *d);

#endif

/* daemon.h - a server that leaves its terminal. Who has started it waits until it serves, or is told why it does not. */
#ifndef AN_DAEMON_H
#define AN_DAEMON_H

#include <stddef.h>

struct an_daemon { /* private */
    int tell;      /* a pipe to the process that waits; -1: there is none (any more) */
};

/* The calling process waits here. When the server serves, it ends with _exit(0). When the server does not come to that, AN_ESYS is returned in it and why says
 * what happened. In the server's own process, which is a descendant in a session without a terminal, AN_OK is returned. Until it serves, standard output and
 * error are where they were. No hang-up of the terminal ends it from the first fork on. Call it before an_supervise(). */
int an_daemon_leave(struct an_daemon *d, char *why, size_t size);
/* It serves: the waiting process is told, and what is left of the terminal is dropped. Output that goes to a file goes on going there. */
void an_daemon_up(struct an_daemon *d);
/* It does not: the waiting process is told, and this one ends with _exit(1). */
void an_daemon_failed(struct an_daemon *d, const char *why) __attribute__((noreturn));
/* It has stopped, or this is a fresh child of it: what would keep the waiting process waiting is closed. */
void an_daemon_close(struct an_daemon *d);

#endif

/* signals.h - what the processes of the server do with signals. The supervisor takes them one by
 * one, as a queue. Its children let them pass: a ^C at a terminal reaches the whole group, and only
 * the supervisor may act on it. */
#ifndef AN_SIGNALS_H
#define AN_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

struct an_signals { /* as they were before; private */
    sigset_t mask, wanted;
    struct sigaction child, pipe;
    bool terminal; /* we were started from one */
};

/* In the supervisor: ignores SIGPIPE, and blocks SIGCHLD, SIGTERM, SIGINT, SIGQUIT, SIGUSR1,
 * SIGUSR2 and SIGHUP. Where SIGHUP is ignored at the start (nohup), it is blocked only when there
 * is something that it may ask for (may_ask). */
void an_signals_hold(struct an_signals *s, bool may_ask);
/* The next of them, or 0 when timeout_ms (< 0: none) is over, or earlier when something else
 * interrupts. */
int an_signals_wait(struct an_signals *s, int timeout_ms);
/* After a SIGHUP: does it say that our terminal is gone, and that we are to end with it? False:
 * somebody has sent it to ask for something. */
bool an_signals_hangup(const struct an_signals *s);
/* Swallows what is still held and restores mask and handlers. */
void an_signals_release(struct an_signals *s);
/* In a fresh child: sets handlers that do nothing, then the mask as it was. In a process that a
 * callback forks, the signals do what they usually do. SIGPIPE stays ignored. */
void an_signals_child(struct an_signals *s);

#endif

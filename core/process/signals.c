/* signals.c - see signals.h. */
#include "process/signals.h"

#include "ground/base.h"
#include "process/forked.h"

#include <fcntl.h>
#include <time.h>
#include <unistd.h>

static bool signal_is_ignored(int sig)
{
    struct sigaction now;
    return sigaction(sig, NULL, &now) == 0 && now.sa_handler == SIG_IGN;
}

/* The kernel takes it from the whole session before anybody is told that it is gone. */
static bool has_terminal(void)
{
    int fd = open("/dev/tty", O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0) return false;
    close(fd);
    return true;
}

void an_signals_hold(struct an_signals *s, bool may_ask)
{
    static const int always[] = {SIGCHLD, SIGTERM, SIGINT, SIGQUIT, SIGUSR1, SIGUSR2};
    struct sigaction usual = {.sa_handler = SIG_DFL}, ignore = {.sa_handler = SIG_IGN};
    sigemptyset(&s->wanted);
    for (size_t i = 0; i < sizeof always / sizeof *always; i++)
        sigaddset(&s->wanted, always[i]);
    bool nohup = signal_is_ignored(SIGHUP);
    s->terminal = !nohup && has_terminal();
    if (!nohup || may_ask) sigaddset(&s->wanted, SIGHUP);
    sigprocmask(SIG_BLOCK, &s->wanted, &s->mask);
    sigaction(SIGCHLD, &usual, &s->child); /* ignored, it would take the children's status away */
    sigaction(SIGPIPE, &ignore, &s->pipe); /* where the log goes may end */
}

int an_signals_wait(struct an_signals *s, int timeout_ms)
{
    struct timespec t = {timeout_ms / 1000, timeout_ms % 1000 * 1000000L};
    int sig = timeout_ms < 0 ? sigwaitinfo(&s->wanted, NULL) : sigtimedwait(&s->wanted, NULL, &t);
    return sig > 0 ? sig : 0;
}

bool an_signals_hangup(const struct an_signals *s)
{
    return s->terminal && !has_terminal();
}

void an_signals_release(struct an_signals *s)
{
    while (an_signals_wait(s, 0) > 0) {
    }
    sigaction(SIGPIPE, &s->pipe, NULL);
    sigaction(SIGCHLD, &s->child, NULL);
    sigprocmask(SIG_SETMASK, &s->mask, NULL);
}

/* For us it is nothing. To a process that a callback has forked, it does what it does to any. */
static void signal_pass_on(int sig)
{
    struct sigaction usual = {.sa_handler = SIG_DFL};
    if (!an_forked()) return;
    sigaction(sig, &usual, NULL);
    raise(sig);
}

void an_signals_child(struct an_signals *s)
{
    static const int passed[] = {SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGUSR1, SIGUSR2};
    struct sigaction pass = {.sa_handler = signal_pass_on, .sa_flags = SA_RESTART};
    for (size_t i = 0; i < sizeof passed / sizeof *passed; i++)
        sigaction(passed[i], &pass, NULL);
    sigaction(SIGCHLD, &s->child, NULL);
    sigprocmask(SIG_SETMASK, &s->mask, NULL);
}

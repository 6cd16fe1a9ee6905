/* interrupts.c - see interrupts.h. */
#include "process/interrupts.h"

#include "process/forked.h"

#include <errno.h>
#include <signal.h>

static struct sigaction adopted[NSIG]; /* what is called first */
static struct an_bell *bell;
static int bell_fd = -1;
static volatile sig_atomic_t came;

void an_interrupts_wake(struct an_bell *b, int fd)
{
    bell = b;
    bell_fd = fd;
}

static void on_signal(int sig, siginfo_t *info, void *context)
{
    const struct sigaction *a = &adopted[sig];
    int error = errno;
    if (a->sa_flags & SA_SIGINFO)
        a->sa_sigaction(sig, info, context);
    else
        a->sa_handler(sig);
    came = 1;
    if (bell && !an_forked()) an_bell_force(bell, bell_fd);
    errno = error;
}

void an_interrupts_adopt(int sig)
{
    struct sigaction now;
    if (sig < 1 || sig >= NSIG || sigaction(sig, NULL, &now) < 0) return;
    bool plain = !(now.sa_flags & SA_SIGINFO);
    if (plain && (now.sa_handler == SIG_DFL || now.sa_handler == SIG_IGN)) return;
    if (!plain && now.sa_sigaction == on_signal) return;
    adopted[sig] = now;
    now.sa_sigaction = on_signal;
    now.sa_flags |= SA_SIGINFO;
    sigaction(sig, &now, NULL);
}

bool an_interrupts_came(void)
{
    bool some = came;
    if (some) came = 0;
    return some;
}

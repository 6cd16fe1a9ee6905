/* daemon.c - see daemon.h.
 *
 *   caller ──fork──► middle (setsid) ──fork──► server
 *     ▲                                          │
 *     └───────────────── pipe ───────────────────┘
 *
 * The pipe says one zero byte when the server serves, and a text when it does not. When the pipe
 * ends without either, the server has died.
 *
 * The second fork gives up the lead of the session, so that no terminal can become ours again. The
 * terminal's last act is SIGHUP to its session: it is ignored from before the first fork until the
 * server has left that session. */
#define _GNU_SOURCE /* pipe2 */
#include "process/daemon.h"

#include "ground/base.h"
#include "ground/std.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

void an_daemon_close(struct an_daemon *d)
{
    if (d->tell >= 0) close(d->tell);
    d->tell = -1;
}

static void daemon_tell(struct an_daemon *d, const char *bytes, size_t len)
{
    ssize_t ignored = write(d->tell, bytes, len); /* who waited may have gone */
    (void)ignored;
    an_daemon_close(d);
}

void an_daemon_up(struct an_daemon *d)
{
    if (d->tell < 0) return;
    an_std_leave_terminal();
    daemon_tell(d, "", 1);
}

void an_daemon_failed(struct an_daemon *d, const char *why)
{
    if (d->tell >= 0) daemon_tell(d, why, strlen(why));
    _exit(1);
}

/* Why it does not serve; does not return when it does. */
static void daemon_await(int fd, char *why, size_t size)
{
    size_t len = 0;
    for (ssize_t n = 1; n != 0 && len < size - 1;) {
        n = read(fd, why + len, size - 1 - len);
        if (n < 0 && errno != EINTR) break;
        if (n > 0) len += (size_t)n;
    }
    if (len && why[0] == 0) _exit(0);
    why[len] = 0;
    if (!len) snprintf(why, size, "the server has ended before it served: the log may say why");
}

/* In the first child: becomes the server, or ends. */
static void daemon_detach(struct an_daemon *d)
{
    setsid();
    pid_t pid = fork();
    if (pid < 0) an_daemon_failed(d, "cannot become a daemon: no new process can be made");
    if (pid > 0) _exit(0);
}

int an_daemon_leave(struct an_daemon *d, char *why, size_t size)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN}, before;
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0) {
        snprintf(why, size, "cannot become a daemon: %s", strerror(errno));
        return AN_ESYS;
    }
    sigaction(SIGHUP, &ignore, &before);
    pid_t pid = fork();
    if (pid == 0) {
        close(ends[0]);
        d->tell = ends[1];
        daemon_detach(d);
        sigaction(SIGHUP, &before, NULL);
        return AN_OK;
    }
    close(ends[1]);
    if (pid > 0) {
        waitpid(pid, NULL, 0);
        daemon_await(ends[0], why, size);
    } else {
        snprintf(why, size, "cannot become a daemon: no new process can be made");
    }
    close(ends[0]);
    sigaction(SIGHUP, &before, NULL);
    return AN_ESYS;
}

/* std.c - see std.h.
 *
 * A write must not wait, and O_NONBLOCK must not be set: the flag belongs to the open description,
 * which the shell and other writers share. A pipe or a terminal can be opened a second time through
 * /proc. That description is ours alone. It lives for one write, so it always belongs to what the
 * descriptor is at this moment. The second open may fail (another user's terminal, no /proc, no
 * descriptor left). Then poll() is asked before the write; two processes that are told of the same
 * room may still meet. A write to a file does not wait.
 */
#include "ground/std.h"

#include "ground/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

void an_std_fill(void)
{
    int fd;
    do {
        /* The lowest number that is free. */
        fd = open("/dev/null", O_RDWR);
    } while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd >= 0) close(fd);
}

void an_std_leave_terminal(void)
{
    /* The next open takes its number, even if no other number is left. */
    close(STDIN_FILENO);
    if (open("/dev/null", O_RDWR) != STDIN_FILENO) return;
    for (int fd = STDOUT_FILENO; fd <= STDERR_FILENO; fd++) {
        struct stat st;
        if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode)) dup2(STDIN_FILENO, fd);
    }
}

static bool std_has_room(int fd, int timeout_ms)
{
    struct pollfd p = {.fd = fd, .events = POLLOUT};
    return poll(&p, 1, timeout_ms) > 0;
}

/* When poll() says that a pipe has room, it has room for PIPE_BUF bytes. */
static ssize_t std_write_polled(int fd, const void *bytes, size_t len)
{
    if (std_has_room(fd, 0)) return write(fd, bytes, len < PIPE_BUF ? len : PIPE_BUF);
    errno = EAGAIN;
    return -1;
}

static ssize_t std_write_now(int fd, const void *bytes, size_t len)
{
    struct stat st;
    char path[32];
    if (fstat(fd, &st) < 0) return -1;
    if (S_ISSOCK(st.st_mode)) return send(fd, bytes, len, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (!S_ISFIFO(st.st_mode) && !S_ISCHR(st.st_mode)) return write(fd, bytes, len);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    int own = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (own < 0) return std_write_polled(fd, bytes, len);
    ssize_t n = write(own, bytes, len);
    int err = errno;
    close(own);
    errno = err;
    return n;
}

size_t an_std_write(int fd, const void *bytes, size_t len, int patience_ms)
{
    const char *p = bytes;
    size_t done = 0;
    uint64_t until_ms = patience_ms > 0 ? an_clock_ms() + (uint64_t)patience_ms : 0;
    while (done < len) {
        ssize_t n = std_write_now(fd, p + done, len - done);
        if (n > 0) {
            done += (size_t)n;
            continue;
        }
        if (n == 0) errno = EAGAIN;
        if (errno == EINTR) continue;
        if (errno != EAGAIN || patience_ms <= 0) break;
        uint64_t now_ms = an_clock_ms();
        if (now_ms >= until_ms) break;
        if (!std_has_room(fd, (int)(until_ms - now_ms))) errno = EAGAIN;
    }
    return done;
}

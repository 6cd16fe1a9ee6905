/* log.c - see log.h.
 *
 * A line is built on the stack and leaves in one write(2). The kernel does not mix that with
 * another write: to a pipe up to 4 KiB, to a file opened for appending, to a terminal. Each thread
 * counts the lines that it has dropped since its last one got through. The settings are written
 * before there are threads, and only read later.
 */
#include "ground/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "ground/clock.h"
#include "ground/std.h"

#define LINE_MAX_BYTES 1024

static struct {
    int fd;
    enum an_log_level least;
    char role[32];
} settings = {STDERR_FILENO, AN_LOG_INFO, ""};

void an_log_init(int fd, enum an_log_level least)
{
    settings.fd = fd;
    settings.least = least;
}

void an_log_role(const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    vsnprintf(settings.role, sizeof settings.role, fmt, args);
    va_end(args);
}

static const char *name_of(enum an_log_level level)
{
    static const char *const names[] = {"error: ", "warning: ", "", "debug: "};
    return names[level];
}

/* "2026-01-31 12:00:00.123 appnet[pid] worker 3: warning: " */
static size_t prefix_write(char *line, size_t size, enum an_log_level level)
{
    uint64_t now = an_clock_wall_ms();
    time_t s = (time_t)(now / 1000);
    struct tm tm;
    localtime_r(&s, &tm);
    size_t n = strftime(line, size, "%Y-%m-%d %H:%M:%S", &tm);
    n += (size_t)snprintf(line + n, size - n, ".%03u appnet[%d] %s%s%s", (unsigned)(now % 1000),
                          (int)getpid(), settings.role, *settings.role ? ": " : "", name_of(level));
    return n;
}

/* False: the line is lost, or its end is. */
static bool log_write(const char *line, size_t len)
{
    return an_std_write(settings.fd, line, len, 0) == len;
}

static bool log_dropped(unsigned long lines)
{
    char line[LINE_MAX_BYTES];
    size_t n = prefix_write(line, sizeof line, AN_LOG_WARN);
    n += (size_t)snprintf(line + n, sizeof line - n,
                          "%lu %s dropped: the log could not be written\n", lines,
                          lines == 1 ? "line was" : "lines were");
    return log_write(line, n);
}

void an_log_line(const char *line, size_t len)
{
    static __thread unsigned long dropped;
    int saved = errno;
    if (dropped && log_dropped(dropped)) dropped = 0;
    if (dropped || !log_write(line, len)) dropped++;
    errno = saved;
}

void an_log(enum an_log_level level, const char *fmt, ...)
{
    if (level > settings.least) return;
    int saved = errno;
    char line[LINE_MAX_BYTES];
    size_t n = prefix_write(line, sizeof line, level), text = n;
    va_list args;
    va_start(args, fmt);
    errno = saved; /* for %m */
    int more = vsnprintf(line + n, sizeof line - n, fmt, args);
    va_end(args);
    if (more > 0) n += (size_t)more;
    if (n > sizeof line - 1) n = sizeof line - 1;
    for (size_t i = text; i < n; i++)
        if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f) line[i] = '?';
    line[n++] = '\n';
    an_log_line(line, n);
    errno = saved;
}

/* access_log.c - see access_log.h.
 *
 * There are two buffers and at most one job. While a job runs, it owns struct writer and the buffer
 * that is not being filled; the loop's thread touches neither until the job is back. The queue of
 * the thread pool orders the two threads, so no lock is needed.
 */
#define _GNU_SOURCE /* memrchr */
#include "disk/access_log.h"

#include "ground/log.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define COMPLAIN_MS 60000

struct gathered {
    size_t len;
    /* a '\n', written where one is missing, and the lines */
    char bytes[1 + AN_ACCESS_LOG_BUFFER];
};

struct writer {
    const char *path;
    int fd;              /* -1: not open */
    bool anew;           /* the path must be opened, even if fd is open */
    bool torn;           /* the last write ended inside a line: the disk was full */
    size_t most;         /* bytes of one write */
    uint32_t lost;       /* lines, by this job */
    const char *failing; /* the call that failed; NULL: none */
    int error;           /* its errno */
};

struct an_access_log {
    struct an_loop *loop;
    struct an_timer timer; /* armed while the first line of a buffer waits for others */
    struct gathered buffer[2];
    unsigned filling;  /* which of the two */
    bool due;          /* the lines are handed over when the job is back */
    bool reopen;       /* the next job opens the path anew */
    bool away;         /* the job is with the thread pool */
    uint32_t reopened; /* the number of the last request to reopen */
    uint32_t lost;     /* lines that the caller has not counted yet */
    uint64_t complained_ms;
    struct writer writer;
    uv_work_t work;
};

/* --- the file --- */

/* The names of standard output and error are links on every system. Returns the descriptor. -1: the
 * path is neither. */
static int standard_of(const char *path)
{
    return strcmp(path, "/dev/stdout") == 0 ? 1 : strcmp(path, "/dev/stderr") == 0 ? 2 : -1;
}

/* O_NOFOLLOW: another user who may write to the folder could replace the log by a link, and so make
 * a server with more rights write to any file. O_NONBLOCK: open() of a pipe would wait for its
 * reader. */
static int open_file(const char *path)
{
    int standard = standard_of(path);
    if (standard >= 0) return fcntl(standard, F_DUPFD_CLOEXEC, 3);
    int flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW;
    int fd = open(path, flags, 0640);
    if (fd >= 0) fcntl(fd, F_SETFL, O_APPEND);
    return fd;
}

int an_access_log_check(const char *path)
{
    int fd = open_file(path);
    if (fd >= 0) {
        close(fd);
        return AN_OK;
    }
    switch (errno) {
    case EACCES:
    case EPERM:
    case EROFS:
    case ELOOP: /* a symbolic link */
        return AN_EACCES;
    case ENOENT:
    case ENOTDIR:
        return AN_ENOENT;
    case EMFILE:
    case ENFILE:
        return AN_EFILES;
    default:
        return AN_ESYS;
    }
}

static void writer_fail(struct writer *w, const char *what)
{
    w->failing = what;
    w->error = errno;
}

static void open_anew(struct writer *w)
{
    struct stat st;
    int fd = open_file(w->path);
    if (fd < 0) {
        writer_fail(w, "open");
        return;
    }
    if (w->fd >= 0) close(w->fd);
    w->fd = fd;
    w->anew = w->torn = false;
    w->most = fstat(fd, &st) == 0 && S_ISFIFO(st.st_mode) ? PIPE_BUF : SIZE_MAX;
}

/* The length of the whole lines that one write takes: at most `most` bytes, but always one line. */
static size_t whole_lines(const char *p, size_t n, size_t most)
{
    if (n <= most) return n;
    const char *end = memrchr(p, '\n', most);
    if (!end) end = memchr(p, '\n', n);
    return end ? (size_t)(end - p) + 1 : n;
}

static size_t write_out(struct writer *w, const char *p, size_t n)
{
    size_t done = 0;
    while (done < n) {
        ssize_t wrote = write(w->fd, p + done, whole_lines(p + done, n - done, w->most));
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote < 0) {
            writer_fail(w, "write");
            break;
        }
        done += (size_t)wrote;
    }
    if (done) w->torn = p[done - 1] != '\n';
    return done;
}

static uint32_t lines_in(const char *p, size_t n)
{
    uint32_t lines = 0;
    for (const char *end = p + n; (p = memchr(p, '\n', (size_t)(end - p))); p++)
        lines++;
    return lines;
}

/* A line of which only a part was written counts as lost. The part gets a '\n' behind it, so that
 * it does not run into the next line. */
static void write_lines(struct writer *w, const struct gathered *g)
{
    size_t from = w->torn ? 0 : 1, end = 1 + g->len;
    if (w->fd >= 0) from += write_out(w, g->bytes + from, end - from);
    from = AN_MAX(from, 1);
    w->lost = lines_in(g->bytes + from, end - from);
}

/* --- the job --- */

/* Runs on a thread of the pool. A file at its size limit and a pipe without a reader are errors
 * here, and must not end the process by a signal. */
static void writer_run(uv_work_t *work)
{
    struct an_access_log *log = AN_CONTAINER_OF(work, struct an_access_log, work);
    struct writer *w = &log->writer;
    sigset_t none;
    sigemptyset(&none);
    sigaddset(&none, SIGXFSZ);
    sigaddset(&none, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &none, NULL);
    w->failing = NULL;
    if (w->anew) open_anew(w);
    write_lines(w, &log->buffer[!log->filling]);
}

static void complaint_log(struct an_access_log *log, const char *what, int error)
{
    uint64_t now = an_loop_now(log->loop);
    if (log->complained_ms && now - log->complained_ms < COMPLAIN_MS) return;
    log->complained_ms = now;
    errno = error;
    if (error)
        an_log(AN_LOG_ERROR, "cannot %s the access log %s: %m", what, log->writer.path);
    else
        an_log(AN_LOG_WARN, "lines of the access log %s are lost: %s", log->writer.path, what);
}

static void hand_over(struct an_access_log *log);

static void on_written(uv_work_t *work, int status)
{
    struct an_access_log *log = AN_CONTAINER_OF(work, struct an_access_log, work);
    struct writer *w = &log->writer;
    (void)status; /* the job is never cancelled */
    log->away = false;
    log->buffer[!log->filling].len = 0;
    log->lost += w->lost;
    if (w->failing) complaint_log(log, w->failing, w->error);
    if (log->due || log->reopen || log->buffer[log->filling].len >= AN_ACCESS_LOG_ENOUGH)
        hand_over(log);
}

static void hand_over(struct an_access_log *log)
{
    if (log->away) return;
    an_loop_cancel(log->loop, &log->timer);
    if (log->reopen) log->writer.anew = true;
    log->due = log->reopen = false;
    log->filling = !log->filling;
    log->away = true;
    AN_ASSERT(uv_queue_work(&log->loop->uv, &log->work, writer_run, on_written) == 0);
}

static void on_timer(struct an_timer *t)
{
    struct an_access_log *log = AN_CONTAINER_OF(t, struct an_access_log, timer);
    log->due = true;
    hand_over(log);
}

/* --- the reactor's side --- */

struct an_access_log *an_access_log_open(struct an_loop *loop, const char *path, uint32_t reopened)
{
    if (!path) return NULL;
    struct an_access_log *log = an_alloc(sizeof *log); /* only lines touch the buffers' pages */
    log->loop = loop;
    an_timer_init(&log->timer, on_timer);
    for (int i = 0; i < 2; i++) {
        log->buffer[i].len = 0;
        log->buffer[i].bytes[0] = '\n';
    }
    log->filling = 0;
    log->due = log->reopen = log->away = false;
    log->reopened = reopened;
    log->lost = 0;
    log->complained_ms = 0;
    log->writer = (struct writer){.path = path, .fd = -1, .anew = true};
    return log;
}

static uint32_t take_lost(struct an_access_log *log)
{
    uint32_t lost = log->lost;
    log->lost = 0;
    return lost;
}

uint32_t an_access_log_put(struct an_access_log *log, const char *line, size_t n)
{
    if (n > AN_ACCESS_LOG_BUFFER - log->buffer[log->filling].len) hand_over(log);
    struct gathered *g = &log->buffer[log->filling];
    if (n > AN_ACCESS_LOG_BUFFER - g->len) {
        log->lost++;
        complaint_log(log, "they come faster than they are written", 0);
        return take_lost(log);
    }
    if (!g->len) an_loop_timer(log->loop, &log->timer, AN_ACCESS_LOG_MS);
    memcpy(g->bytes + 1 + g->len, line, n);
    g->len += n;
    if (g->len >= AN_ACCESS_LOG_ENOUGH) hand_over(log);
    return take_lost(log);
}

void an_access_log_reopen(struct an_access_log *log, uint32_t reopened)
{
    if (!log || reopened == log->reopened) return;
    log->reopened = reopened;
    log->reopen = true;
    hand_over(log);
}

bool an_access_log_flush(struct an_access_log *log)
{
    if (!log) return true;
    if (log->buffer[log->filling].len) {
        log->due = true;
        hand_over(log);
    }
    return !log->away;
}

uint32_t an_access_log_close(struct an_access_log *log)
{
    if (!log) return 0;
    while (!an_access_log_flush(log))
        uv_run(&log->loop->uv, UV_RUN_ONCE);
    if (log->writer.fd >= 0) close(log->writer.fd);
    uint32_t lost = take_lost(log);
    an_free(log);
    return lost;
}

/* server_help.c - see server_help.h. */
#define _GNU_SOURCE
#include "e2e/server_help.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "e2e/claim_help.h"
#include "e2e/journal_help.h"
#include "e2e/scratch_help.h"

#define MAX_ARGS 32
#define MAX_CHILDREN 64

/* --- its log --- */

static int last_log = -1;

static void show_log(void)
{
    static const char title[] = "# --- the server's log, from here on\n";
    char part[4096];
    ssize_t n;
    off_t at = 0;
    if (last_log < 0 || write(STDOUT_FILENO, title, sizeof title - 1) < 0) return;
    while ((n = pread(last_log, part, sizeof part, at)) > 0 && write(STDOUT_FILENO, part, n) == n)
        at += n;
}

static char *log_text(struct server *s)
{
    off_t size = lseek(s->log, 0, SEEK_END);
    char *text = calloc(1, (size_t)size + 1);
    must(text && pread(s->log, text, (size_t)size, 0) == size);
    return text;
}

static size_t count_in(const char *text, const char *what)
{
    size_t n = 0;
    for (; (text = strstr(text, what)); text += strlen(what))
        n++;
    return n;
}

size_t server_log_count(struct server *s, const char *what)
{
    char *text = log_text(s);
    size_t n = count_in(text, what);
    free(text);
    return n;
}

void server_log_await(struct server *s, const char *what, size_t times)
{
    while (server_log_count(s, what) < times)
        claim_wait();
}

/* --- what /proc says --- */

static size_t slurp(pid_t pid, const char *name, char *out, size_t size)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    size_t at = 0;
    ssize_t n = 0;
    while (fd >= 0 && at < size - 1 && (n = read(fd, out + at, size - 1 - at)) > 0)
        at += (size_t)n;
    if (fd >= 0) close(fd);
    out[at] = 0;
    return at;
}

static uint64_t field(const char *text, const char *name)
{
    const char *at = strstr(text, name);
    return at ? strtoull(at + strlen(name), NULL, 10) : 0;
}

size_t server_descriptors(pid_t pid)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/fd", (int)pid);
    return scratch_count(path);
}

size_t server_pages(pid_t pid)
{
    char text[256];
    must(slurp(pid, "statm", text, sizeof text));
    return strtoull(text, NULL, 10);
}

size_t server_memory_kib(pid_t pid)
{
    char text[4096];
    must(slurp(pid, "smaps_rollup", text, sizeof text));
    return field(text, "\nPss:");
}

/* Fields 14 and 15 of stat, counted behind the name, which may hold anything. */
uint64_t server_ticks(pid_t pid)
{
    char text[1024];
    must(slurp(pid, "stat", text, sizeof text));
    char *at = strrchr(text, ')');
    must(at);
    for (int i = 0; i < 12; i++)
        at = strchr(at + 1, ' ');
    uint64_t user = strtoull(at, &at, 10);
    return user + strtoull(at, NULL, 10);
}

static size_t children(struct server *s, pid_t out[MAX_CHILDREN])
{
    char name[64], text[4096], *at = text, *end;
    snprintf(name, sizeof name, "task/%d/children", (int)s->pid);
    slurp(s->pid, name, text, sizeof text);
    size_t n = 0;
    for (; n < MAX_CHILDREN; at = end) {
        out[n] = (pid_t)strtol(at, &end, 10);
        if (end == at) break;
        n++;
    }
    return n;
}

/* Workers name themselves when they have started (echo.c); net is the one with the name of the program and more threads than one (a
 * sanitizer may add another to any). */
static bool is_called(struct server *s, pid_t pid, const char *name)
{
    char text[4096], comm[64];
    slurp(pid, "status", text, sizeof text);
    snprintf(comm, sizeof comm, "Name:\t%s\n", strcmp(name, "net") ? name : "echo");
    if (strncmp(text, comm, strlen(comm)) != 0) return false;
    return strcmp(name, "net") || field(text, "\nThreads:") >= 1 + s->reactors;
}

pid_t server_find(struct server *s, const char *name)
{
    pid_t pids[MAX_CHILDREN];
    size_t n = children(s, pids);
    for (size_t i = 0; i < n; i++)
        if (is_called(s, pids[i], name)) return pids[i];
    return 0;
}

pid_t server_successor(struct server *s, const char *name, pid_t before)
{
    pid_t pid;
    while ((pid = server_find(s, name)) == 0 || pid == before)
        claim_wait();
    return pid;
}

pid_t server_child(struct server *s, const char *name)
{
    return server_successor(s, name, 0);
}

void server_whole(struct server *s)
{
    char name[32];
    server_child(s, "net");
    for (uint32_t i = 0; i < s->workers + s->tasks; i++) {
        bool task = i >= s->workers;
        snprintf(name, sizeof name, "%s %u", task ? "task" : "worker", task ? i - s->workers : i);
        server_child(s, name);
    }
}

/* --- start --- */

static void become_echo(const struct server *s, int out, const char *args)
{
    char path[4096], line[1024], journal[32], *argv[MAX_ARGS + 2] = {"echo", journal};
    struct rlimit none = {0, 0};
    int argc = 2;
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - 32);
    path[n > 0 ? n : 0] = 0;
    strcat(dirname(dirname(path)), "/e2e/echo");
    snprintf(line, sizeof line, "%s", args);
    snprintf(journal, sizeof journal, "journal=%d", s->journal);
    for (char *at = strtok(line, " "); at && argc < MAX_ARGS; at = strtok(NULL, " "))
        argv[argc++] = at;
    argv[argc] = NULL;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    setrlimit(RLIMIT_CORE, &none);
    dup2(out, STDOUT_FILENO);
    dup2(s->log, STDERR_FILENO);
    fcntl(s->journal, F_SETFD, 0);
    execv(path, argv);
    _exit(127);
}

static uint16_t await_ready(int out)
{
    char text[256] = "";
    size_t at = 0;
    unsigned port = 0;
    while (!strchr(text, '\n')) {
        struct pollfd p = {.fd = out, .events = POLLIN};
        must_say(poll(&p, 1, claim_left_ms()) == 1, "the server does not start");
        ssize_t n = read(out, text + at, sizeof text - 1 - at);
        must_say(n > 0, "the server has ended instead of starting");
        at += (size_t)n;
        text[at] = 0;
    }
    must(sscanf(text, "READY %u", &port) == 1 && port);
    return (uint16_t)port;
}

static uint32_t option(const char *args, const char *name, uint32_t otherwise)
{
    const char *at = strstr(args, name);
    return at ? (uint32_t)strtoul(at + strlen(name), NULL, 10) : otherwise;
}

static int file(const char *name)
{
    int fd = memfd_create(name, MFD_CLOEXEC);
    must(fd >= 0 && fcntl(fd, F_SETFL, O_APPEND) == 0);
    return fd;
}

struct server server_start(const char *args)
{
    int out[2];
    struct server s = {.log = file("log"),
                       .journal = file("journal"),
                       .reactors = option(args, "reactors=", 1),
                       .workers = option(args, "workers=", 1),
                       .tasks = option(args, "tasks=", 0)};
    last_log = s.log;
    claim_last_words(show_log);
    must(pipe2(out, O_CLOEXEC) == 0);
    s.pid = fork();
    must(s.pid >= 0);
    if (s.pid == 0) become_echo(&s, out[1], args);
    close(out[1]);
    s.port = await_ready(out[0]);
    close(out[0]);
    if (!strstr(args, "doomed")) server_whole(&s);
    return s;
}

/* --- the end --- */

static int await_end(struct server *s)
{
    int status;
    pid_t pid;
    while ((pid = waitpid(s->pid, &status, WNOHANG)) == 0)
        claim_wait();
    must(pid == s->pid);
    s->pid = 0;
    return status;
}

/* Orphans have become children of this process (PR_SET_CHILD_SUBREAPER). */
static void check_nothing_left(void)
{
    pid_t pid;
    while ((pid = waitpid(-1, NULL, WNOHANG)) >= 0)
        if (pid == 0) claim_wait();
    must(errno == ECHILD);
}

static void check_port_free(uint16_t port)
{
    int on = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in a = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    must_say(bind(fd, (struct sockaddr *)&a, sizeof a) == 0 && listen(fd, 1) == 0,
             "port %u is not free: %s", port, strerror(errno));
    close(fd);
}

static void check_log(struct server *s)
{
    static const char *const never[] = {"Sanitizer", "runtime error:", "impossible", "assertion",
                                        "unknown type"};
    char *text = log_text(s);
    size_t deaths = count_in(text, "was killed by signal") + count_in(text, "exited with status");
    for (size_t i = 0; i < sizeof never / sizeof *never; i++)
        must_say(!strstr(text, never[i]), "the log speaks of \"%s\"", never[i]);
    must_say(s->dies || deaths == s->deaths, "%zu processes died, not %u", deaths, s->deaths);
    must_say(s->dies || count_in(text, " error: ") <= s->deaths, "the log holds errors");
    free(text);
}

static void check_remains(struct server *s)
{
    check_nothing_left();
    check_port_free(s->port);
    check_log(s);
}

void server_buried(struct server *s, int status)
{
    int how = await_end(s);
    must_say(WIFEXITED(how) && WEXITSTATUS(how) == status, "the server ended with %#x, not %d", how,
             status);
    check_remains(s);
    if (!s->deaths && !s->dies) journal_check_finals(s->journal);
}

void server_kill(struct server *s)
{
    s->dies = true;
    must(kill(s->pid, SIGKILL) == 0);
    must(WIFSIGNALED(await_end(s)));
    check_remains(s);
}

void server_stop(struct server *s)
{
    must(kill(s->pid, SIGTERM) == 0);
    server_buried(s, 0);
}

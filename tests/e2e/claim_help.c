/* claim_help.c - see claim_help.h. */
#define _GNU_SOURCE
#include "e2e/claim_help.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SKIPPED 77

static uint64_t deadline_ms;
static void (*last_words)(void);

static uint64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

void claim_last_words(void (*fn)(void))
{
    last_words = fn;
}

void claim_failed(const char *file, int line, const char *fmt, ...)
{
    char text[1024];
    const char *base = strrchr(file, '/');
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    claim_note("%s:%d: %s", base ? base + 1 : file, line, text);
    if (last_words) last_words();
    _exit(1);
}

void claim_note(const char *fmt, ...)
{
    char text[1100];
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    if (n > (int)sizeof text - 1) n = sizeof text - 1;
    printf("# %.*s\n", n, text);
    fflush(stdout);
}

void claim_skip(const char *why)
{
    claim_note("%s", why);
    _exit(SKIPPED);
}

int claim_left_ms(void)
{
    uint64_t now = now_ms();
    return now < deadline_ms ? (int)(deadline_ms - now) : 0;
}

void claim_wait(void)
{
    must_say(claim_left_ms() > 0, "the deadline has passed");
    poll(NULL, 0, 2);
}

static void on_alarm(int sig)
{
    static const char text[] = "# the claim's deadline has passed\n";
    (void)sig;
    if (write(STDOUT_FILENO, text, sizeof text - 1) < 0) _exit(1);
    if (last_words) last_words();
    _exit(1);
}

/* The process of one claim. What it starts and loses sight of becomes its own child (server_help.c looks). The alarm is for what hangs
 * outside a poll(). */
static void run(const struct claim *c)
{
    struct sigaction alarmed = {.sa_handler = on_alarm}, ignore = {.sa_handler = SIG_IGN};
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    sigaction(SIGALRM, &alarmed, NULL);
    sigaction(SIGPIPE, &ignore, NULL);
    deadline_ms = now_ms() + CLAIM_MS;
    alarm(CLAIM_MS / 1000 + 2);
    c->run();
    exit(0);
}

int claims_run(const struct claim *claims, size_t count)
{
    int failed = 0;
    printf("1..%zu\n", count);
    for (size_t i = 0; i < count; i++) {
        int status;
        uint64_t began_ms = now_ms();
        fflush(stdout);
        pid_t pid = fork();
        if (pid == 0) run(&claims[i]);
        if (pid < 0 || waitpid(pid, &status, 0) != pid) abort();
        bool skipped = WIFEXITED(status) && WEXITSTATUS(status) == SKIPPED;
        bool kept = skipped || (WIFEXITED(status) && WEXITSTATUS(status) == 0);
        if (WIFSIGNALED(status)) printf("# ended by signal %d\n", WTERMSIG(status));
        printf("%sok %zu - %s%s\n# %d ms\n", kept ? "" : "not ", i + 1, claims[i].name,
               skipped ? " # SKIP" : "", (int)(now_ms() - began_ms));
        failed += !kept;
    }
    return failed > 0;
}

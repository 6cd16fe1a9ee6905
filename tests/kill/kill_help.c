/* kill_help.c - see kill_help.h. The child is stepped with PTRACE_SINGLESTEP between two stops of its own making.
 *
 * act runs once in the survivor first: the dynamic linker's work, done at the first call of a function, is not to be counted. */
#define _GNU_SOURCE
#include "test.h"

#include <sched.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kill_help.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define STRIDE 37 /* instrumented code is long, and most of it not ours */
#else
#define STRIDE 1
#endif

static void child(const struct kill_case *k)
{
    ptrace(PTRACE_TRACEME, 0, NULL, NULL);
    kill(getpid(), SIGSTOP);
    k->act(k->ctx);
    kill(getpid(), SIGSTOP);
    _exit(0);
}

/* What stopped it. */
static int stopped(pid_t pid)
{
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSTOPPED(status));
    return WSTOPSIG(status);
}

/* Stops a child after `steps` instructions; it ends there, or what is done meanwhile is done. True: act was over before. */
static bool stop_after(const struct kill_case *k, uint32_t steps, uint32_t *done)
{
    bool over = false;
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) child(k);
    assert_int_equal(stopped(pid), SIGSTOP);
    for (*done = 0; *done < steps && !over; ++*done) {
        assert_int_equal(ptrace(PTRACE_SINGLESTEP, pid, NULL, NULL), 0);
        over = stopped(pid) == SIGSTOP;
    }
    if (k->meanwhile) k->meanwhile(k->ctx);
    if (k->meanwhile && !over) {
        assert_int_equal(ptrace(PTRACE_CONT, pid, NULL, NULL), 0);
        assert_int_equal(stopped(pid), SIGSTOP);
    }
    assert_int_equal(kill(pid, SIGKILL), 0);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    return over;
}

/* Tracer and child take turns: on one processor that is a switch, on two a wake-up each time. */
static void stay_here(void)
{
    cpu_set_t here;
    CPU_ZERO(&here);
    CPU_SET(sched_getcpu(), &here);
    sched_setaffinity(0, sizeof here, &here);
}

uint32_t help_kill_everywhere(const struct kill_case *k)
{
    uint32_t done = 0;
    stay_here();
    k->prepare(k->ctx);
    k->act(k->ctx);
    if (k->meanwhile) k->meanwhile(k->ctx);
    k->check(k->ctx, true);
    for (uint32_t steps = 0;; steps += STRIDE) {
        k->prepare(k->ctx);
        bool over = stop_after(k, steps, &done);
        k->check(k->ctx, over);
        if (over) return done;
    }
}

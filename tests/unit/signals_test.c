/* signals_test.c - the supervisor takes every signal once, a child lets them pass. */
#define _GNU_SOURCE /* posix_openpt, ptsname */
#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child_help.h"
#include "process/signals.h"

static const int held[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGCHLD};
#define HELD (sizeof held / sizeof *held)

static void handle(int sig, void (*handler)(int))
{
    struct sigaction a = {.sa_handler = handler};
    assert_int_equal(sigaction(sig, &a, NULL), 0);
}

static bool handled_by(int sig, void (*handler)(int))
{
    struct sigaction now;
    assert_int_equal(sigaction(sig, NULL, &now), 0);
    return now.sa_handler == handler;
}

/* A system call that waits goes on behind its handler. */
static bool interrupts_nothing(int sig)
{
    struct sigaction now;
    return sigaction(sig, NULL, &now) == 0 && now.sa_flags & SA_RESTART;
}

static bool blocked(int sig)
{
    sigset_t now;
    assert_int_equal(sigprocmask(SIG_BLOCK, NULL, &now), 0);
    return sigismember(&now, sig) == 1;
}

static void every_held_signal_comes_once(void **state)
{
    (void)state;
    struct an_signals s;
    int seen[NSIG] = {0};
    an_signals_hold(&s, false);
    assert_int_equal(an_signals_wait(&s, 0), 0);
    for (size_t i = 0; i < HELD; i++)
        assert_int_equal(raise(held[i]), 0);
    for (size_t i = 0; i < HELD; i++)
        seen[an_signals_wait(&s, i % 2 ? -1 : 1000)]++;
    for (size_t i = 0; i < HELD; i++)
        assert_int_equal(seen[held[i]], 1);
    assert_int_equal(an_signals_wait(&s, 1), 0);
    an_signals_release(&s);
}

/* nohup: it must not end when the terminal goes. */
static void an_ignored_hangup_stays_ignored(void **state)
{
    (void)state;
    struct an_signals s;
    handle(SIGHUP, SIG_IGN);
    an_signals_hold(&s, false);
    raise(SIGHUP);
    assert_int_equal(an_signals_wait(&s, 0), 0);
    an_signals_release(&s);
    assert_true(handled_by(SIGHUP, SIG_IGN));
    handle(SIGHUP, SIG_DFL);
}

static void an_ignored_hangup_may_ask_for_something(void **state)
{
    (void)state;
    struct an_signals s;
    handle(SIGHUP, SIG_IGN);
    an_signals_hold(&s, true);
    raise(SIGHUP);
    assert_int_equal(an_signals_wait(&s, 0), SIGHUP);
    assert_false(an_signals_hangup(&s));
    an_signals_release(&s);
    assert_true(handled_by(SIGHUP, SIG_IGN));
    handle(SIGHUP, SIG_DFL);
}

/* Each of these would end this process, were it only let loose. */
static void release_swallows_what_is_held_and_restores(void **state)
{
    (void)state;
    struct an_signals s;
    sigset_t before, after;
    handle(SIGCHLD, SIG_IGN);
    sigprocmask(SIG_BLOCK, NULL, &before);
    an_signals_hold(&s, false);
    assert_true(handled_by(SIGCHLD, SIG_DFL));
    for (size_t i = 0; i < HELD; i++) {
        assert_true(blocked(held[i]));
        raise(held[i]);
    }
    an_signals_release(&s);
    sigprocmask(SIG_BLOCK, NULL, &after);
    for (size_t i = 0; i < HELD; i++)
        assert_int_equal(sigismember(&after, held[i]), sigismember(&before, held[i]));
    assert_true(handled_by(SIGCHLD, SIG_IGN));
    assert_true(handled_by(SIGPIPE, SIG_DFL));
    handle(SIGCHLD, SIG_DFL);
}

/* In a session of its own, with a terminal of which we hold the other end. */
static int at_a_terminal(int master, void (*usual)(int))
{
    struct an_signals s;
    if (setsid() < 0) return 1;
    int tty = open(ptsname(master), O_RDWR); /* becomes its terminal */
    if (tty < 0) return 2;
    handle(SIGHUP, usual);
    an_signals_hold(&s, true);
    raise(SIGHUP);
    if (an_signals_wait(&s, -1) != SIGHUP || an_signals_hangup(&s)) return 3;
    close(master); /* the last one: it hangs up */
    if (an_signals_wait(&s, -1) != SIGHUP) return 4;
    return an_signals_hangup(&s) ? 42 : 43;
}

static int status_at_a_terminal(void (*usual)(int))
{
    int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    assert_true(master >= 0);
    assert_int_equal(grantpt(master), 0);
    assert_int_equal(unlockpt(master), 0);
    pid_t pid = fork();
    if (pid == 0) _exit(at_a_terminal(master, usual));
    close(master);
    return child_status(pid);
}

static void a_hangup_of_the_terminal_is_told_from_one_that_was_sent(void **state)
{
    (void)state;
    assert_int_equal(status_at_a_terminal(SIG_DFL), 42);
}

static void an_ignored_hangup_is_none_though_the_terminal_goes(void **state)
{
    (void)state;
    assert_int_equal(status_at_a_terminal(SIG_IGN), 43);
}

static void a_child_can_be_waited_for_though_its_death_was_ignored(void **state)
{
    (void)state;
    struct an_signals s;
    handle(SIGCHLD, SIG_IGN);
    an_signals_hold(&s, false);
    pid_t pid = fork();
    if (pid == 0) _exit(7);
    assert_int_equal(an_signals_wait(&s, -1), SIGCHLD);
    assert_int_equal(child_status(pid), 7);
    an_signals_release(&s);
    handle(SIGCHLD, SIG_DFL);
}

/* What a child finds wrong is its exit status. */
static int as_child(struct an_signals *s)
{
    int pipes[2];
    an_signals_child(s);
    for (size_t i = 0; i < HELD; i++) {
        if (blocked(held[i])) return 1;
        raise(held[i]);
    }
    if (pipe(pipes) < 0) return 2;
    close(pipes[0]);
    if (write(pipes[1], "x", 1) != -1 || errno != EPIPE) return 3;
    if (!handled_by(SIGCHLD, SIG_IGN)) return 4; /* as the script has it */
    return interrupts_nothing(SIGTERM) ? 42 : 5;
}

static void signals_pass_a_child_by(void **state)
{
    (void)state;
    struct an_signals s;
    handle(SIGCHLD, SIG_IGN);
    an_signals_hold(&s, false);
    pid_t pid = fork();
    if (pid == 0) _exit(as_child(&s));
    assert_int_equal(child_status(pid), 42);
    an_signals_release(&s);
    handle(SIGCHLD, SIG_DFL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_held_signal_comes_once),
        cmocka_unit_test(an_ignored_hangup_stays_ignored),
        cmocka_unit_test(an_ignored_hangup_may_ask_for_something),
        cmocka_unit_test(a_hangup_of_the_terminal_is_told_from_one_that_was_sent),
        cmocka_unit_test(an_ignored_hangup_is_none_though_the_terminal_goes),
        cmocka_unit_test(release_swallows_what_is_held_and_restores),
        cmocka_unit_test(a_child_can_be_waited_for_though_its_death_was_ignored),
        cmocka_unit_test(signals_pass_a_child_by),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

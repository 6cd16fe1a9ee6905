/* interrupts_test.c - a signal that the application handles runs its handler first, and wakes the worker. */
#include "test.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include "process/interrupts.h"

static struct an_bell bell;
static int bell_fd = -1, handled, with_info;

static void plain(int sig)
{
    handled = sig;
    errno = EDOM;
}

static void informed(int sig, siginfo_t *info, void *context)
{
    (void)context;
    with_info = info && info->si_signo == sig ? sig : -1;
}

static int set_up(void **state)
{
    (void)state;
    handled = with_info = 0;
    if (an_bell_open(&bell_fd) < 0) return -1;
    an_interrupts_wake(&bell, bell_fd);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    an_interrupts_wake(NULL, -1);
    return close(bell_fd);
}

static void handle(int sig, struct sigaction a)
{
    assert_int_equal(sigaction(sig, &a, NULL), 0);
    an_interrupts_adopt(sig);
}

static void expect_woken(void)
{
    assert_int_equal(an_bell_wait(bell_fd, 0), AN_OK);
    assert_true(an_interrupts_came());
    assert_false(an_interrupts_came());
}

static void both_kinds_of_handlers_run_and_the_worker_is_woken(void **state)
{
    (void)state;
    handle(SIGALRM, (struct sigaction){.sa_handler = plain});
    handle(SIGURG, (struct sigaction){.sa_sigaction = informed, .sa_flags = SA_SIGINFO});
    errno = 0;
    raise(SIGALRM);
    assert_int_equal(errno, 0);
    assert_int_equal(handled, SIGALRM);
    expect_woken();
    raise(SIGURG);
    assert_int_equal(with_info, SIGURG);
    expect_woken();
}

static void adopted_twice_it_is_called_once_and_another_handler_is_adopted_anew(void **state)
{
    (void)state;
    handle(SIGALRM, (struct sigaction){.sa_handler = plain});
    an_interrupts_adopt(SIGALRM);
    raise(SIGALRM);
    expect_woken();
    handle(SIGALRM, (struct sigaction){.sa_sigaction = informed, .sa_flags = SA_SIGINFO});
    handled = 0;
    raise(SIGALRM);
    assert_int_equal(handled, 0);
    assert_int_equal(with_info, SIGALRM);
    expect_woken();
}

static void what_has_no_handler_is_left_alone(void **state)
{
    (void)state;
    struct sigaction now;
    handle(SIGWINCH, (struct sigaction){.sa_handler = SIG_IGN});
    handle(SIGURG, (struct sigaction){.sa_handler = SIG_DFL});
    an_interrupts_adopt(0);
    an_interrupts_adopt(NSIG);
    assert_int_equal(sigaction(SIGWINCH, NULL, &now), 0);
    assert_true(now.sa_handler == SIG_IGN);
    assert_int_equal(sigaction(SIGURG, NULL, &now), 0);
    assert_true(now.sa_handler == SIG_DFL);
    assert_false(an_interrupts_came());
}

int main(void)
{
#define test(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        test(both_kinds_of_handlers_run_and_the_worker_is_woken),
        test(adopted_twice_it_is_called_once_and_another_handler_is_adopted_anew),
        test(what_has_no_handler_is_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* daemon_test.c - who starts a daemon learns what became of it. The caller is a child of the test: its exit status and what it is told are looked at. */
#define _GNU_SOURCE /* ptsname */
#include "test.h"

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child_help.h"
#include "ground/base.h"
#include "process/daemon.h"

static int to_test[2]; /* what the daemon says, and when it has gone: its end */

/* Of this process: none that is open stands behind it unless it did before. */
static int lowest_free(void)
{
    int fd = dup(STDIN_FILENO);
    close(fd);
    return fd;
}

/* Becomes a daemon that does this. The caller's exit status: 0 it serves, 10 it does not and why
 * is what was wanted, 11 why is something else, 12 something is left: a child that nobody has
 * waited for, or a descriptor. */
static pid_t call(void (*serve)(struct an_daemon *d), const char *wanted)
{
    struct an_daemon d = {.tell = -1};
    char why[256];
    assert_int_equal(pipe(to_test), 0);
    pid_t pid = fork();
    if (pid == 0) {
        close(to_test[0]);
        memset(why, '?', sizeof why);
        int free_before = lowest_free();
        if (an_daemon_leave(&d, why, sizeof why) == AN_OK) {
            serve(&d);
            _exit(0);
        }
        bool clean = waitpid(-1, NULL, 0) < 0 && lowest_free() == free_before;
        _exit(strcmp(why, wanted) != 0 ? 11 : clean ? 10 : 12);
    }
    close(to_test[1]);
    return pid;
}

static void expect(const char *text)
{
    char found[64] = "";
    size_t len = 0;
    for (ssize_t n; (n = read(to_test[0], found + len, sizeof found - 1 - len)) > 0;)
        len += (size_t)n;
    assert_string_equal(found, text);
    close(to_test[0]);
}

static void say(const char *text)
{
    ssize_t ignored = write(to_test[1], text, strlen(text));
    (void)ignored;
}

static void comes_up(struct an_daemon *d)
{
    pid_t before = getsid(0);
    int tell = d->tell;
    struct sigaction hangup;
    an_daemon_up(d);
    say(getsid(0) != getpid() && before == getsid(0) ? "led by nobody" : "leads a session");
    sigaction(SIGHUP, NULL, &hangup);
    if (hangup.sa_handler != SIG_DFL) say(", ignores SIGHUP");
    dup2(to_test[1], tell); /* something else stands where the pipe to the caller stood */
    an_daemon_close(d);
    if (fcntl(tell, F_GETFD) < 0) say(", closes what is not its own");
}

static void fails(struct an_daemon *d)
{
    say("tried");
    an_daemon_failed(d, "there is no more room");
}

static void dies(struct an_daemon *d)
{
    (void)d;
    say("killed");
    kill(getpid(), SIGKILL);
}

static void stops(struct an_daemon *d)
{
    an_daemon_close(d);
    say("stopped");
}

static void the_caller_ends_well_when_it_serves(void **state)
{
    (void)state;
    assert_int_equal(child_status(call(comes_up, "")), 0);
    expect("led by nobody");
}

static void the_caller_is_told_why_it_does_not(void **state)
{
    static const char silent[] = "the server has ended before it served: the log may say why";
    (void)state;
    assert_int_equal(child_status(call(fails, "there is no more room")), 10);
    expect("tried");
    assert_int_equal(child_status(call(dies, silent)), 10);
    expect("killed");
    assert_int_equal(child_status(call(stops, silent)), 10);
    expect("stopped");
}

static bool is_nowhere(int fd)
{
    struct stat st, null;
    return fstat(fd, &st) == 0 && stat("/dev/null", &null) == 0 && st.st_rdev == null.st_rdev;
}

/* Comes up once it has lost its terminal. */
static void waits_for_the_hangup(struct an_daemon *d)
{
    for (char byte; write(STDOUT_FILENO, "", 1) == 1 && read(STDIN_FILENO, &byte, 1) == 1;) {
    }
    an_daemon_up(d);
    say(is_nowhere(STDIN_FILENO) && is_nowhere(STDOUT_FILENO) ? "alive" : "holds its terminal");
}

/* Leads a session at a terminal of which the test holds the other end. */
static pid_t call_at_a_terminal(int master)
{
    pid_t pid;
    struct an_daemon d = {.tell = -1};
    char why[256];
    assert_int_equal(pipe(to_test), 0);
    pid = fork();
    if (pid == 0) {
        close(to_test[0]);
        setsid();
        int tty = open(ptsname(master), O_RDWR);
        for (int fd = 0; fd <= 2; fd++)
            dup2(tty, fd);
        close(master);
        if (an_daemon_leave(&d, why, sizeof why) == AN_OK) {
            say("left, ");
            waits_for_the_hangup(&d);
        }
        _exit(0);
    }
    close(to_test[1]);
    return pid;
}

static void the_end_of_the_terminal_is_not_its_own(void **state)
{
    (void)state;
    char left[6];
    int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    assert_true(master >= 0);
    assert_int_equal(grantpt(master), 0);
    assert_int_equal(unlockpt(master), 0);
    pid_t pid = call_at_a_terminal(master);
    assert_int_equal(read(to_test[0], left, sizeof left), sizeof left);
    close(master); /* SIGHUP to its session */
    assert_int_equal(child_status(pid), 0);
    expect("alive");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_caller_ends_well_when_it_serves),
        cmocka_unit_test(the_caller_is_told_why_it_does_not),
        cmocka_unit_test(the_end_of_the_terminal_is_not_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* std_test.c - descriptors 0 to 2 are there, and a write to them does not wait. Each claim about descriptors is a process of its own. */
#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ground/std.h"

static dev_t device(int fd)
{
    struct stat st;
    return fstat(fd, &st) == 0 && S_ISCHR(st.st_mode) ? st.st_rdev : 0;
}

/* The exit status of a child that does this. */
static int in_a_child(int (*work)(int arg), int arg)
{
    int status;
    pid_t pid = fork();
    if (pid == 0) _exit(work(arg));
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static int fill(int closed)
{
    int zero = open("/dev/zero", O_RDWR), null = open("/dev/null", O_RDWR);
    dev_t zeroes = device(zero), nothing = device(null);
    for (int fd = 0; fd <= 2; fd++)
        if (closed & 1 << fd)
            close(fd);
        else
            dup2(zero, fd);
    close(zero);
    close(null);
    an_std_fill();
    for (int fd = 0; fd <= 2; fd++)
        if (device(fd) != (closed & 1 << fd ? nothing : zeroes)) return 1;
    an_std_fill();
    return fcntl(zero, F_GETFD) < 0 && fcntl(null, F_GETFD) < 0 ? 0 : 2; /* nothing is left open */
}

static void what_is_closed_is_filled_and_the_rest_stays(void **state)
{
    (void)state;
    for (int closed = 0; closed < 8; closed++)
        assert_int_equal(in_a_child(fill, closed), 0);
}

static int leave(int unused)
{
    char name[] = "/tmp/appnet-std-XXXXXX";
    int file = mkstemp(name), ends[2];
    (void)unused;
    if (file < 0 || pipe(ends) < 0) return 1;
    unlink(name);
    dup2(file, 1);
    dup2(ends[1], 2);
    struct rlimit none = {3, 3}; /* no further descriptor */
    if (setrlimit(RLIMIT_NOFILE, &none) < 0) return 4;
    an_std_leave_terminal();
    struct stat st;
    if (fstat(1, &st) < 0 || !S_ISREG(st.st_mode)) return 2;
    return device(0) && device(0) == device(2) ? 0 : 3;
}

static void who_leaves_the_terminal_keeps_files(void **state)
{
    (void)state;
    assert_int_equal(in_a_child(leave, 0), 0);
}

static void a_full_pipe_takes_nothing_and_nobody_waits(void **state)
{
    (void)state;
    static char bytes[1 << 20];
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    size_t room = an_std_write(ends[1], bytes, sizeof bytes, 0);
    assert_int_equal(errno, EAGAIN);
    assert_in_range(room, 4096, sizeof bytes - 1);
    assert_int_equal(an_std_write(ends[1], bytes, 1000, 0), 0);
    assert_int_equal(an_std_write(ends[1], bytes, 1000, 20), 0); /* milliseconds */
    assert_int_equal(errno, EAGAIN);
    assert_int_equal(read(ends[0], bytes, 4096), 4096);
    assert_int_equal(an_std_write(ends[1], bytes, 1000, 0), 1000);
    assert_int_equal(fcntl(ends[1], F_GETFL) & O_NONBLOCK, 0);
    close(ends[0]);
    assert_int_equal(an_std_write(ends[1], bytes, 1000, 1000), 0);
    assert_int_equal(errno, EPIPE);
    close(ends[1]);
}

/* Where the pipe cannot be opened a second time, a write of more than it has room for would wait. */
static int write_without_descriptors(int unused)
{
    static char bytes[1 << 20];
    int ends[2], before;
    (void)unused;
    if (pipe(ends) < 0) return 1;
    struct rlimit none = {(rlim_t)ends[1] + 1, (rlim_t)ends[1] + 1};
    if (setrlimit(RLIMIT_NOFILE, &none) < 0) return 2;
    alarm(20);
    size_t room = an_std_write(ends[1], bytes, sizeof bytes, 0);
    if (errno != EAGAIN || room < 4096 || room == sizeof bytes) return 3;
    if (ioctl(ends[0], FIONREAD, &before) < 0 || (size_t)before != room) return 4;
    return an_std_write(ends[1], "x", 1, 0) == 0 ? 0 : 5;
}

static void a_full_pipe_makes_nobody_wait_without_a_descriptor_left(void **state)
{
    (void)state;
    assert_int_equal(in_a_child(write_without_descriptors, 0), 0);
}

static void a_full_socket_takes_nothing_and_nobody_waits(void **state)
{
    (void)state;
    static char bytes[1 << 20];
    int ends[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    size_t room = an_std_write(ends[1], bytes, sizeof bytes, 0);
    assert_in_range(room, 1, sizeof bytes - 1);
    assert_int_equal(errno, EAGAIN);
    assert_int_equal(fcntl(ends[1], F_GETFL) & O_NONBLOCK, 0);
    close(ends[0]);
    assert_int_equal(an_std_write(ends[1], bytes, 1, 0), 0);
    assert_int_equal(errno, EPIPE);
    close(ends[1]);
}

static void what_cannot_be_written_says_why(void **state)
{
    (void)state;
    int full = open("/dev/full", O_WRONLY);
    assert_int_equal(an_std_write(full, "x", 1, 1000), 0);
    assert_int_equal(errno, ENOSPC);
    close(full);
    assert_int_equal(an_std_write(full, "x", 1, 1000), 0);
    assert_int_equal(errno, EBADF);
}

/* A reader that comes while it is waited for. */
static void who_has_patience_gets_it_all_through(void **state)
{
    (void)state;
    static char bytes[1 << 20];
    int ends[2], status;
    assert_int_equal(pipe(ends), 0);
    pid_t pid = fork();
    if (pid == 0) {
        size_t len = 0;
        close(ends[1]);
        for (ssize_t n; (n = read(ends[0], bytes, sizeof bytes)) > 0;)
            len += (size_t)n;
        _exit(len == sizeof bytes ? 0 : 1);
    }
    close(ends[0]);
    assert_int_equal(an_std_write(ends[1], bytes, sizeof bytes, 60000), sizeof bytes);
    close(ends[1]);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_closed_is_filled_and_the_rest_stays),
        cmocka_unit_test(who_leaves_the_terminal_keeps_files),
        cmocka_unit_test(a_full_pipe_takes_nothing_and_nobody_waits),
        cmocka_unit_test(a_full_pipe_makes_nobody_wait_without_a_descriptor_left),
        cmocka_unit_test(a_full_socket_takes_nothing_and_nobody_waits),
        cmocka_unit_test(what_cannot_be_written_says_why),
        cmocka_unit_test(who_has_patience_gets_it_all_through),
    };
    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

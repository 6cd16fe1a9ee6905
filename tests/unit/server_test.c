/* server_test.c - a server from its configuration to its end: what it says when it cannot run,
 * what it needs, and what it leaves behind. Each runs in a child of the test, whose exit status
 * is what was found. */
#define _GNU_SOURCE /* setresuid */
#include "test.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child_help.h"
#include "folder_help.h"
#include "process/server.h"

static struct an_server server;

static void configure(void)
{
    an_server_init(&server);
    server.config.listen[0] = (struct an_listen){.host = "127.0.0.1", .speaks = AN_SPEAKS_ALL};
    server.config.listeners = 1;
    server.config.workers = server.config.reactors = 1;
}

static void each_try_says_what_is_wrong_with_it_alone(void **state)
{
    (void)state;
    static const struct an_app none;
    char first[sizeof server.error];
    an_server_init(&server);
    assert_true(an_server_run(&server, &none) < 0);
    memcpy(first, server.error, sizeof first);
    assert_string_equal(first, "there must be 1 to 16 listeners");
    assert_true(an_server_run(&server, &none) < 0);
    assert_string_equal(server.error, first);
}

/* In its first callback a worker looks around, and ends the server if all is well; if not, nobody
 * does. */
static bool (*all_is_well)(void);

static int look_around(void *ctx, struct an_worker *w, const struct an_event *ev)
{
    (void)ctx, (void)w;
    if (ev->type == AN_EV_START && all_is_well()) kill(getppid(), SIGTERM);
    return 0;
}

/* 0: it has run, and all was well. It dies with the test. */
static int run_looking(bool (*look)(void))
{
    static const struct an_app app = {.event = look_around};
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    all_is_well = look;
    int end = an_server_run(&server, &app);
    if (end != AN_OK) _exit(end > 0 ? 0 : 1); /* > 0: a worker's end */
    return 0;
}

static bool no_other_runs(void)
{
    static struct an_server other;
    static const struct an_app none;
    an_server_init(&other);
    return an_server_run(&other, &none) == AN_ESTATE;
}

static void a_worker_runs_no_server_of_its_own(void **state)
{
    (void)state;
    configure();
    pid_t pid = fork();
    if (pid == 0) _exit(run_looking(no_other_runs));
    assert_int_equal(child_status(pid), 0);
}

static bool nothing_listens(void)
{
    for (int fd = 0; fd < 1024; fd++) {
        int listens = 0;
        socklen_t len = sizeof listens;
        if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &len) == 0 && listens) return false;
    }
    return true;
}

/* Or whatever it starts would hold the port when the server has gone. */
static void a_worker_holds_no_port(void **state)
{
    (void)state;
    configure();
    pid_t pid = fork();
    if (pid == 0) _exit(run_looking(nothing_listens));
    assert_int_equal(child_status(pid), 0);
}

static bool nothing_to_see(void)
{
    return true;
}

static void a_server_that_has_stopped_leaves_nothing_open(void **state)
{
    (void)state;
    configure();
    pid_t pid = fork();
    if (pid == 0) {
        int before = folder_open_descriptors();
        run_looking(nothing_to_see);
        _exit(folder_open_descriptors() == before ? 0 : 2);
    }
    assert_int_equal(child_status(pid), 0);
}

static bool stdin_leads_nowhere(void)
{
    struct stat in, null;
    return fstat(STDIN_FILENO, &in) == 0 && stat("/dev/null", &null) == 0 &&
           in.st_rdev == null.st_rdev;
}

static void no_socket_stands_where_standard_input_was_closed(void **state)
{
    (void)state;
    configure();
    pid_t pid = fork();
    if (pid == 0) {
        close(STDIN_FILENO);
        _exit(run_looking(stdin_leads_nowhere));
    }
    assert_int_equal(child_status(pid), 0);
}

/* Who is not root may raise it up to the hard limit, which is below what all connections need
 * here. */
static void the_limit_on_open_files_is_raised_as_far_as_it_may_be(void **state)
{
    (void)state;
    configure();
    pid_t pid = fork();
    if (pid == 0) {
        struct rlimit limit = {20, 400};
        if (geteuid() == 0 && setresuid(65534, 65534, 65534) < 0) _exit(2);
        if (setrlimit(RLIMIT_NOFILE, &limit) < 0) _exit(3);
        _exit(run_looking(nothing_to_see));
    }
    assert_int_equal(child_status(pid), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_try_says_what_is_wrong_with_it_alone),
        cmocka_unit_test(a_worker_runs_no_server_of_its_own),
        cmocka_unit_test(a_worker_holds_no_port),
        cmocka_unit_test(a_server_that_has_stopped_leaves_nothing_open),
        cmocka_unit_test(no_socket_stands_where_standard_input_was_closed),
        cmocka_unit_test(the_limit_on_open_files_is_raised_as_far_as_it_may_be),
    };
    return cmocka_run_group_tests_name("server", tests, NULL, NULL);
}

/* supervisor_test.c - a supervisor that is a child of the test, which looks at its board: what is
 * true of a process that begins, and of a server that cannot. */
#include "test.h"

#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child_help.h"
#include "process/supervisor.h"
#include "worker_help.h"

#define CANNOT 42

static struct an_shm shm;
static _Atomic int *failures; /* so many more times START fails, in whatever process */

static int set_up(void **state)
{
    (void)state;
    worker_fabric(1, 1, 0, 4096);
    if (an_shm_map(&shm, sizeof *failures) < 0) return -1;
    failures = shm.base;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    worker_fabric_end();
    an_shm_unmap(&shm);
    return 0;
}

static int on_event(void *ctx, struct an_worker *w, const struct an_event *ev)
{
    (void)ctx, (void)w;
    if (ev->type != AN_EV_START || *failures == 0) return 0;
    --*failures;
    return 1;
}

/* It dies with the test, and all its processes with it. */
static pid_t supervise(struct an_listener *listeners, uint32_t count)
{
    static const struct an_app app = {.event = on_event};
    struct an_daemon d = {.tell = -1};
    pid_t pid = fork();
    if (pid) return pid;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    int end = an_supervise(&config, &fabric, listeners, count, &app, &d);
    _exit(end == AN_ESYS ? CANNOT : 0);
}

/* Waits until the seat has another process than this one, and that is ready. */
static uint32_t successor_of(uint32_t before)
{
    const struct an_proc_notice *n = &fabric.board->seat[0];
    uint32_t pid;
    alarm(20);
    while ((pid = an_board_get(&n->pid)) == 0 || pid == before ||
           an_board_get(&n->state) != AN_READY)
        sched_yield();
    alarm(0);
    return pid;
}

static void await_deaths(uint32_t deaths)
{
    alarm(20);
    while (an_board_get(&fabric.board->seat[0].deaths) < deaths)
        sched_yield();
    alarm(0);
}

/* The process of seat 0 leaves with a reload, and somebody who has not heard of it writes to it.
 * Another process has come and gone there when this returns; or so many that could not start. */
static pid_t supervise_a_late_writer(int failing)
{
    static const struct an_msg m = {.type = AN_MSG_MESSAGE};
    config.reload_ms = 3600000; /* it leaves by itself */
    pid_t pid = supervise(NULL, 0);
    successor_of(0);
    assert_int_equal(kill(pid, SIGUSR1), 0);
    await_deaths(1);
    *failures = failing;
    an_board_add_writer(fabric.board, 1, 0);
    worker_push(AN_WORKER, 1, AN_WORKER, 0, &m);
    assert_int_equal(kill(pid, SIGUSR2), 0); /* it looks, also when five seconds have passed */
    await_deaths(failing ? 1 + (uint32_t)failing : 2);
    return pid;
}

static void what_is_written_to_a_seat_that_was_left_is_read_by_a_process_that_leaves(void **state)
{
    (void)state;
    pid_t pid = supervise_a_late_writer(0);
    assert_false(an_fabric_waits(&fabric, AN_WORKER, 0));
    assert_int_equal(kill(pid, SIGTERM), 0);
    assert_int_equal(child_status(pid), 0);
}

/* Four that were to read it could not start: the next one is due in 800 ms. */
static void the_stop_waits_until_what_was_left_is_read(void **state)
{
    (void)state;
    pid_t pid = supervise_a_late_writer(4);
    assert_int_equal(kill(pid, SIGTERM), 0);
    assert_int_equal(child_status(pid), 0);
    assert_false(an_fabric_waits(&fabric, AN_WORKER, 0));
}

static void every_death_is_counted_and_a_crash_is_one_that_was_not_told(void **state)
{
    const struct an_proc_notice *n = &fabric.board->seat[0];
    (void)state;
    pid_t pid = supervise(NULL, 0);
    uint32_t first = successor_of(0);
    assert_int_equal(kill((pid_t)first, SIGKILL), 0);
    successor_of(first);
    assert_int_equal(an_board_get(&n->deaths), 1);
    assert_int_equal(an_board_get(&n->crashes), 1);
    assert_int_equal(kill(pid, SIGUSR1), 0);
    await_deaths(2);
    assert_int_equal(an_board_get(&n->crashes), 1);
    assert_int_equal(kill(pid, SIGTERM), 0);
    assert_int_equal(child_status(pid), 0);
}

/* Or all its successors would leave as well. */
static void a_process_is_not_condemned_for_its_predecessor(void **state)
{
    (void)state;
    pid_t pid = supervise(NULL, 0);
    uint32_t first = successor_of(0);
    an_board_set(&fabric.board->seat[0].condemned, 1);
    an_fabric_ring_one(&fabric, AN_WORKER, 0);
    successor_of(first);
    assert_int_equal(an_board_get(&fabric.board->seat[0].condemned), 0);
    assert_int_equal(kill(pid, SIGTERM), 0);
    assert_int_equal(child_status(pid), 0);
}

static void a_network_process_that_cannot_start_ends_the_server(void **state)
{
    (void)state;
    struct an_listener none = {.fd = -1};
    assert_int_equal(child_status(supervise(&none, 1)), CANNOT);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_is_written_to_a_seat_that_was_left_is_read_by_a_process_that_leaves),
        TEST(the_stop_waits_until_what_was_left_is_read),
        TEST(every_death_is_counted_and_a_crash_is_one_that_was_not_told),
        TEST(a_process_is_not_condemned_for_its_predecessor),
        TEST(a_network_process_that_cannot_start_ends_the_server),
    };
    return cmocka_run_group_tests_name("supervisor", tests, NULL, NULL);
}

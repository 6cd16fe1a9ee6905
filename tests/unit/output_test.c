/* output_test.c - what the script prints into a pipe that nobody reads. */
#define _GNU_SOURCE /* pipe2 */
#include "test.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "ground/log.h"
#include "process/output.h"

static int usual, out[2], log_ends[2];

static int set_up(void **state)
{
    (void)state;
    signal(SIGPIPE, SIG_IGN);
    usual = dup(STDOUT_FILENO);
    if (pipe(out) < 0 || pipe2(log_ends, O_NONBLOCK) < 0 || dup2(out[1], STDOUT_FILENO) < 0)
        return -1;
    an_log_init(log_ends[1], AN_LOG_INFO);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    dup2(usual, STDOUT_FILENO);
    an_log_init(STDERR_FILENO, AN_LOG_INFO);
    return 0;
}

static void a_part_that_is_lost_is_told_and_what_is_lost_then_is_waited_for_no_more(void **state)
{
    static char letters[1 << 20];
    char log[1024];
    (void)state;
    an_output_print(letters, sizeof letters); /* the pipe takes a part of it */
    ssize_t len = read(log_ends[0], log, sizeof log - 1);
    assert_true(len > 0);
    log[len] = 0;
    assert_non_null(strstr(log, "nobody reads it: what the script prints is lost"));
    alarm(20); /* a second for each would be longer */
    for (int i = 0; i < 40; i++)
        an_output_print(letters, sizeof letters);
    alarm(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            a_part_that_is_lost_is_told_and_what_is_lost_then_is_waited_for_no_more, set_up,
            tear_down),
    };
    return cmocka_run_group_tests_name("output", tests, NULL, NULL);
}

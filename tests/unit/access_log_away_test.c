/* access_log_away_test.c - what is asked of an access log while its job is away, held up by a pipe that nobody reads; and what it leaves behind. */
#include "test.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "access_log_help.h"
#include "ground/log.h"

#define DEADLINE_S 20
#define PIPE_LINES 40 /* a page of them, and some bytes */

static int set_up(void **state)
{
    alarm(DEADLINE_S);
    return log_set_up(state);
}

static int tear_down(void **state)
{
    alarm(0);
    return log_tear_down(state);
}

/* Until the pipe is full: from then on the job waits. */
static void hold_up(int fd, unsigned lines)
{
    int waiting = 0;
    log_put(&log_a, lines);
    assert_false(an_access_log_flush(log_a.log));
    while (waiting < PIPE_LINES * LINE)
        assert_int_equal(ioctl(fd, FIONREAD, &waiting), 0);
}

static void read_lines(int fd, unsigned lines)
{
    while (log_text_len < (size_t)lines * LINE) {
        log_read(fd);
        uv_run(&log_a.loop.uv, UV_RUN_NOWAIT);
    }
}

/* Its time came while the job was away: nobody asks again. */
static void a_line_that_was_due_meanwhile_is_written(void **state)
{
    (void)state;
    unsigned next = 0;
    int fd = log_pipe();
    log_text_len = 0;
    hold_up(fd, 3 * PIPE_LINES);
    log_put(&log_a, 1);
    while (an_wheel_next(&log_a.loop.wheel) != AN_NEVER) /* until it is due */
        uv_run(&log_a.loop.uv, UV_RUN_ONCE);
    read_lines(fd, 3 * PIPE_LINES + 1);
    assert_int_equal(log_lines(&next, 1), 3 * PIPE_LINES + 1);
    log_close(&log_a);
    close(fd);
}

static void a_reopen_that_was_asked_for_meanwhile_is_done(void **state)
{
    (void)state;
    int fd = log_pipe();
    log_text_len = 0;
    hold_up(fd, 3 * PIPE_LINES);
    assert_int_equal(rename(log_path, log_moved), 0);
    an_access_log_reopen(log_a.log, 1);
    read_lines(fd, 3 * PIPE_LINES);
    while (log_size(log_path) < 0) /* though no line comes */
        uv_run(&log_a.loop.uv, UV_RUN_ONCE);
    log_close(&log_a);
    close(fd);
}

static void write_to_pipe(void *arg)
{
    struct log_side *s = arg;
    for (int i = 0; i < 20; i++) {
        log_put(s, 3 * PIPE_LINES);
        log_flush(s);
    }
    log_close(s);
}

/* What is written at once is so little that a pipe takes it whole. */
static void lines_of_two_logs_in_one_pipe_never_mix(void **state)
{
    (void)state;
    struct log_side b;
    uv_thread_t thread[2];
    unsigned next[2] = {0, 0};
    int fd = log_pipe();
    log_text_len = 0;
    log_open(&b, 'b');
    assert_int_equal(uv_thread_create(&thread[0], write_to_pipe, &log_a), 0);
    assert_int_equal(uv_thread_create(&thread[1], write_to_pipe, &b), 0);
    while (log_text_len < (size_t)2 * 20 * 3 * PIPE_LINES * LINE)
        log_read(fd);
    for (int i = 0; i < 2; i++)
        uv_thread_join(&thread[i]);
    close(fd);
    assert_int_equal(log_lines(next, 2), 2 * 20 * 3 * PIPE_LINES);
}

static size_t descriptors(void)
{
    size_t n = 0;
    DIR *dir = opendir("/proc/self/fd");
    assert_non_null(dir);
    while (readdir(dir))
        n++;
    closedir(dir);
    return n;
}

static void files_that_are_left_are_closed(void **state)
{
    (void)state;
    log_put(&log_a, 1);
    log_flush(&log_a);
    size_t before = descriptors();
    for (uint32_t i = 1; i <= 5; i++) {
        an_access_log_reopen(log_a.log, i);
        log_flush(&log_a);
    }
    assert_int_equal(descriptors(), before);
    log_close(&log_a);
}

static void limit_files(rlim_t bytes)
{
    struct rlimit r;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &r), 0);
    r.rlim_cur = bytes;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &r), 0);
}

/* Half a line at the end of the old file ends there. */
static void a_new_file_begins_with_a_line(void **state)
{
    (void)state;
    int nowhere = open("/dev/null", O_WRONLY);
    an_log_init(nowhere, AN_LOG_ERROR); /* our own log has no room either */
    limit_files(LINE / 2);
    log_put(&log_a, 1);
    log_flush(&log_a);
    limit_files(RLIM_INFINITY);
    an_log_init(STDERR_FILENO, AN_LOG_INFO);
    close(nowhere);
    assert_int_equal(rename(log_path, log_moved), 0);
    an_access_log_reopen(log_a.log, 1);
    log_put(&log_a, 1);
    log_close(&log_a);
    assert_int_equal(log_size(log_path), LINE);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_line_that_was_due_meanwhile_is_written),
        TEST(a_reopen_that_was_asked_for_meanwhile_is_done),
        TEST(lines_of_two_logs_in_one_pipe_never_mix),
        TEST(files_that_are_left_are_closed),
        TEST(a_new_file_begins_with_a_line),
    };
    return cmocka_run_group_tests_name("access_log_away", tests, NULL, NULL);
}

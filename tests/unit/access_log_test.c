/* access_log_test.c - lines on their way to a real file, over a real loop and the real thread pool. */
#include "test.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "access_log_help.h"

static void lines_are_written_whole_and_in_order(void **state)
{
    (void)state;
    unsigned next = 0;
    for (int i = 0; i < 100; i++) {
        log_put(&log_a, 1000);
        log_flush(&log_a);
    }
    log_close(&log_a);
    log_load(log_path);
    assert_int_equal(log_lines(&next, 1), 100000);
    assert_int_equal(log_a.lost, 0);
}

static void a_close_writes_what_was_put(void **state)
{
    (void)state;
    unsigned next = 0;
    log_put(&log_a, ENOUGH + 10);
    log_close(&log_a);
    log_load(log_path);
    assert_int_equal(log_lines(&next, 1), ENOUGH + 10);
}

static void without_a_line_there_is_no_file(void **state)
{
    (void)state;
    assert_true(an_access_log_flush(log_a.log));
    log_close(&log_a);
    assert_int_equal(log_size(log_path), -1);
}

/* Nobody asks for a flush. */
static void a_line_is_written_though_no_other_follows(void **state)
{
    (void)state;
    log_put(&log_a, 1);
    while (log_size(log_path) < LINE)
        uv_run(&log_a.loop.uv, UV_RUN_ONCE);
    log_put(&log_a, 1);
    while (log_size(log_path) < 2 * LINE)
        uv_run(&log_a.loop.uv, UV_RUN_ONCE);
    log_close(&log_a);
}

static void enough_lines_wait_for_no_time(void **state)
{
    (void)state;
    log_put(&log_a, 1);
    assert_int_not_equal(an_wheel_next(&log_a.loop.wheel), AN_NEVER);
    log_put(&log_a, ENOUGH - 1);
    assert_int_equal(an_wheel_next(&log_a.loop.wheel), AN_NEVER);
    log_close(&log_a);
    assert_int_equal(log_a.lost, 0);
}

static void write_many(void *arg)
{
    struct log_side *s = arg;
    for (int i = 0; i < 200; i++) {
        log_put(s, 100 + i);
        if (i % 3 == 0) log_flush(s);
        uv_run(&s->loop.uv, UV_RUN_NOWAIT);
    }
    log_close(s);
}

static void lines_of_two_logs_on_one_file_never_mix(void **state)
{
    (void)state;
    struct log_side two;
    unsigned next[2] = {0, 0};
    uv_thread_t thread[2];
    log_open(&two, 'b');
    assert_int_equal(uv_thread_create(&thread[0], write_many, &log_a), 0);
    assert_int_equal(uv_thread_create(&thread[1], write_many, &two), 0);
    for (int i = 0; i < 2; i++)
        uv_thread_join(&thread[i]);
    log_load(log_path);
    assert_int_equal(log_lines(next, 2), log_a.put - log_a.lost + two.put - two.lost);
    assert_true(log_a.put == two.put && log_a.put > 0);
}

static void a_reopen_after_a_rename_loses_nothing(void **state)
{
    (void)state;
    unsigned next = 0, before;
    log_put(&log_a, ENOUGH + 100); /* what was enough is away, the rest waits */
    while (log_size(log_path) < 0)
        uv_run(&log_a.loop.uv, UV_RUN_NOWAIT);
    assert_int_equal(rename(log_path, log_moved), 0);
    an_access_log_reopen(log_a.log, 1);
    log_put(&log_a, 50);
    log_close(&log_a);
    log_load(log_moved);
    before = log_lines(&next, 1);
    assert_in_range(before, 1, ENOUGH + 100);
    log_load(log_path);
    assert_int_equal(before + log_lines(&next, 1), log_a.put);
    assert_int_equal(log_a.lost, 0);
}

static void a_reopen_makes_the_file_though_no_line_comes(void **state)
{
    (void)state;
    log_put(&log_a, 1);
    log_flush(&log_a);
    assert_int_equal(rename(log_path, log_moved), 0);
    an_access_log_reopen(log_a.log, 7);
    log_flush(&log_a);
    assert_int_equal(log_size(log_path), 0);
    log_close(&log_a);
    assert_int_equal(log_size(log_moved), LINE);
}

static void a_reopen_of_a_number_that_is_known_is_none(void **state)
{
    (void)state;
    an_access_log_reopen(log_a.log, 0);
    log_flush(&log_a);
    assert_int_equal(log_size(log_path), -1);
    an_access_log_reopen(log_a.log, 1);
    log_flush(&log_a);
    assert_int_equal(unlink(log_path), 0);
    an_access_log_reopen(log_a.log, 1);
    log_flush(&log_a);
    assert_int_equal(log_size(log_path), -1);
    log_close(&log_a);
}

static void a_line_beyond_a_buffer_is_lost(void **state)
{
    (void)state;
    static char line[AN_ACCESS_LOG_BUFFER + 1];
    memset(line, 'x', sizeof line);
    line[AN_ACCESS_LOG_BUFFER - 1] = line[AN_ACCESS_LOG_BUFFER] = '\n';
    assert_int_equal(an_access_log_put(log_a.log, line, AN_ACCESS_LOG_BUFFER + 1), 1);
    assert_int_equal(an_access_log_put(log_a.log, line, AN_ACCESS_LOG_BUFFER), 0);
    log_close(&log_a);
    assert_int_equal(log_size(log_path), AN_ACCESS_LOG_BUFFER);
}

static void a_line_beyond_what_a_pipe_takes_at_once_arrives(void **state)
{
    (void)state;
    static char line[10001];
    memset(line, 'x', sizeof line - 1);
    line[sizeof line - 2] = '\n';
    int fd = log_pipe();
    log_put(&log_a, 1);
    assert_int_equal(an_access_log_put(log_a.log, line, sizeof line - 1), 0);
    log_put(&log_a, 1);
    for (log_text_len = 0; !an_access_log_flush(log_a.log); log_read(fd))
        uv_run(&log_a.loop.uv, UV_RUN_NOWAIT);
    log_read(fd);
    log_close(&log_a);
    close(fd);
    assert_int_equal(log_text_len, LINE + sizeof line - 1 + LINE);
    assert_memory_equal(log_text + LINE, line, sizeof line - 1);
}

static void no_path_is_no_log(void **state)
{
    (void)state;
    log_close(&log_a);
    assert_null(an_access_log_open(&log_a.loop, NULL, 0));
    an_access_log_reopen(NULL, 1);
    assert_true(an_access_log_flush(NULL));
    assert_int_equal(an_access_log_close(NULL), 0);
}

static void a_check_makes_the_file_or_says_why_not(void **state)
{
    (void)state;
    struct stat st;
    char other[128];
    mode_t old = umask(0);
    log_close(&log_a);
    assert_int_equal(an_access_log_check(log_path), AN_OK);
    umask(old);
    assert_int_equal(stat(log_path, &st), 0);
    assert_int_equal(st.st_mode, S_IFREG | 0640);
    snprintf(other, sizeof other, "%s/missing/access.log", log_folder);
    assert_int_equal(an_access_log_check(other), AN_ENOENT);
    snprintf(other, sizeof other, "%s/below", log_path);
    assert_int_equal(an_access_log_check(other), AN_ENOENT);
    assert_int_equal(an_access_log_check(log_folder), AN_ESYS);
    assert_int_equal(errno, EISDIR);
    unlink(log_path);
    assert_int_equal(mkfifo(log_path, 0600), 0);
    assert_int_equal(an_access_log_check(log_path), AN_ESYS);
    assert_int_equal(errno, ENXIO);
}

/* Whoever may write to the folder puts one there while the server is told to open its log anew: the old file goes on. */
static void a_symbolic_link_is_not_followed(void **state)
{
    (void)state;
    char target[128];
    snprintf(target, sizeof target, "%s/target", log_folder);
    log_put(&log_a, 1);
    log_flush(&log_a);
    assert_int_equal(rename(log_path, log_moved), 0);
    assert_int_equal(symlink(target, log_path), 0);
    assert_int_equal(an_access_log_check(log_path), AN_EACCES);
    assert_int_equal(errno, ELOOP);
    an_access_log_reopen(log_a.log, 1);
    log_put(&log_a, 1);
    log_close(&log_a);
    assert_int_equal(log_size(target), -1);
    assert_int_equal(log_size(log_moved), 2 * LINE);
    assert_int_equal(log_a.lost, 0);
}

/* Which may be a pipe, a file, or a socket, that cannot be opened by any name. */
static void standard_output_is_what_the_process_has(void **state)
{
    (void)state;
    int end[2], kept = dup(1);
    unsigned next = 0;
    log_close(&log_a);
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, end), 0);
    fflush(stdout);
    assert_int_equal(dup2(end[1], 1), 1);
    int err = an_access_log_check("/dev/stdout");
    char before[sizeof log_path];
    memcpy(before, log_path, sizeof before);
    snprintf(log_path, sizeof log_path, "/dev/stdout");
    log_open(&log_a, 'a');
    log_put(&log_a, 2);
    log_close(&log_a);
    memcpy(log_path, before, sizeof before);
    dup2(kept, 1);
    close(kept);
    close(end[1]);
    assert_int_equal(err, AN_OK);
    log_text_len = 0;
    log_read(end[0]);
    close(end[0]);
    assert_int_equal(log_lines(&next, 1), 2);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, log_set_up, log_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(lines_are_written_whole_and_in_order),
        TEST(a_close_writes_what_was_put),
        TEST(without_a_line_there_is_no_file),
        TEST(a_line_is_written_though_no_other_follows),
        TEST(enough_lines_wait_for_no_time),
        TEST(lines_of_two_logs_on_one_file_never_mix),
        TEST(a_reopen_after_a_rename_loses_nothing),
        TEST(a_reopen_makes_the_file_though_no_line_comes),
        TEST(a_reopen_of_a_number_that_is_known_is_none),
        TEST(a_line_beyond_a_buffer_is_lost),
        TEST(a_line_beyond_what_a_pipe_takes_at_once_arrives),
        TEST(no_path_is_no_log),
        TEST(a_check_makes_the_file_or_says_why_not),
        TEST(a_symbolic_link_is_not_followed),
        TEST(standard_output_is_what_the_process_has),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

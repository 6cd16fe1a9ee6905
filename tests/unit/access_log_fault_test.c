/* access_log_fault_test.c - the access log when its file is slow, full, missing, or a pipe: lines may be lost, and are counted; nothing else happens. */
#include "test.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "access_log_help.h"
#include "ground/log.h"

static char said[96];

/* Our own log goes to a file meanwhile. */
static int listen_in(void)
{
    snprintf(said, sizeof said, "%s/said", log_folder);
    int fd = open(said, O_RDWR | O_CREAT | O_APPEND, 0600);
    assert_true(fd >= 0);
    an_log_init(fd, AN_LOG_INFO);
    return fd;
}

static unsigned heard(int fd, const char *what)
{
    unsigned lines = 0;
    an_log_init(STDERR_FILENO, AN_LOG_INFO);
    close(fd);
    log_load(said);
    unlink(said);
    for (char *p = log_text; (p = strstr(p, what)); p++)
        lines++;
    return lines;
}

static void while_a_path_cannot_be_opened_the_old_file_is_used(void **state)
{
    (void)state;
    unsigned next = 0;
    char away[96], file[128];
    snprintf(away, sizeof away, "%s-away", log_folder);
    snprintf(file, sizeof file, "%s/access.log", away);
    log_put(&log_a, 1);
    log_flush(&log_a);
    assert_int_equal(rename(log_folder, away), 0);
    an_access_log_reopen(log_a.log, 1);
    log_put(&log_a, 2);
    log_flush(&log_a);
    log_load(file);
    assert_int_equal(log_lines(&next, 1), 3);
    assert_int_equal(rename(away, log_folder), 0);
    assert_int_equal(rename(log_path, log_moved), 0);
    log_put(&log_a, 1); /* it is still to be opened */
    log_close(&log_a);
    assert_int_equal(log_size(log_path), LINE);
    assert_int_equal(log_a.lost, 0);
}

static void lines_are_lost_and_counted_when_both_buffers_are_full(void **state)
{
    (void)state;
    unsigned next = 0;
    int fd = log_pipe();
    while (!log_a.lost) {
        log_put(&log_a, 1);
        uv_run(&log_a.loop.uv, UV_RUN_NOWAIT);
    }
    assert_in_range(log_a.put, AN_ACCESS_LOG_BUFFER / LINE, 2 * AN_ACCESS_LOG_BUFFER / LINE);
    log_put(&log_a, 10);
    assert_int_equal(log_a.lost, 11);
    for (log_text_len = 0; !an_access_log_flush(log_a.log); log_read(fd))
        uv_run(&log_a.loop.uv, UV_RUN_NOWAIT);
    log_put(&log_a, 1);
    for (; !an_access_log_flush(log_a.log); log_read(fd))
        uv_run(&log_a.loop.uv, UV_RUN_NOWAIT);
    log_read(fd);
    log_close(&log_a);
    close(fd);
    assert_int_equal(log_lines(&next, 1), log_a.put - 11);
    assert_int_equal(next, log_a.put);
}

static void a_folder_that_is_missing_costs_lines_and_is_said_once(void **state)
{
    (void)state;
    char away[96];
    int fd = listen_in();
    snprintf(away, sizeof away, "%s-away", log_folder);
    assert_int_equal(rename(log_folder, away), 0);
    for (int i = 0; i < 5; i++) {
        log_put(&log_a, 3);
        log_flush(&log_a);
    }
    assert_int_equal(rename(away, log_folder), 0);
    log_put(&log_a, 1);
    log_close(&log_a);
    assert_int_equal(log_a.lost, 15);
    assert_int_equal(heard(fd, "cannot open the access log /tmp/appnet-access-"), 1);
    assert_int_equal(log_size(log_path), LINE);
}

static void a_pipe_without_a_reader_holds_nothing_up(void **state)
{
    (void)state;
    int fd = listen_in();
    close(log_pipe());
    log_put(&log_a, 3);
    log_flush(&log_a);
    int reader = open(log_path, O_RDONLY | O_NONBLOCK);
    log_put(&log_a, 1);
    log_flush(&log_a);
    log_text_len = 0;
    log_read(reader);
    assert_int_equal(log_text_len, LINE);
    close(reader);
    log_put(&log_a, 1);
    log_close(&log_a);
    assert_int_equal(log_a.lost, 4);
    assert_int_equal(heard(fd, "cannot open the access log"), 1);
}

static void limit_files(rlim_t bytes)
{
    struct rlimit r;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &r), 0);
    r.rlim_cur = bytes;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &r), 0);
}

/* Ten lines and a half find room. Later there is more, and the half is a line of its own. */
static void a_full_disk_costs_lines_and_nothing_else(void **state)
{
    (void)state;
    char line[LINE + 1];
    int fd = listen_in();
    limit_files(10 * LINE + LINE / 2);
    log_put(&log_a, 20);
    log_flush(&log_a);
    limit_files(RLIM_INFINITY);
    assert_int_equal(log_size(log_path), 10 * LINE + LINE / 2);
    log_put(&log_a, 1);
    assert_int_equal(log_a.lost, 10);
    log_flush(&log_a);
    log_put(&log_a, 1);
    log_close(&log_a);
    assert_int_equal(log_a.lost, 10);
    assert_int_equal(heard(fd, "cannot write the access log"), 1);
    log_load(log_path);
    assert_int_equal(log_text_len, 12 * LINE + LINE / 2 + 1);
    log_line('a', 10, line);
    assert_memory_equal(log_text + 10 * LINE, line, LINE / 2);
    assert_int_equal(log_text[10 * LINE + LINE / 2], '\n');
    for (unsigned i = 0; i < 2; i++) {
        log_line('a', 20 + i, line);
        assert_memory_equal(log_text + (10 + i) * LINE + LINE / 2 + 1, line, LINE);
    }
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, log_set_up, log_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(while_a_path_cannot_be_opened_the_old_file_is_used),
        TEST(lines_are_lost_and_counted_when_both_buffers_are_full),
        TEST(a_folder_that_is_missing_costs_lines_and_is_said_once),
        TEST(a_pipe_without_a_reader_holds_nothing_up),
        TEST(a_full_disk_costs_lines_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

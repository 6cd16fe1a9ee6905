/* log_test.c - what a line looks like, and that it leaves in one write. Lines go to a datagram socket: one write, one read. */
#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <regex.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ground/log.h"

static int ends[2];
static char line[4096];

static int open_log(void **state)
{
    (void)state;
    if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, ends) < 0) return -1;
    an_log_init(ends[1], AN_LOG_INFO);
    an_log_role("%s", "");
    return 0;
}

static int close_log(void **state)
{
    (void)state;
    an_log_init(STDERR_FILENO, AN_LOG_INFO);
    close(ends[0]);
    close(ends[1]);
    return 0;
}

/* What one write brought; false: nothing was written. */
static bool next_line(void)
{
    ssize_t n = read(ends[0], line, sizeof line - 1);
    if (n < 0) assert_int_equal(errno, EAGAIN);
    line[n < 0 ? 0 : n] = '\0';
    return n >= 0;
}

static void expect_form(const char *form)
{
    regex_t re;
    assert_true(next_line());
    assert_int_equal(regcomp(&re, form, REG_EXTENDED | REG_NOSUB), 0);
    int found = regexec(&re, line, 0, NULL, 0);
    regfree(&re);
    if (found != 0) fail_msg("\"%s\" does not look like %s", line, form);
}

#define TIME "^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3} "

static void a_line_says_when_who_how_bad_and_what(void **state)
{
    (void)state;
    char form[200];
    an_log(AN_LOG_INFO, "listening on %s:%d", "::1", 9501);
    snprintf(form, sizeof form, TIME "appnet\\[%d\\] listening on ::1:9501\n$", (int)getpid());
    expect_form(form);
    an_log_role("worker %d", 3);
    an_log(AN_LOG_WARN, "slow");
    expect_form(TIME "appnet\\[[0-9]+\\] worker 3: warning: slow\n$");
    an_log(AN_LOG_ERROR, "gone");
    expect_form(TIME "appnet\\[[0-9]+\\] worker 3: error: gone\n$");
}

static void only_levels_that_matter_are_written(void **state)
{
    (void)state;
    for (int least = AN_LOG_ERROR; least <= AN_LOG_DEBUG; least++) {
        an_log_init(ends[1], (enum an_log_level)least);
        for (int level = AN_LOG_ERROR; level <= AN_LOG_DEBUG; level++) {
            an_log((enum an_log_level)level, "text");
            assert_int_equal(next_line(), level <= least);
        }
    }
    an_log(AN_LOG_DEBUG, "text");
    expect_form("debug: text\n$");
}

static void a_long_line_is_cut_and_still_ends(void **state)
{
    (void)state;
    static char text[5000];
    an_log_role("%s", "net");
    for (size_t len = 900; len < sizeof text; len += len < 1100 ? 1 : 1000) {
        memset(text, 'a', len);
        text[len] = '\0';
        an_log(AN_LOG_INFO, "%s", text);
        assert_true(next_line());
        size_t before = (size_t)(strstr(line, "net: ") + 5 - line), whole = before + len + 1;
        assert_int_equal(strlen(line), whole < 1024 ? whole : 1024);
        assert_ptr_equal(strchr(line, '\n'), line + strlen(line) - 1);
        assert_int_equal(strspn(line + before, "a"), strlen(line) - before - 1);
    }
}

static void no_text_forges_a_line(void **state)
{
    (void)state;
    for (int c = 1; c < 256; c++) {
        bool control = c < 0x20 || c == 0x7f;
        an_log(AN_LOG_INFO, "<%c>\n", c);
        assert_true(next_line());
        char *at = strchr(line, '<');
        assert_int_equal((unsigned char)at[1], control ? '?' : c);
        assert_string_equal(at + 2, ">?\n");
    }
    an_log(AN_LOG_INFO, "%c|", 0);
    assert_true(next_line());
    assert_non_null(strstr(line, "?|\n"));
}

static void errno_survives(void **state)
{
    (void)state;
    errno = ENOENT;
    an_log(AN_LOG_INFO, "%m");
    assert_int_equal(errno, ENOENT);
    assert_true(next_line());
    assert_non_null(strstr(line, strerror(ENOENT)));
    an_log_init(-1, AN_LOG_INFO);
    errno = EDOM;
    an_log(AN_LOG_ERROR, "cannot be written");
    assert_int_equal(errno, EDOM);
    an_log_init(ends[1], AN_LOG_INFO);
    an_log(AN_LOG_INFO, "can");
    expect_form("warning: 1 line was dropped: the log could not be written\n$");
    expect_form("can\n$");
}

static size_t emptied(int fd, char *text, size_t size)
{
    size_t len = 0;
    for (ssize_t n; (n = read(fd, text + len, size - len)) > 0;)
        len += (size_t)n;
    return len;
}

/* The pipe blocks, as those of shells do; the log does not. */
static void a_log_that_nobody_reads_drops_lines_and_says_how_many(void **state)
{
    (void)state;
    static char text[1 << 17];
    int ends_of_pipe[2];
    unsigned arrived = 0, lines = 300;
    assert_int_equal(pipe(ends_of_pipe), 0);
    an_log_init(ends_of_pipe[1], AN_LOG_INFO);
    for (unsigned i = 0; i < lines; i++)
        an_log(AN_LOG_INFO, "%01000u", i);
    assert_int_equal(fcntl(ends_of_pipe[1], F_GETFL) & O_NONBLOCK, 0);
    fcntl(ends_of_pipe[0], F_SETFL, O_NONBLOCK);
    size_t len = emptied(ends_of_pipe[0], text, sizeof text);
    for (size_t i = 0; i < len; i++)
        arrived += text[i] == '\n';
    assert_in_range(arrived, 1, lines - 1);
    assert_int_equal(text[len - 1], '\n'); /* none was cut */
    an_log(AN_LOG_INFO, "again");
    len = emptied(ends_of_pipe[0], text, sizeof text - 1);
    text[len] = 0;
    char wanted[100];
    snprintf(wanted, sizeof wanted, "warning: %u lines were dropped: ", lines - arrived);
    assert_non_null(strstr(text, wanted));
    assert_string_equal(text + len - 6, "again\n");
    close(ends_of_pipe[0]);
    close(ends_of_pipe[1]);
}

static void a_role_is_copied_and_cut(void **state)
{
    (void)state;
    char role[] = "0123456789012345678901234567890123456789";
    an_log_role("%s", role);
    memset(role, 'x', sizeof role - 1);
    an_log(AN_LOG_INFO, "text");
    expect_form("\\] 0123456789012345678901234567890: text\n$");
}

int main(void)
{
#define EACH(test) cmocka_unit_test_setup_teardown(test, open_log, close_log)
    const struct CMUnitTest tests[] = {
        EACH(a_line_says_when_who_how_bad_and_what),
        EACH(only_levels_that_matter_are_written),
        EACH(a_long_line_is_cut_and_still_ends),
        EACH(no_text_forges_a_line),
        EACH(errno_survives),
        EACH(a_log_that_nobody_reads_drops_lines_and_says_how_many),
        EACH(a_role_is_copied_and_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

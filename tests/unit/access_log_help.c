/* access_log_help.c - see access_log_help.h. */
#define _GNU_SOURCE /* F_SETPIPE_SZ */
#include "test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "access_log_help.h"

struct log_side log_a;
char log_folder[64], log_path[96], log_moved[96];
char *log_text;
size_t log_text_len;

static bool nothing(void *ctx)
{
    (void)ctx;
    return false;
}

void log_open(struct log_side *s, char name)
{
    *s = (struct log_side){.name = name};
    assert_int_equal(an_bell_open(&s->bell_fd), AN_OK);
    assert_int_equal(an_loop_init(&s->loop, &s->bell, s->bell_fd, nothing, nothing, s), AN_OK);
    s->log = an_access_log_open(&s->loop, log_path, 0);
}

void log_close(struct log_side *s)
{
    s->lost += an_access_log_close(s->log);
    an_loop_fini(&s->loop);
    close(s->bell_fd);
}

int log_set_up(void **state)
{
    (void)state;
    snprintf(log_folder, sizeof log_folder, "/tmp/appnet-access-XXXXXX");
    if (!mkdtemp(log_folder)) return -1;
    snprintf(log_path, sizeof log_path, "%s/access.log", log_folder);
    snprintf(log_moved, sizeof log_moved, "%s/access.log.1", log_folder);
    log_open(&log_a, 'a');
    return 0;
}

int log_tear_down(void **state)
{
    (void)state;
    free(log_text);
    log_text = NULL;
    unlink(log_path);
    unlink(log_moved);
    return rmdir(log_folder);
}

void log_line(char name, unsigned n, char line[LINE + 1])
{
    int len = snprintf(line, LINE + 1, "%c %08u ", name, n);
    memset(line + len, 'a' + (int)(n % 26), (size_t)(LINE - 1 - len));
    memcpy(line + LINE - 1, "\n", 2);
}

void log_put(struct log_side *s, unsigned lines)
{
    char line[LINE + 1];
    while (lines--) {
        log_line(s->name, s->put++, line);
        s->lost += an_access_log_put(s->log, line, LINE);
    }
}

void log_flush(struct log_side *s)
{
    while (!an_access_log_flush(s->log))
        uv_run(&s->loop.uv, UV_RUN_ONCE);
}

void log_load(const char *file)
{
    struct stat st;
    int fd = open(file, O_RDONLY);
    assert_true(fd >= 0);
    assert_int_equal(fstat(fd, &st), 0);
    log_text_len = (size_t)st.st_size;
    log_text = realloc(log_text, log_text_len + 1);
    assert_int_equal(read(fd, log_text, log_text_len + 1), log_text_len);
    log_text[log_text_len] = 0;
    close(fd);
}

off_t log_size(const char *file)
{
    struct stat st;
    return stat(file, &st) == 0 ? st.st_size : -1;
}

unsigned log_lines(unsigned *next, size_t sides)
{
    char line[LINE + 1];
    unsigned lines = 0;
    assert_int_equal(log_text_len % LINE, 0);
    for (char *p = log_text; p < log_text + log_text_len; p += LINE, lines++) {
        unsigned side = (unsigned)(*p - 'a'), n = (unsigned)strtoul(p + 2, NULL, 10);
        assert_in_range(side, 0, sides - 1);
        assert_true(n >= next[side]);
        next[side] = n + 1;
        log_line(*p, n, line);
        assert_memory_equal(p, line, LINE);
    }
    return lines;
}

int log_pipe(void)
{
    assert_int_equal(mkfifo(log_path, 0600), 0);
    int fd = open(log_path, O_RDONLY | O_NONBLOCK);
    assert_true(fd >= 0);
    assert_true(fcntl(fd, F_SETPIPE_SZ, 4096) >= 4096);
    return fd;
}

void log_read(int fd)
{
    log_text = realloc(log_text, log_text_len + 4096);
    ssize_t n = read(fd, log_text + log_text_len, 4096);
    if (n > 0) log_text_len += (size_t)n;
}

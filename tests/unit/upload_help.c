/* upload_help.c - see upload_help.h. */
#define _GNU_SOURCE /* pipe2 */
#include "test.h"

#include "upload_help.h"

#include "ground/base.h"
#include "ground/log.h"
#include "protocol/http/form.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct upload_test up;

/* --- a folder of its own, and the log in a pipe --- */

int upload_setup(void **state)
{
    (void)state;
    an_config_init(&up.config);
    snprintf(up.dir, sizeof up.dir, "/tmp/upload_test_XXXXXX");
    assert_non_null(mkdtemp(up.dir));
    up.config.upload_dir = up.dir;
    assert_int_equal(pipe2(up.log_fd, O_NONBLOCK | O_CLOEXEC), 0);
    an_log_init(up.log_fd[1], AN_LOG_INFO);
    up.u = NULL;
    return 0;
}

int upload_teardown(void **state)
{
    (void)state;
    if (up.u) an_upload_abort(up.u);
    if (up.u) an_upload_free(up.u);
    an_log_init(2, AN_LOG_INFO);
    close(up.log_fd[0]);
    close(up.log_fd[1]);
    chmod(up.dir, 0700);
    return rmdir(up.dir); /* every test leaves it empty */
}

const char *upload_logged(void)
{
    static char text[4096];
    ssize_t n = read(up.log_fd[0], text, sizeof text - 1);
    text[n > 0 ? n : 0] = 0;
    return text;
}

int upload_files(void)
{
    int n = 0;
    DIR *d = opendir(up.dir);
    assert_non_null(d);
    for (struct dirent *e; (e = readdir(d));)
        n += *e->d_name != '.';
    closedir(d);
    return n;
}

/* --- a form --- */

void upload_begin(void)
{
    if (up.u) an_upload_free(up.u);
    up.u = an_upload_new(&up.config, (struct an_span){"B", 1});
}

int upload_feed(const char *text)
{
    return an_upload_feed(up.u, (const uint8_t *)text, strlen(text));
}

/* The whole form at once: the status. */
int upload_take(const char *text)
{
    upload_begin();
    int status = upload_feed(text);
    return status ? status : an_upload_end(up.u);
}

/* The form fails, says so ever after, and nothing is left of it. */
void upload_refuses(const char *text, int status)
{
    assert_int_equal(upload_take(text), status);
    assert_int_equal(upload_feed(FIELD("a", "1") END), status);
    assert_int_equal(an_upload_end(up.u), status);
    assert_int_equal(an_upload_block(up.u)->len, 0);
    assert_int_equal(upload_files(), 0);
}

void upload_remove_all(void)
{
    an_upload_remove(an_upload_block(up.u)->data, an_upload_block(up.u)->len);
    assert_int_equal(upload_files(), 0);
}

/* --- what it became, as text --- */

static char told[4096];

__attribute__((format(printf, 1, 2))) static void tell(const char *fmt, ...)
{
    size_t at = strlen(told);
    va_list args;
    va_start(args, fmt);
    vsnprintf(told + at, sizeof told - at, fmt, args);
    va_end(args);
}

static void tell_span(struct an_span s)
{
    tell("%.*s", (int)s.len, s.len ? s.p : "");
}

/* Named as nobody can guess, for nobody else, and as long as it is said to be. */
static void tell_contents(const struct an_form_entry *e)
{
    char path[256], bytes[256];
    struct stat st;
    size_t before = strlen(up.dir) + strlen("/appnet-");
    snprintf(path, sizeof path, "%.*s", (int)e->path.len, e->path.p);
    assert_memory_equal(path, up.dir, strlen(up.dir));
    assert_memory_equal(path + strlen(up.dir), "/appnet-", strlen("/appnet-"));
    assert_int_equal(strspn(path + before, "0123456789abcdef"), 32);
    assert_int_equal(e->path.len, before + 32);
    assert_int_equal(lstat(path, &st), 0);
    assert_int_equal(st.st_mode, S_IFREG | 0600);
    assert_int_equal(st.st_size, e->size);
    int fd = open(path, O_RDONLY);
    ssize_t n = read(fd, bytes, sizeof bytes);
    close(fd);
    tell(" %zu{%.*s}", (size_t)e->size, (int)n, bytes);
}

static void tell_entry(const struct an_form_entry *e)
{
    tell_span(e->name);
    if (e->kind == AN_FORM_FIELD) {
        tell("=");
        tell_span(e->value);
    } else {
        tell(": <");
        tell_span(e->filename);
        tell("> ");
        tell_span(e->media_type);
        if (e->path.len) tell_contents(e);
        if (e->error) tell(" error %u", e->error);
    }
    tell("\n");
}

void upload_is(const char *text)
{
    struct an_form f;
    struct an_form_entry e;
    int more;
    told[0] = 0;
    an_form_open(&f, an_upload_block(up.u)->data, an_upload_block(up.u)->len);
    while ((more = an_form_next(&f, &e)) > 0)
        tell_entry(&e);
    assert_int_equal(more, 0);
    assert_string_equal(told, text);
}

/* Whole, byte by byte, and split in two everywhere. */
void upload_becomes(const char *in, const char *text)
{
    size_t len = strlen(in);
    for (size_t split = 0; split < len; split++) {
        upload_begin();
        for (size_t at = 0, n; at < len; at += n) {
            n = split == 0 ? 1 : at == 0 ? split : len - split;
            assert_int_equal(an_upload_feed(up.u, (const uint8_t *)in + at, n), 0);
        }
        assert_int_equal(an_upload_end(up.u), 0);
        upload_is(text);
        upload_remove_all();
    }
    assert_int_equal(upload_take(in), 0);
    upload_is(text);
    upload_remove_all();
}

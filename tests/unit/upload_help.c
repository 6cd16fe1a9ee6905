/* upload_help.c - see upload_help.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "upload_help.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ground/base.h"
#include "ground/log.h"
#include "guard_help.h"
#include "protocol/form.h"

struct folder upload_folder;
static struct guard guard;
struct an_config upload_config;
struct an_upload *upload;
char upload_path[256]; /* of the last file of a text */

void upload_begin(void)
{
    if (upload) an_upload_free(upload);
    upload = an_upload_new(&upload_config, (struct an_span){"B", 1});
}

int upload_feed(const char *p, size_t n)
{
    return an_upload_feed(upload, guard_copy(&guard, p, n), n);
}

int upload_send(const char *form, size_t n)
{
    upload_begin();
    int status = upload_feed(form, n);
    return status ? status : an_upload_end(upload);
}

/* --- texts of blocks --- */

static char text[2048];

static void add(struct an_span s)
{
    size_t n = strlen(text);
    assert_true(s.len < sizeof text - n);
    if (s.len) memcpy(text + n, s.p, s.len);
    text[n + s.len] = 0;
}

static void add_text(const char *s)
{
    add((struct an_span){s, strlen(s)});
}

static void add_contents(const struct an_form_entry *e)
{
    char bytes[512];
    struct stat st;
    assert_in_range(e->path.len, 1, sizeof upload_path - 1);
    memcpy(upload_path, e->path.p, e->path.len);
    upload_path[e->path.len] = 0;
    int fd = open(upload_path, O_RDONLY);
    assert_true(fd >= 0 && fstat(fd, &st) == 0);
    assert_int_equal(st.st_size, e->size);
    assert_int_equal(st.st_mode, S_IFREG | 0600);
    ssize_t n = read(fd, bytes, sizeof bytes);
    close(fd);
    add_text("[");
    add((struct an_span){bytes, (size_t)n});
    add_text("]");
}

static void add_file(const struct an_form_entry *e)
{
    char more[64];
    add_text("(");
    add(e->filename);
    add_text(",");
    add(e->media_type);
    snprintf(more, sizeof more, ",%llu)", (unsigned long long)e->size);
    add_text(more);
    snprintf(more, sizeof more, "!%d", e->error);
    if (e->error)
        add_text(more);
    else
        add_contents(e);
}

const char *upload_text(void)
{
    struct an_form form;
    struct an_form_entry e;
    const struct an_buf *b = an_upload_block(upload);
    int more;
    *text = 0;
    an_form_open(&form, b->data, b->len);
    while ((more = an_form_next(&form, &e)) > 0) {
        if (*text) add_text(" ");
        add(e.name);
        if (e.kind == AN_FORM_FILE) {
            add_file(&e);
            continue;
        }
        add_text("=");
        add(e.value);
    }
    assert_int_equal(more, 0);
    return text;
}

void expect_upload_failed(int status, int expected)
{
    assert_int_equal(status, expected);
    assert_int_equal(upload_feed(FILE_PART("f", "a", "1"), 3), expected);
    assert_int_equal(an_upload_end(upload), expected);
    assert_int_equal(an_upload_block(upload)->len, 0);
    assert_int_equal(folder_count(&upload_folder), 0);
}

/* What is logged goes to a file of the test. */
static int log_fd = -1;

void expect_upload_logged(const char *part)
{
    char line[1024];
    ssize_t n = pread(log_fd, line, sizeof line - 1, 0);
    assert_true(n >= 0);
    line[n] = 0;
    assert_int_equal(ftruncate(log_fd, 0), 0);
    if (!*part) assert_int_equal(n, 0);
    assert_non_null(strstr(line, part));
}

static int open_fds;

int upload_set_up(void **state)
{
    (void)state;
    open_fds = folder_open_descriptors();
    folder_open(&upload_folder);
    guard_open(&guard, 8192);
    log_fd = folder_unnamed(&upload_folder);
    an_log_init(log_fd, AN_LOG_INFO);
    an_config_init(&upload_config);
    upload_config.upload_dir = upload_folder.path;
    return 0;
}

int upload_tear_down(void **state)
{
    (void)state;
    if (upload) an_upload_free(upload);
    upload = NULL;
    an_log_init(STDERR_FILENO, AN_LOG_INFO);
    close(log_fd);
    guard_close(&guard);
    folder_close(&upload_folder);
    return folder_open_descriptors() == open_fds ? 0 : -1;
}

/* upload_disk_test.c - uploads and the disk: large files, folders of every kind, and a disk that is full. */
#include "test.h"

#include "upload_help.h"

#include "protocol/http/form.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static int interrupts; /* so many writes are */

ssize_t write(int fd, const void *p, size_t n)
{
    if (!interrupts) return writev(fd, &(struct iovec){(void *)p, n}, 1);
    interrupts--;
    errno = EINTR;
    return -1;
}

static void takes(const char *text)
{
    assert_int_equal(upload_feed(text), 0);
}

static void a_file_of_the_form_may_be_large(void **state)
{
    (void)state;
    static uint8_t bytes[100000];
    struct stat st;
    struct an_form f;
    struct an_form_entry e;
    char path[256];
    upload_begin();
    takes("--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"big\"\r\n\r\n");
    for (int i = 0; i < 20; i++)
        assert_int_equal(an_upload_feed(up.u, bytes, sizeof bytes), 0);
    takes("\r\n" END);
    assert_int_equal(an_upload_end(up.u), 0);
    an_form_open(&f, an_upload_block(up.u)->data, an_upload_block(up.u)->len);
    assert_int_equal(an_form_next(&f, &e), 1);
    assert_int_equal(e.size, 20 * sizeof bytes);
    snprintf(path, sizeof path, "%.*s", (int)e.path.len, e.path.p);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_size, 20 * sizeof bytes);
    upload_remove_all();
}

static void a_write_that_is_interrupted_is_made_again(void **state)
{
    (void)state;
    interrupts = 2;
    assert_int_equal(upload_take(FILE_OF("f", "x", "hello") END), 0);
    assert_int_equal(interrupts, 0);
    upload_remove_all();
}

/* Workers may have gone to another folder. */
static void a_path_is_whole_where_that_of_the_folder_is_not(void **state)
{
    (void)state;
    int home = open(".", O_DIRECTORY | O_CLOEXEC);
    up.config.upload_dir = up.dir + strlen("/tmp/");
    assert_int_equal(chdir("/tmp"), 0);
    int status = upload_take(FILE_OF("f", "x", "hello") END);
    assert_int_equal(fchdir(home), 0);
    close(home);
    assert_int_equal(status, 0);
    upload_is("f: <x> text/plain 5{hello}\n");
    upload_remove_all();
}

static void expect_500(const char *why)
{
    upload_refuses(FIELD("a", "1") FILE_OF("f", "x", "hello") END, 500);
    const char *line = upload_logged();
    assert_non_null(strstr(line, up.config.upload_dir));
    assert_non_null(strstr(line, why));
    upload_becomes(FIELD("a", "1") FILE_OF("f", "", "") END, "a=1\nf: <> text/plain error 4\n");
    assert_string_equal(upload_logged(), "");
}

static void a_folder_that_is_missing_is_500(void **state)
{
    (void)state;
    up.config.upload_dir = "/nowhere/at/all";
    expect_500("No such file or directory");
}

static void a_folder_that_is_a_file_is_500(void **state)
{
    (void)state;
    up.config.upload_dir = "/dev/null";
    expect_500("Not a directory");
}

static void a_folder_whose_name_is_too_long_is_500(void **state)
{
    (void)state;
    static char name[5000] = "/";
    memset(name + 1, 'x', sizeof name - 2);
    up.config.upload_dir = name;
    upload_refuses(FILE_OF("f", "x", "hello") END, 500);
    assert_non_null(strstr(upload_logged(), "cannot be made"));
}

/* Root may write everywhere: it is somebody else for a while. */
static void a_folder_that_is_not_writable_is_500(void **state)
{
    (void)state;
    assert_int_equal(chmod(up.dir, 0555), 0);
    bool root = geteuid() == 0;
    if (root && seteuid(65534) < 0) skip();
    int status = upload_take(FILE_OF("f", "x", "hello") END);
    if (root) assert_int_equal(seteuid(0), 0);
    assert_int_equal(status, 500);
    assert_non_null(strstr(upload_logged(), "Permission denied"));
    assert_int_equal(upload_files(), 0);
}

/* A limit on the size of files ends a write as a full disk does: half of it, then an error. */
static void a_full_disk_is_507(void **state)
{
    (void)state;
    struct rlimit before, small;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = (struct rlimit){8, before.rlim_max};
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    int fits = upload_take(FILE_OF("f", "x", "01234567") END);
    int left = upload_files();
    an_upload_abort(up.u);
    int status = upload_take(FILE_OF("f", "x", "hello") FILE_OF("g", "y", "012345678") END);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, handler);
    assert_int_equal(fits, 0);
    assert_int_equal(left, 1);
    assert_int_equal(status, 507);
    assert_int_equal(upload_files(), 0);
    assert_non_null(strstr(upload_logged(), "File too large"));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, upload_setup, upload_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_file_of_the_form_may_be_large),
        TEST(a_write_that_is_interrupted_is_made_again),
        TEST(a_path_is_whole_where_that_of_the_folder_is_not),
        TEST(a_folder_that_is_missing_is_500),
        TEST(a_folder_that_is_a_file_is_500),
        TEST(a_folder_whose_name_is_too_long_is_500),
        TEST(a_folder_that_is_not_writable_is_500),
        TEST(a_full_disk_is_507),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* upload_fault_test.c - forms that are too much, none, cut short, or more than the disk takes: the status, and that nothing stays. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "upload_help.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- limits --- */

static void a_file_over_max_file_is_413(void **state)
{
    (void)state;
    upload_config.max_file = 5;
    assert_int_equal(SEND(FILE_PART("f", "a", "12345") FILE_PART("g", "a", "12345") END), 0);
    an_upload_abort(upload);
    expect_upload_failed(SEND(FILE_PART("f", "a", "123456") END), 413);
    expect_upload_failed(SEND(FILE_PART("f", "", "123456") END), 413);
    expect_upload_failed(SEND(FILE_PART("f", "a", "1") FILE_PART("g", "a", "123456") END), 413);
    upload_begin();
    assert_int_equal(upload_feed(FILE_HEAD("f", "a") "123", sizeof(FILE_HEAD("f", "a") "123") - 1),
                     0);
    assert_int_equal(folder_count(&upload_folder), 1);
    expect_upload_failed(upload_feed("456", 3), 413);
}

static void too_many_parts_are_413(void **state)
{
    (void)state;
    upload_config.max_files = 2;
    upload_config.max_fields = 2;
    assert_int_equal(
        SEND(FIELD("a", "1") FIELD("a", "1") FILE_PART("f", "a", "1") FILE_PART("f", "a", "1") END),
        0);
    an_upload_abort(upload);
    expect_upload_failed(SEND(FIELD("a", "1") FIELD("a", "1") FIELD("a", "1") END), 413);
    expect_upload_failed(
        SEND(FILE_PART("f", "a", "1") FILE_PART("f", "a", "1") FILE_PART("f", "a", "1") END), 413);
    expect_upload_failed(
        SEND(FILE_PART("f", "", "") FILE_PART("f", "", "") FILE_PART("f", "", "") END), 413);
    upload_config.max_files = 0;
    expect_upload_failed(SEND(FIELD("a", "1") FILE_PART("f", "a", "1") END), 413);
    upload_config.max_fields = 0;
    expect_upload_failed(SEND(FIELD("a", "1") END), 413);
    assert_int_equal(SEND(END), 0);
}

#define TEN "0123456789"

/* An entry of a field is nine bytes longer than its name and its value. */
static void text_over_max_body_is_413(void **state)
{
    (void)state;
    upload_config.max_body = 40;
    assert_int_equal(SEND(FIELD("a", TEN) FIELD("b", TEN) END), 0);
    assert_int_equal(an_upload_block(upload)->len, 40);
    expect_upload_failed(SEND(FIELD("a", TEN) FIELD("b", TEN "0") END), 413);
    expect_upload_failed(SEND(FIELD("a", TEN TEN TEN TEN "0") END), 413);
    expect_upload_failed(SEND(FIELD("a", TEN) FIELD(TEN TEN, "") END), 413);
    expect_upload_failed(SEND(FIELD("a", TEN) FILE_PART("f", TEN TEN, "") END), 413);
    upload_config.max_body = 1000;
    upload_config.max_message = 40;
    expect_upload_failed(SEND(FIELD("a", TEN) FIELD("b", TEN "0") END), 413);
}

/* Files are no text: however long they are. */
static void a_file_may_be_longer_than_a_body(void **state)
{
    (void)state;
    upload_config.max_body = 200;
    upload_begin();
    assert_int_equal(upload_feed(FILE_HEAD("f", "a"), sizeof FILE_HEAD("f", "a") - 1), 0);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(upload_feed(TEN, 10), 0);
    assert_int_equal(upload_feed("\r\n" END, 7), 0);
    assert_int_equal(an_upload_end(upload), 0);
    assert_true(strncmp(upload_text(), "f(a,text/plain,10000)[", 22) == 0);
}

static void a_head_without_end_is_413(void **state)
{
    (void)state;
    int status;
    upload_begin();
    assert_int_equal(upload_feed(FILE_PART("f", "a", "1"), sizeof FILE_PART("f", "a", "1") - 1), 0);
    assert_int_equal(upload_feed("--B\r\nX: ", 8), 0);
    for (int i = 0; (status = upload_feed(TEN, 10)) == 0; i++)
        assert_true(i < 1000);
    expect_upload_failed(status, 413);
}

/* --- what is no form --- */

static void what_is_no_form_is_400(void **state)
{
    (void)state;
    expect_upload_failed(SEND(FILE_PART("f", "a", "1") "--Bx\r\n"), 400);
    expect_upload_failed(SEND(FILE_PART("f", "a", "1") "--B\r\nno line\r\n\r\n"), 400);
    expect_upload_failed(SEND(FILE_HEAD("f", "a") "12\r\n--B \r\n\n"), 400);
    expect_upload_failed(SEND(""), 400);
}

static void a_form_that_is_cut_short_is_400_and_leaves_nothing(void **state)
{
    (void)state;
    for (size_t n = 0; n < sizeof MIXED - 3; n++) /* the last line end may be missing */
        expect_upload_failed(upload_send(MIXED, n), 400);
    assert_int_equal(upload_send(MIXED, sizeof MIXED - 3), 0);
}

/* --- the disk --- */

static void without_a_folder_it_is_500(void **state)
{
    (void)state;
    char missing[128];
    snprintf(missing, sizeof missing, "%s/missing", upload_folder.path);
    upload_config.upload_dir = missing;
    expect_upload_failed(SEND(FIELD("a", "1") FILE_PART("f", "a", "1") END), 500);
    expect_upload_logged("an upload cannot be made");
    assert_int_equal(SEND(FIELD("a", "1") FILE_PART("f", "", "") END), 0); /* no need of one */
    expect_upload_logged("");
}

static void a_folder_that_is_a_file_is_500(void **state)
{
    (void)state;
    char file[128];
    snprintf(file, sizeof file, "%s/file", upload_folder.path);
    folder_write(&upload_folder, "file", "x");
    upload_config.upload_dir = file;
    assert_int_equal(SEND(FILE_PART("f", "a", "1") END), 500);
    expect_upload_logged("an upload cannot be made");
    assert_int_equal(folder_count(&upload_folder), 1);
}

static void a_folder_that_may_not_be_written_is_500(void **state)
{
    (void)state;
    uid_t me = geteuid();
    assert_int_equal(chmod(upload_folder.path, 0555), 0);
    if (me == 0 && seteuid(65534) < 0) skip(); /* root may write anything */
    int status = SEND(FILE_PART("f", "a", "1") END);
    assert_int_equal(seteuid(me), 0);
    assert_int_equal(chmod(upload_folder.path, 0700), 0);
    expect_upload_failed(status, 500);
    expect_upload_logged("an upload cannot be made");
}

static void a_path_that_is_too_long_is_500(void **state)
{
    (void)state;
    static char dir[5000];
    memset(dir, '/', sizeof dir - 1);
    memcpy(dir, upload_folder.path, strlen(upload_folder.path));
    upload_config.upload_dir = dir;
    expect_upload_failed(SEND(FILE_PART("f", "a", "1") END), 500);
    expect_upload_logged("an upload cannot be made");
}

static int send_with_limit(rlim_t bytes)
{
    struct rlimit was, r;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
    r = (struct rlimit){bytes, was.rlim_max};
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &r), 0);
    int status =
        SEND(FIELD("a", "1") FILE_PART("f", "a", "1") FILE_PART("g", "a", TEN TEN TEN TEN) END);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
    signal(SIGXFSZ, handler);
    return status;
}

/* EFBIG stands for ENOSPC: a file that takes some of it, and then no more. */
static void a_full_disk_is_507(void **state)
{
    (void)state;
    expect_upload_failed(send_with_limit(39), 507);
    expect_upload_failed(send_with_limit(0), 507);
    assert_int_equal(send_with_limit(40), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, upload_set_up, upload_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_file_over_max_file_is_413),
        TEST(too_many_parts_are_413),
        TEST(text_over_max_body_is_413),
        TEST(a_file_may_be_longer_than_a_body),
        TEST(a_head_without_end_is_413),
        TEST(what_is_no_form_is_400),
        TEST(a_form_that_is_cut_short_is_400_and_leaves_nothing),
        TEST(without_a_folder_it_is_500),
        TEST(a_folder_that_is_a_file_is_500),
        TEST(a_folder_that_may_not_be_written_is_500),
        TEST(a_path_that_is_too_long_is_500),
        TEST(a_full_disk_is_507),
    };
    return cmocka_run_group_tests_name("upload_fault", tests, NULL, NULL);
}

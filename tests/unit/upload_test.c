/* upload_test.c - forms that are uploaded: what is gathered, what lies on the disk under which name, and whose it is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "upload_help.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ground/base.h"
#include "protocol/form.h"

/* --- forms --- */

static void fields_are_gathered_in_their_order(void **state)
{
    (void)state;
    assert_int_equal(SEND(FIELD("b", "2") FIELD("a", "") FIELD("b", "3") FIELD("", "x") END), 0);
    assert_string_equal(upload_text(), "b=2 a= b=3 =x");
    assert_int_equal(folder_count(&upload_folder), 0);
    assert_int_equal(SEND(END), 0);
    assert_string_equal(upload_text(), "");
}

static void files_lie_on_the_disk(void **state)
{
    (void)state;
    assert_int_equal(SEND(FIELD("a", "1") FILE_PART("f", "x.txt", "hello") FIELD("z", "9")
                              FILE_PART("g", "y", "a\r\n--\r\nb") END),
                     0);
    assert_string_equal(upload_text(), "a=1 f(x.txt,text/plain,5)[hello] z=9 "
                                       "g(y,text/plain,8)[a\r\n--\r\nb]");
    assert_int_equal(folder_count(&upload_folder), 2);
}

static void files_may_share_a_name(void **state)
{
    (void)state;
    assert_int_equal(SEND(FILE_PART("f[]", "a", "1") FILE_PART("f[]", "a", "2") END), 0);
    assert_string_equal(upload_text(), "f[](a,text/plain,1)[1] f[](a,text/plain,1)[2]");
    assert_int_equal(folder_count(&upload_folder), 2);
}

static void a_file_may_be_empty(void **state)
{
    (void)state;
    assert_int_equal(SEND(FILE_PART("f", "a", "") END), 0);
    assert_string_equal(upload_text(), "f(a,text/plain,0)[]");
    assert_int_equal(folder_count(&upload_folder), 1);
}

static void that_no_file_was_chosen_is_error_4(void **state)
{
    (void)state;
    assert_int_equal(SEND(FILE_PART("f", "", "") FIELD("a", "1") END), 0);
    assert_string_equal(upload_text(), "f(,text/plain,0)!4 a=1");
    assert_int_equal(folder_count(&upload_folder), 0);
}

static void bytes_without_a_filename_are_a_file(void **state)
{
    (void)state;
    assert_int_equal(SEND(FILE_PART("f", "", "hello") FILE_PART("g", "", "") END), 0);
    assert_string_equal(upload_text(), "f(,text/plain,5)[hello] g(,text/plain,0)!4");
    assert_int_equal(folder_count(&upload_folder), 1);
}

/* Whatever the client calls it, the disk knows it by chance alone. */
static void names_are_unguessable_and_never_the_clients(void **state)
{
    (void)state;
    char last[sizeof upload_path] = "";
    size_t dir = strlen(upload_folder.path);
    for (int i = 0; i < 100; i++) {
        assert_int_equal(SEND(FILE_PART("f", "../../etc/abc.php", "") END), 0);
        assert_string_equal(upload_text(), "f(abc.php,text/plain,0)[]");
        assert_memory_equal(upload_path, upload_folder.path, dir);
        assert_memory_equal(upload_path + dir, "/appnet-", 8);
        assert_int_equal(strlen(upload_path + dir + 8), 32);
        assert_int_equal(strspn(upload_path + dir + 8, "0123456789abcdef"), 32);
        assert_int_equal(folder_count(&upload_folder), i + 1); /* so all of them differ */
        assert_memory_not_equal(upload_path + dir + 8, last, 8);
        memcpy(last, upload_path + dir + 8, 32);
    }
}

static void only_the_owner_may_read_them_whatever_the_umask(void **state)
{
    (void)state;
    mode_t mask = umask(0);
    int status = SEND(FILE_PART("f", "a", "1") END);
    umask(mask);
    assert_int_equal(status, 0);
    assert_string_equal(upload_text(), "f(a,text/plain,1)[1]"); /* which looks at the mode */
}

static void how_it_comes_changes_nothing(void **state)
{
    (void)state;
    const size_t n = sizeof MIXED - 1;
    for (size_t split = 0; split <= n; split++) {
        upload_begin();
        assert_int_equal(upload_feed(MIXED, split), 0);
        assert_int_equal(upload_feed(MIXED + split, n - split), 0);
        assert_int_equal(an_upload_end(upload), 0);
        assert_string_equal(upload_text(), MIXED_TEXT);
        an_upload_abort(upload);
    }
    upload_begin();
    for (size_t i = 0; i < n; i++)
        assert_int_equal(upload_feed(MIXED + i, 1), 0);
    assert_int_equal(an_upload_end(upload), 0);
    assert_string_equal(upload_text(), MIXED_TEXT);
    assert_int_equal(folder_count(&upload_folder), 2);
}

/* --- whose the files are --- */

static void until_its_end_an_upload_can_be_given_up(void **state)
{
    (void)state;
    for (size_t n = 0; n < sizeof MIXED; n++) {
        upload_begin();
        assert_int_equal(upload_feed(MIXED, n), 0);
        an_upload_abort(upload);
        assert_int_equal(folder_count(&upload_folder), 0);
    }
    assert_int_equal(SEND(MIXED), 0);
    assert_int_equal(folder_count(&upload_folder), 2);
    an_upload_abort(upload);
    an_upload_abort(upload);
    assert_int_equal(folder_count(&upload_folder), 0);
}

static void freeing_it_leaves_the_files(void **state)
{
    (void)state;
    assert_int_equal(SEND(MIXED), 0);
    an_upload_free(upload);
    upload = NULL;
    assert_int_equal(folder_count(&upload_folder), 2);
}

static void what_was_moved_away_is_not_removed(void **state)
{
    (void)state;
    char moved[128];
    snprintf(moved, sizeof moved, "%s/moved", upload_folder.path);
    assert_int_equal(SEND(FILE_PART("f", "a", "1") FIELD("a", "1") FILE_PART("f", "b", "2")
                              FILE_PART("f", "", "") FILE_PART("f", "c", "3") END),
                     0);
    upload_text();
    assert_int_equal(rename(upload_path, moved), 0); /* the last one */
    const struct an_buf *b = an_upload_block(upload);
    an_upload_remove(b->data, b->len);
    assert_int_equal(folder_count(&upload_folder), 1);
    assert_int_equal(access(moved, F_OK), 0);
    an_upload_remove(b->data, b->len);
    assert_int_equal(access(moved, F_OK), 0);
}

/* Of a broken block what stands before the break is removed; a upload_path that is too long is none. */
static void any_block_can_be_removed(void **state)
{
    (void)state;
    struct an_buf b;
    static char longer[5000];
    memset(longer, 'x', sizeof longer);
    an_buf_init(&b, 1 << 20);
    const struct an_form_entry none = {.kind = AN_FORM_FILE, .error = AN_FORM_NO_FILE};
    const struct an_form_entry too_long = {.kind = AN_FORM_FILE, .path = {longer, sizeof longer}};
    assert_int_equal(SEND(FILE_PART("f", "a", "1") FILE_PART("f", "b", "2") END), 0);
    const struct an_buf *own = an_upload_block(upload);
    assert_int_equal(an_form_put(&b, &none), AN_OK);
    assert_int_equal(an_form_put(&b, &too_long), AN_OK);
    assert_int_equal(an_buf_append(&b, own->data, own->len), AN_OK);
    an_upload_remove(b.data, b.len - 1);
    assert_int_equal(folder_count(&upload_folder), 1);
    an_upload_remove(b.data, b.len);
    assert_int_equal(folder_count(&upload_folder), 0);
    an_upload_remove(NULL, 0);
    an_buf_fini(&b);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, upload_set_up, upload_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(fields_are_gathered_in_their_order),
        TEST(files_lie_on_the_disk),
        TEST(files_may_share_a_name),
        TEST(a_file_may_be_empty),
        TEST(that_no_file_was_chosen_is_error_4),
        TEST(bytes_without_a_filename_are_a_file),
        TEST(names_are_unguessable_and_never_the_clients),
        TEST(only_the_owner_may_read_them_whatever_the_umask),
        TEST(how_it_comes_changes_nothing),
        TEST(until_its_end_an_upload_can_be_given_up),
        TEST(freeing_it_leaves_the_files),
        TEST(what_was_moved_away_is_not_removed),
        TEST(any_block_can_be_removed),
    };
    return cmocka_run_group_tests_name("upload", tests, NULL, NULL);
}

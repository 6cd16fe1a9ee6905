/* upload_test.c - what becomes of the parts of a form, its limits, and that nothing is left of one that does not come to its end. */
#include "test.h"

#include "upload_help.h"

#include "ground/base.h"
#include "protocol/http/form.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void takes(const char *text)
{
    assert_int_equal(upload_feed(text), 0);
}

/* --- what forms become --- */

static void fields_and_files_keep_their_order(void **state)
{
    (void)state;
    upload_becomes(END, "");
    upload_becomes(FIELD("a", "1") FIELD("b", "") FIELD("a", "2") END, "a=1\nb=\na=2\n");
    upload_becomes(FILE_OF("f", "x.txt", "hello") FIELD("a", "1") FILE_OF("g[]", "y", "")
                       FILE_OF("g[]", "z", "\r\n") END,
                   "f: <x.txt> text/plain 5{hello}\na=1\ng[]: <y> text/plain 0{}\n"
                   "g[]: <z> text/plain 2{\r\n}\n");
    upload_becomes(FIELD("_charset_", "utf-8") END, "_charset_=utf-8\n");
}

static void where_no_file_was_chosen_there_is_none(void **state)
{
    (void)state;
    assert_int_equal(upload_take(FILE_OF("f", "", "") END), 0);
    assert_int_equal(upload_files(), 0);
    upload_becomes(FILE_OF("f", "", "") FIELD("a", "1") END, "f: <> text/plain error 4\na=1\n");
    upload_becomes(FILE_OF("f", "", "but bytes") END, "f: <> text/plain error 4\n");
}

static void names_are_data(void **state)
{
    (void)state;
    upload_becomes(FILE_OF("a%22b%0D%0Ac", "%22q%22%0D%0A.txt", "x") END,
                   "a\"b\r\nc: <\"q\"\r\n.txt> text/plain 1{x}\n");
    upload_becomes(FILE_OF("f", "../../etc/passwd", "x") END, "f: <passwd> text/plain 1{x}\n");
    upload_becomes(FILE_OF("f", "C:\\a\\b.txt", "x") END, "f: <b.txt> text/plain 1{x}\n");
    upload_becomes(FILE_OF("f", "appnet-00000000000000000000000000000000", "x") END,
                   "f: <appnet-00000000000000000000000000000000> text/plain 1{x}\n");
    upload_becomes(PART("name=\"a/../b\"; filename=x", "y") END, "a/../b: <x>  1{y}\n");
}

/* --- limits --- */

static void a_file_has_a_limit(void **state)
{
    (void)state;
    up.config.max_file = 5;
    upload_becomes(FILE_OF("f", "x", "hello") FILE_OF("g", "y", "HELLO") END,
                   "f: <x> text/plain 5{hello}\ng: <y> text/plain 5{HELLO}\n");
    upload_refuses(FILE_OF("f", "x", "hello!") END, 413);
    upload_refuses(FILE_OF("f", "x", "hello") FILE_OF("g", "y", "hello!") END, 413);
    upload_becomes(FILE_OF("f", "", "hello!") END, "f: <> text/plain error 4\n");
    upload_begin();
    takes(FILE_OF("f", "x", "hello"));
    takes("--B\r\nContent-Disposition: form-data; name=\"g\"; filename=\"y\"\r\n\r\nhel");
    assert_int_equal(upload_files(), 2);
    assert_int_equal(upload_feed("lo!"), 413);
    assert_int_equal(upload_files(), 0);
}

static void parts_have_a_number(void **state)
{
    (void)state;
    up.config.max_fields = 2;
    up.config.max_files = 1;
    upload_becomes(FIELD("a", "1") FIELD("b", "2") FILE_OF("f", "x", "y") END,
                   "a=1\nb=2\nf: <x> text/plain 1{y}\n");
    upload_refuses(FILE_OF("f", "x", "y") FIELD("a", "1") FIELD("b", "2") FIELD("c", "3") END, 413);
    upload_refuses(FIELD("a", "1") FIELD("b", "2") FIELD("c", "3") END, 413);
    upload_refuses(FILE_OF("f", "x", "y") FILE_OF("g", "x", "y") END, 413);
    upload_refuses(FILE_OF("f", "x", "y") FILE_OF("g", "", "") END, 413);
    up.config.max_fields = up.config.max_files = 0;
    upload_becomes(END, "");
    upload_refuses(FIELD("a", "1") END, 413);
    upload_refuses(FILE_OF("f", "x", "y") END, 413);
}

/* What goes to the worker is one message, and has the limits of one. */
static void the_text_has_a_limit(void **state)
{
    (void)state;
    size_t both = 2 * (1 + 4 + 1 + 4 + 10);
    up.config.max_body = both;
    upload_becomes(FIELD("a", "0123456789") FIELD("b", "0123456789") END,
                   "a=0123456789\nb=0123456789\n");
    up.config.max_body = both - 1;
    upload_refuses(FILE_OF("f", "", "") FIELD("a", "0123456789") END, 413);
    upload_refuses(FIELD("a", "0123456789") FIELD("b", "0123456789") END, 413);
    up.config.max_body = both;
    up.config.max_message = both - 1;
    upload_refuses(FIELD("a", "0123456789") FIELD("b", "0123456789") END, 413);
    up.config.max_message = 60; /* the path counts as well, the contents of files do not */
    upload_refuses(FILE_OF("f", "x", "y") END, 413);
    up.config.max_message = both;
    upload_begin();
    takes("--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n");
    for (size_t i = 0; i < both; i += 10)
        takes("0123456789");
    assert_int_equal(upload_feed("0"), 413);
}

static void a_long_head_of_a_part_is_refused(void **state)
{
    (void)state;
    static char in[20000] = FILE_OF("f", "x", "y") "--B\r\nX: ";
    memset(in + strlen(in), 'x', 10000);
    upload_refuses(in, 413);
}

/* --- what is no form, or none to its end --- */

static void what_is_no_form_is_refused(void **state)
{
    (void)state;
    upload_refuses("", 400);
    upload_refuses("nonsense", 400);
    upload_refuses(FILE_OF("f", "x", "y") "--B!", 400);
    upload_refuses(FILE_OF("f", "x", "y") PART("filename=\"nameless\"", "y") END, 400);
}

static void a_form_that_is_cut_short_leaves_nothing(void **state)
{
    (void)state;
    static const char in[] =
        FIELD("a", "1") FILE_OF("f", "x", "hello") FILE_OF("g", "y", "!") "--B--";
    for (size_t n = 0; n < sizeof in - 1; n++) {
        upload_begin();
        assert_int_equal(an_upload_feed(up.u, (const uint8_t *)in, n), 0);
        assert_int_equal(an_upload_end(up.u), 400);
        assert_int_equal(an_upload_end(up.u), 400);
        assert_int_equal(upload_files(), 0);
    }
    assert_int_equal(upload_take(in), 0);
    upload_remove_all();
}

static void a_client_that_gives_up_leaves_nothing(void **state)
{
    (void)state;
    static const char in[] = FILE_OF("f", "x", "hello") FIELD("a", "1") FILE_OF("g", "y", "!") END;
    for (size_t n = 0; n < sizeof in; n++) {
        upload_begin();
        assert_int_equal(an_upload_feed(up.u, (const uint8_t *)in, n), 0);
        an_upload_abort(up.u);
        assert_int_equal(upload_files(), 0);
        assert_int_equal(an_upload_block(up.u)->len, 0);
        an_upload_abort(up.u);
    }
}

static void a_whole_form_can_still_be_given_up(void **state)
{
    (void)state;
    assert_int_equal(upload_take(FILE_OF("f", "x", "hello") END), 0);
    assert_int_equal(upload_files(), 1);
    an_upload_abort(up.u);
    assert_int_equal(upload_files(), 0);
}

/* --- files that are the receiver's --- */

static void freeing_it_leaves_its_files(void **state)
{
    (void)state;
    struct an_buf block;
    assert_int_equal(upload_take(FILE_OF("f", "x", "hello") FIELD("a", "1") END), 0);
    an_buf_init(&block, 1000);
    assert_int_equal(an_buf_append(&block, an_upload_block(up.u)->data, an_upload_block(up.u)->len),
                     AN_OK);
    an_upload_free(up.u);
    up.u = NULL;
    assert_int_equal(upload_files(), 1);
    an_upload_remove(block.data, block.len);
    assert_int_equal(upload_files(), 0);
    an_upload_remove(block.data, block.len);
    an_buf_fini(&block);
}

static void a_file_that_was_moved_away_stays(void **state)
{
    (void)state;
    struct an_form f;
    struct an_form_entry e;
    char path[256], moved[128];
    assert_int_equal(upload_take(FILE_OF("f", "x", "hello") FILE_OF("g", "y", "!") END), 0);
    an_form_open(&f, an_upload_block(up.u)->data, an_upload_block(up.u)->len);
    assert_int_equal(an_form_next(&f, &e), 1);
    snprintf(path, sizeof path, "%.*s", (int)e.path.len, e.path.p);
    snprintf(moved, sizeof moved, "%s/mine", up.dir);
    assert_int_equal(rename(path, moved), 0);
    an_upload_remove(an_upload_block(up.u)->data, an_upload_block(up.u)->len);
    assert_int_equal(upload_files(), 1);
    assert_int_equal(unlink(moved), 0);
}

static void a_broken_block_names_what_it_names(void **state)
{
    (void)state;
    assert_int_equal(upload_take(FILE_OF("f", "x", "hello") FILE_OF("g", "y", "!") END), 0);
    an_upload_remove(NULL, 0);
    an_upload_remove(an_upload_block(up.u)->data, an_upload_block(up.u)->len - 1);
    assert_int_equal(upload_files(), 1);
    upload_remove_all();
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, upload_setup, upload_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(fields_and_files_keep_their_order),
        TEST(where_no_file_was_chosen_there_is_none),
        TEST(names_are_data),
        TEST(a_file_has_a_limit),
        TEST(parts_have_a_number),
        TEST(the_text_has_a_limit),
        TEST(a_long_head_of_a_part_is_refused),
        TEST(what_is_no_form_is_refused),
        TEST(a_form_that_is_cut_short_leaves_nothing),
        TEST(a_client_that_gives_up_leaves_nothing),
        TEST(a_whole_form_can_still_be_given_up),
        TEST(freeing_it_leaves_its_files),
        TEST(a_file_that_was_moved_away_stays),
        TEST(a_broken_block_names_what_it_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

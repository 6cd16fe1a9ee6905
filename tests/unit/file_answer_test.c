/* file_answer_test.c - what a file is answered with, as tables: whole, not at all, in part; its time and its size. */
#include "test.h"

#include "file_answer_help.h"

#include <stdio.h>
#include <string.h>

#include "protocol/text/mime.h"

/* --- whole --- */

static void a_file_is_sent_whole(void **state)
{
    (void)state;
    expect_answer("GET", "Host: a\nAccept-Encoding: gzip, br", WHOLE);
    expect_lines("Content-Type: " HTML "\r\n"
                 "Accept-Ranges: bytes\r\n"
                 "ETag: " TAG "\r\n"
                 "Last-Modified: " AT "\r\n");
}

static void head_is_answered_as_get_but_never_in_part(void **state)
{
    (void)state;
    EXPECT("HEAD", {"", WHOLE}, {RANGE "0-9", WHOLE}, {RANGE "0-9, 900-999", WHOLE},
           {RANGE "1000-", WHOLE}, {RANGE "0-9\nIf-Range: " TAG, WHOLE},
           {"If-None-Match: " TAG, KNOWN}, {"If-Match: \"a\"", "412 plain 0:"});
    expect_answer("HEAD", "", WHOLE);
    expect_lines("Content-Type: " HTML "\r\nAccept-Ranges: bytes\r\nETag: " TAG
                 "\r\nLast-Modified: " AT "\r\n");
}

static void what_is_no_head_is_a_plain_question(void **state)
{
    (void)state;
    file_q.head = "\x05";
    file_q.head_len = 1;
    an_file_answer(&file_q, &file_a);
    assert_string_equal(answer_text(), WHOLE);
    file_q.head_len = 0;
    an_file_answer(&file_q, &file_a);
    assert_string_equal(answer_text(), WHOLE);
}

/* --- conditions --- */

static void what_is_known_is_not_sent_again(void **state)
{
    (void)state;
    EXPECT("GET", {"If-None-Match: " TAG, KNOWN}, {"If-None-Match: \"x\", W/" TAG, KNOWN},
           {"If-None-Match: *", KNOWN}, {"If-Modified-Since: " AT, KNOWN},
           {"If-Modified-Since: " AFTER, KNOWN},
           {"If-Modified-Since: " AT "\nRange: bytes=0-9", KNOWN},
           {"If-Modified-Since: " BEFORE, WHOLE},
           {"If-None-Match: \"x\"\nIf-Modified-Since: " AFTER, WHOLE},
           {"If-None-Match: " TAG_GZIP, WHOLE});
}

/* RFC 9110, 15.4.5: what a cache would have to know. */
static void a_304_says_which_one_is_known(void **state)
{
    (void)state;
    ask_file("GET", "If-None-Match: " TAG);
    expect_lines("ETag: " TAG "\r\nLast-Modified: " AT "\r\n");
    ask_file("GET", "If-Modified-Since: " AT);
    expect_lines("ETag: " TAG "\r\nLast-Modified: " AT "\r\n");
    with_siblings(NULL);
    expect_answer("GET", "If-None-Match: " TAG_GZIP "\nAccept-Encoding: gzip", "304 gzip 0:");
    expect_lines("ETag: " TAG_GZIP "\r\nLast-Modified: " AT "\r\nVary: Accept-Encoding\r\n");
}

static void what_is_another_by_now_fails(void **state)
{
    (void)state;
    EXPECT("GET", {"If-Match: \"x\"", "412 plain 0:"}, {"If-Match: W/" TAG, "412 plain 0:"},
           {"If-Unmodified-Since: " BEFORE, "412 plain 0:"},
           {"If-Match: \"x\"\nRange: bytes=0-9", "412 plain 0:"}, {"If-Match: " TAG, WHOLE},
           {"If-Match: *", WHOLE}, {"If-Unmodified-Since: " AT, WHOLE},
           {"If-Match: " TAG "\nRange: bytes=0-9", TEN});
    ask_file("GET", "If-Match: \"x\"");
    expect_lines("ETag: " TAG "\r\nLast-Modified: " AT "\r\n");
}

/* --- in part --- */

static void one_range_is_sent_as_it_is(void **state)
{
    (void)state;
    EXPECT("GET", {RANGE "0-0", "206 plain 1: 0+1"}, {RANGE "-1", "206 plain 1: 999+1"},
           {RANGE "990-", "206 plain 10: 990+10"}, {RANGE "0-", "206 plain 1000: 0+1000"},
           {RANGE "990-99999", "206 plain 10: 990+10"}, {RANGE "2000-, 5-6", "206 plain 2: 5+2"},
           {RANGE "0-9, 10-19", "206 plain 20: 0+20"}, {"Range: lines=0-9", WHOLE},
           {RANGE "9-0", WHOLE});
    ask_file("GET", RANGE "10-19");
    expect_lines("Content-Type: " HTML "\r\n"
                 "Content-Range: bytes 10-19/1000\r\n"
                 "Accept-Ranges: bytes\r\n"
                 "ETag: " TAG "\r\n"
                 "Last-Modified: " AT "\r\n");
}

static void other_methods_know_no_ranges(void **state)
{
    (void)state;
    EXPECT("POST", {RANGE "0-9", WHOLE}, {RANGE "1000-", WHOLE});
}

#define PART(range) "Content-Type: " HTML "\r\nContent-Range: bytes " range "/1000\r\n\r\n"

static void several_ranges_are_parts_of_a_body(void **state)
{
    (void)state;
    static const char expected[] = "--appnetAAAAAAAAAAAA\r\n" PART(
        "49-50") "\x31\x32\r\n"
                 "--appnetAAAAAAAAAAAA\r\n" PART("301-303") "\x32\x33\x34\r\n"
                                                            "--appnetAAAAAAAAAAAA--\r\n";
    char text[1024];
    ask_file("GET", RANGE "49-50, 301-303");
    assert_int_equal(file_a.status, 206);
    assert_int_equal(file_a.ranges.count, 2);
    size_t len = answer_body(text, sizeof text);
    assert_int_equal(len, sizeof expected - 1);
    assert_memory_equal(text, expected, len);
    assert_int_equal(file_a.body_len, len);
    expect_lines("Content-Type: multipart/byteranges; boundary=\"appnetAAAAAAAAAAAA\"\r\n"
                 "Accept-Ranges: bytes\r\n"
                 "ETag: " TAG "\r\n"
                 "Last-Modified: " AT "\r\n");
}

static void the_length_is_that_of_the_body(void **state)
{
    (void)state;
    static const char *const ranges[] = {
        RANGE "0-0,-1",
        RANGE "900-,0-9",
        RANGE "0-99,200-299,400-499,600-699,800-899",
        RANGE "0-0,100-100,200-200,300-300,400-400,500-500,600-600,700-700,800-800,900-900",
    };
    static char text[8192];
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
        ask_file("GET", ranges[i]);
        assert_true(file_a.ranges.count > 1);
        assert_int_equal(file_a.body_len, answer_body(text, sizeof text));
    }
}

static void a_boundary_is_made_of_chance(void **state)
{
    (void)state;
    char first[20];
    file_q.random = UINT64_MAX;
    ask_file("GET", RANGE "0-0,-1");
    assert_string_equal(file_a.multipart.boundary, "appnet__________PA");
    assert_true(
        has_line("Content-Type: multipart/byteranges; boundary=\"appnet__________PA\"\r\n"));
    memcpy(first, file_a.multipart.boundary, strlen(file_a.multipart.boundary) + 1);
    file_q.random = UINT64_C(1) << 63;
    ask_file("GET", RANGE "0-0,-1");
    assert_string_not_equal(file_a.multipart.boundary, first);
    assert_string_not_equal(file_a.multipart.boundary, "appnetAAAAAAAAAAAA");
}

static void what_lies_behind_the_end_is_refused(void **state)
{
    (void)state;
    EXPECT("GET", {RANGE "1000-", "416 plain 0:"}, {RANGE "-0", "416 plain 0:"},
           {RANGE "1000-1001, 99999-", "416 plain 0:"});
    ask_file("GET", RANGE "1000-");
    expect_lines("Content-Range: bytes */1000\r\nETag: " TAG "\r\nLast-Modified: " AT "\r\n");
}

static void if_range_lets_parts_only_of_the_same_file(void **state)
{
    (void)state;
    EXPECT("GET", {RANGE "0-9\nIf-Range: " TAG, TEN}, {RANGE "0-9\nIf-Range: " AT, TEN},
           {RANGE "0-9\nIf-Range: \"x\"", WHOLE}, {RANGE "0-9\nIf-Range: W/" TAG, WHOLE},
           {RANGE "0-9\nIf-Range: " TAG_GZIP, WHOLE}, {RANGE "0-9\nIf-Range: " BEFORE, WHOLE},
           {RANGE "0-9\nIf-Range: " AFTER, WHOLE}, {RANGE "0-9\nIf-Range: x", WHOLE},
           /* not even refused */
           {RANGE "1000-\nIf-Range: \"x\"", WHOLE}, {RANGE "1000-\nIf-Range: " TAG, "416 plain 0:"},
           {"If-Range: " TAG, WHOLE});
}

static void of_an_empty_file_there_is_no_part(void **state)
{
    (void)state;
    file_q.coding[0].size = 0;
    EXPECT("GET", {"", "200 plain 0:"}, {RANGE "0-", "200 plain 0:"},
           {RANGE "0-0, 5-6", "200 plain 0:"}, {RANGE "-1", "200 plain 0:"},
           {RANGE "7-", "200 plain 0:"});
    expect_lines("Content-Type: " HTML "\r\nAccept-Ranges: bytes\r\nETag: \"" TIME
                 "-0-5ea1\"\r\nLast-Modified: " AT "\r\n");
}

/* --- times and sizes --- */

/* RFC 9110, 8.8.2.1: never later than the answer. */
static void a_file_of_the_future_is_one_of_now(void **state)
{
    (void)state;
    file_q.now_s = MODIFIED - 1;
    expect_answer("GET", "", WHOLE);
    assert_true(has_line("Last-Modified: " BEFORE "\r\n"));
    assert_true(has_line("ETag: " TAG "\r\n"));
    EXPECT("GET", {"If-Modified-Since: " BEFORE, KNOWN},
           {"If-Modified-Since: Sun, 06 Nov 1994 08:49:35 GMT", WHOLE},
           {"If-Range: " BEFORE "\nRange: bytes=0-9", TEN},
           {"If-Range: " AT "\nRange: bytes=0-9", WHOLE});
}

static void a_fraction_of_a_second_is_cut_off(void **state)
{
    (void)state;
    file_q.coding[0].mtime_ns += SECOND - 1;
    expect_answer("GET", "If-Modified-Since: " AT, KNOWN);
    assert_true(has_line("Last-Modified: " AT "\r\n"));
    file_q.coding[0].mtime_ns = -1;
    ask_file("GET", "");
    assert_true(has_line("Last-Modified: Wed, 31 Dec 1969 23:59:59 GMT\r\n"));
    assert_true(has_line("ETag: \"ffffffffffffffff-3e8-5ea1\"\r\n"));
    file_q.coding[0].mtime_ns = -SECOND;
    ask_file("GET", "");
    assert_true(has_line("Last-Modified: Wed, 31 Dec 1969 23:59:59 GMT\r\n"));
}

static void files_may_be_as_long_as_files_can_be(void **state)
{
    (void)state;
    file_q.coding[0].size = INT64_MAX;
    EXPECT("GET", {"", "200 plain 9223372036854775807: 0+9223372036854775807"},
           {RANGE "0-", "206 plain 9223372036854775807: 0+9223372036854775807"},
           {RANGE "9223372036854775806-", "206 plain 1: 9223372036854775806+1"},
           {RANGE "9223372036854775807-", "416 plain 0:"});
    ask_file("GET", RANGE "-1");
    assert_true(has_line("Content-Range: bytes 9223372036854775806-9223372036854775806/"
                         "9223372036854775807\r\n"));
    ask_file("GET", RANGE "0-0,1000-");
    uint64_t heads = 0;
    for (unsigned i = 0; i <= 2; i++)
        heads += an_byteranges_head(&file_a.multipart, i, NULL, 0);
    assert_int_equal(file_a.body_len, heads + 1 + INT64_MAX - 1000);
}

/* Whatever a file is, there is room for its lines: nothing of them comes from the client. */
static void the_longest_lines_fit(void **state)
{
    (void)state;
    static const char *const lines[] = {"", RANGE "-1", RANGE "0-0,-1"};
    file_q.type = an_mime_type((struct an_span){"docx", 4});
    assert_true(strlen(file_q.type) > 60);
    file_q.random = UINT64_MAX;
    for (int i = 0; i < 3; i++)
        file_q.coding[i] = (struct an_file_facts){true, INT64_MAX, INT64_MIN, UINT64_MAX};
    for (size_t i = 0; i < 3; i++) {
        char text[128];
        snprintf(text, sizeof text, ACCEPT "br\n%s", lines[i]);
        ask_file("GET", text);
        assert_true(has_line("Content-Encoding: br\r\n"));
        assert_true(file_a.lines_len < sizeof file_a.lines / 2);
    }
}

static void said(const char *lines)
{
    file_q.said = (struct an_span){lines, strlen(lines)};
}

/* What PHP says of the file that it answers with is neither said again nor contradicted. */
static void what_is_said_already_counts(void **state)
{
    (void)state;
    said("ETag: \"mine\"\r\nLast-Modified: " BEFORE
         "\r\nContent-Type: a/b\r\nAccept-Ranges: bytes\r\n");
    ask_file("GET", "");
    expect_lines("");
    expect_answer("GET", "If-None-Match: \"mine\"", KNOWN);
    expect_answer("GET", "If-None-Match: " TAG, WHOLE);
    assert_int_equal(file_a.kept_as, 200);
    expect_answer("GET", "If-Modified-Since: " BEFORE, KNOWN);
    assert_int_equal(file_a.kept_as, 304);
    ask_file("GET", RANGE "5000-");
    assert_int_equal(file_a.kept_as, 416);
    ask_file("GET", RANGE "0-0,900-900");
    assert_true(has_line("Content-Type: multipart/byteranges; boundary="));
    assert_string_equal(file_a.multipart.type, "a/b");
    assert_int_equal(file_a.kept_as, 206);
    said("ETag: nonsense\r\nLast-Modified: nonsense\r\n");
    expect_answer("GET", "If-None-Match: nonsense", WHOLE);
    expect_answer("GET", "If-Modified-Since: " AT, KNOWN);
    said("Accept-Ranges: none\r\n");
    expect_answer("GET", RANGE "0-9", WHOLE);
    said("Content-Range: bytes 0-999/5000\r\n");
    expect_answer("GET", RANGE "0-9", WHOLE);
    said("Content-Encoding: x\r\n");
    expect_answer("GET", RANGE "0-9", TEN);
    expect_answer("GET", RANGE "0-0,900-900", WHOLE);
    char type[300];
    snprintf(type, sizeof type, "Content-Type: %0200d\r\n", 0);
    said(type);
    expect_answer("GET", RANGE "0-9", TEN);
    expect_answer("GET", RANGE "0-0,900-900", WHOLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_file_is_sent_whole, without_siblings),
        cmocka_unit_test_setup(head_is_answered_as_get_but_never_in_part, without_siblings),
        cmocka_unit_test_setup(what_is_no_head_is_a_plain_question, without_siblings),
        cmocka_unit_test_setup(what_is_known_is_not_sent_again, without_siblings),
        cmocka_unit_test_setup(a_304_says_which_one_is_known, without_siblings),
        cmocka_unit_test_setup(what_is_another_by_now_fails, without_siblings),
        cmocka_unit_test_setup(one_range_is_sent_as_it_is, without_siblings),
        cmocka_unit_test_setup(other_methods_know_no_ranges, without_siblings),
        cmocka_unit_test_setup(several_ranges_are_parts_of_a_body, without_siblings),
        cmocka_unit_test_setup(the_length_is_that_of_the_body, without_siblings),
        cmocka_unit_test_setup(a_boundary_is_made_of_chance, without_siblings),
        cmocka_unit_test_setup(what_lies_behind_the_end_is_refused, without_siblings),
        cmocka_unit_test_setup(if_range_lets_parts_only_of_the_same_file, without_siblings),
        cmocka_unit_test_setup(of_an_empty_file_there_is_no_part, without_siblings),
        cmocka_unit_test_setup(a_file_of_the_future_is_one_of_now, without_siblings),
        cmocka_unit_test_setup(a_fraction_of_a_second_is_cut_off, without_siblings),
        cmocka_unit_test_setup(files_may_be_as_long_as_files_can_be, without_siblings),
        cmocka_unit_test_setup(the_longest_lines_fit, with_siblings),
        cmocka_unit_test_setup(what_is_said_already_counts, without_siblings),
    };
    return cmocka_run_group_tests_name("file_answer", tests, answers_open, answers_close);
}

/* file_answer_coding_test.c - what a file with compressed siblings is answered with, as tables. */
#include "test.h"

#include "file_answer_help.h"

static void the_client_says_which_coding_it_likes(void **state)
{
    (void)state;
    EXPECT("GET", {"Host: a", WHOLE}, {ACCEPT "gzip, deflate, br", WHOLE_BR},
           {ACCEPT "gzip", WHOLE_GZIP}, {ACCEPT "x-gzip", WHOLE_GZIP}, {ACCEPT "br", WHOLE_BR},
           {"accept-encoding: BR", WHOLE_BR}, {ACCEPT "*", WHOLE_BR},
           {ACCEPT "br;q=0.5, gzip;q=0.6", WHOLE_GZIP}, {ACCEPT "br;q=0, *", WHOLE_GZIP},
           {ACCEPT "gzip;q=0.001, identity;q=0", WHOLE_GZIP},
           {ACCEPT "gzip;q=0.5, identity", WHOLE}, {ACCEPT "gzip;q=0", WHOLE},
           {ACCEPT "deflate", WHOLE}, {ACCEPT "", WHOLE},
           {ACCEPT "identity;q=0, gzip;q=0, br;q=0", WHOLE}, {ACCEPT "*;q=0", WHOLE});
}

static void several_lines_of_codings_are_one_list(void **state)
{
    (void)state;
    EXPECT("GET", {ACCEPT "deflate\nAccept-Encoding: gzip", WHOLE_GZIP},
           {ACCEPT "gzip\nHost: a\naccept-encoding: br", WHOLE_BR},
           {ACCEPT "br\nAccept-Encoding: br;q=0\nAccept-Encoding: gzip", WHOLE_GZIP},
           {ACCEPT "gzip;q=0.1\nAccept-Encoding: br;q=0.2", WHOLE_BR});
}

static void only_codings_that_are_there_are_chosen(void **state)
{
    (void)state;
    file_q.coding[2].there = false;
    EXPECT("GET", {ACCEPT "br, gzip;q=0.1", WHOLE_GZIP}, {ACCEPT "br", WHOLE});
    file_q.coding[2].there = true;
    file_q.coding[1].there = false;
    EXPECT("GET", {ACCEPT "gzip", WHOLE}, {ACCEPT "gzip, br;q=0.1", WHOLE_BR});
}

static void a_coding_has_its_own_tag_and_is_named(void **state)
{
    (void)state;
    ask_file("GET", ACCEPT "gzip");
    expect_lines("Content-Type: " HTML "\r\n"
                 "Accept-Ranges: bytes\r\n"
                 "Content-Encoding: gzip\r\n"
                 "ETag: " TAG_GZIP "\r\n"
                 "Last-Modified: " AT "\r\n"
                 "Vary: Accept-Encoding\r\n");
    ask_file("GET", ACCEPT "br");
    assert_true(has_line("Content-Encoding: br\r\n"));
    assert_true(has_line("ETag: " TAG_BR "\r\n"));
    file_q.coding[1].size = file_q.coding[2].size =
        1000; /* the same time and size: still another tag */
    ask_file("GET", ACCEPT "gzip");
    assert_true(has_line("ETag: \"" TIME "-3e8-5ea1-gz\"\r\n"));
    ask_file("GET", ACCEPT "br");
    assert_true(has_line("ETag: \"" TIME "-3e8-5ea1-br\"\r\n"));
}

static void tags_are_compared_with_that_of_the_coding(void **state)
{
    (void)state;
    EXPECT("GET", {ACCEPT "gzip\nIf-None-Match: " TAG_GZIP, "304 gzip 0:"},
           {ACCEPT "gzip\nIf-None-Match: " TAG, WHOLE_GZIP},
           {ACCEPT "br\nIf-None-Match: " TAG_GZIP, WHOLE_BR}, {"If-None-Match: " TAG_GZIP, WHOLE},
           {ACCEPT "gzip\nIf-Match: " TAG, "412 gzip 0:"},
           {ACCEPT "gzip\nIf-Range: " TAG "\nRange: bytes=0-9", WHOLE_GZIP},
           {ACCEPT "gzip\nIf-Range: " TAG_GZIP "\nRange: bytes=0-9", "206 gzip 10: 0+10"});
}

static void ranges_are_those_of_the_coding(void **state)
{
    (void)state;
    EXPECT("GET", {ACCEPT "br\nRange: bytes=190-", "206 br 10: 190+10"},
           {ACCEPT "br\nRange: bytes=-999", "206 br 200: 0+200"},
           {ACCEPT "br\nRange: bytes=200-", "416 br 0:"});
    expect_lines("Content-Range: bytes */200\r\nETag: " TAG_BR "\r\nLast-Modified: " AT
                 "\r\nVary: Accept-Encoding\r\n");
    ask_file("GET", ACCEPT "br\nRange: bytes=190-");
    assert_true(has_line("Content-Range: bytes 190-199/200\r\n"));
    assert_true(has_line("Content-Encoding: br\r\n"));
}

/* The parts' heads are not compressed: Content-Encoding would not be true of such a body. */
static void several_ranges_of_a_coding_are_ignored(void **state)
{
    (void)state;
    EXPECT("GET", {ACCEPT "br\nRange: bytes=0-0,-1", WHOLE_BR},
           {ACCEPT "gzip\nIf-Range: " TAG_GZIP "\nRange: bytes=0-0,-1", WHOLE_GZIP},
           {ACCEPT "gzip\nRange: bytes=0-9,5-14", "206 gzip 15: 0+15"},
           {ACCEPT "gzip\nRange: bytes=300-,400-", "416 gzip 0:"});
    ask_file("GET", ACCEPT "gzip\nRange: bytes=0-0,-1");
    expect_lines("Content-Type: " HTML "\r\n"
                 "Accept-Ranges: bytes\r\n"
                 "Content-Encoding: gzip\r\n"
                 "ETag: " TAG_GZIP "\r\n"
                 "Last-Modified: " AT "\r\n"
                 "Vary: Accept-Encoding\r\n");
    ask_file("GET", "Range: bytes=0-0,-1");
    assert_int_equal(file_a.status, 206);
    assert_int_equal(file_a.multipart.size, 1000);
    assert_int_equal(file_a.body_len, answer_body((char[1024]){0}, 1024));
}

static void answers_vary_only_where_there_is_a_choice(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "Host: a",          ACCEPT "gzip",     RANGE "0-9",    RANGE "1000-",
        "If-None-Match: *", "If-Match: \"x\"", RANGE "0-0,-1",
    };
    for (unsigned siblings = 0; siblings < 4; siblings++) {
        file_q.coding[1].there = siblings & 1;
        file_q.coding[2].there = siblings & 2;
        for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
            ask_file("GET", lines[i]);
            assert_int_equal(has_line("Vary: Accept-Encoding\r\n"), siblings > 0);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(the_client_says_which_coding_it_likes, with_siblings),
        cmocka_unit_test_setup(several_lines_of_codings_are_one_list, with_siblings),
        cmocka_unit_test_setup(only_codings_that_are_there_are_chosen, with_siblings),
        cmocka_unit_test_setup(a_coding_has_its_own_tag_and_is_named, with_siblings),
        cmocka_unit_test_setup(tags_are_compared_with_that_of_the_coding, with_siblings),
        cmocka_unit_test_setup(ranges_are_those_of_the_coding, with_siblings),
        cmocka_unit_test_setup(several_ranges_of_a_coding_are_ignored, with_siblings),
        cmocka_unit_test_setup(answers_vary_only_where_there_is_a_choice, with_siblings),
    };
    return cmocka_run_group_tests_name("file_answer_coding", tests, answers_open, answers_close);
}

/* http_form_test.c - forms (multipart/form-data) in http1.c: told when their head is whole, then piece by piece; and what is no form. */
#include "test.h"

#include "ground/base.h"
#include "http_help.h"

#include <string.h>

static const struct an_http_limits limits = {
    .max_target = 64, .max_head = 512, .max_body = 10, .max_headers = 4, .max_form = 100};

#define GET "GET / HTTP/1.1\r\nHost: x\r\n\r\n"
#define GOT "GET / HTTP/1.1|Host: x [] keep\n"
#define POST(type, rest) "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: " type "\r\n" rest
#define POSTED(type, rest) "POST / HTTP/1.1|Host: x|Content-Type: " type "|" rest "\n"
#define TYPE "multipart/form-data; boundary=b"
#define SIZED(n) POST(TYPE, "Content-Length: " n "\r\n\r\n")
#define CHUNKED POST(TYPE, "Transfer-Encoding: chunked\r\n\r\n")
#define DIGITS "0123456789"

static void check_within(const struct an_http_limits *l, const char *in, const char *expected)
{
    const char *why = http_differs(l, in, strlen(in), expected);
    if (why) fail_msg("%s\n%s", in, why);
}

static void check(const char *in, const char *expected)
{
    check_within(&limits, in, expected);
}

/* --- feeding by hand --- */

static struct an_http *http;
static const struct an_http_request *r;
static enum an_http_event_type event;
static int status;

static int open_http(void **state)
{
    (void)state;
    http = an_http_new(&limits);
    r = an_http_request(http);
    return 0;
}

static int close_http(void **state)
{
    (void)state;
    an_http_free(http);
    return 0;
}

static void feed(const char *text, size_t expected_used, enum an_http_event_type expected)
{
    ssize_t used = an_http_feed(http, (const uint8_t *)text, strlen(text), &event, &status);
    assert_int_equal(used, expected_used);
    assert_int_equal(event, expected);
}
#define TAKES(text, expected) feed(text, strlen(text), expected)

static void body_is(const char *text)
{
    assert_int_equal(r->body_len, strlen(text));
    if (r->body_len) assert_memory_equal(r->body, text, r->body_len);
}

/* --- pieces --- */

static void it_is_told_before_any_byte_of_its_body(void **state)
{
    (void)state;
    feed(SIZED("3") "abc" GET, strlen(SIZED("3")), AN_HTTP_FORM);
    assert_true(r->form);
    body_is("");
    assert_true(an_http_in_body(http));
    feed("abc" GET, 3, AN_HTTP_REQUEST);
    body_is("abc");
    assert_false(an_http_in_request(http));
    TAKES(GET, AN_HTTP_REQUEST);
    assert_false(r->form);
    feed(CHUNKED "1\r\na\r\n0\r\n\r\n", strlen(CHUNKED), AN_HTTP_FORM);
    TAKES("1\r\na\r\n0\r\n\r\n", AN_HTTP_REQUEST);
    body_is("a");
}

static void a_piece_of_known_length_stays_where_it_is(void **state)
{
    (void)state;
    const char *four = "0123", *six = "456789";
    TAKES(SIZED("10"), AN_HTTP_FORM);
    TAKES(four, AN_HTTP_BODY);
    assert_ptr_equal(r->body, four);
    assert_int_equal(r->body_len, 4);
    TAKES(six, AN_HTTP_REQUEST);
    assert_ptr_equal(r->body, six);
    assert_int_equal(r->body_len, 6);
}

static void of_chunks_a_piece_is_what_a_feed_held(void **state)
{
    (void)state;
    TAKES(CHUNKED, AN_HTTP_FORM);
    TAKES("a;x=y\r\n", AN_HTTP_NONE);
    TAKES("0123", AN_HTTP_BODY);
    body_is("0123");
    TAKES("456789\r\n3\r\nabc\r\n", AN_HTTP_BODY);
    body_is("456789abc");
    TAKES("1\r\nd\r\n0\r\nTrailer: t", AN_HTTP_BODY);
    body_is("d");
    TAKES("\r\n\r\n", AN_HTTP_REQUEST);
    body_is("");
}

static void its_head_stays_to_the_end(void **state)
{
    (void)state;
    uint8_t head[256];
    TAKES(SIZED("100"), AN_HTTP_FORM);
    const uint8_t *at = r->head;
    size_t len = r->head_len;
    memcpy(head, at, len);
    for (int i = 0; i < 10; i++)
        TAKES(DIGITS, i < 9 ? AN_HTTP_BODY : AN_HTTP_REQUEST);
    assert_ptr_equal(r->head, at);
    assert_int_equal(r->head_len, len);
    assert_memory_equal(r->head, head, len);
    assert_true(r->form && r->keep_alive);
}

static void a_split_changes_nothing(void **state)
{
    (void)state;
    check(SIZED("20") DIGITS DIGITS GET,
          POSTED(TYPE, "Content-Length: 20 [" DIGITS DIGITS "] form keep") GOT);
    check(CHUNKED "14\r\n" DIGITS DIGITS "\r\n3;e\r\nabc\r\n0\r\nT: x\r\n\r\n" GET,
          POSTED(TYPE, "Transfer-Encoding: chunked [" DIGITS DIGITS "abc] form keep") GOT);
    check(CHUNKED "0\r\n\r\n" GET, POSTED(TYPE, "Transfer-Encoding: chunked [] form keep") GOT);
    check(SIZED("20") DIGITS, "more\n");
    check(CHUNKED "a\r\n" DIGITS "\r\n", "more\n");
    check(CHUNKED "a\r\n" DIGITS "x", "400\n");
}

static void a_reset_in_its_middle_leaves_nothing_of_it(void **state)
{
    (void)state;
    static const char *const befores[] = {SIZED("9"), CHUNKED};
    for (size_t i = 0; i < 2; i++) {
        TAKES(befores[i], AN_HTTP_FORM);
        TAKES(i ? "5\r\nab" : "ab", AN_HTTP_BODY);
        an_http_reset(http);
        assert_false(an_http_in_request(http) || an_http_in_body(http));
        TAKES(GET, AN_HTTP_REQUEST);
        assert_false(r->form);
        body_is("");
    }
}

/* --- limits --- */

static void it_has_a_limit_of_its_own(void **state)
{
    (void)state;
    check(SIZED("101"), "413\n");
    check(SIZED("18446744073709551615"), "413\n");
    check(CHUNKED "64\r\n", "more\n");
    check(CHUNKED "65\r\n", "413\n");
    check(CHUNKED "ffffffffffffffff\r\n", "413\n");
    check(CHUNKED "5a\r\n" DIGITS DIGITS DIGITS DIGITS DIGITS DIGITS DIGITS DIGITS DIGITS
                  "\r\n1\r\na\r\na\r\n",
          "413\n");
    check(POST("text/plain", "Content-Length: 11\r\n\r\n"), "413\n");
}

static void a_form_before_does_not_widen_the_limit_of_others(void **state)
{
    (void)state;
    check(SIZED("20") DIGITS DIGITS POST("text/plain", "Content-Length: 11\r\n\r\n"),
          POSTED(TYPE, "Content-Length: 20 [" DIGITS DIGITS "] form keep") "413\n");
    check(SIZED("20") DIGITS DIGITS POST("text/plain", "Transfer-Encoding: chunked\r\n\r\nb\r\n"),
          POSTED(TYPE, "Content-Length: 20 [" DIGITS DIGITS "] form keep") "413\n");
}

static void what_frames_its_chunks_has_the_limit_of_a_head(void **state)
{
    (void)state;
    char in[2048] = CHUNKED "1;";
    memset(in + strlen(in), 'e', 600);
    check(strcat(in, "\r\na\r\n0\r\n\r\n"), "431\n");
}

/* No piece is kept: a form may be larger than memory. */
static void its_size_is_no_matter(void **state)
{
    (void)state;
    static const struct an_http_limits wide = {
        .max_target = 64, .max_head = 512, .max_body = 10, .max_form = (uint64_t)1 << 40};
    static uint8_t piece[65536];
    struct an_http *h = an_http_new(&wide);
    ssize_t used = an_http_feed(h, (const uint8_t *)SIZED("1099511627776"),
                                strlen(SIZED("1099511627776")), &event, &status);
    assert_int_equal(used, strlen(SIZED("1099511627776")));
    assert_int_equal(event, AN_HTTP_FORM);
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(an_http_feed(h, piece, sizeof piece, &event, &status), sizeof piece);
        assert_int_equal(event, AN_HTTP_BODY);
        assert_ptr_equal(an_http_request(h)->body, piece);
    }
    an_http_free(h);
}

/* --- 100 Continue --- */

#define ASKS(version, framing)                                                                     \
    "POST / HTTP/" version "\r\nHost: x\r\nContent-Type: " TYPE "\r\n" framing                     \
    "\r\nExpect: 100-continue\r\n\r\n"

static void expect_asks(const char *head, const char *behind, bool asks)
{
    char in[512];
    size_t n = strlen(head);
    an_http_reset(http);
    memcpy(in, head, n);
    strcpy(in + n, behind);
    feed(in, n, AN_HTTP_FORM);
    assert_int_equal(r->expects, asks);
}

static void one_that_asks_before_its_body_says_so(void **state)
{
    (void)state;
    expect_asks(ASKS("1.1", "Content-Length: 3"), "", true);
    TAKES("abc", AN_HTTP_REQUEST);
    expect_asks(ASKS("1.1", "Transfer-Encoding: chunked"), "", true);
    TAKES("0\r\n\r\n", AN_HTTP_REQUEST);
    expect_asks(ASKS("1.1", "Content-Length: 3"), "a", false);
    expect_asks(ASKS("1.0", "Content-Length: 3"), "", false);
    expect_asks(SIZED("3"), "", false);
}

static void one_that_is_refused_is_not_asked_for(void **state)
{
    (void)state;
    check(ASKS("1.1", "Content-Length: 101"), "413\n");
}

/* --- what is a form --- */

static void other_types_are_bodies(void **state)
{
    (void)state;
#define BODY(type)                                                                                 \
    check(POST(type, "Content-Length: 1\r\n\r\nx"), POSTED(type, "Content-Length: 1 [x] keep"))
    BODY("multipart/mixed; boundary=b");
    BODY("multipart/form-datas; boundary=b");
    BODY("application/x-www-form-urlencoded");
    BODY("");
    check("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx",
          "PUT / HTTP/1.1|Host: x|Content-Length: 1 [x] keep\n");
}

static void the_type_is_read_as_the_codec_of_forms_reads_it(void **state)
{
    (void)state;
#define FORM(type)                                                                                 \
    check(POST(type, "Content-Length: 1\r\n\r\nx"), POSTED(type, "Content-Length: 1 [x] form "     \
                                                                 "keep"))
    FORM("Multipart/Form-Data ;Boundary=\"a b\"");
    FORM("multipart/form-data; charset=utf-8; boundary=----WebKitFormBoundary0");
}

static void without_a_good_boundary_it_is_refused(void **state)
{
    (void)state;
#define BROKEN(type) check(POST(type, "Content-Length: 1\r\n\r\nx"), "400\n")
    BROKEN("multipart/form-data");
    BROKEN("multipart/form-data; boundary=");
    BROKEN("multipart/form-data; boundary=\"\"");
    BROKEN("multipart/form-data; boundary=a; boundary=b");
    BROKEN("multipart/form-data; boundary=\"a");
    BROKEN("multipart/form-data; boundary=a\x7F");
    check(POST("multipart/form-data", "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), "400\n");
}

static void without_a_body_there_is_none(void **state)
{
    (void)state;
    check(SIZED("0"), POSTED(TYPE, "Content-Length: 0 [] keep"));
    check(POST("multipart/form-data", "\r\n"),
          "POST / HTTP/1.1|Host: x|Content-Type: multipart/form-data [] keep\n");
}

static void where_no_forms_are_taken_it_is_a_body_like_any_other(void **state)
{
    (void)state;
    static const struct an_http_limits none = {.max_target = 64, .max_head = 512, .max_body = 10};
    check_within(&none, SIZED("3") "abc" GET, POSTED(TYPE, "Content-Length: 3 [abc] keep") GOT);
    check_within(&none, SIZED("11"), "413\n");
    check_within(&none, POST("multipart/form-data", "Content-Length: 1\r\n\r\nx"),
                 POSTED("multipart/form-data", "Content-Length: 1 [x] keep"));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_http, close_http)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(it_is_told_before_any_byte_of_its_body),
        TEST(a_piece_of_known_length_stays_where_it_is),
        TEST(of_chunks_a_piece_is_what_a_feed_held),
        TEST(its_head_stays_to_the_end),
        TEST(a_split_changes_nothing),
        TEST(a_reset_in_its_middle_leaves_nothing_of_it),
        TEST(it_has_a_limit_of_its_own),
        TEST(a_form_before_does_not_widen_the_limit_of_others),
        TEST(what_frames_its_chunks_has_the_limit_of_a_head),
        TEST(its_size_is_no_matter),
        TEST(one_that_asks_before_its_body_says_so),
        TEST(one_that_is_refused_is_not_asked_for),
        TEST(other_types_are_bodies),
        TEST(the_type_is_read_as_the_codec_of_forms_reads_it),
        TEST(without_a_good_boundary_it_is_refused),
        TEST(without_a_body_there_is_none),
        TEST(where_no_forms_are_taken_it_is_a_body_like_any_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* http_reply_test.c - response heads, to the byte. */
#define _GNU_SOURCE /* memmem */

#include "test.h"

#include "ground/base.h"
#include "protocol/http/reply.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static struct an_buf out;

static int open_out(void **state)
{
    (void)state;
    an_buf_init(&out, 4096);
    return 0;
}
static int close_out(void **state)
{
    (void)state;
    an_buf_fini(&out);
    return 0;
}

static void expect(const char *text)
{
    assert_int_equal(an_buf_append(&out, "", 1), AN_OK);
    assert_string_equal((const char *)out.data, text);
    an_buf_clear(&out, 4096);
}

static void head(struct an_http_reply r, const char *text)
{
    r.date_s = 784111777;
    assert_int_equal(an_http_reply_head(&out, &r), AN_OK);
    expect(text);
}

#define COMMON "Server: appnet\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"

static void heads(void **state)
{
    (void)state;
    head((struct an_http_reply){.status = 200, .keep_alive = true, .body_len = 12},
         "HTTP/1.1 200 OK\r\n" COMMON "Content-Type: text/html; charset=utf-8\r\n"
         "Content-Length: 12\r\n\r\n");
    head((struct an_http_reply){.status = 200, .keep_alive = true, .chunked = true},
         "HTTP/1.1 200 OK\r\n" COMMON "Content-Type: text/html; charset=utf-8\r\n"
         "Transfer-Encoding: chunked\r\n\r\n");
    head((struct an_http_reply){.status = 200, .until_close = true, .has_type = true},
         "HTTP/1.1 200 OK\r\n" COMMON "Connection: close\r\n\r\n");
    head((struct an_http_reply){.status = 204, .keep_alive = true, .chunked = true},
         "HTTP/1.1 204 No Content\r\n" COMMON "\r\n");
    head((struct an_http_reply){.status = 404},
         "HTTP/1.1 404 Not Found\r\n" COMMON "Content-Length: 0\r\nConnection: close\r\n\r\n");
    head((struct an_http_reply){.status = 200,
                                .keep_alive = true,
                                .http10 = true,
                                .has_type = true,
                                .headers = "Content-Type: a/b\r\nX: y\r\n",
                                .headers_len = 25,
                                .body_len = UINT64_MAX},
         "HTTP/1.1 200 OK\r\n" COMMON "Content-Length: 18446744073709551615\r\n"
         "Connection: keep-alive\r\nContent-Type: a/b\r\nX: y\r\n\r\n");
    head((struct an_http_reply){.status = 299, .http10 = true, .body_len = 0},
         "HTTP/1.1 299 Unknown\r\n" COMMON "Content-Length: 0\r\nConnection: close\r\n\r\n");
}

static void some_have_no_body(void **state)
{
    (void)state;
    head((struct an_http_reply){.status = 204, .keep_alive = true, .body_len = 5},
         "HTTP/1.1 204 No Content\r\n" COMMON "\r\n");
    head((struct an_http_reply){.status = 304, .keep_alive = true, .body_len = 5},
         "HTTP/1.1 304 Not Modified\r\n" COMMON "\r\n");
    head((struct an_http_reply){.status = 103, .keep_alive = true},
         "HTTP/1.1 103 Early Hints\r\n" COMMON "\r\n");
    head((struct an_http_reply){.status = 205, .keep_alive = true, .body_len = 5},
         "HTTP/1.1 205 Reset Content\r\n" COMMON "Content-Length: 0\r\n\r\n");
    for (int s = 100; s < 600; s++)
        assert_int_equal(an_http_status_has_body(s),
                         !(s < 200 || s == 204 || s == 205 || s == 304));
}

static void a_head_is_appended_or_nothing_is(void **state)
{
    (void)state;
    static char line[5000];
    struct an_http_reply r = {.status = 200, .headers = line, .headers_len = sizeof line};
    assert_int_equal(an_buf_append(&out, "before", 6), AN_OK);
    assert_int_equal(an_http_reply_head(&out, &r), AN_ELIMIT);
    r.headers_len = SIZE_MAX;
    assert_int_equal(an_http_reply_head(&out, &r), AN_ELIMIT);
    expect("before");
}

static void a_status_from_elsewhere_is_not_believed(void **state)
{
    (void)state;
    static const int bad[] = {0, 99, 600, -200, 100000, INT32_MIN, INT32_MAX};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct an_http_reply r = {.status = bad[i]};
        assert_int_equal(an_http_reply_head(&out, &r), AN_EINVAL);
        assert_string_equal(an_http_reason(bad[i]), "Unknown");
    }
}

static void dates_are_those_of_the_c_library(void **state)
{
    (void)state;
    uint64_t times[4096] = {0, 1, 86399, 86400, 951782399, 951782400, 951868800, 253402300799u};
    for (size_t i = 8; i < sizeof times / sizeof *times; i++) /* to the year 9999 */
        times[i] = (i * 61865796u + i * i * 7919u) % 253402300800u;
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        char expected[64];
        struct tm tm;
        time_t t = (time_t)times[i];
        gmtime_r(&t, &tm);
        strftime(expected, sizeof expected, "\r\nDate: %a, %d %b %Y %H:%M:%S GMT\r\n", &tm);
        struct an_http_reply r = {.status = 200, .date_s = times[i]};
        an_buf_clear(&out, 4096);
        assert_int_equal(an_http_reply_head(&out, &r), AN_OK);
        if (!memmem(out.data, out.len, expected, strlen(expected)))
            fail_msg("%s%.*s", expected, (int)out.len, (const char *)out.data);
    }
}

static void a_date_too_late_to_write_is_the_last_one(void **state)
{
    (void)state;
    struct an_http_reply r = {.status = 200, .date_s = UINT64_MAX};
    assert_int_equal(an_http_reply_head(&out, &r), AN_OK);
    assert_non_null(memmem(out.data, out.len, "Fri, 31 Dec 9999 23:59:59 GMT", 29));
}

#define PAGE                                                                                       \
    "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"                              \
    "<title>426 Upgrade Required</title>\n<h1>426 Upgrade Required</h1>\n</html>\n"

/* A response with the page for an error, as its writer makes it. */
static void page_append(int status, bool is_head, const char *extra)
{
    char page[AN_HTTP_PAGE_MAX];
    struct an_http_reply r = {.status = status,
                              .headers = extra,
                              .headers_len = extra ? strlen(extra) : 0,
                              .body_len = an_http_page(page, status),
                              .date_s = 784111777};
    assert_int_equal(an_http_reply_head(&out, &r), AN_OK);
    if (!is_head) assert_int_equal(an_buf_append(&out, page, r.body_len), AN_OK);
}

static void error_pages(void **state)
{
    (void)state;
    char text[1024];
    snprintf(text, sizeof text,
             "HTTP/1.1 426 Upgrade Required\r\n" COMMON "Content-Type: text/html; charset=utf-8\r\n"
             "Content-Length: %zu\r\nConnection: close\r\nUpgrade: websocket\r\n\r\n",
             sizeof PAGE - 1);
    static const char extra[] = "Upgrade: websocket\r\n";
    page_append(426, true, extra);
    expect(text);
    strcat(text, PAGE);
    page_append(426, false, extra);
    expect(text);
    for (int s = 400; s < 600; s++) {
        page_append(s, false, NULL);
        assert_memory_equal(out.data + out.len - 8, "</html>\n", 8);
        an_buf_clear(&out, 4096);
    }
}

static void the_switch_to_websocket(void **state)
{
    (void)state;
    assert_int_equal(an_http_reply_upgrade(&out, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), AN_OK);
    expect("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n");
    struct an_buf small;
    an_buf_init(&small, 100);
    assert_int_equal(an_http_reply_upgrade(&small, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), AN_ELIMIT);
    assert_int_equal(small.len, 0);
    an_buf_fini(&small);
}

static void head_may_be_told_the_length_of_get(void **state)
{
    (void)state;
    static const char length[] = "Content-Length: 9\r\n";
    struct an_http_reply r = {.status = 200,
                              .keep_alive = true,
                              .has_length = true,
                              .headers = length,
                              .headers_len = sizeof length - 1};
    static const char told[] =
        "HTTP/1.1 200 OK\r\n" COMMON "Content-Type: text/html; charset=utf-8\r\n"
        "Content-Length: 9\r\n\r\n";
    head(r, told);
    r.body_len = 5;
    head(r, told);
    r.chunked = true;
    head(r, told);
}

static void keep(const char *lines, int status, const char *kept)
{
    struct an_span all = {lines, strlen(lines)};
    assert_int_equal(an_http_lines_keep(&out, all, status), AN_OK);
    expect(kept);
}

static void of_lines_those_stay_that_hold(void **state)
{
    (void)state;
    static const char lines[] =
        "X: 1\r\ncontent-type: a/b\r\nContent-Encoding: gzip\r\nETag: \"e\"\r\n"
        "Cache-Control: private\r\nContent-Security-Policy: x\r\nVary: Origin\r\n";
    keep("", 500, "");
    keep(lines, 200, lines);
    keep(lines, 206,
         "X: 1\r\nContent-Encoding: gzip\r\nETag: \"e\"\r\nCache-Control: private\r\n"
         "Content-Security-Policy: x\r\nVary: Origin\r\n");
    keep(lines, 304,
         "X: 1\r\nETag: \"e\"\r\nCache-Control: private\r\nContent-Security-Policy: x\r\n"
         "Vary: Origin\r\n");
    keep(lines, 500, "X: 1\r\nContent-Security-Policy: x\r\nVary: Origin\r\n");
    keep("X: 1", 500, "X: 1"); /* another process may have written them */
    struct an_buf small;
    an_buf_init(&small, 6);
    assert_int_equal(an_http_lines_keep(&small, (struct an_span){lines, 8}, 200), AN_ELIMIT);
    an_buf_fini(&small);
}

static void a_line_is_found_by_its_name(void **state)
{
    (void)state;
    static const char text[] =
        "Name\r\nnam: x\r\nNAME: \t a b \r\nName: second\r\nEmpty:\r\nlast: z";
    struct an_span lines = {text, sizeof text - 1}, value = {"", 0};
    assert_true(an_http_lines_find(lines, "name", &value));
    assert_int_equal(value.len, 3);
    assert_memory_equal(value.p, "a b", 3);
    assert_true(an_http_lines_find(lines, "Empty", &value));
    assert_int_equal(value.len, 0);
    assert_true(an_http_lines_find(lines, "Last", &value));
    assert_int_equal(value.len, 1);
    assert_false(an_http_lines_find(lines, "none", &value));
    assert_false(an_http_lines_find((struct an_span){NULL, 0}, "none", &value));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_out, close_out)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(heads),
        TEST(some_have_no_body),
        TEST(a_head_is_appended_or_nothing_is),
        TEST(a_status_from_elsewhere_is_not_believed),
        TEST(dates_are_those_of_the_c_library),
        TEST(a_date_too_late_to_write_is_the_last_one),
        TEST(error_pages),
        TEST(the_switch_to_websocket),
        TEST(head_may_be_told_the_length_of_get),
        TEST(of_lines_those_stay_that_hold),
        TEST(a_line_is_found_by_its_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

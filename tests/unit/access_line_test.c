/* access_line_test.c - lines of the access log, to the byte. */
#include "test.h"

#include "ground/base.h"
#include "protocol/http/access_line.h"

#include <string.h>

static const uint8_t v4[4] = {10, 1, 2, 3}, v6[16] = {0x20, 1, 0x0d, 0xb8, [15] = 1};
static char line[AN_ACCESS_LINE_MAX + 1];

static struct an_span span(const char *text)
{
    return (struct an_span){text, strlen(text)};
}

static struct an_access usual(void)
{
    return (struct an_access){.family = 4,
                              .addr = v4,
                              .method = span("GET"),
                              .target = span("/a?b"),
                              .version = span("HTTP/1.1"),
                              .referer = span("http://x/"),
                              .agent = span("curl/8"),
                              .status = 200,
                              .bytes = 1234567890123,
                              .at_s = 784111777};
}

static void expect(const struct an_access *a, const char *text)
{
    size_t n = an_access_line(a, line, sizeof line);
    line[n] = 0;
    assert_string_equal(line, text);
}

static void a_line_has_nine_fields(void **state)
{
    (void)state;
    struct an_access a = usual();
    expect(&a, "10.1.2.3 - - [06/Nov/1994:08:49:37 +0000] \"GET /a?b HTTP/1.1\" 200 1234567890123 "
               "\"http://x/\" \"curl/8\"\n");
    a.family = 6;
    a.addr = v6;
    a.referer = a.agent = span("");
    a.at_s++;
    a.status = 404;
    a.bytes = 0;
    expect(
        &a,
        "2001:db8::1 - - [06/Nov/1994:08:49:38 +0000] \"GET /a?b HTTP/1.1\" 404 0 \"-\" \"-\"\n");
}

static void what_is_not_known_is_a_dash(void **state)
{
    (void)state;
    struct an_access a = {.status = 400, .at_s = 0};
    expect(&a, "- - - [01/Jan/1970:00:00:00 +0000] \"-\" 400 0 \"-\" \"-\"\n");
}

static void no_text_breaks_out_of_its_quotes(void **state)
{
    (void)state;
    struct an_access a = usual();
    a.agent = (struct an_span){"a\"b\\c\nd\0e\x7f\xc3\xbc", 12};
    a.referer = span("\" 200 1 \"");
    expect(&a, "10.1.2.3 - - [06/Nov/1994:08:49:37 +0000] \"GET /a?b HTTP/1.1\" 200 1234567890123 "
               "\"\\x22 200 1 \\x22\" \"a\\x22b\\x5Cc\\x0Ad\\x00e\\x7F\\xC3\\xBC\"\n");
}

static void the_longest_line_fits(void **state)
{
    (void)state;
    static char bytes[AN_ACCESS_TEXT_MAX + 100];
    struct an_access a = usual();
    memset(bytes, 0xff, sizeof bytes);
    a.family = 6;
    a.addr = v6;
    a.bytes = UINT64_MAX;
    a.at_s = UINT64_MAX;
    a.status = INT32_MAX;
    a.method = a.target = a.version = a.referer = a.agent = (struct an_span){bytes, sizeof bytes};
    size_t n = an_access_line(&a, line, AN_ACCESS_LINE_MAX);
    assert_in_range(n, 5 * 4 * AN_ACCESS_TEXT_MAX, AN_ACCESS_LINE_MAX);
    assert_int_equal(line[n - 1], '\n');
    assert_ptr_equal(memchr(line, '\n', n), line + n - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_has_nine_fields),
        cmocka_unit_test(what_is_not_known_is_a_dash),
        cmocka_unit_test(no_text_breaks_out_of_its_quotes),
        cmocka_unit_test(the_longest_line_fits),
    };
    return cmocka_run_group_tests_name("access_line", tests, NULL, NULL);
}

/* conditional_test.c - preconditions and their order (RFC 9110, 13), as tables of header lines; every head ends where memory does. */
#include "test.h"

#include "protocol/http/conditional.h"

#include "guard_help.h"

#include <stdio.h>
#include <string.h>

#define NOW 1700000000
#define MODIFIED 784111777 /* the date of the RFC */
#define AT "Sun, 06 Nov 1994 08:49:37 GMT"
#define BEFORE "Sun, 06 Nov 1994 08:49:36 GMT"
#define AFTER "Sun, 06 Nov 1994 08:49:38 GMT"

/* --- heads, see head.h --- */

static size_t put(uint8_t *to, const char *p, size_t n)
{
    memcpy(to, &(uint16_t){(uint16_t)n}, 2);
    memcpy(to + 2, p, n);
    return n + 2;
}

/* lines: "name: value", divided by '\n'. */
static size_t head(uint8_t *block, const char *method, const char *lines)
{
    size_t len = put(block, method, strlen(method));
    len += put(block + len, "/", 1);
    len += put(block + len, "HTTP/1.1", 8);
    while (*lines) {
        size_t n = strcspn(lines, ":"), line = strcspn(lines, "\n");
        len += put(block + len, lines, n);
        len += put(block + len, lines + n + 2, line - n - 2);
        lines += line + (lines[line] == '\n');
    }
    return len;
}

/* "send", "send ranges", "304" or "412" */
static const char *judge(const char *method, const char *lines, const char *etag)
{
    uint8_t block[2048];
    bool range;
    size_t n = head(block, method, lines);
    struct an_validators v = {{etag, strlen(etag)}, MODIFIED};
    switch (an_conditional_judge(guard_copy(&test_guard, block, n), n, &v, NOW, &range)) {
    case AN_NOT_MODIFIED:
        return "304";
    case AN_PRECONDITION_FAILED:
        return "412";
    default:
        return range ? "send ranges" : "send";
    }
}

struct example {
    const char *method, *lines, *verdict;
};

static void expect_all(const struct example *e, size_t n, const char *etag)
{
    for (size_t i = 0; i < n; i++) {
        const char *verdict = judge(e[i].method, e[i].lines, etag);
        if (strcmp(verdict, e[i].verdict)) print_error("%s %s\n", e[i].method, e[i].lines);
        assert_string_equal(verdict, e[i].verdict);
    }
}
#define EXPECT(table, etag) expect_all(table, sizeof table / sizeof *table, etag)

static void without_conditions_it_is_sent(void **state)
{
    (void)state;
    static const struct example table[] = {
        {"GET", "", "send ranges"},
        {"GET", "Host: a\nIf: x\nIfMatch: *\nIf-None: *\nXf-None-Match: *", "send ranges"},
        {"HEAD", "", "send"},
        {"POST", "", "send"},
        {"get", "", "send"},
    };
    bool range = true;
    struct an_validators v = {{"", 0}, 0};
    EXPECT(table, "\"a\"");
    assert_int_equal(an_conditional_judge("\x05", 1, &v, NOW, &range), AN_SEND);
    assert_false(range);
}

static void if_none_match_compares_weakly(void **state)
{
    (void)state;
    static const struct example table[] = {
        {"GET", "If-None-Match: \"a\"", "304"},
        {"HEAD", "if-none-match: \"a\"", "304"},
        {"PUT", "If-None-Match: \"a\"", "412"},
        {"GET", "If-None-Match: W/\"a\"", "304"},
        {"GET", "If-None-Match: \"b\"", "send ranges"},
        {"GET", "If-None-Match: \"A\"", "send ranges"},
        {"GET", "If-None-Match: \"aa\"", "send ranges"},
        {"GET", "If-None-Match: \"\"", "send ranges"},
        {"GET", "If-None-Match: \"b\", \"a\"", "304"},
        {"GET", "If-None-Match: \"b\",W/\"a\",\"c\"", "304"},
        {"GET", "If-None-Match: , \"b\" ,, \"a\" ,", "304"},
        {"GET", "If-None-Match: \"b,\\\", \"a\"", "304"},
        {"GET", "If-None-Match: \"\", \"a\"", "304"},
        {"GET", "If-None-Match: \"!#~\x80\xFF\", \"a\"", "304"},
        {"GET", "If-None-Match: *", "304"},
        {"PUT", "If-None-Match: *", "412"},
        {"GET", "If-None-Match: \"b\"\nIf-None-Match: \"a\"", "304"},
        {"GET", "If-None-Match: \"a\"\nIf-None-Match: \"b\"", "304"},
        /* what is not a list of tags */
        {"GET", "If-None-Match: a", "send ranges"},
        {"GET", "If-None-Match: w/\"a\"", "send ranges"},
        {"GET", "If-None-Match: W/ \"a\"", "send ranges"},
        {"GET", "If-None-Match: \"a", "send ranges"},
        {"GET", "If-None-Match: \"b\"\"a\"", "send ranges"},
        {"GET", "If-None-Match: \"b\" \"a\"", "send ranges"},
        {"GET", "If-None-Match: b, \"a\"", "send ranges"},
        {"GET", "If-None-Match: *, \"b\"", "send ranges"},
        {"GET", "If-None-Match: \"\x01\", \"a\"", "send ranges"},
        {"GET", "If-None-Match: W/", "send ranges"},
        {"GET", "If-None-Match: \"", "send ranges"},
        {"GET", "If-None-Match: ", "send ranges"},
    };
    EXPECT(table, "\"a\"");
}

static void if_match_compares_strongly(void **state)
{
    (void)state;
    static const struct example table[] = {
        {"PUT", "If-Match: \"a\"", "send"},
        {"GET", "If-Match: \"a\"", "send ranges"},
        {"PUT", "If-Match: \"b\", \"a\"", "send"},
        {"PUT", "If-Match: \"b\"\nIf-Match: \"a\"", "send"},
        {"PUT", "If-Match: *", "send"},
        {"PUT", "If-Match: W/\"a\"", "412"},
        {"PUT", "If-Match: \"b\"", "412"},
        {"GET", "If-Match: \"b\"", "412"},
        {"GET", "If-Match: a", "412"},
        {"GET", "If-Match: ", "412"},
    };
    EXPECT(table, "\"a\"");
}

static void a_weak_tag_is_only_good_for_weak_comparison(void **state)
{
    (void)state;
    static const struct example table[] = {
        {"GET", "If-None-Match: \"a\"", "304"}, {"GET", "If-None-Match: W/\"a\"", "304"},
        {"GET", "If-Match: \"a\"", "412"},      {"GET", "If-Match: W/\"a\"", "412"},
        {"GET", "If-Match: *", "send ranges"},  {"GET", "If-Range: \"a\"", "send"},
        {"GET", "If-Range: W/\"a\"", "send"},
    };
    static const struct example without[] = {
        {"GET", "If-None-Match: \"\"", "send ranges"},
        {"GET", "If-None-Match: *", "304"},
        {"GET", "If-Match: \"\"", "412"},
        {"GET", "If-Match: *", "send ranges"},
        {"GET", "If-Range: \"\"", "send"},
        {"GET", "If-Range: " AT, "send ranges"},
    };
    EXPECT(table, "W/\"a\"");
    EXPECT(without, "");
}

static void dates_are_compared_to_the_second(void **state)
{
    (void)state;
    static const struct example table[] = {
        {"GET", "If-Modified-Since: " BEFORE, "send ranges"},
        {"GET", "If-Modified-Since: " AT, "304"},
        {"GET", "If-Modified-Since: " AFTER, "304"},
        {"HEAD", "If-Modified-Since: " AT, "304"},
        {"POST", "If-Modified-Since: " AT, "send"},
        {"GET", "If-Modified-Since: Sunday, 06-Nov-94 08:49:37 GMT", "304"},
        {"GET", "If-Modified-Since: Sun Nov  6 08:49:37 1994", "304"},
        {"PUT", "If-Unmodified-Since: " BEFORE, "412"},
        {"PUT", "If-Unmodified-Since: " AT, "send"},
        {"PUT", "If-Unmodified-Since: " AFTER, "send"},
        {"GET", "If-Unmodified-Since: " BEFORE, "412"},
        /* no date, or more than one */
        {"GET", "If-Modified-Since: yesterday", "send ranges"},
        {"GET", "If-Modified-Since: ", "send ranges"},
        {"GET", "If-Modified-Since: " AT "\nIf-Modified-Since: " AT, "send ranges"},
        {"GET", "If-Modified-Since: " AT ", " AT, "send ranges"},
        {"PUT", "If-Unmodified-Since: yesterday", "send"},
        {"PUT", "If-Unmodified-Since: " BEFORE "\nIf-Unmodified-Since: " BEFORE, "send"},
    };
    EXPECT(table, "\"a\"");
}

static void tags_go_before_dates_and_failing_before_not_modified(void **state)
{
    (void)state;
    static const struct example table[] = {
        {"GET", "If-None-Match: \"b\"\nIf-Modified-Since: " AFTER, "send ranges"},
        {"GET", "If-Modified-Since: " BEFORE "\nIf-None-Match: \"a\"", "304"},
        {"GET", "If-None-Match: b\nIf-Modified-Since: " AFTER, "send ranges"},
        {"PUT", "If-Match: \"a\"\nIf-Unmodified-Since: " BEFORE, "send"},
        {"PUT", "If-Unmodified-Since: " AFTER "\nIf-Match: \"b\"", "412"},
        {"GET", "If-None-Match: \"a\"\nIf-Match: \"b\"", "412"},
        {"GET", "If-None-Match: \"a\"\nIf-Match: \"a\"", "304"},
        {"GET", "If-None-Match: \"a\"\nIf-Unmodified-Since: " BEFORE, "412"},
        {"GET", "If-Modified-Since: " AT "\nIf-Unmodified-Since: " AT, "304"},
        {"GET", "If-None-Match: \"a\"\nIf-Range: \"b\"", "304"},
        {"GET", "If-Match: \"b\"\nIf-Range: \"a\"", "412"},
    };
    EXPECT(table, "\"a\"");
}

static void if_range_lets_ranges_only_of_the_same_bytes(void **state)
{
    (void)state;
    static const struct example table[] = {
        {"GET", "If-Range: \"a\"", "send ranges"},
        {"GET", "If-Range: \"b\"", "send"},
        {"GET", "If-Range: W/\"a\"", "send"},
        {"GET", "If-Range: \"b\", \"a\"", "send"},
        {"GET", "If-Range: \"a\", \"b\"", "send"},
        {"GET", "If-Range: *", "send"},
        {"GET", "If-Range: ", "send"},
        {"GET", "If-Range: " AT, "send ranges"},
        {"GET", "If-Range: " BEFORE, "send"},
        {"GET", "If-Range: " AFTER, "send"},
        {"GET", "If-Range: \"a\"\nIf-Range: \"a\"", "send"},
        {"HEAD", "If-Range: \"a\"", "send"},
    };
    EXPECT(table, "\"a\"");
}

static void expect_etag(int64_t mtime_ns, uint64_t size, uint64_t seal, const char *etag)
{
    static const char room[AN_ETAG_MAX];
    char *out = (char *)guard_copy(&test_guard, room, sizeof room);
    size_t n = an_etag_make(mtime_ns, size, seal, out);
    assert_int_equal(n, strlen(etag));
    assert_memory_equal(out, etag, n);
}

static void an_etag_is_made_of_time_size_and_seal(void **state)
{
    (void)state;
    expect_etag(0, 0, 0, "\"0-0-0\"");
    expect_etag(1, 16, 255, "\"1-10-ff\"");
    expect_etag(INT64_C(1700000000123456789), 4096, 1, "\"17979cfe3d85cd15-1000-1\"");
    assert_int_equal(an_etag_make(-1, UINT64_MAX, UINT64_MAX, (char[AN_ETAG_MAX]){0}), AN_ETAG_MAX);
}

static void an_etag_matches_itself(void **state)
{
    (void)state;
    char etag[AN_ETAG_MAX + 1] = "", line[128];
    an_etag_make(INT64_MAX, 123456789, 987654321, etag);
    snprintf(line, sizeof line, "If-None-Match: %s", etag);
    assert_string_equal(judge("GET", line, etag), "304");
    snprintf(line, sizeof line, "If-Match: %s\nIf-Range: %s", etag, etag);
    assert_string_equal(judge("GET", line, etag), "send ranges");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_conditions_it_is_sent),
        cmocka_unit_test(if_none_match_compares_weakly),
        cmocka_unit_test(if_match_compares_strongly),
        cmocka_unit_test(a_weak_tag_is_only_good_for_weak_comparison),
        cmocka_unit_test(dates_are_compared_to_the_second),
        cmocka_unit_test(tags_go_before_dates_and_failing_before_not_modified),
        cmocka_unit_test(if_range_lets_ranges_only_of_the_same_bytes),
        cmocka_unit_test(an_etag_is_made_of_time_size_and_seal),
        cmocka_unit_test(an_etag_matches_itself),
    };
    return cmocka_run_group_tests_name("conditional", tests, guard_set_up, guard_tear_down);
}

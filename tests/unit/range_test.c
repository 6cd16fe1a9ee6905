/* range_test.c - Range (RFC 9110, 14) as tables: a value and a size, and what is sent; every value ends where memory does. */
#include "test.h"

#include "protocol/http/range.h"

#include "guard_help.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static struct guard guard, out;

static enum an_range_answer read_ranges(struct an_ranges *r, const char *value, uint64_t size)
{
    size_t n = strlen(value);
    const char *p = (const char *)guard_copy(&guard, value, n);
    return an_ranges_read(r, (struct an_span){p, n}, size);
}

/* "200", "416", or the parts: "0-9 20-29". */
static void tell(const char *value, uint64_t size, char *told, size_t room)
{
    struct an_ranges r;
    enum an_range_answer answer = read_ranges(&r, value, size);
    size_t n = 0;
    snprintf(told, room, "%s", answer == AN_RANGE_WHOLE ? "200" : "416");
    if (answer != AN_RANGE_PARTS) return;
    for (unsigned i = 0; i < r.count; i++)
        n += (size_t)snprintf(told + n, room - n, "%s%" PRIu64 "-%" PRIu64, i ? " " : "",
                              r.at[i].first, r.at[i].first + r.at[i].len - 1);
}

struct example {
    const char *value;
    uint64_t size;
    const char *told;
};

static void expect_all(const struct example *e, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char told[1024];
        tell(e[i].value, e[i].size, told, sizeof told);
        if (strcmp(told, e[i].told)) print_error("%s\n", e[i].value);
        assert_string_equal(told, e[i].told);
    }
}
#define EXPECT(...)                                                                                \
    expect_all((const struct example[]){__VA_ARGS__},                                              \
               sizeof((const struct example[]){__VA_ARGS__}) / sizeof(struct example))

/* The examples of 14.1.2. */
static void the_ranges_of_the_rfc(void **state)
{
    (void)state;
    EXPECT({"bytes=0-499", 10000, "0-499"}, {"bytes=500-999", 10000, "500-999"},
           {"bytes=-500", 10000, "9500-9999"}, {"bytes=9500-", 10000, "9500-9999"},
           {"bytes=0-0,-1", 10000, "0-0 9999-9999"}, {"bytes= 0-0, -1", 10000, "0-0 9999-9999"},
           {"bytes= 0-999, 4500-5499, -1000", 10000, "0-999 4500-5499 9000-9999"},
           {"bytes=500-600,601-999", 10000, "500-999"},
           {"bytes=500-700,601-999", 10000, "500-999"});
}

static void a_range_is_cut_to_the_size(void **state)
{
    (void)state;
    EXPECT({"bytes=0-", 10, "0-9"}, {"bytes=0-9", 10, "0-9"}, {"bytes=0-10", 10, "0-9"},
           {"bytes=9-", 10, "9-9"}, {"bytes=9-9", 10, "9-9"}, {"bytes=-1", 10, "9-9"},
           {"bytes=-10", 10, "0-9"}, {"bytes=-11", 10, "0-9"}, {"bytes=00-01", 10, "0-1"},
           {"bytes=5-18446744073709551615", 10, "5-9"}, {"bytes=5-18446744073709551616", 10, "5-9"},
           {"bytes=5-99999999999999999999999999999999999999", 10, "5-9"},
           {"bytes=-99999999999999999999999999999999999999", 10, "0-9"},
           {"bytes=9223372036854775806-", INT64_MAX, "9223372036854775806-9223372036854775806"},
           {"bytes=0-", INT64_MAX, "0-9223372036854775806"}, {"bytes=0-0", 1, "0-0"});
}

static void a_range_behind_the_end_cannot_be_satisfied(void **state)
{
    (void)state;
    EXPECT({"bytes=10-", 10, "416"}, {"bytes=10-20", 10, "416"}, {"bytes=-0", 10, "416"},
           {"bytes=10-, 30-40, -0", 10, "416"}, {"bytes=18446744073709551615-", 10, "416"},
           {"bytes=18446744073709551616-18446744073709551620", 10, "416"},
           /* those that can be are sent */
           {"bytes=10-, 3-4", 10, "3-4"}, {"bytes=-0, 0-0", 10, "0-0"},
           {"bytes=0-0,1000-,-1", 1000, "0-0 999-999"});
}

static void of_nothing_there_are_no_ranges(void **state)
{
    (void)state;
    EXPECT({"bytes=0-", 0, "200"}, {"bytes=0-0", 0, "200"}, {"bytes=-1", 0, "200"},
           {"bytes=5-", 0, "200"}, {"x", 0, "200"});
}

static void what_is_not_a_range_of_bytes_is_ignored(void **state)
{
    (void)state;
    EXPECT({"", 10, "200"}, {"0-9", 10, "200"}, {"bytes", 10, "200"}, {"bytes=", 10, "200"},
           {"bytes=,", 10, "200"}, {"Bytes=1-2", 10, "1-2"}, {"bytes=1-2,", 10, "1-2"},
           {"bytes=,\t1-2 ,", 10, "1-2"}, {"items=0-1", 10, "200"}, {"bytes:0-1", 10, "200"},
           {"bytes =0-1", 10, "200"}, {" bytes=0-1", 10, "200"}, {"xbytes=0-1", 10, "200"},
           {"bytes=0", 10, "200"}, {"bytes=-", 10, "200"}, {"bytes=--1", 10, "200"},
           {"bytes=2-1", 10, "200"}, {"bytes=20-19", 10, "200"}, {"bytes=0 -1", 10, "200"},
           {"bytes=0- 1", 10, "200"}, {"bytes=0-1-2", 10, "200"}, {"bytes=+0-1", 10, "200"},
           {"bytes=0x0-1", 10, "200"}, {"bytes=a-b", 10, "200"}, {"bytes=0-1;2-3", 10, "200"},
           {"bytes=0-1, x", 10, "200"}, {"bytes=20-, 2-1", 10, "200"}, {"bytes=0-1=2", 10, "200"},
           {"bytes=0-*", 10, "200"});
}

static void ranges_near_each_other_become_one(void **state)
{
    (void)state;
    EXPECT({"bytes=0-9,10-19", 1000, "0-19"}, {"bytes=0-9,89-99", 1000, "0-99"},
           {"bytes=0-9,90-99", 1000, "0-9 90-99"}, {"bytes=90-99,0-9", 1000, "90-99 0-9"},
           {"bytes=89-99,0-9", 1000, "0-99"}, {"bytes=0-99,10-19", 1000, "0-99"},
           {"bytes=10-19,0-99", 1000, "0-99"}, {"bytes=5-5,5-5", 1000, "5-5"},
           {"bytes=0-0,-1", 20, "0-19"},
           /* what comes between joins the two others, in the place of the first */
           {"bytes=0-9,500-509,100-109,50-55", 1000, "0-109 500-509"},
           {"bytes=500-509,0-9,100-109,50-55", 1000, "500-509 0-109"},
           {"bytes=100-109,900-,0-9,50-55", 1000, "0-109 900-999"});
}

static void two_may_overlap_more_are_ignored(void **state)
{
    (void)state;
    EXPECT({"bytes=0-,0-", 1000, "0-999"}, {"bytes=0-9,9-20,500-600", 1000, "0-20 500-600"},
           {"bytes=0-,0-,0-", 1000, "200"}, {"bytes=0-9,9-20,20-30", 1000, "200"},
           {"bytes=0-9,5-5,500-509,505-505", 1000, "200"}, {"bytes=0-999,1-2,3-4", 1000, "200"},
           {"bytes=-999,-998,-997", 1000, "200"});
}

static void too_many_are_ignored(void **state)
{
    (void)state;
    char value[512] = "bytes=", told[1024];
    for (unsigned i = 0, n = 6; i < AN_RANGES_MAX; i++)
        n += (unsigned)snprintf(value + n, sizeof value - n, ",%u-%u", 1000 * i, 1000 * i);
    tell(value, 100000, told, sizeof told);
    assert_memory_equal(told, "0-0 1000-1000 2000-2000", 23);
    assert_non_null(strstr(told, " 15000-15000"));
    memcpy(value + strlen(value), ",-0", 4);
    tell(value, 100000, told, sizeof told);
    assert_string_equal(told, "200");
}

/* --- answers --- */

static void expect_content_range(const struct an_range *range, uint64_t size, const char *text)
{
    char blank[AN_CONTENT_RANGE_MAX] = {0}, *to;
    to = (char *)guard_copy(&out, blank, sizeof blank);
    assert_int_equal(an_content_range(to, range, size), strlen(text));
    assert_string_equal(to, text);
}

static void content_range_says_which_bytes(void **state)
{
    (void)state;
    expect_content_range(&(struct an_range){0, 500}, 1234, "bytes 0-499/1234");
    expect_content_range(&(struct an_range){1233, 1}, 1234, "bytes 1233-1233/1234");
    expect_content_range(NULL, 1234, "bytes */1234");
    expect_content_range(NULL, 0, "bytes */0");
    expect_content_range(&(struct an_range){UINT64_MAX - 1, 1}, UINT64_MAX,
                         "bytes 18446744073709551614-18446744073709551614/18446744073709551615");
}

/* The whole body, with 'x' for the bytes of the file. */
static size_t body(const struct an_byteranges *b, char *to, size_t room)
{
    size_t len = 0;
    for (unsigned i = 0; i <= b->ranges->count; i++) {
        len += an_byteranges_head(b, i, to + len, room - len);
        if (i == b->ranges->count) break;
        memset(to + len, 'x', b->ranges->at[i].len);
        len += b->ranges->at[i].len;
    }
    return len;
}

static void several_ranges_make_a_multipart_body(void **state)
{
    (void)state;
    struct an_ranges r;
    char text[1024];
    struct an_byteranges b = {&r, 8000, "application/pdf", "SEP"};
    assert_int_equal(read_ranges(&r, "bytes=500-502,-1", 8000), AN_RANGE_PARTS);
    size_t len = body(&b, text, sizeof text);
    assert_string_equal(text, "--SEP\r\n"
                              "Content-Type: application/pdf\r\n"
                              "Content-Range: bytes 500-502/8000\r\n\r\n"
                              "xxx\r\n"
                              "--SEP\r\n"
                              "Content-Type: application/pdf\r\n"
                              "Content-Range: bytes 7999-7999/8000\r\n\r\n"
                              "x\r\n"
                              "--SEP--\r\n");
    assert_int_equal(an_byteranges_len(&b), len);
    b.type = NULL;
    len = body(&b, text, sizeof text);
    static const char first[] = "--SEP\r\nContent-Range: bytes 500-502/8000\r\n\r\nxxx\r\n--";
    assert_memory_equal(text, first, sizeof first - 1);
    assert_int_equal(an_byteranges_len(&b), len);
}

static void the_length_is_computed_without_the_body(void **state)
{
    (void)state;
    struct an_ranges r;
    struct an_byteranges b = {&r, INT64_MAX, NULL, "b"};
    assert_int_equal(read_ranges(&r, "bytes=0-999999999999,2000000000000-", INT64_MAX),
                     AN_RANGE_PARTS);
    uint64_t heads = an_byteranges_head(&b, 0, NULL, 0) + an_byteranges_head(&b, 1, NULL, 0);
    assert_int_equal(an_byteranges_len(&b), heads + 9 + INT64_MAX - UINT64_C(1000000000000));
}

static void a_head_without_room_is_cut_and_measured(void **state)
{
    (void)state;
    struct an_ranges r;
    char blank[64] = {0};
    struct an_byteranges b = {&r, 1000, "a/b", "b"};
    assert_int_equal(read_ranges(&r, "bytes=0-0", 1000), AN_RANGE_PARTS);
    size_t full = an_byteranges_head(&b, 0, NULL, 0);
    for (size_t room = 1; room < full; room++) {
        char *to = (char *)guard_copy(&out, blank, room > 64 ? 64 : room);
        assert_int_equal(an_byteranges_head(&b, 0, to, room > 64 ? 64 : room), full);
    }
}

static int open_guards(void **state)
{
    (void)state;
    guard_open(&guard, 4096);
    guard_open(&out, 4096);
    return 0;
}

static int close_guards(void **state)
{
    (void)state;
    guard_close(&guard);
    guard_close(&out);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_ranges_of_the_rfc),
        cmocka_unit_test(a_range_is_cut_to_the_size),
        cmocka_unit_test(a_range_behind_the_end_cannot_be_satisfied),
        cmocka_unit_test(of_nothing_there_are_no_ranges),
        cmocka_unit_test(what_is_not_a_range_of_bytes_is_ignored),
        cmocka_unit_test(ranges_near_each_other_become_one),
        cmocka_unit_test(two_may_overlap_more_are_ignored),
        cmocka_unit_test(too_many_are_ignored),
        cmocka_unit_test(content_range_says_which_bytes),
        cmocka_unit_test(several_ranges_make_a_multipart_body),
        cmocka_unit_test(the_length_is_computed_without_the_body),
        cmocka_unit_test(a_head_without_room_is_cut_and_measured),
    };
    return cmocka_run_group_tests_name("range", tests, open_guards, close_guards);
}

/* head_test.c - reading a head's flat block, also one that is broken in any way; comparing names, finding tokens. */
#include "test.h"

#include "ground/base.h"
#include "protocol/text/head.h"

#include <stdlib.h>
#include <string.h>

static const char block[] = "\3\0GET\2\0/a\10\0HTTP/1.1\4\0Host\1\0x\1\0A\0\0\4\0hOST\1\0y";
#define BLOCK_LEN (sizeof block - 1)

static struct an_span span(const char *text)
{
    return (struct an_span){text, strlen(text)};
}

static void expect(struct an_span s, const char *text)
{
    assert_int_equal(s.len, strlen(text));
    assert_memory_equal(s.p, text, s.len);
}

static void a_block_is_read_in_order(void **state)
{
    (void)state;
    struct an_head h;
    struct an_span name, value;
    assert_int_equal(an_head_open(&h, block, BLOCK_LEN), AN_OK);
    expect(h.method, "GET");
    expect(h.target, "/a");
    expect(h.version, "HTTP/1.1");
    static const char *const fields[][2] = {{"Host", "x"}, {"A", ""}, {"hOST", "y"}};
    for (int i = 0; i < 3; i++) {
        assert_int_equal(an_head_next(&h, &name, &value), 1);
        expect(name, fields[i][0]);
        expect(value, fields[i][1]);
    }
    assert_int_equal(an_head_next(&h, &name, &value), 0);
    assert_int_equal(an_head_next(&h, &name, &value), 0);
}

static void an_empty_block_is_an_empty_head(void **state)
{
    (void)state;
    struct an_head h;
    struct an_span name, value;
    assert_int_equal(an_head_open(&h, NULL, 0), AN_OK);
    expect(h.method, "");
    expect(h.target, "");
    expect(h.version, "");
    assert_int_equal(an_head_next(&h, &name, &value), 0);
    assert_false(an_head_find(NULL, 0, "Host", &value));
}

static void the_first_field_of_a_name_is_found(void **state)
{
    (void)state;
    struct an_span value;
    assert_true(an_head_find(block, BLOCK_LEN, "HOST", &value));
    expect(value, "x");
    assert_true(an_head_find(block, BLOCK_LEN, "a", &value));
    expect(value, "");
    assert_false(an_head_find(block, BLOCK_LEN, "Hos", &value));
    assert_false(an_head_find(block, BLOCK_LEN, "Host:", &value));
    assert_false(an_head_find(block, BLOCK_LEN, "", &value));
}

/* Reads all of a block; AN_EPROTO when some of it is broken, else the number of fields. */
static int read_all(const uint8_t *p, size_t n)
{
    struct an_head h;
    struct an_span name, value;
    int count = 0, more = an_head_open(&h, p, n);
    while (more >= 0 && (more = an_head_next(&h, &name, &value)) > 0) {
        assert_true((const uint8_t *)name.p >= p);
        assert_true((const uint8_t *)value.p + value.len <= p + n);
        count++;
    }
    return more < 0 ? more : count;
}

/* A copy of exactly its length: AddressSanitizer sees a read past it. */
static int read_copy(const char *p, size_t n)
{
    uint8_t *copy = malloc(n ? n : 1);
    memcpy(copy, p, n);
    int got = read_all(copy, n);
    free(copy);
    return got;
}

static void a_block_cut_off_anywhere_is_broken(void **state)
{
    (void)state;
    static const size_t ends[] = {0, 19, 28, 33, BLOCK_LEN}; /* behind version, and each field */
    for (size_t n = 0, e = 0; n <= BLOCK_LEN; n++) {
        if (n == ends[e]) {
            assert_int_equal(read_copy(block, n), e ? (int)e - 1 : 0);
            e++;
        } else {
            assert_int_equal(read_copy(block, n), AN_EPROTO);
        }
    }
}

static void a_block_with_any_byte_changed_is_read_without_harm(void **state)
{
    (void)state;
    char copy[sizeof block];
    for (size_t i = 0; i < BLOCK_LEN; i++) {
        for (int c = 0; c < 256; c++) {
            struct an_span value;
            memcpy(copy, block, sizeof block);
            copy[i] = (char)c;
            int got = read_copy(copy, BLOCK_LEN);
            assert_true(got == AN_EPROTO || got >= 0);
            an_head_find(copy, BLOCK_LEN, "nothing", &value);
        }
    }
}

static void names_are_compared_without_case(void **state)
{
    (void)state;
    assert_true(an_span_is(span("Host"), "hOST"));
    assert_true(an_span_is(span(""), ""));
    assert_false(an_span_is(span("Hos"), "Host"));
    assert_false(an_span_is(span("Hosts"), "Host"));
    assert_false(an_span_is((struct an_span){"a\0b", 3}, "a"));
    assert_false(an_span_is(span("@"), "`"));
    assert_false(an_span_is(span("["), "{"));
    assert_false(an_span_is(span("\xc4"), "\xe4"));
}

static void tokens_are_found_in_lists(void **state)
{
    (void)state;
    static const char *const with[] = {"close",         "CLOSE",     " close\t", "a,close",
                                       "a , close , b", ",,close,,", "close,"};
    static const char *const without[] = {"", ",", "closed", "clos", "a close", "close;q=1", "a"};
    for (size_t i = 0; i < sizeof with / sizeof *with; i++)
        assert_true(an_span_has_token(span(with[i]), "close"));
    for (size_t i = 0; i < sizeof without / sizeof *without; i++)
        assert_false(an_span_has_token(span(without[i]), "close"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_block_is_read_in_order),
        cmocka_unit_test(an_empty_block_is_an_empty_head),
        cmocka_unit_test(the_first_field_of_a_name_is_found),
        cmocka_unit_test(a_block_cut_off_anywhere_is_broken),
        cmocka_unit_test(a_block_with_any_byte_changed_is_read_without_harm),
        cmocka_unit_test(names_are_compared_without_case),
        cmocka_unit_test(tokens_are_found_in_lists),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* utf8_test.c - which bytes are text (RFC 3629), at every split and at the end of memory. */
#include "test.h"

#include "protocol/text/utf8.h"

#include "guard_help.h"

#include <stdio.h>
#include <string.h>

/* wrong: the byte at which it stops being text, -1: never. partial: all is well so far, but the last code point is not complete. */
static const struct text {
    const char *bytes;
    int wrong;
    bool partial;
} texts[] = {
    /* section 7, and the ends of each range of section 3 */
    {"", -1, false},
    {"\x41\xE2\x89\xA2\xCE\x91\x2E", -1, false},
    {"\xED\x95\x9C\xEA\xB5\xAD\xEC\x96\xB4", -1, false},
    {"\xEF\xBB\xBF\xF0\xA3\x8E\xB4", -1, false},
    {"\x01\x7F", -1, false},
    {"\xC2\x80\xDF\xBF", -1, false},
    {"\xE0\xA0\x80\xEF\xBF\xBF", -1, false},
    {"\xF0\x90\x80\x80\xF4\x8F\xBF\xBF", -1, false},
    {"\xED\x9F\xBF\xEE\x80\x80", -1, false},
    /* section 4: a lead that no sequence has */
    {"\x80", 0, false},
    {"a\xBF", 1, false},
    {"\xC0\x80", 0, false},
    {"\xC1\xBF", 0, false},
    {"\xF5\x80\x80\x80", 0, false},
    {"\xFE", 0, false},
    {"\xFF", 0, false},
    /* longer than needed */
    {"\xE0\x80\x80", 1, false},
    {"\xE0\x9F\xBF", 1, false},
    {"\xF0\x80\x80\x80", 1, false},
    {"\xF0\x8F\xBF\xBF", 1, false},
    /* surrogates */
    {"\xED\xA0\x80", 1, false},
    {"\xED\xBF\xBF", 1, false},
    {"\xED\xA1\x8C\xED\xBE\xB4", 1, false},
    /* above U+10FFFF */
    {"\xF4\x90\x80\x80", 1, false},
    {"\xF4\xBF\xBF\xBF", 1, false},
    /* a sequence cut short by something else */
    {"\xC3\x28", 1, false},
    {"\xC3\xC3\xA4", 1, false},
    {"\xE2\x28\xA1", 1, false},
    {"\xE2\x82\x28", 2, false},
    {"\xF0\x9F\x98\x28", 3, false},
    {"\xF0\x9F\x98\xC0", 3, false},
    {"\xE4\xBD\xA0\xA5", 3, false},
    /* a sequence cut short by the end */
    {"abc\xC3", -1, true},
    {"abc\xE2\x82", -1, true},
    {"\xF0", -1, true},
    {"\xF0\x9F", -1, true},
    {"\xF0\x9F\x98", -1, true},
    {"\xF0\x9F\x98\x80\xE2", -1, true},
};
#define TEXTS (sizeof texts / sizeof *texts)

/* Feeds the first `split` bytes and then the rest up to `len`. */
static bool feed(struct an_utf8 *u, const uint8_t *p, size_t split, size_t len)
{
    an_utf8_init(u);
    return an_utf8_feed(u, p, split) && an_utf8_feed(u, p + split, len - split);
}

static void is_told_from_garbage_at_the_first_wrong_byte(void **state)
{
    struct guard *g = *state;
    struct an_utf8 u;
    for (size_t i = 0; i < TEXTS; i++) {
        const struct text *t = &texts[i];
        for (size_t n = 0; n <= strlen(t->bytes); n++) {
            const uint8_t *p = guard_copy(g, t->bytes, n);
            bool good = t->wrong < 0 || n <= (size_t)t->wrong;
            for (size_t split = 0; split <= n; split++)
                assert_int_equal(feed(&u, p, split, n), good);
        }
    }
}

static void ends_only_behind_a_code_point(void **state)
{
    struct guard *g = *state;
    struct an_utf8 u;
    for (size_t i = 0; i < TEXTS; i++) {
        size_t n = strlen(texts[i].bytes);
        const uint8_t *p = guard_copy(g, texts[i].bytes, n);
        assert_int_equal(an_utf8_valid(p, n), texts[i].wrong < 0 && !texts[i].partial);
        for (size_t split = 0; texts[i].wrong < 0 && split <= n; split++) {
            assert_true(feed(&u, p, split, n));
            assert_int_equal(an_utf8_done(&u), !texts[i].partial);
        }
    }
}

/* ASCII is taken in blocks: whatever interrupts it is seen wherever in a block, and whatever the block's length, it stands. */
static void is_seen_at_every_place_in_a_run_of_ascii(void **state)
{
    struct guard *g = *state;
    uint8_t text[100];
    for (size_t len = 1; len <= sizeof text; len++)
        for (size_t at = 0; at < len; at++) {
            memset(text, 'a', len);
            text[at] = 0x80;
            assert_false(an_utf8_valid(guard_copy(g, text, len), len));
            text[at] = 0xC3;
            assert_false(an_utf8_valid(guard_copy(g, text, len), len));
            if (at + 1 == len) continue;
            text[at + 1] = 0xA4;
            assert_true(an_utf8_valid(guard_copy(g, text, len), len));
        }
}

/* A code point with more behind it takes another path than one at the end. */
static void is_judged_the_same_amid_more_text(void **state)
{
    struct guard *g = *state;
    for (size_t i = 0; i < TEXTS; i++) {
        char longer[64];
        size_t n = (size_t)snprintf(longer, sizeof longer, "ab%scdef", texts[i].bytes);
        assert_int_equal(an_utf8_valid(guard_copy(g, longer, n), n),
                         texts[i].wrong < 0 && !texts[i].partial);
    }
}

static void may_contain_the_zero_byte(void **state)
{
    struct guard *g = *state;
    static const uint8_t text[9] = {'a', 0, 0xC3, 0xA4, 0};
    assert_true(an_utf8_valid(guard_copy(g, text, sizeof text), sizeof text));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_told_from_garbage_at_the_first_wrong_byte),
        cmocka_unit_test(ends_only_behind_a_code_point),
        cmocka_unit_test(is_seen_at_every_place_in_a_run_of_ascii),
        cmocka_unit_test(is_judged_the_same_amid_more_text),
        cmocka_unit_test(may_contain_the_zero_byte),
    };
    return cmocka_run_group_tests_name("utf8", tests, guard_set_up, guard_tear_down);
}

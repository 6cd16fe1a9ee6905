/* utf8_prop.c - the validator against a slow one: every code point, every short sequence that is feasible, random text at random splits. */
#include "test.h"

#include "protocol/text/utf8.h"

#include "random_help.h"
#include "utf8_help.h"

#include <string.h>

/* The ends of all ranges that RFC 3629 draws, and their neighbours. */
static const uint8_t edges[] = {0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0,
                                0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF,
                                0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xF7, 0xF8, 0xFF};
#define EDGES (sizeof edges)

static bool bytewise(const uint8_t *p, size_t len)
{
    struct an_utf8 u;
    an_utf8_init(&u);
    for (size_t i = 0; i < len; i++)
        if (!an_utf8_feed(&u, p + i, 1)) return false;
    return an_utf8_done(&u);
}

#define AROUND 32 /* bytes of other text on each side: more than a vector */

/* Text that is not ASCII but for the four bytes at `at`; returns its size. */
static size_t text_around(uint8_t *p, size_t at)
{
    size_t i = 0;
    if (at % 2) p[i++] = 'a';
    for (; i < at; i += 2)
        memcpy(p + i, "\xC3\xA4", 2);
    for (i = at + 4; i < at + 4 + AROUND; i += 2)
        memcpy(p + i, "\xC3\xA4", 2);
    return i;
}

/* Amid such text, each time one byte further on in a vector. */
static bool valid_in_vectors(const uint8_t *p, size_t len)
{
    static uint8_t text[16][AROUND + 16 + 4 + AROUND];
    static size_t size[16], turns;
    size_t turn = turns++ % 16, at = AROUND + turn;
    if (!size[turn]) size[turn] = text_around(text[turn], at);
    memcpy(text[turn] + at, "xxxx", 4);
    memcpy(text[turn] + at, p, len);
    return an_utf8_valid(text[turn], size[turn]);
}

/* Alone, byte by byte, and amid more text, where other paths are taken. */
static void expect_as_the_slow_one(const uint8_t *p, size_t len)
{
    bool valid = utf8_slow_valid(p, len);
    uint8_t padded[12] = {0};
    memcpy(padded + 4, p, len);
    if (an_utf8_valid(p, len) != valid || bytewise(p, len) != valid ||
        an_utf8_valid(padded, sizeof padded) != valid || valid_in_vectors(p, len) != valid)
        fail_msg("%zu bytes %02x %02x %02x %02x", len, p[0], p[1], p[2], p[3]);
}

static void every_number_in_every_length_is_judged_right(void **state)
{
    (void)state;
    size_t valid = 0;
    for (size_t bytes = 1; bytes <= 4; bytes++) {
        static const uint32_t holds[] = {0, 0x80, 0x800, 0x10000, 0x200000};
        for (uint32_t code = 0; code < holds[bytes]; code++) {
            uint8_t p[8] = {0};
            size_t n = utf8_slow_encode(code, bytes, p);
            expect_as_the_slow_one(p, n);
            valid += an_utf8_valid(p, n);
        }
    }
    assert_int_equal(valid, 0x110000 - 0x800);
}

static void every_sequence_of_up_to_three_bytes_is_judged_right(void **state)
{
    (void)state;
    for (size_t len = 1; len <= 3; len++)
        for (uint32_t i = 0; i < 1u << 8 * len; i++) {
            uint8_t p[4] = {(uint8_t)i, (uint8_t)(i >> 8), (uint8_t)(i >> 16), 0};
            expect_as_the_slow_one(p, len);
        }
}

/* Of the last two bytes, the edges only. */
static void sequences_of_four_bytes_are_judged_right(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 0x10000; i++)
        for (size_t k = 0; k < EDGES * EDGES; k++) {
            uint8_t p[4] = {(uint8_t)(i >> 8), (uint8_t)i, edges[k / EDGES], edges[k % EDGES]};
            expect_as_the_slow_one(p, 4);
        }
}

/* Can anything make it text? Six bytes stand for all that may follow. */
static bool can_become_text(const uint8_t *p, size_t len)
{
    static const uint8_t next[] = {0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF};
    uint8_t longer[8];
    if (utf8_slow_valid(p, len)) return true;
    memcpy(longer, p, len);
    for (size_t i = 0; i < 6 * 6 * 6; i++) {
        longer[len] = next[i % 6];
        longer[len + 1] = next[i / 6 % 6];
        longer[len + 2] = next[i / 36];
        for (size_t more = 1; more <= 3; more++)
            if (utf8_slow_valid(longer, len + more)) return true;
    }
    return false;
}

static void bytes_are_refused_as_soon_as_nothing_can_make_them_text(void **state)
{
    (void)state;
    for (size_t len = 1; len <= 3; len++)
        for (size_t i = 0; i < EDGES * EDGES * EDGES; i++) {
            struct an_utf8 u;
            uint8_t p[4] = {edges[i % EDGES], edges[i / EDGES % EDGES], edges[i / EDGES / EDGES]};
            an_utf8_init(&u);
            assert_int_equal(an_utf8_feed(&u, p, len), can_become_text(p, len));
        }
}

/* Runs of ASCII and of code points of each length; now and then one byte is spoilt. */
static size_t random_text(struct random *r, uint8_t *p, size_t room)
{
    static const uint32_t below[] = {0x80, 0x800, 0x10000, 0x110000};
    size_t n = 0;
    while (n + 4 <= room && random_below(r, 40)) {
        uint32_t top = below[random_below(r, 4)];
        for (size_t run = random_size(r, 100); run-- && n + 4 <= room;) {
            uint32_t code = (uint32_t)random_below(r, top);
            if (code >= 0xD800 && code < 0xE000) code ^= 0x2000;
            n += utf8_slow_encode(code, 0, p + n);
        }
    }
    if (n && random_below(r, 2)) p[random_below(r, n)] = (uint8_t)random_next(r);
    return n;
}

static void random_text_is_judged_right_at_random_splits(void **state)
{
    (void)state;
    struct random r;
    size_t valid = 0;
    random_open(&r);
    for (int round = 0; round < 20000; round++) {
        uint8_t p[1024];
        size_t len = random_text(&r, p, sizeof p), at = 0;
        struct an_utf8 u;
        bool good = true;
        an_utf8_init(&u);
        while (good && at < len) {
            size_t n = random_below(&r, len - at + 1);
            good = an_utf8_feed(&u, p + at, n);
            at += n;
        }
        good = good && an_utf8_done(&u);
        assert_int_equal(good, utf8_slow_valid(p, len));
        assert_int_equal(an_utf8_valid(p, len), good);
        valid += good;
    }
    assert_in_range(valid, 5000, 19000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_number_in_every_length_is_judged_right),
        cmocka_unit_test(every_sequence_of_up_to_three_bytes_is_judged_right),
        cmocka_unit_test(sequences_of_four_bytes_are_judged_right),
        cmocka_unit_test(bytes_are_refused_as_soon_as_nothing_can_make_them_text),
        cmocka_unit_test(random_text_is_judged_right_at_random_splits),
    };
    return cmocka_run_group_tests_name("utf8", tests, NULL, NULL);
}

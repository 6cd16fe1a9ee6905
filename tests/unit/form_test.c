/* form_test.c - the flat block of a form: what is put in comes out, and a broken one is found out; every block ends where memory does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "protocol/form.h"

#include "guard_help.h"
#include "random_help.h"

#include <stdlib.h>
#include <string.h>

#include "ground/base.h"

static struct guard guard;
static struct an_buf block;

#define SPAN(text) ((struct an_span){text, sizeof(text) - 1})
#define FIELD(n, v)                                                                                \
    ((struct an_form_entry){.kind = AN_FORM_FIELD, .name = SPAN(n), .value = SPAN(v)})

static const struct an_form_entry file_entry = {
    .kind = AN_FORM_FILE,
    .name = {"photo", 5},
    .filename = {"me.png", 6},
    .media_type = {"image/png", 9},
    .path = {"/tmp/appnet-0123", 16},
    .size = UINT64_C(0x0123456789abcdef),
};

static void put(const struct an_form_entry *e)
{
    assert_int_equal(an_form_put(&block, e), AN_OK);
}

static void expect_span(struct an_span s, struct an_span expected)
{
    assert_int_equal(s.len, expected.len);
    if (s.len) assert_memory_equal(s.p, expected.p, s.len);
}

static void expect_entry(struct an_form *f, const struct an_form_entry *expected)
{
    struct an_form_entry e;
    assert_int_equal(an_form_next(f, &e), 1);
    assert_int_equal(e.kind, expected->kind);
    expect_span(e.name, expected->name);
    expect_span(e.value, expected->value);
    expect_span(e.filename, expected->filename);
    expect_span(e.media_type, expected->media_type);
    expect_span(e.path, expected->path);
    assert_true(e.size == expected->size);
    assert_int_equal(e.error, expected->error);
}

static void open_block(struct an_form *f)
{
    an_form_open(f, guard_copy(&guard, block.data, block.len), block.len);
}

static void expect_end(struct an_form *f)
{
    struct an_form_entry e;
    for (int i = 0; i < 2; i++)
        assert_int_equal(an_form_next(f, &e), 0);
}

/* --- there and back --- */

static void nothing_is_a_form_without_entries(void **state)
{
    (void)state;
    struct an_form f;
    open_block(&f);
    expect_end(&f);
    an_form_open(&f, NULL, 0);
    expect_end(&f);
}

static void entries_come_out_as_they_were_put_in(void **state)
{
    (void)state;
    struct an_form f;
    const struct an_form_entry none = {
        .kind = AN_FORM_FILE, .name = {"g", 1}, .error = AN_FORM_NO_FILE};
    const struct an_form_entry entries[] = {
        FIELD("a", "1"),
        FIELD("a", "2"),
        FIELD("", ""),
        FIELD("a\0b\r\n", "\0\xFF"),
        file_entry,
        none,
        FIELD("z", "the last"),
    };
    const size_t n = sizeof entries / sizeof *entries;
    for (size_t i = 0; i < n; i++)
        put(&entries[i]);
    open_block(&f);
    for (size_t i = 0; i < n; i++)
        expect_entry(&f, &entries[i]);
    expect_end(&f);
}

/* Two processes agree on it. */
static void the_block_is_as_the_header_says(void **state)
{
    (void)state;
    static const uint8_t field[] = {1, 1, 0, 0, 0, 'a', 2, 0, 0, 0, 'x', 'y'};
    static const uint8_t file[] = {2,   1, 0, 0, 0, 'f', 1, 0, 0, 0, 'n', 1, 0, 0, 0,
                                   't', 1, 0, 0, 0, 'p', 3, 0, 0, 0, 0,   0, 0, 0, 4};
    if (*(const uint8_t *)&(uint32_t){1} != 1)
        skip(); /* the bytes are those of a little-endian machine */
    put(&FIELD("a", "xy"));
    assert_int_equal(block.len, sizeof field);
    assert_memory_equal(block.data, field, sizeof field);
    an_buf_clear(&block, 0);
    put(&(struct an_form_entry){.kind = AN_FORM_FILE,
                                .name = SPAN("f"),
                                .filename = SPAN("n"),
                                .media_type = SPAN("t"),
                                .path = SPAN("p"),
                                .size = 3,
                                .error = 4});
    assert_int_equal(block.len, sizeof file);
    assert_memory_equal(block.data, file, sizeof file);
}

static struct an_span random_span(struct random *r, const char *from)
{
    return (struct an_span){from, random_below(r, 40)};
}

static struct an_form_entry random_entry(struct random *r)
{
    static const char bytes[40] = "0123456789 any bytes, \0 too, of any len";
    struct an_form_entry e = {.kind = AN_FORM_FIELD, .name = random_span(r, bytes)};
    if (random_below(r, 2)) {
        e.value = random_span(r, bytes);
        return e;
    }
    e.kind = AN_FORM_FILE;
    e.filename = random_span(r, bytes);
    e.media_type = random_span(r, bytes);
    e.path = random_span(r, bytes);
    e.size = random_next(r);
    e.error = (uint8_t)random_next(r);
    return e;
}

static void any_entries_come_out_as_they_were_put_in(void **state)
{
    (void)state;
    struct random r;
    struct an_form f;
    struct an_form_entry entries[16];
    random_open(&r);
    for (int round = 0; round < 500; round++) {
        size_t n = random_below(&r, 17);
        an_buf_clear(&block, 4096);
        for (size_t i = 0; i < n; i++) {
            entries[i] = random_entry(&r);
            put(&entries[i]);
        }
        open_block(&f);
        for (size_t i = 0; i < n; i++)
            expect_entry(&f, &entries[i]);
        expect_end(&f);
    }
}

static void what_does_not_fit_changes_nothing(void **state)
{
    (void)state;
    struct an_form f;
    struct an_buf small;
    const struct an_form_entry e = FIELD("a", "xy"); /* 12 bytes */
    an_buf_init(&small, 23);
    assert_int_equal(an_form_put(&small, &e), AN_OK);
    assert_int_equal(an_form_put(&small, &e), AN_ELIMIT);
    assert_int_equal(an_form_put(&small, &file_entry), AN_ELIMIT);
    assert_int_equal(small.len, 12);
    small.max = 24;
    assert_int_equal(an_form_put(&small, &e), AN_OK);
    an_form_open(&f, small.data, small.len);
    expect_entry(&f, &e);
    expect_entry(&f, &e);
    expect_end(&f);
    an_buf_fini(&small);
}

/* Lengths are 32 bits wide. No byte of it is looked at. */
static void what_is_too_long_for_a_length_does_not_fit(void **state)
{
    (void)state;
    const struct an_form_entry e = {
        .kind = AN_FORM_FIELD, .name = SPAN("a"), .value = {"", (size_t)UINT32_MAX + 1}};
    assert_int_equal(an_form_put(&block, &e), AN_ELIMIT);
    assert_int_equal(block.len, 0);
}

/* --- broken blocks --- */

/* Reads to the end or to an error; the number of entries in front of it. */
static int count(const uint8_t *p, size_t n, int *entries)
{
    struct an_form f;
    struct an_form_entry e;
    int more;
    an_form_open(&f, guard_copy(&guard, p, n), n);
    for (*entries = 0; (more = an_form_next(&f, &e)) > 0; ++*entries)
        ;
    return more;
}

static void a_block_that_was_cut_is_an_error(void **state)
{
    (void)state;
    size_t ends[5] = {0};
    const struct an_form_entry entries[] = {FIELD("a", "1"), file_entry, FIELD("", ""), file_entry};
    for (int i = 0; i < 4; i++) {
        put(&entries[i]);
        ends[i + 1] = block.len;
    }
    for (size_t n = 0, whole = 0; n <= block.len; n++) {
        int entries_read;
        if (whole < 4 && n == ends[whole + 1]) whole++;
        assert_int_equal(count(block.data, n, &entries_read), n == ends[whole] ? 0 : AN_EPROTO);
        assert_int_equal(entries_read, whole);
    }
}

static void an_unknown_kind_is_an_error(void **state)
{
    (void)state;
    int entries;
    put(&FIELD("a", "1"));
    for (unsigned kind = 0; kind < 256; kind++) {
        block.data[0] = (uint8_t)kind;
        assert_int_equal(count(block.data, block.len, &entries),
                         kind == AN_FORM_FIELD ? 0 : AN_EPROTO);
    }
}

/* Where each length of a file's entry stands, and of a field's. */
static void a_length_that_lies_is_an_error(void **state)
{
    (void)state;
    static const size_t at[] = {1, 10, 20, 33};
    static const uint32_t lies[] = {60,        1000, INT32_MAX, UINT32_C(1) << 31, UINT32_MAX - 4,
                                    UINT32_MAX};
    int entries;
    put(&file_entry);
    for (size_t i = 0; i < sizeof at / sizeof *at; i++)
        for (size_t k = 0; k < sizeof lies / sizeof *lies; k++) {
            uint32_t was;
            memcpy(&was, block.data + at[i], sizeof was);
            assert_in_range(was, 5, 16); /* it is a length */
            memcpy(block.data + at[i], &lies[k], sizeof was);
            assert_int_equal(count(block.data, block.len, &entries), AN_EPROTO);
            assert_int_equal(entries, 0);
            memcpy(block.data + at[i], &was, sizeof was);
        }
    assert_int_equal(count(block.data, block.len, &entries), 0);
}

/* It says nothing: neither a read outside nor an endless loop. */
static void any_bytes_can_be_read(void **state)
{
    (void)state;
    struct random r;
    random_open(&r);
    for (int round = 0; round < 20000; round++) {
        uint8_t bytes[96];
        int entries;
        size_t n = random_below(&r, sizeof bytes);
        for (size_t i = 0; i < n; i++)
            bytes[i] = (uint8_t)(random_below(&r, 3) ? random_below(&r, 4) : random_next(&r));
        int end = count(bytes, n, &entries);
        assert_true(end == 0 || end == AN_EPROTO);
        assert_true((size_t)entries * 9 <= n);
    }
}

static int set_up(void **state)
{
    (void)state;
    guard_open(&guard, 8192);
    an_buf_init(&block, 1 << 20);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    guard_close(&guard);
    an_buf_fini(&block);
    return 0;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nothing_is_a_form_without_entries), TEST(entries_come_out_as_they_were_put_in),
        TEST(the_block_is_as_the_header_says),   TEST(any_entries_come_out_as_they_were_put_in),
        TEST(what_does_not_fit_changes_nothing), TEST(what_is_too_long_for_a_length_does_not_fit),
        TEST(a_block_that_was_cut_is_an_error),  TEST(an_unknown_kind_is_an_error),
        TEST(a_length_that_lies_is_an_error),    TEST(any_bytes_can_be_read),
    };
    return cmocka_run_group_tests_name("form", tests, NULL, NULL);
}

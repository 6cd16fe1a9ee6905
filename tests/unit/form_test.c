/* form_test.c - a form's flat block: written, read back, and read when it is broken in any way. */
#include "test.h"

#include "protocol/http/form.h"

#include "ground/base.h"
#include "guard_help.h"

#include <string.h>

static struct an_span span(const char *text)
{
    return (struct an_span){text, strlen(text)};
}

static const struct an_form_entry field = {
    .kind = AN_FORM_FIELD, .name = {"n\0m", 3}, .value = {"line\r\nline", 10}};
static const struct an_form_entry file = {.kind = AN_FORM_FILE,
                                          .name = {"f[]", 3},
                                          .filename = {"a \"b\".txt", 9},
                                          .full_path = {"c/a \"b\".txt", 11},
                                          .media_type = {"text/plain", 10},
                                          .path = {"/tmp/x", 6},
                                          .size = (uint64_t)5 << 32};
static const struct an_form_entry no_file = {
    .kind = AN_FORM_FILE, .name = {"g", 1}, .error = AN_FORM_NO_FILE};

static struct an_buf block;

static int open_block(void **state)
{
    (void)state;
    an_buf_init(&block, 1000);
    return 0;
}

static int close_block(void **state)
{
    (void)state;
    an_buf_fini(&block);
    return 0;
}

static void put(const struct an_form_entry *e)
{
    assert_int_equal(an_form_put(&block, e), AN_OK);
}

static void expect_span(struct an_span s, struct an_span expected)
{
    assert_int_equal(s.len, expected.len);
    if (s.len) assert_memory_equal(s.p, expected.p, s.len);
}

static void expect_next(struct an_form *f, const struct an_form_entry *expected)
{
    struct an_form_entry e;
    assert_int_equal(an_form_next(f, &e), 1);
    assert_int_equal(e.kind, expected->kind);
    expect_span(e.name, expected->name);
    expect_span(e.value, expected->value);
    expect_span(e.filename, expected->filename);
    expect_span(e.full_path, expected->full_path);
    expect_span(e.media_type, expected->media_type);
    expect_span(e.path, expected->path);
    assert_true(e.size == expected->size);
    assert_int_equal(e.error, expected->error);
}

static void what_was_written_is_read(void **state)
{
    (void)state;
    struct an_form f;
    struct an_form_entry e;
    put(&field);
    put(&file);
    put(&no_file);
    put(&(struct an_form_entry){.kind = AN_FORM_FIELD});
    an_form_open(&f, block.data, block.len);
    expect_next(&f, &field);
    expect_next(&f, &file);
    expect_next(&f, &no_file);
    expect_next(&f, &(struct an_form_entry){.kind = AN_FORM_FIELD});
    assert_int_equal(an_form_next(&f, &e), 0);
    assert_int_equal(an_form_next(&f, &e), 0);
}

static void the_bytes_are_these(void **state)
{
    (void)state;
    static const char bytes[] = "\1\1\0\0\0n\2\0\0\0vv"
                                "\2\1\0\0\0g\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
                                "\0\0\0\0\0\0\0\0\4";
    put(&(struct an_form_entry){
        .kind = AN_FORM_FIELD, .name = span("n"), .value = span("vv"), .path = span("of a file")});
    put(&no_file);
    assert_int_equal(block.len, sizeof bytes - 1);
    assert_memory_equal(block.data, bytes, block.len);
}

static void an_empty_form_has_an_empty_block(void **state)
{
    (void)state;
    struct an_form f;
    struct an_form_entry e;
    an_form_open(&f, NULL, 0);
    assert_int_equal(an_form_next(&f, &e), 0);
    an_form_open(&f, "", 0);
    assert_int_equal(an_form_next(&f, &e), 0);
}

/* An entry is in the block whole, or not at all. */
static void what_does_not_fit_is_not_begun(void **state)
{
    (void)state;
    struct an_buf exact;
    put(&field);
    put(&file);
    for (size_t max = 0; max <= block.len; max++) {
        size_t first = 1 + 4 + field.name.len + 4 + field.value.len;
        an_buf_init(&exact, max);
        assert_int_equal(an_form_put(&exact, &field), max < first ? AN_ELIMIT : AN_OK);
        if (max >= first)
            assert_int_equal(an_form_put(&exact, &file), max < block.len ? AN_ELIMIT : AN_OK);
        assert_int_equal(exact.len, max < first ? 0 : max < block.len ? first : block.len);
        if (exact.len) assert_memory_equal(exact.data, block.data, exact.len);
        an_buf_fini(&exact);
    }
}

/* --- what another process may have written --- */

/* Reads bytes that end before a page that cannot be read: how many entries, and what the end of them is. */
static int read_all(const void *bytes, size_t len, size_t *entries)
{
    struct guard guard;
    struct an_form f;
    struct an_form_entry e;
    int more;
    guard_open(&guard, len);
    an_form_open(&f, guard_copy(&guard, bytes, len), len);
    for (*entries = 0; (more = an_form_next(&f, &e)) > 0; ++*entries) {
    }
    guard_close(&guard);
    return more;
}

static void a_block_that_is_cut_is_noticed(void **state)
{
    (void)state;
    size_t ends[4] = {0}, whole = 0, entries;
    put(&field);
    ends[1] = block.len;
    put(&file);
    ends[2] = block.len;
    put(&no_file);
    ends[3] = block.len;
    for (size_t len = 0; len <= block.len; len++) {
        if (whole < 3 && len == ends[whole + 1]) whole++;
        assert_int_equal(read_all(block.data, len, &entries), len == ends[whole] ? 0 : AN_EPROTO);
        assert_int_equal(entries, whole);
    }
}

static void a_length_is_not_believed(void **state)
{
    (void)state;
    static const size_t lengths_at[] = {1, 1 + 4 + 3, 1 + 4 + 3 + 4 + 9, 1 + 4 + 3 + 4 + 9 + 4 + 11,
                                        1 + 4 + 3 + 4 + 9 + 4 + 11 + 4 + 10};
    static const uint32_t wrong[] = {UINT32_MAX, INT32_MAX, (uint32_t)INT32_MAX + 1, 1000};
    size_t entries;
    for (size_t i = 0; i < sizeof lengths_at / sizeof *lengths_at; i++) {
        for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++) {
            block.len = 0;
            put(&file);
            memcpy(block.data + lengths_at[i], &wrong[k], sizeof wrong[k]);
            assert_int_equal(read_all(block.data, block.len, &entries), AN_EPROTO);
            assert_int_equal(entries, 0);
        }
    }
}

static void there_are_two_kinds(void **state)
{
    (void)state;
    size_t entries;
    put(&field);
    for (unsigned kind = 0; kind < 256; kind++) {
        *block.data = (uint8_t)kind;
        int end = read_all(block.data, block.len, &entries);
        assert_int_equal(end, kind == AN_FORM_FIELD ? 0 : AN_EPROTO);
    }
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_block, close_block)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_was_written_is_read),
        TEST(the_bytes_are_these),
        TEST(an_empty_form_has_an_empty_block),
        TEST(what_does_not_fit_is_not_begun),
        TEST(a_block_that_is_cut_is_noticed),
        TEST(a_length_is_not_believed),
        TEST(there_are_two_kinds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

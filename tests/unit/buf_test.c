/* buf_test.c - the cap, growth, and who owns the bytes. tests/prop/buf_prop.c does the rest. */
#include "test.h"

#include <string.h>

#include "ground/base.h"
#include "memory/buf.h"

static struct an_buf buf(size_t max, const char *text)
{
    struct an_buf b;
    an_buf_init(&b, max);
    assert_int_equal(an_buf_append(&b, text, strlen(text)), AN_OK);
    return b;
}

static void expect(const struct an_buf *b, const char *text)
{
    assert_int_equal(b->len, strlen(text));
    if (b->len) assert_memory_equal(b->data, text, b->len);
    assert_true(b->len <= b->cap && b->cap <= b->max);
}

static void expect_no_memory(const struct an_buf *b)
{
    assert_null(b->data);
    assert_int_equal(b->len, 0);
    assert_int_equal(b->cap, 0);
}

static void a_new_buffer_holds_no_memory(void **state)
{
    (void)state;
    struct an_buf b = buf(100, "");
    expect_no_memory(&b);
    assert_int_equal(an_buf_append(&b, NULL, 0), AN_OK);
    expect_no_memory(&b);
    an_buf_fini(&b);
}

static void what_would_pass_the_cap_is_refused_whole(void **state)
{
    (void)state;
    struct an_buf b = buf(10, "12345678");
    assert_int_equal(an_buf_append(&b, "abc", 3), AN_ELIMIT);
    assert_null(an_buf_reserve(&b, 3));
    assert_null(an_buf_reserve(&b, SIZE_MAX));
    expect(&b, "12345678");
    assert_int_equal(an_buf_append(&b, "ab", 2), AN_OK);
    expect(&b, "12345678ab");
    assert_int_equal(an_buf_append(&b, "", 0), AN_OK);
    assert_int_equal(an_buf_append(&b, "c", 1), AN_ELIMIT);
    an_buf_fini(&b);
}

static void without_a_practical_cap_lengths_do_not_wrap(void **state)
{
    (void)state;
    struct an_buf b = buf(SIZE_MAX, "x");
    assert_null(an_buf_reserve(&b, SIZE_MAX));
    expect(&b, "x");
    an_buf_fini(&b);
}

/* So n single bytes cost O(n): the buffer moves at most once per doubling, and never holds over twice what it needs. */
static void growth_doubles(void **state)
{
    (void)state;
    struct an_buf b;
    size_t moves = 0, last = 0;
    an_buf_init(&b, 1000000);
    for (size_t i = 0; i < 1000000; i++) {
        uint8_t byte = (uint8_t)(i * 7);
        assert_int_equal(an_buf_append(&b, &byte, 1), AN_OK);
        moves += b.cap != last;
        last = b.cap;
        assert_true(b.cap <= 64 || b.cap < 2 * b.len);
    }
    assert_in_range(moves, 1, 20);
    assert_int_equal(b.cap, b.max);
    for (size_t i = 0; i < 1000000; i++)
        assert_int_equal(b.data[i], (uint8_t)(i * 7));
    an_buf_fini(&b);
}

static void a_small_cap_takes_no_more_memory_than_that(void **state)
{
    (void)state;
    struct an_buf b = buf(10, "1");
    assert_int_equal(b.cap, 10);
    an_buf_fini(&b);
}

static void reserved_room_is_not_counted_until_added(void **state)
{
    (void)state;
    struct an_buf b = buf(100, "ab");
    uint8_t *room = an_buf_reserve(&b, 98);
    assert_ptr_equal(room, b.data + 2);
    memset(room, 'z', 98);
    expect(&b, "ab");
    an_buf_added(&b, 3);
    expect(&b, "abzzz");
    an_buf_fini(&b);
}

static void consuming_drops_from_the_front(void **state)
{
    (void)state;
    struct an_buf b = buf(100, "abcdef");
    an_buf_consume(&b, 0);
    expect(&b, "abcdef");
    an_buf_consume(&b, 2);
    expect(&b, "cdef");
    assert_int_equal(an_buf_append(&b, "gh", 2), AN_OK);
    an_buf_consume(&b, 5);
    expect(&b, "h");
    an_buf_consume(&b, 1);
    expect(&b, "");
    an_buf_fini(&b);
    an_buf_consume(&b, 0);
    expect_no_memory(&b);
}

static void clearing_keeps_capacity_up_to_a_limit(void **state)
{
    (void)state;
    struct an_buf b = buf(1000, "abc");
    size_t cap = b.cap;
    uint8_t *data = b.data;
    an_buf_clear(&b, cap);
    assert_ptr_equal(b.data, data);
    expect(&b, "");
    assert_int_equal(an_buf_append(&b, "xy", 2), AN_OK);
    an_buf_clear(&b, cap - 1);
    expect_no_memory(&b);
    assert_int_equal(an_buf_append(&b, "xy", 2), AN_OK);
    an_buf_clear(&b, 0);
    expect_no_memory(&b);
}

static void a_finished_buffer_can_be_used_again(void **state)
{
    (void)state;
    struct an_buf b = buf(3, "abc");
    an_buf_fini(&b);
    an_buf_fini(&b);
    expect_no_memory(&b);
    assert_int_equal(an_buf_append(&b, "abcd", 4), AN_ELIMIT);
    assert_int_equal(an_buf_append(&b, "abc", 3), AN_OK);
    expect(&b, "abc");
    an_buf_fini(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_buffer_holds_no_memory),
        cmocka_unit_test(what_would_pass_the_cap_is_refused_whole),
        cmocka_unit_test(without_a_practical_cap_lengths_do_not_wrap),
        cmocka_unit_test(growth_doubles),
        cmocka_unit_test(a_small_cap_takes_no_more_memory_than_that),
        cmocka_unit_test(reserved_room_is_not_counted_until_added),
        cmocka_unit_test(consuming_drops_from_the_front),
        cmocka_unit_test(clearing_keeps_capacity_up_to_a_limit),
        cmocka_unit_test(a_finished_buffer_can_be_used_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* slot_test.c - indices come back in order, items stay where they are. tests/prop/slot_prop.c does the rest. */
#include "test.h"

#include <string.h>

#include "memory/slot.h"

static uint32_t take(struct an_slots *s)
{
    uint32_t index = UINT32_MAX;
    void *item = an_slots_take(s, &index);
    assert_non_null(item);
    assert_ptr_equal(an_slots_at(s, index), item);
    return index;
}

static void fresh_indices_rise_from_zero(void **state)
{
    (void)state;
    struct an_slots s;
    an_slots_init(&s, 24, 1000);
    for (uint32_t i = 0; i < 1000; i++)
        assert_int_equal(take(&s), i);
    an_slots_fini(&s);
}

static void indices_are_reused_first_freed_first(void **state)
{
    (void)state;
    static const uint32_t order[] = {3, 0, 4, 1, 2};
    struct an_slots s;
    an_slots_init(&s, 24, 1000);
    for (uint32_t i = 0; i < 5; i++)
        take(&s);
    for (uint32_t i = 0; i < 5; i++)
        an_slots_give(&s, order[i]);
    for (uint32_t i = 0; i < 5; i++)
        assert_int_equal(take(&s), order[i]);
    assert_int_equal(take(&s), 5);
    an_slots_fini(&s);
}

static void no_more_than_max_are_taken(void **state)
{
    (void)state;
    static const uint32_t maxima[] = {0, 1, 63, 64, 65, 129};
    for (size_t i = 0; i < sizeof maxima / sizeof *maxima; i++) {
        struct an_slots s;
        uint32_t index = 77;
        an_slots_init(&s, 1, maxima[i]);
        for (uint32_t n = 0; n < maxima[i]; n++)
            take(&s);
        assert_null(an_slots_take(&s, &index));
        assert_int_equal(index, 77);
        if (maxima[i]) {
            an_slots_give(&s, maxima[i] / 2);
            assert_int_equal(take(&s), maxima[i] / 2);
        }
        assert_null(an_slots_take(&s, &index));
        an_slots_fini(&s);
    }
}

static void what_is_not_taken_is_not_there(void **state)
{
    (void)state;
    struct an_slots s;
    an_slots_init(&s, 24, 10);
    take(&s);
    take(&s);
    an_slots_give(&s, 1);
    assert_non_null(an_slots_at(&s, 0));
    assert_null(an_slots_at(&s, 1));
    assert_null(an_slots_at(&s, 2));
    assert_null(an_slots_at(&s, 10));
    assert_null(an_slots_at(&s, UINT32_MAX));
    an_slots_fini(&s);
}

static void items_never_move_nor_overlap(void **state)
{
    (void)state;
    static const size_t sizes[] = {1, 8, 13, 200};
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        struct an_slots s;
        void *items[300];
        an_slots_init(&s, sizes[k], 300);
        for (uint32_t i = 0; i < 300; i++) {
            items[i] = an_slots_at(&s, take(&s));
            assert_int_equal((uintptr_t)items[i] % 8, 0);
            memset(items[i], (int)i, sizes[k]);
        }
        for (uint32_t i = 0; i < 300; i++) {
            uint8_t *p = an_slots_at(&s, i);
            assert_ptr_equal(p, items[i]);
            for (size_t j = 0; j < sizes[k]; j++)
                assert_int_equal(p[j], (uint8_t)i);
        }
        an_slots_fini(&s);
    }
}

static void fresh_items_are_zeroed_and_reused_ones_keep_their_bytes(void **state)
{
    (void)state;
    struct an_slots s;
    static const uint8_t zeros[40];
    an_slots_init(&s, 40, 10);
    uint32_t index = take(&s);
    assert_memory_equal(an_slots_at(&s, index), zeros, 40);
    memset(an_slots_at(&s, index), 0xa5, 40);
    an_slots_give(&s, index);
    assert_int_equal(take(&s), index);
    for (size_t i = 0; i < 40; i++)
        assert_int_equal(((uint8_t *)an_slots_at(&s, index))[i], 0xa5);
    an_slots_fini(&s);
}

static void a_finished_table_finds_nothing(void **state)
{
    (void)state;
    struct an_slots s;
    an_slots_init(&s, 40, 10);
    take(&s);
    an_slots_fini(&s);
    assert_null(an_slots_at(&s, 0));
    an_slots_fini(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fresh_indices_rise_from_zero),
        cmocka_unit_test(indices_are_reused_first_freed_first),
        cmocka_unit_test(no_more_than_max_are_taken),
        cmocka_unit_test(what_is_not_taken_is_not_there),
        cmocka_unit_test(items_never_move_nor_overlap),
        cmocka_unit_test(fresh_items_are_zeroed_and_reused_ones_keep_their_bytes),
        cmocka_unit_test(a_finished_table_finds_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

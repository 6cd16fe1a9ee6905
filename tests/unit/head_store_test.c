/* head_store_test.c - see ipc/head_store.h. */
#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "ground/base.h"
#include "ipc/head_store.h"

#define BLOCKS 10u
#define UNIT AN_HEAD_BLOCK_BYTES

static struct an_head_store store;
static struct an_head_view view; /* another process's */
static uint8_t bytes[2000];

static int setup(void **state)
{
    (void)state;
    view = (struct an_head_view){aligned_alloc(64, an_head_store_bytes(BLOCKS, BLOCKS)), BLOCKS,
                                 BLOCKS};
    memset(view.block, 0, an_head_store_bytes(BLOCKS, BLOCKS));
    an_head_store_init(&store, &view);
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * 7 + i / 256);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    an_head_store_fini(&store);
    free(view.block);
    return 0;
}

static struct an_head_entry *entry_at(uint32_t place)
{
    return (struct an_head_entry *)(view.block + BLOCKS) + (place - 1);
}

/* Behind bytes that are there already. */
static int read_with(uint32_t place, uint64_t id, size_t max, size_t len)
{
    struct an_buf b;
    an_buf_init(&b, max);
    an_buf_append(&b, "before", 6);
    int err = an_head_view_read(&view, place, id, &b);
    assert_int_equal(b.len, err == AN_OK ? 6 + len : 6);
    assert_memory_equal(b.data, "before", 6);
    if (err == AN_OK) assert_memory_equal(b.data + 6, bytes, len);
    an_buf_fini(&b);
    return err;
}

static int reads(uint32_t place, uint64_t id, size_t len)
{
    return read_with(place, id, 4096, len);
}

static void a_head_of_any_length_is_read_as_it_was_added(void **state)
{
    (void)state;
    uint64_t id = 1;
    for (size_t len = 1; len <= BLOCKS * UNIT; len++, id++) {
        uint32_t place = an_head_store_add(&store, id, bytes, len, 0);
        assert_int_not_equal(place, 0);
        assert_int_equal(reads(place, id, len), AN_OK);
        assert_int_equal(reads(place, id + 1, len), AN_EGONE);
        assert_int_equal(reads(place, 0, len), AN_EGONE);
        an_head_store_free(&store, place);
    }
}

static void a_full_store_takes_nothing_and_loses_nothing(void **state)
{
    (void)state;
    uint32_t four = an_head_store_add(&store, 1, bytes, 4 * UNIT, 0);
    uint32_t five = an_head_store_add(&store, 2, bytes, 4 * UNIT + 1, 0);
    assert_int_equal(an_head_store_add(&store, 3, bytes, 2 * UNIT, 0), 0);
    assert_int_equal(an_head_store_add(&store, 3, bytes, 1000 * UNIT, 0), 0);
    assert_int_equal(reads(four, 1, 4 * UNIT), AN_OK);
    assert_int_equal(reads(five, 2, 4 * UNIT + 1), AN_OK);
    uint32_t last = an_head_store_add(&store, 4, bytes, UNIT, 0);
    assert_int_not_equal(last, 0);
    for (uint32_t i = 0; i < BLOCKS; i++)
        assert_int_equal(an_head_store_add(&store, 5, bytes, 1, 0), 0);
    an_head_store_free(&store, four);
    four = an_head_store_add(&store, 6, bytes, 3 * UNIT + 1, 0);
    assert_int_equal(reads(four, 6, 3 * UNIT + 1), AN_OK);
    assert_int_equal(reads(five, 2, 4 * UNIT + 1), AN_OK);
    assert_int_equal(reads(last, 4, UNIT), AN_OK);
}

static void who_comes_late_finds_nothing(void **state)
{
    (void)state;
    uint32_t place = an_head_store_add(&store, 1, bytes, 3 * UNIT, 0);
    an_head_store_free(&store, place);
    for (uint64_t id = 2; id < 5; id++) { /* each takes a block of the chain, first and last */
        assert_int_not_equal(an_head_store_add(&store, id, bytes + id, UNIT, 0), 0);
        assert_int_equal(reads(place, 1, 3 * UNIT), AN_EGONE);
    }
}

static void a_successor_begins_with_an_empty_store(void **state)
{
    (void)state;
    uint32_t old = an_head_store_add(&store, 1, bytes, BLOCKS * UNIT, 0);
    an_head_store_fini(&store);
    an_head_store_init(&store, &view);
    assert_int_equal(reads(old, 1, BLOCKS * UNIT), AN_OK); /* its bytes are still there */
    uint32_t place = an_head_store_add(&store, 2, bytes, UNIT, 0);
    assert_int_equal(reads(place, 2, UNIT), AN_OK);
    assert_int_equal(reads(old, 1, BLOCKS * UNIT), AN_EGONE);
}

/* Its entry is still there, a block of it is not. */
static void a_head_is_gone_with_the_first_of_its_bytes(void **state)
{
    (void)state;
    an_head_store_add(&store, 1, bytes, UNIT, 0);
    uint32_t old = an_head_store_add(&store, 2, bytes, 2 * UNIT, 0);
    an_head_store_fini(&store);
    an_head_store_init(&store, &view);
    an_head_store_add(&store, 3, bytes, UNIT, 0);
    assert_int_equal(reads(old, 2, 2 * UNIT), AN_OK);
    an_head_store_add(&store, 4, bytes, 2 * UNIT + 1, 0); /* its entry is the old one's */
    assert_int_equal(reads(old, 2, 2 * UNIT), AN_EGONE);
    entry_at(old)->id = 2;
    entry_at(old)->edition = 2;
    assert_int_equal(reads(old, 2, 2 * UNIT), AN_EGONE);
}

static void no_place_outside_of_the_store_is_read(void **state)
{
    (void)state;
    an_head_store_add(&store, 1, bytes, UNIT, 0);
    assert_int_equal(reads(0, 1, UNIT), AN_EGONE);
    assert_int_equal(reads(BLOCKS, 1, UNIT), AN_EGONE);
    assert_int_equal(reads(BLOCKS + 1, 1, UNIT), AN_EGONE);
    assert_int_equal(reads(UINT32_MAX, 1, UNIT), AN_EGONE);
}

static void no_head_begins_in_its_middle(void **state)
{
    (void)state;
    uint32_t place = an_head_store_add(&store, 1, bytes, 3 * UNIT, 0);
    struct an_head_entry *e = entry_at(place);
    uint32_t second = view.block[e->first - 1].next;
    e->first = second;
    assert_int_equal(reads(place, 1, 2 * UNIT), AN_EGONE);
    assert_int_equal(reads(place, 1, UNIT), AN_EGONE);
    e->first = view.block[second - 1].next;
    assert_int_equal(reads(place, 1, UNIT), AN_EGONE);
    e->first = 0;
    assert_int_equal(reads(place, 1, UNIT), AN_EGONE);
    e->first = BLOCKS + 1;
    assert_int_equal(reads(place, 1, UNIT), AN_EGONE);
}

static void a_head_is_no_longer_than_its_reader_takes(void **state)
{
    (void)state;
    uint32_t place = an_head_store_add(&store, 1, bytes, 300, 0);
    assert_int_equal(read_with(place, 1, 6 + 299, 300), AN_EGONE);
    assert_int_equal(read_with(place, 1, 6 + 300, 300), AN_OK);
}

/* What a stray write could leave: the reader ends, and the writer does not notice. */
static void damage_harms_neither_side(void **state)
{
    (void)state;
    uint32_t place = an_head_store_add(&store, 1, bytes, 4 * UNIT, 0);
    struct an_head_block *first = &view.block[entry_at(place)->first - 1];
    uint32_t n = first->next;
    first->next = entry_at(place)->first; /* a ring */
    uint8_t copy[4 * UNIT];
    struct an_buf b;
    an_buf_init(&b, 4096);
    assert_int_equal(an_head_view_read(&view, place, 1, &b), AN_OK);
    for (int i = 0; i < 4; i++)
        memcpy(copy + i * UNIT, bytes, UNIT);
    assert_memory_equal(b.data, copy, sizeof copy);
    an_buf_fini(&b);
    first->next = 0;
    assert_int_equal(reads(place, 1, 4 * UNIT), AN_EGONE);
    first->next = UINT32_MAX;
    assert_int_equal(reads(place, 1, 4 * UNIT), AN_EGONE);
    first->next = n;
    first->len = UINT32_MAX;
    assert_int_equal(reads(place, 1, 4 * UNIT), AN_EGONE);
    first->len = 0;
    assert_int_equal(reads(place, 1, 4 * UNIT), AN_EGONE);
    memset(view.block, 0xff, an_head_store_bytes(BLOCKS, BLOCKS));
    an_head_store_free(&store, place);
    place = an_head_store_add(&store, 2, bytes, BLOCKS * UNIT, 0); /* all of it is there */
    assert_int_equal(reads(place, 2, BLOCKS * UNIT), AN_OK);
}

/* As clients of one program send them: equal, but for the own part. */
static void add_alike(uint32_t place[], size_t count, size_t len, size_t own_at)
{
    for (size_t i = 0; i < count; i++) {
        memset(bytes + own_at, (int)('a' + i), AN_HEAD_OWN_BYTES);
        place[i] = an_head_store_add(&store, 1 + i, bytes, len, own_at);
        assert_int_not_equal(place[i], 0);
    }
}

static void heads_that_are_alike_are_stored_once(void **state)
{
    (void)state;
    static const size_t at[] = {1, UNIT - 5, 4 * UNIT - AN_HEAD_OWN_BYTES};
    for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
        uint32_t place[BLOCKS];
        add_alike(place, BLOCKS, 4 * UNIT, at[i]);
        assert_int_equal(store.blocks.fresh, 4);
        assert_int_equal(an_head_store_add(&store, 99, bytes, 1, 0),
                         0); /* no head's place is left */
        for (size_t j = 0; j < BLOCKS; j++) {
            memset(bytes + at[i], (int)('a' + j), AN_HEAD_OWN_BYTES);
            assert_int_equal(reads(place[j], 1 + j, 4 * UNIT), AN_OK);
            an_head_store_free(&store, place[j]);
        }
        assert_int_equal(store.count, 0);
        an_head_store_fini(&store);
        an_head_store_init(&store, &view);
    }
}

static void heads_that_are_not_alike_are_not_shared(void **state)
{
    (void)state;
    assert_int_not_equal(an_head_store_add(&store, 1, bytes, UNIT, 8), 0);
    assert_int_not_equal(an_head_store_add(&store, 2, bytes, UNIT, 9), 0);     /* another place */
    assert_int_not_equal(an_head_store_add(&store, 3, bytes, UNIT, 0), 0);     /* no own part */
    assert_int_not_equal(an_head_store_add(&store, 4, bytes, UNIT - 1, 8), 0); /* its length */
    for (size_t at = 0; at < UNIT; at++) {
        bytes[at] ^= 1;
        uint32_t place = an_head_store_add(&store, 5, bytes, UNIT, 8);
        bool own = at >= 8 && at < 8 + AN_HEAD_OWN_BYTES;
        assert_int_equal(store.count, own ? 4 : 5);
        assert_int_equal(reads(place, 5, UNIT), AN_OK);
        an_head_store_free(&store, place);
        bytes[at] ^= 1;
    }
}

/* A stray write into shared bytes spoils those heads, and none that comes later. */
static void damaged_bytes_are_shared_no_further(void **state)
{
    (void)state;
    uint32_t place = an_head_store_add(&store, 1, bytes, UNIT, 8);
    view.block[entry_at(place)->first - 1].word[0] ^= 1;
    uint32_t next = an_head_store_add(&store, 2, bytes, UNIT, 8);
    assert_int_equal(reads(next, 2, UNIT), AN_OK);
    entry_at(next)->own_at = UNIT - AN_HEAD_OWN_BYTES + 1;
    assert_int_equal(reads(next, 2, UNIT), AN_EGONE);
    entry_at(next)->own_at = UINT32_MAX;
    assert_int_equal(reads(next, 2, UNIT), AN_EGONE);
    entry_at(next)->own_at = 8;
    entry_at(next)->edition = 0;
    assert_int_equal(reads(next, 2, UNIT), AN_EGONE);
    an_head_store_free(&store, next);
    an_head_store_free(&store, place);
    assert_int_equal(store.count, 0);
}

/* Each of many has bytes of its own; they go in another order than they came. */
static void very_many_different_heads_are_found_again(void **state)
{
    (void)state;
    enum { MANY = 1000 };
    static uint32_t place[MANY];
    struct an_head_view large = {aligned_alloc(64, an_head_store_bytes(MANY, MANY)), MANY, MANY};
    struct an_head_store s;
    memset(large.block, 0, an_head_store_bytes(MANY, MANY));
    an_head_store_init(&s, &large);
    for (int round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < MANY; i++)
            assert_int_not_equal(place[i] = an_head_store_add(&s, 1 + i, &i, sizeof i, 0), 0);
        assert_int_equal(s.count, MANY);
        for (uint32_t i = 0; i < MANY; i++)
            an_head_store_free(&s, place[i * 7 % MANY]);
        assert_int_equal(s.count, 0);
    }
    an_head_store_fini(&s);
    free(large.block);
}

static void the_number_of_blocks_is_kept_within_what_can_be_counted(void **state)
{
    (void)state;
    assert_int_equal(an_head_store_blocks(1, 1), 1);
    assert_int_equal(an_head_store_blocks(UNIT, 7), 7);
    assert_int_equal(an_head_store_blocks(UNIT + 1, 7), 14);
    assert_int_equal(an_head_store_blocks(1u << 20, 1u << 25), UINT32_MAX - 1);
    assert_true(an_head_store_bytes(UINT32_MAX - 1, 0) == (uint64_t)(UINT32_MAX - 1) * 128);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_head_of_any_length_is_read_as_it_was_added),
        TEST(a_full_store_takes_nothing_and_loses_nothing),
        TEST(who_comes_late_finds_nothing),
        TEST(a_successor_begins_with_an_empty_store),
        TEST(no_place_outside_of_the_store_is_read),
        TEST(no_head_begins_in_its_middle),
        TEST(a_head_is_no_longer_than_its_reader_takes),
        TEST(damage_harms_neither_side),
        TEST(a_head_is_gone_with_the_first_of_its_bytes),
        TEST(heads_that_are_alike_are_stored_once),
        TEST(heads_that_are_not_alike_are_not_shared),
        TEST(damaged_bytes_are_shared_no_further),
        TEST(very_many_different_heads_are_found_again),
        TEST(the_number_of_blocks_is_kept_within_what_can_be_counted),
    };
    return cmocka_run_group_tests_name("head_store", tests, NULL, NULL);
}

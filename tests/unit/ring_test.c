/* ring_test.c - one ring, both ends in one process: order, room, the end of the data, successors, hunger, and impossible values. */
#include "test.h"

#include <string.h>

#include "ipc/channel.h"
#include "ring_ends_help.h"

#define MOST (CAPACITY / 4 - 8)
#define MARK UINT32_MAX

static void records_come_out_whole_and_in_order(void **state)
{
    struct ends *e = *state;
    static const uint32_t lens[] = {1, 7, 8, 9, 64, MOST};
    ends_take_nothing(e);
    for (uint32_t i = 0; i < 6; i++)
        assert_true(ends_push(e, lens[i], i));
    assert_true(an_ring_pending(&e->rx));
    for (uint32_t i = 0; i < 6; i++)
        ends_take(e, lens[i], i);
    ends_take_nothing(e);
}

static void what_has_been_dealt_with_is_known_before_it_is_given_back(void **state)
{
    struct ends *e = *state;
    for (uint32_t i = 0; i < NEARS; i++) {
        ends_open_at(e, NEAR[i]);
        assert_true(ends_push(e, 100, 1));
        assert_true(ends_push(e, 100, 2));
        assert_true(an_ring_released(e->ring) == NEAR[i]);
        ends_take(e, 100, 1);
        assert_true(an_ring_released(e->ring) == NEAR[i]);
        an_ring_done(&e->rx);
        assert_true(an_ring_released(e->ring) == NEAR[i] + 112);
        assert_int_equal(an_ring_queued(e->ring), 224);
        ends_take(e, 100, 2);
        an_ring_release(&e->rx);
        assert_true(an_ring_released(e->ring) == an_ring_position(&e->tx));
    }
}

static void what_is_not_committed_is_forgotten(void **state)
{
    struct ends *e = *state;
    help_fill(an_ring_reserve(&e->tx, 100), 100, 1);
    ends_take_nothing(e);
    assert_true(ends_push(e, 8, 2));
    ends_take(e, 8, 2);
    ends_take_nothing(e);
}

static void a_full_ring_has_room_again_when_records_are_given_back(void **state)
{
    struct ends *e = *state;
    uint32_t n = 0;
    while (ends_push(e, 56, n)) /* 64 with its header, so the ring fills to its last byte */
        n++;
    assert_int_equal(n, CAPACITY / 64);
    assert_int_equal(an_ring_queued(e->ring), CAPACITY);
    assert_int_equal(an_ring_tx_check(&e->tx), AN_OK);
    ends_take(e, 56, 0);
    assert_false(ends_push(e, 56, n)); /* it is in hand */
    an_ring_release(&e->rx);
    assert_true(ends_push(e, 56, n));
    assert_false(ends_push(e, 1, 0));
    for (uint32_t i = 1; i <= n; i++)
        ends_take(e, 56, i);
    ends_take_nothing(e);
}

static void a_record_of_any_length_goes_at_any_position(void **state)
{
    struct ends *e = *state;
    for (uint32_t b = 0; b < NEARS; b++) {
        for (uint32_t at = 0; at < CAPACITY; at += 8) {
            for (uint32_t len = 1; len <= MOST; len += len < 20 ? 1 : 167) {
                ends_open_at(e, NEAR[b] + at);
                for (uint32_t i = 0; i < 3; i++)
                    assert_true(
                        ends_push(e, len, at + i)); /* three of a quarter: the marker's too */
                for (uint32_t i = 0; i < 3; i++)
                    ends_take(e, len, at + i);
                ends_take_nothing(e);
                an_ring_release(&e->rx);
                assert_int_equal(an_ring_queued(e->ring), 0);
            }
        }
    }
}

static void a_record_that_ends_with_the_data_needs_no_marker(void **state)
{
    struct ends *e = *state;
    ends_open_at(e, CAPACITY - 64);
    assert_true(ends_push(e, 56, 1));
    assert_int_equal(an_ring_position(&e->tx), CAPACITY);
    ends_open_at(e, CAPACITY - 56);
    assert_true(ends_push(e, 56, 1));
    assert_int_equal(an_ring_position(&e->tx), CAPACITY + 64);
    ends_take(e, 56, 1);
}

static void a_new_producer_goes_on_where_the_last_one_published(void **state)
{
    struct ends *e = *state;
    assert_true(ends_push(e, 20, 1));
    help_fill(an_ring_reserve(&e->tx, 30), 30, 2); /* dies here */
    an_ring_tx_open(&e->tx, e->ring, CAPACITY);
    assert_true(ends_push(e, 40, 3));
    ends_take(e, 20, 1);
    ends_take(e, 40, 3);
    ends_take_nothing(e);
}

static void repair_passes_over_what_was_in_hand_and_keeps_the_rest(void **state)
{
    struct ends *e = *state;
    uint64_t second;
    for (uint32_t i = 0; i < 2; i++)
        assert_true(ends_push(e, 100, i));
    second = an_ring_position(&e->tx);
    assert_true(ends_push(e, 100, 2));
    ends_take(e, 100, 0);
    ends_take(e, 100, 1);
    an_ring_repair(e->ring, CAPACITY); /* it dies with two in hand */
    assert_int_equal(an_ring_repaired(e->ring), second);
    assert_int_equal(an_ring_released(e->ring), second);
    an_ring_rx_open(&e->rx, e->ring, CAPACITY);
    ends_take(e, 100, 2);
    ends_take_nothing(e);
}

static void repair_of_a_ring_at_rest_changes_nothing(void **state)
{
    struct ends *e = *state;
    assert_true(ends_push(e, 100, 0));
    ends_take(e, 100, 0);
    an_ring_release(&e->rx);
    assert_true(ends_push(e, 100, 1));
    an_ring_repair(e->ring, CAPACITY);
    an_ring_rx_open(&e->rx, e->ring, CAPACITY);
    ends_take(e, 100, 1);
}

static void repair_of_impossible_indices_empties_the_ring(void **state)
{
    struct ends *e = *state;
    static const uint64_t bad[] = {4, 8u + CAPACITY, 1ull << 63, UINT64_MAX};
    for (uint32_t i = 0; i < 8; i++) {
        ends_open_at(e, 0);
        assert_true(ends_push(e, 100, i));
        atomic_store(i < 4 ? &e->ring->head : &e->ring->taken, bad[i % 4]);
        an_ring_repair(e->ring, CAPACITY);
        an_ring_rx_open(&e->rx, e->ring, CAPACITY);
        ends_take_nothing(e);
        assert_int_equal(an_ring_tx_check(&e->tx), AN_OK);
        assert_true(ends_push(e, 100, i));
        ends_take(e, 100, i);
    }
}

static void fill(struct ends *e)
{
    while (ends_push(e, 56, 0)) {
    }
}

static void a_hungry_producer_is_rung_once_when_half_is_free(void **state)
{
    struct ends *e = *state;
    fill(e);
    assert_false(an_ring_want_room(&e->tx, MOST));
    for (uint32_t i = 1; i < CAPACITY / 128; i++) {
        ends_take(e, 56, 0);
        assert_false(an_ring_release(&e->rx));
    }
    ends_take(e, 56, 0);
    assert_true(an_ring_release(&e->rx));
    ends_take(e, 56, 0);
    assert_false(an_ring_release(&e->rx));
    assert_true(
        ends_push(e, MOST, 1)); /* the longest fits when the bell rings, wherever the ring stands */
}

static void who_finds_room_at_the_second_look_is_not_hungry(void **state)
{
    struct ends *e = *state;
    fill(e);
    while (an_ring_pending(&e->rx))
        ends_take(e, 56, 0);
    assert_false(an_ring_release(&e->rx)); /* nobody waits yet */
    assert_true(an_ring_want_room(&e->tx, MOST));
    assert_false(an_ring_release(&e->rx));
}

static void hunger_after_the_last_release_is_seen_by_the_next(void **state)
{
    struct ends *e = *state;
    fill(e);
    ends_take(e, 56, 0);
    assert_false(an_ring_release(&e->rx));
    assert_false(an_ring_want_room(&e->tx, MOST));
    while (an_ring_pending(&e->rx))
        ends_take(e, 56, 0);
    assert_true(an_ring_release(&e->rx));
}

static void corrupt(struct ends *e)
{
    void *p;
    for (int i = 0; i < 3; i++) { /* asked again, it says so again */
        assert_int_equal(an_ring_take(&e->rx, &p), AN_ECORRUPT);
        assert_true(an_ring_pending(&e->rx));
    }
}

static void an_impossible_tail_is_corrupt(void **state)
{
    struct ends *e = *state;
    static const uint64_t tails[] = {4,          1,        CAPACITY + 8, 1ull << 32,
                                     1ull << 63, 0ull - 8, UINT64_MAX};
    for (uint32_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        ends_open_at(e, 0);
        atomic_store(&e->ring->tail, tails[i]);
        corrupt(e);
        atomic_store(&e->ring->tail, 0);
        assert_true(ends_push(e, 8, i)); /* nothing of it was believed */
        ends_take(e, 8, i);
    }
}

/* The tail falls back behind what is in hand. */
static void a_tail_that_goes_back_is_corrupt(void **state)
{
    struct ends *e = *state;
    for (int i = 0; i < 4; i++)
        assert_true(ends_push(e, 56, 0));
    for (int i = 0; i < 4; i++)
        ends_take(e, 56, 0);
    atomic_store(&e->ring->tail, 64);
    corrupt(e);
}

static void a_head_that_is_no_position_is_corrupt_to_its_reader(void **state)
{
    struct ends *e = *state;
    static const uint64_t heads[] = {CAPACITY - 1, 4, 1, 72, 1ull << 32, UINT64_MAX};
    for (uint32_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        ends_open_at(e, 0);
        assert_true(ends_push(e, 56, 0));
        atomic_store(&e->ring->head, heads[i]);
        an_ring_rx_open(&e->rx, e->ring, CAPACITY);
        corrupt(e);
    }
}

static void an_impossible_head_stops_the_producer(void **state)
{
    struct ends *e = *state;
    static const uint64_t heads[] = {8, 4, 0ull - CAPACITY - 8, 1ull << 32, 1ull << 63, UINT64_MAX};
    for (uint32_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        ends_open_at(e, 0);
        atomic_store(&e->ring->head, heads[i]);
        an_ring_tx_open(&e->tx, e->ring, CAPACITY);
        assert_null(an_ring_reserve(&e->tx, 8));
        assert_int_equal(an_ring_tx_check(&e->tx), AN_ECORRUPT);
        assert_false(an_ring_want_room(&e->tx, 8));
    }
}

static void an_impossible_length_is_corrupt(void **state)
{
    struct ends *e = *state;
    static const struct {
        uint32_t at, tail, len;
    } bad[] = {
        {0, 64, 0},                                /* no length */
        {0, 64, 57},                               /* longer than what is published */
        {0, CAPACITY, MOST + 1},                   /* longer than any */
        {0, CAPACITY, 0x80000000u},                /* much longer */
        {0, CAPACITY, UINT32_MAX - 7},             /* whose rounding overflows */
        {CAPACITY - 64, CAPACITY + 64, 57},        /* over the end of the data */
        {CAPACITY - 8, CAPACITY + 64, 1},          /* nothing but a header before the end */
        {0, CAPACITY, MARK},                       /* a marker with nothing behind it */
        {CAPACITY - 64, CAPACITY, MARK},           /* likewise */
        {CAPACITY - 64, CAPACITY - 64 + 32, MARK}, /* over what is published */
    };
    for (uint32_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ends_open_at(e, bad[i].at);
        memcpy(e->ring->data + bad[i].at, &bad[i].len, 4);
        atomic_store(&e->ring->tail, bad[i].tail);
        corrupt(e);
    }
}

static void a_marker_behind_a_marker_is_corrupt(void **state)
{
    struct ends *e = *state;
    ends_open_at(e, CAPACITY - 64);
    memcpy(e->ring->data + CAPACITY - 64, &(uint32_t){MARK}, 4);
    memcpy(e->ring->data, &(uint32_t){MARK}, 4);
    atomic_store(&e->ring->tail, CAPACITY + 64);
    corrupt(e);
}

static void what_is_queued_counts_what_is_in_hand(void **state)
{
    struct ends *e = *state;
    ends_open_at(e, 0ull - 64);
    assert_int_equal(an_ring_queued(e->ring), 0);
    assert_true(ends_push(e, 56, 1));
    assert_true(ends_push(e, 56, 2));
    ends_take(e, 56, 1);
    assert_int_equal(an_ring_queued(e->ring), 128);
    an_ring_release(&e->rx);
    assert_int_equal(an_ring_queued(e->ring), 64);
}

#define test(f) cmocka_unit_test_setup_teardown(f, ends_set_up, ends_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(records_come_out_whole_and_in_order),
        test(what_has_been_dealt_with_is_known_before_it_is_given_back),
        test(what_is_not_committed_is_forgotten),
        test(a_full_ring_has_room_again_when_records_are_given_back),
        test(a_record_of_any_length_goes_at_any_position),
        test(a_record_that_ends_with_the_data_needs_no_marker),
        test(a_new_producer_goes_on_where_the_last_one_published),
        test(repair_passes_over_what_was_in_hand_and_keeps_the_rest),
        test(repair_of_a_ring_at_rest_changes_nothing),
        test(repair_of_impossible_indices_empties_the_ring),
        test(a_hungry_producer_is_rung_once_when_half_is_free),
        test(who_finds_room_at_the_second_look_is_not_hungry),
        test(hunger_after_the_last_release_is_seen_by_the_next),
        test(an_impossible_tail_is_corrupt),
        test(a_tail_that_goes_back_is_corrupt),
        test(a_head_that_is_no_position_is_corrupt_to_its_reader),
        test(an_impossible_head_stops_the_producer),
        test(an_impossible_length_is_corrupt),
        test(a_marker_behind_a_marker_is_corrupt),
        test(what_is_queued_counts_what_is_in_hand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

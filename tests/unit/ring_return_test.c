/* ring_return_test.c - what a dead consumer had in hand stands first in the ring again. */
#include "test.h"

#include "ipc/ring.h"
#include "ring_ends_help.h"

static void expect_accepted(struct ends *e, bool expected)
{
    void *p;
    assert_int_equal(an_ring_take(&e->rx, &p), 100);
    assert_int_equal(an_ring_accept(p) == AN_RING_ACCEPTED, expected);
}

/* Only that: what has been dealt with is given back, though its space was not. */
static void return_keeps_what_was_in_hand(void **state)
{
    struct ends *e = *state;
    void *p;
    for (uint32_t i = 0; i < NEARS; i++) {
        ends_open_at(e, NEAR[i]);
        for (uint32_t k = 0; k < 3; k++)
            assert_true(ends_push(e, 100, k));
        ends_take(e, 100, 0);
        an_ring_done(&e->rx);
        assert_int_equal(an_ring_take(&e->rx, &p), 100);
        assert_int_equal(an_ring_accept(p), AN_RING_ACCEPTED);
        an_ring_return(e->ring, CAPACITY); /* it dies here */
        an_ring_rx_open(&e->rx, e->ring, CAPACITY);
        expect_accepted(e, false);
        expect_accepted(e, true);
        an_ring_release(&e->rx);
        an_ring_return(e->ring, CAPACITY); /* at rest: nothing to keep */
        an_ring_rx_open(&e->rx, e->ring, CAPACITY);
        ends_take_nothing(e);
    }
}

static void return_of_impossible_indices_empties_the_ring(void **state)
{
    struct ends *e = *state;
    static const uint64_t bad[] = {4, 8u + CAPACITY, 1ull << 63, UINT64_MAX};
    for (uint32_t i = 0; i < 12; i++) {
        _Atomic uint64_t *const word[] = {&e->ring->head, &e->ring->taken, &e->ring->done};
        ends_open_at(e, 0);
        assert_true(ends_push(e, 100, i));
        ends_take(e, 100, i);
        atomic_store(word[i / 4], bad[i % 4]);
        an_ring_return(e->ring, CAPACITY);
        an_ring_rx_open(&e->rx, e->ring, CAPACITY);
        ends_take_nothing(e);
        assert_int_equal(an_ring_tx_check(&e->tx), AN_OK);
        assert_true(ends_push(e, 100, i));
        ends_take(e, 100, i);
    }
}

int main(void)
{
#define test(f) cmocka_unit_test_setup_teardown(f, ends_set_up, ends_tear_down)
    const struct CMUnitTest tests[] = {
        test(return_keeps_what_was_in_hand),
        test(return_of_impossible_indices_empties_the_ring),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* ring_ends_help.c - see ring_ends_help.h. */
#include "test.h"

#include "ring_ends_help.h"

const uint64_t NEAR[NEARS] = {0, (1ull << 31) - CAPACITY, (1ull << 32) - CAPACITY,
                              (1ull << 63) - CAPACITY, 0ull - CAPACITY};

void ends_open_at(struct ends *e, uint64_t position)
{
    help_ring_start(e->ring, position);
    an_ring_tx_open(&e->tx, e->ring, CAPACITY);
    an_ring_rx_open(&e->rx, e->ring, CAPACITY);
}

int ends_set_up(void **state)
{
    static struct ends e;
    e.ring = help_ring_new(CAPACITY);
    ends_open_at(&e, 0);
    *state = &e;
    return 0;
}

int ends_tear_down(void **state)
{
    help_ring_free(((struct ends *)*state)->ring, CAPACITY);
    return 0;
}

bool ends_push(struct ends *e, uint32_t len, uint64_t seed)
{
    void *p = an_ring_reserve(&e->tx, len);
    if (!p) return false;
    assert_int_equal((uintptr_t)p % 8, 0);
    help_fill(p, len, seed);
    an_ring_commit(&e->tx);
    return true;
}

void ends_take(struct ends *e, uint32_t len, uint64_t seed)
{
    void *p;
    assert_int_equal(an_ring_take(&e->rx, &p), len);
    assert_true(help_filled(p, len, seed));
}

void ends_take_nothing(struct ends *e)
{
    void *p;
    assert_false(an_ring_pending(&e->rx));
    assert_int_equal(an_ring_take(&e->rx, &p), 0);
}

/* channel_again_test.c - rings and channels that begin again: what a reader passes over, skips, forgets and gives back. */
#include "test.h"

#include <string.h>

#include "ipc/channel.h"
#include "ring_help.h"

#define CAPACITY 4096u
#define MAX_BODY 100000u

struct ends {
    struct an_ring *ring;
    struct an_tx tx;
    struct an_rx rx;
};

static int set_up(void **state)
{
    static struct ends e;
    e.ring = help_ring_new(CAPACITY);
    help_ring_start(e.ring, 0u - 200);
    an_tx_open(&e.tx, e.ring, CAPACITY, NULL, -1);
    an_rx_open(&e.rx, e.ring, CAPACITY, MAX_BODY);
    *state = &e;
    return 0;
}

static int tear_down(void **state)
{
    struct ends *e = *state;
    an_rx_close(&e->rx);
    help_ring_free(e->ring, CAPACITY);
    return 0;
}

static uint64_t published(const struct ends *e)
{
    return an_ring_position(&e->tx.ring);
}

static int push(struct ends *e, uint64_t id, uint32_t len)
{
    static const uint8_t body[MAX_BODY];
    struct an_msg m = {.type = AN_MSG_SEND, .id = id, .body_len = len};
    size_t done = 0;
    return an_tx_push(&e->tx, &m, NULL, body, &done);
}

static void expect(struct ends *e, uint64_t id)
{
    struct an_delivery d;
    assert_int_equal(an_rx_next(&e->rx, &d), 1);
    assert_int_equal(d.msg.id, id);
    an_free(d.owned);
    an_rx_done(&e->rx);
}

static void expect_nothing(struct ends *e)
{
    struct an_delivery d;
    assert_int_equal(an_rx_next(&e->rx, &d), 0);
}

/* Whoever leaves because a record makes no sense gives all of them back: its producer, who lives, answers for them. */
static void what_is_passed_over_is_given_back(void **state)
{
    struct ends *e = *state;
    for (uint64_t id = 1; id <= 3; id++)
        assert_int_equal(push(e, id, 100), AN_OK);
    expect(e, 1);
    an_ring_pass_over(&e->rx.ring);
    assert_true(an_ring_released(e->ring) == published(e));
    assert_int_equal(an_ring_queued(e->ring), 0);
    an_rx_open(&e->rx, e->ring, CAPACITY, MAX_BODY); /* its successor */
    expect_nothing(e);
    assert_int_equal(push(e, 4, 100), AN_OK);
    expect(e, 4);
}

static void of_an_impossible_tail_only_what_was_in_hand_is_passed_over(void **state)
{
    struct ends *e = *state;
    assert_int_equal(push(e, 1, 100), AN_OK);
    uint64_t first = published(e);
    assert_int_equal(push(e, 2, 100), AN_OK);
    expect(e, 1);
    atomic_store(&e->ring->tail, published(e) + 3);
    an_rx_open(&e->rx, e->ring, CAPACITY, MAX_BODY);
    an_ring_pass_over(&e->rx.ring);
    assert_true(an_ring_released(e->ring) <= first);
}

/* What a dead producer has left is skipped, and known to be dealt with; a mark that no record can end at is none. */
static void what_is_skipped_has_been_dealt_with(void **state)
{
    struct ends *e = *state;
    assert_int_equal(push(e, 1, 100), AN_OK);
    assert_int_equal(push(e, 2, 100), AN_OK);
    an_ring_end(e->ring, CAPACITY);
    an_rx_restart(&e->rx);
    assert_true(an_ring_released(e->ring) == published(e));
    expect_nothing(e);
    assert_int_equal(push(e, 3, 100), AN_OK);
    expect(e, 3);
    atomic_store(&e->ring->ended, published(e) + 5);
    an_ring_skip(&e->rx.ring);
    assert_true(an_ring_released(e->ring) == published(e));
}

/* A large message of which half has come is forgotten with its sender. */
static void half_a_message_is_forgotten_with_its_sender(void **state)
{
    struct ends *e = *state;
    assert_int_equal(push(e, 1, MAX_BODY), AN_EAGAIN);
    expect_nothing(e);
    assert_int_equal(e->rx.joining.type, AN_MSG_SEND);
    an_ring_end(e->ring, CAPACITY);
    an_rx_restart(&e->rx);
    assert_int_equal(e->rx.joining.type, AN_MSG_MORE);
    assert_null(e->rx.owned);
    assert_int_equal(push(e, 2, 100), AN_OK);
    expect(e, 2);
}

/* Only what a client asks for can be taken back, whatever number is asked for. */
static void what_must_be_told_is_not_withdrawn(void **state)
{
    struct ends *e = *state;
    struct an_msg m = {.type = AN_MSG_CLOSE, .proto = AN_PROTO_HTTP, .id = 1, .stamp = 1000};
    uint64_t position = published(e);
    size_t done = 0;
    assert_int_equal(an_tx_push(&e->tx, &m, NULL, NULL, &done), AN_OK);
    assert_false(an_tx_withdraw(&e->tx, position, 1000, AN_WITHDRAWN));
    expect(e, 1);
}

/* Space goes back in steps, but nothing is kept of a ring in which nothing waits. */
static void an_empty_ring_is_given_back_whole(void **state)
{
    struct ends *e = *state;
    assert_int_equal(push(e, 1, 8), AN_OK);
    expect(e, 1);
    expect_nothing(e);
    assert_int_equal(an_ring_queued(e->ring), 0);
}

#define test(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(what_is_passed_over_is_given_back),
        test(of_an_impossible_tail_only_what_was_in_hand_is_passed_over),
        test(what_is_skipped_has_been_dealt_with),
        test(half_a_message_is_forgotten_with_its_sender),
        test(what_must_be_told_is_not_withdrawn),
        test(an_empty_ring_is_given_back_whole),
    };
    return cmocka_run_group_tests_name("channel_again", tests, NULL, NULL);
}

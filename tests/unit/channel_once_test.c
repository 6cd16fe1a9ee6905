/* channel_once_test.c - a channel whose receiver may die with a message in hand, and whose successor is told of it (channel.h, `once`). */
#include "test.h"

#include <string.h>
#include <unistd.h>

#include "channel_ends_help.h"
#include "ipc/channel.h"

static void receiver_dies(struct ends *e)
{
    an_ring_return(e->ring, CAPACITY);
    an_rx_close(&e->rx);
    channel_open_rx(e);
    e->rx.once = true;
}

static void receive_withdrawn(struct ends *e, uint64_t id)
{
    struct an_delivery d;
    assert_int_equal(an_rx_next(&e->rx, &d), 1);
    assert_int_equal(d.msg.id, id);
    assert_int_equal(d.msg.type, AN_MSG_RECV);
    assert_true(d.msg.withdrawn);
    assert_null(d.owned);
}

/* Whether it was one record or several, of which the first are gone; and again when the successor dies of telling. */
static void what_a_receiver_had_in_hand_comes_as_withdrawn(void **state)
{
    struct ends *e = *state;
    e->rx.once = true;
    for (uint64_t id = 1; id < 9; id += 2) {
        struct parcel p = channel_pack(id, 0, id < 4 ? 10 : 2 * RECORD),
                      next = channel_pack(id + 1, 0, 10);
        assert_int_equal(channel_push(e, &p), AN_OK);
        assert_int_equal(channel_push(e, &next), AN_OK);
        struct an_delivery d;
        assert_int_equal(an_rx_next(&e->rx, &d), 1);
        channel_expect(&d, &p);
        an_free(d.owned);
        for (int i = 0; i < 3; i++) {
            receiver_dies(e);
            receive_withdrawn(e, id);
        }
        an_rx_done(&e->rx);
        channel_receive(e, &next);
        channel_receive_nothing(e);
        channel_unpack(&p);
        channel_unpack(&next);
    }
}

/* The receiver dies in the middle. A sender that has pushed all does not know: it is told. One that has not begins anew, and nothing is told. */
static void what_a_receiver_had_a_part_of_is_told_or_comes_anew(void **state)
{
    struct ends *e = *state;
    void *p;
    e->rx.once = true;
    for (uint32_t records = 2; records < 9; records++) {
        struct parcel lost = channel_pack(1, 0, (uint32_t)(records * RECORD));
        bool whole = channel_push(e, &lost) == AN_OK;
        assert_int_equal(an_ring_take(&e->rx.ring, &p), CAPACITY / 4 - 8);
        an_rx_done(&e->rx);
        receiver_dies(e);
        if (whole) {
            receive_withdrawn(e, 1);
            an_rx_done(&e->rx);
        } else {
            lost.done = 0;
            while (channel_push(e, &lost) == AN_EAGAIN)
                channel_receive_nothing(e);
            channel_receive(e, &lost);
        }
        channel_receive_nothing(e);
        channel_unpack(&lost);
    }
}

int main(void)
{
#define test(f) cmocka_unit_test_setup_teardown(f, channel_set_up, channel_tear_down)
    const struct CMUnitTest tests[] = {
        test(what_a_receiver_had_in_hand_comes_as_withdrawn),
        test(what_a_receiver_had_a_part_of_is_told_or_comes_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

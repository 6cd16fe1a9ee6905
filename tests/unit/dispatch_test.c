/* dispatch_test.c - whom a reactor gives work to: by what seats can do, by how long they have not looked at their rings, by their connections. */
#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "conn/dispatch.h"
#include "ipc/board.h"

#define WORKERS 4u
#define SEATS 8u
#define CAPACITY 4096u
#define NOW 1000000u

static struct an_board *b;
static struct an_dispatch d;
static struct an_ring_queue box[SEATS];
static struct an_rx rx[SEATS];
static void *memory[SEATS];

static int set_up(void **state)
{
    (void)state;
    b = aligned_alloc(AN_CACHE_LINE, sizeof *b);
    memset(b, 0, sizeof *b);
    an_dispatch_init(&d, b, WORKERS);
    for (uint32_t i = 0; i < SEATS; i++) {
        memory[i] = aligned_alloc(AN_CACHE_LINE, (an_ring_bytes(CAPACITY) + 63) & ~63ul);
        memset(memory[i], 0, an_ring_bytes(CAPACITY));
        an_ring_queue_init(&box[i]);
        an_tx_open(&box[i].tx, memory[i], CAPACITY, NULL, -1);
        an_rx_open(&rx[i], memory[i], CAPACITY, CAPACITY);
        an_dispatch_add(&d, i, &box[i]);
        if (i >= WORKERS) continue;
        an_board_set(&b->seat[i].pid, 1);
        an_board_set(&b->seat[i].state, AN_READY);
    }
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < SEATS; i++) {
        an_ring_queue_fini(&box[i]);
        an_rx_close(&rx[i]);
        free(memory[i]);
    }
    an_dispatch_fini(&d);
    free(b);
    return 0;
}

static uint32_t next(uint64_t now_ms)
{
    uint32_t seat = an_dispatch_choose(&d, now_ms);
    an_board_pin(b, seat);
    return seat;
}

static void post(uint32_t seat)
{
    static const uint8_t body[1000];
    an_ring_queue_post(&box[seat], &(struct an_msg){.type = AN_MSG_RECV, .body_len = sizeof body},
                       NULL, body);
}

static void deal_with(uint32_t seat)
{
    struct an_delivery got;
    assert_int_equal(an_rx_next(&rx[seat], &got), 1);
    an_free(got.owned);
    an_rx_done(&rx[seat]);
}

static void connections_are_spread_evenly(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 12; i++)
        next(NOW);
    for (uint32_t w = 0; w < WORKERS; w++)
        assert_int_equal(an_board_get(&b->live[w]), 3);
    an_board_unpin(b, 2);
    assert_int_equal(next(NOW), 2);
}

/* Whatever the others hold. */
static void connections_go_to_active_seats(void **state)
{
    (void)state;
    an_board_set(&b->seat[WORKERS].pid, 1);
    an_board_set(&b->seat[WORKERS].state, AN_READY);
    an_board_activate(b, WORKERS, WORKERS);
    for (uint32_t i = 0; i < 12; i++)
        assert_int_not_equal(next(NOW), 0);
    assert_int_equal(an_board_get(&b->live[WORKERS]), 3);
}

/* Not running, starting, leaving, broken. */
static void who_cannot_work_gets_nothing_while_another_one_can(void **state)
{
    (void)state;
    an_board_set(&b->seat[0].pid, 0);
    an_board_set(&b->seat[1].state, AN_STARTING);
    an_board_set(&b->seat[2].condemned, 1);
    for (uint32_t i = 0; i < 12; i++)
        assert_int_equal(next(NOW), 3);
    assert_int_equal(an_dispatch_instead(&d, 0, NOW), 3);
    assert_int_equal(an_dispatch_instead(&d, 1, NOW), 3);
    an_board_set(&b->seat[3].state, AN_LEAVING);
    for (uint32_t i = 0; i < 3; i++)
        assert_int_not_equal(next(NOW), 3); /* all are alike: by connections */
    assert_int_equal(an_dispatch_instead(&d, 0, NOW), 0);
}

/* In a callback for long; the longer, the later its turn. */
static void
who_has_not_looked_at_its_rings_for_long_gets_nothing_while_another_one_has(void **state)
{
    (void)state;
    an_board_awake(&b->seat[0], NOW - 100);
    an_board_awake(&b->seat[1], NOW - 60000);
    for (uint32_t i = 0; i < 12; i++)
        assert_true(next(NOW) >= 2);
    assert_int_equal(an_dispatch_instead(&d, 0, NOW), 2);
    assert_int_equal(an_dispatch_instead(&d, 2, NOW), 2);
    an_board_awake(&b->seat[2], NOW - 60000);
    an_board_awake(&b->seat[3], NOW - 60000);
    assert_int_equal(next(NOW), 0);
    assert_int_equal(an_dispatch_instead(&d, 3, NOW), 0);
    assert_int_equal(an_dispatch_instead(&d, 0, NOW), 0);
}

/* Also with a clock that is a little behind. */
static void who_is_busy_in_the_usual_way_gets_its_share(void **state)
{
    (void)state;
    an_board_awake(&b->seat[0], NOW - 5);
    an_board_awake(&b->seat[1], NOW + 3);
    for (uint32_t i = 0; i < 12; i++)
        next(NOW);
    for (uint32_t w = 0; w < WORKERS; w++)
        assert_int_equal(an_board_get(&b->live[w]), 3);
    assert_int_equal(an_dispatch_instead(&d, 0, NOW), 0);
}

/* Although another one has fewer connections. */
static void who_is_as_busy_as_all_others_keeps_its_work(void **state)
{
    (void)state;
    for (uint32_t w = 0; w < WORKERS; w++)
        an_board_awake(&b->seat[w], NOW - 50);
    assert_int_equal(next(NOW), 0);
    assert_int_equal(an_dispatch_instead(&d, 0, NOW), 0);
}

/* It sleeps, as the board says, and does not awake. */
static void who_does_not_come_to_what_waits_gets_nothing_more(void **state)
{
    (void)state;
    assert_false(an_dispatch_look(&d, NOW));
    post(0);
    post(0);
    assert_true(an_dispatch_look(&d, NOW + 50));
    assert_true(an_dispatch_waits(&d, 0) && !an_dispatch_waits(&d, 1));
    assert_int_equal(an_dispatch_instead(&d, 0, NOW + 50),
                     0); /* since when it waits is not known */
    assert_true(an_dispatch_look(&d, NOW + 100));
    assert_int_equal(an_dispatch_instead(&d, 0, NOW + 100), 1);
    for (uint32_t i = 0; i < 12; i++)
        assert_int_not_equal(next(NOW + 100), 0);
    deal_with(0); /* it has come to the first one */
    assert_true(an_dispatch_look(&d, NOW + 150));
    assert_int_equal(an_dispatch_instead(&d, 0, NOW + 150), 0);
    deal_with(0);
    assert_false(an_dispatch_look(&d, NOW + 200));
    assert_false(an_dispatch_waits(&d, 0));
    assert_int_equal(next(NOW + 200), 0);
}

static void what_waits_for_room_waits_too(void **state)
{
    (void)state;
    for (int i = 0; i < 8; i++)
        post(0);
    assert_false(an_ring_queue_empty(&box[0]));
    for (uint64_t ms = 0; ms <= 100; ms += 50)
        assert_true(an_dispatch_look(&d, NOW + ms));
    assert_int_equal(an_dispatch_instead(&d, 0, NOW + 100), 1);
}

#define test(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(connections_are_spread_evenly),
        test(connections_go_to_active_seats),
        test(who_cannot_work_gets_nothing_while_another_one_can),
        test(who_has_not_looked_at_its_rings_for_long_gets_nothing_while_another_one_has),
        test(who_is_busy_in_the_usual_way_gets_its_share),
        test(who_is_as_busy_as_all_others_keeps_its_work),
        test(who_does_not_come_to_what_waits_gets_nothing_more),
        test(what_waits_for_room_waits_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

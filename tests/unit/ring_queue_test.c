/* ring_queue_test.c - what does not fit into the ring waits, goes in later in order, and survives the consumer's death. */
#include "test.h"

#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "ground/base.h"
#include "loop/ring_queue.h"

#define CAPACITY 4096u
#define LARGE 20000u /* several rings full */

static _Alignas(AN_CACHE_LINE) unsigned char memory[sizeof(struct an_ring) + CAPACITY];
static struct an_ring *ring = (struct an_ring *)memory;
static struct an_ring_queue box;
static struct an_rx rx;

/* What the flush said, in order: "-3" pushing message 3, "+3" pushed. */
static char said[4096];

static void open_rx(void)
{
    an_rx_open(&rx, ring, CAPACITY, 100000);
}

static int open_box(void **state)
{
    (void)state;
    memset(memory, 0, sizeof memory);
    memset(said, 0, sizeof said);
    an_ring_queue_init(&box);
    an_tx_open(&box.tx, ring, CAPACITY, NULL, -1);
    open_rx();
    return 0;
}

static int close_box(void **state)
{
    (void)state;
    an_rx_close(&rx);
    an_ring_queue_fini(&box);
    return 0;
}

static uint8_t byte_of(uint64_t id, size_t i)
{
    return (uint8_t)(id * 101 + i * 7 + i / 251);
}

/* A message whose bytes follow from its number; a tenth of it is the head. */
static int post(uint64_t id, size_t len)
{
    static uint8_t bytes[LARGE];
    struct an_msg m = {.type = AN_MSG_RECV, .id = id, .head_len = (uint32_t)(len / 10)};
    m.body_len = (uint32_t)(len - m.head_len);
    for (size_t i = 0; i < len; i++)
        bytes[i] = byte_of(id, i);
    int err = an_ring_queue_post(&box, &m, bytes, bytes + m.head_len);
    memset(bytes, 0xee, len);
    return err;
}

static void note(char sign, uint64_t id)
{
    size_t at = strlen(said);
    assert_true(at + 2 < sizeof said);
    said[at] = sign;
    said[at + 1] = (char)('0' + id % 10);
}

static void pushing(void *ctx, const struct an_msg *m, uint64_t position)
{
    assert_ptr_equal(ctx, &box);
    assert_int_equal(position, an_ring_queue_position(&box));
    note('-', m->id);
}

static void pushed(void *ctx, const struct an_msg *m, uint64_t end)
{
    assert_ptr_equal(ctx, &box);
    assert_int_equal(end, an_ring_queue_position(&box));
    note('+', m->id);
}

static const struct an_ring_queue_calls calls = {pushing, pushed};

static void flush(void)
{
    assert_int_equal(an_ring_queue_flush(&box, &calls, &box), AN_OK);
}

/* The next message, if it is there, must be this one. */
static bool receive(uint64_t id, size_t len)
{
    struct an_delivery d;
    int got = an_rx_next(&rx, &d);
    assert_in_range(got, 0, 1);
    if (!got) return false;
    assert_int_equal(d.msg.id, id);
    assert_int_equal(d.msg.head_len + d.msg.body_len, len);
    for (size_t i = 0; i < d.msg.head_len; i++)
        assert_int_equal(d.head[i], byte_of(id, i));
    for (size_t i = 0; i < d.msg.body_len; i++)
        assert_int_equal(d.body[i], byte_of(id, d.msg.head_len + i));
    an_free(d.owned);
    an_rx_done(&rx);
    return true;
}

static void receive_through_flushes(uint64_t id, size_t len)
{
    for (int turns = 0; !receive(id, len); turns++) {
        assert_true(turns < 100);
        flush();
    }
}

static void expect_nothing(void)
{
    struct an_delivery d;
    assert_true(an_ring_queue_empty(&box));
    assert_int_equal(box.count, 0);
    assert_int_equal(an_rx_next(&rx, &d), 0);
}

/* Posts messages of `len` until one does not fit: how many there are then. */
static uint64_t fill(size_t len)
{
    uint64_t n = 1;
    while (post(n, len) == AN_OK)
        n++;
    assert_int_equal(box.count, 1);
    return n;
}

static void what_fits_goes_straight_into_the_ring(void **state)
{
    (void)state;
    uint64_t before = an_ring_queue_position(&box);
    assert_int_equal(post(1, 100), AN_OK);
    assert_true(an_ring_queue_position(&box) > before);
    assert_true(an_ring_queue_empty(&box));
    assert_true(receive(1, 100));
    flush();
    assert_string_equal(said, "");
    expect_nothing();
}

static void order_is_kept_behind_a_full_ring(void **state)
{
    (void)state;
    uint64_t n = fill(300), next = 1;
    for (uint64_t more = 0; more < 50; more++)
        assert_int_equal(post(++n, 10 + more), AN_EAGAIN); /* would fit, but may not overtake */
    uint64_t first_small = n - 49;
    for (; next <= n; next++)
        receive_through_flushes(next, next < first_small ? 300 : 10 + next - first_small);
    expect_nothing();
    assert_int_equal(post(n + 1, 50), AN_OK);
    assert_true(receive(n + 1, 50));
}

static void a_message_of_many_rings_comes_through_whole(void **state)
{
    (void)state;
    assert_int_equal(post(1, LARGE), AN_EAGAIN);
    assert_int_equal(post(2, 0), AN_EAGAIN);
    assert_int_equal(post(3, LARGE), AN_EAGAIN);
    receive_through_flushes(1, LARGE);
    receive_through_flushes(2, 0);
    receive_through_flushes(3, LARGE);
    flush();
    expect_nothing();
    assert_null(strstr(said, "-1")); /* it became visible when it was posted */
    assert_string_equal(said + strlen(said) - 2, "+3");
}

static void each_message_is_announced_before_and_told_after(void **state)
{
    (void)state;
    assert_int_equal(fill(900), 5);
    assert_int_equal(post(6, 900), AN_EAGAIN);
    flush();
    assert_null(strstr(said, "+"));
    for (uint64_t id = 1; id <= 4; id++)
        assert_true(receive(id, 900));
    assert_false(receive(5, 900));
    memset(said, 0, sizeof said);
    flush();
    assert_string_equal(said, "-5+5-6+6");
    assert_true(receive(5, 900));
    assert_true(receive(6, 900));
    expect_nothing();
}

/* A producer that waits says so in the ring; the consumer rings it when half of the ring is free. */
static void the_consumer_rings_when_there_is_room_again(void **state)
{
    (void)state;
    struct an_bell bell = {.asleep = 0};
    struct pollfd p = {.events = POLLIN};
    assert_int_equal(an_bell_open(&p.fd), AN_OK);
    rx.bell = &bell;
    rx.bell_fd = p.fd;
    uint64_t n = fill(400), next = 1;
    flush(); /* nothing fits: the consumer is asked */
    assert_int_equal(poll(&p, 1, 0), 0);
    while (poll(&p, 1, 0) == 0)
        assert_true(receive(next++, 400));
    assert_true(next <= n); /* rung in time, not only when all was gone */
    flush();
    assert_true(an_ring_queue_empty(&box));
    while (next <= n)
        assert_true(receive(next++, 400));
    expect_nothing();
    close(p.fd);
}

/* The consumer dies with some records of a long message in hand or behind it; the supervisor repairs; a successor takes over. */
static void die_after(int records)
{
    void *p;
    for (int i = 0; i < records; i++)
        assert_true(an_ring_take(&rx.ring, &p) > 0);
    an_rx_close(&rx);
    an_ring_repair(ring, CAPACITY);
    an_ring_queue_restart(&box);
    open_rx();
}

static void a_half_sent_message_is_begun_anew_for_a_successor(void **state)
{
    for (int records = 0; records <= 3; records++) {
        close_box(state);
        open_box(state);
        assert_int_equal(post(1, LARGE), AN_EAGAIN);
        assert_int_equal(post(2, 10), AN_EAGAIN);
        die_after(records);
        receive_through_flushes(1, LARGE);
        receive_through_flushes(2, 10);
        flush();
        expect_nothing();
        assert_non_null(strstr(said, "-1"));
        assert_non_null(strstr(said, "+1-2+2"));
    }
}

static void consumers_may_die_again_and_again(void **state)
{
    (void)state;
    assert_int_equal(post(1, LARGE), AN_EAGAIN);
    for (int death = 0; death < 6; death++) {
        struct an_delivery d;
        for (int turn = 0; turn <= death % 4; turn++) {
            assert_int_equal(an_rx_next(&rx, &d), 0);
            flush();
        }
        die_after(death % 2);
    }
    receive_through_flushes(1, LARGE);
    flush();
    expect_nothing();
}

static void what_was_not_begun_is_not_touched_by_a_death(void **state)
{
    (void)state;
    an_ring_queue_restart(&box);
    uint64_t n = fill(900);
    assert_int_equal(n, 5);
    die_after(1);
    for (uint64_t id = 2; id <= n; id++)
        receive_through_flushes(id, 900);
    flush();
    expect_nothing();
}

static void an_impossible_index_is_said_by_the_flush(void **state)
{
    (void)state;
    fill(900);
    atomic_store(&ring->head, 12345);
    assert_int_equal(an_ring_queue_flush(&box, &calls, &box), AN_ECORRUPT);
    assert_int_equal(post(9, 10), AN_EAGAIN);
    assert_int_equal(box.count, 2);
}

static void what_waits_is_dropped_at_the_end(void **state)
{
    (void)state;
    fill(900);
    assert_int_equal(post(9, LARGE), AN_EAGAIN);
    an_ring_queue_fini(&box);
    assert_true(an_ring_queue_empty(&box));
    assert_int_equal(box.count, 0);
}

/* A message of CAPACITY is half in the ring; what is behind it is not. */
static void what_was_not_begun_can_be_taken_back(void **state)
{
    (void)state;
    assert_int_equal(post(1, CAPACITY), AN_EAGAIN);
    assert_int_equal(post(2, 100), AN_EAGAIN);
    assert_int_equal(post(3, 100), AN_EAGAIN);
    assert_int_equal(an_ring_queue_cancel(&box, 1, 1), CAPACITY);
    assert_int_equal(an_ring_queue_cancel(&box, 2, 1), 0);
    assert_int_equal(box.count, 2);
    assert_int_equal(an_ring_queue_cancel(&box, 2, 1), 0);
    assert_int_equal(box.count, 2);
    receive_through_flushes(1, CAPACITY);
    flush();
    assert_true(receive(3, 100));
    expect_nothing();
    assert_int_equal(box.bytes, 0);
}

/* What it says of the connection's beginning and end stays. */
static void of_a_connection_only_what_its_client_said_is_taken_back(void **state)
{
    (void)state;
    struct an_msg connect = {.type = AN_MSG_CONNECT, .id = 2};
    assert_int_equal(post(1, CAPACITY), AN_EAGAIN);
    assert_int_equal(an_ring_queue_post(&box, &connect, NULL, NULL), AN_EAGAIN);
    assert_int_equal(an_ring_queue_cancel(&box, 2, 1), 0);
    assert_int_equal(box.count, 2);
    assert_int_equal(post(2, 100), AN_EAGAIN);
    assert_int_equal(an_ring_queue_cancel(&box, 2, 1), 0);
    assert_int_equal(box.count, 2);
}

/* All that a client has said and that has not begun to leave, and nobody else's. */
static void all_that_a_client_said_is_taken_back(void **state)
{
    (void)state;
    assert_int_equal(post(1, CAPACITY), AN_EAGAIN);
    assert_int_equal(post(2, 100), AN_EAGAIN);
    assert_int_equal(post(1, 50), AN_EAGAIN);
    assert_int_equal(post(1, 60), AN_EAGAIN);
    assert_int_equal(post(2, 200), AN_EAGAIN);
    assert_int_equal(an_ring_queue_cancel(&box, 1, 3), CAPACITY);
    assert_int_equal(box.count, 3);
    assert_int_equal(an_ring_queue_cancel(&box, 2, 2), 0);
    assert_int_equal(box.count, 1);
    receive_through_flushes(1, CAPACITY);
    expect_nothing();
    assert_int_equal(box.bytes, 0);
}

/* In order, the one that is half in the ring, too: it never comes whole. */
static void what_waits_can_be_taken_away(void **state)
{
    (void)state;
    struct an_msg m;
    assert_int_equal(post(1, CAPACITY), AN_EAGAIN);
    assert_int_equal(post(2, 100), AN_EAGAIN);
    for (uint64_t id = 1; id <= 2; id++) {
        assert_true(an_ring_queue_take(&box, &m));
        assert_int_equal(m.id, id);
    }
    assert_false(an_ring_queue_take(&box, &m));
    assert_int_equal(box.bytes, 0);
    expect_nothing();
    assert_int_equal(post(3, 10), AN_OK);
    assert_true(receive(3, 10));
}

static bool take_odd(void *ctx, const struct an_msg *m, const uint8_t *head, const uint8_t *body)
{
    assert_ptr_equal(ctx, &box);
    assert_int_equal(head[0], byte_of(m->id, 0));
    assert_int_equal(body[0], byte_of(m->id, m->head_len));
    note('?', m->id);
    return m->id % 2;
}

/* In order; what has begun is not offered. */
static void what_was_not_begun_is_offered(void **state)
{
    (void)state;
    assert_int_equal(post(1, CAPACITY), AN_EAGAIN);
    for (uint64_t id = 2; id <= 5; id++)
        assert_int_equal(post(id, 100), AN_EAGAIN);
    an_ring_queue_offer(&box, take_odd, &box);
    assert_string_equal(said, "?2?3?4?5");
    receive_through_flushes(1, CAPACITY);
    flush();
    assert_true(receive(2, 100) && receive(4, 100));
    expect_nothing();
}

static void there_is_no_place_before_messages_that_wait(void **state)
{
    (void)state;
    struct an_delivery d;
    assert_non_null(an_ring_queue_place(&box, 100));
    assert_int_equal(post(1, LARGE), AN_EAGAIN);
    assert_int_equal(an_rx_next(&rx, &d), 0); /* the ring is empty again */
    assert_non_null(an_tx_place(&box.tx, 100));
    assert_null(an_ring_queue_place(&box, 100));
}

int main(void)
{
#define EACH(test) cmocka_unit_test_setup_teardown(test, open_box, close_box)
    const struct CMUnitTest tests[] = {
        EACH(of_a_connection_only_what_its_client_said_is_taken_back),
        EACH(all_that_a_client_said_is_taken_back),
        EACH(what_fits_goes_straight_into_the_ring),
        EACH(there_is_no_place_before_messages_that_wait),
        EACH(order_is_kept_behind_a_full_ring),
        EACH(a_message_of_many_rings_comes_through_whole),
        EACH(each_message_is_announced_before_and_told_after),
        EACH(the_consumer_rings_when_there_is_room_again),
        EACH(a_half_sent_message_is_begun_anew_for_a_successor),
        EACH(consumers_may_die_again_and_again),
        EACH(what_was_not_begun_is_not_touched_by_a_death),
        EACH(an_impossible_index_is_said_by_the_flush),
        EACH(what_was_not_begun_can_be_taken_back),
        EACH(what_waits_can_be_taken_away),
        EACH(what_was_not_begun_is_offered),
        EACH(what_waits_is_dropped_at_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* withdraw_test.c - what a producer may do with what it has published: find it, walk over it, read it, and take it back while nobody has begun with it. */
#include "test.h"

#include <string.h>

#include "ipc/channel.h"
#include "ring_ends_help.h"

static void expect_word(struct ends *e, enum an_ring_word expected)
{
    void *p;
    assert_int_equal(an_ring_take(&e->rx, &p), 100);
    assert_int_equal(an_ring_accept(p), expected);
}

static void expect_accepted(struct ends *e)
{
    expect_word(e, AN_RING_ACCEPTED);
}

/* At the beginning, in the middle, and behind a marker. */
static void a_record_that_is_withdrawn_is_not_accepted(void **state)
{
    struct ends *e = *state;
    for (uint32_t at = 0; at < 2 * CAPACITY; at += 8) {
        ends_open_at(e, NEAR[at / 8 % NEARS] + at);
        for (uint64_t i = 0; i < 3; i++)
            assert_true(ends_push(e, 100, i));
        uint64_t second = an_ring_position(&e->tx);
        assert_true(ends_push(e, 100, 3));
        assert_true(ends_push(e, 100, 4));
        enum an_ring_word word = at & 8 ? AN_RING_WITHDRAWN : AN_RING_MOVED;
        assert_true(an_ring_withdraw(an_ring_at(&e->tx, second), word));
        for (int i = 0; i < 5; i++)
            expect_word(e, i == 3 ? word : AN_RING_ACCEPTED);
        an_ring_release(&e->rx);
        assert_true(ends_push(e, 100, 5)); /* where others have stood, one of them withdrawn */
        expect_accepted(e);
    }
}

/* Once accepted it is not withdrawn; once given back it is not even found, whoever stands there now. */
static void a_position_leads_to_its_own_record_or_nowhere(void **state)
{
    struct ends *e = *state;
    for (uint32_t i = 0; i < NEARS; i++) {
        ends_open_at(e, NEAR[i]);
        uint64_t first = an_ring_position(&e->tx);
        assert_null(an_ring_at(&e->tx, first)); /* nothing is there yet */
        assert_true(ends_push(e, 100, 1));
        void *p = an_ring_at(&e->tx, first);
        assert_non_null(p);
        assert_null(an_ring_at(&e->tx, first - 8));
        assert_null(an_ring_at(&e->tx, first + CAPACITY));
        expect_accepted(e);
        assert_false(an_ring_withdraw(p, AN_RING_WITHDRAWN));
        an_ring_release(&e->rx);
        for (uint32_t n = 0; n < 3 * CAPACITY / 112; n++) { /* others stand where it stood, too */
            assert_null(an_ring_at(&e->tx, first));
            assert_true(ends_push(e, 100, n));
            expect_accepted(e);
            an_ring_release(&e->rx);
        }
        atomic_store(&e->ring->head, NEAR[i] + 4); /* an impossible head proves nothing */
        assert_null(an_ring_at(&e->tx, first));
    }
}

static bool walks(struct ends *e, uint64_t *at, uint32_t expected)
{
    uint32_t len = 0;
    return an_ring_walk(&e->tx, at, &len) && len == expected;
}

/* From what has been dealt with to what was published last; from nowhere else. */
static void the_producer_may_walk_over_what_waits(void **state)
{
    struct ends *e = *state;
    for (uint32_t at = 0; at < 2 * CAPACITY; at += 8) {
        ends_open_at(e, NEAR[at / 8 % NEARS] + at);
        uint64_t first = an_ring_position(&e->tx), second, third;
        assert_false(walks(e, &(uint64_t){first}, 100));
        assert_true(ends_push(e, 100, 0) && ends_push(e, 333, 1) && ends_push(e, 50, 2));
        second = third = first;
        assert_true(walks(e, &second, 100));
        third = second;
        assert_true(walks(e, &third, 333));
        assert_int_equal(
            *(unsigned char *)an_ring_at(&e->tx, second),
            *(unsigned char *)an_ring_walk(&e->tx, &(uint64_t){second}, &(uint32_t){0}));
        assert_true(walks(e, &(uint64_t){third}, 50));
        assert_false(walks(e, &(uint64_t){an_ring_position(&e->tx)}, 50));
        assert_false(walks(e, &(uint64_t){first - 8}, 100));
        assert_false(walks(e, &(uint64_t){first + 4}, 100));
        expect_accepted(e);
        an_ring_release(&e->rx);
        assert_false(walks(e, &(uint64_t){first}, 100)); /* given back */
        assert_true(walks(e, &(uint64_t){second}, 333));
    }
}

/* --- messages --- */

static int message(struct an_tx *tx, uint64_t id, uint32_t head_len, uint32_t body_len)
{
    static uint8_t bytes[5000];
    struct an_msg m = {.type = AN_MSG_RECV, .id = id, .head_len = head_len, .body_len = body_len};
    size_t done = 0;
    help_fill(bytes, head_len + body_len, id);
    return an_tx_push(tx, &m, bytes, bytes + head_len, &done);
}

static bool reads(const struct an_tx *tx, uint64_t position, uint64_t id, uint32_t head_len,
                  uint32_t body_len)
{
    static uint8_t copy[5000];
    struct an_msg m = {.type = AN_MSG_RECV, .id = id, .head_len = head_len, .body_len = body_len};
    return an_tx_read(tx, position, &m, copy) && help_filled(copy, head_len + body_len, id);
}

/* Before its receiver has dealt with it; of one record and of several. Not when a part is missing. */
static void the_sender_may_read_what_waits(void **state)
{
    struct ends *e = *state;
    struct an_tx tx;
    struct an_rx rx;
    struct an_delivery d;
    struct an_msg m;
    uint64_t at = 0, second = 0, third = 0;
    an_tx_open(&tx, e->ring, CAPACITY, NULL, -1);
    an_rx_open(&rx, e->ring, CAPACITY, 5000);
    assert_false(an_tx_walk(&tx, &(uint64_t){0}, &m));
    assert_int_equal(message(&tx, 1, 7, 0), AN_OK);
    assert_int_equal(message(&tx, 2, 30, 2000), AN_OK);
    assert_int_equal(message(&tx, 3, 0, 3000), AN_EAGAIN); /* not all of it */
    for (uint64_t begin = at; an_tx_walk(&tx, &at, &m); begin = at) {
        if (m.type != AN_MSG_MORE && m.id == 2) second = begin;
        if (m.type != AN_MSG_MORE && m.id == 3) third = begin;
    }
    assert_int_equal(at, an_ring_position(&tx.ring));
    assert_true(reads(&tx, 0, 1, 7, 0));
    assert_true(reads(&tx, second, 2, 30, 2000));
    assert_false(reads(&tx, third, 3, 0, 3000));
    assert_false(reads(&tx, 0, 2, 30, 2000)); /* another one stands there */
    assert_int_equal(an_rx_next(&rx, &d), 1);
    an_ring_release(&rx.ring);
    assert_false(reads(&tx, 0, 1, 7, 0));
    an_rx_close(&rx);
}

/* Of one record and of many; what the sender writes there itself does not count. */
static void a_message_that_is_withdrawn_says_so(void **state)
{
    struct ends *e = *state;
    static const uint8_t body[2000];
    struct an_tx tx;
    struct an_rx rx;
    an_tx_open(&tx, e->ring, CAPACITY, NULL, -1);
    an_rx_open(&rx, e->ring, CAPACITY, sizeof body);
    for (unsigned i = 0; i < 8; i++) {
        struct an_msg m = {.type = AN_MSG_RECV,
                           .proto = AN_PROTO_HTTP,
                           .withdrawn = !(i & 1),
                           .body_len = i & 2 ? 2000 : 10,
                           .stamp = 70 + i};
        enum an_withdrawn how = i & 4 ? AN_MOVED : AN_WITHDRAWN;
        struct an_delivery d;
        size_t done = 0;
        uint64_t position = an_ring_position(&tx.ring);
        assert_int_equal(an_tx_push(&tx, &m, NULL, body, &done), AN_OK);
        assert_false(
            an_tx_withdraw(&tx, position, 69 + i, AN_WITHDRAWN)); /* another one stands there */
        if (i & 1) assert_true(an_tx_withdraw(&tx, position, 70 + i, how));
        assert_int_equal(an_rx_next(&rx, &d), 1);
        assert_int_equal(d.msg.withdrawn, i & 1 ? how : AN_NOT_WITHDRAWN);
        assert_false(an_tx_withdraw(&tx, position, 70 + i, AN_WITHDRAWN)); /* too late */
        an_free(d.owned);
        an_rx_done(&rx);
    }
    an_rx_close(&rx);
}

/* Whoever asks need not wait until the space is given back. */
#define test(f) cmocka_unit_test_setup_teardown(f, ends_set_up, ends_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(a_record_that_is_withdrawn_is_not_accepted),
        test(a_position_leads_to_its_own_record_or_nowhere),
        test(the_producer_may_walk_over_what_waits),
        test(the_sender_may_read_what_waits),
        test(a_message_that_is_withdrawn_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

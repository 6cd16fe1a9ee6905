/* channel_test.c - messages of any size over one ring: split, joined, dropped when a sender or a receiver dies, refused when they lie. */
#include "test.h"

#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "channel_ends_help.h"
#include "ipc/channel.h"

#define MAX_HEAD (1u << 20)

static bool rung(int fd)
{
    return an_bell_wait(fd, 0) == AN_OK;
}

/* Sends and receives in turns until the message is through. */
static void carry(struct ends *e, uint64_t id, uint32_t head_len, uint32_t body_len)
{
    struct parcel p = channel_pack(id, head_len, body_len);
    while (channel_push(e, &p) == AN_EAGAIN) {
        assert_false(an_tx_want_room(&e->tx));
        channel_receive_nothing(e);
    }
    assert_int_equal(p.done, 1 + head_len + body_len);
    channel_receive(e, &p);
    channel_receive_nothing(e);
    channel_unpack(&p);
}

static void messages_of_every_size_arrive_whole(void **state)
{
    static const uint32_t sizes[] = {0,          1,          8,     RECORD - 1, RECORD,
                                     RECORD + 1, 2 * RECORD, 5000u, 50000u,     MAX_BODY};
    uint64_t id = 1;
    for (size_t h = 0; h < 10; h++)
        for (size_t b = 0; b < 10; b++)
            carry(*state, id++, sizes[h], sizes[b]);
}

static void the_longest_head_arrives_whole(void **state)
{
    carry(*state, 1, MAX_HEAD, 3);
    carry(*state, 2, MAX_HEAD, 0);
    carry(*state, 3, 10, 10);
}

static void a_message_of_one_record_is_not_copied(void **state)
{
    struct ends *e = *state;
    struct an_delivery d;
    struct parcel p = channel_pack(1, 10, 20);
    assert_int_equal(channel_push(e, &p), AN_OK);
    assert_int_equal(an_rx_next(&e->rx, &d), 1);
    assert_null(d.owned);
    assert_true(d.head > e->ring->data && d.body + 20 <= e->ring->data + CAPACITY);
    an_rx_done(&e->rx);
    channel_unpack(&p);
}

static void a_body_that_is_made_in_its_place_stays_there(void **state)
{
    struct ends *e = *state;
    struct an_delivery d;
    for (uint64_t id = 1; id < 20; id++) { /* several times round the ring */
        struct parcel p = channel_pack(id, 0, (uint32_t)(RECORD - id));
        uint8_t *place = an_tx_place(&e->tx, p.msg.body_len);
        size_t done = 0;
        assert_non_null(place);
        channel_receive_nothing(e); /* the ring is empty: the place stays where it is */
        memcpy(place, p.body, p.msg.body_len);
        assert_int_equal(an_tx_push(&e->tx, &p.msg, NULL, place, &done), AN_OK);
        assert_int_equal(an_rx_next(&e->rx, &d), 1);
        assert_ptr_equal(d.body, place);
        channel_expect(&d, &p);
        an_rx_done(&e->rx);
        channel_receive_nothing(e);
        channel_unpack(&p);
    }
}

/* The ring becomes empty meanwhile, and a record in an empty ring begins it anew. */
static void a_place_stays_where_it_is_when_the_ring_becomes_empty(void **state)
{
    (void)state;
    struct an_ring *ring = help_ring_new(65536);
    struct an_msg m = {.type = AN_MSG_RECV, .body_len = 10000};
    struct an_delivery d;
    struct an_tx tx;
    struct an_rx rx;
    uint8_t body[10000] = "first";
    size_t done = 0;
    an_tx_open(&tx, ring, 65536, NULL, -1);
    an_rx_open(&rx, ring, 65536, MAX_BODY);
    assert_int_equal(an_tx_push(&tx, &m, NULL, body, &done), AN_OK);
    an_tx_ring(&tx);
    assert_int_equal(an_rx_next(&rx, &d), 1);
    uint8_t *place = an_tx_place(&tx, 10000);
    memcpy(place, "second", 6);
    an_rx_done(&rx);
    assert_int_equal(an_rx_next(&rx, &d), 0);
    done = 0;
    assert_int_equal(an_tx_push(&tx, &m, NULL, place, &done), AN_OK);
    assert_int_equal(an_rx_next(&rx, &d), 1);
    assert_ptr_equal(d.body, place);
    assert_memory_equal(d.body, "second", 6);
    an_rx_close(&rx);
    help_ring_free(ring, 65536);
}

static void a_place_that_is_not_used_leaves_nothing(void **state)
{
    struct ends *e = *state;
    struct parcel p = channel_pack(1, 10, 3 * RECORD);
    memset(an_tx_place(&e->tx, RECORD), 0xEE, RECORD);
    channel_receive_nothing(e);
    while (channel_push(e, &p) == AN_EAGAIN)
        channel_receive_nothing(e);
    channel_receive(e, &p);
    channel_unpack(&p);
}

static void there_is_a_place_only_where_one_record_has_room(void **state)
{
    struct ends *e = *state;
    struct parcel p = channel_pack(1, 0, MAX_BODY);
    assert_null(an_tx_place(&e->tx, RECORD + 1));
    assert_non_null(an_tx_place(&e->tx, RECORD));
    assert_int_equal(channel_push(e, &p), AN_EAGAIN); /* the ring is full */
    assert_null(an_tx_place(&e->tx, RECORD));
    channel_unpack(&p);
}

static void several_messages_keep_their_order(void **state)
{
    struct ends *e = *state;
    struct parcel p[3] = {channel_pack(1, 0, 2000), channel_pack(2, 5, 0), channel_pack(3, 0, 500)};
    for (int i = 0; i < 3; i++)
        assert_int_equal(channel_push(e, &p[i]), AN_OK);
    for (int i = 0; i < 3; i++)
        channel_receive(e, &p[i]);
    channel_receive_nothing(e);
    for (int i = 0; i < 3; i++)
        channel_unpack(&p[i]);
}

static void one_ring_of_the_bell_for_a_batch(void **state)
{
    struct ends *e = *state;
    struct parcel p = channel_pack(1, 0, 10);
    atomic_store(&e->bell.asleep, 1);
    an_tx_ring(&e->tx);
    assert_false(rung(e->bell_fd)); /* nothing was published */
    assert_int_equal(channel_push(e, &p), AN_OK);
    p.done = 0;
    assert_int_equal(channel_push(e, &p), AN_OK);
    assert_false(rung(e->bell_fd));
    an_tx_ring(&e->tx);
    assert_true(rung(e->bell_fd));
    atomic_store(&e->bell.asleep, 1);
    an_tx_ring(&e->tx);
    assert_false(rung(e->bell_fd));
    channel_unpack(&p);
}

static void a_part_of_a_message_rings_too(void **state)
{
    struct ends *e = *state;
    struct parcel p = channel_pack(1, 0, MAX_BODY);
    atomic_store(&e->bell.asleep, 1);
    assert_int_equal(channel_push(e, &p), AN_EAGAIN);
    an_tx_ring(&e->tx);
    assert_true(rung(e->bell_fd));
    channel_unpack(&p);
}

static void a_hungry_sender_is_rung_when_there_is_room(void **state)
{
    struct ends *e = *state;
    struct parcel p = channel_pack(1, 0, MAX_BODY);
    assert_int_equal(channel_push(e, &p), AN_EAGAIN);
    assert_false(an_tx_want_room(&e->tx));
    assert_false(rung(e->back_fd));
    channel_receive_nothing(e); /* takes what there is of it */
    assert_true(rung(e->back_fd));
    assert_true(an_tx_want_room(&e->tx));
    channel_unpack(&p);
}

/* Small messages are given back in steps: no step may be the one that leaves a sender waiting. */
static void a_hungry_sender_is_rung_though_the_receiver_never_sees_the_ring_empty(void **state)
{
    struct ends *e = *state;
    struct parcel p = channel_pack(1, 0, 24), last = channel_pack(2, 0, 500);
    uint32_t n = 0;
    for (; channel_push(e, &p) == AN_OK; p.done = 0)
        n++;
    assert_false(an_tx_want_room(&e->tx));
    for (uint32_t i = 0; i + 1 < n; i++)
        channel_receive(e, &p);
    assert_true(rung(e->back_fd));
    assert_int_equal(channel_push(e, &last), AN_OK);
    channel_unpack(&p);
    channel_unpack(&last);
}

static void a_sender_that_dies_in_mid_message_leaves_nothing_of_it(void **state)
{
    struct ends *e = *state;
    struct parcel lost = channel_pack(1, 100, MAX_BODY), next = channel_pack(2, 3, 5000);
    assert_int_equal(channel_push(e, &lost), AN_EAGAIN);
    channel_receive_nothing(e);
    channel_open_tx(e);
    while (channel_push(e, &next) == AN_EAGAIN)
        channel_receive_nothing(e);
    channel_receive(e, &next);
    channel_receive_nothing(e);
    channel_unpack(&lost);
    channel_unpack(&next);
}

static void the_successor_of_a_receiver_skips_the_rest_of_what_it_had_begun(void **state)
{
    struct ends *e = *state;
    struct parcel lost = channel_pack(1, 0, MAX_BODY), next = channel_pack(2, 0, 7);
    int err = channel_push(e, &lost);
    for (int i = 0; err == AN_EAGAIN; i++) {
        channel_receive_nothing(e);
        if (i == 3) { /* it dies here */
            an_ring_repair(e->ring, CAPACITY);
            an_rx_close(&e->rx);
            channel_open_rx(e);
        }
        err = channel_push(e, &lost);
    }
    assert_int_equal(err, AN_OK);
    channel_receive_nothing(e);
    assert_int_equal(channel_push(e, &next), AN_OK);
    channel_receive(e, &next);
    channel_unpack(&lost);
    channel_unpack(&next);
}

static void what_a_receiver_died_of_is_not_delivered_again(void **state)
{
    struct ends *e = *state;
    struct an_delivery d;
    struct parcel p[3] = {channel_pack(1, 0, 10), channel_pack(2, 0, 10), channel_pack(3, 0, 10)};
    for (int i = 0; i < 3; i++)
        assert_int_equal(channel_push(e, &p[i]), AN_OK);
    channel_receive(e, &p[0]);
    assert_int_equal(an_rx_next(&e->rx, &d), 1);
    an_ring_repair(e->ring, CAPACITY);
    an_rx_close(&e->rx);
    channel_open_rx(e);
    channel_receive(e, &p[2]);
    channel_receive_nothing(e);
    for (int i = 0; i < 3; i++)
        channel_unpack(&p[i]);
}

/* --- memory of the receiver's own --- */

struct purse {
    int alive;
    size_t asked;
};

static void *purse_alloc(void *ctx, size_t len)
{
    struct purse *purse = ctx;
    purse->alive++;
    purse->asked = len;
    return an_alloc(16 + len);
}

static void *purse_bytes(void *owned)
{
    return (char *)owned + 16;
}

static void purse_drop(void *ctx, void *owned)
{
    ((struct purse *)ctx)->alive--;
    an_free(owned);
}

static void use_purse(struct ends *e, struct purse *purse)
{
    e->rx.alloc = purse_alloc;
    e->rx.bytes = purse_bytes;
    e->rx.drop = purse_drop;
    e->rx.ctx = purse;
}

static void a_long_body_is_copied_once_into_memory_of_its_final_size(void **state)
{
    struct ends *e = *state;
    struct purse purse = {0};
    struct an_delivery d;
    struct parcel p = channel_pack(1, 2000, 50000);
    use_purse(e, &purse);
    while (channel_push(e, &p) == AN_EAGAIN)
        channel_receive_nothing(e);
    assert_int_equal(an_rx_next(&e->rx, &d), 1);
    channel_expect(&d, &p);
    assert_int_equal(purse.asked, 50000);
    assert_int_equal(purse.alive, 1);
    assert_ptr_equal(d.body, purse_bytes(d.owned));
    purse_drop(&purse, d.owned);
    channel_unpack(&p);
}

static void an_unfinished_body_is_given_back(void **state)
{
    struct ends *e = *state;
    struct purse purse = {0};
    struct parcel lost = channel_pack(1, 0, 50000), next = channel_pack(2, 0, 1);
    use_purse(e, &purse);
    assert_int_equal(channel_push(e, &lost), AN_EAGAIN);
    channel_receive_nothing(e);
    assert_int_equal(purse.alive, 1);
    assert_int_equal(channel_push(e, &next), AN_OK);
    channel_receive(e, &next);
    assert_int_equal(purse.alive, 0);
    lost.done = 0;
    assert_int_equal(channel_push(e, &lost), AN_EAGAIN);
    channel_receive_nothing(e);
    assert_int_equal(purse.alive, 1);
    an_rx_close(&e->rx);
    assert_int_equal(purse.alive, 0);
    channel_unpack(&lost);
    channel_unpack(&next);
}

/* --- lies --- */

static void put(struct ends *e, const struct an_msg *m, uint32_t payload)
{
    uint8_t *p = an_ring_reserve(&e->tx.ring, (uint32_t)sizeof *m + payload);
    assert_non_null(p);
    memcpy(p, m, sizeof *m);
    memset(p + sizeof *m, 'x', payload);
    an_ring_commit(&e->tx.ring);
}

/* For good: a sound message behind it is not read any more, and nothing is pending. */
static void corrupt(struct ends *e)
{
    struct an_delivery d;
    struct an_msg sound = {.type = AN_MSG_RECV};
    put(e, &sound, 0);
    assert_int_equal(an_rx_next(&e->rx, &d), AN_ECORRUPT);
    assert_int_equal(an_rx_next(&e->rx, &d), AN_ECORRUPT);
    assert_false(an_rx_pending(&e->rx));
}

struct lie {
    struct an_msg msg;
    uint32_t payload;
};

static const struct an_msg begun = {.type = AN_MSG_RECV, .id = 7, .head_len = 20, .body_len = 80};

/* Each on a fresh channel, behind the first 10 bytes of `begun` if it continues something. */
static void are_corrupt(void **state, const struct lie *lies, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct ends *e = *state;
        if (lies[i].msg.type == AN_MSG_MORE) put(e, &begun, 10);
        put(e, &lies[i].msg, lies[i].payload);
        corrupt(e);
        assert_int_equal(channel_tear_down(state), 0);
        assert_int_equal(channel_set_up(state), 0);
    }
}

static void a_first_record_that_lies_is_corrupt(void **state)
{
    static const struct lie lies[] = {
        {{.type = AN_MSG_TYPES}, 0},
        {{.type = 255}, 0},
        {{.type = AN_MSG_RECV, .body_len = MAX_BODY + 1}, 10},
        {{.type = AN_MSG_RECV, .body_len = UINT32_MAX}, 10},
        {{.type = AN_MSG_RECV, .head_len = MAX_HEAD + 1}, 10},
        {{.type = AN_MSG_RECV, .head_len = UINT32_MAX, .body_len = UINT32_MAX}, 10},
        {{.type = AN_MSG_RECV, .head_len = UINT32_MAX, .body_len = 11}, 10}, /* 10 in 32 bits */
        {{.type = AN_MSG_RECV, .body_len = 9}, 10},
        {{.type = AN_MSG_RECV, .head_len = 4, .body_len = 5}, 10},
    };
    are_corrupt(state, lies, sizeof lies / sizeof *lies);
}

static void a_continuation_that_lies_is_corrupt(void **state)
{
    static const struct lie lies[] = {
        {{.type = AN_MSG_MORE, .id = 7, .stamp = 11}, 89},         /* a gap */
        {{.type = AN_MSG_MORE, .id = 7, .stamp = 9}, 89},          /* what came already */
        {{.type = AN_MSG_MORE, .id = 7, .stamp = UINT64_MAX}, 90}, /* far away */
        {{.type = AN_MSG_MORE, .id = 8, .stamp = 10}, 90},         /* another message's */
        {{.type = AN_MSG_MORE, .id = 7, .stamp = 10}, 91},         /* more than was announced */
        {{.type = AN_MSG_MORE, .id = 7, .stamp = 10}, 0},          /* nothing */
    };
    are_corrupt(state, lies, sizeof lies / sizeof *lies);
}

static void a_record_shorter_than_a_header_is_corrupt(void **state)
{
    struct ends *e = *state;
    memset(an_ring_reserve(&e->tx.ring, sizeof(struct an_msg) - 1), 0, sizeof(struct an_msg) - 1);
    an_ring_commit(&e->tx.ring);
    corrupt(e);
}

static void continuations_without_a_first_are_skipped(void **state)
{
    struct ends *e = *state;
    struct parcel p = channel_pack(3, 1, 1);
    struct an_msg more = {.type = AN_MSG_MORE, .id = 9, .stamp = 12345};
    put(e, &more, 100);
    put(e, &more, 0);
    assert_int_equal(channel_push(e, &p), AN_OK);
    channel_receive(e, &p);
    channel_unpack(&p);
}

static void a_receiver_that_left_an_impossible_index_stops_its_sender(void **state)
{
    struct ends *e = *state;
    struct parcel p = channel_pack(1, 0, MAX_BODY);
    atomic_store(&e->ring->head, 3);
    assert_int_equal(channel_push(e, &p), AN_ECORRUPT);
    channel_unpack(&p);
}

#define test(f) cmocka_unit_test_setup_teardown(f, channel_set_up, channel_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(messages_of_every_size_arrive_whole),
        test(the_longest_head_arrives_whole),
        test(a_message_of_one_record_is_not_copied),
        test(a_body_that_is_made_in_its_place_stays_there),
        test(a_place_stays_where_it_is_when_the_ring_becomes_empty),
        test(a_place_that_is_not_used_leaves_nothing),
        test(there_is_a_place_only_where_one_record_has_room),
        test(several_messages_keep_their_order),
        test(one_ring_of_the_bell_for_a_batch),
        test(a_part_of_a_message_rings_too),
        test(a_hungry_sender_is_rung_when_there_is_room),
        test(a_hungry_sender_is_rung_though_the_receiver_never_sees_the_ring_empty),
        test(a_sender_that_dies_in_mid_message_leaves_nothing_of_it),
        test(the_successor_of_a_receiver_skips_the_rest_of_what_it_had_begun),
        test(what_a_receiver_died_of_is_not_delivered_again),
        test(a_long_body_is_copied_once_into_memory_of_its_final_size),
        test(an_unfinished_body_is_given_back),
        test(a_first_record_that_lies_is_corrupt),
        test(a_continuation_that_lies_is_corrupt),
        test(a_record_shorter_than_a_header_is_corrupt),
        test(continuations_without_a_first_are_skipped),
        test(a_receiver_that_left_an_impossible_index_stops_its_sender),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* channel_kill.c - a sender in the middle of a long message, a receiver in the middle of joining one, killed after every instruction. */
#include "test.h"

#include <string.h>

#include "ipc/channel.h"
#include "kill_help.h"
#include "memory/shm.h"
#include "ring_help.h"

#define CAPACITY 4096u
#define LONG 1200u /* two records */
#define MESSAGES 4u

/* By id - 1; the last is a successor's. */
static const uint32_t sizes[MESSAGES] = {20, LONG, 30, LONG};

struct scene {
    struct an_ring *ring;
    struct an_tx tx;
    struct an_rx rx;
    uint8_t body[MESSAGES][LONG];
    _Atomic uint32_t *handed; /* shared: callbacks begun */
};

static void send_one(struct scene *s, uint64_t id)
{
    size_t done = 0;
    struct an_msg m = {.type = AN_MSG_RECV, .id = id, .body_len = sizes[id - 1]};
    int err = an_tx_push(&s->tx, &m, NULL, s->body[id - 1], &done);
    assert_int_equal(err, AN_OK);
}

/* The next message's id, 0 when there is none. */
static uint64_t receive(struct scene *s)
{
    struct an_delivery d;
    int got = an_rx_next(&s->rx, &d);
    assert_true(got >= 0);
    if (got == 0) return 0;
    assert_int_equal(d.msg.body_len, sizes[d.msg.id - 1]);
    assert_memory_equal(d.body, s->body[d.msg.id - 1], d.msg.body_len);
    an_free(d.owned);
    an_rx_done(&s->rx);
    return d.msg.id;
}

static void open_both(struct scene *s)
{
    help_ring_start(s->ring, 0u - 1504);
    an_tx_open(&s->tx, s->ring, CAPACITY, NULL, -1);
    an_rx_open(&s->rx, s->ring, CAPACITY, 2 * LONG);
    atomic_store(s->handed, 0);
}

static void goes_on(struct scene *s)
{
    for (int i = 0; i < 8; i++) {
        send_one(s, MESSAGES);
        assert_int_equal(receive(s), MESSAGES);
        assert_int_equal(receive(s), 0);
    }
    an_rx_close(&s->rx);
}

/* --- the sender --- */

static void prepare_send(void *ctx)
{
    open_both(ctx);
    send_one(ctx, 1);
}

static void act_send(void *ctx)
{
    send_one(ctx, 2);
}

static void check_send(void *ctx, bool finished)
{
    struct scene *s = ctx;
    assert_int_equal(receive(s), 1);
    uint64_t id = receive(s);
    assert_true(id == 2 || (id == 0 && !finished));
    an_tx_open(&s->tx, s->ring, CAPACITY, NULL, -1);
    send_one(s, 3);
    assert_int_equal(receive(s), 3);
    goes_on(s);
}

/* --- the receiver --- */

static void prepare_receive(void *ctx)
{
    open_both(ctx);
    for (uint64_t id = 1; id <= 3; id++)
        send_one(ctx, id);
}

static void act_receive(void *ctx)
{
    struct scene *s = ctx;
    struct an_delivery d;
    for (int i = 0; i < 2 && an_rx_next(&s->rx, &d) == 1; i++) {
        atomic_fetch_add(s->handed, 1);
        an_free(d.owned);
        an_rx_done(&s->rx);
    }
}

static void check_receive(void *ctx, bool finished)
{
    struct scene *s = ctx;
    uint32_t handed = atomic_load(s->handed);
    assert_true(!finished || handed == 2);
    an_rx_close(&s->rx);
    an_ring_repair(s->ring, CAPACITY);
    an_rx_open(&s->rx, s->ring, CAPACITY, 2 * LONG);
    uint64_t id = receive(s);
    assert_true(id == handed + 1 || id == handed + 2); /* one may have died in its hand */
    while (id != 3)
        assert_int_equal(receive(s), ++id);
    assert_int_equal(receive(s), 0);
    goes_on(s);
}

/* --- a receiver whose successor is told what it had in hand --- */

static void prepare_once(void *ctx)
{
    struct scene *s = ctx;
    prepare_receive(ctx);
    s->rx.once = true;
}

/* Nothing is begun twice, and what was not dealt with comes: as it is, or as withdrawn when it has been begun or a part of it has been taken. */
static void check_once(void *ctx, bool finished)
{
    struct scene *s = ctx;
    uint32_t handed = atomic_load(s->handed), came[MESSAGES] = {0};
    assert_true(!finished || handed == 2);
    an_rx_close(&s->rx);
    an_ring_return(s->ring, CAPACITY);
    an_rx_open(&s->rx, s->ring, CAPACITY, 2 * LONG);
    s->rx.once = true;
    struct an_delivery d;
    while (an_rx_next(&s->rx, &d) == 1) {
        assert_true(d.msg.withdrawn || d.msg.id > handed);
        came[d.msg.id - 1]++;
        an_free(d.owned);
        an_rx_done(&s->rx);
    }
    for (uint32_t id = 1; id <= 3; id++)
        assert_true(id < handed    ? came[id - 1] == 0
                    : id == handed ? came[id - 1] <= !finished
                                   : came[id - 1] == 1);
    goes_on(s);
}

/* --- */

static void everywhere(void (*prepare)(void *), void (*act)(void *), void (*check)(void *, bool))
{
    static struct scene s;
    struct an_shm shm;
    struct kill_case k = {.prepare = prepare, .act = act, .check = check, .ctx = &s};
    assert_int_equal(an_shm_map(&shm, AN_CACHE_LINE), AN_OK);
    s.ring = help_ring_new(CAPACITY);
    s.handed = shm.base;
    for (uint32_t i = 0; i < MESSAGES; i++)
        help_fill(s.body[i], LONG, i);
    assert_true(help_kill_everywhere(&k) > 100);
    help_ring_free(s.ring, CAPACITY);
    an_shm_unmap(&shm);
}

static void a_long_message_arrives_whole_or_not_at_all(void **state)
{
    (void)state;
    everywhere(prepare_send, act_send, check_send);
}

static void a_receiver_takes_at_most_one_message_with_it(void **state)
{
    (void)state;
    everywhere(prepare_receive, act_receive, check_receive);
}

static void what_a_receiver_had_in_hand_is_told_once(void **state)
{
    (void)state;
    everywhere(prepare_once, act_receive, check_once);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_long_message_arrives_whole_or_not_at_all),
        cmocka_unit_test(a_receiver_takes_at_most_one_message_with_it),
        cmocka_unit_test(what_a_receiver_had_in_hand_is_told_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

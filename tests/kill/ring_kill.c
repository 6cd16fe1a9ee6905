/* ring_kill.c - a producer, a consumer, killed after every instruction of what they do to a ring: all or nothing, and the ring goes on.
 *
 * Each case runs in the middle of the data, across its end (a marker), and where positions wrap: at 2^32, if they had 32 bits, and at 2^64. */
#include "test.h"

#include <string.h>

#include "kill_help.h"
#include "memory/shm.h"
#include "ring_help.h"

#define CAPACITY 4096u
#define RECORDS 5u
#define LEN 100u
#define NEW 77u
#define FULL 1016u /* the longest */

static const uint64_t starts[] = {0, CAPACITY - 5 * 112, CAPACITY - 3 * 112, (1ull << 32) - 3 * 112,
                                  0ull - 3 * 112};

struct scene {
    struct an_ring *ring;
    struct an_ring_tx tx;
    struct an_ring_rx rx;
    uint64_t start;
    uint8_t bytes[NEW];
    _Atomic uint32_t *handed; /* shared: callbacks begun */
};

static bool push(struct scene *s, uint32_t len, uint64_t seed)
{
    void *p = an_ring_reserve(&s->tx, len);
    if (!p) return false;
    help_fill(p, len, seed);
    an_ring_commit(&s->tx);
    return true;
}

static void take(struct scene *s, uint32_t len, uint64_t seed)
{
    void *p;
    assert_int_equal(an_ring_take(&s->rx, &p), len);
    assert_true(help_filled(p, len, seed));
}

static void prepare_empty(struct scene *s)
{
    help_ring_start(s->ring, s->start);
    an_ring_tx_open(&s->tx, s->ring, CAPACITY);
    an_ring_rx_open(&s->rx, s->ring, CAPACITY);
    atomic_store(s->handed, 0);
}

/* Five records wait. */
static void prepare(void *ctx)
{
    struct scene *s = ctx;
    prepare_empty(s);
    for (uint32_t i = 0; i < RECORDS; i++)
        assert_true(push(s, LEN, i));
}

/* Both ends fill and empty the ring twice. */
static void goes_on(struct scene *s)
{
    void *p;
    while (an_ring_take(&s->rx, &p) > 0) {
    }
    an_ring_release(&s->rx);
    assert_int_equal(an_ring_queued(s->ring), 0);
    for (int round = 0; round < 2; round++) {
        uint32_t n = 0;
        for (; push(s, 300, n); n++) {
        }
        assert_true(n >= CAPACITY / 312 - 1);
        for (uint32_t i = 0; i < n; i++)
            take(s, 300, i);
        assert_int_equal(an_ring_take(&s->rx, &p), 0);
        an_ring_release(&s->rx);
    }
}

/* --- push --- */

/* The bytes are ready: of a loop that fills them, every turn would be stepped. */
static void act_push(void *ctx)
{
    struct scene *s = ctx;
    void *p = an_ring_reserve(&s->tx, NEW);
    if (p) memcpy(p, s->bytes, NEW);
    an_ring_commit(&s->tx);
}

static void check_push(void *ctx, bool finished)
{
    struct scene *s = ctx;
    void *p;
    for (uint32_t i = 0; i < RECORDS; i++)
        take(s, LEN, i);
    int len = an_ring_take(&s->rx, &p);
    assert_true(len == 0 || len == NEW);
    assert_true(len == NEW || !finished);
    if (len == NEW) assert_true(help_filled(p, NEW, 99));
    an_ring_tx_open(&s->tx, s->ring, CAPACITY); /* a successor, over what the dead one had begun */
    assert_true(push(s, NEW, 100));
    take(s, NEW, 100);
    goes_on(s);
}

/* --- take and release --- */

static void hand(struct scene *s)
{
    void *p;
    if (an_ring_take(&s->rx, &p) > 0) atomic_fetch_add(s->handed, 1); /* the callback has begun */
}

static void act_take(void *ctx)
{
    struct scene *s = ctx;
    an_ring_rx_open(&s->rx, s->ring, CAPACITY);
    hand(s);
    an_ring_release(&s->rx);
    hand(s);
    hand(s);
    an_ring_release(&s->rx);
}

/* Nothing whose callback had begun comes again; at most the one that was being taken is lost with it. */
static void check_take(void *ctx, bool finished)
{
    struct scene *s = ctx;
    void *p;
    uint32_t handed = atomic_load(s->handed), first;
    assert_true(!finished || handed == 3);
    an_ring_repair(s->ring, CAPACITY);
    an_ring_rx_open(&s->rx, s->ring, CAPACITY);
    assert_true(an_ring_take(&s->rx, &p) > 0);
    for (first = 0; first < RECORDS && !help_filled(p, LEN, first); first++) {
    }
    assert_true(first == handed || first == handed + 1);
    for (uint32_t i = first + 1; i < RECORDS; i++)
        take(s, LEN, i);
    assert_int_equal(an_ring_take(&s->rx, &p), 0);
    goes_on(s);
}

/* --- the producer waits for room --- */

static void prepare_full(void *ctx)
{
    struct scene *s = ctx;
    prepare_empty(s);
    while (push(s, FULL, 0)) {
    }
    while (push(s, LEN, 0)) {
    }
}

static void act_want_room(void *ctx)
{
    struct scene *s = ctx;
    while (!an_ring_reserve(&s->tx, LEN))
        if (!an_ring_want_room(&s->tx, LEN)) break;
}

/* The successor gets its own bell, whatever the dead one had asked for. */
static void check_want_room(void *ctx, bool finished)
{
    struct scene *s = ctx;
    void *p;
    (void)finished;
    an_ring_tx_open(&s->tx, s->ring, CAPACITY);
    assert_null(an_ring_reserve(&s->tx, LEN));
    assert_false(an_ring_want_room(&s->tx, LEN));
    while (an_ring_take(&s->rx, &p) > 0) {
    }
    assert_true(an_ring_release(&s->rx));
    assert_false(an_ring_release(&s->rx));
    goes_on(s);
}

/* --- the consumer gives room to one that waits --- */

static void prepare_hungry(void *ctx)
{
    struct scene *s = ctx;
    prepare_full(s);
    assert_false(an_ring_want_room(&s->tx, LEN));
}

static void act_feed(void *ctx)
{
    struct scene *s = ctx;
    void *p;
    for (int n = 0; n < 3 && an_ring_take(&s->rx, &p) > 0;)
        n++;
    an_ring_release(&s->rx); /* "ring it" may die with us: a death rings everybody */
}

/* As after any death: the rings are repaired, the producer is rung and looks again. */
static void check_feed(void *ctx, bool finished)
{
    struct scene *s = ctx;
    void *p;
    an_ring_repair(s->ring, CAPACITY);
    an_ring_rx_open(&s->rx, s->ring, CAPACITY);
    bool room = push(s, NEW, 1) || an_ring_want_room(&s->tx, NEW);
    assert_true(room || !finished);
    while (an_ring_take(&s->rx, &p) > 0) {
    }
    bool rung = an_ring_release(&s->rx);
    assert_true(room || rung); /* who still waits is rung by the successor */
    goes_on(s);
}

/* --- */

static void everywhere(void (*prepare_fn)(void *), void (*act)(void *), void (*check)(void *, bool))
{
    struct an_shm shm;
    assert_int_equal(an_shm_map(&shm, AN_CACHE_LINE), AN_OK);
    struct scene s = {.ring = help_ring_new(CAPACITY), .handed = shm.base};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        struct kill_case k = {.prepare = prepare_fn, .act = act, .check = check, .ctx = &s};
        s.start = starts[i];
        help_fill(s.bytes, NEW, 99);
        assert_true(help_kill_everywhere(&k) > 20);
    }
    help_ring_free(s.ring, CAPACITY);
    an_shm_unmap(&shm);
}

static void a_push_is_whole_or_not_at_all(void **state)
{
    (void)state;
    everywhere(prepare, act_push, check_push);
}

static void a_record_that_was_handed_out_is_passed_over_and_no_other(void **state)
{
    (void)state;
    everywhere(prepare, act_take, check_take);
}

static void a_producer_that_dies_hungry_leaves_its_successor_fed(void **state)
{
    (void)state;
    everywhere(prepare_full, act_want_room, check_want_room);
}

static void a_consumer_that_dies_giving_room_leaves_nobody_waiting(void **state)
{
    (void)state;
    everywhere(prepare_hungry, act_feed, check_feed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_push_is_whole_or_not_at_all),
        cmocka_unit_test(a_record_that_was_handed_out_is_passed_over_and_no_other),
        cmocka_unit_test(a_producer_that_dies_hungry_leaves_its_successor_fed),
        cmocka_unit_test(a_consumer_that_dies_giving_room_leaves_nobody_waiting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

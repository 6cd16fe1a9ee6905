/* ring_anew_kill.c - a ring that is empty begins anew, and its producer, or its consumer, is killed there: after every instruction. */
#include "test.h"

#include <string.h>

#include "kill_help.h"
#include "memory/shm.h"
#include "ring_help.h"

#define CAPACITY 16384u
#define LEN 100u
#define RECORDS 4u

/* Where the ring stands when it begins anew: in the middle of its data, near their end, and where positions wrap. */
static const uint64_t starts[] = {5000, CAPACITY - 120, (1ull << 32) - 112, 0ull - 112};

struct scene {
    struct an_ring *ring;
    struct an_ring_tx tx;
    struct an_ring_rx rx;
    uint64_t start;
    uint8_t bytes[LEN];
    _Atomic uint32_t *handed; /* shared: callbacks begun */
};

static void push(struct scene *s, uint64_t seed)
{
    void *p = an_ring_reserve(&s->tx, LEN);
    assert_non_null(p);
    help_fill(p, LEN, seed);
    an_ring_commit(&s->tx);
}

static void take(struct scene *s, uint64_t seed)
{
    void *p;
    assert_int_equal(an_ring_take(&s->rx, &p), LEN);
    assert_true(help_filled(p, LEN, seed));
}

/* The producer is behind the first page, the ring is empty, and the consumer has read a record of it. */
static void prepare(void *ctx)
{
    struct scene *s = ctx;
    help_ring_start(s->ring, s->start - 112);
    atomic_store(&s->ring->base, s->start - 5000);
    an_ring_tx_open(&s->tx, s->ring, CAPACITY);
    an_ring_rx_open(&s->rx, s->ring, CAPACITY);
    s->tx.until = s->start; /* this one is not to begin anew */
    push(s, 50);
    take(s, 50);
    an_ring_release(&s->rx);
    an_ring_batch(&s->tx);
    atomic_store(s->handed, 0);
}

/* All bytes are used, twice, and each record arrives. */
static void goes_on(struct scene *s)
{
    void *p;
    for (uint32_t round = 0; round < 2 * CAPACITY / 112; round++) {
        push(s, round);
        push(s, round + 1);
        take(s, round);
        take(s, round + 1);
        assert_int_equal(an_ring_take(&s->rx, &p), 0);
        an_ring_release(&s->rx);
    }
    uint32_t n = 0;
    for (; an_ring_reserve(&s->tx, LEN); n++)
        push(s, n);
    assert_true(n >= CAPACITY / 112 - 1);
    for (uint32_t i = 0; i < n; i++)
        take(s, i);
}

/* --- the producer --- */

static void act_push(void *ctx)
{
    struct scene *s = ctx;
    void *p = an_ring_reserve(&s->tx, LEN);
    if (p) memcpy(p, s->bytes, LEN);
    an_ring_commit(&s->tx);
}

/* The consumer knows nothing of the death; the successor begins over what the dead one had begun. */
static void check_push(void *ctx, bool finished)
{
    struct scene *s = ctx;
    void *p;
    int len = an_ring_take(&s->rx, &p);
    assert_true(len == LEN || (len == 0 && !finished));
    if (len) assert_true(help_filled(p, LEN, 99));
    if (finished) assert_true((unsigned char *)p == s->ring->data + 8); /* it did begin anew */
    an_ring_tx_open(&s->tx, s->ring, CAPACITY);
    push(s, 100);
    take(s, 100);
    an_ring_release(&s->rx);
    goes_on(s);
}

/* --- the consumer --- */

static void prepare_take(void *ctx)
{
    prepare(ctx);
    for (uint32_t i = 0; i < RECORDS; i++)
        push(ctx, i);
}

static void hand(struct scene *s)
{
    void *p;
    if (an_ring_take(&s->rx, &p) > 0) atomic_fetch_add(s->handed, 1);
}

/* At its end the ring is empty. */
static void act_take(void *ctx)
{
    struct scene *s = ctx;
    hand(s);
    an_ring_release(&s->rx);
    for (uint32_t i = 1; i < RECORDS; i++)
        hand(s);
    an_ring_release(&s->rx);
}

/* The producer goes on meanwhile, and may begin anew again. */
static void check_take(void *ctx, bool finished)
{
    struct scene *s = ctx;
    void *p;
    uint32_t handed = atomic_load(s->handed), first = 0;
    assert_true(!finished || handed == RECORDS);
    an_ring_batch(&s->tx);
    s->tx.until = s->tx.tail;
    push(s, RECORDS);
    an_ring_repair(s->ring, CAPACITY);
    an_ring_rx_open(&s->rx, s->ring, CAPACITY);
    assert_int_equal(an_ring_take(&s->rx, &p), LEN);
    while (first < RECORDS && !help_filled(p, LEN, first))
        first++;
    assert_true(first == handed || first == handed + 1);
    for (uint32_t i = first + 1; i <= RECORDS; i++)
        take(s, i);
    assert_int_equal(an_ring_take(&s->rx, &p), 0);
    an_ring_release(&s->rx);
    goes_on(s);
}

/* --- */

static void everywhere(void (*prepare_fn)(void *), void (*act)(void *), void (*check)(void *, bool))
{
    struct an_shm shm;
    assert_int_equal(an_shm_map(&shm, AN_CACHE_LINE), AN_OK);
    struct scene s = {.ring = help_ring_new(CAPACITY), .handed = shm.base};
    help_fill(s.bytes, LEN, 99);
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        struct kill_case k = {.prepare = prepare_fn, .act = act, .check = check, .ctx = &s};
        s.start = starts[i];
        assert_true(help_kill_everywhere(&k) > 20);
    }
    help_ring_free(s.ring, CAPACITY);
    an_shm_unmap(&shm);
}

static void a_producer_that_dies_beginning_anew_leaves_a_whole_record_or_none(void **state)
{
    (void)state;
    everywhere(prepare, act_push, check_push);
}

static void a_consumer_that_dies_in_a_ring_begun_anew_takes_at_most_one_record_with_it(void **state)
{
    (void)state;
    everywhere(prepare_take, act_take, check_take);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_producer_that_dies_beginning_anew_leaves_a_whole_record_or_none),
        cmocka_unit_test(
            a_consumer_that_dies_in_a_ring_begun_anew_takes_at_most_one_record_with_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

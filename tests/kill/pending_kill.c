/* pending_kill.c - a producer killed while it publishes, raises its bit and rings, a consumer killed while it takes bits and reads: after every instruction. What was published is read, once. */
#include "test.h"

#include "kill_help.h"
#include "reader_help.h"
#include "ring_help.h"

#define CAPACITY 8192u
#define MOST 16

struct scene {
    struct an_fabric f;
    struct an_tx tx, other; /* reactor 0 and 1 to worker 0 */
    struct help_reader reader;
    uint32_t came; /* messages read by the survivor: the last ones are in id[] */
    uint64_t id[MOST];
    _Atomic uint32_t *handed; /* shared: messages read by whoever reads */
};

static void got(void *ctx, uint32_t place, const struct an_msg *m)
{
    struct scene *s = ctx;
    (void)place;
    atomic_fetch_add(s->handed, 1);
    s->id[s->came++ % MOST] = m->id;
}

static void push(struct an_tx *tx, uint64_t id)
{
    struct an_msg m = {.type = AN_MSG_SEND, .id = id};
    size_t done = 0;
    an_tx_push(tx, &m, NULL, NULL, &done);
}

static void reader_open(struct scene *s)
{
    help_reader_open(&s->reader, &s->f, AN_WORKER, 0);
    s->reader.got = got;
    s->reader.ctx = s;
}

static void open_tx(struct scene *s)
{
    an_fabric_tx(&s->f, AN_REACTOR, 0, AN_WORKER, 0, &s->tx);
}

static bool rung(struct scene *s)
{
    return an_bell_wait(s->f.bell_fd[AN_WORKER][0], 0) == AN_OK;
}

/* The consumer has seen to all and sleeps. */
static void fall_asleep(struct scene *s)
{
    while (help_reader_drain(&s->reader, 4) || help_reader_pending(&s->reader)) {
    }
    rung(s);
    an_bell_sleep(&s->f.bell[AN_WORKER][0]);
    assert_false(help_reader_pending(&s->reader));
}

/* Both ends go on, as if nothing had been. */
static void goes_on(struct scene *s)
{
    for (uint64_t i = 100; i < 104; i++) {
        fall_asleep(s);
        push(&s->tx, i);
        an_tx_ring(&s->tx);
        assert_true(rung(s) && help_reader_pending(&s->reader));
        help_reader_drain(&s->reader, 4);
        assert_int_equal(s->id[(s->came - 1) % MOST], i);
    }
    help_reader_close(&s->reader);
}

static void begin(struct scene *s, bool used)
{
    help_ring_start(an_fabric_ring(&s->f, AN_REACTOR, 0, AN_WORKER, 0), 0);
    help_ring_start(an_fabric_ring(&s->f, AN_REACTOR, 1, AN_WORKER, 0), 0);
    for (uint32_t i = 0; i < AN_PENDING_WORDS; i++) {
        atomic_store(&s->f.pending[AN_WORKER][0].raised[i], 0);
        atomic_store(&s->f.pending[AN_WORKER][0].used[i], 0);
    }
    open_tx(s);
    an_fabric_tx(&s->f, AN_REACTOR, 1, AN_WORKER, 0, &s->other);
    reader_open(s);
    if (used) push(&s->tx, 1);
    if (used) an_tx_ring(&s->tx);
    fall_asleep(s);
    s->came = 0;
    atomic_store(s->handed, 0);
}

/* --- a producer --- */

static void prepare_first(void *ctx)
{
    begin(ctx, false);
}

static void prepare_further(void *ctx)
{
    begin(ctx, true);
}

static void act_push(void *ctx)
{
    struct scene *s = ctx;
    push(&s->tx, 2);
    an_tx_ring(&s->tx);
}

/* In use, then published, then the bit, then the bell. After the announcement of its death all that was published is read. */
static void check_push(void *ctx, bool finished)
{
    struct scene *s = ctx;
    uint64_t queued = an_ring_queued(s->tx.ring.ring);
    bool used = an_fabric_used(&s->f, AN_REACTOR, 0, AN_WORKER, 0);
    bool up = an_pending_any(&s->reader.set), heard = rung(s);
    assert_true(used || !queued);
    assert_true(queued || !up);
    assert_true(up || !heard);
    assert_true(heard || !finished);
    an_fabric_repair(&s->f, AN_REACTOR, 0);
    an_fabric_ring_all(&s->f);
    assert_true(rung(s));
    help_reader_drain(&s->reader, 4);
    assert_int_equal(s->came, queued / 40);
    assert_false(finished && s->came != 1);
    open_tx(s);
    goes_on(s);
}

/* --- a consumer --- */

static void prepare_read(void *ctx)
{
    struct scene *s = ctx;
    begin(s, true);
    push(&s->tx, 2);
    an_tx_ring(&s->tx);
    push(&s->other, 3); /* its bit is up, the bell is still to be rung */
}

static void act_read(void *ctx)
{
    struct scene *s = ctx;
    help_reader_drain(&s->reader, 4);
}

/* One at most has died in its hand. */
static void check_read(void *ctx, bool finished)
{
    struct scene *s = ctx;
    uint32_t handed = atomic_load(s->handed);
    assert_true(!finished || handed == 2);
    help_reader_close(&s->reader);
    an_fabric_repair(&s->f, AN_WORKER, 0);
    reader_open(s);
    s->came = 0;
    while (help_reader_drain(&s->reader, 4) || help_reader_pending(&s->reader)) {
    }
    assert_in_range(handed + s->came, finished ? 2 : 1, 2);
    an_tx_ring(&s->other);
    goes_on(s);
}

/* --- */

static void everywhere(void (*prepare)(void *), void (*act)(void *), void (*check)(void *, bool))
{
    static struct scene s;
    struct an_shm shm;
    struct kill_case k = {.prepare = prepare, .act = act, .check = check, .ctx = &s};
    const uint32_t count[AN_ROLES] = {[AN_REACTOR] = 2, [AN_WORKER] = 1};
    assert_int_equal(an_fabric_open(&s.f, count, CAPACITY, 1, 1, 1000, 1000), AN_OK);
    assert_int_equal(an_shm_map(&shm, AN_CACHE_LINE), AN_OK);
    s.handed = shm.base;
    assert_true(help_kill_everywhere(&k) > 100);
    an_shm_unmap(&shm);
    an_fabric_close(&s.f);
}

static void the_first_message_of_a_killed_producer_is_read_if_it_was_published(void **state)
{
    (void)state;
    everywhere(prepare_first, act_push, check_push);
}

static void further_messages_of_a_killed_producer_are_read_if_they_were_published(void **state)
{
    (void)state;
    everywhere(prepare_further, act_push, check_push);
}

static void the_bits_that_a_killed_consumer_had_taken_are_not_missed(void **state)
{
    (void)state;
    everywhere(prepare_read, act_read, check_read);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_message_of_a_killed_producer_is_read_if_it_was_published),
        cmocka_unit_test(further_messages_of_a_killed_producer_are_read_if_they_were_published),
        cmocka_unit_test(the_bits_that_a_killed_consumer_had_taken_are_not_missed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* pending_prop.c - four producers and a consumer in random steps, and each of them dies now and then: nobody sleeps while something is published, and everything is read once, in order.
 *
 * PROP_SEED repeats a run, PROP_STEPS makes it longer. What may happen within a step is for the tests of races and of kills. */
#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "reader_help.h"
#include "ring_help.h"

#define CAPACITY 8192u
#define PRODUCERS 4

static const struct {
    enum an_role role;
    uint32_t index;
} who[PRODUCERS] = {{AN_REACTOR, 0}, {AN_REACTOR, 1}, {AN_TASK, 0}, {AN_WORKER, 1}};

struct model {
    struct help_random random;
    struct an_fabric f;
    struct help_reader reader;
    struct an_tx tx[PRODUCERS];
    uint64_t sent[READER_PLACES], read[READER_PLACES];
    bool asleep;
    uint32_t sleeps, wakes;
};

static uint64_t number(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);
    return text ? strtoull(text, NULL, 0) : otherwise;
}

static void got(void *ctx, uint32_t place, const struct an_msg *m)
{
    struct model *all = ctx;
    assert_int_equal(m->id, ++all->read[place]);
}

static void producer_open(struct model *m, uint32_t i)
{
    an_fabric_tx(&m->f, who[i].role, who[i].index, AN_WORKER, 0, &m->tx[i]);
    if (who[i].role == AN_WORKER) an_board_add_writer(m->f.board, who[i].index, 0);
}

static void reader_open(struct model *m)
{
    help_reader_open(&m->reader, &m->f, AN_WORKER, 0);
    m->reader.got = got;
    m->reader.ctx = m;
    m->asleep = false;
}

static void step_push(struct model *m, uint32_t i)
{
    static const uint8_t body[3000];
    uint32_t place = m->tx[i].place;
    struct an_msg msg = {.type = AN_MSG_SEND,
                         .id = m->sent[place] + 1,
                         .body_len = help_below(&m->random, 8) ? 0 : help_below(&m->random, 3000)};
    size_t done = 0;
    if (CAPACITY - (m->tx[i].ring.tail - an_tx_released(&m->tx[i])) < 6000) return;
    assert_int_equal(an_tx_push(&m->tx[i], &msg, NULL, body, &done), AN_OK);
    m->sent[place]++;
}

static void step_ring(struct model *m, uint32_t i)
{
    an_tx_ring(&m->tx[i]);
}

/* As the supervisor does it. */
static void step_producer_dies(struct model *m, uint32_t i)
{
    an_fabric_repair(&m->f, who[i].role, who[i].index);
    an_fabric_ring_one(&m->f, AN_WORKER, 0);
    producer_open(m, i);
}

static void step_consumer_dies(struct model *m)
{
    help_reader_close(&m->reader);
    an_fabric_repair(&m->f, AN_WORKER, 0);
    an_fabric_ring_one(&m->f, AN_WORKER, 0);
    reader_open(m);
}

/* Asleep is who has looked and found nothing; it does nothing until it is rung. */
static void step_consume(struct model *m)
{
    struct an_bell *bell = &m->f.bell[AN_WORKER][0];
    if (m->asleep) {
        if (an_bell_wait(m->f.bell_fd[AN_WORKER][0], 0) != AN_OK) return;
        m->asleep = false;
        m->wakes++;
        an_bell_lower(bell);
    }
    if (help_reader_drain(&m->reader, 1 + help_below(&m->random, 4))) return;
    an_bell_sleep(bell);
    m->asleep = !help_reader_pending(&m->reader);
    m->sleeps += m->asleep;
    if (!m->asleep) an_bell_lower(bell);
}

static void step(struct model *m)
{
    uint32_t dice = help_below(&m->random, 1000), i = help_below(&m->random, PRODUCERS);
    if (dice < 350)
        step_push(m, i);
    else if (dice < 600)
        step_ring(m, i);
    else if (dice < 980)
        step_consume(m);
    else if (dice < 990)
        step_producer_dies(m, i);
    else
        step_consumer_dies(m);
}

/* Every producer has rung. A consumer that goes on as long as it is awake, or rung, has read all. */
static void settle(struct model *m)
{
    for (uint32_t i = 0; i < PRODUCERS; i++)
        step_ring(m, i);
    for (uint32_t i = 0; i < 1000; i++)
        step_consume(m);
    assert_true(m->asleep);
    assert_memory_equal(m->sent, m->read, sizeof m->sent);
    for (uint32_t i = 0; i < PRODUCERS; i++)
        assert_true(an_tx_released(&m->tx[i]) == an_ring_position(&m->tx[i].ring));
}

static void nobody_sleeps_while_something_is_published(void **state)
{
    static struct model m;
    const uint32_t count[AN_ROLES] = {2, 2, 1};
    uint64_t seed = number("PROP_SEED", 1), steps = number("PROP_STEPS", 400);
    uint32_t sleeps = 0, wakes = 0;
    (void)state;
    for (uint64_t run = 0; run < 300; run++) {
        m = (struct model){.random = {seed + run}};
        assert_int_equal(an_fabric_open(&m.f, count, CAPACITY, 1, 1, 3000, 1000), AN_OK);
        for (uint32_t i = 0; i < PRODUCERS; i++)
            producer_open(&m, i);
        reader_open(&m);
        for (uint64_t i = 0; i < steps; i++) {
            step(&m);
            if (i % 50 == 0) settle(&m);
        }
        settle(&m);
        help_reader_close(&m.reader);
        an_fabric_close(&m.f);
        sleeps += m.sleeps;
        wakes += m.wakes;
    }
    assert_true(sleeps > 5000 && wakes > 5000);
}

/* Whatever stands in the words: a place that there is, each once, in order. */
static void no_bit_leads_outside(void **state)
{
    static struct an_pending shared;
    struct help_random random = {number("PROP_SEED", 1)};
    (void)state;
    for (uint32_t run = 0; run < 20000; run++) {
        struct an_pending_set s;
        uint32_t places = 1 + help_below(&random, AN_PENDING_PLACES), last = 0, n = 0, expected = 0;
        an_pending_set_init(&s, &shared, places);
        for (uint32_t i = 0; i < AN_PENDING_WORDS; i++)
            atomic_store(&shared.raised[i], help_random(&random) & help_random(&random));
        for (uint32_t p = 0; p < places; p++)
            expected += atomic_load(&shared.raised[p / 64]) >> p % 64 & 1;
        assert_true(an_pending_any(&s) || !expected);
        an_pending_take(&s);
        assert_false(an_pending_any(&s));
        for (uint32_t p = 0; (p = an_pending_next(&s, p)) != AN_PENDING_NONE; p++, n++) {
            assert_true(p < places && (n == 0 || p > last));
            last = p;
        }
        assert_int_equal(n, expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_sleeps_while_something_is_published),
        cmocka_unit_test(no_bit_leads_outside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* ring_prop.c - random steps on a ring against a plain queue, from every kind of start position; and the same with the shared words scribbled over.
 *
 * PROP_SEED repeats a run, PROP_STEPS makes it longer. */
#include "test.h"

#include <stdlib.h>

#include "ring_help.h"

#define LARGEST 65536u
#define DEPTH (LARGEST / 16)

struct record {
    uint32_t len;
    uint64_t seed;
};

/* queue[first..last): published and not given back, of which [first..hand) are in hand. */
struct model {
    struct help_random random;
    struct an_ring *ring;
    struct an_ring_tx tx;
    struct an_ring_rx rx;
    uint32_t capacity;
    struct record queue[DEPTH];
    uint32_t first, hand, last;
    uint64_t head, tail; /* where the ring must stand */
    uint64_t base;       /* which byte stands first */
    uint64_t until;      /* up to here the producer does not look */
    bool hungry;
    uint32_t eager; /* the producer, in hundredths */
    uint32_t anew;  /* how often it has begun anew */
};

static uint64_t number(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);
    return text ? strtoull(text, NULL, 0) : otherwise;
}

static uint32_t rounded(uint32_t len)
{
    return 8 + (len + 7) / 8 * 8;
}

/* What a record takes at the tail: the rest up to the end too, if it does not fit there. */
static uint32_t cost(const struct model *m, uint32_t len)
{
    uint32_t left = m->capacity - (uint32_t)((m->tail - m->base) % m->capacity);
    return rounded(len) <= left ? rounded(len) : left + rounded(len);
}

/* Where it may not write without a look, an empty ring begins anew. */
static void look(struct model *m, uint32_t len)
{
    uint32_t c = cost(m, len);
    if (c <= m->until - m->tail) return;
    bool anew = m->head == m->tail && m->capacity > 4096;
    m->anew += anew;
    if (anew) m->base = m->tail;
    m->until = m->tail + (anew ? AN_MAX(AN_RING_FIRST, c)
                               : AN_MIN(m->capacity - (m->tail - m->head), c + 4096));
}

static uint32_t any_length(struct model *m)
{
    uint32_t most = an_ring_max_record(m->capacity);
    switch (help_below(&m->random, 4)) {
    case 0:
        return 1 + help_below(&m->random, 16);
    case 1:
        return most - help_below(&m->random, 16);
    case 2:
        return 1 + help_below(&m->random, most);
    default:
        return 1 + help_below(&m->random, AN_MIN(most, 200));
    }
}

static void step_push(struct model *m)
{
    uint32_t len = any_length(m);
    look(m, len);
    bool fits = cost(m, len) <= m->capacity - (m->tail - m->head);
    void *p = an_ring_reserve(&m->tx, len);
    assert_int_equal(p != NULL, fits);
    if (!p) {
        bool room = an_ring_want_room(&m->tx, len);
        assert_false(room);
        m->hungry = true;
        return;
    }
    struct record r = {len, help_random(&m->random)};
    help_fill(p, len, r.seed);
    if (help_below(&m->random, 8) == 0) return; /* never committed */
    an_ring_commit(&m->tx);
    m->tail += cost(m, len);
    m->queue[m->last++ % DEPTH] = r;
    assert_int_equal(an_ring_position(&m->tx), m->tail);
}

static void step_take(struct model *m)
{
    void *p;
    assert_int_equal(an_ring_pending(&m->rx), m->hand != m->last);
    int len = an_ring_take(&m->rx, &p);
    if (m->hand == m->last) {
        assert_int_equal(len, 0);
        return;
    }
    struct record r = m->queue[m->hand++ % DEPTH];
    assert_int_equal(len, r.len);
    assert_true(help_filled(p, r.len, r.seed));
}

/* Walks the positions of the records given back. */
static void give_back(struct model *m)
{
    for (; m->first != m->hand; m->first++) {
        uint32_t need = rounded(m->queue[m->first % DEPTH].len);
        uint32_t left = m->capacity - (uint32_t)((m->head - m->base) % m->capacity);
        m->head += need <= left ? need : left + need;
    }
}

static void step_release(struct model *m)
{
    give_back(m);
    bool ring = an_ring_release(&m->rx);
    assert_int_equal(ring, m->hungry && m->tail - m->head <= m->capacity / 2);
    if (ring) m->hungry = false;
}

static void step_new_consumer(struct model *m)
{
    give_back(m); /* with it goes what it had in hand */
    an_ring_repair(m->ring, m->capacity);
    assert_int_equal(an_ring_repaired(m->ring), m->head);
    an_ring_rx_open(&m->rx, m->ring, m->capacity);
}

static void step_new_producer(struct model *m)
{
    an_ring_tx_open(&m->tx, m->ring, m->capacity);
    m->until = m->tail;
}

static void step_batch(struct model *m)
{
    an_ring_batch(&m->tx);
    if (m->tail - m->base > AN_RING_FIRST) m->until = m->tail;
}

static void step(struct model *m)
{
    uint32_t dice = help_below(&m->random, 100);
    if (dice < m->eager)
        step_push(m);
    else if (dice < 80)
        step_take(m);
    else if (dice < 96)
        step_release(m);
    else if (dice < 97)
        step_new_producer(m);
    else if (dice < 99)
        step_batch(m);
    else
        step_new_consumer(m);
    assert_int_equal(an_ring_queued(m->ring), m->tail - m->head);
    assert_int_equal(an_ring_tx_check(&m->tx), AN_OK);
}

static uint64_t any_position(struct model *m)
{
    static const uint64_t around[] = {0, 1ull << 31, 1ull << 32, 1ull << 63};
    uint64_t near = around[help_below(&m->random, 4)] - m->capacity;
    return (near + help_below(&m->random, 2 * m->capacity)) & ~7ull;
}

static void begin(struct model *m, uint64_t seed, struct an_ring *rings[2])
{
    *m = (struct model){.random = {seed}, .eager = seed % 2 ? 45 : 25};
    m->capacity = help_below(&m->random, 4) ? 4096 : LARGEST;
    m->ring = rings[m->capacity == LARGEST];
    m->head = m->tail = m->until = any_position(m);
    help_ring_start(m->ring, m->head);
    atomic_store(&m->ring->base, m->base = any_position(m));
    an_ring_tx_open(&m->tx, m->ring, m->capacity);
    an_ring_rx_open(&m->rx, m->ring, m->capacity);
}

static void a_ring_behaves_as_a_queue(void **state)
{
    struct an_ring **rings = *state;
    static struct model m;
    uint64_t seed = number("PROP_SEED", 1), steps = number("PROP_STEPS", 2000);
    uint32_t anew = 0;
    for (uint64_t run = 0; run < 400; run++) {
        begin(&m, seed + run, rings);
        for (uint64_t i = 0; i < steps; i++)
            step(&m);
        anew += m.anew;
    }
    assert_true(anew > 1000);
}

/* Batches of up to 20 records, read before the next one comes: whatever the capacity, the same bytes are used again. */
static void a_ring_that_is_never_full_stays_in_its_first_pages(void **state)
{
    struct an_ring **rings = *state;
    static struct model m;
    uint64_t seed = number("PROP_SEED", 1);
    for (uint64_t run = 0; run < 200; run++) {
        do
            begin(&m, seed++, rings);
        while (m.capacity != LARGEST);
        for (uint32_t i = 0; i < 1000; i++) {
            uint32_t most = 1 + help_below(&m.random, 20), len = 1 + help_below(&m.random, 100);
            an_ring_batch(&m.tx);
            for (uint32_t n = 0; n < most; n++) {
                unsigned char *p = an_ring_reserve(&m.tx, len);
                assert_in_range(p - m.ring->data, 8, AN_RING_FIRST + 20 * 112);
                an_ring_commit(&m.tx);
            }
            for (void *p; an_ring_take(&m.rx, &p) > 0;) {
            }
            an_ring_release(&m.rx);
        }
    }
}

/* --- scribbles --- */

static uint64_t any_word(struct model *m)
{
    uint64_t base = atomic_load(help_below(&m->random, 2) ? &m->ring->tail : &m->ring->head);
    switch (help_below(&m->random, 4)) {
    case 0:
        return help_random(&m->random);
    case 1:
        return base + help_below(&m->random, 64) - 32;
    case 2:
        return base + 8 * help_below(&m->random, m->capacity / 8);
    default:
        return (uint64_t)help_below(&m->random, 3) - 1; /* 0, 1, the marker */
    }
}

static void scribble(struct model *m)
{
    _Atomic uint64_t *word[] = {&m->ring->tail, &m->ring->head, &m->ring->taken, &m->ring->repaired,
                                &m->ring->base};
    uint64_t value = any_word(m);
    uint32_t which = help_below(&m->random, 9);
    if (which < 5)
        atomic_store(word[which], value);
    else if (which == 5)
        atomic_store(&m->ring->hungry, (uint32_t)value);
    else
        *(uint32_t *)(void *)(m->ring->data + 8 * help_below(&m->random, m->capacity / 8)) =
            (uint32_t)value;
}

static bool inside(const struct model *m, const void *p, uint32_t len)
{
    const unsigned char *c = p;
    return c >= m->ring->data + 8 && c + len <= m->ring->data + m->capacity &&
           (uintptr_t)c % 8 == 0;
}

/* Writes and reads every byte it is given: what is outside faults. */
static void use(struct model *m, uint32_t *taken)
{
    void *p;
    uint32_t len = any_length(m);
    if (help_below(&m->random, 2)) {
        p = an_ring_reserve(&m->tx, len);
        if (!p) {
            an_ring_want_room(&m->tx, len);
            return;
        }
        assert_true(inside(m, p, len));
        help_fill(p, len, 1);
        an_ring_commit(&m->tx);
        return;
    }
    int n = an_ring_take(&m->rx, &p);
    if (n <= 0) {
        assert_true(n == 0 || n == AN_ECORRUPT);
        return;
    }
    assert_true(inside(m, p, (uint32_t)n));
    (void)help_filled(p, (uint32_t)n, 1);
    *taken += rounded((uint32_t)n);
    assert_true(m->rx.taken - m->rx.head <= m->capacity); /* never more in hand than there can be */
}

static void reopen(struct model *m)
{
    if (help_below(&m->random, 2)) an_ring_repair(m->ring, m->capacity);
    an_ring_rx_open(&m->rx, m->ring, m->capacity);
    if (help_below(&m->random, 2)) an_ring_tx_open(&m->tx, m->ring, m->capacity);
}

static void no_value_leads_outside(void **state)
{
    struct an_ring **rings = *state;
    static struct model m;
    uint32_t taken = 0;
    uint64_t seed = number("PROP_SEED", 1), steps = number("PROP_STEPS", 200);
    for (uint64_t run = 0; run < 8000; run++) {
        begin(&m, seed + run, rings);
        for (uint64_t i = 0; i < steps; i++) {
            uint32_t dice = help_below(&m.random, 32);
            if (dice == 0)
                scribble(&m);
            else if (dice == 1)
                reopen(&m);
            else if (dice < 6)
                an_ring_release(&m.rx);
            else
                use(&m, &taken);
        }
    }
    assert_true(taken > 0); /* it was not all refused */
}

/* --- */

static int set_up(void **state)
{
    static struct an_ring *rings[2];
    rings[0] = help_ring_new(4096);
    rings[1] = help_ring_new(LARGEST);
    *state = rings;
    return 0;
}

static int tear_down(void **state)
{
    struct an_ring **rings = *state;
    help_ring_free(rings[0], 4096);
    help_ring_free(rings[1], LARGEST);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_ring_behaves_as_a_queue),
        cmocka_unit_test(a_ring_that_is_never_full_stays_in_its_first_pages),
        cmocka_unit_test(no_value_leads_outside),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}

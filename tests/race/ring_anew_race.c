/* ring_anew_race.c - one thread pushes batches, another takes them, in a ring that is often empty and begins anew then: every record arrives whole and in order. */
#include "test.h"

#include <pthread.h>
#include <sched.h>

#include "ring_help.h"

#define CAPACITY 16384u
#define RECORDS HELP_ROUNDS(2000000u)

static struct an_ring *ring;
static _Atomic bool wrong;
static uint32_t anew; /* how often it has begun anew; the producer's */

static uint32_t length(uint32_t i)
{
    struct help_random random = {i};
    return 1 + help_below(&random, 120);
}

/* Half of the time it waits until the batch before has been read. */
static void *producer(void *arg)
{
    struct an_ring_tx tx;
    struct help_random random = {1};
    (void)arg;
    an_ring_tx_open(&tx, ring, CAPACITY);
    for (uint32_t i = 0; i < RECORDS && !atomic_load(&wrong);) {
        bool wait = help_below(&random, 2);
        while (wait && an_ring_queued(ring) && !atomic_load(&wrong))
            sched_yield();
        an_ring_batch(&tx);
        for (uint32_t n = 1 + help_below(&random, 40); n && i < RECORDS; n--) {
            uint64_t base = tx.base;
            void *p = an_ring_reserve(&tx, length(i));
            if (!p) break;
            anew += base != tx.base;
            help_fill(p, length(i), i);
            an_ring_commit(&tx);
            i++;
        }
    }
    return NULL;
}

static void records_cross_whole_and_in_order_in_a_ring_that_begins_anew(void **state)
{
    (void)state;
    pthread_t thread;
    struct an_ring_rx rx;
    ring = help_ring_new(CAPACITY);
    help_ring_start(ring, 0u - 8 * CAPACITY);
    an_ring_rx_open(&rx, ring, CAPACITY);
    assert_int_equal(pthread_create(&thread, NULL, producer, NULL), 0);
    for (uint32_t i = 0; i < RECORDS && !atomic_load(&wrong);) {
        void *p;
        int n = an_ring_take(&rx, &p);
        if (n > 0 && ((uint32_t)n != length(i) || !help_filled(p, (uint32_t)n, i)))
            atomic_store(&wrong, true);
        if (n > 0) i++;
        if (n <= 0 || i % 7 == 0) an_ring_release(&rx);
        if (n < 0) atomic_store(&wrong, true);
        if (n == 0) sched_yield();
    }
    pthread_join(thread, NULL);
    assert_false(atomic_load(&wrong));
    assert_true(anew > RECORDS / 10000); /* there was something to get wrong */
    help_ring_free(ring, CAPACITY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_cross_whole_and_in_order_in_a_ring_that_begins_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

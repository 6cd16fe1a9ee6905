/* registry_race.c - readers beside a writer: no copy of a record is a mixture, no beginning or end is delivered twice. */
#include "test.h"

#include <pthread.h>
#include <sched.h>
#include <string.h>

#include "ipc/registry.h"
#include "registry_help.h"
#include "ring_help.h"

#define WRITES HELP_ROUNDS(1000000u)
#define READS 1000u /* at least, however late the reader began */
#define IDS HELP_ROUNDS(1000000u)

static struct an_registry registry;
static _Atomic bool over;

/* All that a record holds follows from its generation. */
static void write_one(uint32_t gen)
{
    struct an_conn_addr a = {.since_ms = gen,
                             .family = gen % 2 ? 4 : 6,
                             .port = (uint16_t)gen,
                             .local_port = (uint16_t)(gen >> 3)};
    memset(a.addr, (int)(gen & 255), sizeof a.addr);
    uint64_t id = registry_add(&registry, 0, gen % 1000, &a, gen);
    if (an_id_gen(id) != gen) atomic_store(&over, true);
    an_registry_queued(&registry, id, gen);
    an_registry_heard(&registry, id, gen, gen);
    an_registry_wrote(&registry, id, gen);
    if (gen % 4 == 0) an_registry_state(&registry, id, AN_CONN_FREE);
}

static bool sound(const struct an_conn_info *i)
{
    uint32_t gen = an_id_gen(i->id);
    for (size_t n = 0; n < sizeof i->addr; n++)
        if (i->addr[n] != (gen & 255)) return false;
    if (i->heard_ms != gen) return false;
    if ((i->bytes_in && i->bytes_in != gen) || (i->bytes_out && i->bytes_out != gen)) return false;
    return i->family == (gen % 2 ? 4 : 6) && i->port == (uint16_t)gen &&
           i->local_port == (uint16_t)(gen >> 3) && i->since_ms == gen && i->worker == gen % 1000;
}

static void *reader(void *arg)
{
    _Atomic uint32_t *count = arg; /* [0]: read, [1]: mixtures */
    while (!atomic_load(&over)) {
        struct an_conn_info info;
        enum an_conn_state at;
        uint64_t id = an_registry_at(&registry, 0, &at);
        if (!id || an_registry_read(&registry, id, &info) != AN_OK) continue;
        if (!sound(&info)) atomic_fetch_add(&count[1], 1);
        atomic_fetch_add(&count[0], 1);
    }
    return NULL;
}

static void no_copy_of_a_record_is_a_mixture(void **state)
{
    (void)state;
    pthread_t thread;
    _Atomic uint32_t count[2] = {0};
    atomic_store(&over, false);
    assert_int_equal(pthread_create(&thread, NULL, reader, count), 0);
    uint32_t gen = 0;
    struct help_random random = {3};
    for (; (gen < WRITES || atomic_load(&count[0]) < READS) && !atomic_load(&over); gen++) {
        write_one(gen);
        for (volatile uint32_t n = help_below(&random, 200); n > 0;) /* time to begin a copy */
            n--;
    }
    bool refused = atomic_exchange(&over, true);
    pthread_join(thread, NULL);
    assert_false(refused);
    assert_int_equal(atomic_load(&count[1]), 0);
}

struct told {
    uint32_t connects, closes;
};

static void *worker(void *arg)
{
    struct told *told = arg;
    for (uint32_t gen = 0; gen < IDS; gen++) {
        uint64_t id = an_id_make(gen, 1);
        told->connects += an_registry_see_connect(&registry, id);
        if (an_registry_seen(&registry, id)) told->closes += an_registry_see_close(&registry, id);
    }
    return NULL;
}

/* One that is behind the other is let pass, so the two together may say yes more often than there are ids; never less. */
static void every_connection_begins_and_ends_for_somebody(void **state)
{
    (void)state;
    pthread_t thread;
    struct told a = {0}, b = {0};
    assert_int_equal(pthread_create(&thread, NULL, worker, &a), 0);
    worker(&b);
    pthread_join(thread, NULL);
    assert_true(a.connects + b.connects >= IDS);
    assert_true(a.closes + b.closes >= IDS);
}

static _Atomic uint32_t turn; /* both work on the same id at the same time */

static void *in_step(void *arg)
{
    struct told *told = arg;
    for (uint32_t gen = 0; gen < IDS / 10; gen++) {
        uint64_t id = an_id_make(gen, 2);
        atomic_fetch_add(&turn, 1);
        while (atomic_load(&turn) < 2 * (gen + 1))
            sched_yield();
        told->connects += an_registry_see_connect(&registry, id);
        told->closes += an_registry_see_close(&registry, id);
    }
    return NULL;
}

static void of_two_at_the_same_time_one_is_told(void **state)
{
    (void)state;
    pthread_t thread;
    struct told a = {0}, b = {0};
    assert_int_equal(pthread_create(&thread, NULL, in_step, &a), 0);
    in_step(&b);
    pthread_join(thread, NULL);
    assert_int_equal(a.connects + b.connects, IDS / 10);
    assert_int_equal(a.closes + b.closes, IDS / 10);
}

static _Atomic uint32_t looked; /* rounds in which the sender has looked */
static bool waits;              /* in this round it found no room, and waits to be told */

static void *refused(void *arg)
{
    uint64_t id = *(uint64_t *)arg;
    for (uint32_t round = 1; round <= IDS / 10; round++) {
        while (atomic_load(&turn) < round)
            sched_yield();
        waits = an_registry_fill(&registry, id) > 0;
        if (!waits) an_registry_relieve(&registry, id);
        atomic_store(&looked, round);
    }
    return NULL;
}

/* The queue runs empty while a sender finds it full: whoever waits is told. */
static void nobody_waits_for_room_that_there_is(void **state)
{
    (void)state;
    pthread_t thread;
    struct an_conn_addr a = {.family = 4};
    uint64_t id = registry_add(&registry, 3, 0, &a, 0);
    uint32_t forgotten = 0;
    atomic_store(&turn, 0);
    assert_int_equal(pthread_create(&thread, NULL, refused, &id), 0);
    for (uint32_t round = 1; round <= IDS / 10; round++) {
        an_registry_queued(&registry, id, 100);
        atomic_store(&turn, round);
        an_registry_queued(&registry, id, 0);
        bool told = an_registry_relieve(&registry, id);
        while (atomic_load(&looked) < round)
            sched_yield();
        forgotten += waits && !told;
    }
    pthread_join(thread, NULL);
    assert_int_equal(forgotten, 0);
}

static int set_up(void **state)
{
    *state = an_calloc(1, an_registry_bytes(4));
    an_registry_open(&registry, *state, 4, 1);
    return 0;
}

static int tear_down(void **state)
{
    an_free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_copy_of_a_record_is_a_mixture),
        cmocka_unit_test(every_connection_begins_and_ends_for_somebody),
        cmocka_unit_test(of_two_at_the_same_time_one_is_told),
        cmocka_unit_test(nobody_waits_for_room_that_there_is),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}

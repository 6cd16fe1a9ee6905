/* lease_race.c - a control thread that grants and revokes, and reactors that enter, leave and are late: one of them accepts at any time, and each sees what the last one
 * did. */
#include "test.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#include "ipc/lease.h"
#include "ring_help.h"

#define REACTORS 3
#define GRANTS HELP_ROUNDS(100000u)
#define BATCH 10

static struct an_lease lease;
static _Atomic bool over;
static uint64_t accepted;   /* by whoever has the lease: no lock, no atomic */
static uint64_t by_control; /* those of the control thread */
static uint64_t by_reactor[REACTORS];
static uint32_t revoked, given_back;

static void *reactor(void *arg)
{
    uint32_t me = (uint32_t)(uintptr_t)arg;
    struct help_random random = {me};
    while (!atomic_load(&over)) {
        bool has = an_lease_has(&lease, me);
        if (!has || !an_lease_enter(&lease, me)) {
            sched_yield();
            continue;
        }
        for (uint32_t n = 1 + help_below(&random, 4); n > 0 && lease.left > 0; n--) {
            lease.left--;
            accepted++;
            by_reactor[me]++;
        }
        an_lease_leave(&lease, me, lease.left > 0 && help_below(&random, 8) > 0);
        if (help_below(&random, 4) == 0) sched_yield();
    }
    return NULL;
}

static void get_back(struct help_random *random)
{
    if (help_below(random, 2)) {
        for (uint32_t n = help_below(random, 50); n > 0 && !an_lease_is_back(&lease); n--)
            sched_yield();
        if (an_lease_is_back(&lease)) {
            given_back++;
            return;
        }
    }
    revoked += an_lease_revoke(&lease);
    while (!an_lease_is_back(&lease))
        sched_yield();
}

static void one_accepts_at_any_time(void **state)
{
    pthread_t thread[REACTORS];
    struct help_random random = {7};
    uint64_t sum = 0;
    (void)state;
    for (uintptr_t i = 0; i < REACTORS; i++)
        assert_int_equal(pthread_create(&thread[i], NULL, reactor, (void *)i), 0);
    for (uint32_t i = 0; i < GRANTS; i++) {
        accepted++;
        by_control++;
        an_lease_grant(&lease, help_below(&random, REACTORS), BATCH);
        get_back(&random);
        assert_true(lease.left <= BATCH);
    }
    atomic_store(&over, true);
    for (int i = 0; i < REACTORS; i++) {
        pthread_join(thread[i], NULL);
        sum += by_reactor[i];
    }
    assert_int_equal(accepted, sum + by_control);
    assert_true(sum > 0 && revoked > 0 && given_back > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(one_accepts_at_any_time)};
    return cmocka_run_group_tests_name("lease", tests, NULL, NULL);
}

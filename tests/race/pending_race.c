/* pending_race.c - a loop that reads only the rings whose bits are up, and producers that publish just when it falls asleep: no wake-up is lost.
 *
 * A producer goes on only when its last batch was read, so one lost wake-up stops it for good: the deadline ends the test. */
#include "test.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "loop/wake.h"
#include "reader_help.h"
#include "ring_help.h"

#define DEADLINE_S 100
#define CAPACITY 8192u
#define BATCHES HELP_ROUNDS(80000u)
#define PRODUCERS 3

static const struct {
    enum an_role role;
    uint32_t index;
} who[PRODUCERS] = {{AN_REACTOR, 0}, {AN_REACTOR, 1}, {AN_TASK, 0}};

static struct an_fabric fabric;
static struct help_reader reader;
static uv_loop_t loop;
static _Atomic uint64_t *read_up_to; /* [place], shared: the last message read */
static uint32_t ended, sleeps, wrong;

static uint32_t batch_of(uint32_t i)
{
    struct help_random random = {i};
    return 1 + help_below(&random, 3);
}

static void got(void *ctx, uint32_t place, const struct an_msg *m)
{
    (void)ctx;
    uint64_t last = atomic_load_explicit(&read_up_to[place], memory_order_relaxed);
    wrong += m->id != last + 1;
    atomic_store_explicit(&read_up_to[place], m->id, memory_order_release);
    ended += m->code;
    if (ended == PRODUCERS) uv_stop(&loop);
}

static bool drain(void *ctx)
{
    (void)ctx;
    return help_reader_drain(&reader, 2);
}

static bool pending(void *ctx)
{
    (void)ctx;
    bool more = help_reader_pending(&reader);
    sleeps += !more;
    return more;
}

/* Publishes and rings at every moment of the reader's turn. */
static void *produce(void *arg)
{
    uint32_t me = *(const uint32_t *)arg;
    struct help_random random = {me};
    struct an_tx tx;
    uint64_t id = 0;
    an_fabric_tx(&fabric, who[me].role, who[me].index, AN_WORKER, 0, &tx);
    for (uint32_t i = 0; i < BATCHES; i++) {
        for (uint32_t tries = 0;
             atomic_load_explicit(&read_up_to[tx.place], memory_order_acquire) != id;)
            if (++tries % 256 == 0) sched_yield();
        for (uint32_t n = batch_of(i); n; n--) {
            for (volatile uint32_t wait = help_below(&random, 200); wait > 0;)
                wait--;
            struct an_msg m = {.type = AN_MSG_SEND, .id = ++id, .code = n == 1 && i + 1 == BATCHES};
            size_t done = 0;
            if (an_tx_push(&tx, &m, NULL, NULL, &done) != AN_OK) abort();
        }
        an_tx_ring(&tx);
    }
    return NULL;
}

static void begin(struct an_shm *shm, struct an_wake *wake)
{
    const uint32_t count[AN_ROLES] = {2, 1, 1};
    assert_int_equal(an_fabric_open(&fabric, count, CAPACITY, 1, 1, 1000, 1000), AN_OK);
    assert_int_equal(an_shm_map(shm, READER_PLACES * sizeof *read_up_to), AN_OK);
    read_up_to = shm->base;
    help_reader_open(&reader, &fabric, AN_WORKER, 0);
    reader.got = got;
    ended = sleeps = wrong = 0;
    assert_int_equal(uv_loop_init(&loop), 0);
    assert_int_equal(an_wake_start(wake, &loop, &fabric.bell[AN_WORKER][0],
                                   fabric.bell_fd[AN_WORKER][0], drain, pending, NULL),
                     AN_OK);
    alarm(DEADLINE_S);
}

static void end(struct an_shm *shm, struct an_wake *wake)
{
    alarm(0);
    assert_int_equal(wrong, 0);
    assert_true(sleeps > 100); /* there was something to lose */
    an_wake_stop(wake);
    uv_run(&loop, UV_RUN_DEFAULT);
    uv_run(&loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&loop), 0);
    help_reader_close(&reader);
    an_shm_unmap(shm);
    an_fabric_close(&fabric);
}

static void no_bit_is_lost_between_threads(void **state)
{
    (void)state;
    struct an_wake wake;
    struct an_shm shm;
    pthread_t thread[PRODUCERS];
    static uint32_t number[PRODUCERS] = {0, 1, 2};
    begin(&shm, &wake);
    for (uint32_t i = 0; i < PRODUCERS; i++)
        assert_int_equal(pthread_create(&thread[i], NULL, produce, &number[i]), 0);
    uv_run(&loop, UV_RUN_DEFAULT);
    for (uint32_t i = 0; i < PRODUCERS; i++)
        pthread_join(thread[i], NULL);
    end(&shm, &wake);
}

static void no_bit_is_lost_between_processes(void **state)
{
    (void)state;
    struct an_wake wake;
    struct an_shm shm;
    begin(&shm, &wake);
    for (uint32_t i = 0; i < PRODUCERS; i++) {
        if (fork() != 0) continue;
        alarm(DEADLINE_S);
        produce(&i);
        _exit(0);
    }
    uv_run(&loop, UV_RUN_DEFAULT);
    for (uint32_t i = 0; i < PRODUCERS; i++) {
        int status;
        assert_true(wait(&status) > 0);
        assert_int_equal(status, 0);
    }
    end(&shm, &wake);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_bit_is_lost_between_processes),
        cmocka_unit_test(no_bit_is_lost_between_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

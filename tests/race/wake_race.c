/* wake_race.c - a loop that falls asleep again and again, and a producer that publishes just then: no wake-up is lost.
 *
 * The producer goes on only when its last item was taken, so one lost wake-up stops both for good: the deadline ends the test. */
#include "test.h"

#include <pthread.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include "loop/wake.h"
#include "memory/shm.h"
#include "ring_help.h"

#define DEADLINE_S 60

struct shared {
    struct an_bell bell;
    _Alignas(AN_CACHE_LINE) _Atomic uint32_t published; /* the producer's */
    _Alignas(AN_CACHE_LINE) _Atomic uint32_t taken;     /* the consumer's */
};

struct sleeper {
    uv_loop_t loop;
    struct an_wake wake;
    struct shared *s;
    int fd;
    uint32_t rounds, sleeps; /* sleeps: how often nothing was there at the last look */
};

static bool drain(void *ctx)
{
    struct sleeper *me = ctx;
    uint32_t there = atomic_load_explicit(&me->s->published, memory_order_acquire);
    atomic_store_explicit(&me->s->taken, there, memory_order_release);
    if (there == me->rounds) uv_stop(&me->loop);
    return false;
}

static bool pending(void *ctx)
{
    struct sleeper *me = ctx;
    bool more = atomic_load_explicit(&me->s->published, memory_order_acquire) !=
                atomic_load_explicit(&me->s->taken, memory_order_relaxed);
    me->sleeps += !more;
    return more;
}

/* Publishes at every moment of the consumer's turn, from at once to some hundred instructions later. */
static void produce(struct sleeper *me, bool by_thread)
{
    struct help_random random = {7};
    for (uint32_t i = 1; i <= me->rounds; i++) {
        for (uint32_t tries = 0;
             atomic_load_explicit(&me->s->taken, memory_order_acquire) != i - 1;)
            if (++tries % 256 == 0) sched_yield();
        for (volatile uint32_t n = help_below(&random, 400); n > 0;)
            n--;
        atomic_store_explicit(&me->s->published, i, memory_order_release);
        if (by_thread)
            an_wake_thread(&me->wake);
        else
            an_bell_ring(&me->s->bell, me->fd);
    }
}

static void *produce_by_descriptor(void *arg)
{
    produce(arg, false);
    return NULL;
}

static void *produce_by_thread(void *arg)
{
    produce(arg, true);
    return NULL;
}

static void begin(struct sleeper *me, struct an_shm *shm, uint32_t rounds)
{
    assert_int_equal(an_shm_map(shm, sizeof(struct shared)), AN_OK);
    *me = (struct sleeper){.s = shm->base, .rounds = rounds};
    assert_int_equal(an_bell_open(&me->fd), AN_OK);
    assert_int_equal(uv_loop_init(&me->loop), 0);
    assert_int_equal(an_wake_start(&me->wake, &me->loop, &me->s->bell, me->fd, drain, pending, me),
                     AN_OK);
    alarm(DEADLINE_S);
}

static void end(struct sleeper *me, struct an_shm *shm)
{
    alarm(0);
    assert_int_equal(atomic_load(&me->s->taken), me->rounds);
    assert_true(me->sleeps > 100); /* there was something to lose */
    an_wake_stop(&me->wake);
    uv_run(&me->loop, UV_RUN_DEFAULT);
    uv_run(&me->loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&me->loop), 0);
    close(me->fd);
    an_shm_unmap(shm);
}

static void with_a_thread(void *(*producer)(void *), uint32_t rounds)
{
    struct sleeper me;
    struct an_shm shm;
    pthread_t thread;
    begin(&me, &shm, rounds);
    assert_int_equal(pthread_create(&thread, NULL, producer, &me), 0);
    uv_run(&me.loop, UV_RUN_DEFAULT);
    pthread_join(thread, NULL);
    end(&me, &shm);
}

static void no_ring_of_a_descriptor_is_lost_between_threads(void **state)
{
    (void)state;
    with_a_thread(produce_by_descriptor, HELP_ROUNDS(120000u));
}

static void no_ring_of_an_async_is_lost_between_threads(void **state)
{
    (void)state;
    with_a_thread(produce_by_thread, HELP_ROUNDS(120000u));
}

static void no_ring_is_lost_between_processes(void **state)
{
    (void)state;
    struct sleeper me;
    struct an_shm shm;
    int status;
    begin(&me, &shm, HELP_ROUNDS(120000u));
    pid_t pid = fork();
    if (pid == 0) {
        alarm(DEADLINE_S);
        produce(&me, false);
        _exit(0);
    }
    uv_run(&me.loop, UV_RUN_DEFAULT);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    end(&me, &shm);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_ring_is_lost_between_processes),
        cmocka_unit_test(no_ring_of_a_descriptor_is_lost_between_threads),
        cmocka_unit_test(no_ring_of_an_async_is_lost_between_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

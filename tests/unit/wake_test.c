/* wake_test.c - bells, and a loop that sleeps on one: it wakes for what is published, stays awake while there is more, and sleeps otherwise.
 *
 * A loop that sleeps although it must not would hang: alarm() ends the test then. */
#define _GNU_SOURCE
#include "test.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#include "loop/wake.h"

#define DEADLINE_S 20

static bool rung(int fd)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};
    return poll(&p, 1, 0) == 1;
}

static int open_bell(struct an_bell *bell)
{
    int fd;
    *bell = (struct an_bell){0};
    assert_int_equal(an_bell_open(&fd), AN_OK);
    return fd;
}

/* --- bells --- */

static void a_bell_is_non_blocking_and_not_inherited_by_exec(void **state)
{
    (void)state;
    struct an_bell bell;
    int fd = open_bell(&bell);
    assert_true(fcntl(fd, F_GETFL) & O_NONBLOCK);
    assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
    close(fd);
}

static void no_descriptor_left_is_said(void **state)
{
    (void)state;
    struct rlimit old, none;
    int fd;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &old), 0);
    none = (struct rlimit){.rlim_cur = 0, .rlim_max = old.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
    int err = an_bell_open(&fd);
    setrlimit(RLIMIT_NOFILE, &old);
    assert_int_equal(err, AN_EFILES);
}

static void only_a_sleeper_is_rung_and_only_once(void **state)
{
    (void)state;
    struct an_bell bell;
    int fd = open_bell(&bell);
    an_bell_ring(&bell, fd);
    assert_false(rung(fd));
    atomic_store(&bell.asleep, 1);
    an_bell_ring(&bell, fd);
    assert_true(rung(fd));
    assert_int_equal(atomic_load(&bell.asleep), 0);
    assert_int_equal(an_bell_wait(fd, 0), AN_OK); /* swallows it */
    an_bell_ring(&bell, fd);
    assert_false(rung(fd));
    close(fd);
}

static void force_rings_who_is_awake_and_lowers_the_flag(void **state)
{
    (void)state;
    struct an_bell bell;
    int fd = open_bell(&bell);
    an_bell_force(&bell, fd);
    assert_int_equal(an_bell_wait(fd, 0), AN_OK);
    atomic_store(&bell.asleep, 1);
    an_bell_force(&bell, fd);
    assert_int_equal(atomic_load(&bell.asleep), 0);
    assert_true(rung(fd));
    close(fd);
}

static void a_bell_that_nobody_hears_never_blocks_its_ringer(void **state)
{
    (void)state;
    struct an_bell bell;
    int fd = open_bell(&bell);
    uint64_t most = UINT64_MAX - 1;
    assert_int_equal(write(fd, &most, sizeof most), sizeof most);
    alarm(DEADLINE_S);
    an_bell_force(&bell, fd);
    alarm(0);
    assert_int_equal(an_bell_wait(fd, 0), AN_OK);
    assert_false(rung(fd));
    close(fd);
}

static void a_silent_bell_is_waited_for_until_the_time_is_over(void **state)
{
    (void)state;
    struct an_bell bell;
    int fd = open_bell(&bell);
    assert_int_equal(an_bell_wait(fd, 0), AN_ETIMEOUT);
    assert_int_equal(an_bell_wait(fd, 1), AN_ETIMEOUT);
    close(fd);
}

static void on_alarm(int sig)
{
    (void)sig;
}

static void a_signal_ends_the_wait_as_a_ring_does(void **state)
{
    (void)state;
    struct an_bell bell;
    int fd = open_bell(&bell);
    struct sigaction act = {.sa_handler = on_alarm}, old;
    sigaction(SIGALRM, &act, &old);
    struct itimerval often = {{0, 5000}, {0, 5000}}, off = {{0, 0}, {0, 0}};
    setitimer(ITIMER_REAL, &often, NULL); /* again and again: one may come before the wait */
    assert_int_equal(an_bell_wait(fd, -1), AN_OK);
    setitimer(ITIMER_REAL, &off, NULL);
    sigaction(SIGALRM, &old, NULL);
    close(fd);
}

/* --- a loop --- */

struct sleeper {
    uv_loop_t loop;
    struct an_wake wake;
    struct an_bell bell;
    int fd;
    _Atomic uint32_t published; /* what the ring would hold */
    uint32_t taken, budget, goal;
    uint32_t drains, looks;
    void (*at_look)(struct sleeper *s);
};

static bool drain(void *ctx)
{
    struct sleeper *s = ctx;
    assert_int_equal(atomic_load(&s->bell.asleep), 0); /* awake while it works */
    s->drains++;
    for (uint32_t n = 0; n < s->budget && s->taken != atomic_load(&s->published); n++)
        s->taken++;
    if (s->taken == s->goal) uv_stop(&s->loop);
    return s->taken != atomic_load(&s->published);
}

static bool pending(void *ctx)
{
    struct sleeper *s = ctx;
    s->looks++;
    if (s->at_look) {                                      /* nobody else is about */
        assert_int_equal(atomic_load(&s->bell.asleep), 1); /* the flag first, then the look */
        s->at_look(s);
    }
    return s->taken != atomic_load(&s->published);
}

static void start(struct sleeper *s, uint32_t budget, uint32_t goal)
{
    memset(s, 0, sizeof *s);
    s->budget = budget;
    s->goal = goal;
    s->fd = open_bell(&s->bell);
    assert_int_equal(uv_loop_init(&s->loop), 0);
    assert_int_equal(an_wake_start(&s->wake, &s->loop, &s->bell, s->fd, drain, pending, s), AN_OK);
    alarm(DEADLINE_S);
}

static void finish(struct sleeper *s)
{
    alarm(0);
    assert_int_equal(s->taken, s->goal);
    an_wake_stop(&s->wake);
    an_wake_stop(&s->wake); /* idempotent */
    uv_run(&s->loop, UV_RUN_DEFAULT);
    uv_run(&s->loop, UV_RUN_DEFAULT); /* the first may only have noted the stop */
    assert_int_equal(uv_loop_close(&s->loop), 0);
    close(s->fd);
}

static void a_loop_whose_drain_says_more_does_not_sleep(void **state)
{
    (void)state;
    struct sleeper s;
    start(&s, 1, 100);
    atomic_store(&s.published, 100);
    uv_run(&s.loop, UV_RUN_DEFAULT);
    assert_int_equal(s.drains, 100);
    assert_false(uv_is_active((uv_handle_t *)&s.wake.idle)); /* from now on it would */
    finish(&s);
}

static void publish_once(struct sleeper *s)
{
    if (s->looks == 1) atomic_store(&s->published, 1);
}

static void what_comes_between_drain_and_sleep_is_seen(void **state)
{
    (void)state;
    struct sleeper s;
    start(&s, 10, 1);
    s.at_look = publish_once;
    uv_run(&s.loop, UV_RUN_DEFAULT);
    assert_int_equal(s.drains, 2);
    finish(&s);
}

static void stop_at_look(struct sleeper *s)
{
    uv_stop(&s->loop);
}

static void an_idle_loop_looks_once_and_goes_to_sleep(void **state)
{
    (void)state;
    struct sleeper s;
    start(&s, 10, 0);
    s.goal = 1; /* never reached */
    s.at_look = stop_at_look;
    uv_run(&s.loop, UV_RUN_DEFAULT);
    assert_int_equal(s.looks, 1);
    assert_false(uv_is_active((uv_handle_t *)&s.wake.idle));
    assert_int_equal(atomic_load(&s.bell.asleep), 0); /* awake again when the poll is over */
    s.goal = 0;
    finish(&s);
}

static void wait_asleep(struct sleeper *s)
{
    while (atomic_load(&s->bell.asleep) == 0)
        sched_yield();
}

static void *publish_and_ring(void *arg)
{
    struct sleeper *s = arg;
    for (uint32_t i = 0; i < s->goal; i++) {
        wait_asleep(s);
        atomic_fetch_add(&s->published, 1);
        an_bell_ring(&s->bell, s->fd);
    }
    return NULL;
}

static void *publish_and_send(void *arg)
{
    struct sleeper *s = arg;
    for (uint32_t i = 0; i < s->goal; i++) {
        wait_asleep(s);
        atomic_fetch_add(&s->published, 1);
        an_wake_thread(&s->wake);
    }
    return NULL;
}

static void woken_by(void *(*ringer)(void *))
{
    struct sleeper s;
    pthread_t thread;
    start(&s, 10, 1000);
    assert_int_equal(pthread_create(&thread, NULL, ringer, &s), 0);
    uv_run(&s.loop, UV_RUN_DEFAULT);
    pthread_join(thread, NULL);
    finish(&s);
}

static void a_sleeping_loop_hears_its_descriptor(void **state)
{
    (void)state;
    woken_by(publish_and_ring);
}

static void a_sleeping_loop_hears_another_thread(void **state)
{
    (void)state;
    woken_by(publish_and_send);
}

static void who_is_awake_is_not_sent_to(void **state)
{
    (void)state;
    struct sleeper s;
    start(&s, 10, 0);
    an_wake_thread(&s.wake);
    assert_int_equal(uv_run(&s.loop, UV_RUN_NOWAIT), 1);
    assert_int_equal(s.drains, 2); /* before and after the poll, and nothing else */
    finish(&s);
}

static void a_ring_that_is_over_does_not_wake_again(void **state)
{
    (void)state;
    struct sleeper s;
    start(&s, 10, 1);
    atomic_store(&s.published, 1);
    an_bell_force(&s.bell, s.fd);
    uv_run(&s.loop, UV_RUN_DEFAULT);
    uv_run(&s.loop, UV_RUN_NOWAIT);
    assert_false(rung(s.fd));
    finish(&s);
}

static void ring_sleeper(struct sleeper *s)
{
    an_bell_ring(&s->bell, s->fd);
}

/* A turn of a loop that is rung while it sleeps. */
static void rung_turn(struct sleeper *s)
{
    uint32_t before = s->drains;
    s->at_look = ring_sleeper;
    uv_run(&s->loop, UV_RUN_ONCE);
    s->at_look = NULL;
    assert_int_equal(s->drains - before, 2);
}

static void a_ring_wakes_once_and_is_not_read(void **state)
{
    (void)state;
    struct sleeper s;
    start(&s, 10, 0);
    s.goal = 1; /* never reached */
    rung_turn(&s);
    assert_false(rung(s.fd)); /* the first one is read */
    for (int i = 0; i < 100; i++) {
        rung_turn(&s);
        assert_true(rung(s.fd));
        uv_run(&s.loop, UV_RUN_NOWAIT); /* there is nothing left to report, so nothing is read */
    }
    uint64_t rings = 0;
    assert_int_equal(read(s.fd, &rings, sizeof rings), sizeof rings);
    assert_int_equal(rings, 100);
    s.goal = 0;
    finish(&s);
}

static void a_ring_is_heard_when_the_counter_is_full(void **state)
{
    (void)state;
    struct sleeper s;
    uint64_t most = UINT64_MAX - 1;
    start(&s, 10, 0);
    s.goal = 1; /* never reached */
    rung_turn(&s);
    assert_int_equal(write(s.fd, &most, sizeof most), sizeof most);
    rung_turn(&s); /* for this write, too */
    rung_turn(&s);
    assert_int_equal(read(s.fd, &most, sizeof most), sizeof most);
    assert_in_range(most, 1, 2);
    s.goal = 0;
    finish(&s);
}

static void a_ring_that_is_reported_again_is_read(void **state)
{
    (void)state;
    struct sleeper s;
    start(&s, 10, 0);
    s.goal = 1; /* never reached */
    rung_turn(&s);
    struct epoll_event level = {.events = EPOLLIN, .data.fd = s.fd};
    assert_int_equal(epoll_ctl(uv_backend_fd(&s.loop), EPOLL_CTL_MOD, s.fd, &level), 0);
    rung_turn(&s);
    assert_true(rung(s.fd));
    uv_run(&s.loop, UV_RUN_ONCE); /* hangs if there is nothing more to report */
    assert_false(rung(s.fd));
    s.goal = 0;
    finish(&s);
}

static void a_descriptor_that_cannot_be_polled_is_said_and_leaves_nothing(void **state)
{
    (void)state;
    struct an_wake wake;
    struct an_bell bell = {0};
    uv_loop_t loop;
    int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(uv_loop_init(&loop), 0);
    assert_int_equal(an_wake_start(&wake, &loop, &bell, fd, drain, pending, NULL), AN_ESYS);
    an_wake_stop(&wake); /* nothing to stop */
    uv_run(&loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&loop), 0);
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bell_is_non_blocking_and_not_inherited_by_exec),
        cmocka_unit_test(no_descriptor_left_is_said),
        cmocka_unit_test(only_a_sleeper_is_rung_and_only_once),
        cmocka_unit_test(force_rings_who_is_awake_and_lowers_the_flag),
        cmocka_unit_test(a_bell_that_nobody_hears_never_blocks_its_ringer),
        cmocka_unit_test(a_silent_bell_is_waited_for_until_the_time_is_over),
        cmocka_unit_test(a_signal_ends_the_wait_as_a_ring_does),
        cmocka_unit_test(a_loop_whose_drain_says_more_does_not_sleep),
        cmocka_unit_test(what_comes_between_drain_and_sleep_is_seen),
        cmocka_unit_test(an_idle_loop_looks_once_and_goes_to_sleep),
        cmocka_unit_test(a_sleeping_loop_hears_its_descriptor),
        cmocka_unit_test(a_sleeping_loop_hears_another_thread),
        cmocka_unit_test(who_is_awake_is_not_sent_to),
        cmocka_unit_test(a_ring_that_is_over_does_not_wake_again),
        cmocka_unit_test(a_ring_wakes_once_and_is_not_read),
        cmocka_unit_test(a_ring_is_heard_when_the_counter_is_full),
        cmocka_unit_test(a_ring_that_is_reported_again_is_read),
        cmocka_unit_test(a_descriptor_that_cannot_be_polled_is_said_and_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

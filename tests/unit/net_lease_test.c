/* net_lease_test.c - the control thread's side of the lease, step by step: who gets it, for how many clients, and when it is taken back. The test is the reactors. */
#include "test.h"

#include <string.h>
#include <unistd.h>

#include "ground/allocator.h"
#include "net/net_in.h"
#include "net/reactor_in.h"

#define REACTORS 2

static struct an_net *n;
static struct an_config config;
static struct an_rx rx[REACTORS];
static int bell_fd;

static bool nothing(void *ctx)
{
    (void)ctx;
    return false;
}

static void reactor_add(uint32_t i)
{
    struct an_net_reactor *r = &n->reactor[i];
    r->net = n;
    r->reactor = an_calloc(1, sizeof *r->reactor);
    r->memory = an_calloc(1, an_ring_bytes(AN_CONTROL_RING) + AN_CACHE_LINE);
    void *ring =
        (void *)(((uintptr_t)r->memory + AN_CACHE_LINE - 1) & ~(uintptr_t)(AN_CACHE_LINE - 1));
    an_tx_open(&r->tx, ring, AN_CONTROL_RING, NULL, -1);
    an_rx_open(&rx[i], ring, AN_CONTROL_RING, AN_CONTROL_RING);
}

static int set_up(void **state)
{
    static _Alignas(struct an_net) uint8_t memory[sizeof(struct an_net)];
    (void)state;
    an_config_init(&config);
    config.reactors = REACTORS;
    config.max_connections = 10000;
    n = memset(memory, 0, sizeof memory);
    n->config = &config;
    n->held_fd = -1;
    an_timer_init(&n->pause, NULL);
    an__net_lease_init(n);
    for (; n->reactors < REACTORS; n->reactors++)
        reactor_add(n->reactors);
    if (an_bell_open(&bell_fd) < 0) return -1;
    if (an_loop_init(&n->loop, &n->bell, bell_fd, nothing, nothing, n) < 0) return -1;
    an__net_listen(n);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    an_loop_cancel(&n->loop, &n->lease_look);
    an_loop_fini(&n->loop);
    close(bell_fd);
    for (uint32_t i = 0; i < REACTORS; i++) {
        an_rx_close(&rx[i]);
        an_free(n->reactor[i].reactor);
        an_free(n->reactor[i].memory);
    }
    return 0;
}

static int set_up_alone(void **state)
{
    if (set_up(state) < 0) return -1;
    n->reactors = 1; /* the other one is there, and nobody looks at it */
    return 0;
}

static struct an_admission *of(uint32_t reactor)
{
    return an_reactor_admission(n->reactor[reactor].reactor);
}

/* The reactors have so many connections, and the control thread has accepted them all. */
static void loads(uint64_t a, uint64_t b)
{
    n->reactor[0].handed_over = a;
    n->reactor[1].handed_over = b;
}

static void leave(uint32_t reactor, int64_t clients)
{
    an_count(&of(reactor)->ended.n, clients);
}

/* The reactor has been woken, and accepts so many. Then it keeps the lease, or would. */
static bool accepts(uint32_t reactor, uint32_t clients)
{
    assert_true(an_lease_enter(&n->lease, reactor));
    assert_true(n->reactor[reactor].to_wake);
    assert_true(clients <= n->lease.left);
    n->lease.left -= clients;
    an_count(&of(reactor)->accepted.n, clients);
    return an_lease_leave(&n->lease, reactor, n->lease.left > 0);
}

static void storm_comes(void)
{
    an__net_lease(n, 16);
}

static void look(void)
{
    assert_true(an_timer_armed(&n->lease_look));
    an_loop_cancel(&n->loop, &n->lease_look);
    n->lease_look.fn(&n->lease_look);
}

static void assert_granted(uint32_t reactor, uint32_t clients)
{
    assert_true(n->leased && an_lease_has(&n->lease, reactor));
    assert_int_equal(n->lease.left, clients);
    assert_ptr_equal(n->lessee, &n->reactor[reactor]);
    assert_false(n->listening);
    assert_true(an_timer_armed(&n->lease_look));
}

static void assert_own(void)
{
    assert_false(n->leased);
    assert_true(an_lease_is_back(&n->lease));
    assert_false(an_timer_armed(&n->lease_look));
    assert_int_equal(n->listening, !n->stopping);
}

static void those_who_come_fast_make_it_a_reactors(void **state)
{
    (void)state;
    an__net_lease(n, 15);
    assert_own();
    an__net_lease(n, 1);
    assert_granted(0, UINT32_MAX);
}

static void those_who_come_slowly_do_not(void **state)
{
    (void)state;
    for (int i = 0; i < 4; i++) {
        an__net_lease(n, 15);
        n->stream_ms -= 17; /* so long ago */
    }
    assert_own();
}

static void a_batch_ends_an_eighth_and_two_above_the_next(void **state)
{
    (void)state;
    loads(200, 200);
    storm_comes();
    assert_granted(0, 27);
    assert_false(accepts(0, 27));
    an__net_lease_look(n);
    assert_granted(1, 27 + 28 + 2);
}

static void a_batch_has_a_most(void **state)
{
    (void)state;
    loads(5000, 1000);
    storm_comes();
    assert_granted(1, 64);
    assert_false(accepts(1, 64));
    an__net_lease_look(n);
    assert_granted(1, 64);
}

static void where_few_are_allowed_the_control_thread_goes_on(void **state)
{
    (void)state;
    loads(111, 111); /* 13 and 2 */
    storm_comes();
    assert_own();
    loads(112, 112);
    storm_comes();
    assert_granted(0, 16);
}

static void where_clients_leave_as_fast_as_they_come_more_are_allowed(void **state)
{
    (void)state;
    loads(60, 60);
    leave(0, 10);
    leave(1, 10); /* before the stream */
    storm_comes();
    assert_own();
    leave(0, 3);
    leave(1, 6);
    storm_comes();
    assert_granted(1, 3 + 47 / 8 + 2 + 9);
    assert_false(accepts(1, 19));
    an__net_lease_look(n);
    assert_granted(0, 63 + 63 / 8 + 2 - 47); /* nobody has left since */
}

static void whoever_is_full_does_not_get_it(void **state)
{
    (void)state;
    config.max_connections = 400;
    loads(200, 200);
    storm_comes();
    assert_own();
}

static void it_is_taken_back_when_few_come(void **state)
{
    (void)state;
    storm_comes();
    assert_true(accepts(0, 8));
    look();
    assert_granted(0, UINT32_MAX - 8);
    assert_true(accepts(0, 7));
    look();
    assert_own();
}

/* It has not come, maybe because it hangs: what the control thread hands over must have been taken. */
static void who_lost_it_gets_it_when_it_has_come_again(void **state)
{
    static const struct an_msg m = {.type = AN_MSG_NOTICE};
    struct an_delivery d;
    size_t done = 0;
    (void)state;
    storm_comes();
    look();
    assert_own();
    storm_comes();
    assert_own();
    assert_int_equal(an_tx_push(&n->reactor[0].tx, &m, NULL, NULL, &done), AN_OK);
    storm_comes();
    assert_own();
    assert_int_equal(an_rx_next(&rx[0], &d), 1);
    an_rx_done(&rx[0]);
    storm_comes();
    assert_granted(0, UINT32_MAX);
}

/* The reactor was accepting at the look. So the next look comes, too, whoever has the lease then. */
static void whoever_gets_it_is_looked_after(void **state)
{
    (void)state;
    loads(200, 200);
    storm_comes();
    assert_true(an_lease_enter(&n->lease, 0));
    look();
    n->lease.left = 0;
    an_count(&of(0)->accepted.n, 27);
    assert_false(an_lease_leave(&n->lease, 0, false));
    an__net_lease_look(n);
    assert_granted(1, 57);
    assert_true(accepts(1, 1));
    look();
    look();
    assert_own();
}

static void what_comes_back_unused_is_the_control_threads(void **state)
{
    (void)state;
    storm_comes();
    assert_true(an_lease_enter(&n->lease, 0));
    assert_false(an_lease_leave(&n->lease, 0, false)); /* it has no descriptor, or no place */
    an__net_lease_look(n);
    assert_own();
    an__net_lease(n, 15); /* the stream begins anew */
    assert_own();
}

static void a_bell_for_something_else_changes_nothing(void **state)
{
    (void)state;
    an__net_lease_look(n);
    assert_own();
    storm_comes();
    an__net_lease_look(n);
    assert_granted(0, UINT32_MAX);
}

static void at_the_stop_nobody_gets_it_again(void **state)
{
    (void)state;
    loads(200, 200);
    storm_comes();
    assert_true(an_lease_enter(&n->lease, 0));
    n->stopping = true;
    an__net_lease_revoke(n);
    n->lease.left = 0;
    assert_false(an_lease_leave(&n->lease, 0, true));
    an__net_lease_look(n);
    assert_own();
}

/* A client is held: nobody goes past it. */
static void while_a_client_waits_for_its_place_it_is_not_granted(void **state)
{
    (void)state;
    n->held_fd = 0;
    an__net_listen(n);
    storm_comes();
    assert_false(n->leased);
    n->held_fd = -1;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
#define ALONE(f) cmocka_unit_test_setup_teardown(f, set_up_alone, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ALONE(those_who_come_fast_make_it_a_reactors),
        ALONE(those_who_come_slowly_do_not),
        TEST(a_batch_ends_an_eighth_and_two_above_the_next),
        TEST(a_batch_has_a_most),
        TEST(where_few_are_allowed_the_control_thread_goes_on),
        TEST(where_clients_leave_as_fast_as_they_come_more_are_allowed),
        TEST(whoever_is_full_does_not_get_it),
        ALONE(it_is_taken_back_when_few_come),
        ALONE(who_lost_it_gets_it_when_it_has_come_again),
        TEST(whoever_gets_it_is_looked_after),
        ALONE(what_comes_back_unused_is_the_control_threads),
        ALONE(a_bell_for_something_else_changes_nothing),
        TEST(at_the_stop_nobody_gets_it_again),
        ALONE(while_a_client_waits_for_its_place_it_is_not_granted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

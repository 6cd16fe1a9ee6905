/* reactor_accept_test.c - a reactor that accepts for itself: when it does, how many, and when the control thread gets the lease back. */
#include "test.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "reactor_help.h"

#define MOST 4

static int set_up(void **state)
{
    (void)state;
    reactor_fabric(1, 65536, AN_SPEAKS_TCP);
    config.listeners = 2;
    config.listen[1] = config.listen[0];
    config.max_connections = MOST;
    memset(&reactor_lease, 0, sizeof reactor_lease);
    for (uint32_t i = 0; i < 2; i++) {
        strcpy(config.listen[i].host, "127.0.0.1");
        config.listen[i].port = 0;
        assert_int_equal(an_listener_open(&reactor_listener[i], &config, i), AN_OK);
    }
    reactor_open();
    return 0;
}

static int tear_down(void **state)
{
    int err = reactor_close(state);
    an_listener_close(&reactor_listener[0]);
    an_listener_close(&reactor_listener[1]);
    return err;
}

static int client_at(int listener)
{
    struct sockaddr_in sin = {.sin_family = AF_INET,
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
                              .sin_port = htons(reactor_listener[listener].port)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&sin, sizeof sin), 0);
    return fd;
}

static int client(void)
{
    return client_at(0);
}

static uint64_t accepted(void)
{
    assert_int_equal(fabric.board->reactor[0].accepted,
                     an_counted(&an_reactor_admission(reactor)->accepted.n));
    return fabric.board->reactor[0].accepted;
}

static void turns(void)
{
    for (int i = 0; i < 5; i++)
        reactor_turn();
}

static void without_the_lease_nobody_is_accepted(void **state)
{
    (void)state;
    int fd = client();
    turns();
    an_lease_grant(&reactor_lease, 1, 10);
    turns();
    assert_int_equal(accepted(), 0);
    close(fd);
}

static void a_reactor_that_sleeps_sees_the_lease(void **state)
{
    (void)state;
    turns();
    assert_false(reactor->loop.wake.pending(reactor));
    an_lease_grant(&reactor_lease, 0, 10);
    assert_true(reactor->loop.wake.pending(reactor));
    turns();
    assert_false(reactor->loop.wake.pending(reactor));
}

static void with_the_lease_clients_are_served(void **state)
{
    (void)state;
    struct an_conn_info info;
    struct sockaddr_in own;
    socklen_t len = sizeof own;
    an_lease_grant(&reactor_lease, 0, 10);
    int fd = client();
    client_says(fd, "\1");
    reactor_until(fabric.board->reactor[0].bytes_in == 1);
    assert_int_equal(accepted(), 1);
    assert_int_equal(an_registry_read(&fabric.registry, reactor_conn(0)->id, &info), AN_OK);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&own, &len), 0);
    assert_int_equal(info.family, 4);
    assert_memory_equal(info.addr, "\x7f\0\0\1", 4);
    assert_memory_equal(info.local_addr, "\x7f\0\0\1", 4);
    assert_int_equal(info.port, ntohs(own.sin_port));
    assert_int_equal(info.local_port, reactor_listener[0].port);
    assert_true(an_lease_has(&reactor_lease, 0));
    close(fd);
}

static bool rung(void)
{
    return an_bell_wait(fabric.net_fd, 0) == AN_OK;
}

static void after_a_batch_the_control_thread_has_the_lease_and_is_rung(void **state)
{
    (void)state;
    int fd[3];
    an_lease_grant(&reactor_lease, 0, 2);
    for (int i = 0; i < 3; i++)
        fd[i] = client();
    assert_false(rung());
    turns();
    assert_int_equal(accepted(), 2);
    assert_true(an_lease_is_back(&reactor_lease));
    assert_int_equal(reactor_lease.left, 0);
    assert_true(rung());
    turns();
    assert_false(rung());
    an_lease_grant(&reactor_lease, 0, 2);
    turns();
    assert_int_equal(accepted(), 3);
    assert_true(an_lease_has(&reactor_lease, 0));
    for (int i = 0; i < 3; i++)
        close(fd[i]);
}

/* How many of the reactor's connections came to that listener. */
static int came_to(uint8_t listener)
{
    int n = 0;
    for (uint32_t i = 0; i < MOST; i++) {
        struct an_conn *c = reactor_conn(i);
        n += c && c->port == listener;
    }
    return n;
}

/* Clients wait at both in each batch. */
static void batches_begin_with_one_listener_and_then_with_the_other(void **state)
{
    (void)state;
    int fd[8];
    for (int i = 0; i < 8; i++)
        fd[i] = client_at(i % 2);
    for (int i = 0; i < 2; i++) {
        an_lease_grant(&reactor_lease, 0, 2);
        turns();
    }
    assert_int_equal(came_to(0), 2);
    assert_int_equal(came_to(1), 2);
    for (int i = 0; i < 8; i++)
        close(fd[i]);
}

static void a_lease_that_is_taken_back_is_not_used(void **state)
{
    (void)state;
    an_lease_grant(&reactor_lease, 0, 10);
    turns();
    assert_true(an_lease_revoke(&reactor_lease));
    int fd = client();
    reactor->door[0].poll.poll_cb(&reactor->door[0].poll, 0, UV_READABLE); /* it comes late */
    turns();
    assert_int_equal(accepted(), 0);
    assert_true(an_lease_is_back(&reactor_lease));
    assert_false(rung());
    assert_false(uv_is_active((uv_handle_t *)&reactor->door[0].poll));
    close(fd);
}

/* They were handed over before the lease was granted. */
static void sockets_on_their_way_have_their_places_first(void **state)
{
    (void)state;
    int fd[2], late;
    an_lease_grant(&reactor_lease, 0, UINT32_MAX);
    turns();
    for (int i = 0; i < MOST; i++) {
        reactor_pair(fd);
        reactor_accepted(fd[1], false);
        close(fd[0]);
    }
    late = client();
    reactor->door[0].poll.poll_cb(&reactor->door[0].poll, 0, UV_READABLE);
    turns();
    assert_int_equal(fabric.board->reactor[0].refused, 0);
    close(late);
}

static void the_lease_goes_back_with_the_last_place(void **state)
{
    (void)state;
    int fd[MOST + 1];
    an_lease_grant(&reactor_lease, 0, UINT32_MAX);
    for (int i = 0; i <= MOST; i++)
        fd[i] = client();
    turns();
    assert_int_equal(accepted(), MOST);
    assert_int_equal(fabric.board->reactor[0].refused, 0);
    assert_true(an_lease_is_back(&reactor_lease));
    assert_true(rung());
    for (int i = 0; i <= MOST; i++)
        close(fd[i]);
}

static void the_lease_goes_back_when_no_descriptor_is_left(void **state)
{
    (void)state;
    struct rlimit before, none;
    int fd = client(), next = dup(fd);
    close(next);
    an_lease_grant(&reactor_lease, 0, 10);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    none = (struct rlimit){(rlim_t)next, before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
    turns();
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    assert_int_equal(accepted(), 0);
    assert_true(an_lease_is_back(&reactor_lease));
    assert_int_equal(reactor_lease.left, 10);
    assert_true(rung());
    close(fd);
}

static void the_lease_goes_back_at_the_stop(void **state)
{
    (void)state;
    an_lease_grant(&reactor_lease, 0, 10);
    turns();
    an_board_set(&fabric.board->net.command, AN_STOP);
    reactor->env.stopping = true;
    int fd = client();
    turns();
    assert_int_equal(accepted(), 0);
    assert_true(an_lease_is_back(&reactor_lease));
    close(fd);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(without_the_lease_nobody_is_accepted),
        TEST(a_reactor_that_sleeps_sees_the_lease),
        TEST(with_the_lease_clients_are_served),
        TEST(after_a_batch_the_control_thread_has_the_lease_and_is_rung),
        TEST(batches_begin_with_one_listener_and_then_with_the_other),
        TEST(a_lease_that_is_taken_back_is_not_used),
        TEST(sockets_on_their_way_have_their_places_first),
        TEST(the_lease_goes_back_with_the_last_place),
        TEST(the_lease_goes_back_when_no_descriptor_is_left),
        TEST(the_lease_goes_back_at_the_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

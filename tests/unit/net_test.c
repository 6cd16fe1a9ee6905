/* net_test.c - the network process, on a thread of the test's own: whom it accepts, which reactor gets whom, and what it does while a reactor does not come. recv() and
 * accept4() are this file's own. */
#define _GNU_SOURCE /* pthread_timedjoin_np, accept4 */
#include "test.h"

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include <uv.h>

#include "folder_help.h"
#include "net/net.h"
#include "net/reactor.h"

#define MOST 1000
#define PATIENCE_NS 20000000000u
/* So many newcomers fill the ring to a reactor. */
#define FILL (AN_CONTROL_RING / (8 + sizeof(struct an_msg) + sizeof(struct an_conn_addr)))

#define until(condition)                                                                           \
    for (uint64_t end_ns = uv_hrtime() + PATIENCE_NS; !(condition); sched_yield())                 \
    assert_true(uv_hrtime() < end_ns)

static struct an_config config;
static struct an_fabric fabric;
static struct an_listener listener;
static pthread_t thread;
static int parent[2];
static uint64_t came; /* sockets that reactors were given, once it has ended */

/* --- a reactor that may be held up --- */

static atomic_bool held_up, is_held_up;
static sem_t go_on;

ssize_t recv(int fd, void *p, size_t n, int flags)
{
    if (atomic_exchange(&held_up, false)) {
        atomic_store(&is_held_up, true);
        while (sem_wait(&go_on) != 0) {
        }
    }
    return recvfrom(fd, p, n, flags, NULL, NULL);
}

/* --- who accepts --- */

static atomic_uint by_control, by_reactors;

int accept4(int listening, struct sockaddr *addr, socklen_t *len, int flags)
{
    int fd = (int)syscall(SYS_accept4, listening, addr, len, flags);
    bool control = pthread_equal(pthread_self(), thread);
    if (fd >= 0) atomic_fetch_add(control ? &by_control : &by_reactors, 1);
    return fd;
}

/* --- the network process --- */

static void *run(void *arg)
{
    (void)arg;
    return (void *)(intptr_t)an_net_run(&config, &fabric, &listener, 1, parent[0]);
}

static int set_up(void **state)
{
    (void)state;
    an_config_init(&config);
    config.max_connections = MOST;
    config.stop_ms = 200;
    config.listeners = 1;
    config.listen[0].speaks = AN_SPEAKS_HTTP;
    strcpy(config.listen[0].host, "127.0.0.1");
    atomic_store(&is_held_up, false);
    atomic_store(&by_control, 0);
    atomic_store(&by_reactors, 0);
    return sem_init(&go_on, 0, 0) + pipe(parent);
}

static void open_fabric(uint32_t reactors)
{
    const uint32_t count[AN_ROLES] = {[AN_REACTOR] = reactors, [AN_WORKER] = 1};
    config.reactors = reactors;
    assert_int_equal(an_fabric_open(&fabric, count, 1 << 20, MOST, 16, 1000, 1000), AN_OK);
}

static void start(void)
{
    assert_int_equal(an_listener_open(&listener, &config, 0), AN_OK);
    assert_int_equal(pthread_create(&thread, NULL, run, NULL), 0);
    until(fabric.board->net.state == AN_READY);
}

static void tell_stop(void)
{
    an_board_set(&fabric.board->net.command, AN_STOP);
    an_board_raise(&fabric.board->changes);
    an_fabric_ring_net(&fabric);
}

/* It ends in time, and well. */
static void join(void)
{
    struct timespec t;
    void *status;
    clock_gettime(CLOCK_REALTIME, &t);
    t.tv_sec += 20;
    assert_int_equal(pthread_timedjoin_np(thread, &status, &t), 0);
    assert_null(status);
    came = fabric.board->reactor[0].accepted + fabric.board->reactor[0].refused;
    an_listener_close(&listener);
    an_fabric_close(&fabric);
    close(parent[0]);
    close(parent[1]);
}

static uint64_t accepted(uint32_t reactor)
{
    return fabric.board->reactor[reactor].accepted;
}

/* 0, or -1: it is refused. */
static int try(int fd)
{
    struct sockaddr_in sin = {.sin_family = AF_INET,
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
                              .sin_port = htons(listener.port)};
    return connect(fd, (struct sockaddr *)&sin, sizeof sin);
}

static int client(void)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(try(fd), 0);
    return fd;
}

/* A client that the reactor gets next. */
static int client_of(uint32_t reactor)
{
    uint64_t before = accepted(0) + accepted(1), own = accepted(reactor);
    int fd = client();
    until(accepted(0) + accepted(1) > before);
    assert_int_equal(accepted(reactor), own + 1);
    return fd;
}

static void leave(int fd, uint32_t reactor)
{
    uint64_t before = fabric.board->reactor[reactor].closed;
    close(fd);
    until(fabric.board->reactor[reactor].closed > before);
}

static void newcomers_go_where_fewest_are(void **state)
{
    (void)state;
    open_fabric(2);
    start();
    int a = client_of(0), b = client_of(1);
    leave(a, 0);
    a = client_of(0);
    leave(a, 0);
    a = client_of(0);
    tell_stop();
    join();
    close(a);
    close(b);
}

static void a_mapped_address_is_one_of_ipv4(void **state)
{
    (void)state;
    struct an_conn_info info;
    uint32_t at;
    uint64_t id;
    strcpy(config.listen[0].host, "::");
    if (an_listener_open(&listener, &config, 0) < 0) skip(); /* no IPv6 here */
    an_listener_close(&listener);
    open_fabric(1);
    start();
    int fd = client_of(0);
    until((at = 0, id = an_registry_next(&fabric.registry, &at)) != 0); /* counted before */
    assert_int_equal(an_registry_read(&fabric.registry, id, &info), AN_OK);
    assert_int_equal(info.family, 4);
    assert_memory_equal(info.addr, "\x7f\0\0\1", 4);
    assert_memory_equal(info.local_addr, "\x7f\0\0\1", 4);
    tell_stop();
    join();
    close(fd);
}

/* What a predecessor has counted as there is there no more. */
static void what_was_there_before_has_gone(void **state)
{
    (void)state;
    open_fabric(1);
    an_board_set(&fabric.board->live[0], 5);
    fabric.board->reactor[0].connections = 3;
    start();
    assert_int_equal(fabric.board->live[0], 0);
    assert_int_equal(fabric.board->reactor[0].connections, 0);
    assert_int_equal(fabric.board->reactor[0].closed, 3);
    tell_stop();
    join();
}

/* Rather than to leave it waiting; and the next one as well. */
static void who_comes_when_no_descriptor_is_left_is_told_so(void **state)
{
    (void)state;
    struct rlimit before, none;
    struct pollfd p[2];
    int err = 0, told = 0;
    open_fabric(1);
    start();
    for (int i = 0; i < 2; i++)
        p[i] =
            (struct pollfd){.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), .events = POLLIN};
    int next = dup(p[0].fd);
    close(next);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    none = (struct rlimit){(rlim_t)next, before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
    for (int i = 0; i < 2; i++) {
        err |= try(p[i].fd);
        told += poll(&p[i], 1, 20000);
    }
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    assert_int_equal(err, 0);
    assert_int_equal(told, 2);
    tell_stop();
    join();
    assert_int_equal(came, 0);
    close(p[0].fd);
    close(p[1].fd);
}

/* --- a reactor does not come --- */

static bool is_heard(void)
{
    struct pollfd p = {.fd = fabric.net_fd, .events = POLLIN};
    return poll(&p, 1, 0) == 0;
}

/* The network process has dealt with all that was there. */
static void settle(void)
{
    for (int i = 0; i < 2; i++) { /* what comes of the first is over when the second is heard */
        an_fabric_ring_net(&fabric);
        until(is_heard());
    }
}

/* A reactor's ring is full of newcomers, and one more is at the door; they have left meanwhile. Notices before them make it so full that no other one finds room. */
static void flood(void)
{
    int first = client_of(0);
    for (int i = 0; i < 2; i++) {
        an_board_raise(&fabric.board->changes);
        settle();
    }
    close(client_of(0));
    int before = folder_open_descriptors();
    atomic_store(&held_up, true);
    assert_int_equal(sendto(first, "G", 1, 0, NULL, 0), 1);
    until(atomic_load(&is_held_up));
    close(first);
    for (size_t i = 0; i < FILL + 20; i++)
        close(client());
    until(folder_open_descriptors() >= before + (int)FILL - 2);
    settle();
}

static void nobody_is_lost_before_a_reactor_that_does_not_come(void **state)
{
    (void)state;
    open_fabric(1);
    start();
    flood();
    sem_post(&go_on);
    until(accepted(0) == 2 + FILL + 20);
    int fd = client_of(0);
    tell_stop();
    join();
    close(fd);
}

/* And who comes then is refused. */
static void a_stop_gets_to_a_reactor_that_comes_late(void **state)
{
    (void)state;
    open_fabric(1);
    start();
    flood();
    tell_stop();
    int fd;
    until((fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), try(fd) + close(fd)) < 0);
    sem_post(&go_on);
    join();
}

/* --- clients that come fast --- */

#define CROWD 900

static uint64_t there(uint32_t reactor)
{
    return fabric.board->reactor[reactor].connections;
}

static unsigned taken(void)
{
    return atomic_load(&by_control) + atomic_load(&by_reactors);
}

static void all_leave(const int *fd, int n)
{
    for (int i = 0; i < n; i++)
        close(fd[i]);
}

/* One more, and few wait to be accepted. */
static int another(unsigned before)
{
    int fd = client();
    until(taken() + 20 > before);
    return fd;
}

static bool some_left; /* during the storm */

/* They come until reactors have accepted so many of them. Returns how many are there. */
static int storm(int *fd, unsigned of_reactors)
{
    int n = 0;
    some_left = false;
    for (unsigned tried = 0; atomic_load(&by_reactors) < of_reactors; tried++) {
        if (n == CROWD) { /* the machine is slow, and so are they */
            all_leave(fd, n);
            until(there(0) + there(1) == 0);
            some_left = true;
            n = 0;
        }
        fd[n++] = another(tried);
    }
    until(there(0) + there(1) == (uint64_t)n);
    return n;
}

static void those_who_come_fast_are_accepted_by_their_reactors(void **state)
{
    (void)state;
    int fd[CROWD];
    open_fabric(2);
    start();
    int n = storm(fd, 100);
    uint64_t a = there(0), b = there(1);
    assert_true(some_left || (a <= b + b / 8 + 2 && b <= a + a / 8 + 2));
    assert_int_equal(accepted(0) + accepted(1), taken());
    tell_stop();
    join();
    all_leave(fd, n);
}

/* After the storm the choice is exact again. */
static void those_who_come_slowly_are_accepted_by_the_control_thread(void **state)
{
    (void)state;
    int fd[CROWD + 80];
    open_fabric(1);
    start();
    int n = storm(fd, 20);
    for (unsigned before = atomic_load(&by_control); atomic_load(&by_control) == before;) {
        assert_true(n < CROWD + 40);
        usleep(5000); /* lint: that they come slowly is the claim */
        fd[n++] = client();
        until(there(0) == (uint64_t)n);
    }
    for (int i = 0; i < 30; i++) {
        unsigned before = atomic_load(&by_control);
        usleep(2000); /* lint: so is this */
        fd[n++] = client();
        until(there(0) == (uint64_t)n);
        assert_int_equal(atomic_load(&by_control), before + 1);
    }
    tell_stop();
    join();
    all_leave(fd, n);
}

static void a_reactor_that_hangs_with_the_lease_keeps_nobody_waiting(void **state)
{
    (void)state;
    int fd[CROWD], late[50];
    open_fabric(1);
    start();
    int n = storm(fd, 20);
    atomic_store(&held_up, true);
    assert_int_equal(sendto(fd[0], "G", 1, 0, NULL, 0), 1);
    until(atomic_load(&is_held_up));
    unsigned before = taken();
    for (int i = 0; i < 50; i++)
        late[i] = client();
    until(taken() == before + 50);
    sem_post(&go_on);
    until(accepted(0) == before + 50);
    all_leave(fd, n);
    all_leave(late, 50);
    until(there(0) == 0);
    n = storm(fd, atomic_load(&by_reactors) + 20); /* it comes again, and has the lease again */
    tell_stop();
    join();
    all_leave(fd, n);
}

static void all_places_are_taken_and_the_rest_is_refused(void **state)
{
    (void)state;
    int fd[CROWD];
    config.max_connections = CROWD / 2;
    open_fabric(2);
    start();
    for (int i = 0; i < CROWD; i++)
        fd[i] = another((unsigned)i);
    const struct an_counters *c = fabric.board->reactor;
    until(accepted(0) + accepted(1) + c[0].refused + c[1].refused == CROWD);
    assert_int_equal(c[0].refused + c[1].refused, CROWD / 2);
    tell_stop();
    join();
    all_leave(fd, CROWD);
}

static void a_stop_takes_the_lease_back(void **state)
{
    (void)state;
    int fd[CROWD], last;
    open_fabric(2);
    start();
    int n = storm(fd, 20);
    tell_stop();
    until((last = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), try(last) + close(last)) < 0);
    join();
    all_leave(fd, n);
}

#define TEST(f) cmocka_unit_test_setup(f, set_up)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(newcomers_go_where_fewest_are),
        TEST(a_mapped_address_is_one_of_ipv4),
        TEST(what_was_there_before_has_gone),
        TEST(who_comes_when_no_descriptor_is_left_is_told_so),
        TEST(nobody_is_lost_before_a_reactor_that_does_not_come),
        TEST(a_stop_gets_to_a_reactor_that_comes_late),
        TEST(those_who_come_fast_are_accepted_by_their_reactors),
        TEST(those_who_come_slowly_are_accepted_by_the_control_thread),
        TEST(a_reactor_that_hangs_with_the_lease_keeps_nobody_waiting),
        TEST(all_places_are_taken_and_the_rest_is_refused),
        TEST(a_stop_takes_the_lease_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

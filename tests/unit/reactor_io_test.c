/* reactor_io_test.c - what a reactor makes of its sockets: ends, resets, urgent data, interrupted writes; and when heads of upgrades are freed. recv() and send() are
 * this file's own. */
#define _GNU_SOURCE /* POLLRDHUP */
#include "test.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "conn/http/exchange.h"
#include "reactor_help.h"

#define REQUEST "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

static const char upgrade[] =
    "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

static int recv_error, interrupts;

ssize_t recv(int fd, void *p, size_t n, int flags)
{
    if (!recv_error) return recvfrom(fd, p, n, flags, NULL, NULL);
    errno = recv_error;
    return -1;
}

ssize_t send(int fd, const void *p, size_t n, int flags)
{
    if (!interrupts) return sendto(fd, p, n, flags, NULL, 0);
    interrupts--;
    errno = EINTR;
    return -1;
}

static int set_up(void **state)
{
    (void)state;
    recv_error = interrupts = 0;
    reactor_fabric(1, 65536, AN_SPEAKS_ALL);
    return 0;
}

static bool pop(struct an_msg *m)
{
    return worker_pop(AN_REACTOR, 0, AN_WORKER, 0, m);
}

static int talker(const char *text)
{
    int fd = reactor_client();
    client_says(fd, text);
    reactor_until(fabric.board->reactor[0].bytes_in >= strlen(text));
    return fd;
}

static void told(struct an_msg m, const char *body)
{
    const struct an_conn *c = reactor_conn(0);
    m.type = AN_MSG_SEND;
    m.proto = AN_PROTO_HTTP;
    m.id = c->id;
    m.stamp = c->x->id;
    reactor_told(AN_WORKER, 0, m, "", body);
    reactor_turn();
}

/* The reactor's end of the only connection. */
static int socket_of(struct an_conn *c)
{
    uv_os_fd_t fd = -1;
    uv_fileno((uv_handle_t *)&AN_CONTAINER_OF(c, struct an_link, conn)->poll, &fd);
    return fd;
}

/* --- ends --- */

static void who_leaves_gives_its_place_back(void **state)
{
    (void)state;
    reactor_open();
    close(talker(REQUEST));
    told((struct an_msg){.flags = AN_MSG_THEN_CLOSE}, "bye");
    reactor_until(reactor->slots.used == 0);
    assert_int_equal(an_counted(&an_reactor_admission(reactor)->ended.n), 1);
}

/* A place of which the last number has been given away is not used again. */
static void a_place_that_is_spent_stays_taken(void **state)
{
    (void)state;
    reactor_open();
    uint64_t last = (1ull << AN_ID_GEN_BITS) - 1;
    atomic_store(&fabric.registry.record[0].gen, last - 1);
    int fd = reactor_client();
    assert_true(an_registry_spent(reactor_conn(0)->id));
    an_conn_kill(reactor_conn(0), AN_CLOSE_PEER);
    reactor_until(reactor->spent_places == 1);
    assert_int_equal(reactor->slots.used, 1);
    assert_int_equal(an_counted(&an_reactor_admission(reactor)->ended.n), 0);
    close(fd);
}

/* While nothing is read its end is heard of nevertheless: who may still read is told a byte. */
static void an_end_is_heard_behind_what_is_not_read_yet(void **state)
{
    (void)state;
    reactor_open();
    int fd = talker(REQUEST REQUEST);
    told((struct an_msg){.flags = AN_MSG_PART}, "piece");
    assert_int_equal(reactor_conn(0)->phase, AN_PHASE_STREAM);
    assert_non_null(reactor_conn(0)->stash);
    shutdown(fd, SHUT_WR);
    reactor_until(client_sees(fd, "piece\r\n0"));
    close(fd);
}

static void what_came_before_a_reset_comes_before_close(void **state)
{
    (void)state;
    struct linger none = {.l_onoff = 1};
    struct an_msg m;
    config.listen[0].speaks = AN_SPEAKS_TCP;
    reactor_open();
    int fd = reactor_client();
    struct pollfd p = {.fd = socket_of(reactor_conn(0))};
    client_says(fd, "abc");
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof none);
    close(fd);
    assert_int_equal(poll(&p, 1, 20000), 1); /* the reset is there */
    reactor_until(reactor->slots.used == 0);
    assert_true(pop(&m) && m.type == AN_MSG_CONNECT);
    assert_true(pop(&m) && m.type == AN_MSG_RECV);
    assert_int_equal(m.body_len, 3);
    assert_true(pop(&m) && m.type == AN_MSG_CLOSE);
    assert_int_equal(fabric.board->reactor[0].vanished, 0);
}

static void urgent_data_is_not_reported_for_ever(void **state)
{
    (void)state;
    reactor_open();
    int fd = talker(REQUEST REQUEST);
    struct an_conn *c = reactor_conn(0);
    told((struct an_msg){.flags = AN_MSG_PART}, "piece");
    assert_int_equal(sendto(fd, "!", 1, MSG_OOB, NULL, 0), 1);
    shutdown(fd, SHUT_WR);
    reactor_until(c->wants == AN_WANT_RESET);
    reactor_turn();
    assert_false(uv_is_active((uv_handle_t *)&AN_CONTAINER_OF(c, struct an_link, conn)->poll));
    close(fd);
}

static void whom_the_network_has_given_up_has_vanished(void **state)
{
    (void)state;
    reactor_open();
    int fd = talker(REQUEST);
    recv_error = ETIMEDOUT;
    client_says(fd, "more");
    reactor_until(reactor_conn(0) == NULL);
    assert_int_equal(fabric.board->reactor[0].vanished, 1);
    close(fd);
}

static void a_write_that_is_interrupted_is_made_again(void **state)
{
    (void)state;
    reactor_open();
    int fd = talker(REQUEST);
    interrupts = 2;
    told((struct an_msg){0}, "the answer");
    assert_int_equal(interrupts, 0);
    reactor_until(client_sees(fd, "the answer"));
    close(fd);
}

/* Where there are no chunks only a reset says that something is missing. */
static void an_answer_that_is_cut_ends_with_a_reset(void **state)
{
    (void)state;
    reactor_open();
    int fd = talker("GET / HTTP/1.0\r\n\r\n");
    struct pollfd p = {.fd = fd, .events = POLLRDHUP};
    told((struct an_msg){.flags = AN_MSG_PART}, "piece");
    told((struct an_msg){.flags = AN_MSG_ERROR_PAGE}, "");
    assert_int_equal(poll(&p, 1, 20000), 1);
    assert_true(p.revents & POLLERR);
    close(fd);
}

/* --- what is asked of a worker's ring --- */

/* A request may be taken back for as long as its worker has not begun with it. */
static void a_request_is_taken_back_until_its_worker_has_it(void **state)
{
    (void)state;
    struct an_msg m;
    reactor_open();
    int a = talker(REQUEST), b = reactor_client();
    client_says(b, REQUEST);
    reactor_until(reactor_conn(1)->phase == AN_PHASE_WAIT);
    assert_true(pop(&m) && m.type == AN_MSG_CONNECT);
    assert_true(pop(&m) && m.type == AN_MSG_RECV);
    assert_false(reactor->env.up->withdraw(reactor_conn(0), reactor_conn(0)->x->position,
                                           reactor_conn(0)->x->id));
    assert_true(reactor->env.up->withdraw(reactor_conn(1), reactor_conn(1)->x->position,
                                          reactor_conn(1)->x->id));
    close(a);
    close(b);
}

/* Its worker may ask for it until it has read CLOSE. */
static void the_head_of_an_upgrade_is_freed_with_its_close(void **state)
{
    (void)state;
    struct an_msg m;
    reactor_open();
    close(talker(upgrade));
    assert_int_not_equal(reactor_conn(0)->head, 0);
    reactor_until(reactor_conn(0) == NULL);
    reactor_turn();
    assert_int_equal(reactor->heads.heads.free, 0);
    while (pop(&m)) {
    }
    reactor_turn();
    assert_int_not_equal(reactor->heads.heads.free, 0);
}

/* The same of a CLOSE that has waited for room in the ring. */
static void the_head_of_an_upgrade_is_freed_with_a_close_that_waited(void **state)
{
    (void)state;
    static const char text[] = "\x81\xfe\x03\x00\0\0\0\0";
    char message[768 + 8] = {0};
    struct an_msg m = {0};
    memcpy(message, text, 8);
    worker_fabric_end();
    reactor_fabric(1, 4096, AN_SPEAKS_ALL);
    reactor_open();
    int fd = talker(upgrade);
    while (an_ring_queue_empty(&reactor->to_seat[0])) {
        uint64_t before = fabric.board->reactor[0].bytes_in;
        assert_int_equal(write(fd, message, sizeof message), sizeof message);
        reactor_until(fabric.board->reactor[0].bytes_in == before + sizeof message);
    }
    close(fd);
    an_conn_kill(reactor_conn(0), AN_CLOSE_PEER);
    while (m.type != AN_MSG_CLOSE) {
        assert_int_equal(reactor->heads.heads.free, 0);
        if (!pop(&m)) reactor_turn();
    }
    reactor_turn();
    assert_int_not_equal(reactor->heads.heads.free, 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, reactor_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(who_leaves_gives_its_place_back),
        TEST(a_place_that_is_spent_stays_taken),
        TEST(an_end_is_heard_behind_what_is_not_read_yet),
        TEST(what_came_before_a_reset_comes_before_close),
        TEST(urgent_data_is_not_reported_for_ever),
        TEST(whom_the_network_has_given_up_has_vanished),
        TEST(a_write_that_is_interrupted_is_made_again),
        TEST(an_answer_that_is_cut_ends_with_a_reset),
        TEST(a_request_is_taken_back_until_its_worker_has_it),
        TEST(the_head_of_an_upgrade_is_freed_with_its_close),
        TEST(the_head_of_an_upgrade_is_freed_with_a_close_that_waited),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

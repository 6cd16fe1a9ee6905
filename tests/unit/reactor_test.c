/* reactor_test.c - a reactor's turn: what comes from the control thread and from workers, in which order it counts, and when a stop is over. */
#include "test.h"

#include <semaphore.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "conn/conn_in.h"
#include "conn/http/exchange.h"
#include "reactor_help.h"

#define RING 4096

static int set_up(void **state)
{
    (void)state;
    reactor_fabric(1, 65536, AN_SPEAKS_TCP | AN_SPEAKS_HTTP);
    return 0;
}

static bool pop(struct an_msg *m)
{
    return worker_pop(AN_REACTOR, 0, AN_WORKER, 0, m);
}

static void expect(enum an_msg_type type)
{
    struct an_msg m;
    assert_true(pop(&m));
    assert_int_equal(m.type, type);
}

/* A client whose bytes have got to its connection. */
static int talker(const char *text)
{
    int fd = reactor_client();
    client_says(fd, text);
    reactor_until(fabric.board->reactor[0].bytes_in >= strlen(text));
    return fd;
}

static void stop(void)
{
    an_board_set(&fabric.board->net.command, AN_STOP);
    reactor_notice();
    reactor_turn();
}

/* Answers to the connection in the first place. */
static struct an_msg answer(void)
{
    const struct an_conn *c = reactor_conn(0);
    return (struct an_msg){
        .type = AN_MSG_SEND, .proto = AN_PROTO_HTTP, .id = c->id, .stamp = c->x->id};
}

/* --- a turn --- */

static void what_is_published_comes_before_what_is_sent_after_it(void **state)
{
    (void)state;
    reactor_open();
    int fd = talker("\1");
    struct an_msg send = {.type = AN_MSG_SEND, .id = reactor_conn(0)->id};
    reactor_told(AN_WORKER, 0, (struct an_msg){.type = AN_MSG_PUBLISH}, "", "to all, ");
    reactor_told(AN_WORKER, 0, send, "", "to one");
    reactor_turn();
    reactor_until(client_heard(fd, "to all, to one"));
    close(fd);
}

static void a_refused_socket_is_closed_and_counted(void **state)
{
    (void)state;
    int fd[2];
    reactor_open();
    reactor_pair(fd);
    reactor_accepted(fd[1], true);
    reactor_turn();
    assert_int_equal(fabric.board->reactor[0].refused, 1);
    assert_int_equal(an_counted(&an_reactor_admission(reactor)->ended.n), 1);
    reactor_until(recv(fd[0], &(char){0}, 1, MSG_DONTWAIT) == 0);
    close(fd[0]);
}

static void a_worker_is_rung_for_what_it_is_told(void **state)
{
    (void)state;
    reactor_open();
    struct an_bell *asleep = &fabric.bell[AN_WORKER][0];
    atomic_store(&asleep->asleep, 1);
    close(reactor_client());
    assert_int_equal(an_bell_wait(fabric.bell_fd[AN_WORKER][0], 0), AN_OK);
}

/* On a ring that is full, what waits behind it is used when there is room: that may be an answer, for which there is no other turn. */
static void what_a_flush_brings_about_is_not_slept_on(void **state)
{
    (void)state;
    static const char upgrade[] =
        "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    static const char text[] = "\x81\xfe\x03\x00\0\0\0\0", ping[] = "\x89\x80\0\0\0";
    char message[768 + 8] = {0};
    struct an_msg m;
    memcpy(message, text, 8);
    worker_fabric_end();
    reactor_fabric(1, RING, AN_SPEAKS_ALL);
    reactor_open();
    int fd = talker(upgrade);
    reactor_until(client_sees(fd, " 101 "));
    while (!(reactor_conn(0)->flags & AN__BLOCKED)) {
        uint64_t before = fabric.board->reactor[0].bytes_in;
        assert_int_equal(write(fd, message, sizeof message), sizeof message);
        reactor_until(fabric.board->reactor[0].bytes_in == before + sizeof message);
    }
    assert_int_equal(write(fd, ping, 6), 6);
    while (pop(&m)) {
    }
    struct an_conn *c = reactor_conn(0);
    an_conn_input(c, (uint8_t *)(char[]){"\x89\x80\0\0\0"}, 6); /* behind the one that waits */
    assert_false(reactor->loop.wake.pending(reactor));
    assert_false(reactor->loop.wake.drain(reactor));
    assert_true(reactor->loop.wake.pending(reactor));
    close(fd);
}

/* Which places may become free soon, and who has never said anything, as the control thread is told. */
static void expect_room(uint32_t leaving, bool silent)
{
    struct an_admission *admission = an_reactor_admission(reactor);
    an_board_raise(&admission->asked);
    reactor_until(admission->looked == admission->asked);
    assert_int_equal(admission->leaving, leaving);
    assert_int_equal(admission->silent_ms > 0, silent);
}

static void who_is_leaving_and_who_is_silent_is_told(void **state)
{
    (void)state;
    reactor_open();
    expect_room(0, false);
    int fd = reactor_client();
    expect_room(0, true);
    client_says(fd, "\1");
    reactor_until(fabric.board->reactor[0].bytes_in == 1);
    expect_room(0, false);
    shutdown(fd, SHUT_WR);
    reactor_until(reactor->env.open == 0);
    expect_room(1, false);
    close(fd);
}

/* --- a channel that makes no sense --- */

static void whoever_breaks_its_channel_makes_room(void **state)
{
    (void)state;
    reactor_open();
    int fd = talker("\1");
    struct an_ring *ring = an_fabric_ring(&fabric, AN_WORKER, 0, AN_REACTOR, 0);
    struct an_msg send = {.type = AN_MSG_SEND, .id = reactor_conn(0)->id};
    atomic_store(&ring->tail, 3);
    an_pending_use(&fabric.pending[AN_REACTOR][0], an_fabric_place(&fabric, AN_WORKER, 0));
    an_pending_raise(&fabric.pending[AN_REACTOR][0], an_fabric_place(&fabric, AN_WORKER, 0));
    reactor_turn();
    assert_int_equal(fabric.board->seat[0].condemned, 1);
    reactor_died(AN_WORKER, 0, false);
    reactor_notice();
    reactor_turn();
    reactor_told(AN_WORKER, 0, send, "", "its successor");
    reactor_turn();
    reactor_until(client_heard(fd, "its successor"));
    close(fd);
}

static void fill(int fd)
{
    static const char block[512] = {1};
    while (an_ring_queue_empty(&reactor->to_seat[0])) {
        uint64_t before = fabric.board->reactor[0].bytes_in;
        assert_int_equal(write(fd, block, sizeof block), sizeof block);
        reactor_until(fabric.board->reactor[0].bytes_in == before + sizeof block);
    }
}

/* Who reads from a ring may break it, too. The second time as the first. What waits for a successor holds the stop up. */
static void whoever_breaks_a_ring_to_it_makes_room_each_time(void **state)
{
    (void)state;
    worker_fabric_end();
    reactor_fabric(1, RING, AN_SPEAKS_TCP);
    reactor_open();
    int fd = reactor_client();
    struct an_ring *ring = an_fabric_ring(&fabric, AN_REACTOR, 0, AN_WORKER, 0);
    for (int i = 0; i < 2; i++) {
        fill(fd);
        atomic_store(&ring->head, atomic_load(&ring->head) + 3);
        reactor_turn();
        assert_int_equal(fabric.board->seat[0].condemned, 1);
        an_board_set(&fabric.board->seat[0].condemned, 0);
        reactor_turn();
        assert_int_equal(fabric.board->seat[0].condemned, 0); /* said once */
        if (i == 0) reactor_died(AN_WORKER, 0, false);
        reactor_turn();
    }
    stop();
    an_conn_kill(reactor_conn(0), AN_CLOSE_PEER);
    for (int i = 0; i < 3; i++)
        reactor_turn();
    assert_int_equal(reactor->slots.used, 0);
    assert_false(reactor->loop.stopping);
    close(fd);
}

/* --- deaths --- */

/* Nothing is continued into a successor, although no notice has come: a message of which a part is in the ring begins anew. */
static void half_a_message_is_not_continued_into_a_successor(void **state)
{
    (void)state;
    static char block[2500];
    struct an_rx rx;
    struct an_delivery d;
    worker_fabric_end();
    reactor_fabric(1, RING, AN_SPEAKS_TCP);
    reactor_open();
    int fd = reactor_client();
    for (int i = 0; i < 2; i++) {
        assert_int_equal(write(fd, block, sizeof block), sizeof block);
        reactor_until(fabric.board->reactor[0].bytes_in == (i + 1) * sizeof block);
    }
    assert_false(an_ring_queue_empty(&reactor->to_seat[0]));
    an_fabric_rx(&fabric, AN_REACTOR, 0, AN_WORKER, 0, &rx);
    while (an_rx_next(&rx, &d) == 1)
        an_free(d.owned);
    an_rx_close(&rx);
    reactor_died(AN_WORKER, 0, true);
    reactor_turn();
    an_fabric_rx(&fabric, AN_REACTOR, 0, AN_WORKER, 0, &rx);
    assert_int_equal(an_rx_next(&rx, &d), 1);
    assert_int_equal(d.msg.type, AN_MSG_RECV);
    assert_int_equal(d.msg.body_len, sizeof block);
    an_free(d.owned);
    an_rx_close(&rx);
    close(fd);
}

static void what_a_dead_worker_said_comes_before_the_502(void **state)
{
    (void)state;
    struct an_rx rx;
    struct an_delivery d;
    reactor_open();
    int fd = talker("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    an_fabric_rx(&fabric, AN_REACTOR, 0, AN_WORKER, 0, &rx);
    while (an_rx_next(&rx, &d) == 1)
        an_free(d.owned);
    an_rx_close(&rx);
    reactor_told(AN_WORKER, 0, answer(), "", "its last word");
    reactor_died(AN_WORKER, 0, true);
    reactor_notice();
    reactor_turn();
    reactor_until(client_sees(fd, "its last word"));
    assert_true(client_sees(fd, " 200 "));
    close(fd);
}

/* --- the stop --- */

static void a_stop_waits_until_workers_have_read_what_they_are_told(void **state)
{
    (void)state;
    reactor_open();
    int fd = reactor_client();
    stop();
    an_conn_kill(reactor_conn(0), AN_CLOSE_PEER);
    for (int i = 0; i < 3; i++)
        reactor_turn();
    assert_int_equal(reactor->slots.used, 0);
    assert_false(reactor->loop.stopping);
    expect(AN_MSG_CONNECT);
    expect(AN_MSG_CLOSE);
    reactor_due(&reactor->unread_check); /* nobody rings for that */
    reactor_turn();
    assert_true(reactor->loop.stopping);
    close(fd);
}

static void what_workers_have_said_before_the_last_call_counts(void **state)
{
    (void)state;
    reactor_open();
    int fd = talker("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    stop();
    reactor_told(AN_WORKER, 0, answer(), "", "in time");
    reactor_due(&reactor->deadline);
    assert_int_equal(reactor->late, 0);
    reactor_until(client_sees(fd, "in time"));
    close(fd);
}

/* At the end of its time a stop waits for no worker, and nobody is let in any more. */
static void a_stop_whose_time_is_over_ends(void **state)
{
    (void)state;
    int late[2];
    reactor_open();
    int fd = talker("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    stop();
    reactor_due(&reactor->deadline);
    assert_int_equal(reactor->late, 1);
    reactor_turn();
    assert_false(reactor->loop.stopping);
    reactor_pair(late);
    reactor_accepted(late[1], false);
    reactor_due(&reactor->deadline);
    reactor_turn();
    reactor_turn();
    assert_int_equal(fabric.board->reactor[0].refused, 1);
    assert_int_equal(fabric.board->reactor[0].accepted, 1);
    assert_true(reactor->loop.stopping);
    close(late[0]);
    close(fd);
}

static sem_t may_go_on;

static void wait_there(uv_work_t *work)
{
    (void)work;
    while (sem_wait(&may_go_on) != 0) {
    }
}

static void gone_on(uv_work_t *work, int status)
{
    (void)work, (void)status;
}

/* Its threads have something to do before: the look for a file is still to come. */
static void a_stop_without_clients_waits_for_the_disk(void **state)
{
    (void)state;
    static uv_work_t before[4];
    char root[] = "/tmp/appnet-reactor-XXXXXX";
    assert_non_null(mkdtemp(root));
    config.docs_root = root;
    reactor_open();
    assert_int_equal(sem_init(&may_go_on, 0, 0), 0);
    for (int i = 0; i < 4; i++)
        uv_queue_work(&reactor->loop.uv, &before[i], wait_there, gone_on);
    assert_int_equal(an_disk_open(reactor->disk, 1, "/tmp/none"), AN_OK);
    stop();
    reactor_turn();
    assert_false(reactor->loop.stopping);
    for (int i = 0; i < 4; i++)
        sem_post(&may_go_on);
    reactor_until(reactor->loop.stopping);
    rmdir(root);
}

/* --- a predecessor --- */

static void the_connections_of_a_dead_predecessor_are_buried(void **state)
{
    (void)state;
    struct an_registry *reg = &fabric.registry;
    enum an_conn_state is;
    struct an_msg m;
    an_registry_request(reg, 1, 7);
    config.stop_ms = 100;
    reactor_open();
    an_board_set(&fabric.board->net.command, AN_STOP);
    reactor_notice();
    an_reactor_run(reactor);
    assert_true(pop(&m));
    assert_int_equal(m.type, AN_MSG_CLOSE);
    assert_int_equal(m.code, AN_CLOSE_CRASH);
    assert_int_equal(m.id, 1);
    assert_int_equal(an_registry_at(reg, 0, &is), 1);
    assert_int_equal(is, AN_CONN_FREE);
    assert_int_equal(reg->record[0].request, 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, reactor_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_is_published_comes_before_what_is_sent_after_it),
        TEST(a_refused_socket_is_closed_and_counted),
        TEST(a_worker_is_rung_for_what_it_is_told),
        TEST(what_a_flush_brings_about_is_not_slept_on),
        TEST(who_is_leaving_and_who_is_silent_is_told),
        TEST(whoever_breaks_its_channel_makes_room),
        TEST(whoever_breaks_a_ring_to_it_makes_room_each_time),
        TEST(half_a_message_is_not_continued_into_a_successor),
        TEST(what_a_dead_worker_said_comes_before_the_502),
        TEST(a_stop_waits_until_workers_have_read_what_they_are_told),
        TEST(what_workers_have_said_before_the_last_call_counts),
        TEST(a_stop_whose_time_is_over_ends),
        TEST(a_stop_without_clients_waits_for_the_disk),
        TEST(the_connections_of_a_dead_predecessor_are_buried),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

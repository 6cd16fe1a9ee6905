/* reactor_dispatch_test.c - what waits for a worker that does not come: what is given to another one, and what stays. */
#include "test.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "reactor_help.h"

#define RING 4096
#define CLIENTS 12 /* half of them are the first worker's */

static int client[CLIENTS];

static int set_up(void **state)
{
    (void)state;
    reactor_fabric(2, RING, AN_SPEAKS_HTTP);
    reactor_open();
    for (uint32_t i = 0; i < CLIENTS; i++) {
        client[i] = reactor_client();
        assert_int_equal(reactor_conn(i)->worker, i % 2);
    }
    return 0;
}

static int tear_down(void **state)
{
    for (int i = 0; i < CLIENTS; i++)
        close(client[i]);
    return reactor_close(state);
}

static bool pop(uint32_t seat, struct an_msg *m)
{
    return worker_pop(AN_REACTOR, 0, AN_WORKER, seat, m);
}

/* Both have read all that they have been told. */
static void read_all(void)
{
    struct an_msg m;
    for (uint32_t seat = 0; seat < 2; seat++)
        while (pop(seat, &m)) {
        }
}

static void ask(uint32_t i, const char *body)
{
    char text[1200];
    snprintf(text, sizeof text, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %zu\r\n\r\n%s",
             strlen(body), body);
    client_says(client[i], text);
    reactor_until(reactor_conn(i)->phase == AN_PHASE_WAIT);
}

/* The first worker has not looked at its rings for long, the second one sleeps. */
static void look(void)
{
    for (uint32_t seat = 0; seat < 2; seat++) {
        an_board_set(&fabric.board->seat[seat].state, AN_READY);
        an_board_set(&fabric.board->seat[seat].pid, 1);
    }
    an_board_awake(&fabric.board->seat[0], 1);
    reactor_due(&reactor->dispatch_look);
    reactor_turn();
}

static void a_request_goes_to_another_worker(void **state)
{
    (void)state;
    struct an_msg m;
    read_all();
    ask(0, "");
    look();
    assert_int_equal(reactor_conn(0)->worker, 1);
    assert_true(pop(0, &m));
    assert_int_equal(m.withdrawn, AN_MOVED);
    assert_true(pop(1, &m));
    assert_int_equal(m.type, AN_MSG_RECV);
    assert_int_equal(m.withdrawn, AN_NOT_WITHDRAWN);
    assert_int_equal(m.id, reactor_conn(0)->id);
    assert_false(pop(0, &m) || pop(1, &m));
    assert_true(an_timer_armed(&reactor->dispatch_look));
}

/* A client of whom nobody has been told yet is told to somebody else. */
static void a_newcomer_goes_to_another_worker(void **state)
{
    (void)state;
    struct an_msg m;
    look();
    for (uint32_t i = 0; i < CLIENTS; i += 2) {
        assert_int_equal(reactor_conn(i)->worker, 1);
        assert_true(pop(0, &m));
        assert_int_equal(m.withdrawn, AN_MOVED);
    }
    for (uint32_t i = 1; i < CLIENTS; i += 2)
        assert_true(pop(1, &m));
    for (uint32_t i = 0; i < CLIENTS; i += 2) {
        assert_true(pop(1, &m));
        assert_int_equal(m.type, AN_MSG_CONNECT);
        assert_int_equal(m.id, reactor_conn(i)->id);
    }
}

/* It is announced by its request. */
static void a_newcomer_that_asks_is_not_told_twice(void **state)
{
    (void)state;
    struct an_msg m;
    unsigned told = 0;
    ask(0, "");
    look();
    while (pop(0, &m))
        assert_int_equal(m.withdrawn, AN_MOVED);
    while (pop(1, &m))
        told += m.id == reactor_conn(0)->id;
    assert_int_equal(told, 1);
}

/* Events of a connection come one after the other. */
static void what_its_worker_has_in_hand_stays(void **state)
{
    (void)state;
    struct an_rx rx;
    struct an_delivery d;
    ask(0, "");
    an_fabric_rx(&fabric, AN_REACTOR, 0, AN_WORKER, 0, &rx);
    assert_int_equal(an_rx_next(&rx, &d), 1);
    assert_int_equal(d.msg.id, reactor_conn(0)->id);
    look();
    assert_int_equal(reactor_conn(0)->worker, 0);
    while (an_rx_next(&rx, &d) == 1)
        assert_int_equal(d.msg.withdrawn,
                         d.msg.id == reactor_conn(0)->id ? AN_NOT_WITHDRAWN : AN_MOVED);
    an_rx_close(&rx);
}

/* Whose end has been told: nothing follows where nothing began. */
static void who_has_ended_stays(void **state)
{
    (void)state;
    struct an_msg m;
    an__conn_finish(reactor_conn(0), AN_CLOSE_SERVER);
    assert_non_null(reactor_conn(0));
    look();
    assert_true(pop(0, &m));
    assert_int_equal(m.id, reactor_conn(0)->id);
    assert_int_equal(m.withdrawn, AN_NOT_WITHDRAWN);
}

/* But not the client behind them of whom nobody has been told. */
static void requests_that_wait_for_room_go_too(void **state)
{
    (void)state;
    char body[900];
    struct an_msg m = {0};
    memset(body, 'b', sizeof body - 1);
    body[sizeof body - 1] = 0;
    read_all();
    for (uint32_t i = 0; i < CLIENTS; i += 2)
        ask(i, body);
    assert_false(an_ring_queue_empty(&reactor->to_seat[0]));
    int last = reactor_client();
    assert_int_equal(reactor_conn(CLIENTS)->worker, 0);
    look();
    for (bool told = false; !told; reactor_turn())
        while (pop(0, &m)) {
            bool connect = m.type == AN_MSG_CONNECT;
            assert_int_equal(m.withdrawn, connect ? AN_NOT_WITHDRAWN : AN_MOVED);
            told |= connect;
        }
    for (unsigned got = 0; got < CLIENTS / 2; reactor_turn())
        while (pop(1, &m)) {
            assert_int_equal(m.type, AN_MSG_RECV);
            assert_int_equal(m.body_len, sizeof body - 1);
            got++;
        }
    assert_false(pop(0, &m));
    close(last);
}

/* No bit is up for it: its worker is in the next callback of the batch. */
static void an_answer_of_a_batch_is_found_while_the_next_one_is_waited_for(void **state)
{
    (void)state;
    struct an_msg m = {.type = AN_MSG_SEND, .id = 1}; /* to nobody: it is counted */
    struct an_tx tx;
    size_t done = 0;
    uint64_t before = an_counted(&reactor->env.counters->late_sends);
    ask(0, "");
    an_fabric_tx(&fabric, AN_WORKER, 1, AN_REACTOR, 0, &tx);
    assert_int_equal(an_tx_push(&tx, &m, NULL, NULL, &done), AN_OK);
    reactor_until(an_counted(&reactor->env.counters->late_sends) == before + 1);
    reactor_until(an_pending_next(&reactor->pending, 0) == AN_PENDING_NONE);
    done = 0;
    assert_int_equal(an_tx_push(&tx, &m, NULL, NULL, &done), AN_OK);
    assert_false(an_pending_any(&reactor->pending));
    reactor_due(&reactor->dispatch_look);
    reactor_turn();
    assert_int_equal(an_counted(&reactor->env.counters->late_sends), before + 2);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_request_goes_to_another_worker),
        TEST(a_newcomer_goes_to_another_worker),
        TEST(a_newcomer_that_asks_is_not_told_twice),
        TEST(what_its_worker_has_in_hand_stays),
        TEST(who_has_ended_stays),
        TEST(requests_that_wait_for_room_go_too),
        TEST(an_answer_of_a_batch_is_found_while_the_next_one_is_waited_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* reactor_seat_test.c - what a reactor does about processes that have died, and seats that are to be left. */
#include "test.h"

#include <string.h>
#include <unistd.h>

#include "conn/http/exchange.h"
#include "reactor_help.h"

#define REQUEST "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
#define NEXT 2 /* the other seat of the first of two workers */

static int client[2];

/* Two workers; a client of each. */
static int set_up(void **state)
{
    (void)state;
    reactor_fabric(2, 65536, AN_SPEAKS_HTTP);
    reactor_open();
    for (uint32_t i = 0; i < 2; i++) {
        client[i] = reactor_client();
        assert_int_equal(reactor_conn(i)->worker, i);
    }
    return 0;
}

static int tear_down(void **state)
{
    close(client[0]);
    close(client[1]);
    return reactor_close(state);
}

static void ask(uint32_t i)
{
    client_says(client[i], REQUEST);
    reactor_until(reactor_conn(i)->phase == AN_PHASE_WAIT);
}

static bool pop(uint32_t seat, struct an_msg *m)
{
    return worker_pop(AN_REACTOR, 0, AN_WORKER, seat, m);
}

/* A worker takes all that it has been told, and has it in hand. */
static void take(uint32_t seat)
{
    struct an_rx rx;
    struct an_delivery d;
    an_fabric_rx(&fabric, AN_REACTOR, 0, AN_WORKER, seat, &rx);
    while (an_rx_next(&rx, &d) == 1)
        an_free(d.owned);
    an_rx_close(&rx);
}

/* Somebody writes a piece of the answer to a client. */
static void piece(enum an_role role, uint32_t index, uint32_t i)
{
    struct an_conn *c = reactor_conn(i);
    struct an_msg m = {.type = AN_MSG_SEND,
                       .proto = AN_PROTO_HTTP,
                       .flags = AN_MSG_PART,
                       .id = c->id,
                       .stamp = c->x->id};
    reactor_told(role, index, m, "", "piece");
    reactor_turn();
    assert_int_equal(c->phase, AN_PHASE_STREAM);
}

static void die(enum an_role role, uint32_t i, bool crashed)
{
    reactor_died(role, i, crashed);
    reactor_notice();
    reactor_turn();
}

/* The first worker has a successor, in its other seat. */
static void succeed(void)
{
    an_board_set(&fabric.board->seats, NEXT + 1);
    an_board_activate(fabric.board, NEXT, 2);
}

/* --- deaths --- */

static void what_a_dead_worker_had_in_hand_is_answered_for_it_alone(void **state)
{
    (void)state;
    ask(0);
    ask(1);
    take(0);
    take(1);
    die(AN_WORKER, 0, true);
    assert_int_equal(reactor_conn(1)->phase, AN_PHASE_WAIT);
    reactor_until(client_sees(client[0], " 502 "));
}

/* What must still be told of them is told to whom the seat's worker is now. */
static void those_of_an_emptied_seat_are_its_successor_s(void **state)
{
    (void)state;
    struct an_msg m;
    ask(0);
    take(0);
    succeed();
    die(AN_WORKER, 0, true);
    assert_true(pop(NEXT, &m));
    assert_int_equal(m.type, AN_MSG_CLOSE);
}

/* What is still in its ring is the next one's of that seat. */
static void those_of_a_seat_that_is_not_emptied_stay(void **state)
{
    (void)state;
    succeed();
    die(AN_WORKER, 0, false);
    assert_int_equal(reactor_conn(0)->worker, 0);
}

/* Whoever sits there now has not died. */
static void a_death_is_one_only_once(void **state)
{
    (void)state;
    die(AN_WORKER, 0, false);
    ask(0);
    piece(AN_WORKER, 0, 0);
    reactor_notice();
    reactor_turn();
    assert_false(an_conn_waits(reactor_conn(0)));
}

/* Seats that have never had a process are passed over. */
static void what_waits_is_looked_at(void **state)
{
    (void)state;
    reactor_due(&reactor->dispatch_look);
    assert_true(an_timer_armed(&reactor->dispatch_look));
    assert_true(an_dispatch_waits(&reactor->dispatch, 0));
}

static void an_answer_of_a_task_worker_that_has_crashed_is_cut_at_once(void **state)
{
    (void)state;
    ask(0);
    piece(AN_TASK, 0, 0);
    die(AN_TASK, 0, true);
    assert_true(reactor_conn(0) == NULL || reactor_conn(0)->phase > AN_PHASE_STREAM);
}

/* A crash is one only once. */
static void an_answer_of_a_task_worker_that_has_ended_may_be_taken_up(void **state)
{
    (void)state;
    ask(0);
    ask(1);
    piece(AN_TASK, 0, 0);
    die(AN_TASK, 0, true);
    piece(AN_TASK, 0, 1);
    die(AN_TASK, 0, false);
    assert_int_equal(reactor_conn(1)->phase, AN_PHASE_STREAM);
    assert_true(an_conn_waits(reactor_conn(1)));
    piece(AN_WORKER, 1, 1);
    reactor_until(client_sees(client[1], "piece\r\n5\r\npiece"));
}

/* --- seats --- */

static void who_has_nothing_outstanding_leaves_its_seat_at_once(void **state)
{
    (void)state;
    struct an_msg m;
    assert_true(pop(0, &m));
    succeed();
    reactor_notice();
    reactor_turn();
    assert_int_equal(reactor_conn(0)->worker, NEXT);
    assert_int_equal(reactor_conn(1)->worker, 1);
    assert_true(reactor->env.up->released(reactor_conn(0)));
    assert_false(an_timer_armed(&reactor->recheck));
}

/* It is looked at again, each time later: nobody rings for that. */
static void who_has_something_outstanding_leaves_its_seat_when_that_is_read(void **state)
{
    (void)state;
    struct an_msg m;
    succeed();
    reactor_notice();
    reactor_turn();
    assert_int_equal(reactor_conn(0)->worker, 0);
    reactor_due(&reactor->recheck);
    assert_int_equal(reactor_conn(0)->worker, 0);
    assert_int_equal(reactor->recheck_ms, 20);
    assert_true(pop(0, &m));
    reactor_due(&reactor->recheck);
    assert_int_equal(reactor_conn(0)->worker, NEXT);
    assert_false(an_timer_armed(&reactor->recheck));
}

/* What its worker said before it released a message lies in its own ring: it is heard first. */
static void who_is_still_spoken_to_stays(void **state)
{
    (void)state;
    struct an_msg m, send = {.type = AN_MSG_SEND, .id = reactor_conn(0)->id};
    assert_true(pop(0, &m));
    reactor_told(AN_WORKER, 0, send, "", "");
    assert_false(reactor->env.up->released(reactor_conn(0)));
    reactor_turn();
    assert_true(reactor->env.up->released(reactor_conn(0)));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_a_dead_worker_had_in_hand_is_answered_for_it_alone),
        TEST(those_of_an_emptied_seat_are_its_successor_s),
        TEST(those_of_a_seat_that_is_not_emptied_stay),
        TEST(a_death_is_one_only_once),
        TEST(what_waits_is_looked_at),
        TEST(an_answer_of_a_task_worker_that_has_crashed_is_cut_at_once),
        TEST(an_answer_of_a_task_worker_that_has_ended_may_be_taken_up),
        TEST(who_has_nothing_outstanding_leaves_its_seat_at_once),
        TEST(who_has_something_outstanding_leaves_its_seat_when_that_is_read),
        TEST(who_is_still_spoken_to_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

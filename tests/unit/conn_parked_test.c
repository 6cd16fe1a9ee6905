/* conn_parked_test.c - what a client says while the worker's ring is full: it waits, and reading goes on while there is room. */
#include "test.h"

#include "conn/conn_in.h"
#include "conn_help.h"

#include <string.h>

#define OLD 0u
#define NEW 2u /* another seat of the same worker */

static void begin(void)
{
    lo.config.workers = 2;
    conn_start(AN_SPEAKS_TCP);
    lo.full = lo.roomy = true;
}

static void say(size_t n)
{
    static uint8_t bytes[AN_READ_SIZE];
    memset(bytes, 'x', n);
    an_conn_input(lo.conn, bytes, n);
}

static bool reads(void)
{
    return lo.wants & AN_WANT_READ;
}

static void while_there_is_room_behind_the_ring_reading_goes_on(void **state)
{
    (void)state;
    begin();
    conn_input("one");
    conn_input("two");
    assert_true(reads());
    assert_int_equal(lo.conn->parked, 2);
    expect_told("CONNECT TCP 0 []\nRECV TCP 0 [one]\nRECV TCP 0 [two]\n");
    conn_pushed();
    conn_pushed();
    assert_true(reads());
    assert_int_equal(lo.conn->parked + lo.conn->parked_bytes, 0);
}

static void a_connection_with_one_read_waiting_reads_no_more(void **state)
{
    (void)state;
    begin();
    for (size_t i = 0; i < 4; i++) {
        assert_true(reads());
        say(AN_READ_SIZE / 4);
    }
    assert_false(reads());
    conn_pushed();
    assert_true(reads());
    say(AN_READ_SIZE / 4);
    assert_false(reads());
}

/* Even when others have filled the queue, what a connection waits for comes to an end. */
static void a_crowded_queue_stops_reading_until_nothing_of_the_connection_waits(void **state)
{
    (void)state;
    begin();
    conn_input("one");
    lo.roomy = false;
    conn_input("two");
    assert_false(reads());
    conn_pushed();
    assert_false(reads());
    conn_pushed();
    assert_true(reads());
}

static void a_queue_that_has_room_again_lets_reading_go_on(void **state)
{
    (void)state;
    begin();
    conn_input("one");
    lo.roomy = false;
    conn_input("two");
    lo.roomy = true;
    conn_pushed();
    assert_true(reads());
    assert_int_equal(lo.conn->parked, 1);
}

/* The end that was pushed first is not the end of the last message. */
static void the_seat_stays_until_the_last_message_is_pushed(void **state)
{
    (void)state;
    begin();
    conn_input("one");
    conn_input("two");
    conn_pushed();
    uint64_t first = lo.position + 64;
    assert_false(an_conn_last_at(lo.conn, OLD, first));
    assert_false(an_conn_move(lo.conn, NEW));
    conn_pushed();
    assert_true(an_conn_last_at(lo.conn, OLD, lo.position + 64));
    assert_true(an_conn_move(lo.conn, NEW));
    assert_int_equal(lo.conn->worker, NEW);
}

static void the_end_of_the_client_comes_once(void **state)
{
    (void)state;
    begin();
    conn_input("one");
    conn_input("two");
    conn_fin();
    expect_told("CONNECT TCP 0 []\nRECV TCP 0 [one]\nRECV TCP 0 [two]\nCLOSE TCP 0 []\n");
    conn_pushed();
    conn_pushed();
    expect_told("");
}

static void all_that_waits_counts_and_is_given_back(void **state)
{
    (void)state;
    begin();
    say(20000);
    say(20000);
    assert_int_equal(an_conn_holds(lo.conn), 40000 + 2 * AN__PARKED_COST);
    lo.told[0] = 0;
    an_conn_relieve(lo.conn);
    expect_told("CANCEL\nCLOSE TCP 7 []\n");
    assert_int_equal(lo.conn->parked + lo.conn->parked_bytes, 0);
}

/* What stood between the part that has left and what would come next is gone: only the end may follow. */
static void a_stream_that_has_lost_something_ends(void **state)
{
    (void)state;
    begin();
    conn_input("one");
    conn_input("two");
    lo.taken = true;
    lo.told[0] = 0;
    an_conn_relieve(lo.conn);
    expect_told("CANCEL\nCLOSE TCP 7 []\n");
    assert_int_equal(lo.conn->parked, 1);
    conn_input("three");
    conn_pushed();
    expect_told("");
}

static void a_websocket_that_has_lost_a_message_ends(void **state)
{
    (void)state;
    conn_upgraded();
    lo.full = lo.roomy = true;
    conn_ws_frame(0x82, "one");
    conn_ws_frame(0x82, "two");
    lo.taken = true;
    lo.told[0] = 0;
    an_conn_relieve(lo.conn);
    expect_told("CANCEL\nCLOSE WS 7 []\n");
    conn_ws_frame(0x82, "six");
    conn_pushed();
    expect_told("");
}

/* Messages without a byte cost memory, too. */
static void empty_messages_fill_the_room_of_a_connection(void **state)
{
    (void)state;
    conn_upgraded();
    lo.full = lo.roomy = true;
    size_t n = 0;
    for (; n < AN_READ_SIZE / 32 && reads(); n++) {
        conn_ws_frame(0x82, "");
        lo.told[0] = 0;
    }
    assert_false(reads());
    assert_true(an_conn_holds(lo.conn) >= AN_READ_SIZE);
}

/* Another process may answer a request that its worker has not seen. */
static void a_second_request_waits_until_the_first_one_is_in_the_ring(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_HTTP);
    lo.full = lo.roomy = true;
    conn_input(GET GET);
    conn_answer("x");
    expect_told("CONNECT HTTP 0 []\nRECV HTTP 0 []\n");
    assert_int_equal(lo.conn->parked, 1);
    conn_pushed();
    expect_told("RECV HTTP 0 []\n");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, conn_setup, conn_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(while_there_is_room_behind_the_ring_reading_goes_on),
        TEST(a_connection_with_one_read_waiting_reads_no_more),
        TEST(a_crowded_queue_stops_reading_until_nothing_of_the_connection_waits),
        TEST(a_queue_that_has_room_again_lets_reading_go_on),
        TEST(the_seat_stays_until_the_last_message_is_pushed),
        TEST(the_end_of_the_client_comes_once),
        TEST(all_that_waits_counts_and_is_given_back),
        TEST(a_stream_that_has_lost_something_ends),
        TEST(a_websocket_that_has_lost_a_message_ends),
        TEST(empty_messages_fill_the_room_of_a_connection),
        TEST(a_second_request_waits_until_the_first_one_is_in_the_ring),
    };
    return cmocka_run_group_tests_name("conn_parked", tests, NULL, NULL);
}

/* conn_stop_test.c - the server stops: who comes in the same turn, who has ended its side, whose request or download is under way. */
#include "test.h"

#include "conn_help.h"

#include <string.h>

/* It was accepted before anybody knew: it is told of the stop as those are that were there. */
static void who_comes_in_the_turn_of_the_stop_is_told_of_it(void **state)
{
    (void)state;
    lo.env.stopping = true;
    conn_start(AN_SPEAKS_ALL);
    expect_told("CONNECT TCP 0 []\nCLOSE TCP 5 []\n");
    conn_sees_close();
    assert_int_equal(lo.shuts, 1);
}

/* Unless it asks for something at once. */
static void who_comes_for_http_in_the_turn_of_the_stop_is_let_go(void **state)
{
    (void)state;
    lo.env.stopping = true;
    conn_start(AN_SPEAKS_HTTP);
    conn_pass(300);
    expect_told("CONNECT HTTP 0 []\nCLOSE HTTP 5 []\n");
    assert_int_equal(lo.shuts, 1);
}

static void an_upgrade_in_the_turn_of_the_stop_is_closed_with_1001(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_ALL);
    lo.env.stopping = true;
    conn_input(UPGRADE);
    expect_begins("HTTP/1.1 101 ");
    expect_told("CONNECT TCP 0 []\nCLOSE WS 5 []\n");
    assert_int_equal(lo.close_code, 1001);
    conn_sees_close();
    expect_wrote("\x88\x02\x03\xe9");
}

/* What its client sees must not be the end of the connection in place of an answer. */
static void a_client_is_told_of_the_stop_with_its_next_answer(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_HTTP);
    for (int i = 0; i < 2; i++) {
        conn_input(GET);
        conn_answer("as ever");
    }
    assert_false(wrote_has("Connection: close"));
    conn_pass(9999);
    lo.env.stopping = true;
    an_conn_stop(lo.conn);
    conn_pass(299);
    assert_int_equal(lo.shuts, 0);
    conn_input(GET);
    conn_pass(5000); /* it has the time of any other */
    conn_answer("the last");
    assert_true(wrote_has("Connection: close\r\n") && wrote_has("the last"));
    assert_int_equal(lo.shuts, 1);
}

static void a_client_that_asks_for_nothing_more_is_not_waited_for(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_HTTP);
    conn_input(GET);
    conn_answer("as ever");
    conn_pass(5000);
    lo.env.stopping = true;
    an_conn_stop(lo.conn);
    conn_pass(299);
    assert_int_equal(lo.shuts, 0);
    conn_pass(1);
    assert_int_equal(lo.shuts, 1);
    expect_told("CONNECT HTTP 0 []\nRECV HTTP 0 []\nCLOSE HTTP 5 []\n");
    assert_int_equal(an_counted(&lo.env.counters->timeouts), 0);
    assert_int_equal(an_counted(&lo.env.counters->http_keep_alive_ends), 0);
}

/* Its head has said that the connection stays, and it stays for one more. */
static void an_answer_that_began_before_the_stop_is_not_the_last(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_HTTP);
    conn_input(GET);
    conn_message(AN_MSG_SEND, 200, AN_MSG_PART, "begun");
    lo.env.stopping = true;
    an_conn_stop(lo.conn);
    conn_message(AN_MSG_SEND, 0, AN_MSG_LAST, "ended");
    assert_false(wrote_has("Connection: close"));
    assert_int_equal(lo.shuts, 0);
    conn_input(GET);
    conn_answer("the last");
    assert_true(wrote_has("Connection: close\r\n"));
    assert_int_equal(lo.shuts, 1);
}

/* The end of its side does not buy it the time of an answer. */
static void who_ends_its_side_during_the_stop_holds_it_up_no_longer(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_TCP);
    conn_input("hello");
    lo.env.stopping = true;
    an_conn_stop(lo.conn);
    conn_fin();
    assert_int_equal(lo.gones, 0); /* its worker has not come to CLOSE */
    conn_pass(1000);
    assert_int_equal(lo.gones, 1);
}

/* An answer that is being read has send_ms, also when its request would have had to be answered by now. */
static void a_download_has_the_time_of_a_slow_client_also_during_the_stop(void **state)
{
    (void)state;
    lo.config.answer_ms = 2000;
    conn_start(AN_SPEAKS_HTTP);
    conn_input(GET);
    lo.take = 0;
    lo.document = NULL;
    conn_file_message(0, 0, UINT64_MAX, "/x");
    struct an_file *f = conn_file(100000, false);
    conn_opened(AN_OK, f);
    lo.env.stopping = true;
    an_conn_stop(lo.conn);
    conn_pass(2000);
    assert_int_equal(lo.gones, 0);
    assert_int_equal(an_counted(&lo.env.counters->http_answer_timeouts), 0);
    lo.take = 200000;
    an_conn_writable(lo.conn);
    an_conn_writable(lo.conn);
    assert_int_equal(lo.file_bytes, 100000);
}

/* A request that has begun to come is no further one: it has the time of any other, and is answered if it comes too late. */
static void a_request_that_is_on_its_way_has_its_time(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_HTTP);
    conn_input("GET / HTTP/1.1\r\n");
    lo.env.stopping = true;
    an_conn_stop(lo.conn);
    conn_pass(lo.config.head_ms - 1);
    assert_int_equal(lo.shuts, 0);
    conn_pass(1);
    expect_begins("HTTP/1.1 408 ");
}

/* Also where no worker is asked, or it answers with a file. */
static void an_answer_that_is_a_file_or_none_is_the_last_too(void **state)
{
    (void)state;
    lo.env.documents = true;
    for (int i = 0; i < 4; i++) {
        conn_start(AN_SPEAKS_HTTP);
        lo.env.stopping = true;
        if (i == 1) lo.document = conn_document(AN_DOCUMENT_FILE, 12, true);
        if (i == 2) lo.document = conn_document(AN_DOCUMENT_FOLDER, 0, false);
        conn_input(i == 3 ? "GET /x HTTP/1.1\r\nHost: x\r\n\r\n"
                          : "GET /x.png HTTP/1.1\r\nHost: x\r\n\r\n");
        if (i == 3) conn_file_message(0, 10, 5, "/tmp/f");
        if (i == 3) conn_opened(AN_OK, conn_file(100, true));
        assert_true(wrote_has("Connection: close\r\n"));
        assert_int_equal(lo.shuts, i + 1);
        an_conn_kill(lo.conn, AN_CLOSE_PEER);
        lo.env.stopping = false;
        lo.wrote_len = 0;
    }
}

/* Its worker still has that long to answer. */
static void who_had_ended_its_side_before_the_stop_keeps_its_time(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_TCP);
    conn_input("hello");
    conn_fin();
    lo.env.stopping = true;
    an_conn_stop(lo.conn);
    conn_pass(lo.config.answer_ms - 1);
    assert_int_equal(lo.gones, 0);
    conn_pass(1);
    assert_int_equal(lo.gones, 1);
}

static void who_had_closed_before_the_stop_gets_its_own_code(void **state)
{
    (void)state;
    conn_upgraded();
    conn_ws_frame(0x88, "\x0f\xa1");
    lo.env.stopping = true;
    an_conn_stop(lo.conn);
    conn_sees_close();
    expect_wrote("\x88\x02\x0f\xa1");
}

/* Not even begun, and nothing of it in the ring: it is in hand all the same. */
static void the_stop_waits_for_what_waits_for_room(void **state)
{
    (void)state;
    conn_upgraded();
    lo.full = true;
    conn_ws_frame(0x81, "x");
    lo.env.stopping = true;
    an_conn_stop(lo.conn);
    conn_pass(60000);
    expect_wrote("");
}

static void the_last_call_cuts_nothing_off_where_our_close_is_out(void **state)
{
    (void)state;
    conn_upgraded();
    conn_hang_up(4000, "");
    expect_wrote("\x88\x02\x0f\xa0");
    lo.env.stopping = true;
    an_conn_stop(lo.conn);
    assert_false(an_conn_last_call(lo.conn));
    assert_int_equal(lo.shuts, 0);
    conn_ws_frame(0x88, "\x0f\xa0");
    assert_int_equal(lo.shuts, 1);
    assert_false(an_conn_last_call(lo.conn)); /* nor from one that has all */
}

static void the_last_call_ends_what_is_not_whole_and_what_waits_for_its_worker(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_HTTP);
    conn_input("GET / HT");
    lo.env.stopping = lo.unreleased = true;
    an_conn_stop(lo.conn);
    assert_true(an_conn_last_call(lo.conn));
    expect_told("CONNECT HTTP 0 []\nCLOSE HTTP 5 []\n");
    assert_int_equal(lo.shuts, 1);
    conn_fin();
    lo.env.stopping = false;
    conn_start(AN_SPEAKS_TCP);
    conn_input("hello");
    lo.env.stopping = true;
    an_conn_stop(lo.conn);
    assert_int_equal(lo.shuts, 1);
    assert_true(an_conn_last_call(lo.conn));
    assert_int_equal(lo.shuts, 2);
}

/* The client was promised more when the answer began; its next request is there already. */
static void no_request_follows_a_close_that_was_told(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_HTTP);
    conn_input(GET GET);
    conn_message(AN_MSG_SEND, 0, AN_MSG_PART, "x");
    lo.env.stopping = true;
    an_conn_stop(lo.conn);
    assert_true(an_conn_last_call(lo.conn));
    expect_told("CONNECT HTTP 0 []\nRECV HTTP 0 []\nCLOSE HTTP 5 []\n");
    conn_message(AN_MSG_SEND, 0, AN_MSG_LAST, "y");
    an_conn_flush_all(&lo.env);
    expect_told("");
    assert_int_equal(lo.shuts, 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, conn_setup, conn_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(who_comes_in_the_turn_of_the_stop_is_told_of_it),
        TEST(who_comes_for_http_in_the_turn_of_the_stop_is_let_go),
        TEST(an_upgrade_in_the_turn_of_the_stop_is_closed_with_1001),
        TEST(a_client_is_told_of_the_stop_with_its_next_answer),
        TEST(a_client_that_asks_for_nothing_more_is_not_waited_for),
        TEST(an_answer_that_began_before_the_stop_is_not_the_last),
        TEST(who_ends_its_side_during_the_stop_holds_it_up_no_longer),
        TEST(a_download_has_the_time_of_a_slow_client_also_during_the_stop),
        TEST(a_request_that_is_on_its_way_has_its_time),
        TEST(an_answer_that_is_a_file_or_none_is_the_last_too),
        TEST(who_had_ended_its_side_before_the_stop_keeps_its_time),
        TEST(who_had_closed_before_the_stop_gets_its_own_code),
        TEST(the_stop_waits_for_what_waits_for_room),
        TEST(the_last_call_cuts_nothing_off_where_our_close_is_out),
        TEST(the_last_call_ends_what_is_not_whole_and_what_waits_for_its_worker),
        TEST(no_request_follows_a_close_that_was_told),
    };
    return cmocka_run_group_tests_name("conn_stop", tests, NULL, NULL);
}

/* conn_pieces_test.c - HTTP answers in pieces, how long requests may take, and how many a connection may have. */
#include "test.h"

#include "conn_help.h"

#include <string.h>

static void answer(uint8_t flags, const char *body)
{
    conn_message(AN_MSG_SEND, 0, flags, body);
    an_conn_flush_all(&lo.env);
}

static uint64_t counted(const _Atomic uint64_t *counter)
{
    return an_counted(counter);
}

static void asked(const char *text)
{
    conn_start(AN_SPEAKS_HTTP);
    conn_input(text);
    lo.told[0] = 0;
}

/* --- pieces --- */

static void pieces_are_chunks(void **state)
{
    (void)state;
    asked(GET GET);
    answer(AN_MSG_PART, "hello");
    assert_true(wrote_has("Transfer-Encoding: chunked\r\n"));
    assert_false(wrote_has("Content-Length"));
    assert_true(wrote_has("\r\n\r\n5\r\nhello\r\n"));
    expect_begins("HTTP/1.1 200 OK\r\n");
    answer(AN_MSG_PART, "");
    expect_wrote("");
    answer(AN_MSG_PART, "sixteen letters.");
    expect_wrote("10\r\nsixteen letters.\r\n");
    expect_told("");
    answer(AN_MSG_LAST, "bye");
    expect_wrote("3\r\nbye\r\n0\r\n\r\n");
    expect_told("RECV HTTP 0 []\n"); /* the next one, on the same connection */
    answer(AN_MSG_LAST, "");
    assert_true(wrote_has("Content-Length: 0\r\n"));
}

static void an_empty_first_piece_sends_the_head(void **state)
{
    (void)state;
    asked(GET);
    answer(AN_MSG_PART, "");
    expect_begins("HTTP/1.1 200 OK\r\n");
    assert_true(lo.wants & AN_WANT_READ);
}

static void http10_has_no_chunks(void **state)
{
    (void)state;
    asked("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    answer(AN_MSG_PART, "one");
    assert_true(wrote_has("Connection: close\r\n"));
    assert_false(wrote_has("chunked"));
    assert_true(wrote_has("\r\n\r\none"));
    lo.wrote_len = 0;
    answer(AN_MSG_LAST, "two");
    expect_wrote("two");
    assert_int_equal(lo.shuts, 1);
}

static void head_and_204_have_no_pieces(void **state)
{
    (void)state;
    asked("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
    answer(AN_MSG_PART, "one");
    assert_false(wrote_has("one"));
    lo.wrote_len = 0;
    answer(AN_MSG_LAST, "two");
    expect_wrote("");
    conn_input(GET);
    conn_message(AN_MSG_SEND, 204, AN_MSG_PART, "one");
    an_conn_flush_all(&lo.env);
    assert_false(wrote_has("chunked"));
    expect_begins("HTTP/1.1 204 ");
    answer(AN_MSG_LAST, "");
    expect_wrote("");
    conn_input(GET);
    expect_told("RECV HTTP 0 []\nRECV HTTP 0 []\n");
}

static void a_whole_answer_after_a_piece_is_refused(void **state)
{
    (void)state;
    asked(GET);
    answer(AN_MSG_PART, "one");
    lo.wrote_len = 0;
    answer(0, "whole");
    expect_wrote("");
    assert_int_equal(counted(&lo.env.counters->late_sends), 1);
    answer(AN_MSG_LAST, "");
    expect_wrote("0\r\n\r\n");
    answer(AN_MSG_LAST, "");
    answer(AN_MSG_PART, "late");
    expect_wrote("");
    assert_int_equal(counted(&lo.env.counters->late_sends), 3);
}

static void pieces_may_go_on_for_ever(void **state)
{
    (void)state;
    asked(GET);
    answer(AN_MSG_PART, "one");
    conn_pass(10 * lo.config.answer_ms);
    lo.wrote_len = 0;
    answer(AN_MSG_PART, "two");
    expect_wrote("3\r\ntwo\r\n");
}

static void a_client_that_does_not_take_them_is_cut_off(void **state)
{
    (void)state;
    asked(GET);
    lo.take = 0;
    answer(AN_MSG_PART, "one");
    conn_pass(lo.config.send_ms);
    assert_int_equal(lo.gones, 1);
    assert_int_equal(counted(&lo.env.counters->http_send_timeouts), 1);
}

static void a_worker_that_dies_ends_them_without_a_last_chunk(void **state)
{
    (void)state;
    asked(GET);
    answer(AN_MSG_PART, "one");
    lo.wrote_len = 0;
    an_conn_orphaned(lo.conn, lo.position + 1);
    expect_wrote("");
    assert_int_equal(lo.shuts, 1);
}

static void a_stop_lets_the_worker_end_them(void **state)
{
    (void)state;
    asked(GET);
    answer(AN_MSG_PART, "one");
    lo.wrote_len = 0;
    lo.env.stopping = true;
    an_conn_stop(lo.conn);
    expect_told("");
    answer(AN_MSG_PART, "two");
    answer(AN_MSG_LAST, "bye");
    expect_wrote("3\r\ntwo\r\n3\r\nbye\r\n0\r\n\r\n");
    conn_pass(300); /* its head had said that the connection stays */
    assert_int_equal(lo.shuts, 1);
}

static void the_last_call_of_the_stop_lets_it_say_good_bye(void **state)
{
    (void)state;
    asked(GET);
    answer(AN_MSG_PART, "one");
    lo.wrote_len = 0;
    lo.env.stopping = true;
    an_conn_stop(lo.conn);
    an_conn_last_call(lo.conn);
    expect_told("CLOSE HTTP 5 []\n");
    answer(AN_MSG_PART, "bye");
    conn_hang_up(0, "");
    expect_wrote("3\r\nbye\r\n"); /* it has no end, and its client can tell */
    assert_int_equal(lo.shuts, 1);
}

static void a_failed_callback_cuts_what_it_had_begun(void **state)
{
    (void)state;
    asked(GET);
    answer(AN_MSG_PART, "one");
    lo.wrote_len = 0;
    conn_message(AN_MSG_SEND, 500, AN_MSG_ERROR_PAGE, "");
    expect_wrote("");
    assert_int_equal(lo.shuts, 1);
}

/* --- time --- */

static void a_request_that_no_worker_takes_is_503(void **state)
{
    (void)state;
    asked(GET);
    conn_pass(lo.config.queue_ms);
    assert_true(wrote_has("Retry-After: "));
    expect_begins("HTTP/1.1 503 Service Unavailable\r\n");
    assert_int_equal(counted(&lo.env.counters->http_unavailable), 1);
    assert_int_equal(lo.withdrawn, lo.request);
    assert_int_equal(lo.shuts, 1);
}

static void one_that_was_taken_has_the_whole_time(void **state)
{
    (void)state;
    asked(GET);
    lo.taken = true;
    conn_pass(lo.config.queue_ms);
    conn_pass(lo.config.answer_ms - lo.config.queue_ms - 1);
    expect_wrote("");
    conn_pass(1);
    expect_begins("HTTP/1.1 504 ");
    assert_int_equal(counted(&lo.env.counters->http_answer_timeouts), 1);
}

static void one_that_is_being_answered_is_not_503(void **state)
{
    (void)state;
    asked(GET);
    assert_true(an_registry_claim(&lo.registry, lo.conn->id, lo.request));
    conn_pass(lo.config.queue_ms);
    expect_wrote("");
    conn_answer("just in time");
    assert_true(wrote_has("just in time"));
}

static void one_that_found_a_full_ring_is_taken_back(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_HTTP);
    lo.full = true;
    conn_input(GET);
    lo.told[0] = 0;
    conn_pass(lo.config.queue_ms);
    expect_begins("HTTP/1.1 503 ");
    expect_told("CANCEL\nCLOSE HTTP 3 []\n");
}

static void a_body_has_a_rate(void **state)
{
    (void)state;
    lo.config.body_ms = 1000;
    lo.config.body_rate = 10;
    conn_start(AN_SPEAKS_HTTP);
    conn_input("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n");
    for (int i = 0; i < 100; i++) { /* just fast enough */
        conn_pass(500);
        conn_input("12345");
    }
    expect_wrote("");
    conn_pass(1500);
    expect_begins("HTTP/1.1 408 ");
    assert_int_equal(counted(&lo.env.counters->http_body_timeouts), 1);
    assert_int_equal(counted(&lo.env.counters->http_head_timeouts), 0);
}

/* What was sent quickly is no leave to be silent for hours. */
static void the_time_of_a_body_cannot_be_saved_up(void **state)
{
    (void)state;
    static char much[60001];
    memset(much, 'b', sizeof much - 1);
    lo.config.body_ms = 1000;
    lo.config.body_rate = 10;
    conn_start(AN_SPEAKS_HTTP);
    conn_input("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n");
    for (int i = 0; i < 10; i++)
        conn_input(much);
    conn_pass(999);
    expect_wrote("");
    conn_pass(1);
    expect_begins("HTTP/1.1 408 ");
}

/* Bytes that are worth less than a millisecond each are not lost on the way. */
static void the_rate_of_a_body_counts_every_byte(void **state)
{
    (void)state;
    lo.config.body_ms = 1000;
    lo.config.body_rate = 2000;
    conn_start(AN_SPEAKS_HTTP);
    conn_input("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n");
    for (int i = 0; i < 3000; i++) {
        conn_pass(1);
        conn_input("b");
        if (i % 3 == 0) conn_input("bbb"); /* twice the rate, on the whole */
    }
    expect_wrote("");
    conn_pass(1000);
    expect_begins("HTTP/1.1 408 ");
}

static void each_limit_is_counted(void **state)
{
    (void)state;
    static char long_uri[10000], long_head[40000];
    struct an_counters *n = lo.env.counters;
    memset(long_uri, 'a', sizeof long_uri - 1);
    memcpy(long_uri, "GET /", 5);
    memset(long_head, 'a', sizeof long_head - 1);
    memcpy(long_head, "GET / HTTP/1.1\r\nX: ", 19);
    conn_start(AN_SPEAKS_HTTP);
    conn_input(long_uri);
    conn_input(" HTTP/1.1\r\nHost: x\r\n\r\n");
    expect_begins("HTTP/1.1 414 ");
    an_conn_eof(lo.conn);
    conn_start(AN_SPEAKS_HTTP);
    conn_input(long_head);
    expect_begins("HTTP/1.1 431 ");
    an_conn_eof(lo.conn);
    conn_start(AN_SPEAKS_HTTP);
    conn_input("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\n\r\n");
    expect_begins("HTTP/1.1 413 ");
    an_conn_eof(lo.conn);
    conn_start(AN_SPEAKS_HTTP);
    conn_input("GET / HT");
    conn_pass(lo.config.head_ms);
    expect_begins("HTTP/1.1 408 ");
    an_conn_eof(lo.conn);
    conn_start(AN_SPEAKS_HTTP);
    conn_input(GET);
    conn_answer("x");
    conn_pass(lo.config.keep_alive_ms);
    assert_int_equal(counted(&n->http_uri_too_long), 1);
    assert_int_equal(counted(&n->http_head_too_large), 1);
    assert_int_equal(counted(&n->http_body_too_large), 1);
    assert_int_equal(counted(&n->http_head_timeouts), 1);
    assert_int_equal(counted(&n->http_keep_alive_ends), 1);
    assert_int_equal(counted(&n->protocol_errors), 3);
}

/* --- how many --- */

static void a_connection_has_so_many_requests(void **state)
{
    (void)state;
    lo.config.max_requests = 2;
    asked(GET);
    conn_answer("one");
    assert_false(wrote_has("Connection: close"));
    conn_input(GET);
    conn_answer("two");
    assert_true(wrote_has("Connection: close"));
    assert_int_equal(lo.shuts, 1);
    assert_int_equal(counted(&lo.env.counters->http_request_count_ends), 1);
}

static void the_count_of_requests_does_not_begin_anew(void **state)
{
    (void)state;
    lo.config.max_requests = UINT32_MAX;
    asked(GET);
    conn_answer("one");
    assert_false(wrote_has("Connection: close"));
    lo.conn->requests = UINT32_MAX;
    conn_input(GET);
    conn_answer("two");
    assert_true(wrote_has("Connection: close"));
}

static void whoever_does_not_wait_has_so_many_in_a_row(void **state)
{
    (void)state;
    lo.config.max_pipeline = 2;
    asked(GET GET GET GET GET);
    for (int i = 0; i < 3; i++) {
        assert_false(wrote_has("Connection: close"));
        conn_answer("x");
    }
    conn_answer("x");
    assert_true(wrote_has("Connection: close"));
    assert_int_equal(lo.shuts, 1);
    assert_int_equal(counted(&lo.env.counters->http_pipeline_ends), 1);
    an_conn_eof(lo.conn);
    lo.wrote_len = 0;
    asked(GET);
    for (int i = 0; i < 10; i++) {
        conn_answer("x");
        conn_input(GET);
    }
    assert_false(wrote_has("Connection: close"));
}

/* Where a counter of 16 bits ends. */
static void the_limit_may_be_a_large_one(void **state)
{
    (void)state;
    lo.config.max_pipeline = 70000;
    asked(GET GET);
    for (int i = 0; i < 70000; i++) {
        conn_answer("x");
        lo.told[0] = 0;
        assert_false(wrote_has("Connection: close"));
        lo.wrote_len = 0;
        conn_input(GET);
    }
    conn_answer("x");
    assert_false(wrote_has("Connection: close"));
    conn_input(GET);
    conn_answer("x");
    assert_true(wrote_has("Connection: close"));
    assert_int_equal(counted(&lo.env.counters->http_pipeline_ends), 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, conn_setup, conn_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(pieces_are_chunks),
        TEST(an_empty_first_piece_sends_the_head),
        TEST(http10_has_no_chunks),
        TEST(head_and_204_have_no_pieces),
        TEST(a_whole_answer_after_a_piece_is_refused),
        TEST(pieces_may_go_on_for_ever),
        TEST(a_client_that_does_not_take_them_is_cut_off),
        TEST(a_worker_that_dies_ends_them_without_a_last_chunk),
        TEST(a_stop_lets_the_worker_end_them),
        TEST(the_last_call_of_the_stop_lets_it_say_good_bye),
        TEST(a_failed_callback_cuts_what_it_had_begun),
        TEST(a_request_that_no_worker_takes_is_503),
        TEST(one_that_was_taken_has_the_whole_time),
        TEST(one_that_is_being_answered_is_not_503),
        TEST(one_that_found_a_full_ring_is_taken_back),
        TEST(a_body_has_a_rate),
        TEST(the_time_of_a_body_cannot_be_saved_up),
        TEST(the_rate_of_a_body_counts_every_byte),
        TEST(each_limit_is_counted),
        TEST(a_connection_has_so_many_requests),
        TEST(the_count_of_requests_does_not_begin_anew),
        TEST(whoever_does_not_wait_has_so_many_in_a_row),
        TEST(the_limit_may_be_a_large_one),
    };
    return cmocka_run_group_tests_name("conn_pieces", tests, NULL, NULL);
}

/* conn_http_test.c - HTTP on a connection: requests to the worker, answers to the client. */
#include "test.h"

#include "conn_help.h"

#include <string.h>

static void http_request_and_answer(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_ALL);
    conn_input_bytes("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
    expect_told("CONNECT TCP 0 []\nRECV HTTP 0 [hello]\n");
    assert_null(lo.conn->codec.any);
    conn_answer("world");
    assert_true(wrote_has("\r\n\r\nworld"));
    expect_begins("HTTP/1.1 200 OK\r\n");
    assert_true(lo.wants & AN_WANT_READ);
    conn_pass(lo.config.keep_alive_ms);
    assert_int_equal(lo.shuts, 1);
    expect_told("CLOSE HTTP 3 []\n");
}

static void pipelined_requests_go_one_at_a_time(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_HTTP);
    conn_input(GET GET GET);
    expect_told("CONNECT HTTP 0 []\nRECV HTTP 0 []\n");
    assert_false(lo.wants & AN_WANT_READ);
    conn_answer("one");
    assert_true(wrote_has("one"));
    expect_told("RECV HTTP 0 []\n");
    conn_answer("two");
    expect_told("RECV HTTP 0 []\n");
    conn_answer("three");
    assert_true(wrote_has("three"));
    assert_true(lo.wants & AN_WANT_READ);
    expect_told("");
}

static void a_second_answer_reaches_nobody(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_HTTP);
    conn_input(GET GET);
    uint64_t first = lo.request;
    conn_answer("one");
    lo.wrote_len = 0;
    uint64_t second = lo.request;
    lo.request = first;
    conn_answer("one again");
    lo.request = second;
    assert_int_equal(lo.wrote_len, 0);
    assert_int_equal(an_counted(&lo.env.counters->late_sends), 1);
    conn_answer("two");
    assert_true(wrote_has("two"));
}

static void pipelining_without_reading_waits_for_the_queue(void **state)
{
    (void)state;
    static char big[AN_PIPE_HIGH + 2];
    memset(big, 'x', sizeof big - 1);
    conn_start(AN_SPEAKS_HTTP);
    conn_input(GET GET);
    lo.take = 0;
    lo.told[0] = 0;
    conn_answer(big);
    expect_told("");
    lo.take = sizeof lo.wrote;
    an_conn_writable(lo.conn);
    expect_told("RECV HTTP 0 []\n");
}

static void the_client_may_end_its_side_after_the_request(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_HTTP);
    conn_input(GET GET);
    an_conn_eof(lo.conn);
    conn_answer("one");
    assert_int_equal(lo.gones, 0);
    conn_answer("two");
    assert_true(wrote_has("two"));
    assert_int_equal(lo.gones, 1);
    expect_told("CONNECT HTTP 0 []\nRECV HTTP 0 []\nRECV HTTP 0 []\nCLOSE HTTP 0 []\n");
}

static void connection_close_ends_after_the_answer(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_HTTP);
    conn_input("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    conn_answer("bye");
    assert_true(wrote_has("Connection: close\r\n"));
    assert_int_equal(lo.shuts, 1);
    expect_told("CONNECT HTTP 0 []\nRECV HTTP 0 []\nCLOSE HTTP 1 []\n");
}

static void head_has_no_body(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_HTTP);
    conn_input("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
    conn_answer("secret");
    assert_true(wrote_has("Content-Length: 6\r\n"));
    assert_false(wrote_has("secret"));
}

static void expect_continue(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_HTTP);
    conn_input("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    expect_wrote("HTTP/1.1 100 Continue\r\n\r\n");
    conn_input("ok");
    expect_told("CONNECT HTTP 0 []\nRECV HTTP 0 [ok]\n");
}

static void bad_requests_get_their_page(void **state)
{
    (void)state;
    static const struct {
        const char *in, *out;
    } cases[] = {
        {"GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 400 "},
        {"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n", "HTTP/1.1 413 "},
        {"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
         "HTTP/1.1 400 "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        lo.shuts = lo.gones = 0;
        conn_start(AN_SPEAKS_ALL);
        conn_input(cases[i].in);
        expect_begins(cases[i].out);
        assert_int_equal(lo.shuts, 1);
        expect_told("CONNECT TCP 0 []\nCLOSE HTTP 2 []\n");
        an_conn_eof(lo.conn);
        assert_int_equal(lo.gones, 1);
    }
}

static void half_a_request_times_out_with_408(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_HTTP);
    conn_input("GET / HT");
    conn_pass(lo.config.head_ms);
    expect_begins("HTTP/1.1 408 ");
    expect_told("CONNECT HTTP 0 []\nCLOSE HTTP 3 []\n");
}

static void a_silent_client_of_an_http_port_is_closed_without_a_word(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_HTTP);
    conn_pass(lo.config.head_ms);
    expect_wrote("");
    assert_int_equal(lo.shuts, 1);
    assert_int_equal(an_counted(&lo.env.counters->http_keep_alive_ends), 0); /* none has begun */
}

static void no_answer_is_504(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_HTTP);
    conn_input(GET);
    lo.taken = true;
    conn_pass(lo.config.queue_ms);
    conn_pass(lo.config.answer_ms - lo.config.queue_ms);
    expect_begins("HTTP/1.1 504 ");
    conn_answer("too late");
    expect_wrote("");
    expect_told("CONNECT HTTP 0 []\nRECV HTTP 0 []\nCLOSE HTTP 3 []\n");
}

static void a_dead_worker_is_502_only_for_what_it_had_taken(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_HTTP);
    conn_input(GET);
    an_conn_orphaned(lo.conn, lo.position); /* it was not the dead one's yet */
    expect_wrote("");
    an_conn_orphaned(lo.conn, lo.position + 1);
    expect_begins("HTTP/1.1 502 ");
    assert_int_equal(lo.shuts, 1);
}

static void an_error_page_from_the_worker_ends_it(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_HTTP);
    conn_input(GET);
    conn_message(AN_MSG_SEND, 500, AN_MSG_ERROR_PAGE, "");
    expect_begins("HTTP/1.1 500 ");
    assert_int_equal(lo.shuts, 1);
}

static void a_status_that_is_none_is_500(void **state)
{
    (void)state;
    static const uint8_t flags[] = {0, AN_MSG_ERROR_PAGE};
    for (int i = 0; i < 2; i++) {
        conn_start(AN_SPEAKS_HTTP);
        conn_input(GET);
        conn_message(AN_MSG_SEND, 70000, flags[i], "body");
        an_conn_flush_all(&lo.env);
        assert_false(wrote_has("body"));
        expect_begins("HTTP/1.1 500 ");
        assert_int_equal(lo.shuts, i + 1);
        an_conn_eof(lo.conn);
    }
}

/* It had been sent before the stop was known. */
static void a_pipelined_request_that_waits_is_answered_at_a_stop(void **state)
{
    (void)state;
    static char large[AN_PIPE_HIGH + 2];
    memset(large, 'x', sizeof large - 1);
    conn_start(AN_SPEAKS_HTTP);
    lo.take = 0;
    conn_input(GET GET);
    conn_answer(large);
    expect_told("CONNECT HTTP 0 []\nRECV HTTP 0 []\n"); /* the second waits for the queue */
    lo.env.stopping = true;
    an_conn_stop(lo.conn);
    expect_told("");
    lo.take = sizeof lo.wrote;
    an_conn_writable(lo.conn);
    expect_told("RECV HTTP 0 []\n");
    conn_answer("second");
    assert_true(wrote_has("Connection: close\r\n") && wrote_has("second"));
    assert_int_equal(lo.shuts, 1);
}

/* What a worker could not be given is refused before it is read. */
static void a_body_is_no_longer_than_a_message(void **state)
{
    (void)state;
    an_conn_env_fini(&lo.env);
    lo.config.max_message = 5;
    an_conn_env_init(&lo.env);
    conn_start(AN_SPEAKS_HTTP);
    conn_input("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
    expect_told("CONNECT HTTP 0 []\nRECV HTTP 0 [hello]\n");
    conn_answer("");
    lo.wrote_len = 0;
    conn_input("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\n");
    expect_begins("HTTP/1.1 413 ");
}

static void an_answer_that_says_so_is_the_last(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_HTTP);
    conn_input(GET);
    conn_message(AN_MSG_SEND, 200, AN_MSG_THEN_CLOSE, "bye");
    an_conn_flush_all(&lo.env);
    assert_true(wrote_has("Connection: close\r\n"));
    assert_int_equal(lo.shuts, 1);
}

static void a_websocket_port_asks_for_an_upgrade(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_WEBSOCKET);
    conn_input(GET);
    assert_true(wrote_has("Upgrade: websocket\r\n"));
    expect_begins("HTTP/1.1 426 ");
}

static void an_upgrade_on_a_plain_http_port_is_a_request(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_HTTP);
    conn_input(UPGRADE);
    expect_told("CONNECT HTTP 0 []\nRECV HTTP 0 []\n");
}

/* No worker need be asked whether it has taken it: there is no time left for it. */
static void who_may_wait_in_the_queue_for_longer_has_the_time_of_an_answer(void **state)
{
    (void)state;
    lo.config.queue_ms = 3000;
    lo.config.answer_ms = 1000;
    conn_start(AN_SPEAKS_HTTP);
    conn_input(GET);
    lo.taken = true;
    conn_pass(999);
    expect_wrote("");
    conn_pass(1);
    expect_begins("HTTP/1.1 504 ");
}

/* Neither that it had no body, nor that it came in chunks. */
static void nothing_of_an_answer_is_left_for_the_next_one(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_HTTP);
    conn_input("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
    conn_answer("");
    lo.wrote_len = 0;
    conn_input(GET);
    conn_message(AN_MSG_SEND, 0, AN_MSG_PART, "begun");
    conn_message(AN_MSG_SEND, 0, AN_MSG_LAST, "ended");
    an_conn_flush_all(&lo.env);
    assert_true(wrote_has("5\r\nbegun\r\n5\r\nended\r\n0\r\n\r\n"));
    lo.wrote_len = 0;
    conn_input("GET / HTTP/1.0\r\n\r\n");
    conn_message(AN_MSG_SEND, 0, AN_MSG_PART, "begun");
    conn_message(AN_MSG_SEND, 0, AN_MSG_LAST, "ended");
    an_conn_flush_all(&lo.env);
    assert_true(wrote_has("\r\n\r\nbegunended"));
}

/* The silence before it is another time. */
static void every_request_has_its_time_from_its_first_byte(void **state)
{
    (void)state;
    lo.config.keep_alive_ms = 10000;
    lo.config.head_ms = 2000;
    conn_start(AN_SPEAKS_HTTP);
    conn_input(GET);
    conn_answer("");
    lo.wrote_len = 0;
    conn_pass(9000);
    conn_input("GET / HT");
    conn_pass(1999);
    expect_wrote("");
    conn_pass(1);
    expect_begins("HTTP/1.1 408 ");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, conn_setup, conn_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(http_request_and_answer),
        TEST(pipelined_requests_go_one_at_a_time),
        TEST(a_second_answer_reaches_nobody),
        TEST(pipelining_without_reading_waits_for_the_queue),
        TEST(the_client_may_end_its_side_after_the_request),
        TEST(connection_close_ends_after_the_answer),
        TEST(head_has_no_body),
        TEST(expect_continue),
        TEST(bad_requests_get_their_page),
        TEST(half_a_request_times_out_with_408),
        TEST(a_silent_client_of_an_http_port_is_closed_without_a_word),
        TEST(no_answer_is_504),
        TEST(a_dead_worker_is_502_only_for_what_it_had_taken),
        TEST(an_error_page_from_the_worker_ends_it),
        TEST(a_status_that_is_none_is_500),
        TEST(a_pipelined_request_that_waits_is_answered_at_a_stop),
        TEST(a_body_is_no_longer_than_a_message),
        TEST(an_answer_that_says_so_is_the_last),
        TEST(a_websocket_port_asks_for_an_upgrade),
        TEST(an_upgrade_on_a_plain_http_port_is_a_request),
        TEST(who_may_wait_in_the_queue_for_longer_has_the_time_of_an_answer),
        TEST(nothing_of_an_answer_is_left_for_the_next_one),
        TEST(every_request_has_its_time_from_its_first_byte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

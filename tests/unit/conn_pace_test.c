/* conn_pace_test.c - slow clients: who takes something lives, who takes nothing or too little is cut off as slow, in every protocol and at the end. */
#include "test.h"

#include "conn/http/exchange.h"
#include "conn_help.h"

#include <stdlib.h>
#include <string.h>

static uint64_t counted(const _Atomic uint64_t *counter)
{
    return an_counted(counter);
}

/* A body of so many letters. */
static const char *letters(size_t n)
{
    static char text[200001];
    memset(text, 'x', n);
    text[n] = 0;
    return text;
}

/* The client's side: acknowledges up to n of what the kernel has, which then takes as much of the queue. */
static void takes(size_t n)
{
    n = AN_MIN(n, lo.unsent);
    lo.unsent -= n;
    lo.take = n;
    lo.filled = false;
    an_conn_writable(lo.conn);
    lo.wrote_len = 0;
    lo.take = 0;
}

/* A kernel that has taken `kernel` bytes of an answer, and its client not one; the rest waits. */
static void answered(const char *request, size_t body, size_t kernel)
{
    conn_start(AN_SPEAKS_HTTP);
    conn_input(request);
    lo.take = kernel;
    lo.holds = true;
    conn_answer(letters(body));
    lo.wrote_len = lo.take = 0;
    lo.told[0] = 0;
}

static void ask_for(uint8_t flags, const char *body)
{
    conn_message(AN_MSG_SEND, 0, flags, body);
    an_conn_flush_all(&lo.env);
}

#define HTTP10 "GET / HTTP/1.0\r\n\r\n"

static void an_answer_that_ends_the_connection_has_the_time_of_any_other(void **state)
{
    (void)state;
    lo.config.send_rate = 0;
    answered(HTTP10, 100000, 20000);
    for (int i = 0; i < 40; i++) { /* one pause after the other, each longer than linger_ms */
        conn_pass(lo.config.send_ms - lo.config.linger_ms - 1);
        assert_int_equal(lo.gones, 0);
        takes(2500);
    }
    assert_int_equal(lo.conn->phase, AN_PHASE_DRAIN);
    for (int i = 0; i < 7; i++) { /* all is with the kernel now */
        conn_pass(lo.config.send_ms - lo.config.linger_ms - 1);
        assert_int_equal(lo.gones, 0);
        lo.unsent -= 1000;
    }
    lo.unsent = 0;
    conn_pass(lo.config.linger_ms); /* it has all: now it may end its side */
    assert_int_equal(lo.gones, 0);
    conn_pass(lo.config.linger_ms);
    assert_int_equal(lo.gones, 1);
    assert_int_equal(counted(&lo.env.counters->slow_closed), 0);
}

static void a_steady_reader_is_not_cut_while_the_socket_takes_nothing(void **state)
{
    (void)state;
    lo.config.send_rate = 0;
    answered(GET, 100000, 90000);
    for (int i = 0; i < 80; i++) { /* nothing leaves the queue, but the client reads */
        conn_pass(lo.config.send_ms / 2);
        lo.unsent -= 1100;
    }
    assert_int_equal(lo.gones, 0);
}

static void who_takes_nothing_is_slow_though_it_is_at_the_end(void **state)
{
    (void)state;
    answered(HTTP10, 100000, 20000);
    conn_pass(lo.config.send_ms - lo.config.linger_ms);
    assert_int_equal(lo.gones, 0);
    conn_pass(2 * lo.config.linger_ms);
    assert_int_equal(lo.gones, 1);
    assert_int_equal(counted(&lo.env.counters->slow_closed), 1);
    assert_int_equal(counted(&lo.env.counters->http_send_timeouts), 1);
}

/* All of it is with the kernel when the connection ends; the client takes none. */
static void who_takes_nothing_of_what_the_kernel_has_is_slow(void **state)
{
    (void)state;
    answered(HTTP10, 1000, 100000);
    assert_int_equal(lo.conn->phase, AN_PHASE_DRAIN);
    conn_pass(lo.config.linger_ms);
    for (uint64_t ms = 0; ms < lo.config.send_ms; ms += lo.config.linger_ms) {
        assert_int_equal(lo.gones, 0);
        conn_pass(lo.config.linger_ms);
    }
    assert_int_equal(lo.gones, 1);
    assert_int_equal(counted(&lo.env.counters->slow_closed), 1);
}

static void who_does_not_end_its_side_has_linger_ms(void **state)
{
    (void)state;
    answered(HTTP10, 1000, 100000);
    lo.unsent = 0;
    conn_pass(lo.config.linger_ms);
    assert_int_equal(lo.gones, 1);
    assert_int_equal(counted(&lo.env.counters->slow_closed), 0);
}

/* The silence between requests begins when the answer has been read. */
static void who_reads_its_answer_is_not_idle(void **state)
{
    (void)state;
    lo.config.send_rate = 0;
    answered(GET, 100000, 20000);
    for (int i = 0; i < 10; i++) {
        conn_pass(lo.config.keep_alive_ms / 2);
        assert_int_equal(lo.conn->phase, AN_PHASE_HTTP);
        takes(5000);
    }
    takes(100000);
    takes(100000);
    conn_pass(lo.config.keep_alive_ms);
    assert_int_equal(lo.gones + lo.shuts, 1);
    expect_told("CLOSE HTTP 3 []\n");
}

/* What it says at the end changes nothing: it was silent for too long, and its last bytes have linger_ms. */
static void who_was_silent_does_not_gain_time_by_speaking_at_the_end(void **state)
{
    (void)state;
    lo.config.silence.tcp_timeout_ms = 1000;
    conn_start(AN_SPEAKS_TCP);
    lo.take = 0;
    conn_answer("last words");
    conn_pass(1000);
    expect_told("CONNECT TCP 0 []\nCLOSE TCP 3 []\n");
    conn_input("late");
    conn_pass(lo.config.linger_ms);
    assert_int_equal(lo.gones, 1);
}

/* One that was to change its seat when it ended has the time of any other. */
static void who_was_to_change_its_seat_has_no_less_time_at_the_end(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_TCP);
    lo.unreleased = true;
    conn_input("hello");
    assert_false(an_conn_move(lo.conn, 1));
    lo.take = 0;
    conn_answer("last words");
    conn_hang_up(0, "");
    conn_pass(lo.config.linger_ms + 1000);
    assert_int_equal(lo.gones, 0);
}

static void a_websocket_that_takes_nothing_is_slow(void **state)
{
    (void)state;
    lo.config.silence.ws_ping_ms = lo.config.silence.ws_timeout_ms = 0;
    conn_upgraded();
    lo.take = 0;
    conn_answer("hello");
    conn_pass(lo.config.send_ms - 1);
    conn_ws_frame(0x81, "it speaks, but does not read");
    conn_pass(1);
    expect_told("RECV WS 1 [it speaks, but does not read]\nCLOSE WS 4 []\n");
    assert_int_equal(counted(&lo.env.counters->slow_closed), 1);
    assert_int_equal(counted(&lo.env.counters->http_send_timeouts), 0);
}

/* Its pong comes when it has read what is in front of our ping. */
static void a_websocket_that_reads_is_not_silent(void **state)
{
    (void)state;
    conn_upgraded();
    lo.holds = true;
    lo.take = 20000;
    conn_answer(letters(200000));
    lo.take = 0;
    for (uint64_t ms = 0; ms < 2 * lo.config.silence.ws_timeout_ms; ms += 1000) {
        conn_pass(1000);
        takes(1100);
        assert_int_equal(lo.gones + lo.shuts, 0);
    }
    conn_pass(lo.config.silence.ws_timeout_ms + 5000);
    assert_int_equal(lo.gones, 1);
}

static void a_tcp_client_that_takes_nothing_is_slow(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_TCP);
    lo.take = 0;
    conn_answer("hello");
    conn_pass(lo.config.send_ms);
    expect_told("CONNECT TCP 0 []\nCLOSE TCP 4 []\n");
    assert_int_equal(counted(&lo.env.counters->slow_closed), 1);
}

/* 1 KiB a second, over a minute: 61,440 bytes. */
static void too_little_is_slow_too(void **state)
{
    (void)state;
    answered(GET, 150000, 5000);
    for (int i = 0; i < 60; i++) {
        assert_int_equal(lo.gones, 0);
        takes(1000);
        conn_pass(1000);
    }
    assert_int_equal(lo.gones, 1);
    assert_int_equal(counted(&lo.env.counters->slow_closed), 1);
    expect_told("CLOSE HTTP 4 []\n");
}

static void enough_is_enough(void **state)
{
    (void)state;
    answered(GET, 200000, 5000);
    for (int i = 0; i < 150; i++) {
        takes(1100);
        conn_pass(1000);
        assert_int_equal(lo.gones, 0);
    }
}

/* What is taken quickly does not pay for what is taken slowly afterwards. */
static void the_rate_cannot_be_saved_up(void **state)
{
    (void)state;
    answered(GET, 200000, 100000);
    takes(65000);
    conn_pass(lo.config.send_ms); /* plenty, in this window */
    assert_int_equal(lo.gones, 0);
    for (int i = 0; i < 60; i++) {
        assert_int_equal(lo.gones, 0);
        takes(10);
        conn_pass(1000);
    }
    assert_int_equal(lo.gones, 1);
}

/* Nor has what is between two parts of one. */
static void files_have_no_rate(void **state)
{
    (void)state;
    static const char *const request[] = {
        GET, "GET /a HTTP/1.1\r\nHost: x\r\nRange: bytes=0-9999,80000-89999\r\n\r\n"};
    for (int k = 0; k < 2; k++) {
        conn_start(AN_SPEAKS_HTTP);
        lo.env.documents = true;
        lo.document = conn_document(AN_DOCUMENT_FILE, 100000, false);
        lo.take = 1000;
        conn_input(request[k]);
        for (int i = 0; i < 150; i++) {
            lo.take = 10;
            lo.filled = false;
            an_conn_writable(lo.conn);
            conn_pass(1000);
            assert_int_equal(lo.gones, k);
        }
        an_conn_kill(lo.conn, AN_CLOSE_PEER);
    }
}

static void a_stop_does_not_wait_for_who_does_not_move(void **state)
{
    (void)state;
    answered(HTTP10, 100000, 20000);
    lo.env.stopping = true;
    conn_pass(lo.config.linger_ms);
    assert_int_equal(lo.gones, 1);
}

static void a_stream_that_is_drained_has_no_limit(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_HTTP);
    conn_input(GET);
    lo.take = 10;
    ask_for(AN_MSG_PART, letters(1000));
    lo.take = 100000;
    lo.filled = false;
    an_conn_writable(lo.conn);
    for (int i = 0; i < 100; i++)
        conn_pass(lo.config.send_ms);
    assert_int_equal(lo.gones, 0);
}

/* --- DRAIN --- */

/* A queue of 2,000 bytes for a client that takes none. */
static void full(void)
{
    lo.config.send_queue = 2000;
    conn_start(AN_SPEAKS_TCP);
    lo.holds = true;
    lo.take = 500;
    conn_answer(letters(2500));
    lo.take = 0;
    lo.told[0] = 0;
}

static void who_was_refused_is_told_once_when_half_has_left(void **state)
{
    (void)state;
    full();
    assert_int_equal(an_registry_fill(&lo.registry, lo.conn->id), 2000);
    takes(500);
    takes(499);
    expect_told("");
    takes(499);
    expect_told("DRAIN TCP 0 []\n");
    takes(1000);
    conn_answer(letters(2500));
    takes(1000);
    takes(1000);
    takes(1000);
    expect_told(""); /* nobody was refused */
}

static void nobody_is_told_after_close(void **state)
{
    (void)state;
    full();
    an_registry_fill(&lo.registry, lo.conn->id);
    conn_hang_up(0, "");
    expect_told("CLOSE TCP 1 []\n");
    for (int i = 0; i < 5; i++)
        takes(500);
    expect_told("");
}

/* --- an answer in pieces that fails --- */

static void one_of_chunks_ends_without_its_last(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_HTTP);
    conn_input(GET);
    ask_for(AN_MSG_PART, "piece");
    lo.wrote_len = 0;
    ask_for(AN_MSG_ERROR_PAGE, "");
    expect_wrote("");
    assert_int_equal(lo.shuts, 1);
    assert_int_equal(lo.aborts, 0);
}

/* Without chunks the end of the connection is the end of the answer: it must not look like one. */
static void one_up_to_the_end_of_the_connection_is_reset(void **state)
{
    (void)state;
    for (int died = 0; died < 2; died++) {
        conn_start(AN_SPEAKS_HTTP);
        conn_input(HTTP10);
        ask_for(AN_MSG_PART, "piece");
        if (died)
            an_conn_orphaned(lo.conn, lo.conn->x->position + 1);
        else
            ask_for(AN_MSG_ERROR_PAGE, "");
        assert_int_equal(lo.aborts, died + 1);
        assert_int_equal(lo.gones, died + 1);
        assert_int_equal(lo.shuts, 0);
    }
}

/* --- when it is looked --- */

/* How long nothing was sent to it does not count. */
static void the_time_of_a_slow_client_begins_when_it_makes_us_wait(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_TCP);
    conn_input("hello");
    conn_pass(3 * lo.config.send_ms);
    lo.take = 0;
    conn_answer("hello");
    conn_pass(lo.config.send_ms - 1);
    assert_int_equal(lo.gones, 0);
    conn_pass(1);
    assert_int_equal(lo.gones, 1);
}

/* The timer was set for the request; the answer that has begun has no such time. */
static void a_timer_that_rings_for_nothing_is_set_for_the_next_look(void **state)
{
    (void)state;
    lo.config.queue_ms = lo.config.answer_ms = 100;
    conn_start(AN_SPEAKS_HTTP);
    conn_input(GET);
    conn_pass(50);
    lo.take = 10;
    ask_for(AN_MSG_PART, letters(1000));
    lo.take = 0;
    conn_pass(50);
    assert_int_equal(lo.gones, 0);
    conn_pass(lo.config.send_ms);
    assert_int_equal(lo.gones, 1);
}

/* A sender of the same turn is refused by it. */
static void much_that_one_turn_queues_is_seen_at_once(void **state)
{
    (void)state;
    uint32_t queued = 0;
    lo.config.send_queue = 2000;
    conn_start(AN_SPEAKS_TCP);
    conn_message(AN_MSG_SEND, 0, 0, letters(1001));
    assert_int_equal(an_registry_check(&lo.registry, lo.conn->id, &queued), AN_OK);
    assert_int_equal(queued, 1001);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, conn_setup, conn_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_answer_that_ends_the_connection_has_the_time_of_any_other),
        TEST(a_steady_reader_is_not_cut_while_the_socket_takes_nothing),
        TEST(who_takes_nothing_is_slow_though_it_is_at_the_end),
        TEST(who_takes_nothing_of_what_the_kernel_has_is_slow),
        TEST(who_does_not_end_its_side_has_linger_ms),
        TEST(who_reads_its_answer_is_not_idle),
        TEST(who_was_silent_does_not_gain_time_by_speaking_at_the_end),
        TEST(who_was_to_change_its_seat_has_no_less_time_at_the_end),
        TEST(a_websocket_that_takes_nothing_is_slow),
        TEST(a_websocket_that_reads_is_not_silent),
        TEST(a_tcp_client_that_takes_nothing_is_slow),
        TEST(too_little_is_slow_too),
        TEST(enough_is_enough),
        TEST(the_rate_cannot_be_saved_up),
        TEST(files_have_no_rate),
        TEST(a_stop_does_not_wait_for_who_does_not_move),
        TEST(a_stream_that_is_drained_has_no_limit),
        TEST(who_was_refused_is_told_once_when_half_has_left),
        TEST(nobody_is_told_after_close),
        TEST(one_of_chunks_ends_without_its_last),
        TEST(one_up_to_the_end_of_the_connection_is_reset),
        TEST(the_time_of_a_slow_client_begins_when_it_makes_us_wait),
        TEST(a_timer_that_rings_for_nothing_is_set_for_the_next_look),
        TEST(much_that_one_turn_queues_is_seen_at_once),
    };
    return cmocka_run_group_tests_name("conn_pace", tests, NULL, NULL);
}

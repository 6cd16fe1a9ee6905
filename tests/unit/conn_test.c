/* conn_test.c - the life of a connection on the loopback (conn_help.h): first bytes, TCP, the ways to end. */
#include "test.h"

#include "conn_help.h"

#include <string.h>

/* --- TCP --- */

static void tcp_echo(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_ALL);
    conn_input("hello");
    expect_told("CONNECT TCP 0 []\nRECV TCP 0 [hello]\n");
    conn_message(AN_MSG_SEND, 0, 0, "one ");
    conn_message(AN_MSG_SEND, 0, 0, "two");
    assert_int_equal(lo.wrote_len, 0); /* both leave at the end of the turn */
    an_conn_flush_all(&lo.env);
    expect_wrote("one two");
    assert_null(lo.conn->write_queue);
    assert_null(lo.conn->stash);
    an_conn_eof(lo.conn);
    expect_told("CLOSE TCP 0 []\n");
    conn_answer("late but welcome");
    expect_wrote("late but welcome");
    conn_hang_up(0, "");
    assert_int_equal(lo.gones, 1);
    expect_told("");
    assert_int_equal(conn_state(), AN_CONN_FREE);
}

static void a_send_before_the_first_byte_makes_it_tcp(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_ALL);
    conn_answer("welcome");
    expect_wrote("welcome");
    conn_input(GET);
    expect_told("CONNECT TCP 0 []\nRECV TCP 0 [" GET "]\n");
}

static void undecided_bytes_become_tcp_after_silence(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_ALL);
    conn_pass(lo.config.silence.first_byte_ms - 1);
    assert_int_equal(lo.conn->phase, AN_PHASE_SNIFF); /* silence alone decides nothing */
    conn_input("GE");
    assert_true(lo.wants & AN_WANT_READ);
    expect_told("CONNECT TCP 0 []\n");
    conn_pass(lo.config.sniff_ms - 1);
    expect_told("");
    conn_pass(1);
    expect_told("RECV TCP 0 [GE]\n");
    conn_input("T / HTTP/1.1\r\n");
    expect_told("RECV TCP 0 [T / HTTP/1.1\r\n]\n");
}

/* Whoever drips bytes does not put the decision off. */
static void the_time_to_decide_runs_from_the_first_byte(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_ALL);
    conn_input("G");
    conn_pass(lo.config.sniff_ms - 1);
    conn_input("E");
    conn_pass(1);
    expect_told("CONNECT TCP 0 []\nRECV TCP 0 [GE]\n");
}

static void undecided_bytes_become_tcp_at_the_end(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_ALL);
    conn_input("POS");
    an_conn_eof(lo.conn);
    expect_told("CONNECT TCP 0 []\nRECV TCP 0 [POS]\nCLOSE TCP 0 []\n");
}

static void a_silent_half_closed_peer_is_not_kept_for_ever(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_TCP);
    conn_input("x");
    an_conn_eof(lo.conn);
    conn_pass(lo.config.answer_ms - 1);
    assert_int_equal(lo.gones, 0);
    conn_pass(1);
    assert_int_equal(lo.gones, 1);
    expect_told("CONNECT TCP 0 []\nRECV TCP 0 [x]\nCLOSE TCP 0 []\n");
}

static void close_flushes_then_drains(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_TCP);
    lo.take = 3;
    conn_message(AN_MSG_SEND, 0, 0, "good bye");
    conn_message(AN_MSG_HANGUP, 0, 0, "");
    assert_int_equal(conn_state(), AN_CONN_CLOSING);
    for (int i = 0; i < 3; i++)
        an_conn_writable(lo.conn);
    expect_wrote("good bye");
    assert_int_equal(lo.shuts, 1);
    assert_int_equal(lo.gones, 0);
    conn_input("ignored");
    an_conn_eof(lo.conn);
    assert_int_equal(lo.gones, 1);
    expect_told("CONNECT TCP 0 []\nCLOSE TCP 1 []\n");
}

static void a_peer_that_never_ends_is_cut_after_linger(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_TCP);
    conn_hang_up(0, "");
    conn_hang_up(0, "");
    assert_int_equal(lo.shuts, 1);
    conn_pass(lo.config.linger_ms - 1);
    assert_int_equal(lo.gones, 0);
    conn_pass(1);
    assert_int_equal(lo.gones, 1);
    expect_told("CONNECT TCP 0 []\nCLOSE TCP 1 []\n");
}

static void a_full_ring_pauses_reading(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_TCP);
    lo.full = true;
    conn_input("one");
    assert_false(lo.wants & AN_WANT_READ);
    lo.full = false;
    conn_pushed();
    assert_true(lo.wants & AN_WANT_READ);
    conn_input("two");
    an_conn_eof(lo.conn);
    expect_told("CONNECT TCP 0 []\nRECV TCP 0 [one]\nRECV TCP 0 [two]\nCLOSE TCP 0 []\n");
}

static void a_long_read_is_told_in_pieces_that_fit(void **state)
{
    (void)state;
    lo.config.max_message = 4;
    conn_start(AN_SPEAKS_TCP);
    lo.full = true;
    conn_input("123456");
    assert_int_equal(lo.conn->stash != NULL, 1);
    lo.full = false;
    conn_pushed();
    assert_null(lo.conn->stash);
    expect_told("CONNECT TCP 0 []\nRECV TCP 0 [1234]\nRECV TCP 0 [56]\n");
}

static void short_writes_keep_the_order(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_TCP);
    lo.take = 1;
    conn_answer("abc");
    assert_true(lo.wants & AN_WANT_WRITE);
    uint32_t queued = 0;
    assert_int_equal(an_registry_check(&lo.registry, lo.conn->id, &queued), AN_OK);
    conn_answer("def");
    for (int i = 0; i < 6; i++)
        an_conn_writable(lo.conn);
    expect_wrote("abcdef");
    assert_false(lo.wants & AN_WANT_WRITE);
    an_registry_check(&lo.registry, lo.conn->id, &queued);
    assert_int_equal(queued, 0);
}

static void a_large_body_is_written_at_once_and_the_rest_later(void **state)
{
    (void)state;
    static char big[3 * AN_DIRECT_SIZE + 1];
    memset(big, 'x', sizeof big - 1);
    conn_start(AN_SPEAKS_TCP);
    lo.take = AN_DIRECT_SIZE;
    conn_message(AN_MSG_SEND, 0, 0, big);
    assert_int_equal(lo.wrote_len, AN_DIRECT_SIZE);
    for (int i = 0; i < 3; i++)
        an_conn_flush_all(&lo.env), an_conn_writable(lo.conn);
    expect_wrote(big);
    lo.take = sizeof lo.wrote;
    conn_message(AN_MSG_SEND, 0, 0, "before ");
    conn_message(AN_MSG_SEND, 0, 0, big);
    an_conn_flush_all(&lo.env);
    expect_begins("before x");
}

static void a_slow_peer_is_cut_off_at_twice_its_queue(void **state)
{
    (void)state;
    lo.config.send_queue = lo.config.max_message = 10;
    lo.config.ring_capacity = 0;
    conn_start(AN_SPEAKS_TCP);
    lo.take = 0;
    for (int i = 0; i < 3; i++)
        conn_answer("0123456789");
    assert_int_equal(lo.gones, 0);
    conn_answer("!");
    assert_int_equal(lo.gones, 1);
    expect_told("CONNECT TCP 0 []\nCLOSE TCP 4 []\n");
    assert_int_equal(an_counted(&lo.env.counters->slow_closed), 1);
}

static void a_tls_hello_gets_an_alert(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_ALL);
    uint8_t hello[] = {0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3, 1, 2, 3};
    an_conn_input(lo.conn, hello, sizeof hello);
    assert_memory_equal(lo.wrote, "\x15\x03\x01\x00\x02\x02\x28", 7);
    assert_int_equal(lo.shuts, 1);
    expect_told("CONNECT TCP 0 []\nCLOSE TCP 2 []\n");
}

/* --- the end of the server --- */

/* CLOSE is the last event: what a client says first after it has been told is no request any more. */
static void stop_makes_a_client_that_has_not_spoken_tcp(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_ALL);
    lo.env.stopping = true;
    an_conn_stop(lo.conn);
    expect_told("CONNECT TCP 0 []\nCLOSE TCP 5 []\n");
    conn_input(GET);
    expect_told("");
}

static void stop_tells_undecided_first_bytes_before_the_end(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_ALL);
    conn_input("GE");
    lo.env.stopping = true;
    an_conn_stop(lo.conn);
    expect_told("CONNECT TCP 0 []\nRECV TCP 0 [GE]\nCLOSE TCP 5 []\n");
    conn_input("T / HTTP/1.1\r\n");
    expect_told("");
}

static void stop_tells_tcp_and_lets_it_say_good_bye(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_TCP);
    lo.env.stopping = true;
    an_conn_stop(lo.conn);
    expect_told("CONNECT TCP 0 []\nCLOSE TCP 5 []\n");
    conn_answer("good bye");
    conn_hang_up(0, "");
    expect_wrote("good bye");
    assert_int_equal(lo.shuts, 1);
}

static void stop_says_going_away_to_websockets(void **state)
{
    (void)state;
    conn_upgraded();
    lo.env.stopping = true;
    an_conn_stop(lo.conn);
    conn_hang_up(0, "");
    expect_wrote("\x88\x02\x03\xe9");
    expect_told("CLOSE WS 5 []\n");
}

/* Its worker is busy with something else: the client does not hear of the stop when it is too late. */
static void stop_does_not_wait_long_for_a_worker_that_has_nothing_of_it(void **state)
{
    (void)state;
    conn_upgraded();
    lo.env.stopping = true;
    an_conn_stop(lo.conn);
    expect_wrote("");
    conn_pass(1000);
    expect_wrote("\x88\x02\x03\xe9");
    conn_answer("too late");
    expect_wrote("");
    assert_int_equal(lo.shuts, 1);
    an_conn_broken(lo.conn);
    conn_start(AN_SPEAKS_TCP);
    an_conn_stop(lo.conn);
    conn_pass(1000);
    assert_int_equal(lo.shuts, 2);
}

static void stop_waits_for_what_the_worker_has_in_hand(void **state)
{
    (void)state;
    conn_upgraded();
    lo.env.stopping = lo.unreleased = true;
    conn_ws_frame(0x81, "x");
    an_conn_stop(lo.conn);
    conn_pass(60000);
    expect_wrote("");
    conn_answer("answer");
    expect_wrote("\x81\x06"
                 "answer");
    conn_hang_up(0, "");
    expect_wrote("\x88\x02\x03\xe9");
}

static void the_last_call_answers_what_nobody_has_answered(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_HTTP);
    conn_input(GET);
    lo.env.stopping = lo.unreleased = true;
    an_conn_stop(lo.conn);
    an_conn_last_call(lo.conn);
    assert_true(wrote_has("HTTP/1.1 503 "));
    assert_int_equal(lo.shuts, 1);
}

static void the_last_call_says_going_away_to_websockets(void **state)
{
    (void)state;
    conn_upgraded();
    lo.env.stopping = lo.unreleased = true;
    an_conn_stop(lo.conn);
    an_conn_last_call(lo.conn);
    expect_wrote("\x88\x02\x03\xe9");
}

static void stop_lets_a_request_finish(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_HTTP);
    conn_input(GET);
    lo.env.stopping = true;
    an_conn_stop(lo.conn);
    assert_int_equal(lo.shuts, 0);
    conn_answer("done");
    assert_true(wrote_has("Connection: close\r\n"));
    assert_true(wrote_has("done"));
    assert_int_equal(lo.shuts, 1);
}

static void stop_closes_idle_http(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_HTTP);
    lo.env.stopping = true;
    an_conn_stop(lo.conn);
    conn_pass(300);
    assert_int_equal(lo.shuts, 1);
    expect_told("CONNECT HTTP 0 []\nCLOSE HTTP 5 []\n");
}

/* --- a peer that vanishes at any step --- */

typedef void (*step_fn)(void);
static void step_tcp(void)
{
    conn_input("hello");
}
static void step_http(void)
{
    conn_input(GET GET);
}
static void step_ws(void)
{
    conn_input(UPGRADE);
    if (lo.conn->phase == AN_PHASE_WS) conn_ws_frame(0x81, "x");
}
static void step_answer(void)
{
    conn_answer("something");
}
static void step_close(void)
{
    conn_hang_up(0, "");
}
static void step_break(void)
{
    an_conn_broken(lo.conn);
}
static void step_eof(void)
{
    an_conn_eof(lo.conn);
}
static void step_time(void)
{
    conn_pass(100000);
}
static void step_full(void)
{
    lo.full = true;
}
static void step_room(void)
{
    lo.full = false;
    conn_pushed();
}
static void step_write_fails(void)
{
    lo.broken = true;
}
static void step_stop(void)
{
    lo.env.stopping = true;
    an_conn_stop(lo.conn);
}

static size_t count_of(const char *word)
{
    size_t n = 0;
    for (const char *p = lo.told; (p = strstr(p, word)); p++)
        n++;
    return n;
}

/* Every order of four steps: CONNECT once, CLOSE once, socket closed once, all memory back (AddressSanitizer looks). */
static void any_order_ends_once(void **state)
{
    static const step_fn steps[] = {step_tcp,   step_http,  step_ws,          step_answer,
                                    step_close, step_break, step_eof,         step_time,
                                    step_full,  step_room,  step_write_fails, step_stop};
    enum { N = sizeof steps / sizeof *steps };
    for (int i = 0; i < N * N * N * N; i++) {
        conn_teardown(state);
        conn_setup(state);
        conn_start(AN_SPEAKS_ALL);
        for (int k = i, n = 0; n < 4; n++, k /= N)
            steps[k % N]();
        if (lo.conn->phase != AN_PHASE_DEAD) step_break();
        assert_int_equal(count_of("CONNECT"), 1);
        assert_int_equal(count_of("CLOSE"), 1);
        assert_null(strstr(strstr(lo.told, "CLOSE"), "RECV")); /* the last of all */
        assert_int_equal(lo.gones, 1);
        assert_int_equal(conn_state(), AN_CONN_FREE);
        assert_int_equal(an_counted(&lo.env.counters->connections), 0);
    }
}

static void a_silent_tcp_connection_may_be_closed(void **state)
{
    (void)state;
    static const uint8_t speaks[] = {AN_SPEAKS_TCP, AN_SPEAKS_ALL};
    lo.config.silence.tcp_timeout_ms = 5000;
    for (int i = 0; i < 2; i++) {
        conn_start(speaks[i]);
        conn_pass(4999);
        conn_input("hello");
        conn_pass(4999);
        expect_told("CONNECT TCP 0 []\nRECV TCP 0 [hello]\n");
        conn_pass(1);
        expect_told("CLOSE TCP 3 []\n");
        an_conn_eof(lo.conn);
        conn_start(speaks[i]);
        conn_pass(5000);
        conn_pass(1);
        expect_told("CONNECT TCP 0 []\nCLOSE TCP 3 []\n");
        an_conn_eof(lo.conn);
    }
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, conn_setup, conn_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_silent_tcp_connection_may_be_closed),
        TEST(tcp_echo),
        TEST(a_send_before_the_first_byte_makes_it_tcp),
        TEST(undecided_bytes_become_tcp_after_silence),
        TEST(the_time_to_decide_runs_from_the_first_byte),
        TEST(undecided_bytes_become_tcp_at_the_end),
        TEST(a_silent_half_closed_peer_is_not_kept_for_ever),
        TEST(close_flushes_then_drains),
        TEST(a_peer_that_never_ends_is_cut_after_linger),
        TEST(a_full_ring_pauses_reading),
        TEST(a_long_read_is_told_in_pieces_that_fit),
        TEST(short_writes_keep_the_order),
        TEST(a_large_body_is_written_at_once_and_the_rest_later),
        TEST(a_slow_peer_is_cut_off_at_twice_its_queue),
        TEST(a_tls_hello_gets_an_alert),
        TEST(stop_makes_a_client_that_has_not_spoken_tcp),
        TEST(stop_tells_undecided_first_bytes_before_the_end),
        TEST(stop_tells_tcp_and_lets_it_say_good_bye),
        TEST(stop_says_going_away_to_websockets),
        TEST(stop_lets_a_request_finish),
        TEST(stop_does_not_wait_long_for_a_worker_that_has_nothing_of_it),
        TEST(stop_waits_for_what_the_worker_has_in_hand),
        TEST(the_last_call_answers_what_nobody_has_answered),
        TEST(the_last_call_says_going_away_to_websockets),
        TEST(stop_closes_idle_http),
        TEST(any_order_ends_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

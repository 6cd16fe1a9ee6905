/* conn_close_test.c - why a connection ended: its cause, and of a WebSocket the code and the reason. */
#include "test.h"

#include "conn_help.h"

#include <string.h>

/* The last lines that the worker was told, with the code of the close. */
static void expect_close(const char *line, unsigned code)
{
    expect_told(line);
    assert_int_equal(lo.close_code, code);
}

static void the_code_and_reason_of_the_peers_close_frame(void **state)
{
    (void)state;
    conn_upgraded();
    conn_ws_frame(0x88, "\x0f\xa1"
                        "gone fishing");
    expect_close("CLOSE WS 0 [gone fishing]\n", 4001);
    conn_sees_close();
    expect_wrote("\x88\x02\x0f\xa1");
}

static void a_close_frame_without_a_code_is_1005(void **state)
{
    (void)state;
    conn_upgraded();
    conn_ws_frame(0x88, "");
    expect_close("CLOSE WS 0 []\n", 1005);
}

static void a_reason_may_be_as_long_as_a_control_frame(void **state)
{
    (void)state;
    char payload[126] = "\x0b\xb8";
    memset(payload + 2, 'r', 123);
    conn_upgraded();
    conn_ws_frame(0x88, payload);
    assert_int_equal(lo.close_code, 3000);
    assert_int_equal(lo.reason_len, 123);
}

static void the_end_of_the_stream_without_a_close_frame_is_1006(void **state)
{
    (void)state;
    conn_upgraded();
    an_conn_eof(lo.conn);
    expect_close("CLOSE WS 0 []\n", 1006);
}

static void a_broken_connection_is_1006(void **state)
{
    (void)state;
    conn_upgraded();
    an_conn_broken(lo.conn);
    expect_close("CLOSE WS 0 []\n", 1006);
}

static void a_peer_that_has_vanished_is_a_timeout_and_counted(void **state)
{
    (void)state;
    conn_upgraded();
    an_conn_vanished(lo.conn);
    expect_close("CLOSE WS 3 []\n", 1006);
    conn_start(AN_SPEAKS_TCP);
    lo.told[0] = 0;
    lo.broken = lo.vanished = true;
    conn_message(AN_MSG_SEND, 0, 0, "hello");
    an_conn_flush_all(&lo.env);
    expect_close("CLOSE TCP 3 []\n", 0);
    assert_int_equal(an_counted(&lo.env.counters->vanished), 2);
    assert_int_equal(an_counted(&lo.env.counters->timeouts), 2);
}

static void our_close_keeps_its_code_and_reason_whatever_the_peer_answers(void **state)
{
    (void)state;
    conn_upgraded();
    conn_hang_up(4001, "why");
    expect_close("CLOSE WS 1 [why]\n", 4001);
    conn_ws_frame(0x88, "\x03\xe9"
                        "because");
    expect_close("", 4001);
    assert_int_equal(lo.shuts, 1);
}

static void our_close_without_a_code_is_1000(void **state)
{
    (void)state;
    conn_upgraded();
    conn_hang_up(0, "");
    expect_close("CLOSE WS 1 []\n", 1000);
}

static void a_code_that_is_never_sent_is_not_sent_whatever_a_worker_asks(void **state)
{
    (void)state;
    conn_upgraded();
    conn_hang_up(0x10000 + 4001, "x");
    expect_close("CLOSE WS 1 [x]\n", 1000);
    expect_wrote("\x88\x03\x03\xe8x");
}

static void a_protocol_error_has_the_code_that_is_sent(void **state)
{
    (void)state;
    conn_upgraded();
    conn_ws_frame(0x81, "\xff");
    expect_close("CLOSE WS 2 []\n", 1007);
    conn_sees_close();
    expect_wrote("\x88\x02\x03\xef");
}

static void an_error_after_our_close_changes_nothing(void **state)
{
    (void)state;
    conn_upgraded();
    conn_hang_up(4001, "first");
    expect_close("CLOSE WS 1 [first]\n", 4001);
    conn_ws_frame(0x83, "");
    expect_close("", 4001);
}

static void silence_is_a_timeout_without_a_close_frame(void **state)
{
    (void)state;
    lo.config.silence.ws_ping_ms = 0;
    conn_upgraded();
    conn_pass(lo.config.silence.ws_timeout_ms);
    expect_close("CLOSE WS 3 []\n", 1006);
}

static void who_does_not_read_is_slow(void **state)
{
    (void)state;
    char text[1025];
    memset(text, 'x', 1024);
    text[1024] = 0;
    lo.config.send_queue = lo.config.ring_capacity = lo.config.max_message = 65536;
    conn_upgraded();
    lo.take = 0;
    for (int i = 0; i < 1000 && lo.conn->phase != AN_PHASE_DEAD; i++)
        conn_answer(text);
    expect_close("CLOSE WS 4 []\n", 1006);
}

static void the_stop_says_1001_whatever_follows(void **state)
{
    (void)state;
    conn_upgraded();
    lo.env.stopping = true;
    an_conn_stop(lo.conn);
    expect_close("CLOSE WS 5 []\n", 1001);
    conn_hang_up(0, "");
    expect_wrote("\x88\x02\x03\xe9");
    conn_ws_frame(0x88, "\x03\xe8");
    expect_close("", 1001);
}

static void tcp_and_http_have_no_code(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_ALL);
    conn_input("hello\n");
    lo.told[0] = 0;
    conn_hang_up(4001, "not said");
    expect_close("CLOSE TCP 1 []\n", 0);
    an_conn_broken(lo.conn);
    conn_start(AN_SPEAKS_ALL);
    conn_input(GET);
    conn_answer("x");
    lo.told[0] = 0;
    an_conn_eof(lo.conn);
    expect_close("CLOSE HTTP 0 []\n", 0);
}

static void upgraded_anew(void)
{
    an_conn_broken(lo.conn);
    lo.told[0] = 0;
    lo.wrote_len = 0;
    conn_upgraded();
}

/* To the callback of CLOSE a connection looks as it is. */
static void the_registry_shows_the_end_before_it_is_told(void **state)
{
    (void)state;
    conn_upgraded();
    conn_hang_up(4001, "");
    assert_int_equal(lo.close_state, AN_CONN_CLOSING);
    upgraded_anew();
    an_conn_broken(lo.conn);
    assert_int_equal(lo.close_state, AN_CONN_FREE);
    upgraded_anew();
    conn_ws_frame(0x88, ""); /* it may still be sent to, as: */
    assert_int_equal(lo.close_state, AN_CONN_OPEN);
    conn_sees_close();
    assert_int_equal(conn_state(), AN_CONN_CLOSING);
    an_conn_broken(lo.conn);
    conn_start(AN_SPEAKS_TCP);
    an_conn_eof(lo.conn);
    assert_int_equal(lo.close_state, AN_CONN_OPEN);
}

/* Its end cannot overtake the last bytes any more; before that it could, where the client goes on sending. */
static void who_has_all_gives_up_its_place_and_nobody_else_does(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_ALL);
    assert_false(an_conn_make_room(&lo.env));
    conn_input("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assert_false(an_conn_make_room(&lo.env));
    lo.take = 10;
    conn_answer("bye");
    assert_false(an_conn_make_room(&lo.env)); /* some of it waits */
    lo.filled = false;
    lo.take = 1000;
    lo.unsent = 1;
    an_conn_writable(lo.conn);
    assert_int_equal(lo.shuts, 1);
    assert_false(an_conn_make_room(&lo.env)); /* not acknowledged yet */
    assert_int_equal(lo.gones, 0);
    lo.unsent = 0;
    assert_true(an_conn_make_room(&lo.env));
    assert_int_equal(lo.gones, 1);
    assert_false(an_conn_make_room(&lo.env));
}

/* Else a reset would overtake the last bytes, and its own end would not be seen. */
static void what_has_come_behind_a_request_is_read_to_its_end(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_HTTP);
    conn_input(GET GET);
    assert_false(lo.wants & AN_WANT_READ);
    conn_hang_up(0, "");
    assert_true(lo.wants & AN_WANT_READ);
    conn_input("and more");
    conn_fin();
    assert_int_equal(lo.gones, 1);
}

static void who_ends_its_side_first_gets_what_is_queued(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_TCP);
    lo.take = 3;
    conn_answer("good bye");
    conn_hang_up(0, "");
    conn_fin();
    assert_int_equal(lo.gones, 0);
    for (int i = 0; i < 3; i++) {
        lo.filled = false;
        an_conn_writable(lo.conn);
    }
    expect_wrote("good bye");
    assert_int_equal(lo.gones, 1);
    assert_int_equal(lo.shuts, 0);
}

static void to_end_it_twice_is_not_too_late_but_to_send_is(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_TCP);
    conn_hang_up(0, "");
    conn_hang_up(0, "");
    assert_int_equal(an_counted(&lo.env.counters->late_sends), 0);
    conn_answer("late");
    assert_int_equal(an_counted(&lo.env.counters->late_sends), 1);
    expect_wrote("");
}

/* Also when it has not read all that was in front. */
static void who_ends_its_side_in_place_of_an_answer_to_our_close_is_gone(void **state)
{
    (void)state;
    conn_upgraded();
    lo.take = 0;
    conn_hang_up(4000, "");
    assert_int_equal(lo.gones, 0);
    conn_fin();
    assert_int_equal(lo.gones, 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, conn_setup, conn_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_code_and_reason_of_the_peers_close_frame),
        TEST(a_close_frame_without_a_code_is_1005),
        TEST(a_reason_may_be_as_long_as_a_control_frame),
        TEST(the_end_of_the_stream_without_a_close_frame_is_1006),
        TEST(a_broken_connection_is_1006),
        TEST(a_peer_that_has_vanished_is_a_timeout_and_counted),
        TEST(our_close_keeps_its_code_and_reason_whatever_the_peer_answers),
        TEST(our_close_without_a_code_is_1000),
        TEST(a_code_that_is_never_sent_is_not_sent_whatever_a_worker_asks),
        TEST(a_protocol_error_has_the_code_that_is_sent),
        TEST(an_error_after_our_close_changes_nothing),
        TEST(silence_is_a_timeout_without_a_close_frame),
        TEST(who_does_not_read_is_slow),
        TEST(the_stop_says_1001_whatever_follows),
        TEST(tcp_and_http_have_no_code),
        TEST(the_registry_shows_the_end_before_it_is_told),
        TEST(who_has_all_gives_up_its_place_and_nobody_else_does),
        TEST(what_has_come_behind_a_request_is_read_to_its_end),
        TEST(who_ends_its_side_first_gets_what_is_queued),
        TEST(to_end_it_twice_is_not_too_late_but_to_send_is),
        TEST(who_ends_its_side_in_place_of_an_answer_to_our_close_is_gone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

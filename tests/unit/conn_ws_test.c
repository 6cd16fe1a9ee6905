/* conn_ws_test.c - WebSocket on a connection: messages, pings, the close handshake. */
#include "test.h"

#include "conn_help.h"

#include <string.h>

static void ws_echo(void **state)
{
    (void)state;
    lo.config.silence.ws_ping_ms = lo.config.silence.ws_timeout_ms = 0;
    conn_upgraded();
    conn_ws_frame(0x81, "hello");
    expect_told("RECV WS 1 [hello]\n");
    assert_null(lo.conn->codec.any);
    conn_answer("world");
    expect_wrote("\x81\x05world");
    conn_ws_frame(0x89, "are you there");
    expect_wrote("\x8a\x0d"
                 "are you there");
    conn_pass(86400000);
    assert_int_equal(lo.gones, 0);
    an_conn_eof(lo.conn);
    expect_told("CLOSE WS 0 []\n");
    conn_sees_close();
    expect_wrote("");
    assert_int_equal(lo.gones, 1);
}

static void ws_message_behind_the_upgrade_in_one_read(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_ALL);
    uint8_t in[512];
    size_t n = strlen(UPGRADE);
    memcpy(in, UPGRADE, n);
    memcpy(in + n, "\x81\x82\0\0\0\0hi", 8);
    an_conn_input(lo.conn, in, n + 8);
    expect_told("CONNECT TCP 0 []\nRECV WS 1 [hi]\n");
}

static void ws_close_from_the_peer_is_echoed(void **state)
{
    (void)state;
    conn_upgraded();
    conn_ws_frame(0x88, "\x03\xe9"
                        "bye");
    expect_told("CLOSE WS 0 [bye]\n");
    conn_sees_close();
    expect_wrote("\x88\x02\x03\xe9");
    assert_int_equal(lo.shuts, 1);
}

static void ws_close_from_us_waits_for_the_peer(void **state)
{
    (void)state;
    conn_upgraded();
    conn_hang_up(4001, "why");
    expect_wrote("\x88\x05\x0f\xa1why");
    assert_int_equal(conn_state(), AN_CONN_CLOSING);
    conn_ws_frame(0x81, "not heard");
    conn_answer("not sent");
    expect_wrote("");
    assert_int_equal(lo.shuts, 0);
    conn_ws_frame(0x88, "\x0f\xa1");
    assert_int_equal(lo.shuts, 1);
    expect_told("CLOSE WS 1 [why]\n");
}

static void ws_close_unanswered_ends_after_linger(void **state)
{
    (void)state;
    conn_upgraded();
    conn_hang_up(0, "");
    expect_begins("\x88\x02\x03\xe8");
    conn_pass(lo.config.linger_ms);
    assert_int_equal(lo.gones, 1);
}

static void ws_protocol_error(void **state)
{
    (void)state;
    conn_upgraded();
    uint8_t unmasked[] = {0x81, 1, 'x'};
    an_conn_input(lo.conn, unmasked, sizeof unmasked);
    expect_told("CLOSE WS 2 []\n");
    conn_sees_close();
    expect_wrote("\x88\x02\x03\xea");
    assert_int_equal(lo.shuts, 1);
}

static void pings_of_a_peer_that_does_not_read_cost_nothing(void **state)
{
    (void)state;
    conn_upgraded();
    lo.take = 0;
    for (int i = 0; i < 10000; i++)
        conn_ws_frame(0x89, "0123456789012345678901234567890123456789");
    assert_true(lo.conn->write_queue->bytes <= AN_PIPE_HIGH + 42);
}

static void silence_is_asked_then_closed(void **state)
{
    (void)state;
    conn_upgraded();
    conn_pass(lo.config.silence.ws_ping_ms - 1);
    expect_wrote("");
    conn_pass(1);
    assert_int_equal(lo.wrote_len, 2);
    assert_memory_equal(lo.wrote, "\x89\0", 2);
    lo.wrote_len = 0;
    conn_ws_frame(0x8a, ""); /* a pong: it lives */
    conn_pass(lo.config.silence.ws_ping_ms - 1);
    expect_wrote("");
    conn_pass(1);
    assert_int_equal(lo.wrote_len, 2);
    conn_pass(lo.config.silence.ws_ping_ms);
    conn_pass(lo.config.silence.ws_timeout_ms - 2 * lo.config.silence.ws_ping_ms - 1);
    expect_told("");
    conn_pass(1);
    expect_told("CLOSE WS 3 []\n");
    assert_int_equal(an_counted(&lo.env.counters->timeouts), 1);
}

static void no_heartbeat_when_it_is_off(void **state)
{
    (void)state;
    lo.config.silence.ws_ping_ms = lo.config.silence.ws_timeout_ms = 0;
    conn_upgraded();
    conn_pass(1000000000);
    expect_wrote("");
    expect_told("");
}

/* Whatever is said to it afterwards, by its client or by a worker. */
static void behind_our_close_frame_nothing_is_sent(void **state)
{
    (void)state;
    conn_upgraded();
    conn_hang_up(4001, "");
    expect_wrote("\x88\x02\x0f\xa1");
    conn_hang_up(4002, "");
    conn_ws_frame(0x89, "ping");
    conn_message(AN_MSG_PING, 0, 0, "ping");
    an_conn_flush_all(&lo.env);
    expect_wrote("");
    assert_int_equal(an_counted(&lo.env.counters->late_sends), 1);
}

/* --- long messages --- */

#define LONG 100000
#define FIRST 40000 /* bytes of it that come by themselves */

static struct {
    const uint8_t *in; /* what the client has sent and nobody has read, ... */
    size_t in_len;
    size_t at_once;      /* ... of which a read gives so much */
    size_t room;         /* that the last read had */
    size_t place_room;   /* the longest body that can be made in the place */
    int asked;           /* for the place */
    const uint8_t *body; /* where the body of the last message stood */
    struct an_transport transport;
    struct an_conn_up up;
    const struct an_conn_up *lo_up;
    uint8_t place[LONG];
} far;

static ssize_t far_read(struct an_conn *c, uint8_t *p, size_t size)
{
    (void)c;
    far.room = size;
    size_t n = AN_MIN(size, AN_MIN(far.in_len, far.at_once));
    memcpy(p, far.in, n);
    far.in += n;
    far.in_len -= n;
    return n ? (ssize_t)n : AN_EAGAIN;
}

static size_t far_arrived(struct an_conn *c)
{
    (void)c;
    return far.in_len;
}

static uint8_t *far_place(struct an_conn *c, size_t len)
{
    (void)c;
    far.asked++;
    return len <= far.place_room ? far.place : NULL;
}

static int far_post(struct an_conn *c, const struct an_msg *m, const void *head, const void *body)
{
    far.body = body;
    return far.lo_up->post(c, m, head, body);
}

/* The client has said `first`, and the rest has not been read. */
static void far_begins(uint8_t *first, size_t n, size_t rest)
{
    conn_upgraded();
    memset(&far, 0, sizeof far);
    far.transport = *lo.conn->transport;
    far.transport.read = far_read;
    far.transport.arrived = far_arrived;
    lo.conn->transport = &far.transport;
    far.lo_up = lo.env.up;
    far.up = *lo.env.up;
    far.up.post = far_post;
    far.up.place = far_place;
    lo.env.up = &far.up;
    an_conn_input(lo.conn, first, n);
    far.in = first + n;
    far.in_len = far.at_once = rest;
}

/* A text of LONG bytes, of which the last one is as given, begins to arrive. */
static void long_text_begins(uint8_t last)
{
    static uint8_t frame[14 + LONG];
    memcpy(frame, "\x81\xff\0\0\0\0\0\x01\x86\xa0\x01\x02\x03\x04", 14);
    for (size_t i = 0; i < LONG; i++)
        frame[14 + i] = (uint8_t)((i == LONG - 1 ? last : 'a' + i % 26) ^ (1 + i % 4));
    far_begins(frame, 14 + FIRST, LONG - FIRST);
    far.place_room = LONG;
}

static void long_text_comes(void)
{
    static uint8_t buffer[AN_READ_SIZE];
    an_conn_readable(lo.conn, buffer, sizeof buffer);
    an_conn_flush_all(&lo.env);
}

static void expect_long_text(bool in_place)
{
    expect_told("RECV WS 1 [abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijkl]\n");
    assert_int_equal(far.body == far.place, in_place);
    assert_int_equal(far.in_len, 0);
    for (size_t i = 0; in_place && i < LONG; i++)
        assert_int_equal(far.place[i], i == LONG - 1 ? 'z' : 'a' + i % 26);
    assert_null(lo.conn->codec.any);
}

static void a_long_message_is_made_where_the_worker_reads_it(void **state)
{
    (void)state;
    long_text_begins('z');
    long_text_comes();
    expect_long_text(true);
}

static void a_message_of_which_a_part_is_missing_waits_elsewhere(void **state)
{
    (void)state;
    long_text_begins('z');
    far.in_len = LONG - FIRST - 20000;
    long_text_comes();
    expect_told("");
    assert_int_equal(lo.conn->codec.ws->message.len, LONG - 20000);
    assert_int_equal(far.asked, 0);
    far.in_len = 20000;
    long_text_comes();
    expect_long_text(true);
}

static void a_read_that_gives_less_than_has_arrived_loses_nothing(void **state)
{
    (void)state;
    long_text_begins('z');
    far.at_once = 30001;
    long_text_comes();
    assert_int_equal(lo.conn->codec.ws->message.len, FIRST + 30001);
    far.at_once = LONG;
    long_text_comes();
    expect_long_text(true);
}

/* Nothing is read to a place of its own, so each read has all of the buffer. */
static void a_short_message_may_come_byte_by_byte(void **state)
{
    (void)state;
    uint8_t frame[] = "\x81\x85\x01\x02\x03\x04"
                      "\x69\x67\x6f\x68\x6e";
    far_begins(frame, 6, 5);
    far.at_once = 1;
    for (size_t left = 5; left; left--) {
        assert_int_equal(far.in_len, left);
        expect_told("");
        long_text_comes();
        assert_int_equal(far.room, AN_READ_SIZE);
    }
    expect_told("RECV WS 1 [hello]\n");
}

static void without_a_place_a_long_message_is_told_as_any(void **state)
{
    (void)state;
    long_text_begins('z');
    far.place_room = LONG - 1;
    long_text_comes();
    expect_long_text(false);
}

static void bad_text_in_the_place_is_not_told(void **state)
{
    (void)state;
    long_text_begins(0xFF);
    long_text_comes();
    expect_told("CLOSE WS 2 []\n");
    conn_sees_close();
    expect_wrote("\x88\x02\x03\xef");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, conn_setup, conn_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(silence_is_asked_then_closed),
        TEST(no_heartbeat_when_it_is_off),
        TEST(ws_echo),
        TEST(ws_message_behind_the_upgrade_in_one_read),
        TEST(ws_close_from_the_peer_is_echoed),
        TEST(ws_close_from_us_waits_for_the_peer),
        TEST(ws_close_unanswered_ends_after_linger),
        TEST(ws_protocol_error),
        TEST(pings_of_a_peer_that_does_not_read_cost_nothing),
        TEST(behind_our_close_frame_nothing_is_sent),
        TEST(a_long_message_is_made_where_the_worker_reads_it),
        TEST(a_message_of_which_a_part_is_missing_waits_elsewhere),
        TEST(a_read_that_gives_less_than_has_arrived_loses_nothing),
        TEST(a_short_message_may_come_byte_by_byte),
        TEST(without_a_place_a_long_message_is_told_as_any),
        TEST(bad_text_in_the_place_is_not_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

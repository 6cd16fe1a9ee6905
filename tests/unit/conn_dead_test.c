/* conn_dead_test.c - what is asked for may end the connection, because its queue has become too long: nothing is armed, queued or asked of the socket
 * after that. The loopback itself fails when the dead ask for anything (conn_help.c). */
#include "test.h"

#include "conn/publish.h"
#include "conn_help.h"

#include <string.h>

static char long_body[8001];

/* Six hundred bytes more than may wait are queued, and the socket is full: the next byte ends it. */
static void small_queue(void)
{
    memset(long_body, 'x', sizeof long_body - 1);
    lo.config.send_queue = 100;
    lo.config.max_message = 1000;
    lo.config.ring_capacity = 4096;
}

static void expect_dead(void)
{
    assert_int_equal(lo.gones, 1);
    assert_int_equal(lo.conn->phase, AN_PHASE_DEAD);
    assert_false(an_timer_armed(&lo.conn->timer));
    assert_null(lo.conn->write_queue);
    assert_null(lo.conn->x);
    assert_int_equal(an_counted(&lo.env.counters->slow_closed), 1);
    an_conn_flush_all(&lo.env);
    assert_false(lo.conn->flags & 8); /* it is on no list any more */
}

static void websocket_with_a_full_queue(void)
{
    small_queue();
    conn_upgraded();
    lo.take = 0;
    conn_message(AN_MSG_SEND, 0, 0, long_body);
    assert_int_equal(lo.gones, 0);
}

/* An answer that nobody reads: the next request finds it queued. */
static void http_with_a_full_queue(void)
{
    small_queue();
    conn_start(AN_SPEAKS_ALL);
    conn_input(GET);
    lo.take = 0;
    conn_answer(long_body);
    assert_int_equal(lo.gones, 0);
}

static void a_heartbeat_that_cuts_off_leaves_no_timer(void **state)
{
    (void)state;
    websocket_with_a_full_queue();
    conn_pass(lo.config.silence.ws_ping_ms);
    expect_dead();
}

static void a_workers_ping(void **state)
{
    (void)state;
    websocket_with_a_full_queue();
    conn_message(AN_MSG_PING, 0, 0, "there?");
    expect_dead();
}

static void a_workers_close(void **state)
{
    (void)state;
    websocket_with_a_full_queue();
    conn_hang_up(4000, "bye");
    expect_dead();
}

static void a_workers_message(void **state)
{
    (void)state;
    websocket_with_a_full_queue();
    conn_message(AN_MSG_SEND, 0, 0, "more");
    expect_dead();
}

static void the_peers_close_frame(void **state)
{
    (void)state;
    websocket_with_a_full_queue();
    conn_ws_frame(0x88, "\x03\xe8");
    conn_hang_up(0, "");
    expect_dead();
}

static void a_protocol_error(void **state)
{
    (void)state;
    websocket_with_a_full_queue();
    conn_ws_frame(0x83, "");
    conn_pass(lo.config.linger_ms);
    expect_dead();
}

static void silence(void **state)
{
    (void)state;
    lo.config.silence.ws_ping_ms = 0;
    websocket_with_a_full_queue();
    conn_pass(lo.config.silence.ws_timeout_ms); /* it may still be written to for a while */
    conn_pass(lo.config.linger_ms);
    assert_int_equal(lo.gones, 1);
    assert_false(an_timer_armed(&lo.conn->timer));
}

static void what_is_published(void **state)
{
    (void)state;
    websocket_with_a_full_queue();
    struct an_delivery topic = {.msg = {.type = AN_MSG_SUBSCRIBE,
                                        .proto = lo.conn->proto,
                                        .id = lo.conn->id,
                                        .head_len = 1},
                                .head = (const uint8_t *)"t"};
    assert_true(an_conn_message(lo.conn, &topic));
    topic.msg.type = AN_MSG_PUBLISH;
    topic.msg.id = 0;
    topic.msg.body_len = 4;
    topic.body = (const uint8_t *)"news";
    conn_publish(&topic);
    expect_dead();
}

static void an_answer(void **state)
{
    (void)state;
    http_with_a_full_queue();
    conn_input(GET);
    conn_answer("late");
    expect_dead();
}

static void a_large_answer(void **state)
{
    (void)state;
    static char large[20001];
    memset(large, 'y', sizeof large - 1);
    http_with_a_full_queue();
    conn_input(GET);
    conn_answer(large);
    expect_dead();
}

static void an_answer_in_pieces(void **state)
{
    (void)state;
    http_with_a_full_queue();
    conn_input(GET);
    conn_message(AN_MSG_SEND, 0, AN_MSG_PART, "piece");
    expect_dead();
}

static void a_piece_of_it(void **state)
{
    (void)state;
    small_queue();
    conn_start(AN_SPEAKS_ALL);
    conn_input(GET);
    conn_message(AN_MSG_SEND, 0, AN_MSG_PART, "first");
    lo.take = 0;
    conn_message(AN_MSG_SEND, 0, AN_MSG_PART, long_body); /* its line end is too much already */
    expect_dead();
}

static void the_last_piece_of_it(void **state)
{
    (void)state;
    small_queue();
    conn_start(AN_SPEAKS_ALL);
    conn_input(GET);
    conn_message(AN_MSG_SEND, 0, AN_MSG_PART, "first");
    lo.take = 0;
    conn_message(AN_MSG_SEND, 0, AN_MSG_LAST, long_body);
    expect_dead();
}

static void a_page(void **state)
{
    (void)state;
    http_with_a_full_queue();
    conn_input("BAD\r\n\r\n");
    expect_dead();
}

static void a_file(void **state)
{
    (void)state;
    lo.env.documents = true;
    http_with_a_full_queue();
    lo.document = conn_document(AN_DOCUMENT_FILE, 10, false);
    conn_input(GET);
    expect_dead();
}

static void a_folder(void **state)
{
    (void)state;
    lo.env.documents = true;
    http_with_a_full_queue();
    lo.document = conn_document(AN_DOCUMENT_FOLDER, 0, false);
    conn_input(GET);
    expect_dead();
}

static void a_file_that_php_sends(void **state)
{
    (void)state;
    http_with_a_full_queue();
    conn_input(GET);
    conn_file_message(0, 0, UINT64_MAX, "/x");
    conn_opened(AN_OK, conn_file(10, true));
    expect_dead();
}

static void the_continue_of_a_body(void **state)
{
    (void)state;
    http_with_a_full_queue();
    conn_input("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
    expect_dead();
}

static void the_continue_of_a_form(void **state)
{
    (void)state;
    lo.config.max_form = 1000000;
    lo.env.limits.max_form = 1000000;
    http_with_a_full_queue();
    conn_input("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\nExpect: 100-continue\r\n"
               "Content-Type: multipart/form-data; boundary=b\r\n\r\n");
    expect_dead();
    assert_int_equal(an_counted(&lo.env.counters->http_uploads), 0);
}

static void an_upgrade(void **state)
{
    (void)state;
    http_with_a_full_queue();
    conn_input(UPGRADE);
    expect_dead();
}

static void an_upgrade_that_is_accepted(void **state)
{
    (void)state;
    lo.config.ws_open = true;
    http_with_a_full_queue();
    conn_input(UPGRADE);
    conn_message(AN_MSG_SEND, 101, 0, "");
    expect_dead();
}

/* What is not written because the socket broke ends in the same way. */
static void a_broken_socket(void **state)
{
    (void)state;
    conn_upgraded();
    lo.broken = true;
    conn_message(AN_MSG_SEND, 0, 0, "unread");
    an_conn_flush_all(&lo.env);
    assert_int_equal(lo.gones, 1);
    assert_false(an_timer_armed(&lo.conn->timer));
    conn_start(AN_SPEAKS_ALL); /* the same place */
    lo.broken = false;
    an_conn_flush_all(&lo.env);
    expect_wrote("");
}

/* It died with something to write, and before the end of the turn another one stands in its place: that one is not taken for it. */
static void a_place_that_is_used_again_at_once(void **state)
{
    (void)state;
    conn_upgraded();
    conn_message(AN_MSG_SEND, 0, 0, "unread");
    an_conn_kill(lo.conn, AN_CLOSE_PEER);
    conn_start(AN_SPEAKS_TCP);
    conn_message(AN_MSG_SEND, 0, 0, "once");
    an_conn_flush_all(&lo.env);
    expect_wrote("once");
    assert_int_equal(lo.env.dirty_count, 0);
}

/* The refusal finds the socket broken, and what came in the same read is still there. */
static void bytes_behind_a_refused_request(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_ALL);
    lo.broken = true;
    conn_input(
        "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n" GET);
    assert_int_equal(lo.gones, 1);
    assert_null(lo.conn->stash);
}

static void bytes_behind_a_close_frame(void **state)
{
    (void)state;
    conn_upgraded();
    lo.take = 0;
    conn_hang_up(1000, "");
    lo.broken = true;
    conn_input("\x88\x80"
               "mask"
               "\x89\x80"
               "mask");
    assert_int_equal(lo.gones, 1);
}

static void bytes_of_tls(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_ALL);
    lo.broken = true;
    conn_input("\x16\x03\x01\x02\x01\x01");
    assert_int_equal(lo.gones, 1);
    assert_null(lo.conn->stash);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, conn_setup, conn_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_heartbeat_that_cuts_off_leaves_no_timer),
        TEST(a_workers_ping),
        TEST(a_workers_close),
        TEST(a_workers_message),
        TEST(the_peers_close_frame),
        TEST(a_protocol_error),
        TEST(silence),
        TEST(what_is_published),
        TEST(an_answer),
        TEST(a_large_answer),
        TEST(an_answer_in_pieces),
        TEST(a_piece_of_it),
        TEST(the_last_piece_of_it),
        TEST(a_page),
        TEST(a_file),
        TEST(a_folder),
        TEST(a_file_that_php_sends),
        TEST(the_continue_of_a_body),
        TEST(the_continue_of_a_form),
        TEST(an_upgrade),
        TEST(an_upgrade_that_is_accepted),
        TEST(a_broken_socket),
        TEST(bytes_behind_a_refused_request),
        TEST(bytes_behind_a_close_frame),
        TEST(bytes_of_tls),
        TEST(a_place_that_is_used_again_at_once),
    };
    return cmocka_run_group_tests_name("conn_dead", tests, NULL, NULL);
}

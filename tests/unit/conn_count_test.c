/* conn_count_test.c - what the registry shows of a connection that works: bytes, silence, topics. */
#include "test.h"

#include "conn_help.h"

#include <string.h>

static struct an_conn_info info(void)
{
    struct an_conn_info i;
    assert_int_equal(an_registry_read(&lo.registry, lo.conn->id, &i), AN_OK);
    return i;
}

static void every_byte_of_tcp_is_counted(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_TCP);
    assert_int_equal(info().bytes_in + info().bytes_out, 0);
    conn_input("hello");
    conn_input("world!");
    assert_int_equal(info().bytes_in, 11);
    lo.take = 3;
    conn_answer("0123456789");
    assert_int_equal(info().bytes_out, 3);
    assert_int_equal(info().queued, 7);
    lo.filled = false;
    lo.take = 1000;
    an_conn_writable(lo.conn);
    assert_int_equal(info().bytes_out, 10);
    assert_int_equal(info().queued, 0);
}

static void heads_and_bodies_are_counted(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_ALL);
    conn_input(GET);
    assert_int_equal(info().bytes_in, strlen(GET));
    assert_int_equal(info().proto, AN_PROTO_HTTP);
    conn_answer("ok");
    assert_true(lo.wrote_len > 2);
    assert_int_equal(info().bytes_out, lo.wrote_len);
}

static void upgrade_frames_and_pongs_are_counted(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_ALL);
    conn_input(UPGRADE);
    size_t in = strlen(UPGRADE);
    conn_ws_frame(0x81, "hello");
    conn_ws_frame(0x89, "x");
    conn_answer("world");
    assert_int_equal(info().bytes_in, in + 11 + 7);
    assert_int_equal(info().bytes_out, lo.wrote_len);
    assert_int_equal(info().proto, AN_PROTO_WEBSOCKET);
}

static void bytes_of_files_are_counted(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_ALL);
    conn_input(GET);
    conn_file_message(0, 0, UINT64_MAX, "/f");
    conn_opened(AN_OK, conn_file(100000, false));
    assert_int_equal(lo.file_bytes, 100000);
    assert_int_equal(info().bytes_out, lo.wrote_len);
}

static void what_the_client_has_already_is_counted(void **state)
{
    (void)state;
    lo.env.documents = true;
    conn_start(AN_SPEAKS_HTTP);
    lo.document = conn_document(AN_DOCUMENT_FILE, 12, true);
    conn_input("GET /a.txt HTTP/1.1\r\nHost: x\r\n"
               "If-Modified-Since: Sun, 13 Sep 2020 12:26:40 GMT\r\n\r\n");
    expect_begins("HTTP/1.1 304 ");
    assert_int_equal(an_counted(&lo.env.counters->http_not_modified), 1);
}

static void silence_begins_with_the_last_byte(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_TCP);
    uint64_t began = lo.env.now_ms;
    conn_pass(700);
    assert_int_equal(info().since_ms,
                     CONN_SINCE_MS); /* the wall clock's, said by who accepted it */
    assert_int_equal(info().heard_ms, began);
    conn_input("x");
    conn_answer("y");
    conn_pass(500);
    conn_answer("z");
    assert_int_equal(info().heard_ms, began + 700);
}

static void topic(enum an_msg_type type, const char *name)
{
    struct an_delivery d = {
        .msg = {.type = type, .id = lo.conn->id, .head_len = (uint32_t)strlen(name)},
        .head = (const uint8_t *)name};
    assert_true(an_conn_message(lo.conn, &d));
}

static void topics_are_counted_until_its_worker_comes_to_close(void **state)
{
    (void)state;
    lo.config.max_subscriptions = 3;
    lo.env.topics.per_subscriber = 3;
    conn_start(AN_SPEAKS_TCP);
    topic(AN_MSG_SUBSCRIBE, "a");
    topic(AN_MSG_SUBSCRIBE, "b");
    topic(AN_MSG_SUBSCRIBE, "a");
    assert_int_equal(info().topics, 2);
    topic(AN_MSG_SUBSCRIBE, "c");
    topic(AN_MSG_SUBSCRIBE, "one too many");
    assert_int_equal(info().topics, 3);
    topic(AN_MSG_UNSUBSCRIBE, "a");
    topic(AN_MSG_UNSUBSCRIBE, "never was");
    assert_int_equal(info().topics, 2);
    topic(AN_MSG_UNSUBSCRIBE, "");
    assert_int_equal(info().topics, 0);
    topic(AN_MSG_SUBSCRIBE, "a");
    an_conn_eof(lo.conn); /* it may still be sent to: the record stays, */
    assert_int_equal(info().topics, 1);
    conn_begins_close(); /* until its worker comes to CLOSE */
    assert_int_equal(info().topics, 0);
}

/* Each ends in another way; after that the worker has as few as before. */
static void who_has_left_counts_for_its_worker_no_more(void **state)
{
    (void)state;
    struct an_board *b = lo.board;
    for (int i = 0; i < 3; i++) {
        conn_start(AN_SPEAKS_ALL);
        assert_int_equal(b->live[0], 1);
        conn_input(i == 1 ? GET : "hello");
        if (i == 2) conn_hang_up(0, "");
        an_conn_eof(lo.conn);
        if (i == 0) conn_sees_close();
        if (i == 1) conn_answer("x");
        assert_int_equal(lo.gones, i + 1);
        assert_int_equal(b->live[0], 0);
    }
}

static void who_is_hung_up_on_has_no_topics_any_more(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_TCP);
    topic(AN_MSG_SUBSCRIBE, "room");
    assert_int_equal(info().topics, 1);
    conn_hang_up(0, "");
    assert_int_equal(conn_state(), AN_CONN_CLOSING);
    assert_int_equal(info().topics, 0);
    topic(AN_MSG_SUBSCRIBE, "room"); /* in vain */
    assert_int_equal(info().topics, 0);
    assert_int_equal(an_counted(&lo.env.counters->late_sends), 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, conn_setup, conn_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_byte_of_tcp_is_counted),
        TEST(heads_and_bodies_are_counted),
        TEST(upgrade_frames_and_pongs_are_counted),
        TEST(bytes_of_files_are_counted),
        TEST(what_the_client_has_already_is_counted),
        TEST(silence_begins_with_the_last_byte),
        TEST(topics_are_counted_until_its_worker_comes_to_close),
        TEST(who_has_left_counts_for_its_worker_no_more),
        TEST(who_is_hung_up_on_has_no_topics_any_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

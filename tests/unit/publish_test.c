/* publish_test.c - subscriptions of connections, and one message for many of them. */
#include "test.h"

#include "conn/publish.h"
#include "conn_help.h"

#include <stdio.h>
#include <string.h>

static bool say(enum an_msg_type type, const char *topic)
{
    struct an_delivery d = {.msg = {.type = type,
                                    .proto = lo.conn->proto,
                                    .id = lo.conn->id,
                                    .head_len = (uint32_t)strlen(topic)},
                            .head = (const uint8_t *)topic};
    struct an_counters *n = lo.env.counters;
    uint64_t refused = an_counted(&n->late_sends) + an_counted(&n->subscriptions_refused);
    assert_true(an_conn_message(lo.conn, &d));
    return an_counted(&n->late_sends) + an_counted(&n->subscriptions_refused) == refused;
}

/* How many connections it went to. */
static uint64_t publish(const char *topic, uint32_t opcode, uint64_t except, const char *body)
{
    struct an_delivery d = {.msg = {.type = AN_MSG_PUBLISH,
                                    .code = opcode,
                                    .id = except,
                                    .head_len = (uint32_t)strlen(topic),
                                    .body_len = (uint32_t)strlen(body)},
                            .head = (const uint8_t *)topic,
                            .body = (const uint8_t *)body};
    uint64_t before = an_counted(&lo.env.counters->deliveries);
    conn_publish(&d);
    an_conn_flush_all(&lo.env);
    return an_counted(&lo.env.counters->deliveries) - before;
}

static void tcp_gets_the_bytes(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_TCP);
    assert_int_equal(publish("t", 1, 0, "hello"), 0);
    assert_true(say(AN_MSG_SUBSCRIBE, "t"));
    assert_int_equal(publish("t", 1, 0, "hello"), 1);
    expect_wrote("hello");
    assert_int_equal(publish("t", 1, lo.conn->id, "hello"), 0);
    assert_int_equal(publish("other", 1, 0, "hello"), 0);
    assert_true(say(AN_MSG_UNSUBSCRIBE, "t"));
    assert_int_equal(publish("t", 1, 0, "hello"), 0);
    expect_wrote("");
}

static void a_websocket_gets_a_frame(void **state)
{
    (void)state;
    conn_upgraded();
    assert_true(say(AN_MSG_SUBSCRIBE, "t"));
    assert_true(say(AN_MSG_SUBSCRIBE, "u"));
    publish("t", AN_WS_TEXT, 0, "hello");
    expect_wrote("\x81\x05hello");
    publish("u", AN_WS_BINARY, 0, "hello");
    expect_wrote("\x82\x05hello");
    assert_true(say(AN_MSG_UNSUBSCRIBE, "")); /* all */
    assert_null(lo.conn->topics);
    assert_int_equal(publish("u", AN_WS_TEXT, 0, "hello"), 0);
}

/* Who has ended its side leaves one topic; of the others it gets its share until its worker comes to CLOSE. */
static void a_topic_that_is_left_at_the_end_is_that_one_alone(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_TCP);
    say(AN_MSG_SUBSCRIBE, "t");
    say(AN_MSG_SUBSCRIBE, "u");
    conn_fin();
    say(AN_MSG_UNSUBSCRIBE, "u");
    assert_int_equal(publish("t", 1, 0, "hello"), 1);
    conn_begins_close();
    assert_int_equal(publish("t", 1, 0, "hello"), 0);
    expect_wrote("hello");
}

static void topics_and_frames_are_counted(void **state)
{
    (void)state;
    struct an_conn_info info;
    conn_start(AN_SPEAKS_TCP);
    say(AN_MSG_SUBSCRIBE, "t");
    say(AN_MSG_SUBSCRIBE, "u");
    assert_int_equal(an_registry_read(&lo.registry, lo.conn->id, &info), AN_OK);
    assert_int_equal(info.topics, 2);
    say(AN_MSG_UNSUBSCRIBE, "u");
    assert_int_equal(an_registry_read(&lo.registry, lo.conn->id, &info), AN_OK);
    assert_int_equal(info.topics, 1);
    publish("t", 1, 0, "no frame");
    assert_int_equal(an_counted(&lo.env.counters->ws_messages_out), 0);
}

static void who_is_spoken_to_first_speaks_tcp(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_ALL);
    say(AN_MSG_SUBSCRIBE, "t");
    publish("t", 1, 0, "hello");
    expect_wrote("hello");
    conn_input("GET / HTTP/1.1\r\n\r\n");
    expect_told("CONNECT TCP 0 []\nRECV TCP 0 [GET / HTTP/1.1\r\n\r\n]\n");
}

static void http_does_not_subscribe(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_HTTP);
    assert_false(say(AN_MSG_SUBSCRIBE, "t"));
    conn_input(GET);
    assert_false(say(AN_MSG_SUBSCRIBE, "t"));
    assert_int_equal(publish("t", 1, 0, "hello"), 0);
}

static void what_has_closed_has_left(void **state)
{
    (void)state;
    conn_upgraded();
    say(AN_MSG_SUBSCRIBE, "t");
    say(AN_MSG_SUBSCRIBE, "u");
    assert_int_equal(an_topic_table_get(&lo.topics, "u", 1), 1);
    an_conn_broken(lo.conn);
    assert_int_equal(an_topic_table_get(&lo.topics, "u", 1), 0);
    assert_int_equal(publish("t", 1, 0, "hello"), 0);
    conn_start(AN_SPEAKS_TCP);
    say(AN_MSG_SUBSCRIBE, "t");
    an_conn_stop(lo.conn);
    assert_int_equal(publish("t", 1, 0, "hello"), 1);
    conn_begins_close(); /* what comes now is not for it */
    assert_int_equal(publish("t", 1, 0, "hello"), 0);
    assert_false(say(AN_MSG_SUBSCRIBE, "t"));
}

static void a_connection_has_so_many_topics(void **state)
{
    (void)state;
    char name[12];
    conn_start(AN_SPEAKS_TCP);
    for (uint32_t i = 0; i < lo.config.max_subscriptions; i++) {
        snprintf(name, sizeof name, "%u", i);
        assert_true(say(AN_MSG_SUBSCRIBE, name));
    }
    assert_false(say(AN_MSG_SUBSCRIBE, "more"));
    assert_true(say(AN_MSG_SUBSCRIBE, "7"));
}

static void a_slow_one_is_cut_off_in_the_end(void **state)
{
    (void)state;
    static char big[60001];
    memset(big, 'x', sizeof big - 1);
    lo.config.send_queue = 100000;
    lo.config.ring_capacity = 4096;
    lo.config.max_message = 60000;
    conn_start(AN_SPEAKS_TCP);
    say(AN_MSG_SUBSCRIBE, "t");
    lo.take = 0;
    for (int i = 0; i < 3; i++)
        assert_int_equal(publish("t", 1, 0, big), 1);
    assert_int_equal(lo.gones, 0);
    publish("t", 1, 0, big);
    publish("t", 1, 0, big);
    assert_int_equal(lo.gones, 1);
    assert_int_equal(an_counted(&lo.env.counters->slow_closed), 1);
    assert_int_equal(publish("t", 1, 0, big), 0);
}

static void many_small_ones_leave_in_one_write(void **state)
{
    (void)state;
    struct iovec iov[AN_WRITE_IOV];
    conn_upgraded();
    say(AN_MSG_SUBSCRIBE, "t");
    lo.take = 0;
    for (int i = 0; i < 100; i++)
        publish("t", 1, 0, "hello");
    assert_in_range(an_write_queue_peek(lo.conn->write_queue, iov), 1, 2); /* the first is shared */
    lo.take = sizeof lo.wrote;
    an_conn_writable(lo.conn);
    assert_int_equal(lo.wrote_len, 700);
}

/* --- runs --- */

static void gather(const char *topic, uint64_t except, const char *body, size_t len)
{
    struct an_delivery d = {.msg = {.type = AN_MSG_PUBLISH,
                                    .code = AN_WS_TEXT,
                                    .id = except,
                                    .head_len = (uint32_t)strlen(topic),
                                    .body_len = (uint32_t)len},
                            .head = (const uint8_t *)topic,
                            .body = (const uint8_t *)body};
    assert_true(an_publish_joins(&lo.env, &d));
    an_publish_add(&lo.env, &d);
}

static void deliver(bool now)
{
    assert_true(an_publish_waits(&lo.env));
    assert_true(an_publish_topic(&lo.env, now));
    an_publish_end(&lo.env);
    assert_false(an_publish_waits(&lo.env));
}

static bool joins(const char *topic, size_t len)
{
    static const uint8_t body[AN_BATCH_BYTES + 1];
    struct an_delivery d = {.msg = {.type = AN_MSG_PUBLISH,
                                    .head_len = (uint32_t)strlen(topic),
                                    .body_len = (uint32_t)len},
                            .head = (const uint8_t *)topic,
                            .body = body};
    return an_publish_joins(&lo.env, &d);
}

/* Does the connection keep the piece in which all gathered messages are, once they are delivered? */
static bool keeps_the_piece(void)
{
    assert_true(an_publish_topic(&lo.env, false));
    bool kept = lo.env.batch.frames->refs > 1;
    an_publish_end(&lo.env);
    return kept;
}

/* Or it would keep all of it in memory, and count its part alone. */
static void a_small_part_of_what_is_gathered_is_copied(void **state)
{
    static const char large[30000];
    (void)state;
    conn_upgraded();
    say(AN_MSG_SUBSCRIBE, "t");
    lo.take = 0;
    gather("t", lo.conn->id, large, sizeof large);
    gather("t", 0, large, 300);
    assert_false(keeps_the_piece());
    gather("t", lo.conn->id, large, 100);
    gather("t", 0, large, 300);
    assert_true(keeps_the_piece());
    assert_int_equal(lo.conn->write_queue->bytes, 2 * 304);
}

static void what_is_gathered_leaves_in_order_and_in_one_piece(void **state)
{
    (void)state;
    conn_upgraded();
    say(AN_MSG_SUBSCRIBE, "t");
    gather("t", 0, "one", 3);
    gather("t", 0, "", 0);
    gather("t", 0, "three", 5);
    deliver(false);
    struct iovec iov[AN_WRITE_IOV];
    assert_int_equal(an_write_queue_peek(lo.conn->write_queue, iov), 1);
    an_conn_flush_all(&lo.env);
    const char want[] = "\x81\x03one\x81\x00\x81\x05three";
    assert_int_equal(lo.wrote_len, sizeof want - 1);
    assert_memory_equal(lo.wrote, want, sizeof want - 1);
    assert_int_equal(an_counted(&lo.env.counters->published), 3);
    assert_int_equal(an_counted(&lo.env.counters->deliveries), 3);
    assert_int_equal(an_counted(&lo.env.counters->ws_messages_out), 3);
}

static void at_the_end_of_a_turn_nothing_is_queued(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_TCP);
    say(AN_MSG_SUBSCRIBE, "t");
    gather("t", 0, "one", 3);
    gather("t", 0, "two", 3);
    deliver(true);
    expect_wrote("onetwo");
    assert_null(lo.conn->write_queue);
    assert_int_equal(lo.env.dirty_count, 0);
}

static void what_the_socket_does_not_take_follows_in_order(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_TCP);
    say(AN_MSG_SUBSCRIBE, "t");
    lo.take = 4;
    gather("t", 0, "one", 3);
    gather("t", 0, "two", 3);
    deliver(true);
    an_conn_flush_all(&lo.env);
    expect_wrote("onet");
    assert_true(lo.wants & AN_WANT_WRITE);
    gather("t", 0, "three", 5);
    deliver(true);
    lo.filled = false;
    lo.take = 100;
    an_conn_writable(lo.conn);
    expect_wrote("wothree");
}

static void what_was_queued_before_goes_first(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_TCP);
    say(AN_MSG_SUBSCRIBE, "t");
    struct an_delivery d = {
        .msg = {.type = AN_MSG_SEND, .proto = lo.conn->proto, .id = lo.conn->id, .body_len = 5},
        .body = (const uint8_t *)"first"};
    assert_true(an_conn_message(lo.conn, &d));
    gather("t", 0, "then", 4);
    deliver(true);
    an_conn_flush_all(&lo.env);
    expect_wrote("firstthen");
}

static void whoever_is_left_out_gets_the_others(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_TCP);
    say(AN_MSG_SUBSCRIBE, "t");
    uint64_t me = lo.conn->id, namesake = me + 64;
    gather("t", me, "a", 1);
    gather("t", namesake, "b", 1);
    gather("t", 0, "c", 1);
    gather("t", me, "d", 1);
    gather("t", 0, "e", 1);
    deliver(true);
    an_conn_flush_all(&lo.env);
    expect_wrote("bce");
    assert_int_equal(an_counted(&lo.env.counters->deliveries), 3);
    gather("t", me, "f", 1);
    deliver(true);
    an_conn_flush_all(&lo.env);
    expect_wrote("");
}

static void only_one_topic_is_gathered_and_so_much_of_it(void **state)
{
    static const char long_one[AN_BATCH_BYTES + 1];
    (void)state;
    conn_start(AN_SPEAKS_TCP);
    say(AN_MSG_SUBSCRIBE, "t");
    gather("t", 0, "a", 1);
    assert_true(joins("t", AN_BATCH_BYTES - 1));
    assert_false(joins("t", AN_BATCH_BYTES));
    assert_false(joins("u", 1));
    assert_false(joins("", 1));
    deliver(true);
    assert_true(joins("u", 1));
    gather("t", 0, long_one, sizeof long_one);
    assert_false(joins("t", 1));
    deliver(true);
    assert_int_equal(lo.wrote_len, 1 + sizeof long_one);
    assert_true(joins("t", 1));
}

static void one_that_breaks_is_gone_and_its_topic_with_it(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_TCP);
    say(AN_MSG_SUBSCRIBE, "t");
    lo.broken = true;
    gather("t", 0, "a", 1);
    deliver(true);
    assert_int_equal(lo.gones, 1);
    assert_null(an_topics_find(&lo.env.topics, "t", 1));
}

static void one_that_has_closed_gets_no_more(void **state)
{
    (void)state;
    conn_upgraded();
    say(AN_MSG_SUBSCRIBE, "t");
    gather("t", 0, "a", 1);
    conn_hang_up(1000, "");
    expect_wrote("\x88\x02\x03\xe8");
    an_publish_to(&lo.env, lo.conn, true);
    an_publish_end(&lo.env);
    expect_wrote("");
}

static void a_ping_is_a_ping(void **state)
{
    (void)state;
    conn_upgraded();
    conn_message(AN_MSG_PING, 0, 0, "hi");
    an_conn_flush_all(&lo.env);
    expect_wrote("\x89\x02hi");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, conn_setup, conn_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(tcp_gets_the_bytes),
        TEST(a_websocket_gets_a_frame),
        TEST(a_topic_that_is_left_at_the_end_is_that_one_alone),
        TEST(topics_and_frames_are_counted),
        TEST(who_is_spoken_to_first_speaks_tcp),
        TEST(http_does_not_subscribe),
        TEST(what_has_closed_has_left),
        TEST(a_connection_has_so_many_topics),
        TEST(a_slow_one_is_cut_off_in_the_end),
        TEST(many_small_ones_leave_in_one_write),
        TEST(what_is_gathered_leaves_in_order_and_in_one_piece),
        TEST(a_small_part_of_what_is_gathered_is_copied),
        TEST(at_the_end_of_a_turn_nothing_is_queued),
        TEST(what_the_socket_does_not_take_follows_in_order),
        TEST(what_was_queued_before_goes_first),
        TEST(whoever_is_left_out_gets_the_others),
        TEST(only_one_topic_is_gathered_and_so_much_of_it),
        TEST(one_that_breaks_is_gone_and_its_topic_with_it),
        TEST(one_that_has_closed_gets_no_more),
        TEST(a_ping_is_a_ping),
    };
    return cmocka_run_group_tests_name("publish", tests, NULL, NULL);
}

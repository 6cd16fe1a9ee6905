/* conn_part_test.c - what a client has said is answered before it is closed for what it said next: a WebSocket's close, a broken frame and the end of its stream wait
 * until its worker has come to CLOSE, which stands behind all that was said before. */
#include "test.h"

#include "conn/publish.h"
#include "conn_help.h"

#include <string.h>

/* A masked frame, as bytes to be put behind others; the mask is zero. */
#define TEXT_HELLO "\x81\x85\0\0\0\0hello"
#define PING_HEY "\x89\x83\0\0\0\0hey"
#define ECHOED "\x81\x05hello"

struct last_word {
    const char *bytes;
    size_t len;
    const char *told, *said; /* of CLOSE; our close frame */
    unsigned code;
};
#define LAST(bytes, told, said, code)                                                              \
    {                                                                                              \
        bytes, sizeof bytes - 1, told, said, code                                                  \
    }
static const struct last_word last_words[] = {
    LAST("\xb1\x80\0\0\0\0", "CLOSE WS 2 []\n", "\x88\x02\x03\xea", 1002), /* RSV */
    LAST("\x83\x80\0\0\0\0", "CLOSE WS 2 []\n", "\x88\x02\x03\xea", 1002), /* opcode 3 */
    LAST("\x8b\x80\0\0\0\0", "CLOSE WS 2 []\n", "\x88\x02\x03\xea", 1002), /* opcode 11 */
    LAST("\x80\x80\0\0\0\0", "CLOSE WS 2 []\n", "\x88\x02\x03\xea",
         1002),                                                     /* nothing to go on with */
    LAST("\x81\x01x", "CLOSE WS 2 []\n", "\x88\x02\x03\xea", 1002), /* no mask */
    LAST("\x81\x81\0\0\0\0\xff", "CLOSE WS 2 []\n", "\x88\x02\x03\xef", 1007), /* UTF-8 */
    LAST("\x81\xff\0\0\0\1\0\0\0\0\0\0\0\0", "CLOSE WS 2 []\n", "\x88\x02\x03\xf1", 1009),
    LAST("\x88\x82\0\0\0\0\x0f\xa1", "CLOSE WS 0 []\n", "\x88\x02\x0f\xa1", 4001), /* theirs */
    LAST("\x88\x80\0\0\0\0", "CLOSE WS 0 []\n", "\x88\0", 1005),
};
#define LAST_WORDS (sizeof last_words / sizeof *last_words)

static void say(const char *p, size_t n)
{
    uint8_t copy[512];
    memcpy(copy, p, n);
    an_conn_input(lo.conn, copy, n);
    an_conn_flush_all(&lo.env);
}

static void say_behind(const char *first, size_t len, const struct last_word *w)
{
    char all[512];
    memcpy(all, first, len);
    memcpy(all + len, w->bytes, w->len);
    say(all, len + w->len);
}
#define BEHIND(first, w) say_behind(first, sizeof first - 1, w)

static void expect_frame(const char *frame, size_t len)
{
    assert_int_equal(lo.wrote_len, len);
    assert_memory_equal(lo.wrote, frame, len);
    lo.wrote_len = 0;
}

static void expect_said(const struct last_word *w)
{
    expect_frame(w->said, 2 + (size_t)w->said[1]);
    assert_int_equal(lo.close_code, w->code);
}

static void each(void **state, void (*fn)(const struct last_word *w))
{
    for (size_t i = 0; i < LAST_WORDS; i++) {
        if (i) conn_setup(state);
        conn_upgraded();
        fn(&last_words[i]);
        if (i + 1 < LAST_WORDS) conn_teardown(state);
    }
}

static void in_one_segment(const struct last_word *w)
{
    BEHIND(TEXT_HELLO, w);
    assert_memory_equal(lo.told, "RECV WS 1 [hello]\n", 18);
    assert_string_equal(lo.told + 18, w->told);
    expect_wrote("");
    assert_int_equal(conn_state(), AN_CONN_OPEN); /* its worker may send */
    conn_answer("hello");
    expect_wrote(ECHOED);
    conn_sees_close();
    expect_said(w);
    assert_int_equal(lo.shuts, 1);
}

static void the_answer_comes_before_the_close(void **state)
{
    each(state, in_one_segment);
}

static void in_the_next_segment(const struct last_word *w)
{
    say(TEXT_HELLO, sizeof TEXT_HELLO - 1);
    for (size_t i = 0; i < w->len; i++)
        say(w->bytes + i, 1);
    expect_wrote("");
    conn_answer("hello");
    expect_wrote(ECHOED);
    conn_sees_close();
    expect_said(w);
}

static void also_byte_by_byte(void **state)
{
    each(state, in_the_next_segment);
}

static void out_of_time(const struct last_word *w)
{
    BEHIND(TEXT_HELLO, w);
    conn_pass(lo.config.linger_ms - 1);
    expect_wrote("");
    conn_pass(1);
    expect_said(w);
    assert_int_equal(lo.shuts, 1);
    conn_answer("late");
    expect_wrote("");
}

static void a_worker_that_does_not_come_to_it_is_not_waited_for_for_ever(void **state)
{
    each(state, out_of_time);
}

/* Nothing that follows the last word is heard, whatever it is. */
static void more_of_it(const struct last_word *w)
{
    BEHIND(TEXT_HELLO, w);
    lo.told[0] = 0;
    say(TEXT_HELLO, sizeof TEXT_HELLO - 1);
    say(PING_HEY, sizeof PING_HEY - 1);
    say("\xff\xff\xff", 3);
    say("\x88\x80\0\0\0\0", 6);
    conn_fin();
    expect_told("");
    expect_wrote("");
    conn_answer("hello");
    expect_wrote(ECHOED);
    conn_sees_close();
    expect_said(w);
    assert_int_equal(lo.gones, 1); /* its end has come already */
}

static void what_follows_is_thrown_away(void **state)
{
    each(state, more_of_it);
}

static void pinged(const struct last_word *w)
{
    BEHIND(TEXT_HELLO PING_HEY, w);
    expect_wrote("\x8a\x03hey");
    conn_answer("hello");
    expect_wrote(ECHOED);
    conn_sees_close();
    expect_said(w);
}

static void a_ping_before_it_is_answered(void **state)
{
    each(state, pinged);
}

static void whatever_the_worker_closes_with(const struct last_word *w)
{
    BEHIND(TEXT_HELLO, w);
    conn_answer("hello");
    lo.wrote_len = 0;
    lo.told[0] = 0;
    conn_hang_up(4999, "from the callback of the message");
    expect_said(w);
    expect_told("");
}

static void the_first_reason_stays(void **state)
{
    each(state, whatever_the_worker_closes_with);
}

static void a_reset_ends_it_at_once(void **state)
{
    (void)state;
    conn_upgraded();
    BEHIND(TEXT_HELLO, &last_words[0]);
    lo.told[0] = 0;
    an_conn_broken(lo.conn);
    assert_int_equal(lo.gones, 1);
    expect_told("");
}

static void the_end_of_the_stream_waits_too_and_says_nothing(void **state)
{
    (void)state;
    conn_upgraded();
    say(TEXT_HELLO, sizeof TEXT_HELLO - 1);
    conn_fin();
    expect_told("RECV WS 1 [hello]\nCLOSE WS 0 []\n");
    assert_int_equal(lo.close_code, 1006);
    conn_answer("hello");
    expect_wrote(ECHOED);
    conn_sees_close();
    expect_wrote("");
    assert_int_equal(lo.gones, 1);
}

/* After our own close frame there is nothing to wait for. */
static void after_our_close_frame_it_ends_at_once(void **state)
{
    (void)state;
    conn_upgraded();
    conn_hang_up(4000, "");
    lo.wrote_len = 0;
    say("\x88\x82\0\0\0\0\x0f\xa0", 8);
    expect_wrote("");
    assert_int_equal(lo.shuts, 1);
}

/* The server stops: its good-bye still comes before the answer to the client's close. */
static void during_a_stop_the_good_bye_comes_first(void **state)
{
    (void)state;
    conn_upgraded();
    lo.env.stopping = true;
    an_conn_stop(lo.conn);
    expect_told("CLOSE WS 5 []\n");
    say("\x88\x82\0\0\0\0\x03\xe8", 8);
    expect_wrote("");
    conn_answer("hello");
    expect_wrote(ECHOED);
    conn_sees_close();
    expect_wrote("\x88\x02\x03\xe9"); /* and not the client's: CLOSE has said so */
    assert_int_equal(lo.close_code, 1001);
}

static void behind_a_full_ring_it_stands_behind_what_waits(void **state)
{
    (void)state;
    conn_upgraded();
    lo.full = true;
    BEHIND(TEXT_HELLO, &last_words[0]);
    expect_told("RECV WS 1 [hello]\n");
    lo.full = false;
    conn_pushed();
    expect_told("CLOSE WS 2 []\n");
}

/* --- topics: an answer may be one to all --- */

static uint64_t publish(const char *topic)
{
    struct an_delivery d = {.msg = {.type = AN_MSG_PUBLISH,
                                    .code = AN_WS_TEXT,
                                    .head_len = (uint32_t)strlen(topic),
                                    .body_len = 5},
                            .head = (const uint8_t *)topic,
                            .body = (const uint8_t *)"hello"};
    uint64_t before = an_counted(&lo.env.counters->deliveries);
    an_publish_add(&lo.env, &d);
    if (!an_publish_topic(&lo.env, false)) an_publish_to(&lo.env, lo.conn, false);
    an_publish_end(&lo.env);
    an_conn_flush_all(&lo.env);
    return an_counted(&lo.env.counters->deliveries) - before;
}

static void subscribe(void)
{
    struct an_delivery d = {.msg = {.type = AN_MSG_SUBSCRIBE,
                                    .proto = lo.conn->proto,
                                    .id = lo.conn->id,
                                    .head_len = 4},
                            .head = (const uint8_t *)"room"};
    assert_true(an_conn_message(lo.conn, &d));
}

static void published(const struct last_word *w)
{
    subscribe();
    BEHIND(TEXT_HELLO, w);
    assert_int_equal(publish("room"), 1);
    expect_wrote(ECHOED);
    assert_int_equal(publish(""), 1);
    expect_wrote(ECHOED);
    conn_begins_close();
    assert_int_equal(publish("room"), 0);
    assert_int_equal(publish(""), 0);
    subscribe(); /* in vain */
    assert_int_equal(publish("room"), 0);
    conn_answer("last words");
    lo.wrote_len = 0;
    conn_hang_up(0, "");
    expect_said(w);
    assert_null(lo.conn->topics);
}

static void what_is_published_reaches_it_until_its_worker_comes_to_close(void **state)
{
    each(state, published);
}

static void so_it_does_a_tcp_client_that_has_ended_its_side(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_TCP);
    subscribe();
    conn_input("hello");
    conn_fin();
    assert_int_equal(publish("room"), 1);
    expect_wrote("hello");
    conn_begins_close();
    assert_int_equal(publish("room"), 0);
    conn_answer("last words");
    expect_wrote("last words");
    conn_hang_up(0, "");
    assert_int_equal(lo.gones, 1);
}

/* --- HTTP --- */

static void a_bad_request_behind_a_good_one_waits_for_its_answer(void **state)
{
    (void)state;
    static const char *const bad[] = {"BAD\r\n\r\n", "GET / HTTP/1.1\r\n\r\n",
                                      "GET / HTTP/2.0\r\n\r\n"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char text[256] = GET;
        strcat(text, bad[i]);
        conn_start(AN_SPEAKS_HTTP);
        conn_input(text);
        expect_wrote("");
        expect_told("CONNECT HTTP 0 []\nRECV HTTP 0 []\n");
        conn_answer("good");
        assert_true(wrote_has("good"));
        assert_true(wrote_has("goodHTTP/1.1 400 ") || wrote_has("goodHTTP/1.1 505 ") ||
                    wrote_has("goodHTTP/1.1 501 "));
        expect_told("CLOSE HTTP 2 []\n");
        lo.wrote_len = 0;
        an_conn_eof(lo.conn);
    }
}

static void nothing_that_is_published_reaches_one_that_ends(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_TCP);
    conn_hang_up(0, "");
    assert_int_equal(lo.conn->phase, AN_PHASE_DRAIN);
    assert_int_equal(publish(""), 0);
    expect_wrote("");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, conn_setup, conn_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_answer_comes_before_the_close),
        TEST(also_byte_by_byte),
        TEST(a_worker_that_does_not_come_to_it_is_not_waited_for_for_ever),
        TEST(what_follows_is_thrown_away),
        TEST(a_ping_before_it_is_answered),
        TEST(the_first_reason_stays),
        TEST(a_reset_ends_it_at_once),
        TEST(the_end_of_the_stream_waits_too_and_says_nothing),
        TEST(after_our_close_frame_it_ends_at_once),
        TEST(during_a_stop_the_good_bye_comes_first),
        TEST(behind_a_full_ring_it_stands_behind_what_waits),
        TEST(what_is_published_reaches_it_until_its_worker_comes_to_close),
        TEST(so_it_does_a_tcp_client_that_has_ended_its_side),
        TEST(a_bad_request_behind_a_good_one_waits_for_its_answer),
        TEST(nothing_that_is_published_reaches_one_that_ends),
    };
    return cmocka_run_group_tests_name("conn_part", tests, NULL, NULL);
}

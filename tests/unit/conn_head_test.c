/* conn_head_test.c - the head of a WebSocket's upgrade: kept once, named by each message, brought by CLOSE. */
#include "test.h"

#include <string.h>

#include "conn_help.h"
#include "protocol/text/head.h"

static bool is_head(const struct an_buf *b)
{
    struct an_head head;
    struct an_span value;
    return an_head_open(&head, b->data, b->len) == AN_OK && an_span_is(head.target, "/chat") &&
           an_head_find(b->data, b->len, "Host", &value) && an_span_is(value, "x");
}

/* All of the store: nobody's head is in it. */
static bool store_is_empty(void)
{
    static const uint8_t all[CONN_BLOCKS * AN_HEAD_BLOCK_BYTES];
    uint32_t place = an_head_store_add(&lo.heads, 99, all, sizeof all, 0);
    an_head_store_free(&lo.heads, place);
    return place != 0;
}

static void a_message_says_where_the_head_stands(void **state)
{
    (void)state;
    struct an_buf b;
    conn_upgraded();
    conn_ws_frame(0x81, "one");
    uint32_t place = lo.head_place;
    conn_ws_frame(0x82, "two");
    assert_int_equal(lo.head_place, place);
    an_buf_init(&b, 4096);
    assert_int_equal(an_head_view_read(&lo.heads.view, place, lo.conn->id, &b), AN_OK);
    assert_true(is_head(&b));
    an_buf_fini(&b);
}

static void close_brings_the_head_and_leaves_none(void **state)
{
    (void)state;
    conn_upgraded();
    assert_false(store_is_empty());
    conn_ws_frame(0x88, "");
    assert_true(is_head(&lo.head));
    assert_true(store_is_empty());
}

static void a_client_that_vanishes_leaves_none(void **state)
{
    (void)state;
    conn_upgraded();
    an_conn_broken(lo.conn);
    assert_true(is_head(&lo.head));
    assert_true(store_is_empty());
}

static void who_is_refused_leaves_none(void **state)
{
    (void)state;
    lo.config.ws_open = true;
    conn_start(AN_SPEAKS_ALL);
    conn_input(UPGRADE);
    assert_false(store_is_empty());
    conn_message(AN_MSG_SEND, 403, AN_MSG_ERROR_PAGE, "");
    an_conn_flush_all(&lo.env);
    expect_begins("HTTP/1.1 403 Forbidden\r\n");
    assert_true(is_head(&lo.head));
    assert_true(store_is_empty());
}

static void without_room_for_its_head_nobody_is_let_in(void **state)
{
    (void)state;
    static const uint8_t all[CONN_BLOCKS * AN_HEAD_BLOCK_BYTES];
    an_head_store_add(&lo.heads, 99, all, sizeof all, 0);
    conn_start(AN_SPEAKS_ALL);
    conn_input(UPGRADE);
    expect_begins("HTTP/1.1 503 Service Unavailable\r\n");
    expect_told("CONNECT TCP 0 []\nCLOSE HTTP 1 []\n");
    assert_int_equal(an_counted(&lo.env.counters->http_unavailable), 1);
}

/* Another process may have written there: no head is better than a wrong one. */
static void a_head_that_was_overwritten_is_none(void **state)
{
    (void)state;
    conn_upgraded();
    conn_ws_frame(0x81, "one");
    memset(lo.blocks, 0xff, an_head_store_bytes(CONN_BLOCKS, CONN_BLOCKS));
    conn_ws_frame(0x88, "");
    expect_told("RECV WS 1 [one]\nCLOSE WS 0 []\n");
    assert_int_equal(lo.head.len, 0);
    assert_true(store_is_empty());
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, conn_setup, conn_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_message_says_where_the_head_stands),
        TEST(close_brings_the_head_and_leaves_none),
        TEST(a_client_that_vanishes_leaves_none),
        TEST(who_is_refused_leaves_none),
        TEST(without_room_for_its_head_nobody_is_let_in),
        TEST(a_head_that_was_overwritten_is_none),
    };
    return cmocka_run_group_tests_name("conn_head", tests, NULL, NULL);
}

/* conn_idle_test.c - what a connection keeps while it is idle: at first, after it has talked, and after a burst. Ten thousand idle ones cost what is counted here. */
#include "test.h"

#include "conn_help.h"
#include "net/reactor_in.h"

#include <string.h>

static char text[4096];

/* A struct grows by a field that only a talking connection needs, and nobody sees it: so the bounds are here. */
static void a_connection_is_small(void **state)
{
    (void)state;
    assert_true(sizeof(struct an_conn) <= 160);
    assert_true(sizeof(struct an_link) <= 160 + sizeof(uv_poll_t));
    assert_true(sizeof(struct an_conn_record) + sizeof(uint64_t) <= 136);
    assert_true(sizeof(struct an_head_entry) <= 48);
}

static void expect_idle(void)
{
    assert_null(lo.conn->write_queue);
    assert_null(lo.conn->codec.any);
    assert_null(lo.conn->stash);
    assert_null(lo.conn->topics);
    assert_null(lo.conn->x);
    assert_int_equal(lo.conn->parked + lo.conn->parked_bytes, 0);
    assert_in_range(lo.env.share.account.bytes, 0,
                    512); /* a codec that is kept for the next request */
    assert_int_equal(an_conn_holds(lo.conn), 0);
}

/* Its socket is full; in the end the client takes all. */
static void answers_wait(int count)
{
    lo.take = 100;
    for (int i = 0; i < count; i++)
        conn_answer(text);
    assert_non_null(lo.conn->write_queue);
    assert_true(lo.env.share.account.bytes > 512);
    lo.take = sizeof lo.wrote;
    for (int i = 0; i < 2 * count && lo.conn->write_queue; i++) {
        lo.filled = false;
        an_conn_writable(lo.conn);
    }
    lo.wrote_len = 0;
}

static void a_websocket_keeps_nothing(void **state)
{
    (void)state;
    conn_upgraded();
    expect_idle();
    conn_ws_frame(0x81, "hello");
    conn_answer("world");
    expect_idle();
    answers_wait(16);
    expect_idle();
}

static void tcp_keeps_nothing(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_TCP);
    expect_idle();
    conn_input("hello");
    conn_answer("world");
    expect_idle();
    answers_wait(16);
    expect_idle();
}

static void http_keeps_nothing(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_HTTP);
    expect_idle();
    conn_input(GET);
    conn_answer("hello");
    expect_idle();
}

/* What many connections had at the same time is not kept for the next ones. */
static void the_pool_keeps_little_of_a_burst(void **state)
{
    enum { MANY = 5000 };
    static struct an_write_queue *queue[MANY];
    struct an_write_pool *pool = &lo.env.pool;
    (void)state;
    for (int i = 0; i < MANY; i++) {
        queue[i] = an_write_queue_new(pool);
        for (int j = 0; j < 4; j++)
            an_write_queue_append(pool, queue[i], text, AN_CHUNK_SIZE);
    }
    assert_true(lo.env.share.account.bytes >= (uint64_t)MANY * 4 * AN_CHUNK_SIZE);
    for (int i = 0; i < MANY; i++)
        an_write_queue_free(pool, queue[i]);
    assert_int_equal(lo.env.share.account.bytes, 0);
    assert_in_range(pool->chunk_count, 1, 256);
    assert_in_range(pool->spare_count, 1, 256);
    an_conn_env_give_back(&lo.env);
    assert_int_equal(pool->chunk_count + pool->bare_count + pool->spare_count, 0);
}

/* After a while without a burst, with connections in whatever state. */
static void what_is_kept_for_reuse_can_be_given_back(void **state)
{
    (void)state;
    conn_upgraded();
    conn_ws_frame(0x81, "hello");
    assert_true(lo.env.http_spares + lo.env.ws_spares + lo.env.exchange_spares >= 3);
    an_conn_env_give_back(&lo.env);
    assert_int_equal(lo.env.http_spares + lo.env.ws_spares + lo.env.exchange_spares, 0);
    assert_int_equal(lo.env.dirty_cap, 0);
    assert_int_equal(lo.env.share.account.bytes, 0);
    lo.take = 10;
    conn_message(AN_MSG_SEND, 1, 0, text); /* it waits for the end of the turn */
    an_conn_env_give_back(&lo.env);
    assert_int_equal(lo.env.dirty_count, 1);
    lo.take = sizeof lo.wrote;
    an_conn_flush_all(&lo.env);
    assert_int_equal(lo.wrote_len, 4 + strlen(text));
    lo.wrote_len = 0;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, conn_setup, conn_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_connection_is_small),
        TEST(a_websocket_keeps_nothing),
        TEST(tcp_keeps_nothing),
        TEST(http_keeps_nothing),
        TEST(the_pool_keeps_little_of_a_burst),
        TEST(what_is_kept_for_reuse_can_be_given_back),
    };
    memset(text, 'x', sizeof text - 1);
    return cmocka_run_group_tests_name("conn_idle", tests, NULL, NULL);
}

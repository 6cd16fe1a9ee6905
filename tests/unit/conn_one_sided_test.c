/* conn_one_sided_test.c - an answer in pieces whose client has ended its side: does it read on, or has it gone? */
#include "test.h"

#include "conn_help.h"

static void answer(uint8_t flags, const char *body)
{
    conn_message(AN_MSG_SEND, 0, flags, body);
    an_conn_flush_all(&lo.env);
}

static void asked(const char *text)
{
    conn_start(AN_SPEAKS_HTTP);
    conn_input(text);
    lo.told[0] = 0;
}

/* A zero before the size of a chunk says nothing to who reads; of who has gone the system answers with a reset. */
static void a_client_that_leaves_ends_them(void **state)
{
    (void)state;
    for (int behind = 0; behind < 2; behind++) {
        asked(GET);
        answer(AN_MSG_PART, "one");
        lo.wrote_len = 0;
        if (behind)
            an_conn_hung_up(lo.conn);
        else
            an_conn_eof(lo.conn);
        an_conn_flush_all(&lo.env);
        expect_wrote("0");
        expect_told("");
        an_conn_broken(lo.conn);
        expect_told("CLOSE HTTP 0 []\n");
        assert_int_equal(lo.gones, behind + 1);
    }
}

/* The end is seen behind bytes that are unread, and again when they have been read. */
static void a_client_is_asked_once(void **state)
{
    (void)state;
    asked(GET);
    answer(AN_MSG_PART, "one");
    lo.wrote_len = 0;
    an_conn_hung_up(lo.conn);
    an_conn_eof(lo.conn);
    an_conn_eof(lo.conn);
    an_conn_flush_all(&lo.env);
    expect_wrote("0");
}

static void a_client_that_has_ended_its_side_gets_all_of_them(void **state)
{
    (void)state;
    asked(GET);
    answer(AN_MSG_PART, "one");
    an_conn_eof(lo.conn);
    conn_pass(10 * lo.config.linger_ms);
    lo.wrote_len = 0;
    answer(AN_MSG_PART, "two");
    answer(AN_MSG_LAST, "");
    expect_wrote("3\r\ntwo\r\n0\r\n\r\n");
    expect_told("CLOSE HTTP 0 []\n");
    assert_int_equal(lo.gones, 1);
}

/* HTTP/1.0 has no chunks: it gets what comes in time, and as long as the callback runs there is time. */
static void without_chunks_it_gets_those_that_come_in_time(void **state)
{
    (void)state;
    asked("GET / HTTP/1.0\r\n\r\n");
    uint64_t request = conn_request();
    answer(AN_MSG_PART, "one");
    an_conn_eof(lo.conn);
    conn_pass(3 * lo.config.linger_ms);
    assert_int_equal(lo.gones, 0);
    an_registry_mark(lo.env.registry, lo.conn->id, request, AN_REQUEST_RETURNED, 0);
    for (int i = 0; i < 3; i++) {
        lo.wrote_len = 0;
        answer(AN_MSG_PART, "two");
        conn_pass(lo.config.linger_ms - 1);
        expect_wrote("two");
    }
    expect_told("");
    conn_pass(1);
    expect_told("CLOSE HTTP 0 []\n");
    assert_int_equal(lo.aborts, 1);
}

static void of_head_nothing_more_comes(void **state)
{
    (void)state;
    asked("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
    answer(AN_MSG_PART, "one");
    an_conn_eof(lo.conn);
    expect_told("CLOSE HTTP 0 []\n");
    assert_int_equal(lo.gones, 1);
}

/* What its worker says in CLOSE still reaches it. */
static void the_last_call_of_the_stop_gives_them_its_own_time(void **state)
{
    (void)state;
    asked("GET / HTTP/1.0\r\n\r\n");
    uint64_t request = conn_request();
    answer(AN_MSG_PART, "one");
    an_conn_eof(lo.conn);
    an_registry_mark(lo.env.registry, lo.conn->id, request, AN_REQUEST_RETURNED, 0);
    lo.env.stopping = true;
    an_conn_stop(lo.conn);
    an_conn_last_call(lo.conn);
    conn_pass(lo.config.linger_ms);
    assert_int_equal(lo.gones, 0);
    lo.wrote_len = 0;
    answer(AN_MSG_PART | AN_MSG_LAST, "good bye");
    expect_wrote("good bye");
    assert_int_equal(lo.gones, 1);
    assert_int_equal(lo.aborts, 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, conn_setup, conn_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_client_that_leaves_ends_them),
        TEST(a_client_is_asked_once),
        TEST(a_client_that_has_ended_its_side_gets_all_of_them),
        TEST(without_chunks_it_gets_those_that_come_in_time),
        TEST(of_head_nothing_more_comes),
        TEST(the_last_call_of_the_stop_gives_them_its_own_time),
    };
    return cmocka_run_group_tests_name("conn_one_sided", tests, NULL, NULL);
}

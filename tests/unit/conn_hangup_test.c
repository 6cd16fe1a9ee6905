/* conn_hangup_test.c - the end of the peer's side, and a reset, while nothing is read: behind bytes that are stashed, and behind a full ring. */
#include "test.h"

#include "conn_help.h"

#include <string.h>

static void asked(const char *text)
{
    conn_start(AN_SPEAKS_HTTP);
    conn_input(text);
    lo.told[0] = 0;
}

static void piece(const char *body)
{
    conn_message(AN_MSG_SEND, 0, AN_MSG_PART, body);
    an_conn_flush_all(&lo.env);
}

static void expect_ended(void)
{
    expect_told("CLOSE HTTP 0 []\n");
    assert_int_equal(lo.gones, 1);
    assert_int_equal(conn_state(), AN_CONN_FREE);
}

/* Each is followed by something that cannot be used while the answer is under way. */
static const char *const followed[] = {
    GET "\r\n",
    GET GET,
    GET "GE",
    "HEAD /sse HTTP/1.1\r\nHost: x\r\n\r\n" GET,
    "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\nx",
};

/* The client's system answers to what it is sent then. */
static void fin_and_gone(void)
{
    conn_fin();
    an_conn_broken(lo.conn);
}

static void an_answer_in_pieces_ends_with_the_client_whatever_is_stashed(void **state)
{
    for (size_t i = 0; i < sizeof followed / sizeof *followed; i++) {
        if (i) conn_setup(state);
        asked(followed[i]);
        piece("one");
        assert_int_equal(lo.wants & AN_WANT_READ, 0);
        lo.wrote_len = 0;
        fin_and_gone();
        expect_wrote(strncmp(followed[i], "HEAD", 4) ? "0" : "");
        expect_ended();
        if (i + 1 < sizeof followed / sizeof *followed) conn_teardown(state);
    }
}

static void a_reset_ends_it_as_well(void **state)
{
    (void)state;
    asked(GET GET);
    piece("one");
    an_conn_broken(lo.conn);
    expect_ended();
}

static void bytes_that_come_later_hide_nothing_either(void **state)
{
    (void)state;
    asked(GET);
    piece("one");
    assert_true(lo.wants & AN_WANT_READ);
    conn_input("\r\n");
    assert_int_equal(lo.wants, AN_WANT_HANGUP);
    fin_and_gone();
    expect_ended();
}

static void who_has_only_ended_its_side_gets_all_its_answers(void **state)
{
    (void)state;
    asked(GET GET GET);
    conn_fin();
    assert_int_equal(lo.wants, AN_WANT_RESET);
    conn_answer("one");
    conn_answer("two");
    assert_int_equal(lo.gones, 0);
    expect_told("RECV HTTP 0 []\nRECV HTTP 0 []\n");
    conn_answer("three");
    assert_true(wrote_has("one") && wrote_has("two") && wrote_has("three"));
    conn_fin(); /* it is read now */
    expect_ended();
}

/* It had ended its side before the answer began: that is no sign that nobody reads it. */
static void an_answer_in_pieces_to_who_has_ended_its_side_is_whole(void **state)
{
    (void)state;
    asked(GET GET);
    conn_fin();
    piece("one");
    conn_message(AN_MSG_SEND, 0, AN_MSG_LAST, "two");
    an_conn_flush_all(&lo.env);
    assert_true(wrote_has("3\r\ntwo\r\n0\r\n\r\n"));
    expect_told("RECV HTTP 0 []\n");
    conn_answer("three");
    conn_fin();
    expect_ended();
}

static void who_has_ended_its_side_and_then_resets_is_gone_in_every_phase(void **state)
{
    for (int i = 0; i < 4; i++) {
        if (i) conn_setup(state);
        asked(i & 1 ? GET GET : GET);
        conn_fin();
        if (i & 2) piece("one");
        assert_int_equal(lo.wants, AN_WANT_RESET);
        an_conn_broken(lo.conn);
        expect_ended();
        if (i < 3) conn_teardown(state);
    }
}

static void a_file_is_sent_whole_to_who_has_ended_its_side(void **state)
{
    (void)state;
    asked(GET "\r\n");
    lo.take = 0;
    conn_file_message(0, 0, UINT64_MAX, "/x");
    expect_told("OPEN /x\n");
    conn_fin();
    conn_opened(AN_OK, conn_file(100000, false));
    assert_int_equal(lo.wants, AN_WANT_WRITE | AN_WANT_RESET);
    lo.take = 65536;
    for (int i = 0; i < 4; i++) {
        lo.filled = false;
        an_conn_writable(lo.conn);
    }
    assert_int_equal(lo.file_bytes, 100000);
    conn_fin();
    expect_ended();
}

/* What came before the end is told before it, when the ring has room. */
static void behind_a_full_ring_the_end_waits_for_its_turn(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_TCP);
    lo.full = true;
    conn_input("hello");
    expect_told("CONNECT TCP 0 []\nRECV TCP 0 [hello]\n");
    assert_int_equal(lo.wants, AN_WANT_HANGUP);
    conn_fin();
    expect_told("");
    assert_int_equal(lo.wants, AN_WANT_RESET);
    lo.full = false;
    conn_pushed();
    assert_int_equal(lo.wants, AN_WANT_READ);
    conn_input("world"); /* it had not been read */
    conn_fin();
    expect_told("RECV TCP 0 [world]\nCLOSE TCP 0 []\n");
    assert_int_equal(lo.gones, 0); /* until its worker has seen it */
    assert_int_equal(lo.wants, AN_WANT_RESET);
}

static void behind_a_full_ring_a_websockets_end_waits_too(void **state)
{
    (void)state;
    conn_upgraded();
    lo.full = true;
    conn_ws_frame(0x81, "one");
    conn_fin();
    expect_told("RECV WS 1 [one]\n");
    lo.full = false;
    conn_pushed();
    conn_fin();
    expect_told("CLOSE WS 0 []\n");
    assert_int_equal(lo.wants, AN_WANT_RESET);
    conn_sees_close();
    assert_int_equal(lo.gones, 1);
}

static void behind_a_full_ring_a_reset_ends_it_at_once(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_TCP);
    lo.full = true;
    conn_input("hello");
    conn_fin();
    lo.told[0] = 0;
    an_conn_broken(lo.conn);
    expect_told("CLOSE TCP 0 []\n");
    assert_int_equal(lo.gones, 1);
    conn_pushed();
}

/* Once known it is not asked for again, or the system would report it for ever. */
static void an_end_that_is_known_is_not_asked_for_again(void **state)
{
    (void)state;
    asked(GET GET GET);
    an_conn_hung_up(lo.conn);
    assert_int_equal(lo.wants, AN_WANT_RESET);
    conn_answer("one"); /* the third still waits */
    assert_int_equal(lo.wants, AN_WANT_RESET);
}

static void a_form_that_is_with_the_disk(void **state)
{
    (void)state;
    lo.env.limits.max_form = 1000000;
    asked("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n"
          "Content-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\n");
    conn_input("Content-");
    conn_fin();
    assert_int_equal(lo.wants, AN_WANT_RESET);
    conn_fed();
    conn_fed();
    conn_fin();
    assert_int_equal(lo.gones, 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, conn_setup, conn_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_answer_in_pieces_ends_with_the_client_whatever_is_stashed),
        TEST(a_reset_ends_it_as_well),
        TEST(bytes_that_come_later_hide_nothing_either),
        TEST(who_has_only_ended_its_side_gets_all_its_answers),
        TEST(an_answer_in_pieces_to_who_has_ended_its_side_is_whole),
        TEST(who_has_ended_its_side_and_then_resets_is_gone_in_every_phase),
        TEST(a_file_is_sent_whole_to_who_has_ended_its_side),
        TEST(behind_a_full_ring_the_end_waits_for_its_turn),
        TEST(behind_a_full_ring_a_websockets_end_waits_too),
        TEST(behind_a_full_ring_a_reset_ends_it_at_once),
        TEST(an_end_that_is_known_is_not_asked_for_again),
        TEST(a_form_that_is_with_the_disk),
    };
    return cmocka_run_group_tests_name("conn_hangup", tests, NULL, NULL);
}

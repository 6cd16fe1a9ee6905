/* conn_seat_test.c - a connection changes its seat when nothing of it is outstanding at the old one, and answers in pieces whose writer has gone. */
#include "test.h"

#include <string.h>

#include "conn_help.h"

#define WORKERS 2
#define OLD 0u
#define NEW 2u /* the other seat of the same worker */

static void begin(uint8_t speaks)
{
    lo.config.workers = WORKERS;
    conn_start(speaks);
    assert_int_equal(lo.conn->worker, OLD);
    an_board_activate(lo.env.board, NEW, WORKERS);
}

static void expect_seat(uint32_t seat)
{
    struct an_conn_info info;
    assert_int_equal(lo.conn->worker, seat);
    assert_int_equal(an_registry_read(&lo.registry, lo.conn->id, &info), AN_OK);
    assert_int_equal(info.worker, seat);
    assert_int_equal(an_board_get(&lo.env.board->live[OLD]), seat == OLD);
    assert_int_equal(an_board_get(&lo.env.board->live[NEW]), seat == NEW);
}

static void one_with_nothing_outstanding_moves_at_once(void **state)
{
    (void)state;
    begin(AN_SPEAKS_TCP);
    assert_true(an_conn_move(lo.conn, NEW));
    expect_seat(NEW);
    assert_true(an_conn_move(lo.conn, NEW));
    expect_seat(NEW);
}

/* What it says meanwhile waits, and goes to the new seat. */
static void one_with_an_unread_message_moves_when_that_is_released(void **state)
{
    (void)state;
    begin(AN_SPEAKS_TCP);
    conn_input("one");
    lo.unreleased = true;
    assert_false(an_conn_move(lo.conn, NEW));
    expect_seat(OLD);
    expect_told("CONNECT TCP 0 []\nRECV TCP 0 [one]\n");
    conn_input("two");
    assert_false(lo.wants & AN_WANT_READ);
    assert_false(an_conn_move(lo.conn, NEW));
    expect_told("");
    lo.unreleased = false;
    assert_true(an_conn_move(lo.conn, NEW));
    expect_seat(NEW);
    expect_told("RECV TCP 0 [two]\n");
    assert_true(lo.wants & AN_WANT_READ);
}

/* The next bytes themselves find that the way is free. */
static void whoever_speaks_again_need_not_be_asked(void **state)
{
    (void)state;
    begin(AN_SPEAKS_TCP);
    conn_input("one");
    lo.unreleased = true;
    assert_false(an_conn_move(lo.conn, NEW));
    lo.unreleased = false;
    conn_input("two");
    expect_seat(NEW);
    expect_told("CONNECT TCP 0 []\nRECV TCP 0 [one]\nRECV TCP 0 [two]\n");
}

/* The end must come behind what came before it. */
static void one_that_ends_meanwhile_says_so_to_its_old_seat(void **state)
{
    (void)state;
    begin(AN_SPEAKS_TCP);
    conn_input("one");
    lo.unreleased = true;
    assert_false(an_conn_move(lo.conn, NEW));
    an_conn_broken(lo.conn);
    expect_told("CONNECT TCP 0 []\nRECV TCP 0 [one]\nCLOSE TCP 0 []\n");
    assert_int_equal(an_board_get(&lo.env.board->live[OLD]), 0);
    assert_int_equal(an_board_get(&lo.env.board->live[NEW]), 0);
}

/* After its end nothing more comes: nobody waits for it. */
static void one_whose_end_has_been_told_is_no_load_of_its_seat(void **state)
{
    (void)state;
    begin(AN_SPEAKS_TCP);
    conn_input("one");
    an_conn_eof(lo.conn);
    lo.unreleased = true;
    assert_int_equal(an_board_get(&lo.env.board->live[OLD]), 0);
    assert_true(an_conn_move(lo.conn, NEW));
    assert_int_equal(an_board_get(&lo.env.board->live[NEW]), 0);
    an_conn_kill(lo.conn, AN_CLOSE_PEER);
    assert_int_equal(an_board_get(&lo.env.board->live[OLD]), 0);
}

static void a_request_is_answered_by_the_seat_that_has_it(void **state)
{
    (void)state;
    begin(AN_SPEAKS_HTTP);
    conn_input(GET);
    assert_false(an_conn_move(lo.conn, NEW));
    conn_input(GET); /* pipelined */
    conn_answer("first");
    assert_true(wrote_has("first"));
    expect_seat(NEW);
    expect_told("CONNECT HTTP 0 []\nRECV HTTP 0 []\nRECV HTTP 0 []\n");
    conn_answer("second");
    assert_true(wrote_has("second"));
}

/* The callback goes on after its answer: the next request waits for it, as it did before. */
static void an_answered_request_that_is_still_in_hand_keeps_its_seat(void **state)
{
    (void)state;
    begin(AN_SPEAKS_HTTP);
    conn_input(GET);
    lo.unreleased = true;
    assert_false(an_conn_move(lo.conn, NEW));
    conn_answer("first");
    conn_input(GET);
    expect_seat(OLD);
    expect_told("CONNECT HTTP 0 []\nRECV HTTP 0 []\n");
    lo.unreleased = false;
    assert_true(an_conn_move(lo.conn, NEW));
    expect_told("RECV HTTP 0 []\n");
}

static void what_waits_for_room_keeps_its_seat(void **state)
{
    (void)state;
    begin(AN_SPEAKS_TCP);
    lo.full = true;
    conn_input("one");
    assert_false(an_conn_move(lo.conn, NEW));
    expect_seat(OLD);
    lo.full = false;
    conn_pushed();
    assert_true(an_conn_move(lo.conn, NEW));
    expect_seat(NEW);
}

/* --- requests, and workers that are blocked --- */

#define OTHER 1u /* the seat of another worker */

static void able(uint32_t seat, uint64_t awake_ms)
{
    an_board_set(&lo.env.board->seat[seat].pid, 1);
    an_board_set(&lo.env.board->seat[seat].state, AN_READY);
    an_board_awake(&lo.env.board->seat[seat], awake_ms);
}

/* The connection is at worker 0, which is blocked; worker 1 is free. */
static void begin_blocked(uint8_t speaks)
{
    lo.env.now_ms = 100000;
    lo.dispatch.workers = lo.config.workers = WORKERS;
    able(OLD, 0);
    conn_start(speaks);
    assert_int_equal(lo.conn->worker, OLD);
    able(OLD, lo.env.now_ms - 1000);
    able(OTHER, 0);
}

static void a_request_goes_to_a_free_worker(void **state)
{
    (void)state;
    begin_blocked(AN_SPEAKS_HTTP);
    conn_input(GET);
    assert_int_equal(lo.conn->worker, OTHER);
    assert_int_equal(an_board_get(&lo.env.board->live[OLD]), 0);
    assert_int_equal(an_board_get(&lo.env.board->live[OTHER]), 1);
    conn_answer("first");
    able(OLD, 0);
    conn_input(GET);
    assert_int_equal(lo.conn->worker, OTHER); /* it stays where it is served */
    expect_told("CONNECT HTTP 0 []\nRECV HTTP 0 []\nRECV HTTP 0 []\n");
}

/* Events of a connection come one after the other. */
static void a_request_waits_while_its_worker_has_its_connection_in_hand(void **state)
{
    (void)state;
    begin_blocked(AN_SPEAKS_HTTP);
    lo.unreleased = true;
    conn_input(GET);
    assert_int_equal(lo.conn->worker, OLD);
}

static void tcp_stays_with_its_worker(void **state)
{
    (void)state;
    begin_blocked(AN_SPEAKS_TCP);
    conn_input("one");
    assert_int_equal(lo.conn->worker, OLD);
}

/* The request that opens it is one as any; after that it stays. */
static void a_websocket_stays_with_its_worker(void **state)
{
    (void)state;
    begin_blocked(AN_SPEAKS_WEBSOCKET);
    conn_input(UPGRADE);
    assert_int_equal(lo.conn->worker, OTHER);
    able(OTHER, lo.env.now_ms - 1000);
    able(OLD, 0);
    conn_message(AN_MSG_SEND, 101, 0, "");
    conn_ws_frame(0x81, "hi");
    assert_int_equal(lo.conn->worker, OTHER);
}

static void a_request_that_nobody_has_begun_with_may_be_sent_again(void **state)
{
    (void)state;
    begin_blocked(AN_SPEAKS_HTTP);
    lo.unreleased = true;
    conn_input(GET);
    assert_true(an_conn_waits_at(lo.conn, OLD));
    assert_false(an_conn_waits_at(lo.conn, OTHER));
    struct an_msg m = {.type = AN_MSG_RECV, .proto = AN_PROTO_HTTP, .id = lo.conn->id};
    m.stamp = lo.request;
    lo.full = true;
    an_conn_resend(lo.conn, OTHER, &m, NULL, NULL);
    assert_int_equal(lo.conn->worker, OTHER);
    lo.full = false;
    conn_pushed();
    conn_answer("done");
    assert_true(wrote_has("done"));
    assert_false(an_conn_waits_at(lo.conn, OTHER));
}

/* It was to change its seat within its worker (a reload), and a request has taken it to another one meanwhile. */
static void one_that_was_moved_otherwise_need_not_move_any_more(void **state)
{
    (void)state;
    begin_blocked(AN_SPEAKS_HTTP);
    lo.unreleased = true;
    conn_input(GET);
    assert_false(an_conn_move(lo.conn, NEW));
    struct an_msg m = {.type = AN_MSG_RECV, .proto = AN_PROTO_HTTP, .id = lo.conn->id};
    m.stamp = lo.request;
    an_conn_resend(lo.conn, OTHER, &m, NULL, NULL);
    conn_answer("first");
    conn_input(GET); /* something of it is still outstanding where it is now */
    assert_true(an_conn_move(lo.conn, OTHER));
    conn_answer("second");
    assert_true(wrote_has("second"));
}

/* --- answers in pieces --- */

static void stream_from(uint32_t sender)
{
    begin(AN_SPEAKS_HTTP);
    conn_input(GET);
    lo.env.sender = sender;
    conn_message(AN_MSG_SEND, 0, AN_MSG_PART, "one");
    an_conn_flush_all(&lo.env);
}

static void an_answer_in_pieces_stays_with_its_writer(void **state)
{
    (void)state;
    stream_from(OLD);
    assert_false(an_conn_move(lo.conn, NEW));
    expect_seat(OLD);
    assert_false(an_conn_writer_gone(lo.conn, NEW, false)); /* another one */
    assert_true(an_conn_writer_gone(lo.conn, OLD, false));
    assert_true(an_conn_move(lo.conn, NEW));
    expect_seat(NEW);
}

static void one_that_a_task_worker_writes_moves_at_once(void **state)
{
    (void)state;
    stream_from(an_role_process(AN_TASK, 1));
    assert_true(an_conn_move(lo.conn, NEW));
    expect_seat(NEW);
}

static void one_whose_writer_has_gone_may_be_taken_up(void **state)
{
    (void)state;
    stream_from(OLD);
    assert_true(an_conn_writer_gone(lo.conn, OLD, false));
    conn_pass(lo.config.answer_ms - 1);
    assert_true(an_conn_waits(lo.conn));
    lo.env.sender = NEW;
    conn_message(AN_MSG_SEND, 0, AN_MSG_PART, "two");
    conn_pass(lo.config.answer_ms + 1);
    assert_false(an_conn_waits(lo.conn));
    conn_message(AN_MSG_SEND, 0, AN_MSG_LAST, "three");
    an_conn_flush_all(&lo.env);
    assert_true(wrote_has("3\r\none\r\n3\r\ntwo\r\n5\r\nthree\r\n0\r\n\r\n"));
}

/* Without its last chunk: the client sees that it is not whole. */
static void one_that_nobody_takes_up_ends(void **state)
{
    (void)state;
    stream_from(OLD);
    assert_true(an_conn_writer_gone(lo.conn, OLD, false));
    conn_pass(lo.config.answer_ms);
    assert_int_equal(lo.shuts, 0);
    assert_false(an_conn_waits(lo.conn));
    assert_int_equal(lo.shuts, 1);
    assert_false(wrote_has("0\r\n\r\n"));
    expect_told("CONNECT HTTP 0 []\nRECV HTTP 0 []\nCLOSE HTTP 3 []\n");
}

static void one_whose_writer_crashed_in_its_task_ends_at_once(void **state)
{
    (void)state;
    stream_from(an_role_process(AN_TASK, 1));
    assert_false(an_conn_writer_gone(lo.conn, an_role_process(AN_TASK, 1), true));
    assert_int_equal(lo.shuts, 1);
    expect_told("CONNECT HTTP 0 []\nRECV HTTP 0 []\nCLOSE HTTP 1 []\n");
}

/* In the middle of its own callback a worker cannot be followed; behind it, it can. */
static void one_whose_callback_had_returned_outlives_its_worker(void **state)
{
    (void)state;
    stream_from(OLD);
    assert_true(an_registry_mark(&lo.registry, lo.conn->id, lo.request, AN_REQUEST_RETURNED, 0));
    an_conn_orphaned(lo.conn, lo.position + 1);
    assert_int_equal(lo.shuts, 0);
    an_registry_unmark(&lo.registry, lo.conn->id, lo.request, AN_REQUEST_RETURNED);
    an_conn_orphaned(lo.conn, lo.position + 1);
    assert_int_equal(lo.shuts, 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, conn_setup, conn_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(one_with_nothing_outstanding_moves_at_once),
        TEST(one_with_an_unread_message_moves_when_that_is_released),
        TEST(whoever_speaks_again_need_not_be_asked),
        TEST(one_that_ends_meanwhile_says_so_to_its_old_seat),
        TEST(one_whose_end_has_been_told_is_no_load_of_its_seat),
        TEST(a_request_is_answered_by_the_seat_that_has_it),
        TEST(an_answered_request_that_is_still_in_hand_keeps_its_seat),
        TEST(what_waits_for_room_keeps_its_seat),
        TEST(a_request_goes_to_a_free_worker),
        TEST(a_request_waits_while_its_worker_has_its_connection_in_hand),
        TEST(tcp_stays_with_its_worker),
        TEST(a_websocket_stays_with_its_worker),
        TEST(a_request_that_nobody_has_begun_with_may_be_sent_again),
        TEST(one_that_was_moved_otherwise_need_not_move_any_more),
        TEST(an_answer_in_pieces_stays_with_its_writer),
        TEST(one_that_a_task_worker_writes_moves_at_once),
        TEST(one_whose_writer_has_gone_may_be_taken_up),
        TEST(one_that_nobody_takes_up_ends),
        TEST(one_whose_writer_crashed_in_its_task_ends_at_once),
        TEST(one_whose_callback_had_returned_outlives_its_worker),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

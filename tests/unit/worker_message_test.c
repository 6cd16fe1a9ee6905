/* worker_message_test.c - messages between workers: which seat they go to, in what order, and which
 * are refused. */
#include "test.h"

#include "worker_help.h"

static int set_up(void **state)
{
    (void)state;
    worker_fabric(1, 2, 1, 4096);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    worker_fabric_end();
    return 0;
}

static uint8_t letter[100001];

static int message(struct an_worker *w, uint32_t to, size_t len)
{
    return an_worker_message(w, to, letter, len);
}

static int write_to_one_who_is_replaced(struct an_worker *w, const struct an_event *ev)
{
    struct an_msg m;
    if (ev->type != AN_EV_START) return 0;
    assert_int_equal(message(w, 1, 1), AN_OK);
    an_board_activate(fabric.board, 3, 2);
    assert_int_equal(message(w, 1, 2), AN_OK); /* the first one has not been read */
    assert_true(worker_pop(AN_WORKER, 0, AN_WORKER, 1, &m) && m.body_len == 1);
    assert_true(worker_pop(AN_WORKER, 0, AN_WORKER, 1, &m) && m.body_len == 2);
    assert_int_equal(message(w, 1, 3), AN_OK);
    assert_true(worker_pop(AN_WORKER, 0, AN_WORKER, 3, &m) && m.body_len == 3);
    worker_stop(w);
    return 0;
}

static void a_successor_is_written_to_when_its_predecessor_has_read_all(void **state)
{
    (void)state;
    worker_event = write_to_one_who_is_replaced;
    assert_int_equal(worker_run(AN_WORKER, 0, AN_RUN), 0);
}

static int heard;

static int write_to_itself(struct an_worker *w, const struct an_event *ev)
{
    if (ev->type == AN_EV_START) assert_int_equal(message(w, 0, 5), AN_OK);
    if (ev->type == AN_EV_MESSAGE) heard++;
    if (ev->type == AN_EV_FINAL) assert_int_equal(message(w, 0, 6), AN_OK);
    return 0;
}

/* It is in seat 2 of worker 0, whose active one is seat 0. */
static void what_a_leaving_worker_writes_to_itself_in_the_end_is_its_successors(void **state)
{
    (void)state;
    struct an_msg m;
    worker_event = write_to_itself;
    heard = 0;
    assert_int_equal(worker_run(AN_WORKER, 2, AN_RELOAD), 0);
    assert_int_equal(heard, 1);
    assert_true(worker_pop(AN_WORKER, 2, AN_WORKER, 0, &m) && m.body_len == 6);
    assert_false(worker_pop(AN_WORKER, 2, AN_WORKER, 2, &m));
}

/* Half of a long message is in the ring when this worker's time is over: what followed it there
 * would be taken for its end. */
static int write_behind_a_half(struct an_worker *w, const struct an_event *ev)
{
    struct an_rx other;
    struct an_delivery d;
    if (ev->type == AN_EV_START) assert_int_equal(message(w, 1, 50000), AN_OK);
    if (ev->type != AN_EV_FINAL) return 0;
    an_fabric_rx(&fabric, AN_WORKER, 0, AN_WORKER, 1, &other);
    assert_int_equal(an_rx_next(&other, &d), 0); /* there is room now */
    assert_int_equal(message(w, 1, 10), AN_EAGAIN);
    an_rx_close(&other);
    return 0;
}

static void last_words_do_not_overtake_what_waits(void **state)
{
    (void)state;
    config.reload_ms = 1;
    worker_event = write_behind_a_half;
    assert_int_equal(worker_run(AN_WORKER, 0, AN_RELOAD), 0);
}

static int write_into_a_full_ring(struct an_worker *w, const struct an_event *ev)
{
    if (ev->type == AN_EV_FINAL) assert_int_equal(message(w, 1, 10), AN_EAGAIN);
    return 0;
}

static void last_words_wait_for_nobody(void **state)
{
    (void)state;
    worker_fill(AN_WORKER, 0, AN_WORKER, 1);
    worker_event = write_into_a_full_ring;
    assert_int_equal(worker_run(AN_WORKER, 0, AN_RELOAD), 0);
}

static int write_what_is_refused(struct an_worker *w, const struct an_event *ev)
{
    if (ev->type != AN_EV_START) return 0;
    assert_int_equal(message(w, 1, config.max_message), AN_OK);
    assert_int_equal(message(w, 1, config.max_message + 1), AN_ELIMIT);
    assert_int_equal(message(w, 2, 1), AN_OK); /* task worker 0 */
    assert_int_equal(message(w, 3, 1), AN_EINVAL);
    an_board_set(&fabric.board->task[0].command, AN_STOP);
    assert_int_equal(message(w, 2, 1), AN_EAGAIN);
    worker_stop(w);
    assert_int_equal(message(w, 0, 1), AN_EAGAIN);
    return 0;
}

static void what_is_too_long_or_would_not_be_read_is_refused(void **state)
{
    (void)state;
    worker_event = write_what_is_refused;
    assert_int_equal(worker_run(AN_WORKER, 0, AN_RUN), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_successor_is_written_to_when_its_predecessor_has_read_all),
        TEST(what_a_leaving_worker_writes_to_itself_in_the_end_is_its_successors),
        TEST(last_words_do_not_overtake_what_waits),
        TEST(last_words_wait_for_nobody),
        TEST(what_is_too_long_or_would_not_be_read_is_refused),
    };
    return cmocka_run_group_tests_name("worker_message", tests, NULL, NULL);
}

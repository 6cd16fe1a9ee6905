/* worker_room_test.c - a client's queue without room: what fits, what is waited for, and an
 * answer in pieces of which one found none. */
#include "test.h"

#include "worker_help.h"

#define QUEUE 100 /* bytes that may wait for a client */

static int set_up(void **state)
{
    (void)state;
    worker_fabric(2, 1, 0, 4096);
    config.send_queue = QUEUE;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    worker_fabric_end();
    return 0;
}

static int send_bytes(struct an_worker *w, size_t len, uint32_t wait_ms)
{
    static const uint8_t body[1000];
    struct an_send s = {.body = body, .body_len = len, .wait_ms = wait_ms};
    return an_worker_send(w, 1, &s);
}

static int fill_the_queue(struct an_worker *w, const struct an_event *ev)
{
    struct an_registry *r = &fabric.registry;
    if (ev->type != AN_EV_START) return 0;
    assert_int_equal(send_bytes(w, 1000, 0), AN_OK); /* nothing waits */
    an_registry_queued(r, 1, QUEUE - 1);
    assert_int_equal(send_bytes(w, 1, 0), AN_OK);
    assert_int_equal(send_bytes(w, 2, 0), AN_EAGAIN);
    an_registry_queued(r, 1, QUEUE + 1);
    assert_int_equal(send_bytes(w, 0, 0), AN_OK);
    assert_true(an_registry_relieve(r, 1)); /* it is to be told when there is room */
    an_registry_queued(r, 1, QUEUE - 1);
    assert_int_equal(send_bytes(w, 1, 0), AN_OK);
    assert_false(an_registry_relieve(r, 1));
    return 0;
}

static void anything_fits_into_an_empty_queue_and_nothing_into_a_full_one(void **state)
{
    (void)state;
    worker_event = fill_the_queue;
    assert_int_equal(worker_run(AN_WORKER, 0, AN_STOP), 0);
}

static int wait_in_the_stop(struct an_worker *w, const struct an_event *ev)
{
    if (ev->type != AN_EV_START) return 0;
    an_registry_queued(&fabric.registry, 1, QUEUE);
    assert_int_equal(send_bytes(w, 1, 3600000), AN_EAGAIN);
    return 0;
}

static void in_the_stop_nobody_waits_for_room(void **state)
{
    (void)state;
    worker_event = wait_in_the_stop;
    assert_int_equal(worker_run(AN_WORKER, 0, AN_STOP), 0);
}

/* --- pieces --- */

static int piece(struct an_worker *w, char letter, uint32_t wait_ms)
{
    struct an_send s = {.flags = AN_MSG_PART, .body = &letter, .body_len = 1, .wait_ms = wait_ms};
    return an_worker_send(w, 1, &s);
}

static void request_in_flight(void)
{
    struct an_registry *r = &fabric.registry;
    an_registry_proto(r, 1, AN_PROTO_HTTP);
    an_registry_request(r, 1, 77);
    assert_true(an_registry_mark(r, 1, 77, AN_REQUEST_TAKEN, 0));
}

/* What goes to the reactor: the bodies of pieces, "!" for the page of an error. */
static void expect_sent(const char *expected)
{
    struct an_rx rx;
    struct an_delivery d;
    char text[16] = "";
    size_t len = 0;
    an_fabric_rx(&fabric, AN_WORKER, 0, AN_REACTOR, 0, &rx);
    for (; len < 15 && an_rx_next(&rx, &d) == 1; an_rx_done(&rx))
        text[len++] = d.msg.flags & AN_MSG_ERROR_PAGE ? '!' : (char)d.body[0];
    an_rx_close(&rx);
    assert_string_equal(text, expected);
}

static int wait_in_vain(struct an_worker *w, const struct an_event *ev)
{
    if (ev->type != AN_EV_START) return 0;
    request_in_flight();
    assert_int_equal(piece(w, 'a', 0), AN_OK);
    an_registry_queued(&fabric.registry, 1, QUEUE);
    assert_int_equal(piece(w, 'b', 1), AN_EAGAIN);
    an_registry_queued(&fabric.registry, 1, 0);
    assert_int_equal(piece(w, 'b', 0), AN_EFAILED);
    assert_int_equal(piece(w, 'c', 0), AN_EFAILED);
    expect_sent("a!");
    return 0;
}

static void an_answer_has_failed_once_a_piece_has_waited_in_vain(void **state)
{
    (void)state;
    worker_event = wait_in_vain;
    assert_int_equal(worker_run(AN_WORKER, 0, AN_RELOAD), 0);
}

static int answer_and_go_on(struct an_worker *w, const struct an_event *ev)
{
    if (ev->type != AN_EV_START) return 0;
    request_in_flight();
    assert_int_equal(send_bytes(w, 1, 0), AN_OK);
    assert_int_equal(piece(w, 'b', 0), AN_EGONE);
    return 0;
}

static void no_piece_follows_a_whole_answer(void **state)
{
    (void)state;
    worker_event = answer_and_go_on;
    assert_int_equal(worker_run(AN_WORKER, 0, AN_RELOAD), 0);
}

/* The reactor does not read: not even that the answer has failed can be said then. Another
 * reactor does. */
static int wait_for_the_reactor(struct an_worker *w, const struct an_event *ev)
{
    static const struct an_publish p = {.topic = ""};
    struct an_msg m;
    if (ev->type != AN_EV_START) return 0;
    request_in_flight();
    assert_int_equal(piece(w, 'a', 0), AN_ETIMEOUT);
    assert_int_equal(an_worker_publish(w, &p), AN_ETIMEOUT); /* so not to all */
    assert_true(worker_pop(AN_WORKER, 0, AN_REACTOR, 1, &m) && m.type == AN_MSG_PUBLISH);
    while (worker_pop(AN_WORKER, 0, AN_REACTOR, 0, &m)) {
    }
    assert_int_equal(piece(w, 'b', 0), AN_EFAILED);
    expect_sent("!");
    return 0;
}

static void a_reactor_that_does_not_read_costs_no_more_than_its_own_answers(void **state)
{
    (void)state;
    worker_fill(AN_WORKER, 0, AN_REACTOR, 0);
    worker_event = wait_for_the_reactor;
    assert_int_equal(worker_run(AN_WORKER, 0, AN_RELOAD), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(anything_fits_into_an_empty_queue_and_nothing_into_a_full_one),
        TEST(in_the_stop_nobody_waits_for_room),
        TEST(an_answer_has_failed_once_a_piece_has_waited_in_vain),
        TEST(no_piece_follows_a_whole_answer),
        TEST(a_reactor_that_does_not_read_costs_no_more_than_its_own_answers),
    };
    return cmocka_run_group_tests_name("worker_room", tests, NULL, NULL);
}

/* worker_ring_test.c - what a worker reads from its rings: nothing impossible, again after a death, and not so much at once that timers wait. */
#include "test.h"

#include "ground/clock.h"
#include "worker_help.h"

static int events[AN_EV_DRAIN + 1];
static int order[8], told;
static size_t last_len;

static int note(struct an_worker *w, const struct an_event *ev)
{
    (void)w;
    events[ev->type]++;
    if (ev->type == AN_EV_MESSAGE) last_len = ev->body_len;
    if (told < 8) order[told++] = (int)ev->type;
    return 0;
}

static int set_up(void **state)
{
    (void)state;
    worker_fabric(1, 2, 1, 65536);
    for (size_t i = 0; i < sizeof events / sizeof *events; i++)
        events[i] = 0;
    told = 0;
    worker_event = note;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    worker_fabric_end();
    return 0;
}

static void a_protocol_that_is_none_is_not_believed(void **state)
{
    (void)state;
    struct an_msg m = {.type = AN_MSG_RECV, .proto = AN_PROTO_WEBSOCKET + 1, .id = 1};
    worker_push(AN_REACTOR, 0, AN_WORKER, 0, &m);
    assert_int_equal(worker_run(AN_WORKER, 0, AN_RUN), 2); /* it makes room for a successor */
    assert_int_equal(events[AN_EV_RECV], 0);
}

static void a_reactor_sends_no_messages_of_workers(void **state)
{
    (void)state;
    static const struct an_msg m = {.type = AN_MSG_MESSAGE, .body_len = 2};
    worker_push(AN_REACTOR, 0, AN_WORKER, 0, &m);
    assert_int_equal(worker_run(AN_WORKER, 0, AN_RUN), 2);
    assert_int_equal(events[AN_EV_MESSAGE], 0);
}

static void a_task_worker_sends_messages_and_no_input_of_clients(void **state)
{
    (void)state;
    static const struct an_msg message = {.type = AN_MSG_MESSAGE, .body_len = 2},
                               input = {.type = AN_MSG_RECV, .id = 1, .body_len = 5};
    worker_push(AN_TASK, 0, AN_WORKER, 0, &message);
    worker_push(AN_TASK, 0, AN_WORKER, 0, &input);
    assert_int_equal(worker_run(AN_WORKER, 0, AN_STOP), 0);
    assert_int_equal(events[AN_EV_MESSAGE], 1);
    assert_int_equal(events[AN_EV_RECV], 0);
    assert_int_equal(an_board_get(&fabric.board->task[0].condemned), 1);
}

static void a_task_worker_gets_tasks_and_messages(void **state)
{
    (void)state;
    static const struct an_msg task = {.type = AN_MSG_TASK, .id = 7, .body_len = 3},
                               message = {.type = AN_MSG_MESSAGE, .body_len = 2},
                               lost = {.type = AN_MSG_TASK_LOST, .id = 7};
    worker_push(AN_WORKER, 0, AN_TASK, 0, &task);
    worker_push(AN_WORKER, 0, AN_TASK, 0, &message);
    worker_push(AN_WORKER, 0, AN_TASK, 0, &lost);
    assert_int_equal(worker_run(AN_TASK, 0, AN_STOP), 0);
    assert_int_equal(events[AN_EV_TASK], 1);
    assert_int_equal(events[AN_EV_MESSAGE], 1);
    assert_int_equal(an_board_get(&fabric.board->seat[0].condemned), 1);
}

/* Its CONNECT died with a process that had it in hand. */
static void who_was_not_announced_is_announced_by_its_first_data(void **state)
{
    (void)state;
    struct an_msg m = {.type = AN_MSG_RECV, .proto = AN_PROTO_TCP, .id = 1, .body_len = 5};
    worker_push(AN_REACTOR, 0, AN_WORKER, 0, &m);
    worker_push(AN_REACTOR, 0, AN_WORKER, 0, &m);
    assert_int_equal(worker_run(AN_WORKER, 0, AN_STOP), 0);
    assert_int_equal(events[AN_EV_CONNECT], 1);
    assert_int_equal(events[AN_EV_RECV], 2);
    assert_int_equal(order[1], AN_EV_CONNECT); /* behind START */
}

/* Another worker wrote what cannot be: it is condemned; what its successor says is heard. */
static int bury_and_succeed(struct an_worker *w, const struct an_event *ev)
{
    static const struct an_msg sound = {.type = AN_MSG_MESSAGE, .body_len = 2};
    struct an_proc_notice *other = &fabric.board->seat[1];
    note(w, ev);
    if (ev->type == AN_EV_START) an_worker_timer_add(w, 1, 1, NULL);
    if (ev->type == AN_EV_MESSAGE) worker_stop(w);
    if (ev->type != AN_EV_TIMER || !an_board_get(&other->condemned)) return 0;
    an_board_set(&other->condemned, 0);
    an_fabric_repair(&fabric, AN_WORKER, 1);
    an_board_raise(&other->deaths);
    worker_push(AN_WORKER, 1, AN_WORKER, 0, &sound);
    an_fabric_ring_all(&fabric);
    return 0;
}

static void a_ring_is_read_again_when_its_writer_has_been_replaced(void **state)
{
    (void)state;
    static const struct an_msg mad = {.type = AN_MSG_TYPES},
                               behind = {.type = AN_MSG_MESSAGE, .body_len = 9};
    an_board_add_writer(fabric.board, 1, 0);
    worker_push(AN_WORKER, 1, AN_WORKER, 0, &mad);
    worker_push(AN_WORKER, 1, AN_WORKER, 0, &behind);
    worker_event = bury_and_succeed;
    assert_int_equal(worker_run(AN_WORKER, 0, AN_RUN), 0);
    assert_int_equal(events[AN_EV_MESSAGE], 1);
    assert_int_equal(last_len, 2); /* the successor's */
    assert_int_equal(an_board_get(&fabric.board->seat[0].state), AN_LEAVING);
}

/* Each callback takes longer than a turn may. */
static int dawdle(struct an_worker *w, const struct an_event *ev)
{
    uint64_t until = an_clock_ms() + 12;
    note(w, ev);
    if (ev->type == AN_EV_RECV && events[AN_EV_RECV] == 1) an_worker_timer_add(w, 0, 0, NULL);
    while (ev->type == AN_EV_RECV && an_clock_ms() < until) {
    }
    if (ev->type != AN_EV_TIMER) return 0;
    assert_in_range(events[AN_EV_RECV], 1, 3);
    worker_stop(w);
    return 0;
}

static void a_timer_is_not_held_up_by_all_that_waits(void **state)
{
    (void)state;
    struct an_msg m = {.type = AN_MSG_RECV, .proto = AN_PROTO_TCP, .id = 1, .body_len = 5};
    for (int i = 0; i < 10; i++)
        worker_push(AN_REACTOR, 0, AN_WORKER, 0, &m);
    worker_event = dawdle;
    assert_int_equal(worker_run(AN_WORKER, 0, AN_RUN), 0);
    assert_int_equal(events[AN_EV_TIMER], 1);
    assert_int_equal(events[AN_EV_RECV], 10); /* before it leaves */
}

static void a_connection_is_announced_once(void **state)
{
    (void)state;
    struct an_msg m = {.type = AN_MSG_CONNECT, .id = 1};
    worker_push(AN_REACTOR, 0, AN_WORKER, 0, &m);
    worker_push(AN_REACTOR, 0, AN_WORKER, 0, &m);
    assert_int_equal(worker_run(AN_WORKER, 0, AN_STOP), 0);
    assert_int_equal(events[AN_EV_CONNECT], 1);
}

static int throw_it(struct an_worker *w, const struct an_event *ev)
{
    note(w, ev);
    return ev->type == AN_EV_RECV; /* an exception */
}

static void a_callback_that_fails_does_not_end_its_worker(void **state)
{
    (void)state;
    struct an_msg m = {.type = AN_MSG_RECV, .proto = AN_PROTO_TCP, .id = 1, .body_len = 5};
    worker_push(AN_REACTOR, 0, AN_WORKER, 0, &m);
    worker_push(AN_REACTOR, 0, AN_WORKER, 0, &m);
    worker_event = throw_it;
    assert_int_equal(worker_run(AN_WORKER, 0, AN_STOP), 0);
    assert_int_equal(events[AN_EV_RECV], 2);
    assert_int_equal(events[AN_EV_FINAL], 1);
}

static int fail_later(struct an_worker *w, const struct an_event *ev)
{
    unsigned flags = an_registry_flags(&fabric.registry, 1, 77);
    note(w, ev);
    if (ev->type == AN_EV_RECV) {
        assert_int_equal(flags, AN_REQUEST_TAKEN);
        an_worker_timer_add(w, 0, 0, NULL);
    }
    if (ev->type != AN_EV_TIMER) return 0;
    assert_int_equal(flags, AN_REQUEST_TAKEN | AN_REQUEST_RETURNED);
    worker_stop(w);
    return 1;
}

/* A request that is left for later has been put down: what fails later is another callback. */
static void a_request_is_in_hand_in_its_own_callback_alone(void **state)
{
    (void)state;
    struct an_msg m = {.type = AN_MSG_RECV, .proto = AN_PROTO_HTTP, .id = 1, .stamp = 77};
    an_registry_see_connect(&fabric.registry, 1);
    an_registry_proto(&fabric.registry, 1, AN_PROTO_HTTP);
    an_registry_request(&fabric.registry, 1, 77);
    worker_push(AN_REACTOR, 0, AN_WORKER, 0, &m);
    worker_event = fail_later;
    assert_int_equal(worker_run(AN_WORKER, 0, AN_RUN), 0);
    assert_int_equal(events[AN_EV_TIMER], 1);
    assert_false(worker_pop(AN_WORKER, 0, AN_REACTOR, 0, &m)); /* no 500 */
}

/* A reactor has not moved the last connection yet. */
static int unpin_later(struct an_worker *w, const struct an_event *ev)
{
    note(w, ev);
    if (ev->type == AN_EV_START) {
        an_board_pin(fabric.board, 0);
        an_worker_timer_add(w, 1, 1, NULL);
    }
    if (ev->type == AN_EV_TIMER && events[AN_EV_TIMER] == 3) an_board_unpin(fabric.board, 0);
    return 0;
}

static void a_worker_that_is_replaced_stays_while_it_has_connections(void **state)
{
    (void)state;
    config.reload_ms = 3600000;
    worker_event = unpin_later;
    assert_int_equal(worker_run(AN_WORKER, 0, AN_RELOAD), 0);
    assert_in_range(events[AN_EV_TIMER], 3, INT32_MAX);
}

static void a_task_worker_that_is_replaced_leaves_tasks_to_its_successor(void **state)
{
    (void)state;
    static const struct an_msg m = {.type = AN_MSG_TASK, .id = 7, .body_len = 3};
    worker_push(AN_WORKER, 0, AN_TASK, 0, &m);
    assert_int_equal(worker_run(AN_TASK, 0, AN_RELOAD), 0);
    assert_int_equal(events[AN_EV_TASK], 0);
    assert_true(an_fabric_waits(&fabric, AN_TASK, 0));
    assert_int_equal(worker_run(AN_TASK, 0, AN_STOP), 0);
    assert_int_equal(events[AN_EV_TASK], 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_protocol_that_is_none_is_not_believed),
        TEST(a_reactor_sends_no_messages_of_workers),
        TEST(a_task_worker_sends_messages_and_no_input_of_clients),
        TEST(a_task_worker_gets_tasks_and_messages),
        TEST(who_was_not_announced_is_announced_by_its_first_data),
        TEST(a_ring_is_read_again_when_its_writer_has_been_replaced),
        TEST(a_timer_is_not_held_up_by_all_that_waits),
        TEST(a_connection_is_announced_once),
        TEST(a_callback_that_fails_does_not_end_its_worker),
        TEST(a_request_is_in_hand_in_its_own_callback_alone),
        TEST(a_worker_that_is_replaced_stays_while_it_has_connections),
        TEST(a_task_worker_that_is_replaced_leaves_tasks_to_its_successor),
    };
    return cmocka_run_group_tests_name("worker_ring", tests, NULL, NULL);
}

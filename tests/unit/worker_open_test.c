/* worker_open_test.c - a request that asks to become a WebSocket: who may speak to it when, and
 * what becomes of a refusal that cannot be sent. */
#include "test.h"

#include "worker_help.h"

#define QUEUE 100 /* bytes that may wait for a client */

static int set_up(void **state)
{
    static const struct an_msg m = {
        .type = AN_MSG_OPEN, .proto = AN_PROTO_HTTP, .id = 1, .stamp = 77};
    (void)state;
    worker_fabric(1, 1, 0, 4096);
    config.send_queue = QUEUE;
    an_registry_proto(&fabric.registry, 1, AN_PROTO_HTTP);
    an_registry_opens(&fabric.registry, 1, 77);
    worker_push(AN_REACTOR, 0, AN_WORKER, 0, &m);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    worker_fabric_end();
    return 0;
}

/* The first that goes to the reactor, and the last. */
static void expect_sent(enum an_msg_type type, uint32_t code)
{
    struct an_msg m;
    assert_true(worker_pop(AN_WORKER, 0, AN_REACTOR, 0, &m));
    assert_int_equal(m.type, type);
    assert_int_equal(m.code, code);
    assert_false(worker_pop(AN_WORKER, 0, AN_REACTOR, 0, &m));
}

static void run_with(int (*event)(struct an_worker *w, const struct an_event *ev))
{
    worker_event = event;
    assert_int_equal(worker_run(AN_WORKER, 0, AN_STOP), 0);
}

static int answer(struct an_worker *w, size_t len)
{
    static const uint8_t body[100001];
    struct an_send s = {.code = 403, .body = body, .body_len = len};
    return an_worker_send(w, 1, &s);
}

/* In START its message is still in the ring. */
static int speak_too_soon(struct an_worker *w, const struct an_event *ev)
{
    if (ev->type != AN_EV_START) return 0;
    assert_int_equal(answer(w, 1), AN_EGONE);
    assert_int_equal(an_worker_subscribe(w, 1, "topic", 5), AN_ESTATE);
    return 0;
}

static void nobody_speaks_to_who_has_not_been_asked_for_yet(void **state)
{
    (void)state;
    run_with(speak_too_soon);
    expect_sent(AN_MSG_SEND, 101);
}

static int ask_nobody(struct an_worker *w, const struct an_event *ev)
{
    (void)w;
    assert_int_not_equal(ev->type, AN_EV_OPEN);
    return 0;
}

/* Its reactor has given it a 503, say. */
static void what_was_taken_back_is_not_asked_for(void **state)
{
    (void)state;
    struct an_msg m;
    struct an_tx tx;
    an_fabric_tx(&fabric, AN_REACTOR, 0, AN_WORKER, 0, &tx);
    struct an_ring *ring = an_fabric_ring(&fabric, AN_REACTOR, 0, AN_WORKER, 0);
    assert_true(an_tx_withdraw(&tx, an_ring_released(ring), 77, AN_WITHDRAWN));
    run_with(ask_nobody);
    assert_false(worker_pop(AN_WORKER, 0, AN_REACTOR, 0, &m));
}

static int look(struct an_worker *w, const struct an_event *ev)
{
    struct an_conn_route route;
    if (ev->type == AN_EV_OPEN) {
        assert_true(an_worker_route(w, 1, &route));
        assert_int_equal(route.proto, AN_PROTO_HTTP);
        assert_true(an_worker_opening(w));
        assert_false(an_worker_opened(w));
        an_registry_queued(&fabric.registry, 1, 2 * QUEUE);
        assert_int_equal(an_worker_accept(w, NULL, 0), AN_OK);
        assert_false(an_worker_opening(w));
        assert_true(an_worker_opened(w));
    }
    if (ev->type == AN_EV_FINAL) assert_false(an_worker_opened(w));
    return 0;
}

/* What waits already is for the WebSocket, behind the answer. */
static void it_is_a_request_in_hand_and_accepted_whatever_waits_for_it(void **state)
{
    (void)state;
    run_with(look);
    expect_sent(AN_MSG_SEND, 101);
}

static int refuse_shortly(struct an_worker *w, const struct an_event *ev)
{
    if (ev->type != AN_EV_OPEN) return 0;
    an_registry_queued(&fabric.registry, 1, 2 * QUEUE);
    assert_int_equal(answer(w, 1), AN_OK);
    return 0;
}

static void it_is_refused_whatever_waits_for_it(void **state)
{
    (void)state;
    run_with(refuse_shortly);
    expect_sent(AN_MSG_SEND, 403);
}

static int refuse_at_length(struct an_worker *w, const struct an_event *ev)
{
    if (ev->type != AN_EV_OPEN) return 0;
    assert_int_equal(answer(w, config.max_message + 1), AN_ELIMIT);
    assert_int_equal(an_worker_accept(w, NULL, 0), AN_ESTATE);
    return 0;
}

static void a_refusal_that_cannot_be_sent_is_a_500(void **state)
{
    (void)state;
    run_with(refuse_at_length);
    expect_sent(AN_MSG_SEND, 500);
}

/* Its reactor has answered it meanwhile. */
static int refuse_too_late(struct an_worker *w, const struct an_event *ev)
{
    if (ev->type == AN_EV_OPEN) an_registry_opens(&fabric.registry, 1, 78);
    return refuse_at_length(w, ev);
}

static void a_refusal_that_cannot_be_sent_at_all_ends_the_connection(void **state)
{
    (void)state;
    run_with(refuse_too_late);
    expect_sent(AN_MSG_HANGUP, 0);
}

static int accept_at_length(struct an_worker *w, const struct an_event *ev)
{
    static const char lines[AN_MAX_HEAD];
    if (ev->type != AN_EV_OPEN) return 0;
    assert_int_equal(an_worker_accept(w, lines, sizeof lines), AN_ELIMIT);
    assert_int_equal(an_registry_flags(&fabric.registry, 1, 77) & AN_REQUEST_OPENED, 0);
    return 0;
}

static void what_could_not_be_accepted_is_no_websocket_yet(void **state)
{
    (void)state;
    run_with(accept_at_length);
    expect_sent(AN_MSG_SEND, 101); /* without these lines */
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nobody_speaks_to_who_has_not_been_asked_for_yet),
        TEST(what_was_taken_back_is_not_asked_for),
        TEST(it_is_a_request_in_hand_and_accepted_whatever_waits_for_it),
        TEST(it_is_refused_whatever_waits_for_it),
        TEST(a_refusal_that_cannot_be_sent_is_a_500),
        TEST(a_refusal_that_cannot_be_sent_at_all_ends_the_connection),
        TEST(what_could_not_be_accepted_is_no_websocket_yet),
    };
    return cmocka_run_group_tests_name("worker_open", tests, NULL, NULL);
}

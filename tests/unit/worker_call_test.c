/* worker_call_test.c - a call that is parked with what it has in hand, while another whole event is
 * delivered; and that is taken up again as it was. */
#include "test.h"

#include "process/worker_in.h"
#include "protocol/http/accept_encoding.h"
#include "registry_help.h"
#include "worker_help.h"

/* Of reactor 0 the request that is parked, of reactor 1 what comes meanwhile. */
#define REQUEST 77
#define OTHER 78

static uint64_t first, second; /* their connections */
static int first_seen, second_seen, tasks_seen;
static int order[8], told; /* whose events: 1, 2 */

static void request_in_flight(uint64_t id, uint64_t request, unsigned codings)
{
    struct an_registry *r = &fabric.registry;
    an_registry_see_connect(r, id);
    an_registry_proto(r, id, AN_PROTO_HTTP);
    an_registry_codings(r, id, codings);
    an_registry_request(r, id, request);
}

static void push_request(uint32_t reactor, uint64_t id, uint32_t request)
{
    struct an_msg m = {.type = AN_MSG_RECV, .proto = AN_PROTO_HTTP, .id = id, .stamp = request};
    worker_push(AN_REACTOR, reactor, AN_WORKER, 0, &m);
}

static int set_up(void **state)
{
    static const struct an_conn_addr addr = {.family = 4};
    (void)state;
    worker_fabric(2, 2, 1, 65536);
    config.gzip = true;
    config.gzip_min = 10;
    first = 1;
    second = registry_add(&fabric.registry, 1, 0, &addr, 1000);
    request_in_flight(first, REQUEST, AN_CODING_GZIP);
    request_in_flight(second, OTHER, 0);
    first_seen = second_seen = tasks_seen = told = 0;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    worker_fabric_end();
    return 0;
}

static void run_with(int (*event)(struct an_worker *w, const struct an_event *ev))
{
    worker_event = event;
    assert_int_equal(worker_run(AN_WORKER, 0, AN_STOP), 0);
}

static int answer(struct an_worker *w, uint64_t id, uint32_t code, uint8_t flags, size_t len)
{
    static const uint8_t body[100001];
    struct an_send s = {.code = code,
                        .flags = flags,
                        .head = "Content-Type: text/plain\r\n",
                        .head_len = 26,
                        .body = body,
                        .body_len = len};
    return an_worker_send(w, id, &s);
}

/* Everything that can be read now is delivered, while the callback in hand is parked. */
static void deliver_meanwhile(struct an_worker *w)
{
    struct an_call *call = an_worker_park(w);
    an__links_drain(w);
    an_worker_resume(w, call);
}

/* The next message to a reactor is an answer to that request; its length, as it is sent. */
static uint32_t expect_answer(uint32_t reactor, uint64_t id, uint32_t request, uint32_t code)
{
    struct an_msg m;
    assert_true(worker_pop(AN_WORKER, 0, AN_REACTOR, reactor, &m));
    assert_int_equal(m.type, AN_MSG_SEND);
    assert_int_equal(m.id, id);
    assert_int_equal(m.stamp, request);
    assert_int_equal(m.code, code);
    return m.body_len;
}

static void expect_nothing(uint32_t reactor)
{
    struct an_msg m;
    assert_false(worker_pop(AN_WORKER, 0, AN_REACTOR, reactor, &m));
}

/* --- a request --- */

static int answer_each_once(struct an_worker *w, const struct an_event *ev)
{
    if (ev->type != AN_EV_RECV) return 0;
    if (ev->id == first) {
        push_request(1, second, OTHER);
        deliver_meanwhile(w);
        first_seen++;
        assert_int_equal(second_seen, 1);
    } else {
        second_seen++;
    }
    assert_int_equal(answer(w, ev->id, 200, 0, 1000), AN_OK);
    assert_int_equal(answer(w, ev->id, 200, 0, 1000), AN_EGONE);
    return 0;
}

static void a_parked_request_is_answered_once_and_in_its_own_codings(void **state)
{
    (void)state;
    push_request(0, first, REQUEST);
    run_with(answer_each_once);
    assert_int_equal(first_seen, 1);
    assert_in_range(expect_answer(0, first, REQUEST, 200), 1, 999);
    assert_int_equal(expect_answer(1, second, OTHER, 200), 1000);
    expect_nothing(0);
    expect_nothing(1);
}

static int answer_then_park(struct an_worker *w, const struct an_event *ev)
{
    if (ev->type != AN_EV_RECV) return 0;
    if (ev->id != first) return 0; /* it is left for later */
    assert_int_equal(answer(w, first, 200, 0, 1), AN_OK);
    push_request(1, second, OTHER);
    deliver_meanwhile(w);
    return 1; /* it fails behind its answer */
}

static void an_answer_is_known_to_its_own_call_alone(void **state)
{
    (void)state;
    push_request(0, first, REQUEST);
    run_with(answer_then_park);
    expect_answer(0, first, REQUEST, 200);
    expect_nothing(0);
    expect_nothing(1);
    assert_int_equal(an_registry_flags(&fabric.registry, first, REQUEST) & AN_REQUEST_RETURNED, 0);
    assert_true(an_registry_flags(&fabric.registry, second, OTHER) & AN_REQUEST_RETURNED);
}

static int fail_meanwhile(struct an_worker *w, const struct an_event *ev)
{
    if (ev->type != AN_EV_RECV) return 0;
    if (ev->id != first) return 1;
    push_request(1, second, OTHER);
    deliver_meanwhile(w);
    return answer(w, first, 200, 0, 1);
}

static void a_callback_fails_for_its_own_request_alone(void **state)
{
    (void)state;
    push_request(0, first, REQUEST);
    run_with(fail_meanwhile);
    expect_answer(0, first, REQUEST, 200);
    expect_answer(1, second, OTHER, 500);
    expect_nothing(0);
    expect_nothing(1);
}

/* --- its ring --- */

static int note_order(struct an_worker *w, const struct an_event *ev)
{
    if (ev->type != AN_EV_RECV) return 0;
    order[told++] = ev->id == first ? 1 : 2;
    if (told > 1) return 0;
    deliver_meanwhile(w);
    assert_int_equal(told, 2);
    return 0;
}

/* Its message is in hand still: what stands behind it waits. */
static void the_ring_of_a_parked_call_is_not_read(void **state)
{
    (void)state;
    struct an_msg more = {.type = AN_MSG_RECV, .proto = AN_PROTO_TCP, .id = first};
    push_request(0, first, REQUEST);
    worker_push(AN_REACTOR, 0, AN_WORKER, 0, &more);
    push_request(1, second, OTHER);
    run_with(note_order);
    assert_int_equal(told, 3);
    assert_int_equal(order[1], 2);
    assert_int_equal(order[2], 1);
}

/* --- an upgrade --- */

static int refuse_in_vain(struct an_worker *w, const struct an_event *ev)
{
    if (ev->type == AN_EV_RECV) {
        assert_false(an_worker_opening(w));
        return answer(w, second, 200, 0, 1);
    }
    if (ev->type != AN_EV_OPEN) return 0;
    assert_int_equal(answer(w, first, 403, 0, config.max_message + 1), AN_ELIMIT);
    push_request(1, second, OTHER);
    deliver_meanwhile(w);
    assert_true(an_worker_opening(w));
    assert_int_equal(an_worker_accept(w, NULL, 0), AN_ESTATE);
    return 0;
}

static int accept_and_park(struct an_worker *w, const struct an_event *ev)
{
    if (ev->type == AN_EV_RECV) {
        assert_false(an_worker_opened(w));
        return answer(w, second, 200, 0, 1);
    }
    if (ev->type != AN_EV_OPEN) return 0;
    assert_int_equal(an_worker_accept(w, NULL, 0), AN_OK);
    push_request(1, second, OTHER);
    deliver_meanwhile(w);
    assert_true(an_worker_opened(w));
    return 0;
}

static void push_open(void)
{
    struct an_msg m = {.type = AN_MSG_OPEN, .proto = AN_PROTO_HTTP, .id = first, .stamp = REQUEST};
    an_registry_opens(&fabric.registry, first, REQUEST);
    worker_push(AN_REACTOR, 0, AN_WORKER, 0, &m);
}

static void a_refusal_before_the_park_is_one_behind_it(void **state)
{
    (void)state;
    push_open();
    run_with(refuse_in_vain);
    expect_answer(0, first, REQUEST, 500);
    expect_answer(1, second, OTHER, 200);
    expect_nothing(0);
}

static void a_websocket_that_was_let_in_stays_so(void **state)
{
    (void)state;
    push_open();
    run_with(accept_and_park);
    expect_answer(0, first, REQUEST, 101);
    expect_answer(1, second, OTHER, 200);
    expect_nothing(0);
}

/* --- answers in pieces --- */

/* The parked callback has begun an answer to another request. What comes meanwhile fails. */
static int fail_between_pieces(struct an_worker *w, const struct an_event *ev)
{
    static const struct an_msg m = {.type = AN_MSG_MESSAGE};
    if (ev->type == AN_EV_MESSAGE) return 1;
    if (ev->type != AN_EV_RECV) return 0;
    assert_int_equal(answer(w, second, 200, AN_MSG_PART, 1), AN_OK);
    worker_push(AN_TASK, 0, AN_WORKER, 0, &m);
    deliver_meanwhile(w);
    assert_int_equal(an_registry_flags(&fabric.registry, second, OTHER) & AN_REQUEST_FAILED, 0);
    return 1;
}

static void pieces_end_with_the_call_that_began_them(void **state)
{
    struct an_msg m;
    (void)state;
    assert_true(an_registry_mark(&fabric.registry, second, OTHER, AN_REQUEST_TAKEN, 0));
    push_request(0, first, REQUEST);
    run_with(fail_between_pieces);
    expect_answer(1, second, OTHER, 200);
    assert_true(worker_pop(AN_WORKER, 0, AN_REACTOR, 1, &m));
    assert_int_equal(m.flags, AN_MSG_ERROR_PAGE);
    expect_nothing(1);
    expect_answer(0, first, REQUEST, 500);
}

/* --- a task, and the application's half --- */

static int halves[2];

static void *half_park(void *ctx)
{
    (void)ctx;
    halves[0]++;
    return &halves[1];
}

static void half_resume(void *ctx, void *parked)
{
    (void)ctx;
    ++*(int *)parked;
}

static int do_two_tasks(struct an_worker *w, const struct an_event *ev)
{
    uint64_t id = ev->id;
    if (ev->type != AN_EV_TASK) return 0;
    if (tasks_seen++ == 0) deliver_meanwhile(w);
    return an_worker_task_done(w, ev->code, id, false, "done", 4);
}

static void a_parked_task_is_answered_to_who_asked(void **state)
{
    (void)state;
    struct an_msg m;
    halves[0] = halves[1] = 0;
    worker_park = half_park;
    worker_resume = half_resume;
    for (uint32_t i = 0; i < 2; i++)
        worker_push(AN_WORKER, i, AN_TASK, 0,
                    &(struct an_msg){.type = AN_MSG_TASK, .code = i, .id = 7 + i});
    worker_event = do_two_tasks;
    assert_int_equal(worker_run(AN_TASK, 0, AN_STOP), 0);
    for (uint32_t i = 0; i < 2; i++) {
        assert_true(worker_pop(AN_TASK, 0, AN_WORKER, i, &m));
        assert_int_equal(m.type, AN_MSG_TASK_DONE);
        assert_int_equal(m.id, 7 + i);
        assert_false(worker_pop(AN_TASK, 0, AN_WORKER, i, &m));
    }
    assert_int_equal(halves[0], 1);
    assert_int_equal(halves[1], 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_parked_request_is_answered_once_and_in_its_own_codings),
        TEST(an_answer_is_known_to_its_own_call_alone),
        TEST(a_callback_fails_for_its_own_request_alone),
        TEST(the_ring_of_a_parked_call_is_not_read),
        TEST(a_refusal_before_the_park_is_one_behind_it),
        TEST(a_websocket_that_was_let_in_stays_so),
        TEST(pieces_end_with_the_call_that_began_them),
        TEST(a_parked_task_is_answered_to_who_asked),
    };
    return cmocka_run_group_tests_name("worker_call", tests, NULL, NULL);
}

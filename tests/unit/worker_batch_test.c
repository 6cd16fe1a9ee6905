/* worker_batch_test.c - when an answer is there for its reactor: at once, unless more waits to be done; then with the batch. The reactor is awake all the time, so no bell rings: it finds what has a bit. */
#include "test.h"

#include "registry_help.h"
#include "worker_help.h"

static uint64_t tcp;
static uint32_t said;

static int set_up(void **state)
{
    static const struct an_conn_addr addr = {.family = 4};
    (void)state;
    worker_fabric(1, 1, 0, 65536);
    tcp = registry_add(&fabric.registry, 1, 0, &addr, 1000);
    said = 0;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    worker_fabric_end();
    return 0;
}

static void say(struct an_worker *w)
{
    struct an_send s = {.body = "word", .body_len = 4};
    assert_int_equal(an_worker_send(w, tcp, &s), AN_OK);
    said++;
}

/* The reactor's turn: takes the bits, then reads. Was there a bit? */
static bool reactor_reads(void)
{
    struct an_pending_set s;
    struct an_msg m;
    an_pending_set_init(&s, &fabric.pending[AN_REACTOR][0], an_fabric_places(&fabric));
    an_pending_take(&s);
    if (an_pending_next(&s, 0) == AN_PENDING_NONE) return false;
    while (worker_pop(AN_WORKER, 0, AN_REACTOR, 0, &m))
        said--;
    return true;
}

static void client_says(void)
{
    struct an_msg m = {.type = AN_MSG_RECV, .proto = AN_PROTO_TCP, .id = tcp, .body_len = 5};
    worker_push(AN_REACTOR, 0, AN_WORKER, 0, &m);
}

/* Each word is read before the next one is said, and the callback goes on. */
static int say_word_by_word(struct an_worker *w, const struct an_event *ev)
{
    for (int i = 0; i < 5 && ev->type == AN_EV_RECV; i++) {
        say(w);
        assert_true(reactor_reads());
        assert_int_equal(said, 0);
    }
    return 0;
}

static void what_the_last_callback_says_is_there_at_once(void **state)
{
    (void)state;
    client_says();
    worker_event = say_word_by_word;
    assert_int_equal(worker_run(AN_WORKER, 0, AN_STOP), 0);
    assert_false(reactor_reads());
}

static int say_first(struct an_worker *w, const struct an_event *ev)
{
    static int calls;
    calls = ev->type == AN_EV_START ? 0 : calls + (ev->type == AN_EV_RECV);
    if (ev->type != AN_EV_RECV || calls > 1) return 0;
    say(w);
    assert_true(reactor_reads());
    say(w);
    say(w);
    assert_false(reactor_reads());
    assert_int_equal(said, 2);
    return 0;
}

static void what_is_said_while_more_waits_is_there_with_the_batch(void **state)
{
    (void)state;
    client_says();
    client_says();
    worker_event = say_first;
    assert_int_equal(worker_run(AN_WORKER, 0, AN_STOP), 0);
    assert_true(reactor_reads());
    assert_int_equal(said, 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_the_last_callback_says_is_there_at_once),
        TEST(what_is_said_while_more_waits_is_there_with_the_batch),
    };
    return cmocka_run_group_tests_name("worker_batch", tests, NULL, NULL);
}

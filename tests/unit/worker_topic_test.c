/* worker_topic_test.c - what a worker may say about topics, and to whom. */
#include "test.h"

#include "worker_help.h"

static int set_up(void **state)
{
    (void)state;
    worker_fabric(1, 1, 0, 4096);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    worker_fabric_end();
    return 0;
}

static const char name[AN_TOPIC_MAX + 1];

static int publish(struct an_worker *w, size_t topic_len)
{
    struct an_publish p = {.topic = name, .topic_len = topic_len};
    return an_worker_publish(w, &p);
}

static int name_topics(struct an_worker *w, const struct an_event *ev)
{
    if (ev->type != AN_EV_START) return 0;
    assert_int_equal(an_worker_subscribe(w, 1, name, AN_TOPIC_MAX), AN_OK);
    assert_int_equal(an_worker_subscribe(w, 1, name, AN_TOPIC_MAX + 1), AN_EINVAL);
    assert_int_equal(an_worker_unsubscribe(w, 1, name, AN_TOPIC_MAX), AN_OK);
    assert_int_equal(an_worker_unsubscribe(w, 1, name, AN_TOPIC_MAX + 1), AN_EINVAL);
    assert_int_equal(publish(w, AN_TOPIC_MAX), AN_OK);
    assert_int_equal(publish(w, AN_TOPIC_MAX + 1), AN_EINVAL);
    return 0;
}

static void a_name_has_at_most_255_bytes(void **state)
{
    (void)state;
    worker_event = name_topics;
    assert_int_equal(worker_run(AN_WORKER, 0, AN_RELOAD), 0);
}

static int ping(struct an_worker *w, const struct an_event *ev)
{
    if (ev->type != AN_EV_START) return 0;
    assert_int_equal(an_worker_ping(w, 1, "", 0), AN_ESTATE);
    an_registry_proto(&fabric.registry, 1, AN_PROTO_WEBSOCKET);
    assert_int_equal(an_worker_ping(w, 1, "", 0), AN_OK);
    return 0;
}

static void a_ping_is_for_websockets_alone(void **state)
{
    (void)state;
    worker_event = ping;
    assert_int_equal(worker_run(AN_WORKER, 0, AN_RELOAD), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_name_has_at_most_255_bytes),
        TEST(a_ping_is_for_websockets_alone),
    };
    return cmocka_run_group_tests_name("worker_topic", tests, NULL, NULL);
}

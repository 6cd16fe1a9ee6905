/* conn_open_test.c - what others say to a WebSocket while its worker is still asked about it: it waits, in order, and comes right behind the 101; or goes with the
 * refusal. */
#include "test.h"

#include "conn/http/exchange.h"
#include "conn/publish.h"
#include "conn_help.h"

#include <string.h>

#define ACCEPTED "HTTP/1.1 101 "

static int asked(void **state)
{
    conn_setup(state);
    lo.config.ws_open = true;
    conn_start(AN_SPEAKS_ALL);
    conn_input(UPGRADE);
    expect_told("CONNECT TCP 0 []\nOPEN HTTP 0 []\n");
    return 0;
}

/* What another worker says: it has looked into the registry. True: it was not too late. */
static bool other(enum an_msg_type type, uint32_t code, const char *head, const char *body)
{
    struct an_conn_route route;
    uint64_t late = an_counted(&lo.env.counters->late_sends);
    assert_true(an_registry_answerable(&lo.registry, lo.conn->id, &route));
    assert_int_equal(route.proto, AN_PROTO_WEBSOCKET);
    struct an_delivery d = {.msg = {.type = type,
                                    .proto = (uint8_t)route.proto,
                                    .code = code,
                                    .id = lo.conn->id,
                                    .stamp = route.request,
                                    .head_len = (uint32_t)strlen(head),
                                    .body_len = (uint32_t)strlen(body)},
                            .head = (const uint8_t *)head,
                            .body = (const uint8_t *)body};
    assert_true(an_conn_message(lo.conn, &d));
    an_conn_flush_all(&lo.env);
    return an_counted(&lo.env.counters->late_sends) == late;
}

static void publish(const char *topic, const char *body)
{
    struct an_delivery d = {.msg = {.type = AN_MSG_PUBLISH,
                                    .code = AN_WS_TEXT,
                                    .head_len = (uint32_t)strlen(topic),
                                    .body_len = (uint32_t)strlen(body)},
                            .head = (const uint8_t *)topic,
                            .body = (const uint8_t *)body};
    conn_publish(&d);
}

static void accept_it(void)
{
    uint64_t id = lo.conn->id, request = conn_request();
    assert_true(an_registry_mark(&lo.registry, id, request, AN_REQUEST_OPENED, 0));
    assert_true(an_registry_claim(&lo.registry, id, request));
    conn_message(AN_MSG_SEND, 101, 0, "");
    an_conn_flush_all(&lo.env);
}

static void expect_behind_the_101(const char *text)
{
    lo.wrote[lo.wrote_len] = 0;
    assert_memory_equal(lo.wrote, ACCEPTED, sizeof ACCEPTED - 1);
    char *end = strstr(lo.wrote, "\r\n\r\n");
    assert_non_null(end);
    assert_string_equal(end + 4, text);
    lo.wrote_len = 0;
}

static uint32_t queued(void)
{
    uint32_t n = 0;
    an_registry_check(&lo.registry, lo.conn->id, &n);
    return n;
}

/* In the registry, to all but its worker. */
static void who_asks_to_become_a_websocket_is_one_until_it_is_refused(void **state)
{
    (void)state;
    struct an_registry *r = &lo.registry;
    struct an_conn_route route;
    uint64_t id = lo.conn->id;
    an_registry_opens(r, id, 777);
    assert_true(an_registry_answerable(r, id, &route));
    assert_int_equal(route.proto, AN_PROTO_WEBSOCKET);
    assert_int_equal(route.request, 777);
    assert_true(an_registry_mark(r, id, 777, AN_REQUEST_OPENED, 0));
    assert_true(an_registry_claim(r, id, 777));
    assert_true(an_registry_answerable(r, id, &route)); /* accepted */
    assert_int_equal(route.proto, AN_PROTO_WEBSOCKET);
    an_registry_opens(r, id, 778);
    assert_true(an_registry_claim(r, id, 778));
    assert_false(an_registry_answerable(r, id, &route)); /* refused */
    an_registry_request(r, id, 779);
    assert_true(an_registry_answerable(r, id, &route));
    assert_int_equal(route.proto, AN_PROTO_HTTP);
    an_registry_proto(r, id, AN_PROTO_WEBSOCKET);
    assert_true(an_registry_answerable(r, id, &route));
    assert_int_equal(route.request, 0);
}

/* Said to an earlier request of the same connection, which was to become one and did not. */
static void what_was_said_to_another_websocket_to_be_is_not_kept(void **state)
{
    (void)state;
    struct an_delivery d = {.msg = {.type = AN_MSG_SEND,
                                    .proto = AN_PROTO_WEBSOCKET,
                                    .id = lo.conn->id,
                                    .stamp = conn_request() - 1,
                                    .body_len = 3},
                            .body = (const uint8_t *)"old"};
    assert_true(an_conn_message(lo.conn, &d));
    assert_int_equal(an_counted(&lo.env.counters->late_sends), 1);
    d.msg.type = AN_MSG_SUBSCRIBE;
    d.msg.head_len = 4;
    d.head = (const uint8_t *)"room";
    assert_true(an_conn_message(lo.conn, &d));
    assert_int_equal(an_counted(&lo.env.counters->late_sends), 2);
    publish("room", "not for it");
    accept_it();
    expect_behind_the_101("");
}

static void publish_but_to(uint64_t except, const char *topic, const char *body)
{
    struct an_delivery d = {.msg = {.type = AN_MSG_PUBLISH,
                                    .code = AN_WS_TEXT,
                                    .id = except,
                                    .head_len = (uint32_t)strlen(topic),
                                    .body_len = (uint32_t)strlen(body)},
                            .head = (const uint8_t *)topic,
                            .body = (const uint8_t *)body};
    an_publish_add(&lo.env, &d);
    an_publish_to(&lo.env, lo.conn, true); /* a subscriber, or one of all */
    an_publish_end(&lo.env);
}

/* Subscribed by another worker already: what leaves it out is not kept for it; nor is what goes to all, of whom it is none yet. */
static void what_is_not_for_it_is_not_kept(void **state)
{
    (void)state;
    assert_true(other(AN_MSG_SUBSCRIBE, 0, "t", ""));
    publish_but_to(lo.conn->id, "t", "not for it");
    publish_but_to(0, "", "for all");
    publish_but_to(0, "t", "for it");
    accept_it();
    expect_behind_the_101("\x81\x06"
                          "for it");
}

static void what_is_said_comes_behind_the_101_in_order(void **state)
{
    (void)state;
    assert_true(other(AN_MSG_SEND, 0, "", "one"));
    assert_true(other(AN_MSG_PING, 0, "", "two"));
    assert_true(other(AN_MSG_SEND, AN_WS_BINARY, "", "three"));
    assert_true(other(AN_MSG_SEND, 0, "", ""));
    expect_wrote("");
    accept_it();
    lo.wrote[lo.wrote_len] = 0;
    char *end = strstr(lo.wrote, "\r\n\r\n");
    assert_non_null(end);
    assert_memory_equal(end + 4, "\x81\x03one\x89\x03two\x82\x05three\x81\0", 19);
    assert_int_equal(queued(), 0);
    lo.wrote_len = 0;
    assert_true(other(AN_MSG_SEND, 0, "", "four"));
    expect_wrote("\x81\x04"
                 "four");
}

/* Its worker has accepted it, which its reactor has not read yet. */
static void what_is_said_between_the_acceptance_and_its_arrival_waits_too(void **state)
{
    (void)state;
    uint64_t id = lo.conn->id, request = conn_request();
    assert_true(an_registry_mark(&lo.registry, id, request, AN_REQUEST_OPENED, 0));
    assert_true(an_registry_claim(&lo.registry, id, request));
    assert_true(other(AN_MSG_SEND, 0, "", "one"));
    expect_wrote("");
    conn_message(AN_MSG_SEND, 101, 0, "");
    an_conn_flush_all(&lo.env);
    expect_behind_the_101("\x81\x03one");
}

static void a_refusal_is_all_that_its_client_gets(void **state)
{
    (void)state;
    assert_true(other(AN_MSG_SEND, 0, "", "one"));
    assert_true(other(AN_MSG_SUBSCRIBE, 0, "room", ""));
    assert_true(an_registry_claim(&lo.registry, lo.conn->id, conn_request()));
    conn_message(AN_MSG_SEND, 403, 0, "no");
    an_conn_flush_all(&lo.env);
    assert_false(wrote_has("one"));
    expect_begins("HTTP/1.1 403 Forbidden\r\n");
    publish("room", "news");
    expect_wrote("");
    assert_null(lo.conn->topics);
    struct an_delivery late = {.msg = {.type = AN_MSG_SEND,
                                       .proto = AN_PROTO_WEBSOCKET,
                                       .id = lo.conn->id,
                                       .stamp = conn_request(),
                                       .body_len = 4},
                               .body = (const uint8_t *)"late"};
    an_conn_message(lo.conn, &late);
    an_conn_flush_all(&lo.env);
    expect_wrote("");
    assert_int_equal(an_counted(&lo.env.counters->late_sends), 1);
}

static void who_subscribes_it_has_subscribed_it(void **state)
{
    (void)state;
    publish("room", "before");
    assert_true(other(AN_MSG_SUBSCRIBE, 0, "room", ""));
    publish("room", "one");
    assert_true(other(AN_MSG_SEND, 0, "", "two"));
    publish("room", "three");
    publish("", "to all that speak WebSocket by now");
    assert_true(other(AN_MSG_UNSUBSCRIBE, 0, "room", ""));
    publish("room", "after");
    assert_true(other(AN_MSG_SUBSCRIBE, 0, "hall", ""));
    accept_it();
    expect_behind_the_101("\x81\x03one\x81\x03two\x81\x05three");
    publish("hall", "four");
    an_conn_flush_all(&lo.env);
    expect_wrote("\x81\x04"
                 "four");
}

static void a_close_ends_it_behind_what_was_said(void **state)
{
    (void)state;
    assert_true(other(AN_MSG_SEND, 0, "", "one"));
    assert_true(other(AN_MSG_HANGUP, 4001, "", "bye"));
    assert_true(other(AN_MSG_SEND, 0, "", "too late"));
    expect_told("");
    accept_it();
    expect_behind_the_101("\x81\x03one\x88\x05\x0f\xa1"
                          "bye");
    expect_told("CLOSE WS 1 [bye]\n");
    assert_int_equal(an_counted(&lo.env.counters->late_sends), 1);
}

static void what_its_worker_sends_first_comes_behind_what_waited(void **state)
{
    (void)state;
    assert_true(other(AN_MSG_SEND, 0, "", "one"));
    uint64_t id = lo.conn->id, request = conn_request();
    an_registry_mark(&lo.registry, id, request, AN_REQUEST_OPENED | AN_REQUEST_CLAIMED, 0);
    conn_message(AN_MSG_SEND, 101, 0, "");
    assert_true(other(AN_MSG_SEND, 0, "", "two"));
    an_conn_flush_all(&lo.env);
    expect_behind_the_101("\x81\x03one\x81\x03two");
}

static void what_waits_is_seen_and_bounded(void **state)
{
    (void)state;
    char body[1001];
    memset(body, 'x', 1000);
    body[1000] = 0;
    lo.config.send_queue = 10000;
    lo.config.ring_capacity = 4096;
    lo.config.max_message = 1000;
    for (int i = 0; i < 10; i++)
        other(AN_MSG_SEND, 0, "", body);
    assert_true(queued() >= 10000 && queued() < 12000); /* an honest sender stops here */
    assert_int_equal(lo.gones, 0);
    for (int i = 0; i < 10 && lo.gones == 0; i++)
        other(AN_MSG_SEND, 0, "", body);
    assert_int_equal(lo.gones, 1);
    assert_int_equal(an_counted(&lo.env.counters->slow_closed), 1);
    expect_told("CLOSE HTTP 4 []\n");
}

static void a_worker_that_dies_takes_it_with_it(void **state)
{
    (void)state;
    other(AN_MSG_SEND, 0, "", "one");
    an_conn_orphaned(lo.conn, lo.conn->x->position + 1);
    an_conn_flush_all(&lo.env);
    assert_false(wrote_has("one"));
    expect_begins("HTTP/1.1 502 ");
    assert_int_equal(queued(), 0);
}

static void a_worker_that_does_not_come_to_it_is_not_waited_for(void **state)
{
    (void)state;
    other(AN_MSG_SEND, 0, "", "one");
    conn_pass(lo.config.queue_ms);
    assert_false(wrote_has("one"));
    expect_begins("HTTP/1.1 503 ");
}

static void a_client_that_leaves_takes_it_with_it(void **state)
{
    (void)state;
    other(AN_MSG_SEND, 0, "", "one");
    other(AN_MSG_SUBSCRIBE, 0, "room", "");
    an_conn_broken(lo.conn);
    assert_int_equal(lo.gones, 1);
    publish("room", "news");
}

/* What is said to a request that asks for nothing of the kind is not held. */
static void a_request_holds_nothing(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_ALL);
    conn_input(GET);
    struct an_delivery d = {.msg = {.type = AN_MSG_SEND,
                                    .proto = AN_PROTO_WEBSOCKET,
                                    .id = lo.conn->id,
                                    .stamp = conn_request(),
                                    .body_len = 4},
                            .body = (const uint8_t *)"late"};
    an_conn_message(lo.conn, &d);
    assert_int_equal(an_counted(&lo.env.counters->late_sends), 1);
    assert_int_equal(queued(), 0);
}

static void during_a_stop_it_is_said_before_the_good_bye(void **state)
{
    (void)state;
    other(AN_MSG_SEND, 0, "", "one");
    lo.env.stopping = true;
    an_conn_stop(lo.conn);
    accept_it();
    expect_behind_the_101("\x81\x03one");
    expect_told("CLOSE WS 5 []\n");
    conn_sees_close();
    expect_wrote("\x88\x02\x03\xe9");
}

/* Too much with the first one: what follows finds it gone. */
static void so_it_is_when_it_is_published_together(void **state)
{
    (void)state;
    struct an_delivery d = {
        .msg = {.type = AN_MSG_PUBLISH, .code = AN_WS_TEXT, .head_len = 4, .body_len = 5},
        .head = (const uint8_t *)"room",
        .body = (const uint8_t *)"hello"};
    assert_true(other(AN_MSG_SUBSCRIBE, 0, "room", ""));
    lo.config.send_queue = lo.config.max_message = 10;
    lo.config.ring_capacity = 0;
    for (int i = 0; i < 3; i++)
        an_publish_add(&lo.env, &d);
    an_publish_topic(&lo.env, false);
    an_publish_end(&lo.env);
    assert_int_equal(lo.gones, 1);
    expect_told("CLOSE HTTP 4 []\n");
}

#define ASKED(f) cmocka_unit_test_setup_teardown(f, asked, conn_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ASKED(who_asks_to_become_a_websocket_is_one_until_it_is_refused),
        ASKED(what_was_said_to_another_websocket_to_be_is_not_kept),
        ASKED(what_is_not_for_it_is_not_kept),
        ASKED(what_is_said_comes_behind_the_101_in_order),
        ASKED(what_is_said_between_the_acceptance_and_its_arrival_waits_too),
        ASKED(a_refusal_is_all_that_its_client_gets),
        ASKED(who_subscribes_it_has_subscribed_it),
        ASKED(a_close_ends_it_behind_what_was_said),
        ASKED(what_its_worker_sends_first_comes_behind_what_waited),
        ASKED(what_waits_is_seen_and_bounded),
        ASKED(so_it_is_when_it_is_published_together),
        ASKED(a_worker_that_dies_takes_it_with_it),
        ASKED(a_worker_that_does_not_come_to_it_is_not_waited_for),
        ASKED(a_client_that_leaves_takes_it_with_it),
        cmocka_unit_test_setup_teardown(a_request_holds_nothing, conn_setup, conn_teardown),
        ASKED(during_a_stop_it_is_said_before_the_good_bye),
    };
    return cmocka_run_group_tests_name("conn_open", tests, NULL, NULL);
}

/* worker_close_test.c - what a worker believes of a CLOSE that stands in its ring, and what it says of connections whose CLOSE nobody has told. */
#include "test.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "process/worker.h"
#include "registry_help.h"

static struct an_config config;
static struct an_fabric fabric;
static uint64_t id;
static char said[256]; /* of the last CLOSE: "cause code reason" */
static int closes, drains;
static bool speaks; /* in CLOSE and behind it */

static int set_up(void **state)
{
    (void)state;
    static const struct an_conn_addr addr = {.family = 4};
    const uint32_t count[AN_ROLES] = {[AN_REACTOR] = 1, [AN_WORKER] = 1};
    an_config_init(&config);
    config.reactors = config.workers = 1;
    if (an_fabric_open(&fabric, count, 65536, 16, 16, 1000, 1000) < 0) return -1;
    id = registry_add(&fabric.registry, 0, 0, &addr, 1000);
    an_registry_proto(&fabric.registry, id, AN_PROTO_WEBSOCKET);
    an_registry_see_connect(&fabric.registry, id);
    said[0] = 0;
    closes = drains = 0;
    speaks = false;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    an_fabric_close(&fabric);
    return 0;
}

static void say_it_all(struct an_worker *w, int expect)
{
    struct an_conn_info info;
    struct an_send s = {.body = "bye", .body_len = 3};
    assert_int_equal(an_worker_send(w, id, &s), expect);
    assert_int_equal(an_worker_subscribe(w, id, "topic", 5), expect);
    assert_int_equal(an_worker_info(w, id, &info), expect);
}

static int on_event(void *ctx, struct an_worker *w, const struct an_event *ev)
{
    (void)ctx;
    if (ev->type == AN_EV_DRAIN) drains++;
    if (ev->type == AN_EV_FINAL && speaks) say_it_all(w, AN_EGONE);
    if (ev->type != AN_EV_CLOSE) return 0;
    if (speaks) say_it_all(w, AN_OK);
    closes++;
    if (ev->id != id) return 0;
    snprintf(said, sizeof said, "%u %u %.*s", ev->code, ev->close_code, (int)ev->body_len,
             (const char *)ev->body);
    return 0;
}

static void run_told(enum an_command command, int status)
{
    static const struct an_app app = {.event = on_event};
    int fd[2];
    assert_int_equal(pipe(fd), 0);
    an_board_set(&fabric.board->seat[0].command, command);
    assert_int_equal(an_worker_run(&config, &fabric, AN_WORKER, 0, &app, fd[0]), status);
    close(fd[0]);
    close(fd[1]);
}

/* It takes what is in its ring, and leaves. */
static void run(void)
{
    run_told(AN_STOP, 0);
}

static void push(enum an_proto proto, uint32_t cause, uint64_t code, uint32_t len)
{
    struct an_tx tx;
    size_t done = 0;
    char reason[200];
    struct an_msg m = {.type = AN_MSG_CLOSE,
                       .proto = (uint8_t)proto,
                       .code = cause,
                       .id = id,
                       .body_len = len,
                       .stamp = code};
    memset(reason, 'r', sizeof reason);
    an_fabric_tx(&fabric, AN_REACTOR, 0, AN_WORKER, 0, &tx);
    assert_int_equal(an_tx_push(&tx, &m, NULL, reason, &done), AN_OK);
}

static void cause_code_and_reason_arrive(void **state)
{
    (void)state;
    push(AN_PROTO_WEBSOCKET, AN_CLOSE_PEER, 4001, 3);
    run();
    assert_string_equal(said, "0 4001 rrr");
    assert_int_equal(closes, 1);
}

static void the_longest_reason_arrives(void **state)
{
    (void)state;
    push(AN_PROTO_WEBSOCKET, AN_CLOSE_SERVER, 4999, AN_MAX_REASON);
    run();
    assert_int_equal(strlen(said), strlen("1 4999 ") + AN_MAX_REASON);
}

/* Its reactor has not closed it yet: it is still there in the callback of CLOSE, and nowhere
 * later. */
static void close_is_told_once_and_nothing_after_it(void **state)
{
    struct an_msg m = {.type = AN_MSG_DRAIN, .proto = AN_PROTO_WEBSOCKET, .id = id};
    struct an_tx tx;
    size_t done = 0;
    (void)state;
    push(AN_PROTO_WEBSOCKET, AN_CLOSE_PEER, 4001, 3);
    push(AN_PROTO_WEBSOCKET, AN_CLOSE_PEER, 4002, 0);
    an_fabric_tx(&fabric, AN_REACTOR, 0, AN_WORKER, 0, &tx);
    assert_int_equal(an_tx_push(&tx, &m, NULL, NULL, &done), AN_OK);
    speaks = true;
    run_told(AN_RELOAD, 0);
    assert_string_equal(said, "0 4001 rrr");
    assert_int_equal(closes, 1);
    assert_int_equal(drains, 0);
}

/* What it cannot be is not believed: the ring is not read any more. When the worker leaves it tells the end of what is left, as of a network process that
 * was killed. */
static void what_cannot_be_is_not_believed(void **state)
{
    static const struct {
        enum an_proto proto;
        uint32_t cause;
        uint64_t code;
        uint32_t len;
    } bad[] = {
        {AN_PROTO_WEBSOCKET, AN_CLOSE_CAUSES, 1000, 0},
        {AN_PROTO_WEBSOCKET, UINT32_MAX, 1000, 0},
        {AN_PROTO_WEBSOCKET, AN_CLOSE_PEER, 0, 0},
        {AN_PROTO_WEBSOCKET, AN_CLOSE_PEER, 999, 0},
        {AN_PROTO_WEBSOCKET, AN_CLOSE_PEER, 5000, 0},
        {AN_PROTO_WEBSOCKET, AN_CLOSE_PEER, (1ull << 32) + 1000, 0},
        {AN_PROTO_WEBSOCKET, AN_CLOSE_PEER, 1000, AN_MAX_REASON + 1},
        {AN_PROTO_TCP, AN_CLOSE_PEER, 1000, 0},
        {AN_PROTO_HTTP, AN_CLOSE_PEER, 0, 1},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (i) assert_int_equal(tear_down(state) + set_up(state), 0);
        push(bad[i].proto, bad[i].cause, bad[i].code, bad[i].len);
        push(AN_PROTO_WEBSOCKET, AN_CLOSE_PEER, 4001, 0);
        run();
        assert_string_equal(said, "5 1006 ");
        assert_int_equal(closes, 1);
    }
}

/* While the server goes on, the process makes room for a successor, whose ring begins behind what made no sense. */
static void a_broken_channel_takes_its_process_down(void **state)
{
    (void)state;
    push(AN_PROTO_WEBSOCKET, AN_CLOSE_CAUSES, 1000, 0);
    push(AN_PROTO_WEBSOCKET, AN_CLOSE_PEER, 4001, 0);
    run_told(AN_RUN, 2);
    assert_int_equal(closes, 0);
    assert_false(an_fabric_waits(&fabric, AN_WORKER, 0));
    an_fabric_repair(&fabric, AN_WORKER, 0);
    push(AN_PROTO_WEBSOCKET, AN_CLOSE_PEER, 4002, 0);
    run();
    assert_string_equal(said, "0 4002 ");
}

/* Somebody else has found a broken channel to it. */
static void a_process_that_is_condemned_makes_room(void **state)
{
    (void)state;
    an_board_set(&fabric.board->seat[0].condemned, 1);
    run_told(AN_RUN, 2);
}

/* A seat that is not the active one any more is left when its ring is empty and nobody is pinned to it. */
static void a_worker_that_is_replaced_empties_its_ring_first(void **state)
{
    (void)state;
    push(AN_PROTO_WEBSOCKET, AN_CLOSE_PEER, 4001, 0);
    assert_true(an_fabric_waits(&fabric, AN_WORKER, 0));
    run_told(AN_RELOAD, 0);
    assert_string_equal(said, "0 4001 ");
    assert_false(an_fabric_waits(&fabric, AN_WORKER, 0));
}

static void what_nobody_has_told_was_lost_in_the_stop(void **state)
{
    (void)state;
    run();
    assert_string_equal(said, "5 1006 ");
    assert_int_equal(tear_down(state) + set_up(state), 0);
    an_registry_proto(&fabric.registry, id, AN_PROTO_TCP);
    run();
    assert_string_equal(said, "5 0 ");
}

/* Those of another worker, or of another process of this one, are theirs to bury. */
static void whose_worker_lives_is_not_buried_by_another(void **state)
{
    (void)state;
    static const struct an_conn_addr addr = {.family = 4};
    uint64_t other = registry_add(&fabric.registry, 1, 1, &addr, 1000),
             left = registry_add(&fabric.registry, 2, 2, &addr, 1000);
    an_registry_see_connect(&fabric.registry, other);
    an_registry_see_connect(&fabric.registry, left);
    an_board_set(&fabric.board->seat[1].pid, 1234);
    run();
    assert_int_equal(closes, 2);
    assert_false(an_registry_over(&fabric.registry, other));
    assert_true(an_registry_over(&fabric.registry, left)); /* its process has gone */
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(cause_code_and_reason_arrive),
        TEST(the_longest_reason_arrives),
        TEST(close_is_told_once_and_nothing_after_it),
        TEST(what_cannot_be_is_not_believed),
        TEST(a_broken_channel_takes_its_process_down),
        TEST(a_process_that_is_condemned_makes_room),
        TEST(a_worker_that_is_replaced_empties_its_ring_first),
        TEST(what_nobody_has_told_was_lost_in_the_stop),
        TEST(whose_worker_lives_is_not_buried_by_another),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* registry_request_test.c - the request in flight on a connection: who may answer it, what has become of it; and who waits for room. */
#include "test.h"

#include "ipc/registry.h"
#include "registry_help.h"

static const struct an_conn_addr ADDR = {.family = 4};

static uint64_t add(struct an_registry *r, uint32_t index)
{
    return registry_add(r, index, 2, &ADDR, 5000);
}

static void http_is_answerable_while_a_request_is_in_flight(void **state)
{
    struct an_registry *r = *state;
    struct an_conn_route route;
    uint64_t id = add(r, 0);
    assert_true(an_registry_answerable(r, id, &route));
    assert_int_equal(route.proto, AN_PROTO_TCP);
    an_registry_proto(r, id, AN_PROTO_HTTP);
    assert_false(an_registry_answerable(r, id, &route));
    an_registry_request(r, id, 777);
    assert_true(an_registry_answerable(r, id, &route));
    assert_int_equal(route.proto, AN_PROTO_HTTP);
    assert_int_equal(route.request, 777);
    an_registry_request(r, id, 0);
    assert_false(an_registry_answerable(r, id, &route));
    add(r, 0);
    assert_false(an_registry_answerable(r, id, &route));
}

static void an_answer_is_claimed_once_per_request(void **state)
{
    struct an_registry *r = *state;
    uint64_t id = add(r, 0);
    an_registry_request(r, id, 777);
    assert_false(an_registry_claimed(r, id, 777));
    assert_true(an_registry_claim(r, id, 777));
    assert_true(an_registry_claimed(r, id, 777));
    assert_false(an_registry_claim(r, id, 777));
    an_registry_unmark(r, id, 777, AN_REQUEST_CLAIMED);
    assert_false(an_registry_claimed(r, id, 777));
    assert_true(an_registry_claim(r, id, 777));
    an_registry_unmark(r, id, 555, AN_REQUEST_CLAIMED); /* not its own */
    assert_true(an_registry_claimed(r, id, 777));
    an_registry_request(r, id, 888);
    assert_false(an_registry_claim(r, id, 777)); /* too late, and without harm to the next one: */
    assert_true(an_registry_claim(r, id, 888));
    assert_false(an_registry_claim(r, id, 777));
    assert_true(an_registry_claimed(r, id, 888));
    assert_false(an_registry_claimed(r, id, 777));
    add(r, 0);
    assert_false(an_registry_claim(r, id, 999));
}

static void an_answer_in_pieces_belongs_to_its_request(void **state)
{
    struct an_registry *r = *state;
    uint64_t id = add(r, 0);
    an_registry_request(r, id, 777);
    assert_false(an_registry_streamed(r, id, 777));
    assert_true(an_registry_mark(r, id, 777, AN_REQUEST_STREAMED, 0));
    assert_true(an_registry_streamed(r, id, 777));
    assert_false(an_registry_streamed(r, id, 778));
    an_registry_request(r, id, 778);
    assert_false(an_registry_streamed(r, id, 777));
}

/* To others it is the WebSocket that it asks to become, until it is refused. */
static void who_asks_for_a_websocket_is_one_until_it_is_refused(void **state)
{
    struct an_registry *r = *state;
    struct an_conn_route route;
    uint64_t id = add(r, 0);
    an_registry_proto(r, id, AN_PROTO_HTTP);
    an_registry_opens(r, id, 777);
    assert_true(an_registry_answerable(r, id, &route));
    assert_int_equal(route.proto, AN_PROTO_WEBSOCKET);
    assert_true(an_registry_claim(r, id, 777)); /* for another answer */
    assert_false(an_registry_answerable(r, id, &route));
    assert_true(an_registry_mark(r, id, 777, AN_REQUEST_OPENED, 0)); /* for the 101 */
    assert_true(an_registry_answerable(r, id, &route));
}

/* By its number, of its own request, until it was sent. */
static void a_refused_piece_is_known_again(void **state)
{
    struct an_registry *r = *state;
    uint64_t id = add(r, 0);
    an_registry_request(r, id, 777);
    assert_false(an_registry_was_refused(r, id, 777, 0)); /* none was */
    assert_true(an_registry_refuse(r, id, 777, 12));
    assert_true(an_registry_was_refused(r, id, 777, 12));
    assert_false(an_registry_was_refused(r, id, 777, 13));
    assert_false(an_registry_was_refused(r, id, 778, 12));
    an_registry_unmark(r, id, 777, AN_REQUEST_REFUSED);
    assert_false(an_registry_was_refused(r, id, 777, 12));
    an_registry_request(r, id, 778);
    assert_false(an_registry_refuse(r, id, 777, 12));
}

static void codings_go_with_the_request(void **state)
{
    struct an_registry *r = *state;
    struct an_conn_route route;
    uint64_t id = add(r, 0);
    an_registry_proto(r, id, AN_PROTO_HTTP);
    an_registry_codings(r, id, 3);
    an_registry_request(r, id, 777);
    assert_true(an_registry_answerable(r, id, &route));
    assert_int_equal(route.codings, 3);
}

/* Marks are of one request: whoever means another one changes nothing, and a number is told from all others in its 56 bits. */
static void a_mark_is_of_its_own_request(void **state)
{
    struct an_registry *r = *state;
    uint64_t id = add(r, 0);
    static const uint64_t number[] = {1, 1ull << 31, 1ull << 32, (1ull << 56) - 1};
    for (size_t i = 0; i < sizeof number / sizeof *number; i++) {
        an_registry_request(r, id, number[i]);
        assert_int_equal(an_registry_flags(r, id, number[i]), 0);
        assert_false(an_registry_mark(r, id, number[i] - 1, AN_REQUEST_TAKEN, 0));
        assert_false(an_registry_mark(r, id, number[i] ^ 1ull << 32, AN_REQUEST_TAKEN, 0));
        assert_true(an_registry_mark(r, id, number[i], AN_REQUEST_TAKEN, AN_REQUEST_CLAIMED));
        assert_true(an_registry_claim(r, id, number[i]));
        assert_false(an_registry_mark(r, id, number[i], AN_REQUEST_OPENED, AN_REQUEST_CLAIMED));
        assert_int_equal(an_registry_flags(r, id, number[i]),
                         AN_REQUEST_TAKEN | AN_REQUEST_CLAIMED);
        assert_int_equal(an_registry_flags(r, id, number[i] - 1), 0);
    }
}

static void who_asked_for_room_is_told_once(void **state)
{
    struct an_registry *r = *state;
    uint64_t id = add(r, 0);
    an_registry_queued(r, id, 99);
    assert_false(an_registry_relieve(r, id));
    assert_int_equal(an_registry_fill(r, id), 99);
    assert_true(an_registry_relieve(r, id));
    assert_false(an_registry_relieve(r, id));
}

#define test(f) cmocka_unit_test_setup_teardown(f, registry_set_up, registry_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(http_is_answerable_while_a_request_is_in_flight),
        test(an_answer_is_claimed_once_per_request),
        test(an_answer_in_pieces_belongs_to_its_request),
        test(who_asks_for_a_websocket_is_one_until_it_is_refused),
        test(a_refused_piece_is_known_again),
        test(codings_go_with_the_request),
        test(a_mark_is_of_its_own_request),
        test(who_asked_for_room_is_told_once),
    };
    return cmocka_run_group_tests_name("registry_request", tests, NULL, NULL);
}

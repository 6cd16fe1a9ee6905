/* registry_room_test.c - what the registry says of a client's queue that was full, and of a piece of an answer that found no room. */
#include "test.h"

#include "ipc/registry.h"
#include "registry_help.h"

static void *base;

static int set_up(void **state)
{
    static struct an_registry r;
    base = an_calloc(1, an_registry_bytes(4));
    an_registry_open(&r, base, 4, 1);
    *state = &r;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    an_free(base);
    return 0;
}

static void a_refused_piece_is_known_while_its_request_is_in_flight(void **state)
{
    struct an_registry *r = *state;
    static const struct an_conn_addr addr = {.family = 4};
    uint64_t id = registry_add(r, 0, 2, &addr, 5000);
    assert_false(an_registry_refuse(r, id, 7, 1234));
    an_registry_request(r, id, 7);
    assert_false(an_registry_was_refused(r, id, 7, 1234));
    assert_true(an_registry_refuse(r, id, 7, 1234));
    assert_true(an_registry_was_refused(r, id, 7, 1234));
    assert_false(an_registry_was_refused(r, id, 7, 1235));
    assert_false(an_registry_was_refused(r, id, 8, 1234));
    an_registry_unmark(r, id, 7, AN_REQUEST_REFUSED);
    assert_false(an_registry_was_refused(r, id, 7, 1234));
    an_registry_refuse(r, id, 7, 1234);
    an_registry_request(r, id, 8);
    assert_false(an_registry_was_refused(r, id, 8, 1234));
    assert_false(an_registry_refuse(r, id + 1, 8, 1234));
}

static void who_asks_for_room_is_told_once(void **state)
{
    struct an_registry *r = *state;
    static const struct an_conn_addr addr = {.family = 4};
    uint64_t id = registry_add(r, 0, 2, &addr, 5000);
    assert_false(an_registry_relieve(r, id));
    an_registry_queued(r, id, 100);
    assert_int_equal(an_registry_fill(r, id), 100);
    assert_int_equal(an_registry_fill(r, id), 100);
    assert_true(an_registry_relieve(r, id));
    assert_false(an_registry_relieve(r, id));
    an_registry_fill(r, id);
    id = registry_add(r, 0, 2, &addr, 5000); /* the next one in this place has asked for nothing */
    assert_false(an_registry_relieve(r, id));
    assert_int_equal(an_registry_fill(r, id), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_refused_piece_is_known_while_its_request_is_in_flight),
        TEST(who_asks_for_room_is_told_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

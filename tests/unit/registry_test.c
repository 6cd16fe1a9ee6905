/* registry_test.c - connection ids, their records, and who has been told of their beginning and end. */
#include "test.h"

#include <string.h>

#include "ipc/registry.h"
#include "registry_help.h"

#define LAST_GEN ((1ull << AN_ID_GEN_BITS) - 1)

static const struct an_conn_addr ADDR = {.since_ms = 1700000000123,
                                         .family = 4,
                                         .addr = {127, 0, 0, 1},
                                         .local_addr = {127, 0, 0, 2},
                                         .port = 1234,
                                         .local_port = 80};

static uint64_t add(struct an_registry *r, uint32_t index)
{
    return registry_add(r, index, 2, &ADDR, 5000);
}

static void the_first_clients_get_small_numbers(void **state)
{
    for (uint32_t i = 0; i < REGISTRY_MAX; i++)
        assert_int_equal(add(*state, i), i + 1);
}

static void an_id_holds_its_index_and_generation(void **state)
{
    (void)state;
    static const uint64_t gens[] = {0, 1, 12345, LAST_GEN};
    static const uint32_t indices[] = {0, 1, 77, AN_MAX_CONNECTIONS - 1};
    for (int i = 0; i < 16; i++) {
        uint64_t id = an_id_make(gens[i / 4], indices[i % 4]);
        assert_true(id != 0 && id <= INT64_MAX);
        assert_int_equal(an_id_gen(id), gens[i / 4]);
        assert_int_equal(an_id_index(id), indices[i % 4]);
    }
}

static void a_reused_index_gets_another_id(void **state)
{
    uint64_t old = 0;
    for (uint32_t i = 0; i < 100; i++) {
        uint64_t id = add(*state, 3);
        assert_int_equal(id, an_id_make(i, 3));
        assert_true(id != old);
        assert_int_equal(an_registry_check(*state, id, NULL), AN_OK);
        if (old) assert_int_equal(an_registry_check(*state, old, NULL), AN_EGONE);
        old = id;
    }
}

static void a_place_has_a_last_generation(void **state)
{
    struct an_registry *r = *state;
    add(r, 0);
    atomic_store(&r->record[0].gen, LAST_GEN - 1);
    assert_false(an_registry_spent(an_id_make(LAST_GEN - 1, 0)));
    uint64_t id = add(r, 0);
    assert_int_equal(id, an_id_make(LAST_GEN, 0));
    assert_int_equal(an_registry_check(r, id, NULL), AN_OK);
    assert_true(an_registry_spent(id));
}

/* What a script can pass for an id. */
static void numbers_that_are_no_ids_are_refused_everywhere(void **state)
{
    struct an_registry *r = *state;
    uint64_t id = add(r, 0);
    const uint64_t bad[] = {
        0,  REGISTRY_MAX + 1, AN_MAX_CONNECTIONS, an_id_make(1, 0), id | 1ull << 63, INT64_MIN,
        -1, INT64_MAX};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct an_conn_info info;
        struct an_conn_route route;
        uint32_t n;
        assert_int_equal(an_registry_check(r, bad[i], &n), AN_EGONE);
        assert_int_equal(an_registry_read(r, bad[i], &info), AN_EGONE);
        assert_false(an_registry_answerable(r, bad[i], &route));
        assert_true(an_registry_reactor(r, bad[i]) < 3);
        an_registry_state(r, bad[i], AN_CONN_FREE);
        an_registry_proto(r, bad[i], AN_PROTO_HTTP);
        an_registry_queued(r, bad[i], 7);
        an_registry_topics(r, bad[i], 7);
        an_registry_request(r, bad[i], 7);
        assert_false(an_registry_mark(r, bad[i], 7, AN_REQUEST_TAKEN, 0));
        if (bad[i] == an_id_make(1, 0)) continue; /* an id, only not of a connection */
        assert_false(an_registry_see_connect(r, bad[i]));
        assert_false(an_registry_see_close(r, bad[i]));
    }
    uint32_t queued = 1;
    assert_int_equal(an_registry_check(r, id, &queued), AN_OK);
    assert_int_equal(queued, 0);
}

static void a_connection_is_read_as_it_was_added(void **state)
{
    struct an_registry *r = *state;
    struct an_conn_info info;
    uint64_t id = add(r, 5);
    assert_int_equal(an_registry_read(r, id, &info), AN_OK);
    assert_int_equal(info.id, id);
    assert_int_equal(info.state, AN_CONN_OPEN);
    assert_int_equal(info.proto, AN_PROTO_TCP);
    assert_int_equal(info.worker, 2);
    assert_int_equal(info.family, 4);
    assert_int_equal(info.port, 1234);
    assert_int_equal(info.local_port, 80);
    assert_int_equal(info.since_ms, 1700000000123);
    assert_memory_equal(info.addr, ADDR.addr, sizeof info.addr);
    assert_memory_equal(info.local_addr, ADDR.local_addr, sizeof info.local_addr);
    assert_int_equal(an_registry_reactor(r, id), 5 % 3);
}

static void a_closing_connection_is_read_but_takes_no_send(void **state)
{
    struct an_registry *r = *state;
    struct an_conn_info info;
    uint64_t id = add(r, 0);
    an_registry_state(r, id, AN_CONN_CLOSING);
    assert_int_equal(an_registry_check(r, id, NULL), AN_EGONE);
    assert_int_equal(an_registry_read(r, id, &info), AN_OK);
    an_registry_state(r, id, AN_CONN_FREE);
    assert_int_equal(an_registry_read(r, id, &info), AN_EGONE);
}

static void what_is_queued_is_told_and_never_wraps(void **state)
{
    struct an_registry *r = *state;
    uint32_t queued;
    uint64_t id = add(r, 0);
    an_registry_queued(r, id, 12345);
    assert_int_equal(an_registry_check(r, id, &queued), AN_OK);
    assert_int_equal(queued, 12345);
    an_registry_queued(r, id, (size_t)1 << 32);
    assert_int_equal(an_registry_check(r, id, &queued), AN_OK);
    assert_int_equal(queued, UINT32_MAX);
}

static void bytes_and_topics_are_counted_for_each_connection_anew(void **state)
{
    struct an_registry *r = *state;
    struct an_conn_info info;
    uint64_t id = add(r, 0), other = add(r, 1);
    assert_int_equal(an_registry_read(r, id, &info), AN_OK);
    assert_int_equal(info.heard_ms, 5000);
    an_registry_heard(r, id, 3, 6000);
    an_registry_heard(r, id, (size_t)UINT32_MAX, 7000);
    an_registry_wrote(r, id, 10);
    an_registry_wrote(r, id, 1);
    an_registry_topics(r, id, 70000);
    assert_int_equal(an_registry_read(r, id, &info), AN_OK);
    assert_int_equal(info.heard_ms, 7000);
    assert_int_equal(info.bytes_in, (uint64_t)UINT32_MAX + 3);
    assert_int_equal(info.bytes_out, 11);
    assert_int_equal(info.topics, 70000);
    assert_int_equal(an_registry_read(r, other, &info), AN_OK);
    assert_int_equal(info.bytes_in + info.bytes_out + info.topics, 0);
    assert_int_equal(an_registry_read(r, add(r, 0), &info), AN_OK);
    assert_int_equal(info.bytes_in + info.bytes_out + info.topics, 0);
    assert_int_equal(info.heard_ms, 5000);
}

/* Senders read the first line: what is counted with every read and write would take it away from them. */
static void what_is_counted_stands_in_the_other_line(void **state)
{
    (void)state;
    assert_true(offsetof(struct an_conn_record, request) < AN_CACHE_LINE);
    assert_true(offsetof(struct an_conn_record, heard_ms) >= AN_CACHE_LINE);
    assert_true(offsetof(struct an_conn_record, bytes_in) >= AN_CACHE_LINE);
    assert_true(offsetof(struct an_conn_record, bytes_out) >= AN_CACHE_LINE);
}

static void nothing_is_left_of_the_connection_before(void **state)
{
    struct an_registry *r = *state;
    struct an_conn_route route;
    uint32_t queued;
    uint64_t id = add(r, 0);
    an_registry_queued(r, id, 12345);
    an_registry_fill(r, id);
    an_registry_request(r, id, 777);
    id = add(r, 0);
    assert_int_equal(an_registry_check(r, id, &queued), AN_OK);
    assert_int_equal(queued, 0);
    assert_false(an_registry_relieve(r, id));
    an_registry_proto(r, id, AN_PROTO_HTTP);
    assert_false(an_registry_answerable(r, id, &route));
}

/* What another process may have written there by mistake. */
static void a_protocol_that_is_none_is_tcp(void **state)
{
    struct an_registry *r = *state;
    struct an_conn_info info;
    struct an_conn_route route;
    enum an_proto proto;
    uint32_t worker;
    uint64_t id = add(r, 0);
    atomic_store(&r->record[0].proto, 77);
    assert_int_equal(an_registry_read(r, id, &info), AN_OK);
    assert_int_equal(info.proto, AN_PROTO_TCP);
    assert_true(an_registry_answerable(r, id, &route));
    assert_int_equal(route.proto, AN_PROTO_TCP);
    an_registry_unclosed(r, 0, &worker, &proto);
    assert_int_equal(proto, AN_PROTO_TCP);
}

static void what_is_used_only_grows(void **state)
{
    struct an_registry *r = *state;
    add(r, 5);
    add(r, 1);
    assert_int_equal(an_registry_used(r), 6);
}

/* What a successor of the network process must still tell: all but what a worker has seen the end of, also when the record is free. */
static void unclosed_until_its_close_is_seen(void **state)
{
    struct an_registry *r = *state;
    uint32_t worker = 99;
    enum an_proto proto;
    assert_int_equal(an_registry_unclosed(r, 0, &worker, &proto), 0);
    assert_int_equal(an_registry_used(r), 0);
    uint64_t id = add(r, 0);
    assert_int_equal(an_registry_used(r), 1);
    assert_int_equal(an_registry_unclosed(r, 0, &worker, &proto), id);
    assert_true(an_registry_see_connect(r, id));
    an_registry_state(r, id, AN_CONN_FREE);
    assert_int_equal(an_registry_unclosed(r, 0, &worker, &proto), id);
    assert_true(an_registry_see_close(r, id));
    assert_int_equal(an_registry_unclosed(r, 0, &worker, &proto), 0);
    uint64_t next = add(r, 0);
    assert_int_equal(an_registry_unclosed(r, 0, &worker, &proto), next);
}

/* A writer died in mid-record: the next connection there is sound, and its id is a new one. */
static void a_half_written_record_is_not_read_and_heals_with_reuse(void **state)
{
    struct an_registry *r = *state;
    struct an_conn_info info;
    uint64_t old = add(r, 0);
    atomic_fetch_add(&r->record[0].version, 1);
    assert_int_equal(an_registry_read(r, old, &info), AN_EGONE);
    uint64_t id = add(r, 0);
    assert_true(id != old);
    assert_int_equal(atomic_load(&r->record[0].version) % 2, 0);
    assert_int_equal(an_registry_read(r, id, &info), AN_OK);
}

static void a_scan_finds_what_stands_at_each_index(void **state)
{
    struct an_registry *r = *state;
    enum an_conn_state at;
    assert_int_equal(an_registry_at(r, 4, &at), 0);
    assert_int_equal(at, AN_CONN_FREE);
    uint64_t id = add(r, 4);
    assert_int_equal(an_registry_at(r, 4, &at), id);
    assert_int_equal(at, AN_CONN_OPEN);
    an_registry_state(r, id, AN_CONN_FREE);
    assert_int_equal(an_registry_at(r, 4, &at), id);
    assert_int_equal(at, AN_CONN_FREE);
}

static void a_walk_finds_the_open_ones_once(void **state)
{
    struct an_registry *r = *state;
    uint32_t at = 0;
    assert_int_equal(an_registry_next(r, &at), 0);
    add(r, 1);
    uint64_t a = add(r, 1), closing = add(r, 2), closed = add(r, 3), over = add(r, 7),
             b = add(r, 9);
    an_registry_state(r, closing, AN_CONN_CLOSING);
    an_registry_state(r, closed, AN_CONN_FREE);
    assert_true(an_registry_see_connect(r, over) && an_registry_see_close(r, over));
    assert_int_equal(an_registry_next(r, &at), a);
    assert_int_equal(an_registry_next(r, &at), b);
    assert_int_equal(an_registry_next(r, &at), 0);
    assert_int_equal(an_registry_next(r, &at), 0);
}

static void a_walk_bears_what_comes_and_goes_meanwhile(void **state)
{
    struct an_registry *r = *state;
    uint32_t at = 0;
    uint64_t first = add(r, 0), gone = add(r, 2), last = add(r, 4);
    assert_int_equal(an_registry_next(r, &at), first);
    an_registry_state(r, first, AN_CONN_FREE);
    add(r, 0); /* behind: its place is passed */
    an_registry_state(r, gone, AN_CONN_FREE);
    uint64_t heir = add(r, 2), late = add(r, REGISTRY_MAX - 1);
    assert_int_equal(an_registry_next(r, &at), heir);
    assert_int_equal(an_registry_next(r, &at), last);
    assert_int_equal(an_registry_next(r, &at), late);
    assert_int_equal(an_registry_next(r, &at), 0);
}

static void connect_and_close_are_delivered_once_each(void **state)
{
    struct an_registry *r = *state;
    uint64_t id = add(r, 0);
    assert_false(an_registry_seen(r, id));
    assert_true(an_registry_see_connect(r, id));
    assert_true(an_registry_seen(r, id));
    assert_false(an_registry_see_connect(r, id));
    assert_true(an_registry_see_close(r, id));
    assert_false(an_registry_see_close(r, id));
    assert_false(an_registry_see_connect(r, id));
}

static void it_is_over_once_close_is_delivered(void **state)
{
    struct an_registry *r = *state;
    uint64_t id = add(r, 0);
    assert_false(an_registry_over(r, id));
    assert_true(an_registry_see_connect(r, id));
    assert_false(an_registry_over(r, id));
    assert_true(an_registry_see_close(r, id));
    assert_true(an_registry_over(r, id));
    assert_int_equal(an_registry_check(r, id, NULL), AN_OK); /* its reactor knows better */
    assert_false(an_registry_over(r, add(r, 0)));
}

static void no_close_without_a_connect(void **state)
{
    struct an_registry *r = *state;
    uint64_t id = add(r, 0);
    assert_false(an_registry_see_close(r, id));
    assert_true(an_registry_see_connect(r, id));
    assert_true(an_registry_see_close(r, id));
    uint64_t next = add(r, 0);
    assert_false(an_registry_see_close(r, next));
}

static void each_connection_of_an_index_begins_and_ends(void **state)
{
    struct an_registry *r = *state;
    static const uint64_t from[] = {0, LAST_GEN - 9, (1ull << 32) - 5};
    for (int f = 0; f < 3; f++) {
        for (uint32_t i = 0; i < 10; i++) {
            uint64_t id = an_id_make(from[f] + i, (uint32_t)f);
            assert_true(an_registry_see_connect(r, id));
            assert_true(an_registry_see_close(r, id));
            assert_false(an_registry_see_close(r, id));
        }
    }
}

static void an_older_connection_of_a_slower_worker_is_let_pass(void **state)
{
    struct an_registry *r = *state;
    uint64_t old = an_id_make(7, 0), young = an_id_make(8, 0);
    assert_true(an_registry_see_connect(r, old));
    assert_true(an_registry_see_connect(r, young));
    assert_true(an_registry_see_close(r, old));
    assert_true(an_registry_seen(r, old));
    assert_true(an_registry_see_close(r, young));
    assert_false(an_registry_see_close(r, young));
    assert_true(an_registry_see_connect(r, an_id_make(8, 1)));
    assert_true(an_registry_see_connect(r, an_id_make(7, 1))); /* its CONNECT comes last */
}

#define test(f) cmocka_unit_test_setup_teardown(f, registry_set_up, registry_tear_down)

/* What stands in its place next is another connection, and was not let go. */
static void who_is_let_go_is_so_alone(void **state)
{
    struct an_registry *r = *state;
    uint64_t one = add(r, 0), two = add(r, 1);
    assert_false(an_registry_is_let_go(r, one) || an_registry_is_let_go(r, 0));
    an_registry_let_go(r, one);
    assert_true(an_registry_is_let_go(r, one));
    assert_false(an_registry_is_let_go(r, two));
    uint64_t next = add(r, 0);
    an_registry_let_go(r, one); /* too late: nobody */
    assert_false(an_registry_is_let_go(r, next));
    assert_false(an_registry_is_let_go(r, UINT64_MAX));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(the_first_clients_get_small_numbers),
        test(an_id_holds_its_index_and_generation),
        test(who_is_let_go_is_so_alone),
        test(a_reused_index_gets_another_id),
        test(a_place_has_a_last_generation),
        test(numbers_that_are_no_ids_are_refused_everywhere),
        test(a_connection_is_read_as_it_was_added),
        test(a_closing_connection_is_read_but_takes_no_send),
        test(what_is_queued_is_told_and_never_wraps),
        test(bytes_and_topics_are_counted_for_each_connection_anew),
        test(what_is_counted_stands_in_the_other_line),
        test(nothing_is_left_of_the_connection_before),
        test(a_protocol_that_is_none_is_tcp),
        test(what_is_used_only_grows),
        test(unclosed_until_its_close_is_seen),
        test(a_half_written_record_is_not_read_and_heals_with_reuse),
        test(a_scan_finds_what_stands_at_each_index),
        test(a_walk_finds_the_open_ones_once),
        test(a_walk_bears_what_comes_and_goes_meanwhile),
        test(connect_and_close_are_delivered_once_each),
        test(it_is_over_once_close_is_delivered),
        test(no_close_without_a_connect),
        test(each_connection_of_an_index_begins_and_ends),
        test(an_older_connection_of_a_slower_worker_is_let_pass),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

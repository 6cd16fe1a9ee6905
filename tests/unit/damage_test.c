/* damage_test.c - what a stray write of another process may leave in shared memory: whoever reads it goes on with values that are in range. */
#include "test.h"

#include <string.h>

#include "ground/base.h"
#include "ipc/registry.h"
#include "registry_help.h"
#include "ring_help.h"

#define CAPACITY 4096u

static void a_record_of_nonsense_makes_no_impossible_id(void **state)
{
    static _Alignas(AN_CACHE_LINE) unsigned char base[4096];
    static const uint8_t fills[] = {0xff, 0x80, 0x7f, 3};
    const struct an_conn_addr addr = {.family = 4};
    struct an_registry r;
    struct an_conn_info info;
    struct an_conn_route route;
    enum an_conn_state s;
    uint32_t worker;
    enum an_proto proto;
    (void)state;
    an_registry_open(&r, base, 4, 1);
    for (size_t i = 0; i < sizeof fills; i++) {
        memset(base, fills[i], an_registry_bytes(4));
        assert_in_range(an_registry_used(&r), 0, 4);
        uint64_t id = an_registry_unclosed(&r, 2, &worker, &proto);
        assert_int_equal(an_id_index(id), 2);
        assert_in_range(proto, AN_PROTO_TCP, AN_PROTO_WEBSOCKET);
        assert_int_equal(an_id_index(an_registry_at(&r, 2, &s)), 2);
        id = registry_add(&r, 2, 0, &addr, 1);
        assert_int_equal(an_id_index(id), 2);
        assert_int_equal(an_registry_read(&r, id, &info), AN_OK);
        assert_true(an_registry_answerable(&r, id, &route));
        memset(&r.record[2].proto, fills[i], 1);
        assert_true(an_registry_answerable(&r, id, &route));
        assert_in_range(route.proto, AN_PROTO_TCP, AN_PROTO_WEBSOCKET);
    }
}

/* Positions at which no record can stand are never kept: the next process would refuse the ring for ever. */
static void a_ring_is_of_use_again_after_a_death(void **state)
{
    static const uint64_t nonsense[] = {1, 12345677, UINT64_MAX, UINT64_MAX / 2 + 3};
    (void)state;
    for (size_t i = 0; i < sizeof nonsense / sizeof *nonsense; i++) {
        struct an_ring *ring = help_ring_new(CAPACITY);
        struct an_ring_tx tx;
        struct an_ring_rx rx;
        void *p;
        ring->tail = nonsense[i];
        ring->head = i % 2 ? 0 : nonsense[i];
        an_ring_end(ring, CAPACITY);    /* its producer is dead, */
        an_ring_repair(ring, CAPACITY); /* and its consumer, too */
        an_ring_tx_open(&tx, ring, CAPACITY);
        an_ring_rx_open(&rx, ring, CAPACITY);
        assert_non_null(an_ring_reserve(&tx, 8));
        an_ring_commit(&tx);
        assert_int_equal(an_ring_take(&rx, &p), 8);
        help_ring_free(ring, CAPACITY);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_of_nonsense_makes_no_impossible_id),
        cmocka_unit_test(a_ring_is_of_use_again_after_a_death),
    };
    return cmocka_run_group_tests_name("damage", tests, NULL, NULL);
}

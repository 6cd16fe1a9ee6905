/* fabric_test.c - the layout of the shared memory, and who hears which bell. */
#define _DEFAULT_SOURCE /* mincore */
#include "test.h"

#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "folder_help.h"
#include "ipc/fabric.h"

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
#define HELP_SHADOWED true
#else
#define HELP_SHADOWED false
#endif
#define CAPACITY 4096u

static const enum an_role pairs[][2] = {{AN_REACTOR, AN_WORKER}, {AN_WORKER, AN_REACTOR},
                                        {AN_WORKER, AN_TASK},    {AN_TASK, AN_WORKER},
                                        {AN_TASK, AN_REACTOR},   {AN_WORKER, AN_WORKER}};
#define PAIRS (sizeof pairs / sizeof *pairs)

static struct an_fabric open_fabric(uint32_t reactors, uint32_t workers, uint32_t tasks)
{
    struct an_fabric f;
    const uint32_t count[AN_ROLES] = {reactors, workers, tasks};
    assert_int_equal(an_fabric_open(&f, count, CAPACITY, 1000, 50, 100000, 1000), AN_OK);
    return f;
}

struct span {
    uintptr_t from, to;
};

static void add_span(struct span *spans, size_t *n, const void *p, size_t len)
{
    assert_int_equal((uintptr_t)p % AN_CACHE_LINE, 0);
    spans[*n] = (struct span){(uintptr_t)p, (uintptr_t)p + len};
    for (size_t i = 0; i < *n; i++)
        assert_true(spans[i].to <= spans[*n].from || spans[*n].to <= spans[i].from);
    ++*n;
}

static void parts_do_not_overlap(void **state)
{
    (void)state;
    struct an_fabric f = open_fabric(2, 3, 2);
    struct span spans[128];
    size_t n = 0;
    add_span(spans, &n, f.board, sizeof *f.board);
    add_span(spans, &n, f.registry.record, 1000 * sizeof *f.registry.record);
    for (uint32_t i = 0; i < 2; i++)
        add_span(spans, &n, an_fabric_heads(&f, i).block,
                 an_head_store_bytes(f.head_blocks, f.head_places));
    for (int r = 0; r < AN_ROLES; r++)
        add_span(spans, &n, f.bell[r], f.count[r] * sizeof(struct an_bell));
    for (size_t p = 0; p < PAIRS; p++)
        for (uint32_t i = 0; i < f.count[pairs[p][0]]; i++)
            for (uint32_t j = 0; j < f.count[pairs[p][1]]; j++)
                add_span(spans, &n, an_fabric_ring(&f, pairs[p][0], i, pairs[p][1], j),
                         an_ring_bytes(CAPACITY));
    assert_int_equal(f.head_blocks, 2 * 500 * 9); /* 1000 bytes take 9 */
    assert_int_equal(n, 1 + 1 + 2 + AN_ROLES +
                            (12 + 12 + 12 + 12 + 4 + 36)); /* three workers, six seats */
    uintptr_t base = (uintptr_t)f.shm.base;
    for (size_t i = 0; i < n; i++)
        assert_true(spans[i].from >= base && spans[i].to <= base + f.shm.size);
    an_fabric_close(&f);
}

static void a_message_reaches_its_own_channel_only(void **state)
{
    (void)state;
    struct an_fabric f = open_fabric(2, 3, 2);
    for (size_t p = 0; p < PAIRS; p++) {
        enum an_role from = pairs[p][0], to = pairs[p][1];
        struct an_tx tx;
        struct an_msg m = {.type = AN_MSG_RECV, .id = 77 + p, .body_len = 3};
        size_t done = 0;
        an_fabric_tx(&f, from, 1, to, 0, &tx);
        assert_int_equal(an_tx_push(&tx, &m, NULL, "abc", &done), AN_OK);
        for (uint32_t i = 0; i < f.count[from]; i++) {
            for (uint32_t j = 0; j < f.count[to]; j++) {
                struct an_rx rx;
                struct an_delivery d;
                an_fabric_rx(&f, from, i, to, j, &rx);
                assert_int_equal(an_rx_next(&rx, &d), i == 1 && j == 0);
                if (i == 1 && j == 0) {
                    assert_int_equal(d.msg.id, 77 + p);
                    assert_memory_equal(d.body, "abc", 3);
                    an_rx_done(&rx);
                }
                an_rx_close(&rx);
            }
        }
    }
    an_fabric_close(&f);
}

static void without_task_workers_there_are_no_task_rings(void **state)
{
    (void)state;
    struct an_fabric f = open_fabric(1, 1, 0);
    assert_null(f.rings[AN_WORKER][AN_TASK]);
    assert_null(f.rings[AN_TASK][AN_WORKER]);
    assert_null(f.rings[AN_TASK][AN_REACTOR]);
    assert_non_null(f.rings[AN_REACTOR][AN_WORKER]);
    an_fabric_close(&f);
    an_fabric_close(&f); /* idempotent */
}

/* What the dead consumer had in hand is passed over in every ring into it, what waited is its successor's. */
static void repair_passes_over_what_was_in_hand(void **state)
{
    (void)state;
    struct an_fabric f = open_fabric(2, 2, 1);
    for (uint32_t from = 0; from < 2; from++) {
        struct an_tx tx;
        struct an_rx rx;
        struct an_delivery d;
        an_fabric_tx(&f, AN_REACTOR, from, AN_WORKER, 1, &tx);
        for (uint64_t id = 1; id <= 2; id++) {
            struct an_msg m = {.type = AN_MSG_RECV, .id = id};
            size_t done = 0;
            assert_int_equal(an_tx_push(&tx, &m, NULL, NULL, &done), AN_OK);
        }
        an_fabric_rx(&f, AN_REACTOR, from, AN_WORKER, 1, &rx);
        assert_int_equal(an_rx_next(&rx, &d), 1);
    }
    an_fabric_repair(&f, AN_WORKER, 1);
    for (uint32_t from = 0; from < 2; from++) {
        struct an_rx rx;
        struct an_delivery d;
        an_fabric_rx(&f, AN_REACTOR, from, AN_WORKER, 1, &rx);
        assert_int_equal(an_rx_next(&rx, &d), 1);
        assert_int_equal(d.msg.id, 2);
        an_rx_done(&rx);
        assert_int_equal(an_rx_next(&rx, &d), 0);
    }
    an_fabric_close(&f);
}

static void push_id(struct an_tx *tx, uint64_t id, uint8_t type)
{
    struct an_msg m = {.type = type, .id = id};
    size_t done = 0;
    assert_int_equal(an_tx_push(tx, &m, NULL, NULL, &done), AN_OK);
}

/* What a producer went mad over is passed over with it; its successor is heard, also if it speaks before the reader knows. */
static void a_corrupt_channel_is_sound_again_after_the_death_of_its_producer(void **state)
{
    (void)state;
    for (int mad_tail = 0; mad_tail < 2; mad_tail++) {
        struct an_fabric f = open_fabric(1, 1, 0);
        struct an_tx tx;
        struct an_rx rx;
        struct an_delivery d;
        an_fabric_tx(&f, AN_WORKER, 0, AN_REACTOR, 0, &tx);
        an_fabric_rx(&f, AN_WORKER, 0, AN_REACTOR, 0, &rx);
        push_id(&tx, 1, AN_MSG_SEND);
        assert_int_equal(an_rx_next(&rx, &d), 1);
        push_id(&tx, 2, 255);
        assert_int_equal(an_rx_next(&rx, &d), AN_ECORRUPT);
        push_id(&tx, 3, AN_MSG_SEND);
        if (mad_tail) atomic_store(&tx.ring.ring->tail, 0x12345673);
        an_fabric_repair(&f, AN_WORKER, 0);
        an_fabric_tx(&f, AN_WORKER, 0, AN_REACTOR, 0, &tx);
        push_id(&tx, 4, AN_MSG_SEND);
        an_rx_restart(&rx);
        assert_int_equal(an_rx_next(&rx, &d), 1);
        assert_int_equal(d.msg.id, 4);
        an_rx_done(&rx);
        assert_int_equal(an_rx_next(&rx, &d), 0);
        an_rx_close(&rx);
        an_fabric_close(&f);
    }
}

/* Also in a ring to itself, where reader and writer die together. */
static void repair_between_workers_sees_to_the_rings_that_are_used(void **state)
{
    (void)state;
    struct an_fabric f = open_fabric(1, 3, 0);
    for (uint32_t from = 0; from < 3; from++) {
        struct an_tx tx;
        struct an_rx rx;
        struct an_delivery d;
        if (from != 2) an_board_add_writer(f.board, from, 1);
        an_fabric_tx(&f, AN_WORKER, from, AN_WORKER, 1, &tx);
        push_id(&tx, 1, AN_MSG_MESSAGE);
        push_id(&tx, 2, AN_MSG_MESSAGE);
        an_fabric_rx(&f, AN_WORKER, from, AN_WORKER, 1, &rx);
        assert_int_equal(an_rx_next(&rx, &d), 1);
    }
    an_fabric_repair(&f, AN_WORKER, 1);
    for (uint32_t from = 0; from < 3; from++) {
        struct an_ring *ring = an_fabric_ring(&f, AN_WORKER, from, AN_WORKER, 1);
        assert_int_equal(an_ring_repaired(ring) != 0, from != 2);
        assert_int_equal(atomic_load(&ring->ended) != 0, from == 1);
    }
    an_fabric_close(&f);
}

/* What a worker had in hand is passed over; a task that a task worker had stays for its successor to tell. */
static void a_death_keeps_the_task_in_hand_alone(void **state)
{
    (void)state;
    struct an_fabric f = open_fabric(1, 1, 1);
    static const enum an_role to[] = {AN_TASK, AN_WORKER};
    for (int i = 0; i < 2; i++) {
        struct an_tx tx;
        struct an_rx rx;
        struct an_delivery d;
        enum an_role from = i ? AN_REACTOR : AN_WORKER;
        an_fabric_tx(&f, from, 0, to[i], 0, &tx);
        push_id(&tx, 1, i ? AN_MSG_CONNECT : AN_MSG_TASK);
        an_fabric_rx(&f, from, 0, to[i], 0, &rx);
        assert_int_equal(an_rx_next(&rx, &d), 1);
        an_fabric_repair(&f, to[i], 0);
        an_fabric_rx(&f, from, 0, to[i], 0, &rx);
        assert_int_equal(an_rx_next(&rx, &d), i == 0);
        assert_true(i || d.msg.withdrawn);
    }
    an_fabric_close(&f);
}

static size_t resident(const struct an_fabric *f, const unsigned char *from, size_t len)
{
    static unsigned char in[1u << 17];
    long page = sysconf(_SC_PAGESIZE);
    size_t n = 0, pages = len / (size_t)page;
    assert_true(pages <= sizeof in && from >= (unsigned char *)f->shm.base);
    from -= (uintptr_t)from % (uintptr_t)page;
    assert_int_equal(mincore((void *)(uintptr_t)from, pages * (size_t)page, in), 0);
    for (size_t i = 0; i < pages; i++)
        n += in[i] & 1;
    return n;
}

/* 16,384 rings between the 128 seats of 64 workers: of those that nobody uses no page is touched, also not by a death. */
static void rings_between_workers_that_are_not_used_cost_nothing(void **state)
{
    (void)state;
    struct an_fabric f = open_fabric(1, 64, 0);
    size_t all = 128 * 128 * an_ring_bytes(CAPACITY);
    struct an_tx tx;
    for (uint32_t i = 0; i < 64; i++)
        an_fabric_repair(&f, AN_WORKER, i);
    assert_int_equal(resident(&f, f.rings[AN_WORKER][AN_WORKER], all), 0);
    an_board_add_writer(f.board, 63, 0);
    an_fabric_tx(&f, AN_WORKER, 63, AN_WORKER, 0, &tx);
    push_id(&tx, 1, AN_MSG_MESSAGE);
    for (uint32_t i = 0; i < 64; i++)
        an_fabric_repair(&f, AN_WORKER, i);
    assert_in_range(resident(&f, f.rings[AN_WORKER][AN_WORKER], all), 1, 2);
    an_fabric_close(&f);
}

/* The same of all others; one that was written to is repaired. */
static void rings_that_are_not_used_cost_nothing(void **state)
{
    (void)state;
    struct an_fabric f = open_fabric(1, 64, 0);
    size_t all = 128 * an_ring_bytes(CAPACITY);
    struct an_tx tx;
    an_fabric_tx(&f, AN_WORKER, 5, AN_REACTOR, 0, &tx);
    push_id(&tx, 1, AN_MSG_SEND);
    an_fabric_repair(&f, AN_REACTOR, 0);
    assert_int_equal(resident(&f, f.rings[AN_REACTOR][AN_WORKER], all), 0);
    assert_int_equal(resident(&f, f.rings[AN_WORKER][AN_REACTOR], all), 1);
    an_fabric_close(&f);
}

/* Few rings are as long as was asked for; of very many each is shorter, and all together fit into what a small machine can promise. */
static void rings_are_shorter_where_there_are_very_many(void **state)
{
    (void)state;
    static const uint32_t few[AN_ROLES] = {2, 4, 4}, many[AN_ROLES] = {16, 64, 64};
    const uint32_t asked = 1u << 20;
    struct an_fabric f;
    assert_int_equal(an_fabric_open(&f, few, asked, 1000, 50, 100000, 1000), AN_OK);
    for (size_t p = 0; p < PAIRS; p++)
        assert_int_equal(f.capacity[pairs[p][0]][pairs[p][1]], asked);
    an_fabric_close(&f);
    if (HELP_SHADOWED) return;
    assert_int_equal(an_fabric_open(&f, many, asked, 1000, 50, 100000, 1000), AN_OK);
    for (size_t p = 0; p < PAIRS; p++)
        assert_in_range(f.capacity[pairs[p][0]][pairs[p][1]], 16384, asked / 2);
    assert_true(f.shm.size < 4ul << 30);
    an_fabric_close(&f);
}

/* The bit of each producer is its own; every place has a role and an index, and back. */
static void places_are_those_of_all_producers(void **state)
{
    (void)state;
    struct an_fabric f = open_fabric(2, 3, 2);
    enum an_role role;
    uint32_t index;
    assert_int_equal(an_fabric_places(&f), 2 + 6 + 2);
    for (uint32_t place = 0; place < an_fabric_places(&f); place++) {
        an_fabric_at(&f, place, &role, &index);
        assert_true(index < f.count[role]);
        assert_int_equal(an_fabric_place(&f, role, index), place);
    }
    an_fabric_close(&f);
}

static bool is_up(struct an_fabric *f, enum an_role to, uint32_t j, enum an_role from, uint32_t i)
{
    struct an_pending_set s;
    an_pending_set_init(&s, &f->pending[to][j], an_fabric_places(f));
    an_pending_take(&s);
    uint32_t place = an_fabric_place(f, from, i);
    return an_pending_next(&s, 0) == place && an_pending_next(&s, place + 1) == AN_PENDING_NONE;
}

/* At the first record of a batch, and at its end when there was more; and after the death of the producer. */
static void a_bit_is_up_for_what_is_published(void **state)
{
    (void)state;
    struct an_fabric f = open_fabric(2, 3, 2);
    for (size_t p = 0; p < PAIRS; p++) {
        enum an_role from = pairs[p][0], to = pairs[p][1];
        struct an_tx tx;
        if (from == AN_WORKER && to == AN_WORKER) an_board_add_writer(f.board, 1, 0);
        an_fabric_tx(&f, from, 1, to, 0, &tx);
        assert_false(is_up(&f, to, 0, from, 1));
        push_id(&tx, 1, AN_MSG_SEND);
        assert_true(an_fabric_used(&f, from, 1, to, 0));
        assert_true(is_up(&f, to, 0, from, 1));
        an_tx_ring(&tx);
        assert_false(is_up(&f, to, 0, from, 1));
        push_id(&tx, 1, AN_MSG_SEND);
        assert_true(is_up(&f, to, 0, from, 1));
        push_id(&tx, 2, AN_MSG_SEND);
        assert_false(is_up(&f, to, 0, from, 1));
        an_tx_ring(&tx);
        assert_true(is_up(&f, to, 0, from, 1));
        an_fabric_repair(&f, from, 1);
        assert_true(is_up(&f, to, 0, from, 1));
    }
    an_fabric_close(&f);
}

/* Whatever the board says: as many as there are workers at least, as there are at most. */
static void seats_in_use_are_a_number_that_can_be(void **state)
{
    (void)state;
    struct an_fabric f = open_fabric(1, 3, 0);
    assert_int_equal(an_fabric_seats(&f), 3);
    an_board_set(&f.board->seats, 4);
    assert_int_equal(an_fabric_seats(&f), 4);
    an_board_set(&f.board->seats, UINT32_MAX);
    assert_int_equal(an_fabric_seats(&f), 6);
    an_fabric_close(&f);
}

/* What the engine itself says has room, however short messages must be. */
static void a_reason_passes_where_messages_are_short(void **state)
{
    (void)state;
    struct an_fabric f;
    struct an_tx tx;
    struct an_rx rx;
    struct an_delivery d;
    const uint32_t count[AN_ROLES] = {1, 1, 0};
    static const char reason[AN_MAX_REASON];
    struct an_msg m = {.type = AN_MSG_CLOSE, .id = 1, .body_len = sizeof reason};
    size_t done = 0;
    assert_int_equal(an_fabric_open(&f, count, CAPACITY, 10, 1, 1, 1000), AN_OK);
    an_fabric_tx(&f, AN_REACTOR, 0, AN_WORKER, 0, &tx);
    an_fabric_rx(&f, AN_REACTOR, 0, AN_WORKER, 0, &rx);
    assert_int_equal(an_tx_push(&tx, &m, NULL, reason, &done), AN_OK);
    assert_int_equal(an_rx_next(&rx, &d), 1);
    an_fabric_close(&f);
}

static bool rung(int fd)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};
    return poll(&p, 1, 0) == 1;
}

static void bells_reach_whom_they_name(void **state)
{
    (void)state;
    struct an_fabric f = open_fabric(2, 2, 2);
    an_fabric_ring_one(&f, AN_TASK, 1);
    assert_true(rung(f.bell_fd[AN_TASK][1]));
    assert_false(rung(f.bell_fd[AN_TASK][0]));
    assert_false(rung(f.net_fd));
    an_fabric_ring_net(&f);
    assert_true(rung(f.net_fd));
    assert_false(rung(f.bell_fd[AN_REACTOR][0]));
    assert_int_equal(an_bell_wait(f.net_fd, 0), AN_OK);
    an_fabric_ring_all(&f);
    for (int r = 0; r < AN_ROLES; r++)
        for (uint32_t i = 0; i < f.count[r]; i++)
            assert_true(rung(f.bell_fd[r][i]));
    assert_true(rung(f.net_fd));
    an_fabric_close(&f);
}

static void too_few_descriptors_keep_nothing(void **state)
{
    (void)state;
    struct rlimit old, low;
    int before = folder_open_descriptors();
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &old), 0);
    low = old;
    low.rlim_cur = (rlim_t)before + 4;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &low), 0);
    struct an_fabric f;
    const uint32_t count[AN_ROLES] = {2, 10, 10};
    int err = an_fabric_open(&f, count, CAPACITY, 1000, 50, 100000, 1000);
    setrlimit(RLIMIT_NOFILE, &old);
    assert_int_equal(err, AN_EFILES);
    assert_int_equal(folder_open_descriptors(), before);
    assert_null(f.shm.base);
}

/* Where untouched memory counts, the longest heads of very many connections are given up before the start is. */
static void where_memory_is_short_there_is_room_for_fewer_heads(void **state)
{
    (void)state;
    struct rlimit old, low = {2ul << 30, 2ul << 30};
    struct an_fabric f;
    const uint32_t count[AN_ROLES] = {1, 1, 0};
    if (HELP_SHADOWED) skip(); /* a sanitizer's shadow alone is more */
    assert_int_equal(getrlimit(RLIMIT_AS, &old), 0);
    low.rlim_max = old.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_AS, &low), 0);
    int err = an_fabric_open(&f, count, CAPACITY, 100000, 50, 100000, 32768);
    setrlimit(RLIMIT_AS, &old);
    assert_int_equal(err, AN_OK);
    assert_in_range(f.head_blocks, 100000, 2 * 100000 * 293 / 2);
    an_fabric_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_do_not_overlap),
        cmocka_unit_test(a_message_reaches_its_own_channel_only),
        cmocka_unit_test(without_task_workers_there_are_no_task_rings),
        cmocka_unit_test(repair_passes_over_what_was_in_hand),
        cmocka_unit_test(a_corrupt_channel_is_sound_again_after_the_death_of_its_producer),
        cmocka_unit_test(repair_between_workers_sees_to_the_rings_that_are_used),
        cmocka_unit_test(a_death_keeps_the_task_in_hand_alone),
        cmocka_unit_test(rings_between_workers_that_are_not_used_cost_nothing),
        cmocka_unit_test(rings_that_are_not_used_cost_nothing),
        cmocka_unit_test(rings_are_shorter_where_there_are_very_many),
        cmocka_unit_test(places_are_those_of_all_producers),
        cmocka_unit_test(a_bit_is_up_for_what_is_published),
        cmocka_unit_test(seats_in_use_are_a_number_that_can_be),
        cmocka_unit_test(a_reason_passes_where_messages_are_short),
        cmocka_unit_test(bells_reach_whom_they_name),
        cmocka_unit_test(too_few_descriptors_keep_nothing),
        cmocka_unit_test(where_memory_is_short_there_is_room_for_fewer_heads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* board_test.c - the notice board: words and counters. */
#include "test.h"

#include "ipc/board.h"
#include "memory/shm.h"

static struct an_shm shm;

static int set_up(void **state)
{
    assert_int_equal(an_shm_map(&shm, sizeof(struct an_board)), AN_OK);
    *state = shm.base;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    an_shm_unmap(&shm);
    return 0;
}

static void a_fresh_board_says_run_and_starting(void **state)
{
    struct an_board *b = *state;
    assert_int_equal(an_board_get(&b->seat[0].command), AN_RUN);
    assert_int_equal(an_board_get(&b->seat[AN_MAX_SEATS - 1].state), AN_STARTING);
    assert_int_equal(an_board_get(&b->net.pid), 0);
}

static void what_is_set_is_read_and_no_other_word(void **state)
{
    struct an_board *b = *state;
    an_board_set(&b->task[3].command, AN_STOP);
    assert_int_equal(an_board_get(&b->task[3].command), AN_STOP);
    assert_int_equal(an_board_get(&b->task[2].command), AN_RUN);
    assert_int_equal(an_board_get(&b->task[4].command), AN_RUN);
    assert_int_equal(an_board_get(&b->task[3].deaths), 0);
}

static void each_process_of_each_role_has_a_number_of_its_own(void **state)
{
    static bool taken[AN_NOTICES];
    uint32_t processes = 0;
    (void)state;
    for (int role = 0; role < AN_ROLES; role++)
        for (uint32_t i = 0; i < (an_roles[role].threads ? 1 : an_roles[role].most); i++) {
            uint32_t n = an_role_process((enum an_role)role, i);
            assert_true(n < AN_NOTICES && !taken[n]);
            taken[n] = true;
            processes++;
        }
    assert_int_equal(processes, AN_NOTICES);
}

/* Processes that write beside each other do not share a line. */
static void each_process_and_each_reactor_has_cache_lines_of_its_own(void **state)
{
    struct an_board *b = *state;
    assert_int_equal(sizeof b->seat[0] % AN_CACHE_LINE, 0);
    assert_int_equal(sizeof b->reactor[0] % AN_CACHE_LINE, 0);
    assert_int_equal((uintptr_t)&b->seat[1] % AN_CACHE_LINE, 0);
    assert_int_equal((uintptr_t)&b->reactor[1] % AN_CACHE_LINE, 0);
    assert_int_equal((uintptr_t)b->live % AN_CACHE_LINE, 0);
}

/* What a death has left out is forgotten when nothing is left, and so is what was said too early. */
static void the_load_of_a_task_worker_is_what_it_has_to_do(void **state)
{
    struct an_board *b = *state;
    an_board_give(b, 3, 100);
    an_board_give(b, 3, 50);
    assert_int_equal(an_board_load(b, 3), 150);
    assert_int_equal(an_board_load(b, 2), 0);
    an_board_done(b, 3, 100);
    assert_int_equal(an_board_load(b, 3), 50);
    an_board_done_all(b, 3);
    assert_int_equal(an_board_load(b, 3), 0);
    an_board_done(b, 3, 30);
    assert_int_equal(an_board_load(b, 3), 0);
    an_board_give(b, 3, 30);
    assert_int_equal(an_board_load(b, 3), 0);
    an_board_give(b, 3, 1);
    assert_int_equal(an_board_load(b, 3), 1);
    an_board_take_back(b, 3, 1);
    assert_int_equal(an_board_load(b, 3), 0);
    an_board_give(b, 3, 7);
    an_board_done_all(b, 3);
    an_board_take_back(b, 3, 7);
    assert_int_equal(an_board_load(b, 3), 0);
    an_board_done_all(b, 3);
    an_board_give(b, 3, 7);
    assert_int_equal(an_board_load(b, 3), 7);
}

/* At both ends of every word. */
static void a_writer_is_introduced_to_one_worker_alone(void **state)
{
    struct an_board *b = *state;
    static const uint32_t who[] = {0, 63, 64, AN_MAX_SEATS - 1};
    for (int i = 0; i < 4; i++) {
        assert_false(an_board_writes(b, who[i], 7));
        for (int twice = 0; twice < 2; twice++)
            an_board_add_writer(b, who[i], 7);
        assert_true(an_board_writes(b, who[i], 7));
        assert_false(an_board_writes(b, who[i], 6) || an_board_writes(b, who[i], 8));
        assert_false(an_board_writes(b, 7, who[i]));
    }
    assert_true(an_board_writers(b, 7, 0) == (1ull << 63 | 1));
    assert_true(an_board_writers(b, 7, 1) == 1);
    assert_true(an_board_writers(b, 7, 2) == 0);
    assert_true(an_board_writers(b, 7, AN_WRITER_WORDS - 1) == 1ull << 63);
}

/* Each worker has seats of its own, the first of them is the active one at first, and no value on the board leads to another's. */
static void a_worker_has_one_active_seat(void **state)
{
    struct an_board *b = *state;
    static const uint32_t counts[] = {1, 2, 3, AN_MAX_WORKERS};
    for (int i = 0; i < 4; i++) {
        uint32_t workers = counts[i], seats = an_seats(workers);
        assert_true(seats <= AN_MAX_SEATS && seats >= workers + AN_MIN(2u, workers + 1));
        for (uint32_t seat = 0; seat < seats; seat++) {
            uint32_t changes = an_board_get(&b->changes);
            an_board_activate(b, seat, workers);
            assert_int_equal(an_board_active(b, seat % workers, workers), seat);
            assert_true(an_board_get(&b->changes) != changes);
        }
        for (uint32_t w = 0; w < workers; w++) {
            an_board_set(&b->active[w], 0xdeadbeef + w);
            uint32_t seat = an_board_active(b, w, workers);
            assert_true(seat < seats && seat % workers == w);
            an_board_activate(b, w, workers);
        }
    }
}

static void live_connections_are_counted_where_they_are(void **state)
{
    struct an_board *b = *state;
    an_board_pin(b, 1);
    an_board_pin(b, 1);
    an_board_repin(b, 1, 3);
    assert_int_equal(an_board_get(&b->live[1]), 1);
    assert_int_equal(an_board_get(&b->live[3]), 1);
    an_board_unpin(b, 1);
    assert_int_equal(an_board_get(&b->live[1]), 0);
}

/* Only a process that is there, has started, and is neither leaving nor broken. */
static void a_seat_is_able_while_its_process_is(void **state)
{
    struct an_board *b = *state;
    struct an_proc_notice *n = &b->seat[3];
    assert_false(an_board_able(b, 3));
    an_board_set(&n->pid, 1);
    assert_false(an_board_able(b, 3));
    an_board_set(&n->state, AN_READY);
    assert_true(an_board_able(b, 3));
    an_board_set(&n->condemned, 1);
    assert_false(an_board_able(b, 3));
    an_board_set(&n->condemned, 0);
    an_board_set(&n->state, AN_LEAVING);
    assert_false(an_board_able(b, 3));
    an_board_set(&n->state, AN_READY);
    an_board_set(&n->pid, 0);
    assert_false(an_board_able(b, 3));
}

static void counters_go_up_and_down_beyond_32_bits(void **state)
{
    struct an_board *b = *state;
    an_count(&b->reactor[1].bytes_in, 5000000000);
    an_count(&b->reactor[1].bytes_in, 1);
    an_count(&b->reactor[1].connections, 3);
    an_count(&b->reactor[1].connections, -2);
    assert_int_equal(an_counted(&b->reactor[1].bytes_in), 5000000001);
    assert_int_equal(an_counted(&b->reactor[1].connections), 1);
    assert_int_equal(an_counted(&b->reactor[0].bytes_in), 0);
    assert_int_equal(an_counted(&b->reactor[1].bytes_out), 0);
}

static void a_task_worker_is_owed_by_each_seat_for_itself(void **state)
{
    struct an_board *b = *state;
    static const uint32_t seats[] = {0, 63, 64, AN_MAX_SEATS - 1};
    for (int i = 0; i < 4; i++)
        an_board_owe(b, seats[i], 7, true);
    an_board_owe(b, 64, 8, true);
    for (int i = 0; i < 4; i++) {
        assert_true(an_board_owed(b, 7));
        if (i % 2)
            an_board_owe(b, seats[i], 7, false);
        else
            an_board_owe_nothing(b, seats[i]);
    }
    assert_false(an_board_owed(b, 7) || an_board_owed(b, 8) || an_board_owed(b, 0));
}

#define test(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(a_fresh_board_says_run_and_starting),
        test(what_is_set_is_read_and_no_other_word),
        test(each_process_of_each_role_has_a_number_of_its_own),
        test(each_process_and_each_reactor_has_cache_lines_of_its_own),
        test(the_load_of_a_task_worker_is_what_it_has_to_do),
        test(a_writer_is_introduced_to_one_worker_alone),
        test(a_task_worker_is_owed_by_each_seat_for_itself),
        test(a_worker_has_one_active_seat),
        test(live_connections_are_counted_where_they_are),
        test(a_seat_is_able_while_its_process_is),
        test(counters_go_up_and_down_beyond_32_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* worker_load_test.c - the load of a task worker, as the board has it: what was given and is not done. */
#include "test.h"

#include "worker_help.h"

static uint64_t each; /* the load of one task */

static int set_up(void **state)
{
    (void)state;
    worker_fabric(1, 1, 1, 4096);
    each = 0;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    worker_fabric_end();
    return 0;
}

static uint64_t load(void)
{
    return an_board_load(fabric.board, 0);
}

static int give(struct an_worker *w)
{
    uint64_t id;
    return an_worker_task(w, 0, false, "task", 4, &id);
}

static int give_two(struct an_worker *w, const struct an_event *ev)
{
    if (ev->type != AN_EV_START) return 0;
    assert_int_equal(give(w), AN_OK);
    each = load();
    assert_int_equal(give(w), AN_OK);
    assert_true(each > 4 && load() == 2 * each);
    return 0;
}

static int do_them(struct an_worker *w, const struct an_event *ev)
{
    (void)w;
    static uint32_t begun;
    if (ev->type == AN_EV_START) begun = 0;
    if (ev->type == AN_EV_TASK) assert_int_equal(load(), (2 - begun++) * each);
    if (ev->type == AN_EV_FINAL) assert_int_equal(begun, 2);
    return 0;
}

static void a_task_is_a_load_until_it_is_done(void **state)
{
    (void)state;
    config.reload_ms = 1;
    worker_event = give_two;
    assert_int_equal(worker_run(AN_WORKER, 0, AN_RELOAD), 0);
    worker_event = do_them;
    assert_int_equal(worker_run(AN_TASK, 0, AN_STOP), 0);
    assert_int_equal(load(), 0);
}

/* Whoever gave them has died with them. */
static int wait_for_nothing(struct an_worker *w, const struct an_event *ev)
{
    if (ev->type == AN_EV_START) an_worker_timer_add(w, 1, 1, NULL);
    if (ev->type == AN_EV_TIMER && load() == 0) worker_stop(w);
    return 0;
}

static void who_sleeps_has_no_load(void **state)
{
    (void)state;
    an_board_give(fabric.board, 0, 1000);
    worker_event = wait_for_nothing;
    assert_int_equal(worker_run(AN_TASK, 0, AN_RUN), 0);
    an_board_give(fabric.board, 0, 7);
    assert_int_equal(load(), 7);
}

static int give_in_vain(struct an_worker *w, const struct an_event *ev)
{
    if (ev->type != AN_EV_FINAL) return 0;
    assert_int_equal(give(w), AN_EAGAIN);
    assert_int_equal(an_worker_message(w, 1, "word", 4), AN_EAGAIN); /* to the task worker */
    return 0;
}

static void what_is_refused_is_no_load(void **state)
{
    (void)state;
    config.reload_ms = 1;
    worker_fill(AN_WORKER, 0, AN_TASK, 0);
    worker_event = give_in_vain;
    assert_int_equal(worker_run(AN_WORKER, 0, AN_RELOAD), 0);
    assert_int_equal(load(), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_task_is_a_load_until_it_is_done),
        TEST(who_sleeps_has_no_load),
        TEST(what_is_refused_is_no_load),
    };
    return cmocka_run_group_tests_name("worker_load", tests, NULL, NULL);
}

/* reload_test.c - the turns of a reload, in virtual time: the children are numbers, and the test
 * says what has become of them. */
#include "test.h"

#include "process/supervisor_in.h"
#include "worker_help.h"

#define NOW 1000000

static struct an__child child[1 + 3 + 2];
static uint32_t active[1];
static struct an__supervisor s;

static int set_up(void **state)
{
    (void)state;
    worker_fabric(1, 1, 2, 4096);
    s = (struct an__supervisor){
        .config = &config, .fabric = &fabric, .child = child, .children = 6, .active = active};
    child[0] = (struct an__child){.role = AN_REACTOR};
    for (uint32_t i = 0; i < 3; i++)
        child[1 + i] = (struct an__child){.role = AN_WORKER, .index = i};
    for (uint32_t i = 0; i < 2; i++)
        child[4 + i] = (struct an__child){.role = AN_TASK, .index = i, .pid = 1000 + (pid_t)i};
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    worker_fabric_end();
    return 0;
}

static bool is_told(uint32_t task)
{
    return an_board_get(&fabric.board->task[task].command) == AN_RELOAD;
}

static void a_task_worker_leaves_when_the_one_before_it_is_at_work_again(void **state)
{
    (void)state;
    an__round_ask(&s, AN_TASK);
    an__rounds_step(&s, NOW);
    assert_true(is_told(0) && !is_told(1));
    child[4].pid = 0; /* it has left, */
    an_board_set(&fabric.board->task[0].state, AN_STARTING);
    an__rounds_step(&s, NOW);
    child[4].pid = 2000; /* its successor begins, */
    an__rounds_step(&s, NOW);
    assert_false(is_told(1));
    an_board_set(&fabric.board->task[0].state, AN_READY); /* and has begun */
    an__rounds_step(&s, NOW);
    assert_true(is_told(1));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_task_worker_leaves_when_the_one_before_it_is_at_work_again),
    };
    return cmocka_run_group_tests_name("reload", tests, NULL, NULL);
}

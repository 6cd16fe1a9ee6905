/* seats_test.c - which seat of a worker gets a process, and for how long, in virtual time. Two
 * workers: the seats 0 and 2 are those of the first one. */
#include "test.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "process/supervisor_in.h"
#include "worker_help.h"

#define NOW 1000000
#define RELOAD_MS 300
#define GRACE_MS 2000

static struct an__child child[1 + 4];
static uint32_t active[2];
static struct an__supervisor s;

static int set_up(void **state)
{
    (void)state;
    worker_fabric(1, 2, 0, 4096);
    config.reload_ms = RELOAD_MS;
    an_board_set(&fabric.board->seats, 4);
    active[0] = 0;
    active[1] = 1;
    s = (struct an__supervisor){
        .config = &config, .fabric = &fabric, .child = child, .children = 5, .active = active};
    child[0] = (struct an__child){.role = AN_REACTOR};
    for (uint32_t i = 0; i < 4; i++)
        child[1 + i] = (struct an__child){.role = AN_WORKER, .index = i};
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    worker_fabric_end();
    return 0;
}

static struct an__child *seat(uint32_t index)
{
    return an__child_of(&s, AN_WORKER, index);
}

static void a_seat_is_known_to_all_from_its_first_process_on(void **state)
{
    (void)state;
    an_board_set(&fabric.board->seats, 2);
    an__seat_opens(&s, seat(2), NOW);
    assert_int_equal(an_fabric_seats(&fabric), 3);
    assert_int_equal(an_board_get(&fabric.board->changes), 1);
    assert_int_equal(an_bell_wait(fabric.net_fd, 0), AN_OK);
    an__seat_opens(&s, seat(2), NOW);
    assert_int_equal(an_board_get(&fabric.board->changes), 1);
}

/* Whoever has not heard that it is left writes to it still. */
static void a_seat_that_was_left_is_looked_at_for_five_seconds(void **state)
{
    (void)state;
    assert_int_equal(an__seat_look_ms(seat(2), NOW), AN_NEVER);
    seat(2)->left_ms = NOW;
    assert_int_equal(an__seat_look_ms(seat(2), NOW), NOW + 100);
    assert_int_equal(an__seat_look_ms(seat(2), NOW + 4999), NOW + 5099);
    assert_int_equal(an__seat_look_ms(seat(2), NOW + 5000), AN_NEVER);
}

static void a_seat_is_free_when_its_process_and_all_that_was_written_to_it_have_gone(void **state)
{
    static const struct an_msg m = {.type = AN_MSG_CONNECT, .id = 1};
    struct an_msg got;
    (void)state;
    assert_ptr_equal(an__seat_free(&s, 0), seat(2));
    seat(2)->pid = 1234;
    assert_null(an__seat_free(&s, 0));
    seat(2)->pid = 0;
    worker_push(AN_REACTOR, 0, AN_WORKER, 2, &m);
    assert_null(an__seat_free(&s, 0));
    assert_true(worker_pop(AN_REACTOR, 0, AN_WORKER, 2, &got));
    assert_ptr_equal(an__seat_free(&s, 0), seat(2));
    assert_ptr_equal(an__seat_free(&s, 1), seat(3));
}

static void the_seat_that_is_switched_to_is_the_active_one_and_the_other_is_left(void **state)
{
    (void)state;
    seat(0)->pid = 1234;
    seat(2)->coming = true;
    an__seat_switch(&s, seat(2), NOW);
    assert_int_equal(an_bell_wait(fabric.bell_fd[AN_REACTOR][0], 0), AN_OK);
    assert_int_equal(an_board_active(fabric.board, 0, 2), 2);
    assert_int_equal(an_board_active(fabric.board, 1, 2), 1);
    assert_int_equal(an_board_get(&fabric.board->seat[0].command), AN_RELOAD);
    assert_int_equal(an_board_get(&fabric.board->seat[2].command), AN_RUN);
    assert_true(an__seat_is_spare(&s, seat(0)));
    assert_false(an__seat_is_spare(&s, seat(2)));
    assert_false(seat(2)->coming);
    assert_int_equal(an__seats_step(&s, NOW), NOW + RELOAD_MS + GRACE_MS);
}

/* What is left in a seat is finished by a process that has as much time as the one before it. */
static void a_process_that_finishes_what_was_left_is_killed_when_its_time_is_over(void **state)
{
    int status;
    (void)state;
    pid_t pid = fork();
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        for (;;)
            pause();
    }
    an__seat_opens(&s, seat(2), NOW);
    seat(2)->pid = pid;
    seat(2)->told = true;
    uint64_t limit = NOW + RELOAD_MS + GRACE_MS;
    assert_int_equal(an__seats_step(&s, NOW), limit);
    assert_int_equal(an__seats_step(&s, limit - 1), limit);
    assert_int_equal(waitpid(pid, &status, WNOHANG), 0);
    assert_int_equal(an__seats_step(&s, limit), AN_NEVER);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_seat_is_known_to_all_from_its_first_process_on),
        TEST(a_seat_that_was_left_is_looked_at_for_five_seconds),
        TEST(a_seat_is_free_when_its_process_and_all_that_was_written_to_it_have_gone),
        TEST(the_seat_that_is_switched_to_is_the_active_one_and_the_other_is_left),
        TEST(a_process_that_finishes_what_was_left_is_killed_when_its_time_is_over),
    };
    return cmocka_run_group_tests_name("seats", tests, NULL, NULL);
}

/* worker_send_test.c - what a callback may send when there is no room: waits that cost once, answers that may be tried again, long messages, turns of task workers. */
#include "test.h"

#include <pthread.h>
#include <sched.h>
#include <string.h>
#include <unistd.h>

#include "ground/log.h"
#include "registry_help.h"
#include "worker_help.h"

static int set_up(void **state)
{
    (void)state;
    worker_fabric(1, 2, 3, 4096);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    worker_fabric_end();
    return 0;
}

static struct an_ring *to_reactor(void)
{
    return an_fabric_ring(&fabric, AN_WORKER, 0, AN_REACTOR, 0);
}

static void read_all(void)
{
    struct an_msg m;
    while (worker_pop(AN_WORKER, 0, AN_REACTOR, 0, &m)) {
    }
}

/* --- a reactor that does not read --- */

static int answer(struct an_worker *w, uint64_t id)
{
    struct an_send s = {.body = "answer", .body_len = 6};
    return an_worker_send(w, id, &s);
}

/* The other side, once somebody waits for it. */
static void *when_waited_for(void *what)
{
    while (atomic_load(&to_reactor()->hungry) == 0)
        sched_yield();
    ((void (*)(void))what)();
    return NULL;
}

static void net_goes(void)
{
    an_board_set(&fabric.board->net.pid, 0);
}

static int wait_for_net(struct an_worker *w, const struct an_event *ev)
{
    if (ev->type != AN_EV_START) return 0;
    pthread_t thread;
    an_board_set(&fabric.board->net.command, AN_STOP);
    an_board_set(&fabric.board->net.pid, 1234);
    assert_int_equal(pthread_create(&thread, NULL, when_waited_for, (void *)net_goes), 0);
    assert_int_equal(answer(w, 1), AN_EGONE);
    pthread_join(thread, NULL);
    return 0;
}

static void nobody_waits_for_a_network_process_that_has_gone(void **state)
{
    (void)state;
    worker_fill(AN_WORKER, 0, AN_REACTOR, 0);
    worker_event = wait_for_net;
    assert_int_equal(worker_run(AN_WORKER, 0, AN_STOP), 0);
}

/* It reads again, as soon as somebody waits for it: so there is room for all. */
static void fill_again(struct an_worker *w)
{
    static const struct an_conn_addr addr = {.family = 4};
    static const uint8_t body[900];
    struct an_send s = {.body = body, .body_len = sizeof body};
    uint64_t tcp = registry_add(&fabric.registry, 1, 0, &addr, 1000);
    for (int round = 0; round < 3; round++) {
        pthread_t thread;
        atomic_store(&to_reactor()->hungry, 0);
        assert_int_equal(pthread_create(&thread, NULL, when_waited_for, (void *)read_all), 0);
        for (int i = 0; i < 5; i++) /* one more than there is room for */
            assert_int_equal(an_worker_send(w, tcp, &s), AN_OK);
        pthread_join(thread, NULL);
    }
}

/* The request in hand: five seconds the first time, and never again until the ring has moved. Nothing of that answers it. */
static int wait_once(struct an_worker *w, const struct an_event *ev)
{
    struct an_registry *r = &fabric.registry;
    if (ev->type != AN_EV_RECV) return 0;
    assert_int_equal(answer(w, 1), AN_ETIMEOUT);
    assert_int_equal(atomic_load(&to_reactor()->hungry), 1);
    atomic_store(&to_reactor()->hungry, 0);
    assert_int_equal(answer(w, 1), AN_ETIMEOUT);
    assert_int_equal(atomic_load(&to_reactor()->hungry), 0); /* it was not waited for */
    assert_false(an_registry_claimed(r, 1, 77));
    read_all();
    assert_int_equal(answer(w, 1), AN_OK);
    assert_true(an_registry_claimed(r, 1, 77));
    fill_again(w);
    return 0;
}

static void a_ring_that_is_not_read_is_waited_for_once(void **state)
{
    (void)state;
    struct an_msg m = {.type = AN_MSG_RECV, .proto = AN_PROTO_HTTP, .id = 1, .stamp = 77};
    an_registry_proto(&fabric.registry, 1, AN_PROTO_HTTP);
    an_registry_request(&fabric.registry, 1, 77);
    worker_push(AN_REACTOR, 0, AN_WORKER, 0, &m);
    worker_fill(AN_WORKER, 0, AN_REACTOR, 0);
    worker_event = wait_once;
    assert_int_equal(worker_run(AN_WORKER, 0, AN_STOP), 0);
}

/* It sleeps while more than its ring holds is said to it, and this worker has further messages in
 * hand, so that it rings nobody early. */
static void *sleep_and_read(void *result)
{
    *(int *)result = an_bell_wait(fabric.bell_fd[AN_REACTOR][0], 60000);
    read_all();
    return NULL;
}

static int speak_at_length(struct an_worker *w, const struct an_event *ev)
{
    static const uint8_t body[900];
    struct an_send s = {.body = body, .body_len = sizeof body};
    for (int i = 0; ev->type == AN_EV_RECV && i < 5; i++)
        assert_int_equal(an_worker_send(w, 1, &s), AN_OK);
    return 0;
}

static void who_is_waited_for_is_rung(void **state)
{
    (void)state;
    int rung = AN_ETIMEOUT;
    pthread_t thread;
    struct an_msg m = {.type = AN_MSG_RECV, .proto = AN_PROTO_TCP, .id = 1, .body_len = 1};
    worker_push(AN_REACTOR, 0, AN_WORKER, 0, &m);
    m.type = AN_MSG_DRAIN;
    m.body_len = 0;
    worker_push(AN_REACTOR, 0, AN_WORKER, 0, &m);
    atomic_store(&fabric.bell[AN_REACTOR][0].asleep, 1);
    assert_int_equal(pthread_create(&thread, NULL, sleep_and_read, &rung), 0);
    worker_event = speak_at_length;
    assert_int_equal(worker_run(AN_WORKER, 0, AN_STOP), 0);
    pthread_join(thread, NULL);
    assert_int_equal(rung, AN_OK);
}

/* --- second answers --- */

static int answer_often(struct an_worker *w, const struct an_event *ev)
{
    if (ev->type != AN_EV_RECV) return 0;
    assert_int_equal(answer(w, 1), AN_OK);
    for (int i = 0; i < 3; i++)
        assert_int_equal(answer(w, 1), AN_EGONE);
    return 0;
}

static void of_one_request_second_answers_are_said_once(void **state)
{
    (void)state;
    struct an_msg m = {.type = AN_MSG_RECV, .proto = AN_PROTO_HTTP, .id = 1, .stamp = 77};
    char log[1024];
    int fd[2];
    assert_int_equal(pipe(fd), 0);
    an_registry_see_connect(&fabric.registry, 1);
    an_registry_proto(&fabric.registry, 1, AN_PROTO_HTTP);
    an_registry_request(&fabric.registry, 1, 77);
    worker_push(AN_REACTOR, 0, AN_WORKER, 0, &m);
    worker_event = answer_often;
    an_log_init(fd[1], AN_LOG_INFO);
    assert_int_equal(worker_run(AN_WORKER, 0, AN_RELOAD), 0);
    an_log_init(STDERR_FILENO, AN_LOG_INFO);
    close(fd[1]);
    ssize_t len = read(fd[0], log, sizeof log - 1);
    assert_true(len > 0);
    log[len] = 0;
    assert_non_null(strstr(log, "a second answer"));
    assert_null(strchr(strchr(log, '\n') + 1, '\n'));
    close(fd[0]);
}

/* --- messages --- */

static uint8_t letter[50000];

static int message(struct an_worker *w, size_t len)
{
    return an_worker_message(w, 1, letter, len);
}

static int write_long_ones(struct an_worker *w, const struct an_event *ev)
{
    if (ev->type != AN_EV_START) return 0;
    assert_int_equal(message(w, 3000), AN_OK); /* nothing waits: however long it is */
    assert_int_equal(message(w, 50000), AN_OK);
    assert_int_equal(message(w, 1000), AN_EAGAIN); /* behind what waits there is no room for more */
    worker_stop(w);
    return 0;
}

static void a_message_longer_than_the_queue_goes_when_nothing_waits(void **state)
{
    (void)state;
    config.send_queue = 100;
    worker_event = write_long_ones;
    assert_int_equal(worker_run(AN_WORKER, 0, AN_RUN), 0);
}

static int write_last_words(struct an_worker *w, const struct an_event *ev)
{
    struct an_msg m;
    if (ev->type != AN_EV_FINAL) return 0;
    assert_int_equal(message(w, 3000), AN_EAGAIN); /* longer than a record: half of it could go */
    assert_false(worker_pop(AN_WORKER, 0, AN_WORKER, 1, &m));
    assert_int_equal(message(w, 10), AN_OK);
    return 0;
}

static void last_words_go_whole_or_not_at_all(void **state)
{
    (void)state;
    struct an_msg m;
    worker_event = write_last_words;
    assert_int_equal(worker_run(AN_WORKER, 0, AN_RELOAD), 0);
    assert_true(worker_pop(AN_WORKER, 0, AN_WORKER, 1, &m));
    assert_int_equal(m.body_len, 10);
    assert_false(worker_pop(AN_WORKER, 0, AN_WORKER, 1, &m));
}

/* The other worker reads while the server stops; who writes to it waits for that. */
static struct an_rx other;

static int read_as_the_other(struct an_worker *w, const struct an_event *ev)
{
    struct an_delivery d;
    if (ev->type == AN_EV_START) {
        an_board_set(&fabric.board->seat[1].pid, 1234);
        an_board_set(&fabric.board->seat[1].state, AN_READY);
        assert_int_equal(message(w, sizeof letter), AN_OK);
        an_fabric_rx(&fabric, AN_WORKER, 0, AN_WORKER, 1, &other);
        an_worker_timer_add(w, 1, 1, NULL);
        worker_stop(w);
    }
    if (ev->type == AN_EV_TIMER) assert_int_equal(an_rx_next(&other, &d), 0);
    return 0;
}

static void a_stop_waits_until_a_message_has_gone_to_who_still_reads(void **state)
{
    (void)state;
    worker_event = read_as_the_other;
    struct an_delivery d;
    assert_int_equal(worker_run(AN_WORKER, 0, AN_RUN), 0);
    assert_int_equal(an_rx_next(&other, &d), 1); /* the last of it is in the ring */
    assert_int_equal(d.msg.body_len, sizeof letter);
    an_free(d.owned);
    an_rx_close(&other);
}

/* --- tasks --- */

/* More than send_queue bytes of its answers wait: no further task of that worker is begun. */
static int begun;
static bool read_again;

static int answer_at_length(struct an_worker *w, const struct an_event *ev)
{
    struct an_msg m;
    if (ev->type == AN_EV_START) an_worker_timer_add(w, 1, 1, NULL);
    if (ev->type == AN_EV_TASK) {
        assert_int_equal(an_worker_task_done(w, 0, ev->id, false, letter, 900), AN_OK);
        begun++;
    }
    if (ev->type != AN_EV_TIMER) return 0;
    if (!read_again) assert_in_range(begun, 0, 7); /* the ring has room for four */
    read_again |= begun >= 5;
    while (read_again && worker_pop(AN_TASK, 0, AN_WORKER, 0, &m)) {
    }
    if (begun == 12) worker_stop(w);
    return 0;
}

static void a_worker_that_does_not_read_answers_gives_no_further_task(void **state)
{
    (void)state;
    static const struct an_msg m = {.type = AN_MSG_TASK, .id = 7};
    config.send_queue = 1000;
    for (int i = 0; i < 12; i++)
        worker_push(AN_WORKER, 0, AN_TASK, 0, &m);
    worker_event = answer_at_length;
    assert_int_equal(worker_run(AN_TASK, 0, AN_RUN), 0);
    assert_int_equal(begun, 12);
}

/* A long message of its own to that worker waits: no task of it is begun. */
static int write_at_length(struct an_worker *w, const struct an_event *ev)
{
    static int beats;
    struct an_msg m;
    if (ev->type == AN_EV_START) {
        assert_int_equal(an_worker_message(w, 0, letter, sizeof letter), AN_OK);
        an_worker_timer_add(w, 1, 1, NULL);
        begun = beats = 0;
    }
    if (ev->type == AN_EV_TASK) begun++;
    if (ev->type != AN_EV_TIMER) return 0;
    if (++beats <= 3) assert_int_equal(begun, 0);
    while (beats >= 3 && worker_pop(AN_TASK, 0, AN_WORKER, 0, &m)) {
    }
    if (begun) worker_stop(w);
    return 0;
}

static void a_worker_that_does_not_read_messages_gives_no_task(void **state)
{
    (void)state;
    static const struct an_msg m = {.type = AN_MSG_TASK, .id = 7};
    config.send_queue = 1000;
    worker_push(AN_WORKER, 0, AN_TASK, 0, &m);
    worker_event = write_at_length;
    assert_int_equal(worker_run(AN_TASK, 0, AN_RUN), 0);
    assert_int_equal(begun, 1);
}

static int answer_without_end(struct an_worker *w, const struct an_event *ev)
{
    if (ev->type != AN_EV_START) return 0;
    int taken = 0;
    while (taken < 10 && an_worker_task_done(w, 0, 7, false, letter, sizeof letter) == AN_OK)
        taken++;
    assert_int_equal(taken, 3); /* 50,000 bytes each: with the third there are more than 101,000 */
    return 0;
}

static void answers_that_nobody_reads_are_refused_in_the_end(void **state)
{
    (void)state;
    config.send_queue = 1000;
    config.reload_ms = 1;
    worker_event = answer_without_end;
    assert_int_equal(worker_run(AN_TASK, 0, AN_RELOAD), 0);
}

static uint32_t given[3];

static void take_tasks(void)
{
    struct an_msg m;
    for (uint32_t i = 0; i < 3; i++)
        while (worker_pop(AN_WORKER, 0, AN_TASK, i, &m))
            given[i]++;
}

static int ask(struct an_worker *w)
{
    uint64_t task;
    return an_worker_task(w, -1, false, letter, 10, &task);
}

static int ask_the_idle(struct an_worker *w, const struct an_event *ev)
{
    if (ev->type != AN_EV_START) return 0;
    for (int i = 0; i < 9; i++) {
        assert_int_equal(ask(w), AN_OK);
        take_tasks();
    }
    for (uint32_t i = 0; i < 3; i++)
        assert_int_equal(given[i], 3);
    given[0] = given[1] = given[2] = 0;
    uint64_t task;
    for (int i = 0; i < 5; i++)
        assert_int_equal(an_worker_task(w, 1, false, letter, 10, &task), AN_OK);
    for (int i = 0; i < 8; i++)
        assert_int_equal(ask(w), AN_OK);
    take_tasks();
    assert_int_equal(given[1], 5); /* it has more to do than the others */
    worker_stop(w);
    return 0;
}

static void idle_task_workers_take_turns_and_busy_ones_are_spared(void **state)
{
    (void)state;
    worker_event = ask_the_idle;
    assert_int_equal(worker_run(AN_WORKER, 0, AN_RUN), 0);
}

/* Who asked may have been replaced: then the answer is its worker's, in whichever seat that is now. */
static int answer_both(struct an_worker *w, const struct an_event *ev)
{
    if (ev->type == AN_EV_TASK)
        assert_int_equal(an_worker_task_done(w, ev->code, ev->id, false, letter, 5), AN_OK);
    return 0;
}

static int ask_from_here(struct an_worker *w, const struct an_event *ev)
{
    uint64_t task;
    if (ev->type == AN_EV_START)
        assert_int_equal(an_worker_task(w, 0, false, letter, 10, &task), AN_OK);
    return 0;
}

static void an_answer_goes_to_the_seat_that_asked_while_that_is_there(void **state)
{
    (void)state;
    struct an_msg m;
    for (uint32_t there = 0; there < 2; there++) { /* of worker 0: seats 0 and 2 */
        an_board_set(&fabric.board->task[0].command, AN_RUN);
        an_board_set(&fabric.board->seats, 3);
        an_board_set(&fabric.board->seat[2].pid, 0);
        worker_event = ask_from_here;
        assert_int_equal(worker_run(AN_WORKER, 2, AN_STOP), 0);
        an_board_set(&fabric.board->seat[2].pid, there);
        worker_event = answer_both;
        assert_int_equal(worker_run(AN_TASK, 0, AN_STOP), 0);
        assert_int_equal(worker_pop(AN_TASK, 0, AN_WORKER, 2, &m), there);
        assert_int_equal(worker_pop(AN_TASK, 0, AN_WORKER, 0, &m), !there);
    }
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nobody_waits_for_a_network_process_that_has_gone),
        TEST(a_ring_that_is_not_read_is_waited_for_once),
        TEST(who_is_waited_for_is_rung),
        TEST(of_one_request_second_answers_are_said_once),
        TEST(a_message_longer_than_the_queue_goes_when_nothing_waits),
        TEST(last_words_go_whole_or_not_at_all),
        TEST(a_stop_waits_until_a_message_has_gone_to_who_still_reads),
        TEST(a_worker_that_does_not_read_answers_gives_no_further_task),
        TEST(a_worker_that_does_not_read_messages_gives_no_task),
        TEST(answers_that_nobody_reads_are_refused_in_the_end),
        TEST(idle_task_workers_take_turns_and_busy_ones_are_spared),
        TEST(an_answer_goes_to_the_seat_that_asked_while_that_is_there),
    };
    return cmocka_run_group_tests_name("worker_send", tests, NULL, NULL);
}

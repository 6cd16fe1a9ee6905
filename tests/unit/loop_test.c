/* loop_test.c - timers, watches, the beginning and the end of a loop, on a real one. Orders and counts, never durations. */
#include "test.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "folder_help.h"
#include "ground/base.h"
#include "loop/loop.h"

static struct an_loop loop;
static struct an_bell bell;
static int bell_fd, drains;

struct item {
    struct an_timer timer;
    char name;
    void (*then)(struct item *it);
};
static struct item items[26];
static char ran[100];

static bool drain(void *ctx)
{
    assert_ptr_equal(ctx, &loop);
    drains++;
    return false;
}

static bool pending(void *ctx)
{
    assert_ptr_equal(ctx, &loop);
    return false;
}

static void on_due(struct an_timer *t)
{
    struct item *it = AN_CONTAINER_OF(t, struct item, timer);
    ran[strlen(ran)] = it->name;
    if (it->then) it->then(it);
}

static int open_loop(void **state)
{
    (void)state;
    bell = (struct an_bell){.asleep = 0};
    drains = 0;
    memset(ran, 0, sizeof ran);
    for (int i = 0; i < 26; i++) {
        items[i] = (struct item){.name = (char)('a' + i)};
        an_timer_init(&items[i].timer, on_due);
    }
    if (an_bell_open(&bell_fd) < 0) return -1;
    return an_loop_init(&loop, &bell, bell_fd, drain, pending, &loop);
}

static int close_loop(void **state)
{
    (void)state;
    an_loop_fini(&loop);
    close(bell_fd);
    return 0;
}

static struct item *item(char name)
{
    return &items[name - 'a'];
}

static void timer(char name, uint64_t in_ms)
{
    an_loop_timer(&loop, &item(name)->timer, in_ms);
}

static void stop(struct item *it)
{
    (void)it;
    an_loop_stop(&loop);
}

/* Runs until z does, which comes in_ms from now. */
static void run_until_z(uint64_t in_ms)
{
    item('z')->then = stop;
    timer('z', in_ms);
    an_loop_run(&loop);
}

static void timers_run_in_order_of_time(void **state)
{
    (void)state;
    timer('e', 12);
    timer('c', 3);
    timer('a', 0);
    timer('d', 3);
    timer('b', 1);
    run_until_z(13);
    assert_string_equal(ran, "abcdez");
}

/* The uv_timer was set to an hour, and must follow. */
static void an_earlier_timer_may_be_added_later(void **state)
{
    (void)state;
    timer('a', 3600000);
    timer('b', 30);
    timer('c', 2);
    run_until_z(31);
    assert_string_equal(ran, "cbz");
}

static void a_cancelled_timer_never_runs(void **state)
{
    (void)state;
    timer('a', 1);
    timer('b', 2);
    timer('c', 3);
    an_loop_cancel(&loop, &item('a')->timer);
    an_loop_cancel(&loop, &item('c')->timer);
    an_loop_cancel(&loop, &item('x')->timer);
    run_until_z(5);
    assert_string_equal(ran, "bz");
}

static void adding_again_counts_from_then_on(void **state)
{
    (void)state;
    timer('a', 1);
    timer('b', 2);
    timer('a', 4);
    run_until_z(5);
    assert_string_equal(ran, "baz");
}

static void next_letter(struct item *it)
{
    if (it->name == 'x') an_loop_stop(&loop);
    item(it->name + 1)->then = next_letter;
    timer((char)(it->name + 1), 0);
}

/* A timer of zero from within a callback is a later turn's, so the loop gets to its events in between. */
static void timers_of_zero_do_not_keep_the_loop_from_its_turns(void **state)
{
    (void)state;
    item('a')->then = next_letter;
    timer('a', 0);
    an_loop_run(&loop);
    assert_string_equal(ran, "abcdefghijklmnopqrstuvwx");
    assert_true(drains >= 24);
}

static void times_beyond_all_bounds_never_come(void **state)
{
    (void)state;
    timer('a', UINT64_MAX);
    timer('b', UINT64_MAX - 1);
    timer('c', UINT64_MAX / 2);
    run_until_z(3);
    assert_string_equal(ran, "z");
    assert_true(an_timer_armed(&item('a')->timer));
}

static void time_is_the_same_within_a_turn(void **state)
{
    (void)state;
    uint64_t now = an_loop_now(&loop);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(an_loop_now(&loop), now);
    run_until_z(5);
    assert_true(an_loop_now(&loop) >= now + 5);
}

static void a_stop_before_the_run_is_kept(void **state)
{
    (void)state;
    timer('a', 0);
    an_loop_stop(&loop);
    an_loop_run(&loop);
    assert_string_equal(ran, "");
}

/* --- watches --- */

static int pipes[2], seen;

static void on_watch(void *ctx)
{
    assert_ptr_equal(ctx, pipes);
    seen++;
}

/* Nobody reads what made it readable: it is told once nevertheless. */
static void a_watch_tells_once(void **state)
{
    (void)state;
    static struct an_watch watch; /* until the loop is gone: its handle closes with it */
    seen = 0;
    assert_int_equal(pipe(pipes), 0);
    assert_int_equal(an_loop_watch(&loop, &watch, pipes[0], on_watch, pipes), AN_OK);
    assert_int_equal(write(pipes[1], "x", 1), 1);
    run_until_z(5);
    assert_int_equal(seen, 1);
    an_loop_unwatch(&watch);
    close(pipes[0]);
    close(pipes[1]);
}

static void on_hang_up(void *ctx)
{
    on_watch(ctx);
    an_loop_stop(&loop);
}

static void a_watch_tells_of_a_hang_up(void **state)
{
    (void)state;
    static struct an_watch watch; /* until the loop is gone: its handle closes with it */
    seen = 0;
    assert_int_equal(pipe(pipes), 0);
    assert_int_equal(an_loop_watch(&loop, &watch, pipes[0], on_hang_up, pipes), AN_OK);
    close(pipes[1]);
    an_loop_run(&loop);
    assert_int_equal(seen, 1);
    an_loop_unwatch(&watch);
    close(pipes[0]);
}

static void what_is_no_longer_watched_is_not_told(void **state)
{
    (void)state;
    static struct an_watch watch;
    seen = 0;
    assert_int_equal(pipe(pipes), 0);
    assert_int_equal(an_loop_watch(&loop, &watch, pipes[0], on_watch, pipes), AN_OK);
    assert_int_equal(write(pipes[1], "x", 1), 1);
    an_loop_unwatch(&watch);
    run_until_z(3);
    assert_int_equal(seen, 0);
    close(pipes[0]);
    close(pipes[1]);
}

static void what_cannot_be_watched_says_so(void **state)
{
    (void)state;
    static struct an_watch watch;
    FILE *file = tmpfile();
    assert_non_null(file);
    assert_int_equal(an_loop_watch(&loop, &watch, fileno(file), on_watch, pipes), AN_ESYS);
    fclose(file);
}

/* --- beginning and end --- */

static void a_finished_loop_leaves_no_descriptor(void **state)
{
    int before = folder_open_descriptors();
    for (int i = 0; i < 3; i++) {
        assert_int_equal(open_loop(state), 0);
        if (i > 0) run_until_z(1); /* one was never run, */
        if (i > 1) timer('a', 5);  /* one has something to do still */
        close_loop(state);
        assert_int_equal(folder_open_descriptors(), before);
    }
}

static void a_loop_without_a_bell_that_can_be_polled_is_refused(void **state)
{
    (void)state;
    int before = folder_open_descriptors();
    FILE *file = tmpfile();
    assert_non_null(file);
    assert_int_equal(an_loop_init(&loop, &bell, fileno(file), drain, pending, &loop), AN_ESYS);
    fclose(file);
    assert_int_equal(folder_open_descriptors(), before);
}

static int lowest_free(void)
{
    int fd = dup(STDERR_FILENO);
    close(fd);
    return fd;
}

/* With room for no descriptor, for one, for two, until it is enough. (What a failure keeps is not counted: libuv before 1.51 loses its epoll
 * descriptor there, and a process whose loop cannot be made ends.) */
static void too_few_descriptors_are_said(void **state)
{
    (void)state;
    struct rlimit old, low;
    int room = 0, err = AN_EFILES;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &old), 0);
    assert_int_equal(an_bell_open(&bell_fd), AN_OK);
    for (; err == AN_EFILES; room++) {
        low = old;
        low.rlim_cur = (rlim_t)(lowest_free() + room);
        assert_int_equal(setrlimit(RLIMIT_NOFILE, &low), 0);
        err = an_loop_init(&loop, &bell, bell_fd, drain, pending, &loop);
        assert_int_equal(setrlimit(RLIMIT_NOFILE, &old), 0);
    }
    assert_int_equal(err, AN_OK);
    assert_in_range(room, 2, 20);
    close_loop(NULL);
}

int main(void)
{
#define EACH(test) cmocka_unit_test_setup_teardown(test, open_loop, close_loop)
    const struct CMUnitTest tests[] = {
        EACH(timers_run_in_order_of_time),
        EACH(an_earlier_timer_may_be_added_later),
        EACH(a_cancelled_timer_never_runs),
        EACH(adding_again_counts_from_then_on),
        EACH(timers_of_zero_do_not_keep_the_loop_from_its_turns),
        EACH(times_beyond_all_bounds_never_come),
        EACH(time_is_the_same_within_a_turn),
        EACH(a_stop_before_the_run_is_kept),
        EACH(a_watch_tells_once),
        EACH(a_watch_tells_of_a_hang_up),
        EACH(what_is_no_longer_watched_is_not_told),
        EACH(what_cannot_be_watched_says_so),
        cmocka_unit_test(a_finished_loop_leaves_no_descriptor),
        cmocka_unit_test(a_loop_without_a_bell_that_can_be_polled_is_refused),
        cmocka_unit_test(too_few_descriptors_are_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

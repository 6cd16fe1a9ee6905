/* log_race.c - lines of several threads never mix: through a pipe, each arrives whole, and those of one thread in order. Those for which the pipe has no room are
 * counted. */
#include "test.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ground/log.h"

#define THREADS 4
#define LINES 3000

/* Of all lengths up to where a line is cut, each made of its thread's own letter. */
static size_t length(int n)
{
    return (size_t)(n * 37 % 900);
}

static void *speak(void *arg)
{
    int who = *(int *)arg;
    char text[1000];
    memset(text, 'a' + who, sizeof text);
    for (int n = 0; n < LINES; n++)
        an_log(AN_LOG_INFO, "thread %d line %d <%.*s>", who, n, (int)length(n), text);
    return NULL;
}

/* Returns how many lines it stands for. */
static int expect_whole(const char *line, int lines[THREADS])
{
    char *rest;
    const char *at = strstr(line, "] warning: ");
    if (at) {
        int dropped = (int)strtol(at + strlen("] warning: "), &rest, 10);
        assert_true(dropped > 0 && strstr(rest, " dropped: ") && strchr(rest, '\n'));
        return dropped;
    }
    at = strstr(line, "] thread ");
    assert_non_null(at);
    int who = (int)strtol(at + strlen("] thread "), &rest, 10);
    assert_in_range(who, 0, THREADS - 1);
    assert_memory_equal(rest, " line ", 6);
    int n = (int)strtol(rest + 6, &rest, 10);
    assert_in_range(n, lines[who], LINES - 1);
    lines[who] = n + 1;
    assert_memory_equal(rest, " <", 2);
    const char letter[] = {(char)('a' + who), '\0'};
    assert_int_equal(strspn(rest + 2, letter), length(n));
    assert_string_equal(rest + 2 + length(n), ">\n");
    return 1;
}

struct speakers {
    int end;
    pthread_t threads[THREADS];
};

static void *close_behind(void *arg)
{
    struct speakers *s = arg;
    for (int i = 0; i < THREADS; i++)
        pthread_join(s->threads[i], NULL);
    close(s->end);
    return NULL;
}

static void lines_of_several_threads_never_mix(void **state)
{
    (void)state;
    int pipes[2], who[THREADS], lines[THREADS] = {0}, told = 0;
    struct speakers s;
    pthread_t last;
    char line[2048];
    assert_int_equal(pipe(pipes), 0);
    s.end = pipes[1];
    an_log_init(pipes[1], AN_LOG_INFO);
    for (int i = 0; i < THREADS; i++) {
        who[i] = i;
        assert_int_equal(pthread_create(&s.threads[i], NULL, speak, &who[i]), 0);
    }
    assert_int_equal(pthread_create(&last, NULL, close_behind, &s), 0);
    FILE *in = fdopen(pipes[0], "r");
    assert_non_null(in);
    while (fgets(line, sizeof line, in))
        told += expect_whole(line, lines);
    pthread_join(last, NULL);
    assert_in_range(told, 1, THREADS * LINES); /* the last ones may have been dropped, too */
    an_log_init(STDERR_FILENO, AN_LOG_INFO);
    fclose(in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(lines_of_several_threads_never_mix)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

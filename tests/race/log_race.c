/* log_race.c - lines of several threads never mix: through a pipe, each arrives whole, and those of one thread in order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

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

static void expect_whole(const char *line, int lines[THREADS])
{
    const char *at = strstr(line, "] thread ");
    assert_non_null(at);
    char *rest;
    int who = (int)strtol(at + strlen("] thread "), &rest, 10);
    assert_in_range(who, 0, THREADS - 1);
    assert_memory_equal(rest, " line ", 6);
    int n = (int)strtol(rest + 6, &rest, 10);
    assert_int_equal(n, lines[who]++);
    assert_memory_equal(rest, " <", 2);
    const char letter[] = {(char)('a' + who), '\0'};
    assert_int_equal(strspn(rest + 2, letter), length(n));
    assert_string_equal(rest + 2 + length(n), ">\n");
}

static void lines_of_several_threads_never_mix(void **state)
{
    (void)state;
    int pipes[2], who[THREADS], lines[THREADS] = {0};
    pthread_t threads[THREADS];
    char line[2048];
    assert_int_equal(pipe(pipes), 0);
    an_log_init(pipes[1], AN_LOG_INFO);
    for (int i = 0; i < THREADS; i++) {
        who[i] = i;
        assert_int_equal(pthread_create(&threads[i], NULL, speak, &who[i]), 0);
    }
    FILE *in = fdopen(pipes[0], "r");
    assert_non_null(in);
    for (int n = 0; n < THREADS * LINES; n++) {
        assert_non_null(fgets(line, sizeof line, in));
        expect_whole(line, lines);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(lines[i], LINES);
    }
    an_log_init(STDERR_FILENO, AN_LOG_INFO);
    fclose(in);
    close(pipes[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(lines_of_several_threads_never_mix)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

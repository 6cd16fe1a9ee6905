/* base_test.c - the error table, the last words of a failed assertion, the door to the heap. */
#include "test.h"

#include <limits.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ground/base.h"

/* The sanitizers' allocators say NULL, as the C library's does. */
__attribute__((visibility("default"))) const char *__asan_default_options(void);
__attribute__((visibility("default"))) const char *__tsan_default_options(void);

const char *__asan_default_options(void)
{
    return "allocator_may_return_null=1";
}

const char *__tsan_default_options(void)
{
    return "allocator_may_return_null=1";
}

static const struct {
    int code;
    const char *name, *text;
} table[] = {
#define ROW(name, value, text) {AN_##name, #name, text},
    AN_ERRNO_MAP(ROW)
#undef ROW
};
#define ROWS (sizeof table / sizeof *table)

static void every_code_is_negative_and_has_a_text(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        assert_true(table[i].code < 0);
        assert_string_equal(an_strerror(table[i].code), table[i].text);
        assert_true(strlen(table[i].text) > 0);
    }
}

static void no_two_codes_share_anything(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        for (size_t j = 0; j < i; j++) {
            assert_int_not_equal(table[i].code, table[j].code);
            assert_string_not_equal(table[i].name, table[j].name);
            assert_string_not_equal(table[i].text, table[j].text);
        }
    }
}

static void success_and_unknown_codes_have_texts_too(void **state)
{
    (void)state;
    static const int unknown[] = {1, -1000, INT_MAX, INT_MIN};
    assert_int_equal(AN_OK, 0);
    assert_string_equal(an_strerror(AN_OK), "success");
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        assert_string_equal(an_strerror(unknown[i]), "unknown error");
}

/* Runs fn in a child: its wait status, and what it wrote to stderr. */
static int in_child(void (*fn)(void), char *said, size_t size)
{
    int pipes[2], status;
    size_t have = 0;
    ssize_t n;
    assert_int_equal(pipe(pipes), 0);
    pid_t pid = fork();
    if (pid == 0) {
        struct rlimit none = {0, 0};
        setrlimit(RLIMIT_CORE, &none);
        dup2(pipes[1], STDERR_FILENO);
        fn();
        _exit(0);
    }
    close(pipes[1]);
    while (have < size - 1 && (n = read(pipes[0], said + have, size - 1 - have)) > 0)
        have += (size_t)n;
    said[have] = '\0';
    close(pipes[0]);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return status;
}

static void assert_something_wrong(void)
{
    int answer = 41;
    AN_ASSERT(answer == 42);
}

static void assert_something_long(void)
{
    char what[2000];
    memset(what, 'x', sizeof what);
    what[sizeof what - 1] = '\0';
    an_assert_failed(what, "file.c", 1);
}

static void a_failed_assertion_says_where_and_aborts(void **state)
{
    (void)state;
    char said[4096];
    int status = in_child(assert_something_wrong, said, sizeof said);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
    assert_non_null(strstr(said, "appnet: "));
    assert_non_null(strstr(said, "base_test.c:"));
    assert_non_null(strstr(said, ": assertion failed: answer == 42\n"));
}

static void last_words_are_a_whole_line_however_long(void **state)
{
    (void)state;
    char said[4096];
    int status = in_child(assert_something_long, said, sizeof said);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
    assert_true(strlen(said) < 512);
    assert_ptr_equal(strchr(said, '\n'), said + strlen(said) - 1);
}

static void an_assertion_that_holds_evaluates_once(void **state)
{
    (void)state;
    int n = 0;
    AN_ASSERT(++n == 1);
    assert_int_equal(n, 1);
}

static void allocate_too_much(void)
{
    an_free(an_alloc(SIZE_MAX / 2));
}

static void allocate_more_than_can_be_counted(void)
{
    an_free(an_calloc(SIZE_MAX / 2, 4));
}

static void grow_too_much(void)
{
    an_free(an_realloc(an_alloc(8), SIZE_MAX / 2));
}

static void out_of_memory_says_so_and_aborts(void **state)
{
    (void)state;
    static void (*const ways[])(void) = {allocate_too_much, allocate_more_than_can_be_counted,
                                         grow_too_much};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        char said[8192];
        int status = in_child(ways[i], said, sizeof said);
        assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
        assert_non_null(strstr(said, "appnet: out of memory\n"));
    }
}

static void nothing_can_be_allocated_and_freed(void **state)
{
    (void)state;
    void *none[] = {an_alloc(0), an_calloc(0, 8), an_calloc(8, 0), an_realloc(NULL, 0)};
    for (size_t i = 0; i < 4; i++) {
        assert_non_null(none[i]);
        for (size_t j = 0; j < i; j++)
            assert_ptr_not_equal(none[i], none[j]);
    }
    for (size_t i = 0; i < 4; i++)
        an_free(none[i]);
    an_free(NULL);
}

static void realloc_keeps_the_bytes_and_zero_still_is_memory(void **state)
{
    (void)state;
    char *p = an_realloc(NULL, 4);
    memcpy(p, "abc", 4);
    p = an_realloc(p, 1 << 20);
    assert_string_equal(p, "abc");
    p = an_realloc(p, 0);
    assert_non_null(p);
    an_free(p);
}

static void calloc_is_zeroed(void **state)
{
    (void)state;
    for (int round = 0; round < 10; round++) {
        unsigned char *p = an_calloc(100, 10);
        for (size_t i = 0; i < 1000; i++)
            assert_int_equal(p[i], 0);
        memset(p, 0xff, 1000);
        an_free(p);
    }
}

static void a_container_is_found_from_its_member(void **state)
{
    (void)state;
    struct {
        char before[7];
        int member;
    } outer;
    int *member = &outer.member;
    assert_ptr_equal(AN_CONTAINER_OF(member, __typeof__(outer), member), &outer);
    assert_int_equal(AN_MIN(2, 3), 2);
    assert_int_equal(AN_MAX(2, 3), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_is_negative_and_has_a_text),
        cmocka_unit_test(no_two_codes_share_anything),
        cmocka_unit_test(success_and_unknown_codes_have_texts_too),
        cmocka_unit_test(a_failed_assertion_says_where_and_aborts),
        cmocka_unit_test(last_words_are_a_whole_line_however_long),
        cmocka_unit_test(an_assertion_that_holds_evaluates_once),
        cmocka_unit_test(out_of_memory_says_so_and_aborts),
        cmocka_unit_test(nothing_can_be_allocated_and_freed),
        cmocka_unit_test(realloc_keeps_the_bytes_and_zero_still_is_memory),
        cmocka_unit_test(calloc_is_zeroed),
        cmocka_unit_test(a_container_is_found_from_its_member),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

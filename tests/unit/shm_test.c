/* shm_test.c - memory that children share, and that is gone when it is unmapped. */
#define _GNU_SOURCE
#include "test.h"

#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ground/base.h"
#include "memory/shm.h"

static void it_is_zeroed_and_page_aligned(void **state)
{
    (void)state;
    struct an_shm shm;
    for (size_t size = 1; size <= 100000; size *= 7) {
        assert_int_equal(an_shm_map(&shm, size), AN_OK);
        assert_int_equal(shm.size, size);
        assert_int_equal((uintptr_t)shm.base % (uintptr_t)sysconf(_SC_PAGESIZE), 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(((uint8_t *)shm.base)[i], 0);
        memset(shm.base, 0xff, size);
        an_shm_unmap(&shm);
    }
}

static void parent_and_child_see_each_others_writes(void **state)
{
    (void)state;
    struct an_shm shm;
    int status;
    assert_int_equal(an_shm_map(&shm, 3 * 4096), AN_OK);
    char *there = (char *)shm.base + 4096;
    strcpy(shm.base, "from parent");
    pid_t pid = fork();
    if (pid == 0) {
        int differs = strcmp(shm.base, "from parent");
        strcpy(there, "from child");
        _exit(differs != 0);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    assert_string_equal(there, "from child");
    an_shm_unmap(&shm);
}

static void pages_are_only_taken_when_touched(void **state)
{
    (void)state;
    struct an_shm shm;
    size_t size = (size_t)8 << 30;
    assert_int_equal(an_shm_map(&shm, size), AN_OK);
    uint8_t *last = (uint8_t *)shm.base + size - 1;
    assert_int_equal(*last, 0);
    *last = 1;
    assert_int_equal(*last, 1);
    an_shm_unmap(&shm);
}

/* It is a file where that can be; a limit on the length of files is none on memory. */
static void a_limit_on_files_is_none_on_memory(void **state)
{
    (void)state;
    struct an_shm shm;
    struct rlimit old, low;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    low = (struct rlimit){1 << 20, old.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &low), 0);
    int err = an_shm_map(&shm, 2 << 20);
    setrlimit(RLIMIT_FSIZE, &old);
    assert_int_equal(err, AN_OK);
    ((uint8_t *)shm.base)[shm.size - 1] = 1;
    an_shm_unmap(&shm);
}

static void unmapping_twice_does_nothing(void **state)
{
    (void)state;
    struct an_shm shm;
    assert_int_equal(an_shm_map(&shm, 4096), AN_OK);
    an_shm_unmap(&shm);
    assert_null(shm.base);
    assert_int_equal(shm.size, 0);
    an_shm_unmap(&shm);
}

static void what_cannot_be_mapped_says_so_and_holds_nothing(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, SIZE_MAX / 2};
    for (size_t i = 0; i < 2; i++) {
        struct an_shm shm = {.base = &shm, .size = 1};
        assert_int_equal(an_shm_map(&shm, sizes[i]), AN_ESYS);
        assert_null(shm.base);
        an_shm_unmap(&shm);
    }
}

static int status_of(pid_t pid)
{
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

static void what_is_not_inherited_is_not_there_in_a_child(void **state)
{
    (void)state;
    struct an_shm shm;
    assert_int_equal(an_shm_map(&shm, 3 * 4096), AN_OK);
    for (int inherit = 0; inherit <= 1; inherit++) {
        an_shm_inherit(&shm, inherit);
        pid_t pid = fork();
        if (pid == 0) _exit(mincore(shm.base, shm.size, (unsigned char[3]){0}) < 0);
        assert_int_equal(status_of(pid), !inherit);
    }
    an_shm_unmap(&shm);
}

static void a_mark_is_0_in_a_child_and_in_its_child(void **state)
{
    (void)state;
    const uint32_t *mark = an_shm_mark_new(7);
    if (!mark) skip(); /* an older kernel */
    pid_t pid = fork();
    if (pid == 0) {
        pid_t next = fork();
        if (next == 0) _exit(*mark != 0);
        _exit(*mark != 0 || status_of(next) != 0);
    }
    assert_int_equal(status_of(pid), 0);
    pid = (pid_t)syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);
    if (pid == 0) syscall(SYS_exit_group, *mark != 0);
    assert_int_equal(status_of(pid), 0);
    assert_int_equal(*mark, 7);
    an_shm_mark_free(mark);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_zeroed_and_page_aligned),
        cmocka_unit_test(parent_and_child_see_each_others_writes),
        cmocka_unit_test(pages_are_only_taken_when_touched),
        cmocka_unit_test(a_limit_on_files_is_none_on_memory),
        cmocka_unit_test(unmapping_twice_does_nothing),
        cmocka_unit_test(what_cannot_be_mapped_says_so_and_holds_nothing),
        cmocka_unit_test(what_is_not_inherited_is_not_there_in_a_child),
        cmocka_unit_test(a_mark_is_0_in_a_child_and_in_its_child),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

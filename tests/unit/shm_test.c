/* shm_test.c - memory that children share, and that is gone when it is unmapped. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_zeroed_and_page_aligned),
        cmocka_unit_test(parent_and_child_see_each_others_writes),
        cmocka_unit_test(pages_are_only_taken_when_touched),
        cmocka_unit_test(unmapping_twice_does_nothing),
        cmocka_unit_test(what_cannot_be_mapped_says_so_and_holds_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

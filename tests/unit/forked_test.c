/* forked_test.c - a process that a worker's callback has forked: it is known as one, and has none
 * of the memory that the server's processes share. */
#define _GNU_SOURCE /* msync of what is not there */
#include "test.h"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "process/forked.h"

static struct an_shm shm;

enum { FORKED = 1, HAS_MEMORY = 2 };

/* What a child of this process finds. */
static int found(void)
{
    int status;
    pid_t pid = fork();
    if (pid == 0)
        _exit((an_forked() ? FORKED : 0) | (msync(shm.base, shm.size, MS_ASYNC) ? 0 : HAS_MEMORY));
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void what_a_worker_forks_has_nothing_of_the_servers(void **state)
{
    (void)state;
    assert_int_equal(an_shm_map(&shm, 4096), 0);
    assert_int_equal(found(), HAS_MEMORY);
    an_forked_watch(&shm);
    assert_false(an_forked());
    assert_int_equal(found(), FORKED);
    an_forked_unwatch(&shm);
    assert_false(an_forked());
    assert_int_equal(found(), HAS_MEMORY);
    an_shm_unmap(&shm);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_worker_forks_has_nothing_of_the_servers),
    };
    return cmocka_run_group_tests_name("forked", tests, NULL, NULL);
}

/* child_help.c - see child_help.h. */
#include "child_help.h"

#include "test.h"

#include <sys/wait.h>
#include <unistd.h>

int child_status(pid_t pid)
{
    int status;
    alarm(20);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    alarm(0);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

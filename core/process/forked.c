/* forked.c - see forked.h. The state is the process's own. Where the kernel does not wipe marks,
 * the process asks for its number each time. */
#include "process/forked.h"

#include <unistd.h>

#include "ground/base.h"

static const volatile uint32_t *mark; /* 1 in the worker, 0 in what it has forked */
static pid_t worker;                  /* 0: nobody is watched */

void an_forked_watch(struct an_shm *shm)
{
    an_shm_inherit(shm, false);
    mark = an_shm_mark_new(1);
    worker = getpid();
}

void an_forked_unwatch(struct an_shm *shm)
{
    an_shm_inherit(shm, true);
    an_shm_mark_free((const uint32_t *)mark);
    mark = NULL;
    worker = 0;
}

bool an_forked(void)
{
    if (AN_LIKELY(mark != NULL)) return *mark == 0;
    return worker != 0 && worker != getpid();
}

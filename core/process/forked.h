/* forked.h - was this process forked by a callback?
 *
 * Such a process (pcntl_fork, a library, a raw clone) has copies of its parent's loop and
 * descriptors. But there is one epoll, one set of bells, and each ring has one reader and one
 * writer. So the process may touch nothing of ours. The rings are not even mapped in it. Code that
 * would touch them asks here first.
 */
#ifndef AN_FORKED_H
#define AN_FORKED_H

#include <stdbool.h>

#include "memory/shm.h"

/* In a worker, before its first callback. A process that is forked from now on does not get this
 * mapping. */
void an_forked_watch(struct an_shm *shm);
/* After its last callback. */
void an_forked_unwatch(struct an_shm *shm);

/* Was this process, or one that it comes from, forked by a worker between the two? One load.
 * Async-signal-safe. */
bool an_forked(void);

#endif

/* allocator.h - which allocator is behind an_alloc(): the C library's, tcmalloc or jemalloc.
 *
 * One binary offers all three. The other two are loaded when they are asked for, out of everybody's sight (RTLD_LOCAL), and are called through a table
 * of four pointers: so they serve an_alloc() and nothing else, and no pointer ever crosses from one to another. Neither preloading nor
 * linking would do: PHP loads extensions with RTLD_DEEPBIND, where a replaced free() can meet a pointer of the C library.
 *
 * Cost: none. A call through the table is one instruction shorter than one through the PLT, which is how malloc would be reached.
 */
#ifndef AN_ALLOCATOR_H
#define AN_ALLOCATOR_H

#include "ground/base.h"

/* What a process begins with, and what an_allocator_choose() takes. */
#define AN_ALLOCATOR_SYSTEM "system"
#define AN_ALLOCATOR_NAMES "system, tcmalloc, jemalloc"

/* Puts the allocator of that name behind the door, for the rest of the process and all that it forks. Call it while there is one thread and
 * nothing has been allocated that is to be freed later: memory goes back to where it came from.
 * folder: where its library is, or NULL for where the loader looks.
 * AN_EINVAL: there is none of that name. AN_ENOENT: its library cannot be used. Then what was behind the door stays there, and `why` (room bytes,
 * never empty) says in one line what is wrong and what to do. */
int an_allocator_choose(const char *name, const char *folder, char *why, size_t room);

/* Gives free memory back to the system, that of the calling thread above all. No allocator does so by itself as soon as it could, and that is right: what is
 * needed again soon had better stay. Milliseconds for each hundred mebibytes; any thread, but one at a time. */
void an_allocator_give_back(void);
/* "system", "tcmalloc" or "jemalloc": what is behind the door. */
const char *an_allocator_name(void);
/* Its own name and version, as in "glibc 2.36", "gperftools 2.10", "jemalloc 5.3.0"; "unknown" where it does not say. Static storage. */
const char *an_allocator_version(void);

#endif

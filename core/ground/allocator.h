/* allocator.h - which allocator is behind an_alloc(): the C library's, tcmalloc or jemalloc.
 *
 * One binary offers all three. The other two are loaded on demand, invisible to everybody else
 * (RTLD_LOCAL), and are called through a table of four pointers. So they serve an_alloc() and
 * nothing else, and no pointer ever crosses from one to another. Neither preloading nor linking
 * would do: PHP loads extensions with RTLD_DEEPBIND, where a replaced free() can meet a pointer of
 * the C library.
 *
 * Cost: none. A call through the table is one instruction shorter than a call of malloc through the
 * PLT.
 */
#ifndef AN_ALLOCATOR_H
#define AN_ALLOCATOR_H

#include "ground/base.h"

/* The allocator at the start, and the names that an_allocator_choose() takes. */
#define AN_ALLOCATOR_SYSTEM "system"
#define AN_ALLOCATOR_NAMES "system, tcmalloc, jemalloc"

/* Puts the allocator of that name behind the door, for the rest of the process and for all its
 * children. The caller has one thread, and has allocated nothing that it frees later: memory goes
 * back to its own allocator. folder: where the library is; NULL: where the loader looks. AN_OK.
 * AN_EINVAL: no allocator has that name. AN_ENOENT: its library cannot be used. After an error the
 * old allocator stays, and `why` (room bytes, never empty) says in one line what is wrong and what
 * to do. */
int an_allocator_choose(const char *name, const char *folder, char *why, size_t room);

/* For a process that serves: free memory stays in it until an_allocator_give_back(). Otherwise the
 * C library may give it back after each large message, and fetch it anew for the next one. */
void an_allocator_keep(void);
/* Gives free memory back to the system, above all that of the calling thread. No allocator does so
 * by itself as soon as it could, and rightly: memory that is needed again soon should stay. Takes
 * milliseconds for each hundred mebibytes. Any thread, but one at a time. */
void an_allocator_give_back(void);
/* The allocator behind the door: "system", "tcmalloc" or "jemalloc". */
const char *an_allocator_name(void);
/* Its own name and version: "glibc 2.36", "gperftools 2.10", "jemalloc 5.3.0"; "unknown" where it
 * does not say. Static storage. */
const char *an_allocator_version(void);

#endif

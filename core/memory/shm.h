/* shm.h - anonymous shared memory, mapped before the first fork; and memory that a forked process
 * does not get. The only mmap.
 *
 * Pages are touched lazily, and count for nothing until then. (If the system has no memory left
 * then, the process that touches one dies, as one does that cannot allocate.) Nothing has a name,
 * so nothing can be left behind.
 */
#ifndef AN_SHM_H
#define AN_SHM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct an_shm {
    void *base; /* zeroed, page-aligned */
    size_t size;
};

int an_shm_map(struct an_shm *shm, size_t size); /* AN_OK, or AN_ESYS with errno */
void an_shm_unmap(struct an_shm *shm);           /* idempotent */

/* Do processes that are forked from now on have this mapping, too? At first they do. */
void an_shm_inherit(struct an_shm *shm, bool inherit);

/* A word that holds `value` in this process, and 0 in every process forked from it, in whatever
 * way. NULL: this kernel cannot do that. */
const uint32_t *an_shm_mark_new(uint32_t value);
void an_shm_mark_free(const uint32_t *mark); /* NULL is allowed */

#endif

/* shm.h - anonymous shared memory, mapped before the first fork. The only mmap. Pages are touched lazily, and nothing
 * has a name, so nothing can be left behind. */
#ifndef AN_SHM_H
#define AN_SHM_H

#include <stddef.h>

struct an_shm {
    void *base; /* zeroed, page-aligned */
    size_t size;
};

int an_shm_map(struct an_shm *shm, size_t size); /* AN_OK, or AN_ESYS with errno */
void an_shm_unmap(struct an_shm *shm);           /* idempotent */

#endif

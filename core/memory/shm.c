/* shm.c - see shm.h. */
#define _GNU_SOURCE
#include "memory/shm.h"

#include <sys/mman.h>

#include "ground/base.h"

int an_shm_map(struct an_shm *shm, size_t size)
{
    /* MAP_NORESERVE: rings are sized for the worst case and mostly untouched. */
    void *p =
        mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    *shm = (struct an_shm){NULL, 0};
    if (p == MAP_FAILED) return AN_ESYS;
    *shm = (struct an_shm){p, size};
    return AN_OK;
}

void an_shm_unmap(struct an_shm *shm)
{
    if (shm->base) munmap(shm->base, shm->size);
    *shm = (struct an_shm){NULL, 0};
}

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

void an_shm_inherit(struct an_shm *shm, bool inherit)
{
    madvise(shm->base, shm->size, inherit ? MADV_DOFORK : MADV_DONTFORK);
}

/* The kernel gives a forked process zeroes in place of this page (MADV_WIPEONFORK, Linux 4.14). */
const uint32_t *an_shm_mark_new(uint32_t value)
{
    void *p = mmap(NULL, sizeof value, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED) return NULL;
    if (madvise(p, sizeof value, MADV_WIPEONFORK) < 0) {
        munmap(p, sizeof value);
        return NULL;
    }
    *(uint32_t *)p = value;
    return p;
}

void an_shm_mark_free(const uint32_t *mark)
{
    if (mark) munmap((void *)mark, sizeof *mark);
}

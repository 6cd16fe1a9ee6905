/* shm.c - see shm.h. */
#define _GNU_SOURCE
#include "memory/shm.h"

#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "ground/base.h"

#ifndef MFD_NOEXEC_SEAL /* Linux 6.3 */
#define MFD_NOEXEC_SEAL 8u
#endif

/* A file in memory, without a name. -1: there is none, or it may not be so large (a longer file
 * than the limit would end the process). */
static int file_new(size_t size)
{
    struct rlimit most;
    if (getrlimit(RLIMIT_FSIZE, &most) < 0 || most.rlim_cur < size) return -1;
    int fd = memfd_create("appnet", MFD_CLOEXEC | MFD_NOEXEC_SEAL);
    if (fd < 0) fd = memfd_create("appnet", MFD_CLOEXEC);
    if (fd < 0 || ftruncate(fd, (off_t)size) == 0) return fd;
    close(fd);
    return -1;
}

/* Most of it is sized for the worst case and never touched. The system counts pages of a file when
 * they are touched. Anonymous memory counts as a whole where vm.overcommit_memory is 2, and
 * MAP_NORESERVE means nothing there. */
int an_shm_map(struct an_shm *shm, size_t size)
{
    int fd = file_new(size), flags = fd < 0 ? MAP_SHARED | MAP_ANONYMOUS : MAP_SHARED;
    void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, flags | MAP_NORESERVE, fd, 0);
    if (fd >= 0) close(fd);
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

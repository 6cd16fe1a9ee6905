/* file.c - see file.h.
 *
 * openat2() of Linux 5.6 resolves a whole path and refuses a path that leads out of the folder.
 * Without that call the path is walked folder by folder, and symbolic links are not followed at
 * all. open() must not wait for the writer of a FIFO; fstat() then tells whether this is a file.
 */
#define _GNU_SOURCE /* preadv2, O_PATH */
#include "disk/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "ground/base.h"

#if __has_include(<linux/openat2.h>)
#include <linux/openat2.h>
#endif
#ifndef RESOLVE_CACHED /* Linux 5.12 */
#define RESOLVE_CACHED 0x20
#endif

#define FLAGS (O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
#define WARM_READ 65536
#define SAMPLE 4096
#define SAMPLES 8
#define TRIES 100

static bool without_openat2;

void an__file_without_openat2(bool without)
{
    without_openat2 = without;
}

/* --- opening --- */

static int error_of(int err)
{
    switch (err) {
    case ENOENT:
    case ENOTDIR:
    case ENAMETOOLONG:
    case ENXIO: /* a socket */
        return AN_ENOENT;
    case EACCES:
    case EPERM:
    case EXDEV: /* the path leads out of the folder */
    case ELOOP:
        return AN_EACCES;
    case EMFILE:
    case ENFILE:
        return AN_EFILES;
    default:
        return AN_ESYS;
    }
}

/* Opens one folder after the other, never "..", and closes the one before it. Returns a descriptor,
 * or -1 and errno. */
static int path_walk(int root_fd, const char *path)
{
    char name[256];
    int at = root_fd;
    for (;;) {
        size_t n = strcspn(path, "/");
        bool last = path[n] == 0;
        bool up = n == 2 && memcmp(path, "..", 2) == 0;
        int fd = -1, err = up ? EXDEV : ENAMETOOLONG;
        if (n < sizeof name && !up) {
            memcpy(name, path, n);
            name[n] = 0;
            fd = openat(at, name,
                        last ? FLAGS | O_NOFOLLOW : O_PATH | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
            err = errno;
        }
        if (at != root_fd) close(at);
        errno = err;
        if (fd < 0 || last) return fd;
        at = fd;
        path += n + 1;
    }
}

/* The C library of Debian 11 has no SYS_openat2, but its kernel has the call. */
#if defined(RESOLVE_BENEATH) && defined(__NR_openat2)

/* openat2() says EAGAIN when a ".." of a link coincides with any rename in the system. */
static int path_resolve(int root_fd, const char *path, uint64_t flags, uint64_t limits, bool wait)
{
    struct open_how how = {.flags = flags, .resolve = limits | (wait ? 0 : RESOLVE_CACHED)};
    int fd, tries = 0;
    do
        fd = (int)syscall(__NR_openat2, root_fd, path, &how, sizeof how);
    while (fd < 0 && errno == EAGAIN && wait && ++tries < TRIES);
    return fd;
}

#else

#define RESOLVE_BENEATH 0
#define RESOLVE_NO_MAGICLINKS 0

static int path_resolve(int root_fd, const char *path, uint64_t flags, uint64_t limits, bool wait)
{
    (void)root_fd, (void)path, (void)flags, (void)limits, (void)wait;
    errno = ENOSYS;
    return -1;
}

#endif

/* EPERM: older sandboxes answer so to a call that they do not know. */
static int open_beneath(int root_fd, const char *path, bool wait)
{
    int fd = without_openat2 ? -1
                             : path_resolve(root_fd, path, FLAGS,
                                            RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS, wait);
    if (fd >= 0) return fd;
    bool unknown =
        without_openat2 || errno == ENOSYS || errno == EPERM || (!wait && errno == EINVAL);
    if (!unknown) return -1;
    errno = EAGAIN;
    return wait ? path_walk(root_fd, path) : -1;
}

int an_folder_open(const char *path, bool wait)
{
    int flags = O_PATH | O_DIRECTORY | O_CLOEXEC, fd = -1;
    if (wait)
        fd = open(path, flags);
    else if (!without_openat2)
        fd = path_resolve(AT_FDCWD, path, (uint64_t)flags, 0, false);
    if (fd >= 0) return fd;
    bool unknown = !wait && (without_openat2 || errno == ENOSYS || errno == EPERM ||
                             errno == EINVAL || errno == EAGAIN);
    return unknown ? AN_EAGAIN : error_of(errno);
}

/* From the year 1677 to 2262; an earlier or later time becomes the nearest of these. */
static int64_t nanoseconds_of(const struct timespec *t)
{
    int64_t ns;
    if (__builtin_mul_overflow((int64_t)t->tv_sec, (int64_t)1000000000, &ns) ||
        __builtin_add_overflow(ns, t->tv_nsec, &ns))
        return t->tv_sec < 0 ? INT64_MIN : INT64_MAX;
    return ns;
}

static int file_look(int fd, struct an_file *f)
{
    struct stat st;
    if (fstat(fd, &st) < 0) return AN_ESYS;
    if (S_ISDIR(st.st_mode)) return AN_ESTATE;
    if (!S_ISREG(st.st_mode)) return AN_ENOENT;
    f->size = (uint64_t)st.st_size;
    f->mtime_ns = nanoseconds_of(&st.st_mtim);
    f->dev = st.st_dev;
    f->ino = st.st_ino;
    return AN_OK;
}

/* --- contents --- */

static ssize_t read_at(int fd, void *to, size_t n, uint64_t offset, int flags)
{
    struct iovec iov = {to, n};
    ssize_t got;
    do
        got = preadv2(fd, &iov, 1, (off_t)offset, flags);
    while (got < 0 && errno == EINTR);
    return got;
}

/* Reads a small file and closes it. The size becomes the number of bytes that could be read. */
static int take_small(struct an_file *f, bool wait)
{
    uint64_t at = 0;
    f->bytes = an_alloc(f->size);
    while (at < f->size) {
        ssize_t got =
            read_at(f->fd, f->bytes + at, (size_t)(f->size - at), at, wait ? 0 : RWF_NOWAIT);
        if (got < 0) return wait ? AN_ESYS : AN_EAGAIN;
        if (got == 0) break;
        at += (uint64_t)got;
    }
    f->size = at;
    close(f->fd);
    f->fd = -1;
    return AN_OK;
}

/* --- the seal --- */

/* Each step is reversible, so texts that differ in one word have different seals. The seal needs no
 * secret: only the author of the files could make two files with the same seal. */
static uint64_t seal_add(uint64_t seal, const uint8_t *p, size_t n)
{
    for (size_t at = 0; at < n; at += sizeof(uint64_t)) {
        uint64_t word = 0;
        memcpy(&word, p + at, AN_MIN(n - at, sizeof word));
        seal = (seal ^ word) * 0x9E3779B97F4A7C15u;
        seal ^= seal >> 32;
    }
    return seal;
}

/* The samples reach from the first bytes of the file to the last. Their places depend on the size
 * alone. */
static int take_samples(struct an_file *f, bool wait)
{
    uint8_t sample[SAMPLE];
    for (uint64_t i = 0; i < SAMPLES; i++) {
        uint64_t at = (f->size - SAMPLE) / (SAMPLES - 1) * i;
        if (i == SAMPLES - 1) at = f->size - SAMPLE;
        ssize_t got = read_at(f->fd, sample, SAMPLE, at, wait ? 0 : RWF_NOWAIT);
        if (got < 0) return wait ? AN_ESYS : AN_EAGAIN;
        f->seal = seal_add(f->seal, sample, (size_t)got);
    }
    return AN_OK;
}

static int take_seal(struct an_file *f, bool wait)
{
    if (f->fd >= 0) return take_samples(f, wait);
    f->seal = seal_add(0, f->bytes, (size_t)f->size);
    return AN_OK;
}

int an_file_open(int root_fd, const char *path, bool wait, struct an_file **out)
{
    if (root_fd == AT_FDCWD && !wait) return AN_EAGAIN;
    int fd = root_fd == AT_FDCWD ? open(path, FLAGS) : open_beneath(root_fd, path, wait);
    if (fd < 0) return errno == EAGAIN && !wait ? AN_EAGAIN : error_of(errno);
    struct an_file *f = an_calloc(1, sizeof *f);
    f->refs = 1;
    f->fd = fd;
    int err = file_look(fd, f);
    if (err == AN_OK && f->size <= AN_FILE_SMALL) err = take_small(f, wait);
    if (err == AN_OK) err = take_seal(f, wait);
    if (err == AN_OK)
        *out = f;
    else
        an_file_unref(f);
    return err;
}

void an_file_ref(struct an_file *f)
{
    f->refs++;
}

void an_file_unref(struct an_file *f)
{
    if (!f || --f->refs) return;
    if (f->fd >= 0) close(f->fd);
    an_free(f->bytes);
    an_free(f);
}

/* --- is it in memory? --- */

static bool is_there(const struct an_file *f, uint64_t offset)
{
    char byte;
    return read_at(f->fd, &byte, 1, offset, RWF_NOWAIT) >= 0 || errno != EAGAIN;
}

bool an_file_is_warm(const struct an_file *f, uint64_t offset, size_t len)
{
    return len == 0 || (is_there(f, offset) && is_there(f, offset + len - 1));
}

bool an_file_warm(const struct an_file *f, uint64_t offset, size_t len)
{
    ssize_t got = 1;
    char *scrap = an_alloc(WARM_READ);
    posix_fadvise(f->fd, (off_t)offset, (off_t)len, POSIX_FADV_WILLNEED);
    for (size_t at = 0; at < len && got > 0; at += (size_t)got)
        got = read_at(f->fd, scrap, AN_MIN(len - at, (size_t)WARM_READ), offset + at, 0);
    an_free(scrap);
    return got >= 0;
}

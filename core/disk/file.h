/* file.h - a regular file that is served. It is open; a small one is read whole and closed.
 * Refcounted; all references belong to one thread. */
#ifndef AN_FILE_H
#define AN_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define AN_FILE_SMALL 16384

struct an_file { /* read only for others */
    uint32_t refs;
    int fd;         /* -1: the contents are in `bytes` */
    uint8_t *bytes; /* size bytes, or NULL */
    uint64_t size;
    int64_t mtime_ns; /* saturated: INT64_MIN, INT64_MAX */
    uint64_t seal;    /* a hash of the bytes; of samples of them when the file is not small */
    uint64_t dev, ino;
    bool failed; /* private to disk.c: the last attempt to read it into memory has failed */
};

/* Opens a regular file below a folder, or, when root_fd is AT_FDCWD, by an absolute path. A path
 * below a folder may not lead out of it, not even by a symbolic link. wait false: the call never
 * blocks on a disk. It returns AN_EAGAIN when it would have to wait, or when the kernel (before
 * Linux 5.12) cannot tell. AN_OK and the first reference, or
 *   AN_ENOENT  there is no such file, or it is neither regular nor a folder
 *   AN_ESTATE  it is a folder
 *   AN_EACCES  the path leads out of the folder, or the file may not be read
 *   AN_EFILES  too many open files
 *   AN_ESYS    anything else */
int an_file_open(int root_fd, const char *path, bool wait, struct an_file **out);
/* Opens a folder, and returns a descriptor for an_file_open(); `wait` as there. AN_EAGAIN,
 * AN_ENOENT (also when it is no folder), AN_EACCES, AN_EFILES or AN_ESYS. */
int an_folder_open(const char *path, bool wait);
void an_file_ref(struct an_file *f);
void an_file_unref(struct an_file *f); /* NULL is no file */
/* Does the kernel have these bytes in memory? Looks at the first and the last of them. True also
 * where the kernel cannot tell. */
bool an_file_is_warm(const struct an_file *f, uint64_t offset, size_t len);
/* Makes the kernel read these bytes, or as many as the file has, into memory. Blocks. False: the
 * disk cannot be read. Any thread may call it, while the caller holds a reference. */
bool an_file_warm(const struct an_file *f, uint64_t offset, size_t len);
/* For tests: behaves as if the kernel had no openat2(). */
void an__file_without_openat2(bool without);

#endif

/* upload_owner.c - see upload_owner.h. The lock is a lock of fcntl(). It belongs to a process, so
 * the children of the supervisor do not hold it. */
#define _GNU_SOURCE /* getrandom */
#include "disk/upload_owner.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "disk/upload.h"
#include "ground/base.h"
#include "ground/log.h"

#define PREFIX (sizeof AN_UPLOAD_NAME - 1)
#define DIGITS (AN_UPLOAD_OWNER - 1)
#define TRIES 10

/* Does the name begin like that of an owner's file? If so, sets `owner`. */
static bool owner_of(const char *name, char owner[AN_UPLOAD_OWNER])
{
    if (strncmp(name, AN_UPLOAD_NAME, PREFIX) != 0) return false;
    if (strspn(name + PREFIX, "0123456789abcdef") != DIGITS) return false;
    memcpy(owner, name + PREFIX, DIGITS);
    owner[DIGITS] = 0;
    return true;
}

static void mark_of(const char *owner, char mark[64])
{
    snprintf(mark, 64, "." AN_UPLOAD_NAME "%s", owner);
}

static int folder_open(const char *path)
{
    return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* Calls fn for each name in the folder. */
static void folder_each(int dir, void (*fn)(int dir, const char *name, const char *owner),
                        const char *owner)
{
    int fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *d = fd < 0 ? NULL : fdopendir(fd);
    struct dirent *e;
    if (!d && fd >= 0) close(fd);
    while (d && (e = readdir(d)))
        fn(dir, e->d_name, owner);
    if (d) closedir(d);
}

/* --- removing --- */

static bool is_file_of(const char *name, const char *owner)
{
    char of[AN_UPLOAD_OWNER];
    return owner_of(name, of) && name[PREFIX + DIGITS] == '-' && strcmp(of, owner) == 0;
}

static void remove_file(int dir, const char *name, const char *owner)
{
    if (is_file_of(name, owner)) unlinkat(dir, name, 0);
}

static void remove_part(int dir, const char *name, const char *owner)
{
    struct stat st;
    if (!is_file_of(name, owner) || fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0) return;
    if ((st.st_mode & 0777) == 0200) unlinkat(dir, name, 0);
}

/* --- locks --- */

static int lock_try(int fd)
{
    struct flock all = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    return fcntl(fd, F_SETLK, &all);
}

/* Removes the files first and then the mark, so after an interrupted sweep the next server removes
 * the rest. */
static void sweep_one(int dir, const char *name, const char *unused)
{
    char owner[AN_UPLOAD_OWNER];
    (void)unused;
    if (*name != '.' || !owner_of(name + 1, owner) || name[1 + PREFIX + DIGITS]) return;
    int fd = openat(dir, name, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0) return;
    if (lock_try(fd) == 0) {
        an_log(AN_LOG_INFO, "removing the uploads that a server has left behind: %s%s-*",
               AN_UPLOAD_NAME, owner);
        folder_each(dir, remove_file, owner);
        unlinkat(dir, name, 0);
    }
    close(fd);
}

/* --- an owner --- */

static int owner_draw(char owner[AN_UPLOAD_OWNER])
{
    uint64_t random;
    if (getrandom(&random, sizeof random, 0) != (ssize_t)sizeof random) return -1;
    return snprintf(owner, AN_UPLOAD_OWNER, "%016llx", (unsigned long long)random) < 0 ? -1 : 0;
}

/* Does the name of the mark still lead to this file? Another server may have removed the mark
 * before it was locked. */
static bool is_linked(int fd)
{
    struct stat st;
    return fstat(fd, &st) == 0 && st.st_nlink > 0;
}

/* Makes a mark and locks it. Returns its descriptor, or -1 and errno. */
static int mark_make(int dir, char owner[AN_UPLOAD_OWNER])
{
    char mark[64];
    for (int i = 0; i < TRIES; i++) {
        if (owner_draw(owner) < 0) return -1;
        mark_of(owner, mark);
        int fd = openat(dir, mark, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (fd < 0) return -1;
        int err = lock_try(fd) < 0 ? errno : 0;
        if (err == 0 && is_linked(fd)) return fd;
        if (err) unlinkat(dir, mark, 0);
        close(fd);
        errno = err ? err : EAGAIN;
        if (err && err != EAGAIN && err != EACCES) return -1;
    }
    return -1;
}

void an_upload_owner_acquire(struct an_upload_owner *o, struct an_config *config)
{
    *o = (struct an_upload_owner){.config = config, .dir = -1, .lock = -1};
    config->upload_owner[0] = 0;
    if (!config->upload_dir || (o->dir = folder_open(config->upload_dir)) < 0) return;
    folder_each(o->dir, sweep_one, NULL);
    o->lock = mark_make(o->dir, config->upload_owner);
    if (o->lock >= 0) return;
    an_log(AN_LOG_WARN, "what a crash leaves in the upload folder will stay there: %s: %s",
           strerror(errno), config->upload_dir);
    config->upload_owner[0] = 0;
}

void an_upload_owner_release(struct an_upload_owner *o)
{
    char mark[64];
    if (o->lock >= 0) {
        folder_each(o->dir, remove_file, o->config->upload_owner);
        mark_of(o->config->upload_owner, mark);
        unlinkat(o->dir, mark, 0);
        close(o->lock);
    }
    if (o->dir >= 0) close(o->dir);
    o->dir = o->lock = -1;
}

void an_upload_owner_sweep_parts(const struct an_config *config)
{
    if (!config->upload_dir || !config->upload_owner[0]) return;
    int dir = folder_open(config->upload_dir);
    if (dir < 0) return;
    folder_each(dir, remove_part, config->upload_owner);
    close(dir);
}

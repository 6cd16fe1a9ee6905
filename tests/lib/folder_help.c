/* folder_help.c - see folder_help.h. */
#define _GNU_SOURCE /* O_PATH, nftw */
#include "folder_help.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MUST(x) ((x) ? (void)0 : broken(#x, __LINE__))

static void broken(const char *what, int line)
{
    fprintf(stderr, "folder_help.c:%d: not so: %s\n", line, what);
    abort();
}

void folder_open(struct folder *f)
{
    strcpy(f->path, "/tmp/appnet-test-XXXXXX");
    MUST(mkdtemp(f->path));
    f->fd = open(f->path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    MUST(f->fd >= 0);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st, (void)type, (void)at;
    return remove(path);
}

void folder_close(struct folder *f)
{
    close(f->fd);
    MUST(nftw(f->path, remove_one, 8, FTW_DEPTH | FTW_PHYS) == 0);
}

static int count(const char *path)
{
    int n = 0;
    DIR *d = opendir(path);
    MUST(d);
    for (struct dirent *e; (e = readdir(d));)
        n += strcmp(e->d_name, ".") && strcmp(e->d_name, "..");
    closedir(d);
    return n;
}

int folder_count(const struct folder *f)
{
    return count(f->path);
}

static void write_all(const struct folder *f, const char *name, const char *p, size_t n)
{
    int fd = openat(f->fd, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    MUST(fd >= 0);
    MUST(write(fd, p, n) == (ssize_t)n);
    MUST(close(fd) == 0);
}

void folder_write(const struct folder *f, const char *name, const char *text)
{
    write_all(f, name, text, strlen(text));
}

void folder_fill(const struct folder *f, const char *name, size_t n)
{
    char *bytes = malloc(n + 1);
    MUST(bytes);
    memset(bytes, 'x', n);
    write_all(f, name, bytes, n);
    free(bytes);
}

void folder_make(const struct folder *f, const char *name)
{
    MUST(mkdirat(f->fd, name, 0755) == 0);
}

/* Not that of the look. */
int folder_open_descriptors(void)
{
    return count("/proc/self/fd") - 1;
}

/* scratch_help.c - see scratch_help.h. */
#define _GNU_SOURCE
#include "e2e/scratch_help.h"

#include <dirent.h>
#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "e2e/claim_help.h"

const char *scratch_make(void)
{
    static char folder[4096];
    char self[4000];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    self[n > 0 ? n : 0] = 0;
    snprintf(folder, sizeof folder, "%s/folder.XXXXXX", dirname(self));
    must_say(mkdtemp(folder), "%s: %s", folder, strerror(errno));
    return folder;
}

void scratch_remove(const char *path)
{
    must_say(rmdir(path) == 0, "%s: %s", path, strerror(errno));
}

size_t scratch_count(const char *path)
{
    size_t n = 0;
    DIR *dir = opendir(path);
    must(dir);
    for (struct dirent *e; (e = readdir(dir));)
        n += e->d_name[0] != '.';
    closedir(dir);
    return n;
}

void scratch_await(const char *path, size_t count)
{
    while (scratch_count(path) != count)
        claim_wait();
}

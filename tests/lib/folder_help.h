/* folder_help.h - a folder of the test's own, with files in it; and how many descriptors this process has. No cmocka: a failure ends the process. */
#ifndef FOLDER_HELP_H
#define FOLDER_HELP_H

#include <stddef.h>

struct folder {
    char path[64]; /* absolute */
    int fd;
};

void folder_open(struct folder *f);
/* Removes it, and all that is in it. */
void folder_close(struct folder *f);
/* How many names there are, those of folders as well; what lies deeper does not count. */
int folder_count(const struct folder *f);
/* Writes a file, anew if it is there, with the bytes of a text or with n times the byte 'x'. name may have folders in it that are there. */
void folder_write(const struct folder *f, const char *name, const char *text);
void folder_fill(const struct folder *f, const char *name, size_t n);
void folder_make(const struct folder *f, const char *name);
/* Of this process, as /proc says. */
int folder_open_descriptors(void);

#endif

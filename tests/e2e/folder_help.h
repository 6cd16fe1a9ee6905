/* folder_help.h - a folder of one's own on a real disk, beside the test programs and so in build/. */
#ifndef E2E_FOLDER_HELP_H
#define E2E_FOLDER_HELP_H

#include <stddef.h>

/* Valid until the next call. */
const char *folder_make(void);
/* It must be empty. */
void folder_remove(const char *path);
size_t folder_count(const char *path);
/* Waits until so many files are in it. */
void folder_await(const char *path, size_t count);

#endif

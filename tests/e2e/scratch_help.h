/* scratch_help.h - a folder of one's own on a real disk, beside the test programs and so in build/. */
#ifndef E2E_SCRATCH_HELP_H
#define E2E_SCRATCH_HELP_H

#include <stddef.h>

/* Valid until the next call. */
const char *scratch_make(void);
/* It must be empty. */
void scratch_remove(const char *path);
size_t scratch_count(const char *path);
/* Waits until so many files are in it. */
void scratch_await(const char *path, size_t count);

#endif

/* stray_help.h - what a process that writes where it should not does to the memory that all processes share. */
#ifndef E2E_STRAY_HELP_H
#define E2E_STRAY_HELP_H

#include <stdint.h>

#include "ipc/fabric.h"

/* Writes so many random words into a part of it: "board", "registry", "users", "topics", "heads", "bells", "rings"; or what was seen to do harm: "taken": every
 * slot of the first topic table is somebody's; "mask": four bytes where the size of that table stood once. False: no such part. */
bool stray_write(struct an_fabric *f, const char *part, uint64_t seed, uint64_t words);

#endif

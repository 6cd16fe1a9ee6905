/* output.h - what the script of a worker prints. It goes to standard output if that takes it, and
 * is lost otherwise. It never ends a worker, and never holds one up for long. */
#ifndef AN_OUTPUT_H
#define AN_OUTPUT_H

#include <stddef.h>

/* Waits a second at most for a reader. After a wait in vain it does not wait at all, until there is
 * room again. The log says once per process why output is lost. */
void an_output_print(const char *bytes, size_t len);

#endif

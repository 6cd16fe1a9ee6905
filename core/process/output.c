/* output.c - see output.h. A worker has one thread. */
#include "process/output.h"

#include "ground/log.h"
#include "ground/std.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#define PATIENCE_MS 1000

static struct {
    bool lost; /* what was printed last */
    bool said;
} output;

void an_output_print(const char *bytes, size_t len)
{
    output.lost = an_std_write(STDOUT_FILENO, bytes, len, output.lost ? 0 : PATIENCE_MS) < len;
    if (!output.lost || output.said) return;
    output.said = true;
    an_log(AN_LOG_WARN, "standard output cannot be written: %s: what the script prints is lost",
           errno == EAGAIN ? "nobody reads it" : strerror(errno));
}

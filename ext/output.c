/* output.c - see output.h. On the command line PHP ends a script when its output fails, and waits
 * for readers. Both are right for a tool in a pipe, and wrong for a server. */
#include "output.h"

#include "compat.h"

#include "SAPI.h"

#include "ground/allocator.h"
#include "ground/log.h"
#include "ground/std.h"
#include "process/output.h"

static bool on_command_line(void)
{
    return strcmp(sapi_module.name, "cli") == 0 || strcmp(sapi_module.name, "micro") == 0;
}

static size_t output_print(const char *bytes, size_t len)
{
    an_output_print(bytes, len);
    return len;
}

/* PHP may be at its memory limit. */
static void message_report(APPNET_MESSAGE *message, int type)
{
    size_t len = strlen(message);
    char *line = an_alloc(len + 1);
    (void)type;
    memcpy(line, message, len);
    line[len] = '\n';
    an_log_line(line, len + 1);
    an_free(line);
}

void appnet_output_start(void)
{
    if (on_command_line()) an_std_fill();
}

void appnet_output_own(void)
{
    PG(ignore_user_abort) = 1;
    if (!on_command_line()) return; /* another program embeds PHP, and its output is not ours */
    sapi_module.ub_write = output_print;
    sapi_module.log_message = message_report;
}

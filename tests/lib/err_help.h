/* err_help.h - the name of an error code, for what a test says. */
#ifndef ERR_HELP_H
#define ERR_HELP_H

/* "EAGAIN" and so on, "OK", or "?". */
const char *err_name(int err);

#endif

/* strict_rows_help.h - requests that two servers could read in two ways, and what is said to each. */
#ifndef E2E_STRICT_ROWS_HELP_H
#define E2E_STRICT_ROWS_HELP_H

#include <stddef.h>

/* 200: it is a request, and what follows is the next one. Else: it is refused, and what follows is never looked at. */
struct strict_row {
    int status; /* of this server */
    int nginx;  /* of nginx 1.22.1 as a proxy in front of another server (strict_test PORT checks it); 0: it hangs up, or waits, without a word */
    const char *in;
    size_t len;
};

struct strict_rows {
    const char *about;
    const struct strict_row *row;
    size_t count;
};

extern const struct strict_rows strict_rows[];
extern const size_t strict_rows_count;

#endif

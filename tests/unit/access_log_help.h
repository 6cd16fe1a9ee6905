/* access_log_help.h - access logs on a file in a temporary folder, each with a loop of its own, and lines that are known by their number. */
#ifndef AN_ACCESS_LOG_HELP_H
#define AN_ACCESS_LOG_HELP_H

#include <stdbool.h>
#include <stddef.h>

#include "disk/access_log.h"

#define LINE 100                                 /* bytes of a line, its end included */
#define ENOUGH (AN_ACCESS_LOG_ENOUGH / LINE + 1) /* lines that are written at once */

struct log_side { /* a reactor's */
    struct an_loop loop;
    struct an_bell bell;
    int bell_fd;
    struct an_access_log *log;
    char name;
    unsigned put, lost; /* lines */
};

extern struct log_side log_a; /* 'a' */
extern char log_folder[64], log_path[96], log_moved[96];
extern char *log_text; /* what is in a file, or came out of a pipe */
extern size_t log_text_len;

/* Set-up and tear-down of a test: the folder, and `log_a` with a log at `log_path`. */
int log_set_up(void **state);
int log_tear_down(void **state);
void log_open(struct log_side *s, char name);
void log_close(struct log_side *s);

/* Line number n of a side: "a 00000007 hhh...", and its NUL. */
void log_line(char name, unsigned n, char line[LINE + 1]);
/* The next lines of a side. */
void log_put(struct log_side *s, unsigned lines);
void log_flush(struct log_side *s);
void log_load(const char *file);
/* -1: there is none. */
off_t log_size(const char *file);
/* The text is lines of these sides, whole, in the order in which they were put, and nothing else: how many. next[]: the number that each side's next line
 * has at least. */
unsigned log_lines(unsigned *next, size_t sides);

/* A pipe at `log_path` that holds a page: its reading end, which nobody reads. */
int log_pipe(void);
/* What is in it now, onto the text. */
void log_read(int fd);

#endif

/* access_log.h - a reactor's way to the access log: lines are gathered in memory and written by a thread of the pool, so no disk is waited for.
 *
 *   put ──► [ one buffer fills ] ──32 KiB, 500 ms old, or the end──► [ the other is written ] ──► the file, opened for appending
 *                    ▲────────────────── they change places when the writer is back ───┘
 *
 * What is written at once is whole lines, so that those of several reactors do not mix in one file (in a pipe: up to PIPE_BUF, 4 KiB). When both
 * buffers are full, lines are lost and counted. What is wrong with the file goes to the log, once a minute at most. Not here: what a line looks
 * like (protocol/access_line.h).
 */
#ifndef AN_ACCESS_LOG_H
#define AN_ACCESS_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "loop/loop.h"

#define AN_ACCESS_LOG_BUFFER 262144 /* for the lines of a long turn of the loop, which ends before the writer is back; a page is touched when needed */
#define AN_ACCESS_LOG_ENOUGH 32768  /* bytes that are worth a write */
#define AN_ACCESS_LOG_MS 500        /* a line waits no longer than this for others */

struct an_access_log;

/* Can the log be opened? Makes the file, mode 0640. It must not be a symbolic link (ELOOP), but for "/dev/stdout" and "/dev/stderr", which are what this
 * process has for them. AN_OK, AN_EACCES, AN_ENOENT (its folder is missing), AN_EFILES or AN_ESYS; errno says more. May wait for a disk: before the server
 * starts. */
int an_access_log_check(const char *path);
/* Everything below belongs to the thread of the loop. path is the caller's and stays; the first write opens it. NULL, no log, is what a path that is NULL
 * gives: nothing is put there, and the calls below do nothing. */
struct an_access_log *an_access_log_open(struct an_loop *loop, const char *path, uint32_t reopened);
/* Takes one line, its '\n' included (copied). Returns how many lines have been lost since it was last asked, this one or earlier ones: for the counter. */
uint32_t an_access_log_put(struct an_access_log *log, const char *line, size_t n);
/* Opens the path anew when this number, which counts how often that was asked for (board->reopen), is not the one it had before. What is put from now on
 * is in the file that is there then, what was put before is in that or in the old one. While the path cannot be opened the old file is used. */
void an_access_log_reopen(struct an_access_log *log, uint32_t reopened);
/* Hands over what there is. True: everything that was put is written (or counted as lost). False: not yet; ask again after a turn of the loop, and there is
 * one as soon as that may have changed. */
bool an_access_log_flush(struct an_access_log *log);
/* Flushes, with turns of the loop while that takes (none after a flush that was true), and frees it. Returns what put returns. */
uint32_t an_access_log_close(struct an_access_log *log);

#endif

/* access_log.h - writes a reactor's lines to the access log. It gathers them in memory, and a
 * thread of the pool writes them, so the reactor waits for no disk.
 *
 *   put ─► [ one buffer fills ] ─32 KiB, 500 ms old, or the end──► [ the other is written ] ─► file
 *                    ▲──────────────── they change places when the writer is back ──┘
 *
 * Each write consists of whole lines and appends, so lines of several reactors do not mix in one
 * file (in a pipe: up to PIPE_BUF, 4 KiB). When both buffers are full, lines are lost and counted.
 * Errors of the file go to the log, once a minute at most. Not here: the form of a line
 * (protocol/http/access_line.h).
 */
#ifndef AN_ACCESS_LOG_H
#define AN_ACCESS_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "loop/loop.h"

/* Bytes of a buffer: room for the lines of a long turn of the loop. Only lines touch its pages. */
#define AN_ACCESS_LOG_BUFFER 262144
#define AN_ACCESS_LOG_ENOUGH 32768  /* bytes that are worth a write */
#define AN_ACCESS_LOG_MS 500        /* a line waits no longer than this for others */

struct an_access_log;

/* Can the log be opened? Makes the file, mode 0640. The path must not be a symbolic link (ELOOP).
 * "/dev/stdout" and "/dev/stderr" stand for the descriptors of this process. AN_OK, AN_EACCES,
 * AN_ENOENT (the folder is missing), AN_EFILES or AN_ESYS; errno says more. It may wait for a disk,
 * so the caller calls it before the server starts. */
int an_access_log_check(const char *path);
/* Only the thread of the loop may make this and the following calls. Opens a log; its file is
 * opened by the first write. The pointer to path is kept. If path is NULL, the result is NULL, no
 * log: the caller must put no line there, and the other calls do nothing. */
struct an_access_log *an_access_log_open(struct an_loop *loop, const char *path, uint32_t reopened);
/* Takes a copy of one line with its '\n'. Returns the number of lines that were lost since the last
 * call, maybe including this one. The caller counts them. */
uint32_t an_access_log_put(struct an_access_log *log, const char *line, size_t n);
/* Opens the path anew when `reopened` is another number than in the last call. It counts the
 * requests to reopen (board->reopen). Lines of later calls go to the file that the path leads to
 * then, earlier lines to that one or to the old one. While the path cannot be opened, the old file
 * is used. */
void an_access_log_reopen(struct an_access_log *log, uint32_t reopened);
/* Hands all lines to the writer. True: every line is written, or counted as lost. False: not yet;
 * the caller asks again after a turn of the loop. The writer's return causes such a turn. */
bool an_access_log_flush(struct an_access_log *log);
/* Flushes the log, runs the loop until that is done, and frees the log. If the flush is true at
 * once, the loop does not run. Returns the number of lost lines, as an_access_log_put() does. */
uint32_t an_access_log_close(struct an_access_log *log);

#endif

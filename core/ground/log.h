/* log.h - the engine's log: one write(2) per line, so lines of several processes never mix. The
 * only printf.
 *
 * The log never blocks. While nobody reads it and there is no room, lines are dropped. When there
 * is room again, a line says how many.
 */
#ifndef AN_LOG_H
#define AN_LOG_H

#include <stddef.h>

enum an_log_level { AN_LOG_ERROR, AN_LOG_WARN, AN_LOG_INFO, AN_LOG_DEBUG };

/* fd: where lines go (2 at start). least: the least important level that is written (INFO at
 * start). */
void an_log_init(int fd, enum an_log_level least);
/* Names the speaker: "supervisor", "net", "worker 3". Copied, cut at 31 bytes. The caller has just
 * forked and has no threads yet. */
void an_log_role(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* Writes one line: "2026-01-31 12:00:00.123 appnet[pid] worker 3: warning: text". Cut at 1,024
 * bytes; thread-safe; keeps errno. Control characters in the text become '?', so a peer's bytes
 * cannot forge a line. */
void an_log(enum an_log_level level, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Writes a line that is complete already, with its end. */
void an_log_line(const char *line, size_t len);

#endif
